"""The dossier's words: labels from data/present/words.yml; figures, dates, lists and counts as people write them."""

from functools import cache

import msgspec

from upperhand.data import load
from upperhand.model import Lever, Quantity, Stance, Status
from upperhand.present.dates import Bounds, bounds
from upperhand.present.scripts import one_line
from upperhand.present.types import Line

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


class LeverWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a lever is called, one act of it in a sentence without and with its actor, and what counts."""

    title: str
    act: str
    acted: str
    definition: str


class StatusWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A status for people, its shape, and the words that close a phrase."""

    label: str
    mark: str
    clause: str


class StanceWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stance for people and the word that opens a phrase."""

    label: str
    opening: str


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a fact weighs when the summary chooses: factors by status and stance, gains for sources and for detail."""

    status: dict[Status, float]
    stance: dict[Stance, float]
    further_source: float
    sources_at_most: int
    told: float


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of data/present/words.yml."""

    levers: dict[Lever, LeverWords]
    statuses: dict[Status, StatusWords]
    stances: dict[Stance, StanceWords]
    name_kinds: dict[str, str]
    identifiers: dict[str, str]
    details: dict[str, str]
    languages: dict[str, str]
    money: dict[str, str]
    kinds: dict[str, str]
    articles: list[str]
    weights: Weights
    unsure_below: float


class Palette(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Colours by name, for light and dark paper."""

    light: dict[str, str]
    dark: dict[str, str]


@cache
def words() -> Words:
    """The shipped words."""
    return load("present/words.yml", Words)


@cache
def palette() -> Palette:
    """The shipped colours."""
    return load("present/palette.yml", Palette)


def figure_text(quantity: Quantity | None) -> str:
    """`US$2.8 billion`, `43.57%`, `6,000 people`; empty without a quantity."""
    if quantity is None:
        return ""
    unit, value = one_line(quantity.unit), quantity.value
    if unit == "percent":
        return f"{number_text(value)}%"
    code = one_line(quantity.currency or "") or (unit if unit in words().money else None)
    if code:
        return f"{words().money.get(code, code + ' ')}{scaled(value)}"
    return f"{scaled(value)} {unit}".rstrip()


def number_text(value: float) -> str:
    """A number with its thousands apart and no idle zeros, to at most four decimals."""
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def scaled(value: float) -> str:
    """A number with million, billion or trillion in words; six digits are kept."""
    for scale, name in SCALES:
        if abs(value) >= scale:
            return f"{float(f'{value / scale:.6g}'):,g} {name}"
    return number_text(value)


def date_text(date: str | None) -> str:
    """`10 April 2021`, `2018 to 2020`, `since 2019`; a date that does not parse as it stands; empty for none."""
    return one_line(date or "") if (found := bounds(date)) is None else _date_text(found)


def _date_text(found: Bounds) -> str:
    if found.open_start:
        return f"until {_day(found.last)}"
    if found.open_end:
        return f"since {_day(found.first)}"
    if found.first == found.last:
        return _day(found.first)
    return f"{_day(found.first)} to {_day(found.last)}"


def _day(parts: tuple[int, ...]) -> str:
    year, *rest = parts
    names = [str(rest[1])] if len(rest) > 1 else []
    return " ".join([*names, *([MONTHS[rest[0] - 1]] if rest else []), str(year)])


def when_text(date: str | None) -> str:
    """A date with its preposition, for the end of a phrase: `on 10 April 2021`, `in 2021`, `from 2018 to 2020`."""
    found = bounds(date)
    if found is None:
        return ""
    text = _date_text(found)
    if found.open_start or found.open_end:
        return text
    if found.first != found.last:
        return f"from {text}"
    return f"{'on' if len(found.first) == 3 else 'in'} {text}"


def counted(number: int, noun: str) -> str:
    """`1 fact`, `3 facts`, `2 companies`."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def with_article(name: str) -> str:
    """A body's name as a sentence needs it: `the Ministry of Commerce`, `China's regulator`, `Beijing`."""
    first_words = name.split(" of ")[0].split(" for ")[0].casefold().split()
    if (
        not first_words
        or first_words[0] in {"the", "a", "an"}
        or any(word.endswith(("'s", "’s")) for word in first_words)
    ):
        return name
    return f"the {name}" if first_words[-1].rstrip(",") in words().articles else name


def line_text(line: Line) -> str:
    """A fact in one line: date, actor, figure, how it is put, how many origins, and its id."""
    parts = [
        date_text(line.date) or "undated",
        one_line(line.actor or ""),
        figure_text(line.quantity),
        status_text(line.status),
        "attributed" if line.attributed else "",
        counted(line.origins, "independent origin"),
        f"sure to {line.confidence:.0%}",
        f"fact {line.id}",
    ]
    return " · ".join(filter(None, parts))


def status_text(status: Status) -> str:
    """The status with its shape."""
    told = words().statuses[status]
    return f"{told.mark} {told.label}"
