"""Moments: UTC instants as `2021-04-10T12:00:00Z`, which sort as text."""

import re
from calendar import monthrange
from datetime import datetime

from upperhand.errors import InputError

_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def instant(at: str, what: str = "at") -> str:
    """The instant itself, checked. Raises InputError if it is not a UTC time to the second."""
    try:
        if datetime.strptime(at, _INSTANT).strftime(_INSTANT) == at:
            return at
    except (ValueError, TypeError):
        pass
    raise InputError(f"{what}: {at!r} is not a UTC time to the second; write it like 2021-04-10T12:00:00Z")


def moment(as_of: str) -> str:
    """An instant, or the last second of a day, month or year: `2021-04` is `2021-04-30T23:59:59Z`.

    Raises InputError for anything else.
    """
    partial = _PARTIAL.fullmatch(as_of)
    if partial is None:
        return instant(as_of, "as_of")
    year, month = int(partial[1]), int(partial[2] or 12)
    if not 1 <= month <= 12 or year == 0:
        raise InputError(f"as_of: {as_of!r} is not a date")
    day = int(partial[3] or monthrange(year, month)[1])
    return instant(f"{year:04}-{month:02}-{day:02}T23:59:59Z", "as_of")
