"""Dates in Chinese sentences: 2021年4月10日, 去年底, 上周二, 民国110年, 两年前. Text is folded: Simplified."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from upperhand.extract.numerals_zh import number
from upperhand.extract.values import When


def _table(words: str) -> dict[str, int]:
    """`word word: shift; …` as word to shift."""
    pairs = (entry.split(":") for entry in words.split(";"))
    return {word: int(shift) for names, shift in pairs for word in names.split()}


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_YEARS = _table("今年 本年: 0; 去年 上年 昨年: -1; 前年: -2; 大前年: -3; 明年 来年: 1; 后年: 2")
_SAME = _table("同年 当年 该年: 0; 次年 翌年 隔年 第二年: 1")
_DAYS = _table(
    "今天 今日 今早 今晨 今晚 本日 即日起: 0; 昨天 昨日 昨晚 昨夜 昨: -1; "
    "前天 前日: -2; 大前天: -3; 明天 明日: 1; 后天: 2"
)
_THAT_DAY = _table("同日 当日 当天 当晚: 0; 次日 翌日 隔天 隔日: 1")
_MONTHS = _table("本月 这个月: 0; 上月 上个月: -1; 下月 下个月: 1")
_CONGRESS = _table("十五大: 1997; 十六大: 2002; 十七大: 2007; 十八大: 2012; 十九大: 2017; 二十大: 2022")
_PART = {"底": "-12", "末": "-12", "尾": "-12", "初": "-01", "元旦": "-01-01", "国庆": "-10", "除夕": "-12"}
_PART |= {"上半年": "01/06", "头半年": "01/06", "下半年": "07/12"}
_WEEKDAY = "一二三四五六日天末"

_N2 = r"(?:[0-9]{1,2}|[一二两三四五六七八九十廿卅]{1,3})"
_YEAR = (
    r"(?:公元|西元)?(?P<year>(?:1[89]|20)[0-9]{2}|[一二][零〇○一二三四五六七八九]{3})\s?全?年(?!代)"
    r"|民国(?P<minguo>[0-9]{1,3}|[一二三四五六七八九十百零〇]{1,4})年"
    r"|(?P<short>(?<![0-9])(?:[6-9][0-9]|0[0-9])|[六七八九零〇][零〇一二三四五六七八九])年(?![代级])"
    rf"|(?P<rel>{_any(_YEARS)})|(?P<same>{_any(_SAME)})"
)
_QUARTER = r"第?(?P<quarter>[一二三四1-4])季度?|(?P<part>年?[底末尾初](?!步)|上半年|下半年|头半年|元旦|国庆|除夕)"
_NOT_A_DAY = "本|元|圆|经|产|均|活|常|报|前|益|后|内|游|线|记|夜|照|货|裔|方|语|企|资|媒|韩|美|中"
_SHAPES = (
    r"(?P<iso>(?<![0-9])(?:19|20)[0-9]{2}[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12][0-9]|0?[1-9])(?![0-9]))",
    r"(?P<from>(?:19|20)[0-9]{2})\s?年?\s?(?:-{1,2}|~|至|到)\s?(?P<to>(?:19|20)[0-9]{2})\s?年",
    rf"(?P<y>{_YEAR})(?:[的在]?\s?(?:(?P<m>{_N2})\s?月份?(?:\s?(?P<d>{_N2})\s?[日号])?|{_QUARTER}))?",
    rf"(?P<mrel>{_any(_MONTHS)}|同月|当月)(?:的?\s?(?P<md>{_N2})\s?[日号])?",
    rf"(?P<m3>(?<![0-9一二三四五六七八九十个第]){_N2})\s?月(?!饼|亮|球|台|薪|供|费|票|租|嫂|息)份?"
    rf"(?:\s?(?P<d3>{_N2})\s?[日号])?",
    rf"(?P<ago>{_N2}|半|几)(?:多|余)?(?P<unit>年|个月|天|日|周|个?星期)(?P<way>前|之前|以前|后|之后|以后)",
    rf"(?P<thatday>{_any(_THAT_DAY)})",
    rf"(?P<relday>{_any(set(_DAYS) - {'昨'})}|昨(?=[^0-9年]))",
    rf"(?P<week>上上|上个?|本|这个?|下个?)?(?:周|星期|礼拜)(?P<weekday>[{_WEEKDAY}](?![个次家年份]))",
    r"(?P<wholeweek>上上|上个?|本|这个?|下个?)(?:周|星期|礼拜)(?![刊报年期岁])",
    r"上?(?:个)?世纪(?P<decade>[一二三四五六七八九]|[1-9])[十0]年代(?P<late>末|初|中)?",
    r"(?P<decade2>(?:19|20)[0-9])0年代",
    rf"(?P<congress>{_any(_CONGRESS)})(?=期间|前夕|之前|召开|闭幕|开幕|之后|前|后|以来)",
    r"(?P<recent>日前|近日|月初|月中)",
    r"(?P<thisyear>年[底末初内中](?=前|，|,|$|[^0-9])|[上下]半年)",
    rf"(?P<day>(?<![0-9一二三四五六七八九十之第]){_N2})日(?!{_NOT_A_DAY})",
)
_NAMES = (
    *("iso", "from", "y", "mrel", "m3", "ago", "thatday", "relday", "weekday", "wholeweek"),
    *("decade", "decade2", "congress", "recent", "thisyear", "day"),
)
_DATE = re.compile("|".join(_SHAPES))
_CLUE = re.compile(r"[年月日周天昨]|星期|礼拜|世纪|[0-9]{4}[-/.]|十[五六七八九]大|二十大")
_TO = re.compile(r"\s?(?:至|到|-{1,2}|~)\s?")


def dates(folded: str, published: str | None, year: int | None) -> list[When]:
    """The dates of one sentence, resolved against the day of publication and the year that the text speaks of."""
    if not _CLUE.search(folded):
        return []
    clock = _Clock(published, year)
    found: list[When] = []
    for match in _DATE.finditer(folded):
        value = clock.resolve(match)
        if value:
            found.append(When(match.start(), match.end(), value))
    return _joined(found, folded)


def _joined(found: list[When], folded: str) -> list[When]:
    """Two dates with 至 between them are one span."""
    joined: list[When] = []
    for when in found:
        last = joined[-1] if joined else None
        if (
            last
            and "/" not in last.value + when.value
            and last.value < when.value
            and _TO.fullmatch(folded, last.end, when.start)
        ):
            joined[-1] = When(last.start, when.end, f"{last.value}/{when.value}")
        else:
            joined.append(when)
    return joined


def _int(words: str) -> int:
    value = number(words)
    return int(value) if value is not None else 0


class _Clock:
    """Turns the ways of saying a date into values.

    `day` is the day of publication, as far as known; `last` the date that was said last.
    """

    def __init__(self, published: str | None, year: int | None) -> None:
        self.parts = [int(part) for part in (published or "")[:10].split("-") if part.isdigit()]
        full = [*self.parts, *(12, 28)[len(self.parts) - 1 :]] if self.parts else []
        self.day = date(*full[:3]) if full else None
        self.month = (published or "")[:7] if len(self.parts) > 1 else None
        self.year = min(year, self.parts[0]) if year and self.parts else year or (self.parts[0] if self.parts else None)
        self.last: date | None = None
        self.last_month = self.month

    def resolve(self, match: re.Match[str]) -> str | None:
        """The value of a match, or None if it cannot be known."""
        value = self._value(match)
        if value and "/" not in value:
            self.year = int(value[:4])
            self.last_month = value[:7] if len(value) > 4 else self.last_month
            self.last = date.fromisoformat(value) if len(value) == 10 else self.last
        return value

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
            return self.year + _SAME[match["same"]] if self.year else None
        return self.day.year + _YEARS.get(match["rel"], -1) if self.day else None

    def _mrel(self, match: re.Match[str]) -> str | None:
        if match["mrel"] in {"同月", "当月"}:
            base = self.last_month
        elif self.day and len(self.parts) > 1:
            months = self.day.year * 12 + self.day.month - 1 + _MONTHS[match["mrel"]]
            base = f"{months // 12}-{months % 12 + 1:02}"
        else:
            base = None
        if base and match["md"]:
            return _full(int(base[:4]), int(base[5:7]), _int(match["md"]))
        return base

    def _m3(self, match: re.Match[str]) -> str | None:
        month = _int(match["m3"])
        return _full(self._near_year(month), month, _int(match["d3"]) if match["d3"] else None)

    def _near_year(self, month: int) -> int | None:
        """The year of a bare month: that of the text, and not one that lies well after publication."""
        if self.year and self.day and len(self.parts) > 1 and self.year == self.day.year and month > self.day.month + 2:
            return self.year - 1
        return self.year

    def _day(self, match: re.Match[str]) -> str | None:
        base = self.last_month
        if not base:
            return None
        value = _full(int(base[:4]), int(base[5:7]), _int(match["day"]))
        ahead = (
            value and self.day and len(self.parts) > 2 and base == self.month and value > str(self.day + timedelta(7))
        )
        return value if not ahead else None

    def _ago(self, match: re.Match[str]) -> str | None:
        count, unit = (0 if match["ago"] in "半几" else _int(match["ago"])), match["unit"]
        sign = -1 if "前" in match["way"] else 1
        if not count or not self.day:
            return None
        if unit == "年":
            return str((self.day.year if sign < 0 else self.year or self.day.year) + sign * count)
        if unit == "个月":
            if len(self.parts) < 2 or sign > 0:
                return None
            months = self.day.year * 12 + self.day.month - 1 - count
            return f"{months // 12}-{months % 12 + 1:02}"
        if sign > 0:
            return str(self.last + timedelta(count)) if self.last and unit in "天日" else None
        if len(self.parts) < 3:
            return self.month
        return str(self.day - timedelta(count)) if unit in "天日" else str(self.day - timedelta(7 * count))[:7]

    def _thatday(self, match: re.Match[str]) -> str | None:
        return str(self.last + timedelta(_THAT_DAY[match["thatday"]])) if self.last else None

    def _relday(self, match: re.Match[str]) -> str | None:
        if not self.day or len(self.parts) < 3:
            return self.month
        return str(self.day + timedelta(_DAYS[match["relday"]]))

    def _weekday(self, match: re.Match[str]) -> str | None:
        if not self.day or len(self.parts) < 3:
            return self.month
        index, week = min(_WEEKDAY.index(match["weekday"]), 6), match["week"] or ""
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
        return str(_CONGRESS[match["congress"]])

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


def _full(year: int | None, month: int, day: int | None) -> str | None:
    if not year or not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year}-{month:02}"
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= monthrange(year, month)[1] else None
