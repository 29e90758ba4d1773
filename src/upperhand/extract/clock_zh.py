"""Which days the dates of Chinese sentences mean."""

import re
from calendar import monthrange
from datetime import date, timedelta

from upperhand.extract.numerals_zh import number
from upperhand.extract.values import Before, moved_month


def _table(words: str) -> dict[str, int]:
    """`word word: shift; …` as word to shift."""
    pairs = (entry.split(":") for entry in words.split(";"))
    return {word: int(shift) for names, shift in pairs for word in names.split()}


YEARS = _table("今年 本年: 0; 去年 上年 昨年: -1; 前年: -2; 大前年: -3; 明年 来年: 1; 后年: 2")
SAME = _table("同年 当年 该年: 0; 次年 翌年 隔年 第二年: 1; 前一年 上一年 此前一年: -1")
DAYS = _table(
    "今天 今日 今早 今晨 今晚 本日 即日起: 0; 昨天 昨日 昨晚 昨夜 昨: -1; "
    "前天 前日: -2; 大前天: -3; 明天 明日: 1; 后天: 2"
)
THAT_DAY = _table("同日 当日 当天 当晚 同一天 同晚 那天 这天: 0; 次日 翌日 隔天 隔日 第二天: 1; 前一天 前一日: -1")
MONTHS = _table("本月 这个月: 0; 上月 上个月: -1; 下月 下个月: 1")
CONGRESS = _table("十五大: 1997; 十六大: 2002; 十七大: 2007; 十八大: 2012; 十九大: 2017; 二十大: 2022")
_PART = {"底": "-12", "末": "-12", "尾": "-12", "初": "-01", "元旦": "-01-01", "国庆": "-10", "除夕": "-12"}
_PART |= {"上半年": "01/06", "头半年": "01/06", "下半年": "07/12"}
WEEKDAY = "一二三四五六日天末"

# The groups that tell one way of writing a date from another; `Clock` has a method for each.
_NAMES = (
    *("iso", "from", "y", "mrel", "m3", "ago", "thatday", "relday", "weekday", "wholeweek"),
    *("decade", "decade2", "congress", "recent", "thisyear", "day"),
)


def _int(words: str) -> int:
    value = number(words)
    return int(value) if value is not None else 0


