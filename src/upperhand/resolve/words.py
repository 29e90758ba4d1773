"""One word of a name, with everything about it that comparison needs; made once and kept, since words repeat."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache

from upperhand.resolve import tables
from upperhand.resolve.hashes import hash48

OTHER_VOWELS = 0.08  # less alike where the long vowels are others: بشار is Bashar rather than Bashir
_KEPT = 60_000
_VOWELS = str.maketrans("", "", "aiueo")
_NOTHING: frozenset[int] = frozenset()
_NO_FORMS: frozenset[str] = frozenset()


class Kind(IntEnum):
    """What a word of a name is."""

    WORD = 0
    INITIAL = 1
    NUMBER = 2
    PARTICLE = 3
    TITLE = 4
    PLACE = 5
    HAN = 6


@dataclass(slots=True, eq=False)  # not frozen: that doubles the time to make one
class Word:
    """A word of a name; never changed once it is made.

    `sound` is its spelling folded by sounds.yml, `bones` the consonants of that; `groups` are the nickname, place or
    particle groups it belongs to; `weight` in (0, 1] is its rarity; `known` says whether it is a common word of
    names in its own right; `forms` are the Latin readings of a Chinese word; `abjad` marks words written without
    vowels; `is_place` those that name a country, region or city; `key` is what an index files it under, 0 for initials and particles, which tell too little.
    """

    text: str
    kind: Kind
    sound: str = ""
    bones: str = ""
    groups: frozenset[int] = _NOTHING
    weight: float = 1.0
    known: bool = False
    forms: frozenset[str] = field(default=_NO_FORMS)
    abjad: bool = False
    key: int = 0
    is_place: bool = False


_words: dict[tuple[str, bool], Word] = {}


def word(text: str, abjad: bool = False) -> Word:
    """The word for a folded Latin text (or digits)."""
    found = _words.get((text, abjad))
    if found is None:
        if len(_words) > _KEPT:
            _words.clear()
        found = _words[text, abjad] = _make(text, abjad, sound(text))
    return found


def learn(texts: Iterable[tuple[str, bool]]) -> None:
    """Make many words at once, as `word` would one by one: their sounds are found together, at a fifth of the cost."""
    fresh = [key for key in dict.fromkeys(texts) if key not in _words]
    if len(_words) + len(fresh) > _KEPT:
        _words.clear()
    for key, spoken in zip(fresh, sounds([text for text, _ in fresh]), strict=True):
        _words[key] = _make(*key, spoken)


def sound(text: str) -> str:
    """The spelling folded by the rules of sounds.yml: the transliterations of one name meet in it."""
    for pattern, latin, letters in tables.sounds():
        if not letters or not letters.isdisjoint(text):
            text = pattern.sub(latin, text)
    return text


def sounds(texts: Sequence[str]) -> list[str]:
    """The sounds of many words: each rule goes once over all of them, one a line."""
    if not texts:
        return []
    joined = "\n".join(texts)
    for pattern, latin in _rules_by_line():
        joined = pattern.sub(latin, joined)
    return joined.split("\n")


@cache
def _rules_by_line() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern.pattern, re.MULTILINE), latin) for pattern, latin, _ in tables.sounds())


def bones_of(spoken: str) -> str:
    """The consonants of a sound."""
    return spoken.translate(_VOWELS)


def is_within(short: str, long: str) -> bool:
    """Whether the letters of one stand in the other in this order: long vowels, which are written, at their places."""
    letters = iter(long)
    return all(letter in letters for letter in short)


def rarity(text: str) -> float:
    """How much a word tells, in (0, 1]: 1 for one that few names have, near 0.15 for `company` or `trading`."""
    count = tables.frequencies().get(text, 0)
    return max(0.15, min(1.0, 1.1 - math.log1p(count) / 11.5))


def _make(text: str, abjad: bool, spoken: str) -> Word:
    particle = tables.particles().get(text)
    if particle is not None:
        return Word(text, Kind.PARTICLE, text, text, frozenset((particle,)), 0.08, True)
    if not text.isalpha() and any(c.isdigit() for c in text):
        return Word(text, Kind.NUMBER, text, text, weight=0.6, key=hash48(text))
    if len(text) == 1:
        return Word(text, Kind.INITIAL, text, text, weight=0.25)
    bones = bones_of(spoken)
    if text in tables.titles():
        return Word(text, Kind.TITLE, spoken, bones, weight=0.2, known=True, key=hash48(text))
    place = tables.places().get(text)
    known, key = text in tables.frequencies(), hash48(text)
    if place is not None:
        return Word(
            text, Kind.PLACE, spoken, bones, frozenset((place,)), min(0.5, rarity(text)), True, key=key, is_place=True
        )
    groups = tables.nicknames().get(text, _NOTHING)
    return Word(text, Kind.WORD, spoken, bones, groups, rarity(text), known, abjad=abjad, key=key)
