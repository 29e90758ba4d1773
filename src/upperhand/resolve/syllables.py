"""The pinyin of Chinese characters without tones, from pypinyin's tables (MIT), kept small.

Loaded whole, those tables take some 55 MB: what is needed of them, a reading for each character and the phrases in
which a character is read otherwise, is kept in the cache.
"""

import sys
import unicodedata
from array import array
from functools import cache, lru_cache
from importlib.metadata import version

import msgspec

from upperhand import data

_FIRST, _LAST = 0x3400, 0x323FF
_LONGEST_PHRASE = 6


class _Readings(msgspec.Struct):
    """The syllables, for each character from _FIRST on the number of its own (0: none), and the odd phrases."""

    syllables: list[str]
    numbers: bytes
    phrases: dict[str, tuple[str, ...]]


@lru_cache(maxsize=10_000)
def syllables(text: str) -> tuple[str, ...]:
    """The pinyin of each character without tones (`lv` for 绿), by the phrase it stands in; others are left out."""
    known, numbers, phrases = _tables()
    found: list[str] = []
    position = 0
    while position < len(text):
        for end in range(min(len(text), position + _LONGEST_PHRASE), position + 1, -1):
            if spoken := phrases.get(text[position:end]):
                found += spoken
                position = end
                break
        else:
            code = ord(text[position])
            if _FIRST <= code <= _LAST and numbers[code - _FIRST]:
                found.append(known[numbers[code - _FIRST]])
            position += 1
    return tuple(found)


@cache
def _tables() -> tuple[list[str], "array[int]", dict[str, tuple[str, ...]]]:
    kept = data.cache_folder() / f"pinyin-{version('pypinyin')}-{sys.byteorder}-1.msgpack"
    try:
        table = msgspec.msgpack.decode(kept.read_bytes(), type=_Readings)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        table = _made()
        data.keep(kept, msgspec.msgpack.encode(table))
    numbers = array("H")
    numbers.frombytes(table.numbers)
    return table.syllables, numbers, table.phrases


def _made() -> _Readings:
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    numbers = array("H", bytes(2 * (_LAST - _FIRST + 1)))
    known = {"": 0}
    for code, spoken in PINYIN_DICT.items():
        if _FIRST <= code <= _LAST:
            numbers[code - _FIRST] = known.setdefault(_toneless(spoken.split(",")[0]), len(known))
    order = list(known)
    phrases: dict[str, tuple[str, ...]] = {}
    for phrase, readings in PHRASES_DICT.items():
        codes = [ord(letter) for letter in phrase]
        if 2 <= len(codes) <= _LONGEST_PHRASE and all(_FIRST <= code <= _LAST for code in codes):
            spoken_so = tuple(_toneless(choices[0]) for choices in readings)
            if spoken_so != tuple(order[numbers[code - _FIRST]] for code in codes):
                phrases[phrase] = spoken_so
    return _Readings(order, numbers.tobytes(), phrases)


@lru_cache(maxsize=2_000)
def _toneless(spoken: str) -> str:
    letters = unicodedata.normalize("NFD", spoken).replace("u\u0308", "v")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
