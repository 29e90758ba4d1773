"""What a report keeps in any language or wording: its figures, dates and names, normalised.

182.28亿元 and 18.228 billion yuan are one mark; 4月10日 and April 10 are one mark; names are entity ids.
"""

import re
import zlib
from itertools import pairwise
from sys import intern

import numpy as np
from numpy.typing import NDArray

from upperhand.assess.months import MONTHS

_MONTH = "|".join(name[:3].title() + (f"(?:{name[3:]})?" if name[3:] else "") for name in MONTHS) + "|Sept"
_DATE = re.compile(
    rf"\b(?:({_MONTH})\.? (\d{{1,2}})|(\d{{1,2}}) ({_MONTH}))\b(?:,? \d{{4}})?"
    r"|(?:\d{4}年)?(\d{1,2})月(\d{1,2})[日号]|\b\d{4}-(\d\d)-(\d\d)\b"
)
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s*(trillion|billion|million|thousand|percent|per cent|bn|mn|tn|%|％|万亿|千亿|百亿|亿|千万|百万|万|个百分点|m\b|k\b))?"
)
_SIZES = {
    "trillion": 1e12, "tn": 1e12, "万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "billion": 1e9, "bn": 1e9, "亿": 1e8, "千万": 1e7,
    "million": 1e6, "mn": 1e6, "m": 1e6, "百万": 1e6, "万": 1e4, "thousand": 1e3, "k": 1e3,
}  # fmt: skip
_PERCENT = {"percent", "per cent", "%", "％", "个百分点"}
_WORD = re.compile(r"[a-z]{5,}|[\u3400-\u9fff]")


def marks(text: str) -> tuple[str, ...]:
    """The dates (`d:04-10`) and figures (`n:1.8228e+10`, `p:4`) of a text, its Han characters simplified."""
    found: set[str] = set()
    dated: set[int] = set()
    for match in _DATE.finditer(text):
        month, day = _month_day(match)
        dated.update(range(*match.span()))
        if 1 <= month <= 12 and 1 <= day <= 31:
            found.add(f"d:{month:02}-{day:02}")
    for match in _NUMBER.finditer(text):
        if match.start() not in dated:
            found.update(_figure(match[1].replace(",", ""), match[2] or ""))
    return tuple(map(intern, sorted(found)))


def _month_day(match: re.Match[str]) -> tuple[int, int]:
    name, day, day_first, name_after, *rest = match.groups()
    if name or name_after:
        month = next(
            number for number, full in enumerate(MONTHS, 1) if full.startswith((name or name_after)[:3].lower())
        )
        return month, int(day or day_first)
    month_text, day_text = rest[:2] if rest[0] else rest[2:]
    return int(month_text), int(day_text)


def _figure(digits: str, unit: str) -> list[str]:
    value = float(digits)
    if unit in _PERCENT:
        return [f"p:{value:.6g}"]
    value *= _SIZES.get(unit, 1)
    is_year = not unit and "." not in digits and 1900 <= value < 2100
    return [] if value < 10 or is_year or value > 1e18 else [f"n:{value:.6g}"]


def words(text: str) -> NDArray[np.uint32]:
    """The rarer words of a text as sorted numbers: the first six letters of long words, pairs of Han characters."""
    tokens = _WORD.findall(text.casefold())
    found = {token[:6] for token in tokens if len(token) > 1}
    found.update(a + b for a, b in pairwise(tokens) if len(a) == len(b) == 1)
    return np.unique(np.array([zlib.crc32(token.encode()) for token in found], dtype=np.uint32))


def told(mark: str) -> str:
    """A mark for people."""
    kind, _, value = mark.partition(":")
    if kind == "n":
        return f"{float(value):,.12g}" if float(value) < 1e4 else f"{float(value):,.0f}"
    return f"{value}%" if kind == "p" else value
