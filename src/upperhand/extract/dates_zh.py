"""Dates in Chinese sentences: 2021年4月10日, 去年底, 上周二, 民国110年, 两年前. Text is folded: Simplified."""

import re
from collections.abc import Iterable

from upperhand.extract.clock_zh import CONGRESS, DAYS, MONTHS, SAME, THAT_DAY, WEEKDAY, YEARS, Clock
from upperhand.extract.values import Before, When, nothing


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_N2 = r"(?:[0-9]{1,2}|[一二两三四五六七八九十廿卅]{1,3})"
_YEAR = (
    r"(?:公元|西元)?(?P<year>(?:1[89]|20)[0-9]{2}|[一二][零〇○一二三四五六七八九]{3})\s?全?年(?!代)"
    r"|民国(?P<minguo>[0-9]{1,3}|[一二三四五六七八九十百零〇]{1,4})年"
    r"|(?P<short>(?<![0-9])(?:[6-9][0-9]|0[0-9])|[六七八九零〇][零〇一二三四五六七八九])年(?![代级])"
    rf"|(?P<rel>{_any(YEARS)})|(?P<same>{_any(SAME)})"
)
_QUARTER = r"第?(?P<quarter>[一二三四1-4])季度?|(?P<part>年?[底末尾初](?!步)|上半年|下半年|头半年|元旦|国庆|除夕)"
_NOT_A_DAY = "本|元|圆|经|产|均|活|常|报|前|益|后|内|游|线|记|夜|照|货|裔|方|语|企|资|媒|韩|美|中"
_SHAPES = (
    r"(?P<iso>(?<![0-9])(?:19|20)[0-9]{2}[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12][0-9]|0?[1-9])(?![0-9]))",
    r"(?P<from>(?:19|20)[0-9]{2})\s?年?\s?(?:-{1,2}|~|至|到)\s?(?P<to>(?:19|20)[0-9]{2})\s?年",
    rf"(?P<y>{_YEAR})(?:[的在]?\s?(?:(?P<m>{_N2})\s?月份?(?:\s?(?P<d>{_N2})\s?[日号])?|{_QUARTER}))?",
    rf"(?P<mrel>{_any(MONTHS)}|同月|当月)(?:的?\s?(?P<md>{_N2})\s?[日号])?",
    rf"(?P<m3>(?<![0-9一二三四五六七八九十个第]){_N2})\s?月(?!饼|亮|球|台|薪|供|费|票|租|嫂|息)份?"
    rf"(?:\s?(?P<d3>{_N2})\s?[日号])?",
    rf"(?P<ago>{_N2}|半|几)(?:多|余)?(?P<unit>年|个月|天|日|周|个?星期)(?P<way>前|之前|以前|后|之后|以后)",
    rf"(?P<thatday>{_any(THAT_DAY)})",
    rf"(?P<relday>{_any(set(DAYS) - {'昨'})}|昨(?=[^0-9年]))",
    rf"(?P<week>上上|上个?|本|这个?|下个?)?(?:周|星期|礼拜)(?P<weekday>[{WEEKDAY}](?![个次家年份]))",
    r"(?P<wholeweek>上上|上个?|本|这个?|下个?)(?:周|星期|礼拜)(?![刊报年期岁])",
    r"上?(?:个)?世纪(?P<decade>[一二三四五六七八九]|[1-9])[十0]年代(?P<late>末|初|中)?",
    r"(?P<decade2>(?:19|20)[0-9])0年代",
    rf"(?P<congress>{_any(CONGRESS)})(?=期间|前夕|之前|召开|闭幕|开幕|之后|前|后|以来)",
    r"(?P<recent>日前|近日|月初|月中)",
    r"(?P<thisyear>年[底末初内中](?=前|，|,|$|[^0-9])|[上下]半年)",
    rf"(?P<day>(?<![0-9一二三四五六七八九十之第]){_N2})日(?!{_NOT_A_DAY})",
)
_DATE = re.compile("|".join(_SHAPES))
_CLUE = re.compile(r"[年月日周天昨]|星期|礼拜|世纪|[0-9]{4}[-/.]|十[五六七八九]大|二十大")
_TO = re.compile(r"\s?(?:至|到|-{1,2}|~)\s?")


def dates(
    folded: str, published: str | None, year: int | None, before: Before = nothing, afresh: bool = False
) -> list[When]:
    """The dates of one sentence, resolved as in English (`dates_en.py`)."""
    if not _CLUE.search(folded):
        return []
    clock = Clock(published, year, before, afresh)
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