class Clock:
    """Turns the ways of saying a date into values.

    `day` is the day of publication, as far as known; `told` the day or month that the sentence told last.
    """

    def __init__(self, published: str | None, year: int | None, before: Before, afresh: bool) -> None:
        self.before, self.afresh = before, afresh
        self.parts = [int(part) for part in (published or "")[:10].split("-") if part.isdigit()]
        full = [*self.parts, *(12, 28)[len(self.parts) - 1 :]] if self.parts else []
        self.day = date(*full[:3]) if full else None
        self.month = (published or "")[:7] if len(self.parts) > 1 else None
        self.year = min(year, self.parts[0]) if year and self.parts else year or (self.parts[0] if self.parts else None)
        self.told: str | None = None

    def resolve(self, match: re.Match[str]) -> str | None:
        """The value of a match, or None if it cannot be known."""
        value = self._value(match)
        if value and "/" not in value:
            self.year = int(value[:4])
            self.told = value if len(value) > 4 else self.told
        return value

    def _last(self) -> date | None:
        """The day that was told last, that of publication if none was."""
        told = self.told or self.before()
        if told is None:
            told = str(self.day) if len(self.parts) > 2 else ""
        return date.fromisoformat(told) if len(told) == 10 else None

    def _last_month(self) -> str | None:
        told = self.told or self.before()
        return self.month if told is None else told[:7] or None

    def _value(self, match: re.Match[str]) -> str | None:
        for name in _NAMES:
            if match[name]:
                handler = getattr(self, f"_{name}")
                value: str | None = handler(match)
                return value
        return None

    def _iso(self, match: re.Match[str]) -> str | None:
        year, month, day = map(int, re.split("[-/.]", match["iso"]))
        return _full(year, month, day)

    def _from(self, match: re.Match[str]) -> str | None:
        return f"{match['from']}/{match['to']}" if match["from"] < match["to"] else None

    def _y(self, match: re.Match[str]) -> str | None:
        year = self._which_year(match)
        if year is None:
            return None
        if match["m"]:
            return _full(year, _int(match["m"]), _int(match["d"]) if match["d"] else None)
        if match["quarter"]:
            first = 3 * _int(match["quarter"]) - 2
            return f"{year}-{first:02}/{year}-{first + 2:02}"
        return _part(year, match["part"])

    def _which_year(self, match: re.Match[str]) -> int | None:
        if match["year"]:
            return _int(match["year"])
        if match["minguo"]:
            return 1911 + _int(match["minguo"])
        if match["short"]:
            year = _int(match["short"])
            return year + (1900 if year > 50 else 2000)
        if match["same"]:
            return self.year + SAME[match["same"]] if self.year else None
        return self.day.year + YEARS.get(match["rel"], -1) if self.day else None

    def _mrel(self, match: re.Match[str]) -> str | None:
        if match["mrel"] in {"同月", "当月"}:
            base = self._last_month()
        elif self.day and len(self.parts) > 1:
            base = moved_month(str(self.day), MONTHS[match["mrel"]])
        else:
            base = None
        if base and match["md"]:
            return _day_of(base, _int(match["md"]))
        return base

    def _m3(self, match: re.Match[str]) -> str | None:
        month = _int(match["m3"])
        return _full(self._near_year(month), month, _int(match["d3"]) if match["d3"] else None)

    def _near_year(self, month: int) -> int | None:
        """The year of a bare month: that of the text, and not one that lies well after publication."""
        if self.day and len(self.parts) > 1 and self.afresh:
            return self.day.year - (month > self.day.month)
        if self.year and self.day and len(self.parts) > 1 and self.year >= self.day.year:
            return self.day.year - (month > self.day.month + 2)
        return self.year

    def _day(self, match: re.Match[str]) -> str | None:
        """A day of the month that was told last; without one, a day that is well after publication is of the month before."""
        base, day = self.month if self.afresh else self._last_month(), _int(match["day"])
        if not base:
            return None
        value = _day_of(base, day)
        if self.day and len(self.parts) > 2 and base == self.month and (value or "") > str(self.day + timedelta(7)):
            return _day_of(moved_month(base, -1), day)
        return value

    def _ago(self, match: re.Match[str]) -> str | None:
        count, unit = (0 if match["ago"] in "半几" else _int(match["ago"])), match["unit"]
        sign = -1 if "前" in match["way"] else 1
        if not count or not self.day:
            return None
        if unit == "年":
            return str((self.day.year if sign < 0 else self.year or self.day.year) + sign * count)
        if unit == "个月":
            base = self._last_month() if sign > 0 else self.month
            return moved_month(base, sign * count) if base else None
        if sign > 0:
            last = self._last()
            return str(last + timedelta(count)) if last and unit in "天日" else None
        if len(self.parts) < 3:
            return self.month
        return str(self.day - timedelta(count)) if unit in "天日" else str(self.day - timedelta(7 * count))[:7]

    def _thatday(self, match: re.Match[str]) -> str | None:
        last = self._last()
        return str(last + timedelta(THAT_DAY[match["thatday"]])) if last else None

    def _relday(self, match: re.Match[str]) -> str | None:
        if not self.day or len(self.parts) < 3:
            return self.month
        return str(self.day + timedelta(DAYS[match["relday"]]))

    def _weekday(self, match: re.Match[str]) -> str | None:
        if not self.day or len(self.parts) < 3:
            return self.month
        index, week = min(WEEKDAY.index(match["weekday"]), 6), match["week"] or ""
        if match["weekday"] == "末":
            index = 5
        monday = self.day - timedelta(self.day.weekday())
        if week:
            moved = monday + timedelta(7 * _week(week) + index)
            return str(moved)[:7] if match["weekday"] == "末" else str(moved)
        return str(self.day - timedelta((self.day.weekday() - index) % 7))

    def _wholeweek(self, match: re.Match[str]) -> str | None:
        if not self.day or len(self.parts) < 3:
            return self.month
        return str(self.day + timedelta(7 * _week(match["wholeweek"])))[:7]

    def _decade(self, match: re.Match[str]) -> str | None:
        first = 1900 + 10 * _int(match["decade"])
        return {"末": f"{first + 7}/{first + 9}", "初": f"{first}/{first + 3}"}.get(
            match["late"] or "", f"{first}/{first + 9}"
        )

    def _decade2(self, match: re.Match[str]) -> str | None:
        return f"{match['decade2']}0/{match['decade2']}9"

    def _congress(self, match: re.Match[str]) -> str | None:
        return str(CONGRESS[match["congress"]])

    def _recent(self, match: re.Match[str]) -> str | None:
        return self.month

    def _thisyear(self, match: re.Match[str]) -> str | None:
        return _part(self.day.year, match["thisyear"]) if self.day else None


def _week(words: str) -> int:
    return {"上": -1, "下": 1}.get(words[0], 0) * (2 if words == "上上" else 1)


def _part(year: int, part: str | None) -> str:
    tail = _PART.get(part.removeprefix("年"), "") if part else ""
    if "/" in tail:
        first, last = tail.split("/")
        return f"{year}-{first}/{year}-{last}"
    return f"{year}{tail}"


def _day_of(month: str, day: int) -> str | None:
    return _full(int(month[:4]), int(month[5:7]), day)


def _full(year: int | None, month: int, day: int | None) -> str | None:
    if not year or not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year}-{month:02}"
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= monthrange(year, month)[1] else None
