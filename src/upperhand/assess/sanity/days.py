"""Full dates in a sentence, English or Chinese."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

from upperhand.assess.months import MONTHS

_NUMBER = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|"
    r"Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)"
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = rf"(?:(?P<weekday{{0}}>{'|'.join(_WEEKDAYS)}),?\s(?:the\s)?)?"
_DATE = re.compile(
    rf"\b{_WEEKDAY.format(1)}(?P<m1>{MONTH})\.?\s(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y1>(?:19|20)\d\d)\b"
    rf"|\b{_WEEKDAY.format(2)}(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m2>{MONTH})\.?,?\s(?P<y2>(?:19|20)\d\d)\b"
    r"|(?P<y3>(?:19|20)\d\d)年(?P<m3>\d{1,2})月(?P<d3>\d{1,2})日(?:\s?[(（]?(?:星期|周|週)(?P<zh>[一二三四五六日天])[)）]?)?"
    r"|(?<![\d/-])(?P<y4>(?:19|20)\d\d)-(?P<m4>\d\d)-(?P<d4>\d\d)(?![\d/-])",
    re.IGNORECASE,
)
_CLUE = re.compile(r"(?:19|20)\d\d(?:年\d|-\d\d-|\b)")
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


def days(text: str) -> Iterator[Day]:
    """Every full date of a sentence, also those that no calendar has."""
    if not _CLUE.search(text):
        return
    for match in _DATE.finditer(text):
        n = next(n for n in "1234" if match[f"y{n}"])
        month = match[f"m{n}"]
        number = int(month) if month.isdigit() else _NUMBER[month[:3].lower()]
        yield Day(*match.span(), int(match[f"y{n}"]), number, int(match[f"d{n}"]), _weekday(match), match[0])


def _weekday(match: re.Match[str]) -> int | None:
    if match["zh"]:
        return _ZH_DAYS.index(match["zh"].replace("天", "日"))
    word = match["weekday1"] or match["weekday2"]
    return _WEEKDAYS.index(word.lower()) if word else None


def month_number(word: str) -> int:
    """May and 5 as 5."""
    return int(word) if word.isdigit() else _NUMBER[word[:3].lower()]
