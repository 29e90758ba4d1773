"""Which days the dates of English sentences mean."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from upperhand.extract.numerals_en import number
from upperhand.extract.value_words import value_words
from upperhand.extract.values import Before, moved_month

HOURS = frozenset(["morning", "afternoon", "evening", "night"])
_TOLD = frozenset(["the next", "the very next", "the previous"])
# The groups that tell one way of writing a date from another, in the order of the pattern of `dates_en.py`; `Clock` has a method for each.
_WAYS = (
    *("iso", "slash", "from", "m1", "m2", "m3", "m4", "relday", "ago", "rel", "beside", "season", "weekday", "nth"),
    *("decade", "since", "year"),
)


class Clock:
    """Turns the ways of saying a date into values. `day` is the publication date as far as known, `ahead` the year that is told
    of the next day of the same month, `told` the day or month that the sentence told last."""

    ahead: int | None = None
    told: str | None = None

    def __init__(self, published: str | None, year: int | None, before: Before, afresh: bool) -> None:
        self.published, self.before, self.afresh = published, before, afresh
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
            self.told = value if len(value) > 4 else self.told
        return value

    def _last(self) -> str:
        """The day or month that was told last; the day of publication if none was."""
        told = self.told or self.before()
        return (self.published or "")[:10] if told is None else told

    def _from_told(self, count: int, unit: str) -> str | None:
        """So many days, weeks or months from the one that was told last; from publication if none was."""
        told = self._last()
        if unit == "month" and len(told) > 4:
            return moved_month(told, count)
        if len(told) < 10:
            return told[:7] if not count and len(told) > 4 else None
        return _moved(date.fromisoformat(told), count, unit)

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
        return f"{match['y3']}-{month_of(match['m3']):02}"

    def _m4(self, match: re.Match[str]) -> str | None:
        month, which = month_of(match["m4"]), match["which"]
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
        if self.day and self.afresh:
            return self.day.year - (month > self.day.month)
        if self.year and self.day and self.year >= self.day.year:
            return self.day.year - (month > self.day.month + 2)
        return self.year

    def _full(self, month: str, day: str, year: str | None) -> str | None:
        at = month_of(month)
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
        if unit == "year":
            return str(self.year + sign * int(count)) if self.year else None
        return self._from_told(sign * int(count), unit)

    def _shift(self, day: date | None, count: int, unit: str, known: int) -> str | None:
        if day is None:
            return None
        if unit == "year":
            return str(day.year + count)
        if unit == "month" and known > 1:
            return moved_month(str(day), count)
        if unit in {"day", "week"} and known > 2:
            return _moved(day, count, unit)
        return self.known if unit in {"day", "week"} else None

    def _rel(self, match: re.Match[str]) -> str | None:
        which, unit = match["rel"], "day" if match["unit"] in HOURS else match["unit"]
        step = -1 if "last" in which or "previous" in which else 1 if "next" in which or "following" in which else 0
        if unit == "quarter" or unit in value_words("en").seasons:
            unit = "year"
        # "next year" counts from the day of publication, "the next year" from the year that is being told.
        if "that" in which or "following" in which or "same" in which or which in _TOLD:
            if unit == "year":
                return str(self.year + step) if self.year else None
            return self._from_told(step, unit)
        if which == "the past":
            return None
        return self._shift(self.day, step, unit, len(self.parts))

    def _weekday(self, match: re.Match[str]) -> str | None:
        if not self.day or len(self.parts) < 3:
            return self.known
        apart = self.day.weekday() - value_words("en").weekdays.index(match["weekday"])
        back, said = apart % 7, match.group()
        if said.startswith(("next", "until", "starting", "beginning")):
            return str(self.day + timedelta(7 - back))
        if said.startswith("this"):
            return str(self.day - timedelta(apart))
        return str(self.day - timedelta(back or 7 if said.startswith("last") else back))

    def _beside(self, match: re.Match[str]) -> str | None:
        return self._from_told(-1 if match["beside"] == "before" else 1, "day")

    def _season(self, match: re.Match[str]) -> str | None:
        """The year in which the last of these seasons began before publication; that of the text if its month is not known."""
        if not self.day or len(self.parts) < 2:
            return str(self.year) if self.year else None
        begins = 3 * (1 + ("spring", "summer", "autumn", "winter").index(match["season"]))
        return str(self.day.year - (begins > self.day.month))

    def _nth(self, match: re.Match[str]) -> str | None:
        """A day of the month that was told last; without one, the last such day before publication."""
        words = match["nth"]
        day = int(re.sub("[a-z]", "", words)) if words[0].isdigit() else value_words("en").ordinals.index(words)
        told, published = self.told or self.before(), (self.published or "")[:10]
        if told and not self.afresh:
            return _day_of(told, day)
        if len(published) < 10 or (told == "" and not self.afresh):
            return None
        value = _day_of(published, day)
        return value if value and value <= published else _day_of(moved_month(published, -1), day)

    def _decade(self, match: re.Match[str]) -> str | None:
        first = int(match["decade"])
        return f"{first}/{first + 9}"

    def _since(self, match: re.Match[str]) -> str | None:
        return match["y9"]

    def _year(self, match: re.Match[str]) -> str | None:
        return match["year"]


def _moved(day: date, count: int, unit: str) -> str:
    """So many days after, or the month so many weeks after."""
    moved = str(day + timedelta(count * (7 if unit == "week" else 1)))
    return moved[:7] if unit == "week" else moved


def _day_of(month: str, day: int) -> str | None:
    value = f"{month[:7]}-{day:02}"
    return value if _valid(value) else None


def month_of(name: str) -> int:
    """The number of a month by its name, whole or shortened."""
    short = name.rstrip(".")
    return next(at for at, names in enumerate(value_words("en").months, 1) if short in names)


def _valid(value: str) -> bool:
    try:
        date.fromisoformat(value if len(value) == 10 else f"{value}-01")
    except ValueError:
        return False
    return True
