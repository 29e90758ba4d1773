"""Full dates in a sentence, English or Chinese."""

import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache

from upperhand.assess.months import MONTHS

_NUMBER = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|"
    r"Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)"
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = rf"(?:(?P<weekday{{0}}>{'|'.join(_WEEKDAYS)}),?\s(?:the\s)?)?"
_MONTH_IN = re.compile("|".join(_NUMBER))
_ENGLISH = re.compile(
    rf"\b{_WEEKDAY.format(1)}(?P<m1>{MONTH})\.?\s(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y1>(?:19|20)\d\d)\b"
    rf"|\b{_WEEKDAY.format(2)}(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m2>{MONTH})\.?,?\s(?P<y2>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?P<y1>(?:19|20)\d\d)年(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日(?:\s?[(（]?(?:星期|周|週)(?P<zh>[一二三四五六日天])[)）]?)?"
)
_PLAIN = re.compile(r"(?<![\d/-])(?P<y1>(?:19|20)\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)(?![\d/-])")
_ZH_DAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Day:
    """A full date as written, at `start:end`; `weekday` from 0 (Monday) where one stands with it."""

    start: int
    end: int
    year: int
    month: int
    day: int
    weekday: int | None
    exact: str

    @property
    def real(self) -> bool:
        """Whether the calendar has such a day."""
        return 1 <= self.month <= 12 and 1 <= self.day <= monthrange(self.year, self.month)[1]

    @property
    def iso(self) -> str:
        """As YYYY-MM-DD."""
        return f"{self.year:04}-{self.month:02}-{self.day:02}"


@lru_cache(maxsize=4096)
def days(text: str) -> tuple[Day, ...]:
    """Every full date of a sentence, also those that no calendar has, in order."""
    lower = text.lower()
    patterns = [_ENGLISH] if _MONTH_IN.search(lower) else []
    patterns += [_CHINESE] if "年" in text else []
    patterns += [_PLAIN] if "-" in text else []
    found = [_day(match.groupdict(), match) for pattern in patterns for match in pattern.finditer(text)]
    return tuple(sorted(found, key=lambda day: day.start))


def _day(parts: dict[str, str | None], match: re.Match[str]) -> Day:
    n = "1" if parts["y1"] else "2"
    year, month, day = (parts[f"{name}{n}"] or "" for name in "ymd")
    weekday = parts.get("weekday1") or parts.get("weekday2")
    number = _WEEKDAYS.index(weekday.lower()) if weekday else None
    if parts.get("zh"):
        number = _ZH_DAYS.index((parts["zh"] or "").replace("天", "日"))
    return Day(*match.span(), int(year), month_number(month), int(day), number, match[0])


def month_number(word: str) -> int:
    """May and 5 as 5."""
    return int(word) if word.isdigit() else _NUMBER[word[:3].lower()]
