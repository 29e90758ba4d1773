"""Partial dates as claims carry them (from EDTF): `2021`, `2021-04`, `2021-04-10`, `2018/2020`, `2019/`, `/2020`."""

import re
from dataclasses import dataclass
from functools import lru_cache

_POINT = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
_FIRST, _LAST = (0, 1, 1), (0, 12, 31)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first and last point of a date, each as (year), (year, month) or (year, month, day)."""

    first: tuple[int, ...]
    last: tuple[int, ...]
    open_start: bool = False
    open_end: bool = False


@lru_cache(maxsize=4096)
def bounds(date: str | None) -> Bounds | None:
    """What a date says, or None where it says nothing that can be read."""
    if not date:
        return None
    left, slash, right = date.partition("/")
    first, last = _point(left), _point(right if slash else left)
    if (left and first is None) or (right and last is None) or (first is None and last is None):
        return None
    if first is None or last is None:
        known = first or last or ()
        return Bounds(known, known, open_start=first is None, open_end=last is None)
    return Bounds(first, last) if earliest_of(first) <= latest_of(last) else None


def _point(text: str) -> tuple[int, ...] | None:
    found = _POINT.fullmatch(text.strip().strip("."))
    return tuple(int(part) for part in found.groups() if part) if found else None


def earliest_of(point: tuple[int, ...]) -> tuple[int, ...]:
    """The first day a point may mean."""
    return point + _FIRST[len(point) :]


def latest_of(point: tuple[int, ...]) -> tuple[int, ...]:
    """The last day a point may mean (the 31st of every month, which orders rightly)."""
    return point + _LAST[len(point) :]


def sort_key(date: str | None) -> tuple[bool, tuple[int, ...], tuple[int, ...]]:
    """Orders by first day, then by last; what has no date comes last."""
    found = bounds(date)
    return (True, (), ()) if found is None else (False, earliest_of(found.first), latest_of(found.last))


def year_of(date: str | None) -> int | None:
    """The year in which it began (for an open start, the last year known)."""
    found = bounds(date)
    return found.first[0] if found else None


def compatible(left: str | None, right: str | None) -> bool:
    """Whether two dates may be one moment told more or less exactly; no date is compatible with all."""
    a, b = bounds(left), bounds(right)
    if a is None or b is None:
        return True
    return (
        _agree(a.first, b.first) and _agree(a.last, b.last) and (a.open_end, a.open_start) == (b.open_end, b.open_start)
    )


def _agree(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    shared = min(len(a), len(b))
    return a[:shared] == b[:shared]


def exactness(date: str | None) -> int:
    """How many parts of its beginning a date gives: 0 for none, 3 for a day."""
    found = bounds(date)
    return len(found.first) if found else 0
