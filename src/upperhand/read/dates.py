"""Dates that a document gives for itself, as `2021-04-10`, `2021-04`, or None."""

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})"
DATE = re.compile(
    "|".join(
        re.sub(r"\?P<(\w+)>", rf"?P<\g<1>{index}>", form)
        for index, form in enumerate(
            (
                rf"(?<!\d){_YEAR}[-/.](?P<number>\d{{1,2}})[-/.]{_DAY}(?!\d)",
                rf"{_YEAR}\s*年\s*(?P<number>\d{{1,2}})\s*月(?:\s*{_DAY}\s*[日号號])?",
                rf"\b{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}\b",
                rf"\b{_DAY}(?:st|nd|rd|th)?\s+{_MONTH},?\s+{_YEAR}\b",
                rf"\b{_MONTH},?\s+{_YEAR}\b",
            )
        )
    ),
    re.IGNORECASE,
)


def parse(text: str) -> str | None:
    """The first full date in a text."""
    for match in DATE.finditer(text):
        if value := _value({name.rstrip("0123456789"): got for name, got in match.groupdict().items() if got}):
            return value
    return None


def is_only_date(text: str) -> bool:
    """Whether a line is nothing but a date, perhaps with a weekday, a time or a label."""
    if not DATE.search(text):
        return False
    rest = DATE.sub("", text)
    rest = re.sub(
        r"(?i)\b(?:published|posted|updated|dated?|on|at|am|pm|gmt|utc|est|edt|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
        "",
        rest,
    )
    return not re.search(r"[^\W\d_]", rest) and len(rest) < 30


def _value(parts: dict[str, str]) -> str | None:
    month = int(parts["number"]) if "number" in parts else _MONTHS.index(parts["month"][:3].lower()) + 1
    year, day = int(parts["year"]), int(parts.get("day", 1))
    try:
        value = date(year, month, day).isoformat()
    except ValueError:
        return None
    return value if "day" in parts else value[:7]
