"""Figures in English sentences: money, percent, people and counted things."""

import re
from collections.abc import Mapping
from functools import cache

from upperhand.extract.numerals_en import number, numeral
from upperhand.extract.value_words import any_of, by_word, value_words
from upperhand.extract.values import Figure

_LINKS = frozenset(["of", "to", "in", "and", "on", "for", "the", "by", "from", "at", "or"])


def figures(folded: str) -> list[Figure]:
    """The figures of one sentence: money, percent, people, counted things."""
    found = map(_figure, _pattern().finditer(folded))
    return [figure for figure in found if figure is not None]


@cache
def _pattern() -> re.Pattern[str]:
    known, digits = value_words("en"), numeral()
    signs, coins = any_of(by_word(known.signs)), any_of(by_word(known.coins)).replace(r"\ ", r"\s")
    scales = any_of({**known.scales, **known.short_scales}.keys() - {"dozen"})  # "two dozen" is a number
    word_scales = any_of(known.scales.keys() - {"lakh crore"})
    return re.compile(
        rf"(?P<sign>(?<![\w])(?:{signs}))\s?(?P<n1>\d[\d,]*(?:\.\d+)?)(?:\s?-?(?P<s1>{scales})\b)?"
        rf"|\b(?P<n2>{digits})(?:[\s-](?P<s2>{scales})|(?P<s2b>bn|mn|m|k|trn|tn))?[\s-](?P<coin>{coins})s?\b"
        rf"|\b(?P<n3>{digits})\s?(?:-|–)?\s?(?P<pct>%|percent\b|per\s?cent\b|pc\b)"
        rf"|\b(?P<bp>{digits})[\s-](?P<points>basis points|percentage points|points|cents|pence)\b"
        rf"|\b(?P<frac>{any_of(known.fractions)})\b"
        rf"|\b(?P<n5>{digits})-strong\b"
        rf"|\b(?P<n4>{digits})(?:[\s-](?P<s4>{word_scales}))?(?:\s+|-)(?P<noun>[a-z][a-z-]*(?:\s+[a-z][a-z-]*){{0,3}})"
    )


@cache
def _currencies() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The codes by what stands before a sum, and by what stands after it."""
    known = value_words("en")
    return by_word(known.signs), by_word(known.coins)


def _figure(match: re.Match[str]) -> Figure | None:
    signs, coins = _currencies()
    if match["sign"]:
        return _money(match, number(match["n1"]), match["s1"], signs[match["sign"]])
    if match["coin"]:
        return _money(match, number(match["n2"]), match["s2"] or match["s2b"], coins[re.sub(r"\s", " ", match["coin"])])
    if match["pct"]:
        return _of(match, number(match["n3"]), "percent", "percent")
    if match["points"]:
        unit = "percent" if match["points"] == "percentage points" else match["points"]
        return _of(match, number(match["bp"]), unit, "percent" if unit == "percent" else "count")
    if match["frac"]:
        return _of(match, value_words("en").fractions[match["frac"]], "percent", "percent")
    if match["n5"]:
        return _of(match, number(match["n5"]), "people", "people")
    return _counted(match)


def _of(match: re.Match[str], value: float | None, unit: str, kind: str) -> Figure | None:
    return None if value is None else Figure(match.start(), match.end(), value, unit, kind)


def _money(match: re.Match[str], value: float | None, scale: str | None, unit: str) -> Figure | None:
    known = value_words("en")
    times = known.scales.get(scale or "") or known.short_scales.get(scale or "", 1)
    return None if value is None else _of(match, round(value * times, 6), unit, "money")


def _counted(match: re.Match[str]) -> Figure | None:
    known, digits, scale = value_words("en"), match["n4"], match["s4"]
    value = number(digits)
    if value is None or digits in {"a", "an", "one"}:
        return None
    if digits.isdigit() and len(digits) == 4 and 1800 <= value <= 2100 and not scale:
        return None  # a year
    words = match["noun"].split()
    noun = next((word for word in words if _is_counted(word)), None)
    if noun is None or not _LINKS.isdisjoint(words[: words.index(noun)]):
        return None
    end = match.start("noun") + match["noun"].index(noun) + len(noun)
    unit, kind = ("people", "people") if noun in known.people else (noun, "count")
    return Figure(match.start(), end, value * known.scales.get(scale or "", 1), unit, kind)


def _is_counted(word: str) -> bool:
    known = value_words("en")
    return word in known.people or (word.endswith("s") and len(word) > 3 and word not in known.not_counted)
