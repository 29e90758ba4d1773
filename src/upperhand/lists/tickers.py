"""Tickers as people and lists write them: `600519`, `600519.SH`, `SSE: 600519`, `600519 CN` are one share's."""

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from upperhand import data

_LETTERS = re.compile(r"[A-Z][A-Z0-9]{0,5}(?:[/-][A-Z])?")
_PARTED = re.compile(
    r"(?:(?P<before>[A-Z]{1,12})(?: ?: ?| (?=\d)))?(?P<code>[A-Z0-9/-]{1,8}?)(?: ?[.: ] ?(?P<after>[A-Z]{1,12}))?"
)


class _Exchange(msgspec.Struct, forbid_unknown_fields=True):
    names: tuple[str, ...]
    digits: tuple[int, ...] = ()


@cache
def _exchanges() -> tuple[_Exchange, ...]:
    return data.load("lists/exchanges.yml", tuple[_Exchange, ...])


def tickers(text: str) -> tuple[str, ...]:
    """Every way in which a list may write this ticker, the plain one first; empty for what is no ticker.

    Letters alone (`BABA`) are none, since they are a word like any other; six digits alone are one of mainland China.
    """
    found = _PARTED.fullmatch(" ".join(text.upper().split()))
    if found is None or (found["before"] and found["after"]):
        return ()
    exchange, code = found["before"] or found["after"] or "", found["code"]
    if not exchange and not re.fullmatch(r"\d{6}", code):
        return ()
    return tuple(dict.fromkeys(_spellings(code, exchange)))


def _spellings(code: str, exchange: str) -> Iterator[str]:
    for one in _exchanges():
        if exchange not in one.names and (exchange or "CN" not in one.names):
            continue
        codes = list(filter(None, (_filled(code, digits) for digits in one.digits))) if code.isdigit() else [code]
        if bool(one.digits) is not code.isdigit() or not all(one.digits or _LETTERS.fullmatch(each) for each in codes):
            continue
        if one.digits in ((), (6,)):
            yield from codes  # told apart without the exchange
        yield from (f"{number}.{name}" for number in codes for name in one.names)


def _filled(code: str, digits: int) -> str:
    """A number with so many digits, filled up with noughts; empty if it has more."""
    plain = code.lstrip("0") if digits < 6 else code
    return plain.zfill(digits) if len(plain) <= digits else ""
