"""Where each dated fact stands on the timeline: a row a lever, and in a row as many lanes as keep the marks apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from upperhand.present.dates import Bounds, bounds, earliest_of, latest_of
from upperhand.present.types import Fact, Section

LANE = 13
GAP = 11


@dataclass(frozen=True, slots=True)
class Mark:
    """One fact: `x` to `x2` in years (equal for a moment), `y` in pixels."""

    x: float
    x2: float
    y: float
    side: str
    status: str
    firm: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """A row: its title, its upper and lower edge in pixels, its marks."""

    title: str
    top: float
    bottom: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Lanes:
    """The whole picture: rows, the years it spans, its height in pixels."""

    rows: tuple[Lane, ...]
    first: float
    last: float
    height: float


def lanes_of(sections: Sequence[Section], width: float) -> Lanes:
    """The timeline of these sections on `width` pixels."""
    dated = [(section, found) for section in sections if (found := _dated(section.facts))]
    times = [time for _, found in dated for _, start, end in found for time in (start, end)]
    if not times:
        return Lanes((), 0, 0, 0)
    first, last = int(min(times)), int(max(times)) + 1
    rows, top = [], 0.0
    for section, found in dated:
        row = _row(section, found, top, (last - first) * GAP / width)
        rows.append(row)
        top = row.bottom
    return Lanes(tuple(rows), first, last, top)


def _dated(facts: Sequence[Fact]) -> list[tuple[Fact, float, float]]:
    return sorted(
        ((fact, *_times(found)) for fact in facts if (found := bounds(fact.date))),
        key=lambda item: (item[1], item[2], item[0].anchor),
    )


def _times(found: Bounds) -> tuple[float, float]:
    start, end = _moment(earliest_of(found.first)), _moment(latest_of(found.last))
    if found.first == found.last:
        return (start + end) / 2, (start + end) / 2
    return start, end


def _moment(day: tuple[int, ...]) -> float:
    return day[0] + ((day[1] - 1) * 31 + day[2] - 1) / 372


def _row(section: Section, found: list[tuple[Fact, float, float]], top: float, gap: float) -> Lane:
    ends: list[float] = []
    placed = []
    for fact, start, end in found:
        lane = next((place for place, taken in enumerate(ends) if start - taken >= gap), len(ends))
        ends[lane : lane + 1] = [end]
        placed.append((fact, start, end, lane))
    bottom = top + LANE * len(ends) + 12
    marks = tuple(
        Mark(start, end, top + 6 + LANE * (lane + 0.5), section.side, fact.status, fact.stance == "asserted")
        for fact, start, end, lane in placed
    )
    return Lane(section.title, top, bottom, marks)
