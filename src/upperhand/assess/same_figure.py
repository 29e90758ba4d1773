"""Whether two figures may be one: equal, rounded, or told in another currency."""

import math
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache

from upperhand.assess import reference
from upperhand.model import Quantity

Rates = Callable[[str, str, int], float | None]  # (from, to, year) -> how much of `to` one of `from` is

EXACT = 0.01  # relative
ROUNDED = 0.10  # at most, for a figure rounded to the digits it is told with
CONVERTED = 0.12  # rates move within a year, and converted figures are rounded


def mean_rates(source: str, target: str, year: int) -> float | None:
    """The year's mean rate by `data/reference/exchange.yml`; None where it has none."""
    given, wanted = reference.value("exchange", source, year), reference.value("exchange", target, year)
    return wanted / given if given and wanted else None


def comparable(left: Quantity, right: Quantity) -> bool:
    """Whether two figures measure in one unit, money counting as one."""
    return left.unit == right.unit or bool(left.currency and right.currency)


def agreement(left: Quantity, right: Quantity, year: int | None = None, rates: Rates = mean_rates) -> str | None:
    """Why two figures may be one, in words that can be checked; None if they may not. `year` is that of the rate."""
    if left.unit == right.unit:
        return _same_unit(left, right)
    if not (left.currency and right.currency) or year is None:
        return None
    rate = rates(left.currency, right.currency, year)
    if rate is None or _apart(left.value * rate, right.value) > CONVERTED:
        return None
    converted = f"{told(left)} at {rate:.4g} is {left.value * rate:,.4g} {right.currency}"
    return f"{converted}, against {told(right)} ({year})"


def _same_unit(left: Quantity, right: Quantity) -> str | None:
    if left.value == right.value:
        return f"both {told(left)}"
    apart = _apart(left.value, right.value)
    if apart <= EXACT:
        return f"{told(left)} and {told(right)} are within 1%"
    coarse, fine = sorted((left.value, right.value), key=digits)
    if apart <= ROUNDED and rounded(fine, digits(coarse)) == coarse:
        return f"{fine:,.12g} rounds to {told(Quantity(coarse, left.unit, left.currency))}"
    return None


def _apart(a: float, b: float) -> float:
    return abs(a - b) / max(abs(a), abs(b)) if a or b else 0.0


@lru_cache(maxsize=65536)
def digits(value: float) -> int:
    """How many significant digits a figure is told with: 2 for 18 billion, 5 for 18.228 billion."""
    return len(f"{value:.9e}".partition("e")[0].replace(".", "").strip("-").rstrip("0")) or 1


@lru_cache(maxsize=65536)
def rounded(value: float, places: int) -> float:
    """The value to so many significant digits."""
    return float(f"{value:.{max(places, 1) - 1}e}")


def kept_keys(quantity: Quantity, places: Collection[int]) -> Iterator[object]:
    """Keys under which a figure (not zero) is found by `wanted_keys` of those in its unit that agree with it.

    `places` are the numbers of digits that figures have here: a figure is rounded to no others.
    """
    yield quantity.unit, _percent_step(quantity.value)
    if len(places) > 1:
        yield from _roundings(quantity, "fine", places)
        yield quantity.unit, "told", quantity.value


def wanted_keys(quantity: Quantity, places: Collection[int]) -> Iterator[object]:
    """The keys that figures which agree with this one may be kept under: within 1%, finer ones, rounded ones."""
    step = _percent_step(quantity.value)
    yield quantity.unit, step
    yield quantity.unit, step - 1
    yield quantity.unit, step + 1
    if len(places) > 1:
        yield from _roundings(quantity, "told", places)
        yield quantity.unit, "fine", quantity.value


def _roundings(quantity: Quantity, kind: str, places: Collection[int]) -> Iterator[object]:
    for fewer in range(1, digits(quantity.value)):
        if fewer in places and digits(value := rounded(quantity.value, fewer)) == fewer:
            yield quantity.unit, kind, value


def _percent_step(value: float) -> int:
    """Values within 1% of each other are on one step, or on neighbouring ones."""
    return round(math.log(abs(value)) / -math.log1p(-EXACT))


def in_dollars(quantity: Quantity, year: int | None, rates: Rates = mean_rates) -> int | None:
    """A step of its worth in dollars at the rate of the year (or of 2020); sums that agree are on neighbouring steps."""
    rate = rates(quantity.currency, "USD", year or 2020) if quantity.currency else None
    return round(math.log(abs(quantity.value) * rate) / -math.log1p(-CONVERTED)) if rate else None


def told(quantity: Quantity) -> str:
    """A figure for people: `18.2 billion CNY`, `4%`, `6,000 people`."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(quantity.value) >= size:
            return f"{quantity.value / size:,.6g} {word} {quantity.unit}"
    number = f"{quantity.value:,.9g}"
    return f"{number}%" if quantity.unit == "percent" else f"{number} {quantity.unit}"
