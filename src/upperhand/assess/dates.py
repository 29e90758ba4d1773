"""Partial dates as claims carry them (`2021`, `2021-04`, `2021-04-10`, `2019/2021`, `2019/`): what days they may mean."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

SLACK_DAYS = 3  # a report of the day after, a time zone, "on Friday" counted from the wrong end
_POINT = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?")


@dataclass(frozen=True, slots=True)
class When:
    """The first and last day (proleptic ordinals) on which it may have begun; `end` likewise, where a span gives one.

    `exactness` is 1 for a year, 2 for a month, 3 for a day.
    """

    first: int
    last: int
    exactness: int
    end: tuple[int, int] | None = None
    is_open: bool = False


@lru_cache(maxsize=65536)
def when(text: str | None) -> When | None:
    """What a date says, or None where it says nothing that can be read. Times after the day are left aside."""
    left, slash, right = (text or "").partition("/")
    start, end = _point(left), _point(right)
    if start is None:
        return None if end is None else When(*end, is_open=True)
    return When(*start, end=end[:2] if end else None, is_open=bool(slash) and end is None)


def _point(text: str) -> tuple[int, int, int] | None:
    found = _POINT.fullmatch(text.strip())
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            ordinal = date(year, month, day).toordinal()
            return ordinal, ordinal, 3
        if month:
            return date(year, month, 1).toordinal(), date(year, month, monthrange(year, month)[1]).toordinal(), 2
        return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal(), 1
    except ValueError:
        return None


def agree(left: str | None, right: str | None) -> bool:
    """Whether two dates may be one moment told more or less exactly; no date agrees with all. Days may be `SLACK_DAYS` off."""
    a, b = when(left), when(right)
    if a is None or b is None:
        return True
    slack = SLACK_DAYS if a.exactness == b.exactness == 3 else 0
    begins = a.first <= b.last + slack and b.first <= a.last + slack
    ends = a.end is None or b.end is None or (a.end[0] <= b.end[1] and b.end[0] <= a.end[1])
    return begins and ends


def exactness(text: str | None) -> int:
    """How many parts of its beginning a date gives: 0 for none, 3 for a day."""
    found = when(text)
    return found.exactness if found else 0


def days_between(left: str | None, right: str | None) -> int | None:
    """The least number of days between two dates (0 if they may be the same); None if either says nothing."""
    a, b = when(left), when(right)
    if a is None or b is None:
        return None
    return max(0, a.first - b.last, b.first - a.last)


@lru_cache(maxsize=65536)
def month(text: str | None) -> str | None:
    """The month (`2021-04`) of its first day, for a date exact to the month or better."""
    found = when(text)
    return date.fromordinal(found.first).isoformat()[:7] if found and found.exactness > 1 else None


@lru_cache(maxsize=65536)
def months(text: str | None) -> tuple[str, ...]:
    """The months (`2021-04`) in which it may lie, for a date exact to the month or better, `SLACK_DAYS` allowed for."""
    found = when(text)
    if found is None or found.exactness < 2:
        return ()
    slack = SLACK_DAYS if found.exactness == 3 else 0
    days = (max(1, found.first - slack), found.last, found.last + slack)
    return tuple(dict.fromkeys(date.fromordinal(day).isoformat()[:7] for day in days))
