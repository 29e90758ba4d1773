"""Dates in English sentences: how they are written, and which days they mean."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache

from upperhand.extract.numerals_en import number
from upperhand.extract.value_words import any_of, value_words
from upperhand.extract.values import When

_YEAR = r"(?:1[89]\d\d|20\d\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_CLUE = re.compile(  # a sentence without any of these is not searched for dates
    r"\d|year|month|week|day|quarter|ago|later|earlier|spring|summer|autumn|fall\b|winter|tonight|tomorrow"
    r"|january|february|march|april|may\b|june|july|august|september|october|november|december"
    r"|\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
)
_TOLD = frozenset(["the next", "the very next", "the previous"])


@cache
def _pattern() -> re.Pattern[str]:
    """Put together from named parts, so that each way of writing a date stands on its own line."""
    known = value_words("en")
    month = rf"(?:{any_of(name for names in known.months for name in names)})\b\.?"
    count = rf"(?:\d{{1,2}}|{any_of(known.small_numbers[1:13])}|a|an|a couple of)"
    parts = (
        rf"(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])(?:-\d\d)?)\b(?![-\d])",
        rf"(?P<slash>{_YEAR}/\d\d?/\d\d?)\b",
        rf"(?:(?:between|from)\s+)?(?P<from>{_YEAR})\s?(?:-|to|and|through|until)\s?(?P<to>{_YEAR}|\d\d(?![\d,.%]))\b",
        rf"(?P<m1>{month})\s+(?P<d1>{_DAY})(?:\s?(?:-|to|and)\s?{_DAY}\b)?(?:,?\s+(?P<y1>{_YEAR}))?\b(?![,.]?\d)",
        rf"(?P<d2>{_DAY})(?:\s?-\s?{_DAY})?\s+(?:of\s+)?(?P<m2>{month})(?:,?\s+(?P<y2>{_YEAR}))?",
        rf"(?P<m3>{month}),?\s+(?:of\s+)?(?P<y3>{_YEAR})\b",
        rf"(?P<which>last|this|next|that|the following|the same|early|late|mid|in|since|by|until|during|of|from|for)[\s-]+(?P<m4>{month})(?!\s+\d)(?![\w'])",
        r"(?P<relday>yesterday|today|tonight|tomorrow)\b",
        rf"(?P<ago>{count}|a decade)\s+(?P<agounit>days?|weeks?|months?|years?|decades?)?\s*(?P<dir>ago|earlier|later|before|after that|afterwards)\b",
        r"(?P<rel>last|this|next|that|the following|the same|the next|the very next|the previous|the past|previous|earlier this|later this"
        r"|earlier that|later that|late last|early last|early this|late this)"
        rf"\s+(?P<unit>week|month|year|quarter|{any_of(known.seasons)}|day)\b",
        rf"(?:(?:on|last|this|late|early|next|the|of|by|since)\s+){{0,2}}(?P<weekday>{any_of(known.weekdays)})\b",
        r"(?P<decade>(?:1[89]|20)\d0)s\b",
        rf"(?P<since>since|from)\s+(?P<y9>{_YEAR})\b",
        rf"(?<![\d.,$])(?P<year>{_YEAR})\b(?![,.]\d"
        rf"|\s*(?:{any_of(known.after_amount)}))",
    )
    return re.compile(r"\b(?:" + "|".join(parts) + ")")


def dates(folded: str, published: str | None, year: int | None) -> list[When]:
    """The dates of one sentence, resolved against the day of publication and the year the text speaks of."""
    if not _CLUE.search(folded):
        return []
    found: list[When] = []
    clock = _Clock(published, year)
    matches = list(_pattern().finditer(folded))
    for at, match in enumerate(matches, 1):
        clock.ahead = _year_ahead(match, matches[at:])
        value = clock.resolve(match)
        if value:
            found.append(When(match.start(), match.end(), value))
    return found


def _year_ahead(match: re.Match[str], later: Sequence[re.Match[str]]) -> int | None:
    """The year of a day that is told without one, if a day of the same month follows with it: `on May 2 … and on May 3, 2020`."""
    month = match["m1"] or match["m2"]
    if not month or match["y1"] or match["y2"]:
        return None
    days = ((other["m1"] or other["m2"], other["y1"] or other["y2"]) for other in later)
    return next((int(year) for name, year in days if year and _month(name) == _month(month)), None)


# The groups that tell one way of writing a date from another, in the order of the pattern; `_Clock` has a method for each.
_WAYS = ("iso", "slash", "from", "m1", "m2", "m3", "m4", "relday", "ago", "rel", "weekday", "decade", "since", "year")


class _Clock:
    """Turns the ways of saying a date into values. `day` is the publication date as far as known, `ahead` the year that is told
    of the next day of the same month."""

    ahead: int | None = None

    def __init__(self, published: str | None, year: int | None) -> None:
        parts = [int(part) for part in (published or "")[:10].split("-") if part.isdigit()]
        self.parts = parts
        self.day = (
            date(parts[0], parts[1] if len(parts) > 1 else 12, parts[2] if len(parts) > 2 else 28) if parts else None
        )
        self.known = (published or "")[:7] if len(parts) == 2 else None
        self.year = year or (parts[0] if parts else None)

    def resolve(self, match: re.Match[str]) -> str | None:
        """The value of a match, or None if it cannot be known."""
        handler: Callable[[re.Match[str]], str | None] | None = next(
            (getattr(self, f"_{name}") for name in _WAYS if match[name] is not None), None
        )
        if handler is None:
            return None
        value = handler(match)
        if value and "/" not in value:
            self.year = int(value[:4])
        return value

    def _iso(self, match: re.Match[str]) -> str | None:
        return match["iso"] if _valid(match["iso"]) else None

    def _slash(self, match: re.Match[str]) -> str | None:
        year, month, day = match["slash"].split("/")
        value = f"{year}-{int(month):02}-{int(day):02}"
        return value if _valid(value) else None

    def _from(self, match: re.Match[str]) -> str | None:
        first, last = match["from"], match["to"]
        last = first[:2] + last if len(last) == 2 else last
        return f"{first}/{last}" if first < last else None

    def _m1(self, match: re.Match[str]) -> str | None:
        return self._full(match["m1"], match["d1"], match["y1"])

    def _m2(self, match: re.Match[str]) -> str | None:
        return self._full(match["m2"], match["d2"], match["y2"])

    def _m3(self, match: re.Match[str]) -> str | None:
        return f"{match['y3']}-{_month(match['m3']):02}"

    def _m4(self, match: re.Match[str]) -> str | None:
        month, which = _month(match["m4"]), match["which"]
        if match["m4"] == "may" and which not in {"last", "this", "next", "in", "since", "early", "late"}:
            return None
        if which in {"last", "this", "next"} and self.day:
            year = self.day.year
            if which == "last" and month >= self.day.month:
                year -= 1
            if which == "next" and month <= self.day.month:
                year += 1
            return f"{year}-{month:02}"
        known = self._near_year(month)
        return f"{known}-{month:02}" if known else None

    def _near_year(self, month: int) -> int | None:
        """The year of a bare month: that of the text, and never one that ends after publication."""
        if self.year and self.day and self.year == self.day.year and month > self.day.month + 2:
            return self.year - 1
        return self.year

    def _full(self, month: str, day: str, year: str | None) -> str | None:
        at = _month(month)
        known = int(year) if year else self.ahead or self._near_year(at)
        value = f"{known}-{at:02}-{int(re.sub('[a-z]', '', day)):02}" if known else None
        return value if value and _valid(value) else None

    def _relday(self, match: re.Match[str]) -> str | None:
        if not self.day or len(self.parts) < 3:
            return self.known
        return str(self.day + timedelta({"yesterday": -1, "tomorrow": 1}.get(match["relday"], 0)))

    def _ago(self, match: re.Match[str]) -> str | None:
        count = 10 if match["ago"] == "a decade" else number(match["ago"].replace("a couple of", "two"))
        unit, way = (match["agounit"] or "").rstrip("s"), match["dir"]
        if match["ago"] == "a decade":
            unit = "year"
        if count is None or not unit:
            return None
        if unit == "decade":
            count, unit = count * 10, "year"
        if way == "ago":
            return self._shift(self.day, -int(count), unit, len(self.parts))
        sign = -1 if way in {"earlier", "before"} else 1
        if unit == "year" and self.year:
            return str(self.year + sign * int(count))
        return None

    def _shift(self, day: date | None, count: int, unit: str, known: int) -> str | None:
        if day is None:
            return None
        if unit == "year":
            return str(day.year + count)
        if unit == "month" and known > 1:
            months = day.year * 12 + day.month - 1 + count
            return f"{months // 12}-{months % 12 + 1:02}"
        if unit in {"day", "week"} and known > 2:
            moved = day + timedelta(count * (7 if unit == "week" else 1))
            return str(moved) if unit == "day" else str(moved)[:7]
        return self.known if unit in {"day", "week"} else None

    def _rel(self, match: re.Match[str]) -> str | None:
        which, unit = match["rel"], match["unit"]
        step = -1 if "last" in which or "previous" in which else 1 if "next" in which or "following" in which else 0
        if unit == "quarter" or unit in value_words("en").seasons:
            unit = "year"
        # "next year" counts from the day of publication, "the next year" from the year that is being told.
        if "that" in which or "following" in which or "same" in which or which in _TOLD:
            return str(self.year + step) if unit == "year" and self.year else None
        if which == "the past":
            return None
        return self._shift(self.day, step, unit, len(self.parts))

    def _weekday(self, match: re.Match[str]) -> str | None:
        if not self.day or len(self.parts) < 3:
            return self.known
        back = (self.day.weekday() - value_words("en").weekdays.index(match["weekday"])) % 7
        if match.group().startswith("next"):
            return str(self.day + timedelta(7 - back))
        return str(self.day - timedelta(back))

    def _decade(self, match: re.Match[str]) -> str | None:
        first = int(match["decade"])
        return f"{first}/{first + 9}"

    def _since(self, match: re.Match[str]) -> str | None:
        return match["y9"]

    def _year(self, match: re.Match[str]) -> str | None:
        return match["year"]


def _month(name: str) -> int:
    short = name.rstrip(".")
    return next(at for at, names in enumerate(value_words("en").months, 1) if short in names)


def _valid(value: str) -> bool:
    try:
        date.fromisoformat(value if len(value) == 10 else f"{value}-01")
    except ValueError:
        return False
    return True
