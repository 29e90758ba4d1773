"""The figures in a sentence, English or Chinese: money, percentages, counts, and rates per so many people."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from upperhand import data
from upperhand.assess.sanity import numerals

Bound = Literal["", "over", "under", "about"]
Kind = Literal["money", "percent", "count", "rate", "fraction"]

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SCALE = (
    r"(?:\s?(?:hundred|thousand|million|billion|trillion|mln|bln|trn|mn|bn|tn|[kmb])\b|[百千十]?[万萬亿億]+|"
    r"兆|[千百十](?![分之日月]))"
)
_HAN_DIGITS = {
    char: value
    for value, chars in enumerate(["零〇", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"])
    for char in chars
}


class _Units(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """data/units.yml."""

    scales: dict[str, tuple[str, ...]]
    signs: dict[str, tuple[str, ...]]
    currencies: dict[str, tuple[str, ...]]
    fractions: dict[str, tuple[str, ...]]


def _by_word(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: value for value, words in table.items() for word in words}


_UNITS = data.load(Path("units.yml"), _Units)
_SCALES = {word: float(value) for word, value in _by_word(_UNITS.scales).items()}
_SIGNS, _NAMES = _by_word(_UNITS.signs), _by_word(_UNITS.currencies)
_FRACTIONS = {word: float(value) for word, value in _by_word(_UNITS.fractions).items()}


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_LATIN = [word for word in _FRACTIONS if word.isascii()]
_HAN = [word for word in _FRACTIONS if not word.isascii()]
_SIGN = re.compile(rf"(?:{_any(_SIGNS)})\s?$", re.IGNORECASE)
_SIGN_ENDS = {sign[-1].upper() for sign in _SIGNS}
_ARABIC = re.compile(
    rf"(?P<number>{_NUMBER})(?P<scale>{_SCALE})?(?P<more>[多余餘])?"
    rf"(?:\s?(?P<percent>[%％]|percent\b|per\s?cent\b)|\s?(?P<name>{_any(_NAMES)})(?![a-z]))?",
    re.IGNORECASE,
)
_WORDS = re.compile(
    rf"百分之(?P<han>[{''.join(_HAN_DIGITS)}十百点點]+)|(?P<fraction>\b(?:{_any(_LATIN)})\b|{_any(_HAN)})",
    re.IGNORECASE,
)
_WORD_CLUES = ("half", "third", "quarter", "fifth", "tenth", "百分之", *(a + b for a in "一半" for b in "半数數"))
_PER_CLUES = ("per ", "for every ", "for each ", "每")
_BROKEN = re.compile(r",\s?\d{2,3}\b(?!\s?%)|\.[a-z]\b")  # $30, 000; $110,00; £17.m: what is meant is not written
_PER = re.compile(
    r"(?P<noun>[\sA-Za-z-]{0,40}?)\s(?:per|for every|for each)\s(?:(?P<base>\d[\d,]*|thousand|million)\s)?"
    r"(?P<thing>people|residents|inhabitants|persons|population|citizens|person|head|capita)\b",
    re.IGNORECASE,
)
_PER_ZH = re.compile(r"每(?P<base>千|万|百|\d[\d,]*)(?:名|个)?(?:人|居民|人口)[^，。；,;\d]{0,12}$")
_BASES = {"thousand": 1e3, "million": 1e6, "千": 1e3, "万": 1e4, "百": 1e2}
_APPROX = re.compile(
    r"(?:(?P<over>more than|over|above|at least|upwards of|exceed(?:s|ed|ing)?|超过|超過|逾|至少)"
    r"|(?P<under>less than|under|below|fewer than|up to|at most|nearly|almost|close to|just under"
    r"|不足|不到|近|将近|接近)"
    r"|(?P<about>about|around|some|roughly|approximately|an estimated|estimated|some|circa|约|約|大约|大約|"
    r"左右))\s*(?:the equivalent of\s*)?$",
    re.IGNORECASE,
)


_ROUGH = (
    "than over above least of exceed exceeds exceeded exceeding below under to most nearly almost about around some roughly "
    "approximately estimated circa 超过 超過 逾 至少 不足 不到 近 约 約 左右"
)
_TAILS = tuple(_ROUGH.split())  # the ends of all that `_APPROX` knows: quicker to ask


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a sentence, at `start:end` of its text.

    `value` is in units of one (percent for `percent` and `fraction`; for a `rate` the count for each single person).
    `unit` is the currency of money, the counted noun's last word of a count or rate where it is plain, else "".
    `bound` says whether the words make it a least, a most or a rough value. `step` is half the last written digit.
    """

    start: int
    end: int
    kind: Kind
    value: float
    unit: str
    exact: str
    bound: Bound = ""
    step: float = 0.0


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of one sentence with single spaces, in order; years, numbers in names and addresses are left out."""
    lower = text.lower()
    rated = any(clue in lower for clue in _PER_CLUES)
    read = [figure for match in _ARABIC.finditer(text) if (figure := _arabic(text, match, rated))]
    if any(clue in lower for clue in _WORD_CLUES):
        read += filter(None, (_in_words(text, match) for match in _WORDS.finditer(text)))
    if any(clue in lower for clue in numerals.SHARE_CLUES):
        read += filter(None, (_share(text, match) for match in numerals.SHARE.finditer(text)))
    found: list[Figure] = []
    for figure in sorted(read, key=lambda figure: (figure.start, -figure.end)):
        if not found or figure.start >= found[-1].end:  # the base of a rate is no figure
            found.append(figure)
    return tuple(found)


def _in_words(text: str, match: re.Match[str]) -> Figure | None:
    bound = _bound(text, match.start())
    if match["fraction"]:
        return Figure(*match.span(), "fraction", _FRACTIONS[match["fraction"].lower()], "", match[0], bound)
    value = _han(match["han"])
    return None if value is None else Figure(*match.span(), "percent", value, "", match[0], bound, 0.5)


def _share(text: str, match: re.Match[str]) -> Figure | None:
    value = numerals.share(match) if match["whole"] != "百" else None
    return (
        None if value is None else Figure(*match.span(), "fraction", value, "", match[0], _bound(text, match.start()))
    )


def _arabic(text: str, match: re.Match[str], rated: bool) -> Figure | None:
    start, end = match.span()
    if not rated and match.lastgroup == "number" and start and text[start - 1] in _DATED_BEFORE:
        return None  # as most numbers are: nothing more is asked of them
    sign = None
    if text[max(0, start - 2) : start].rstrip()[-1:].upper() in _SIGN_ENDS:
        sign = _SIGN.search(text, max(0, start - 4), start)
    number, scaled, more, percent, name = match.group("number", "scale", "more", "percent", "name")
    if not (sign or percent or name or rated) and _is_date_or_name(text, match):
        return None
    if text.startswith((" cent", "-cent"), end) or _BROKEN.match(text, end):
        return None
    if sign:
        start = sign.start()
    elif start and (text[start - 1].isascii() and (text[start - 1].isalnum() or text[start - 1] in "_.")):
        return None
    scale = _SCALES.get(scaled.strip().lower(), 1.0) if scaled else 1.0
    digits = number.replace(",", "")
    value, step = float(digits) * scale, scale * 0.5 * 10.0 ** -len(digits.partition(".")[2])
    bound: Bound = "over" if more else _bound(text, start)
    if percent:
        return Figure(start, end, "percent", value, "", text[start:end], bound, step)
    if sign or name:
        currency = _SIGNS[sign[0].strip().upper()] if sign else ""
        if name and currency in {"", "USD"}:
            currency = _NAMES[name.lower()]
        return Figure(start, end, "money", value, currency, text[start:end].strip(), bound, step)
    if rated and (rate := _rate(text, match, value, step, bound)):
        return rate
    if rated and _is_date_or_name(text, match):
        return None
    return Figure(start, end, "count", value, _counted(text, end), text[start:end].strip(), bound, step)


def _rate(text: str, match: re.Match[str], value: float, step: float, bound: Bound) -> Figure | None:
    """A count for each so many people: “168 cameras per 1,000 people”, 每千人168个."""
    if per := _PER.match(text, match.end()):
        start, end, noun = match.start(), per.end(), _noun(per["noun"])
    elif "每" in text and (per := _PER_ZH.search(text[: match.start()])):
        start, end, noun = per.start(), match.end(), _counted(text, match.end())
    else:
        return None
    base = (per["base"] or "1").lower()
    people = _BASES.get(base) or float(base.replace(",", "")) or 1.0
    return Figure(start, end, "rate", value / people, noun, text[start:end], bound, step / people)


_DATED_BEFORE, _DATED_AFTER = frozenset("/-_#:"), frozenset("/年月日号:")
_COUNTED = re.compile(r"\s?(?:people|[名家个人])")


def _is_date_or_name(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    if (start and text[start - 1] in _DATED_BEFORE) or text[end : end + 1] in _DATED_AFTER:
        return True
    number = match["number"]
    year = not match["scale"] and number.isdigit() and 1800 <= int(number) <= 2100
    return year and not _COUNTED.match(text, end)


def _bound(text: str, start: int) -> Bound:
    if not text[max(0, start - 24) : start].rstrip().lower().endswith(_TAILS):
        return ""
    match = _APPROX.search(text, max(0, start - 24), start)
    if not match:
        return ""
    return "over" if match["over"] else "under" if match["under"] else "about"


_NOUN_ZH = re.compile(r"\s?(?:名|个|個|家|台|部|位|支|款|项|條|条)?(?P<noun>[\u4e00-\u9fff]{1,4})")
_NOUN = re.compile(
    r"\s(?P<words>(?:[a-z][a-z-]*\s){0,3}?[a-z][a-z-]*(?:s|people|staff|personnel|police)\b)", re.IGNORECASE
)


def _counted(text: str, end: int) -> str:
    if match := _NOUN.match(text, end):
        return _noun(match["words"])
    if match := _NOUN_ZH.match(text, end):
        return match["noun"]
    return ""


def _noun(words: str) -> str:
    return words.split()[-1].lower() if words.split() else ""


def _han(words: str) -> float | None:
    whole, _, rest = words.replace("點", "点").partition("点")
    value, digit = 0, 0
    for char in whole:
        if char in _HAN_DIGITS:
            digit = _HAN_DIGITS[char]
        else:
            value, digit = value + (digit or 1) * (10 if char == "十" else 100), 0
    decimals = "".join(str(_HAN_DIGITS[char]) for char in rest if char in _HAN_DIGITS)
    return value + digit + (float(f"0.{decimals}") if decimals else 0.0)
