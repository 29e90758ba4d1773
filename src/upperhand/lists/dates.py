"""Dates as lists write them, to EDTF-like ones: `2021`, `2021-04`, `2021-04-10`.

What is no date may stand beside one (`circa`, `approximately`), but no digit may be left over: a value that is
read only in part is not read.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

Order = Literal["dmy", "mdy", "ymd"]
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip
_MONTH = r"(?P<{0}>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    r"(?<![\w])(?:"
    r"(?P<iy>\d{4})-(?P<im>\d\d?)(?:-(?P<id>\d\d?))?(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:\d\d)?"
    r"|(?P<cy>(?:1[89]|20)\d\d)(?P<cm>0[1-9]|1[0-2])(?P<cd>[0-3]\d)"
    r"|(?P<ny>\d{4})\s?[./]\s?(?P<nm>\d\d?)\s?[./]\s?(?P<nd>\d\d?)"
    r"|(?P<a>\d\d?|dd|mm)\s?[./-]\s?(?P<b>\d\d?|dd|mm)(?:\s?[./-]\s?|\s)(?P<c>\d{4}|\d\d)"
    r"|(?P<mo>\d\d?|mm)\s?[./]\s?(?P<my>\d{4})"
    r"|(?P<td>\d\d?)(?:st|nd|rd|th)?[\s-]+(?:of\s+)?" + _MONTH.format("tm") + r"(?:[\s,-]+(?P<ty>\d{4}|\d\d(?!\d))|(?<=\.)(?P<tz>\d{4}))"
    r"|" + _MONTH.format("um") + r"\s+(?P<ud>\d\d?)(?:st|nd|rd|th)?\s*,?\s+(?P<uy>\d{4})"
    r"|" + _MONTH.format("vm") + r"[\s,-]+(?P<vy>\d{4})"
    r"|(?P<y>1[789]\d\d|20\d\d|21\d\d)(?:s(?!\w))?"
    r")(?![\w])",
    re.IGNORECASE,
)  # fmt: skip
_MARKS = re.compile(r"\(?\b(?:[a-h]|[ivx]+|\d{1,2})\)|\b[a-z]\.(?=\s|\d)", re.IGNORECASE)  # (a), b), 1)


def read_dates(text: str, order: Order = "ymd") -> tuple[str, ...] | None:
    """Every date in a value, or None where it has none, one that is impossible, or digits that are no date."""
    found, rest = _found(_MARKS.sub(" ", text), order)
    if not found or None in found or any(char.isdigit() for char in rest):
        return None
    return tuple(dict.fromkeys(value for value in found if value))


def loose_dates(text: str, order: Order = "ymd") -> tuple[str, ...]:
    """The dates that stand in a free text, as far as they are possible ones."""
    return tuple(dict.fromkeys(value for value in _found(text, order)[0] if value))


def _found(text: str, order: Order) -> tuple[list[str | None], str]:
    matches = list(_DATE.finditer(text))
    return [_value(match, order) for match in matches], _DATE.sub(" ", text)


def _value(match: re.Match[str], order: Order) -> str | None:
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    return _partial(*_parts(parts, order))


def _parts(parts: dict[str, str], order: Order) -> Iterator[str]:
    """Year, month and day as written; an unknown one is empty."""
    if "a" in parts:
        names = dict(zip({"dmy": "dmy", "mdy": "mdy", "ymd": "dmy"}[order], "abc", strict=True))
        return iter((parts[names["y"]], parts[names["m"]], parts[names["d"]]))
    year = next(parts[name] for name in ("iy", "cy", "ny", "my", "ty", "tz", "uy", "vy", "y") if name in parts)
    month = next((parts[name] for name in ("im", "cm", "nm", "mo", "tm", "um", "vm") if name in parts), "")
    day = next((parts[name] for name in ("id", "cd", "nd", "td", "ud") if name in parts), "")
    return iter((year, month, day))


def _partial(year: str, month: str, day: str) -> str | None:
    """A date with what is known of it; `00`, `dd` and `mm` stand for what is not."""
    number = int(year) if len(year) == 4 else 1900 + int(year) if int(year) > 68 else 2000 + int(year)
    months = _MONTHS.get(month[:3].lower()) or (int(month) if month.isdigit() else 0)
    days = int(day) if day.isdigit() else 0
    if not 1700 <= number < 2200:
        return None
    if not months:
        return None if days else f"{number:04d}"
    try:
        date(number, months, days or 1)
    except ValueError:
        return None
    return f"{number:04d}-{months:02d}-{days:02d}" if days else f"{number:04d}-{months:02d}"
