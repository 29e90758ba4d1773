"""Figures in Chinese sentences: money, percent, people and counted things. Text is folded: Simplified, ASCII digits."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import msgspec

from upperhand import data
from upperhand.extract.numerals_zh import NUMBER, number
from upperhand.extract.value_words import any_of, by_word
from upperhand.extract.values import Figure

_SPANS = frozenset({"个月", "年", "天", "日", "周", "人"})
_MORE = r"(?:\s?[多余来几])?"
_SIGNS = frozenset({"块", "人民币", "$", "¥", "￥", "€", "£", "us$", "hk$", "nt$"})
_BEFORE = r"人民币|新台币|台币|港币|港元|美金|美元|日币|欧元|英镑|us\$|hk\$|nt\$|rmb|cny|usd|hkd|[$¥￥€£]"
_ABOUT = r"(?:约|近|逾|超过?|共|合共|达|高达|了|为|至)*\s?"
_SPAN = rf"(?:{NUMBER}\s?(?:至|到|-|~)\s?)?"
_END = r"(?=[,，。;；、)）\s\"]|$)"
_PREFIXED = rf"(?P<before2>{_BEFORE}){_ABOUT}(?P<money2>{NUMBER}){_MORE}"
_TENTHS = (
    r"(?P<tenths>[0-9一二两三四五六七八九半]|[0-9]\.[0-9])成(?P<rest>[一二三四五六七八九半](?:点[0-9一二三四五六七八九])?)?"
    r"(?![立为了功员本长果都型熟人分就见绩事像全色名品份]|交[额量])"
)
_SHARE = (
    rf"{_SPAN}(?P<percent>[0-9]+(?:[.．][0-9]+)?)\s?(?:%|个?百分点)|百分之(?P<hundredth>{NUMBER})"
    rf"|千分之(?P<thousandth>{NUMBER})|(?P<whole>百分之?百)"
    r"|[跌挫升涨落泻](?:逾|近|约|了)?(?P<ticks>[0-9.]+|[一二两三四五六七八九十百]{1,3})点"
    r"|(?P<below>[二三四五六七八十]|[0-9]{1,2})分之(?P<above>[一二两三四五六七]|[0-9])|"
    + _TENTHS
    + r"|(?P<points>[0-9.]+|[一二两三四五六七八九十]{1,3})个(?:百分)?点"
    r"|(?P<times>[一二两三四五六七八九十]|[0-9]+(?:\.[0-9]+)?)倍|(?P<half>一半|过半|减半|半数)"
)
_BASIS = rf"(?P<basis>{NUMBER})个?基[点本]点?"
_TERM = (
    rf"(?<![0-9])(?P<term>[0-9]{{1,2}}|[一二三四五六七八九十两廿]{{1,3}}){_MORE}年"
    r"(?:又?(?P<months>[0-9]{1,2}|[一二三四五六七八九十]{1,2})个月)?"
    r"(?![级代度底初末中报间前后来内月0-9一二三四五六七八九十])"
)
_MEASURE = "个月|[名位人家间款架艘辆部台套份股席条项张支座次宗起件例天周个只所批户枚颗块]"
_COUNT = (
    rf"(?P<count>{NUMBER})(?P<more2>{_MORE}[万亿]?)\s?(?P<measure>{_MEASURE})"
    r"(?=(?P<tail>[^0-9。;；!！?？,，、:：\"「」『』《》()（）]{0,9}))"
)
_SPENT = "罚款|罚单|罚没|罚|开罚|补贴|补助|注资|投资|斥资|套现|市值|没收|捐款|捐|代价|总额|金额|落袋|共计|合计"
_BARE = rf"(?:{_SPENT}){_ABOUT}(?P<bare>{NUMBER}){_MORE}{_END}|(?<![过破])(?P<bare2>{NUMBER})(?<=[万亿]){_END}"
_CLUE = re.compile(r"[0-9一二三四五六七八九十百千万亿两几数半廿卅]")


class FigureWords(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """data/values/zh.yml, which explains each table."""

    language: str
    coins: dict[str, tuple[str, ...]]
    units: dict[str, tuple[str, ...]]
    measures: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Words:
    """The code of each word for money, the unit of each noun and of each measure word, and the patterns made of them."""

    coins: Mapping[str, str]
    units: Mapping[str, str]
    measures: Mapping[str, str]
    figure: re.Pattern[str]
    noun: re.Pattern[str]
    noun_before: re.Pattern[str]


@cache
def _words() -> _Words:
    known = data.load("values/zh.yml", FigureWords)
    coins, units, measures = map(by_word, (known.coins, known.units, known.measures))
    noun = any_of(units)
    return _Words(
        coins,
        units,
        measures,
        re.compile("|".join((_money_pattern(coins), _PREFIXED, _SHARE, _BASIS, _TERM, _COUNT, _BARE))),
        re.compile(noun),
        re.compile(rf"({noun})(?:已|共|有|达|约|近|逾|超|过|就)*\s?$"),
    )


def _money_pattern(coins: Iterable[str]) -> str:
    """A sum with its coin behind, and perhaps another word for money before."""
    behind = any_of(set(coins) - _SIGNS)
    return (
        rf"(?:(?P<before>{_BEFORE}){_ABOUT})?{_SPAN}(?P<money>{NUMBER})(?P<more>{_MORE}[万亿]?)个?\s?"
        rf"(?P<coin>{behind}|块{_END})(?![老首素凶宵旦件器气月])"
    )


def figures(folded: str) -> list[Figure]:
    """The figures of one sentence, in its order."""
    if not _CLUE.search(folded):
        return []
    found = (_figure(match, folded) for match in _words().figure.finditer(folded))
    return [figure for figure in found if figure is not None]


def _figure(match: re.Match[str], folded: str) -> Figure | None:
    if match["money"]:
        return _money(match, folded)
    if match["money2"]:
        return _of(match, number(match["money2"]), _words().coins[match["before2"]], "money")
    if match["basis"]:
        return _of(match, number(match["basis"]), "basis points", "count")
    if match["term"]:
        return _term(match)
    if match["count"]:
        return _counted(match, folded)
    if match["bare"] or match["bare2"]:
        value = number(match["bare"] or match["bare2"])
        return _of(match, value, "CNY", "money") if value and value >= 1e4 else None
    return _share(match)


def _of(match: re.Match[str], value: float | None, unit: str, kind: str) -> Figure | None:
    return None if value is None else Figure(match.start(), match.end(), value, unit, kind)


def _money(match: re.Match[str], folded: str) -> Figure | None:
    if folded[max(0, match.start() - 2) : match.start()].endswith(("每股", "每")):
        return None
    value = _scaled(match["money"], match["more"])
    coin = match["coin"]
    if match["before"] and coin in {"元", "块"}:
        coin = match["before"]
    return _of(match, value, _words().coins[coin], "money")


def _scaled(words: str, more: str) -> float | None:
    """四千多万: what follows the 多 still counts."""
    value = number(words)
    return value if value is None else value * {"万": 1e4, "亿": 1e8}.get(more[-1:], 1.0)


def _share(match: re.Match[str]) -> Figure | None:
    for group, scale in (("percent", 1.0), ("hundredth", 1.0), ("thousandth", 0.1), ("points", 1.0), ("times", 100.0)):
        if match[group]:
            value = number(match[group])
            return None if value is None else _of(match, round(value * scale, 6), "percent", "percent")
    if match["ticks"]:
        return _of(match, number(match["ticks"]), "points", "count")
    if match["whole"]:
        return _of(match, 100.0, "percent", "percent")
    if match["half"]:
        return _of(match, 50.0, "percent", "percent")
    if match["below"]:
        above, below = number(match["above"]), number(match["below"])
        return _of(match, round(100 * above / below, 2), "percent", "percent") if above and below else None
    tens, rest = match["tenths"], match["rest"]
    value = (0.5 if tens == "半" else number(tens) or 0) * 10 + (
        0 if not rest else 5 if rest == "半" else number(rest) or 0
    )
    return _of(match, round(value, 6), "percent", "percent")


def _term(match: re.Match[str]) -> Figure | None:
    years, months = number(match["term"]), number(match["months"]) if match["months"] else 0.0
    return _of(match, round(years + (months or 0) / 12, 4), "years", "count") if years else None


def _counted(match: re.Match[str], folded: str) -> Figure | None:
    value, measure = _scaled(match["count"], match["more2"]), match["measure"]
    known = _words()
    noun = None if measure in _SPANS else known.noun.search(match["tail"])
    unit = known.units[noun.group()] if noun else known.measures.get(measure) or _named_before(folded, match.start())
    if value is None or not unit or (measure in "次条项" and not noun):
        return None
    if value == 1 and unit not in {"years", "months"}:
        return None
    end = match.end() + (noun.end() if noun else 0)
    return Figure(match.start(), end, value, unit, "people" if unit == "people" else "count")


def _named_before(folded: str, at: int) -> str | None:
    """党组织三百个: the noun may stand before the number."""
    before = _words().noun_before.search(folded, max(0, at - 8), at)
    return _words().units[before.group(1)] if before else None
