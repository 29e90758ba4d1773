"""The exposure of a company at the ends of quarters, summed up lever by lever.

Of a company that is kept in parts the sums of each lever are kept too (`Drawn`), so that only the levers that a change
touches are summed up again. From one day to the next what has settled fades by one factor for all facts of a lever; the
few facts that begin, hold or are eased later stand beside it as columns.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache

import numpy as np

from upperhand.assess import dates, strength
from upperhand.assess.digest import Drawn, Point
from upperhand.assess.exposure import bounds
from upperhand.assess.strength import Numbers, Table
from upperhand.assess.types import Fact
from upperhand.assess.weights import shipped
from upperhand.model import LEVERS, STATE_LEVERS, Lever

YEARS = 40  # a series goes back so far at most
_NEVER = np.iinfo(np.int64).max


def of_facts(facts: Sequence[Fact], as_of: str | None = None) -> tuple[Point, ...]:
    """The series of a company from all its facts, up to the day on which the ledger is read (that of its last fact, if
    None)."""
    if not facts:
        return ()
    last = _ordinal(as_of) if as_of else _latest(facts)
    days = _days(_first(facts), last)
    weights = shipped()
    present = sorted({LEVERS.index(fact.lever) for fact in facts})
    given = strength.table(facts, weights, last)
    return _points(days, present, strength.lever_sums(given, np.array(days), weights.interval.draws, present)[0])


def of_levers(drawn: Mapping[Lever, Drawn], as_of: str | None = None) -> tuple[Point, ...]:
    """As `of_facts`, from what is kept of each lever."""
    if not drawn:
        return ()
    last = _ordinal(as_of) if as_of else max(each.latest for each in drawn.values())
    days = _days(min(each.first for each in drawn.values()), last)
    levers = sorted(drawn)
    sums = np.stack([_sums_on(drawn[lever], LEVERS.index(lever), days) for lever in levers], axis=1)
    return _points(days, [LEVERS.index(lever) for lever in levers], sums)


def drawn_again(
    kept: Mapping[Lever, Drawn],
    levers: Collection[Lever],
    facts_of: Callable[[Lever], Sequence[Fact]],
    as_of: str | None = None,
) -> dict[Lever, Drawn]:
    """Sums up those of a company's levers that are not among those kept, or of which what is kept is out of date."""
    facts = {lever: facts_of(lever) for lever in levers if lever not in kept}
    latest = max([*(each.latest for each in kept.values()), *map(_latest, facts.values())])
    last = _ordinal(as_of) if as_of else latest
    facts |= {lever: facts_of(lever) for lever, each in kept.items() if last < each.last or 0 < each.due <= last}
    first = min([*(each.first for each in kept.values()), *map(_first, facts.values())])
    return {lever: _drawn(theirs, first, last) for lever, theirs in facts.items()}


def _drawn(facts: Sequence[Fact], first: int, last: int) -> Drawn:
    """The sums of one lever."""
    given = strength.table(facts, shipped(), last)
    days = quarter_ends(first, last)
    sure = strength.sureness(given, shipped().interval.draws)
    later = (given.begin > last) | (given.hold > last) | ((given.ends > last) & (given.ends < _NEVER))
    settled = strength.only(given, ~later)
    return Drawn(
        _first(facts),
        _latest(facts),
        last,
        _due(facts, last),
        tuple(days),
        strength.summed(given, sure, np.array(days, dtype=np.int64)).tobytes(),
        strength.summed(settled, sure[:, ~later], np.array([last])).tobytes(),
        _columns(strength.only(given, later)),
    )


def _sums_on(each: Drawn, lever: int, days: Sequence[int]) -> Numbers:
    """Draws by days: the sums of a lever on the ends of quarters and on days from that of the last sums on."""
    rows = shipped().interval.draws + 1
    sums = np.zeros((rows, len(days)))
    known = np.frombuffer(each.sums).reshape(rows, -1)
    at = {day: column for column, day in enumerate(each.days)}
    before = [number for number, day in enumerate(days) if day in at]
    sums[:, before] = known[:, [at[days[number]] for number in before]]
    start = bisect_left(days, each.last)
    after = np.array(days[start:], dtype=np.int64)
    half_life = shipped().levers[LEVERS[lever]].half_life
    later = _table(each.later, lever)
    sums[:, start:] = np.frombuffer(each.settled)[:, None] * np.exp2((each.last - after) / half_life)
    sums[:, start:] += strength.summed(later, strength.sureness(later, rows - 1), after)
    return sums


_TYPES = (np.float64, np.int64, np.int64, np.int64, *(np.int64, np.uint64, np.float64) * 2)


def _columns(given: Table) -> tuple[bytes, ...]:
    return tuple(
        column.tobytes() for column in (given.base, given.begin, given.hold, given.ends, *given.links, *given.against)
    )


def _table(columns: Sequence[bytes], lever: int) -> Table:
    read = [np.frombuffer(column, dtype=kind) for column, kind in zip(columns, _TYPES, strict=True)]
    levers = np.full(len(read[0]), lever, dtype=np.int64)
    return Table((), levers, *read[:4], tuple(read[4:7]), tuple(read[7:]), shipped())  # type: ignore[call-arg, arg-type]


def _points(days: Sequence[int], levers: Sequence[int], sums: Numbers) -> tuple[Point, ...]:
    """The two sides on each day, from draws by levers by days."""
    weights = shipped()
    points = strength.strengths(sums, weights, levers)
    sides = [[at for at, lever in enumerate(levers) if (lever < len(STATE_LEVERS)) == state] for state in (True, False)]
    rows = np.stack([points[:, side].sum(axis=1) for side in sides], axis=1)
    ends = bounds(rows, weights.interval.coverage)
    return tuple(Point(_iso(day), tuple(a), tuple(b)) for day, (a, b) in zip(days, ends, strict=True))  # type: ignore[arg-type]


def _days(first: int, last: int) -> list[int]:
    return [*quarter_ends(first, last), last]


def quarter_ends(first: int, last: int) -> Sequence[int]:
    """The ends of quarters from one day on and before another, as day numbers; of 40 years at most."""
    if first >= last:
        return []
    years = date.fromordinal(first).year, date.fromordinal(last).year
    ends = _quarter_ends(max(1, years[0], years[1] - YEARS), years[1])
    return ends[bisect_left(ends, first) : bisect_left(ends, last)]


@lru_cache(maxsize=1024)
def _quarter_ends(first: int, last: int) -> tuple[int, ...]:
    ends = ((3, 31), (6, 30), (9, 30), (12, 31))
    return tuple(date(year, *end).toordinal() for year in range(first, last + 1) for end in ends)


def _first(facts: Sequence[Fact]) -> int:
    """The first day on which any of them may have begun."""
    begun = (given.first for fact in facts if (given := dates.when(fact.date)))
    return min(begun, default=date.max.toordinal())


def _latest(facts: Sequence[Fact]) -> int:
    """The day on which the last of them came into the ledger."""
    return _ordinal(max(fact.known_at for fact in facts))


def _due(facts: Sequence[Fact], last: int) -> int:
    """The first later day on which more of them is known; 0 if none is."""
    origins = (origin for fact in facts for origin in (*fact.origins, *fact.opposing_origins))
    return min((day for each in origins if (day := strength.known_on(each)) > last), default=0)


@lru_cache(maxsize=4096)
def _ordinal(moment: str) -> int:
    return date.fromisoformat(moment[:10]).toordinal()


@lru_cache(maxsize=65536)
def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
