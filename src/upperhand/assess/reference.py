"""What figures are held against: people, output, prices and exchange rates by country and year, places, dates of laws.

The tables are `data/reference/*.yml`, each with its source and licence. Years outside a table take its nearest year.
"""

import re
from functools import cache
from typing import Literal

import msgspec

from upperhand import data


class _Series(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    start: int
    values: tuple[float, ...]


class _Table(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    source: str
    licence: str
    values: dict[str, _Series]


class Region(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A city or province: `people` in millions at the census of `year`."""

    id: str
    country: str
    names: tuple[str, ...]
    people: float
    year: int


class _Places(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    source: str
    licence: str
    countries: dict[str, tuple[str, ...]]
    adjectives: dict[str, str]
    regions: tuple[Region, ...]


class Event(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Something whose day is known; `amended` are years in which it took effect anew."""

    id: str
    date: str
    names: tuple[str, ...]
    what: str
    source: str
    country: str | None = None
    amended: tuple[int, ...] = ()


class Founded(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The year in which a company was founded; `id` is that of the name tables."""

    id: str
    year: int
    names: tuple[str, ...]


class Dates(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The days of laws and the years of foundings."""

    licence: str
    events: tuple[Event, ...]
    founded: tuple[Founded, ...]


Measure = Literal["population", "gdp", "prices", "exchange"]


def value(measure: Measure, key: str, year: int) -> float | None:
    """One value: people in millions, GDP in billions of US$, prices (2010 is 100), units of a currency for one US$.

    `key` is a country (`cn`) or, for `exchange`, a currency (`CNY`). None if the table does not have it.
    """
    if measure == "exchange" and key == "USD":
        return 1.0
    series = _table(measure).values.get(key)
    if series is None:
        return None
    return series.values[min(max(year - series.start, 0), len(series.values) - 1)]


def rise_of_prices(country: str, first: int, last: int) -> float | None:
    """How many times the consumer prices of one year those of a later one are; None outside the table, or if not later."""
    series = _table("prices").values.get(country)
    if series is None or not series.start <= first < last:
        return None
    end = series.start + len(series.values) - 1
    if first > end or last > end + 1:
        return None
    return series.values[min(last, end) - series.start] / series.values[first - series.start]


def rates(currency: str, first: int, last: int) -> tuple[float, float] | None:
    """The lowest and highest yearly mean of a currency for one US$ in these years, both counted."""
    found = [value("exchange", currency, year) for year in range(first, last + 1)]
    known = [rate for rate in found if rate is not None]
    return (min(known), max(known)) if known else None


def people(place: str, year: int) -> float | None:
    """How many people live in a country (`cn`) or region (`shanghai`), as a plain number."""
    region = _regions().get(place)
    millions = region.people if region else value("population", place, year)
    return None if millions is None else millions * 1e6


def country_of(place: str) -> str:
    """The country of a region; a country's own id."""
    region = _regions().get(place)
    return region.country if region else place


def places_in(text: str) -> list[tuple[int, int, str]]:
    """The places that a text names, in order: start, end, id."""
    ids, pattern = _place_pattern()
    return [(*match.span(), ids[match[0].casefold()]) for match in pattern.finditer(text)]


def country_meant(text: str) -> str | None:
    """The country of the first adjective in a text, as in “Chinese GDP”."""
    return next(
        (_places().adjectives[word] for word in re.findall(r"[A-Z]\w+", text) if word in _places().adjectives), None
    )


@cache
def dates() -> Dates:
    """The known days."""
    return data.load("reference/dates.yml", Dates)


@cache
def founding_years() -> dict[str, int]:
    """The year in which a company was founded, by its id in the name tables."""
    return {each.id: each.year for each in dates().founded}


@cache
def _table(measure: Measure) -> _Table:
    return data.load(f"reference/{measure}.yml", _Table)


@cache
def _places() -> _Places:
    return data.load("reference/places.yml", _Places)


@cache
def _regions() -> dict[str, Region]:
    return {region.id: region for region in _places().regions}


@cache
def _place_pattern() -> tuple[dict[str, str], re.Pattern[str]]:
    ids = {name.casefold(): country for country, names in _places().countries.items() for name in names}
    ids |= {name.casefold(): region.id for region in _places().regions for name in region.names}
    return ids, words_pattern(ids)


def words_pattern(names: "dict[str, str] | list[str]") -> re.Pattern[str]:
    """A pattern for any of these names, the longest first; Latin ones as whole words."""
    latin = sorted((re.escape(name) for name in names if name.isascii()), key=len, reverse=True)
    other = sorted((re.escape(name) for name in names if not name.isascii()), key=len, reverse=True)
    parts = ([rf"(?<![\w.])(?:{'|'.join(latin)})(?!\w)"] if latin else []) + (["|".join(other)] if other else [])
    return re.compile("|".join(parts), re.IGNORECASE)
