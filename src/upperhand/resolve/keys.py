"""The keys under which a name is filed, and the probes with which a query looks for it.

A key is the hash of a short text: a bare word, or something else behind a sign and a colon. Close spellings are found
among the words of the index, not among its names: see `nearby`.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from upperhand.resolve import han, tables
from upperhand.resolve.hashes import hash48
from upperhand.resolve.names import Name
from upperhand.resolve.syllables import syllables
from upperhand.resolve.words import Kind, Word, rarity, word

SHORTEST_FUZZY = 4
_TELLING = 0.35  # words of less weight are not looked for in close spellings
_LONGEST_FUZZY = 14


_key = lru_cache(maxsize=50_000)(hash48)
Probe = tuple[int, float, Word | None]
_NICKNAME = 0.9  # of its weight is what a word counts for in a name that has another form of it
_NAMESAKES = 5
_LONGEST_RUN = 5
_LONGEST_SYLLABLE = 6


def filed_under(name: Name) -> set[int]:
    """All keys of a name in the index."""
    keys = {w.key for w in name.words}
    keys.discard(0)
    if len(name.words) > 1 or name.is_han or not keys:
        keys.add(hash48("+:" + name.compact))
        keys.add(hash48("=:" + bag(name)))
    for letters in name.letters:
        if len(letters) <= 8:
            keys.add(_key("a:" + letters))
    if name.is_han:
        keys.add(hash48("+:" + "".join(["".join(syllables(w.text)) or w.text for w in name.words])))
        for w in name.words:
            if w.kind is Kind.HAN:
                keys.update(map(_key, _han_keys(w)))
    keys.update(_pinyin_keys(name.words))
    return keys


def identifier(value: str) -> int:
    """The key of an identifier."""
    return hash48("i:" + value)


def bag(name: Name) -> str:
    """The sorted sounds of the words, particles left out: equal for any order and most transliterations."""
    return " ".join(sorted([w.sound for w in name.words if w.kind is not Kind.PARTICLE]))


def probes(name: Name) -> Iterator[Probe]:
    """What to look for: (key, weight of a hit, the word to look for in close spellings too or None)."""
    total = name.weight or 1.0
    for w in name.words:
        if w.kind is Kind.HAN:
            yield from _han_probes(w)
        elif w.key:
            is_fuzzy = len(w.text) >= SHORTEST_FUZZY - w.abjad and w.kind is not Kind.NUMBER and w.weight >= _TELLING
            yield w.key, w.weight, w if is_fuzzy else None
    yield hash48("+:" + name.compact), total, None
    yield hash48("=:" + bag(name)), total, None
    if len(name.words) == 1 and 3 <= len(name.compact) <= 8:
        yield _key("a:" + name.compact), total * 0.8, None
    for letters in name.letters:
        yield _key(letters), total * 0.8, None
    if not name.is_han:
        for key in _pinyin_keys(name.words):
            yield key, 0.4, None
        yield from _neighbours_joined(name)


def _neighbours_joined(name: Name) -> Iterator[Probe]:
    """`Rami Makhlouf` may be filed as `Ramimakhlouf`, `Van der Bilt` as `Vanderbilt`; and `Wu Liang Ye` as `Wuliangye`:
    short words may be syllables of one, which then counts for all of them.
    """
    words = [w for w in name.words if w.kind is not Kind.NUMBER]
    for begin in range(len(words) - 1):
        joined, weight = words[begin].text, words[begin].weight
        is_syllable = len(joined) <= _LONGEST_SYLLABLE
        for place, w in enumerate(words[begin + 1 : begin + _LONGEST_RUN]):
            joined, weight = joined + w.text, weight + w.weight
            is_syllable = is_syllable and len(w.text) <= _LONGEST_SYLLABLE
            if place and not is_syllable:
                break
            yield hash48(joined), weight if is_syllable else rarity(joined), None


def _han_keys(w: Word) -> Iterator[str]:
    text = w.text
    yield from (text[i : i + 2] for i in range(max(1, len(text) - 1)))
    yield text
    if w.weight > 0.4 and len(text) <= 4:
        yield from w.forms
    yield from _bigrams(syllables(text))


def _han_probes(w: Word) -> Iterator[Probe]:
    text = w.text
    pieces = dict.fromkeys([text, *(text[i : i + 2] for i in range(max(1, len(text) - 1)))])
    for piece in pieces:
        yield _key(piece), w.weight * (1.0 if piece == text else 0.5), None
    for form in sorted(w.forms):  # sets of texts have another order in every process
        yield _key(form), w.weight * 0.9, word(form) if len(form) > 4 and w.weight > 0.4 else None
    for key in _bigrams(syllables(text)):
        yield _key(key), w.weight * 0.6, None
    if len(text) <= 3 and w.weight > 0.4:
        for character in text:
            for form in sorted(han.readings(character)):
                yield _key(form), w.weight * 0.3, None


def namesakes(name: Name) -> Iterator[tuple[int, float, int]]:
    """Further keys of words: (key, weight of a hit, which of the words' own keys it stands for)."""
    for w in name.words:
        if w.groups and w.kind is Kind.WORD:
            for key in _namesakes(w.text, w.groups):
                yield key, w.weight * _NICKNAME, w.key


@lru_cache(maxsize=10_000)
def _namesakes(text: str, groups: frozenset[int]) -> tuple[int, ...]:
    """The keys of the given names that most people have of those that stand for this one."""
    count = tables.frequencies()
    others = {other for group in groups for other in tables.nickname_groups()[group]} - {text}
    usual = sorted(others, key=lambda other: (-count.get(other, 0), other))
    return tuple(map(_key, usual[:_NAMESAKES]))


def _pinyin_keys(words: Iterable[Word]) -> set[int]:
    """Pairs of neighbouring pinyin syllables, however the words are spaced: Da Hua, Dahua."""
    keys: set[int] = set()
    run: tuple[str, ...] = ()
    for w in words:
        spoken = han.split_pinyin(w.text) if w.kind is not Kind.HAN and w.text[-1] in han.pinyin_ends() else ()
        if spoken:
            run += spoken
        elif run:
            keys.update(map(_key, _bigrams(run)))
            run = ()
    if len(run) > 1:
        keys.update(map(_key, _bigrams(run)))
    return keys


@lru_cache(maxsize=50_000)
def _bigrams(spoken: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("p:" + a + b for a, b in pairwise(spoken))


def nearby(text: str, spoken: str, bones: str) -> set[str]:
    """Where a word is filed for its close spellings: itself less one letter, its sound, its consonants."""
    found = {"s:" + spoken}
    if len(bones) > 1:
        found.add("b:" + bones)
    if SHORTEST_FUZZY <= len(text) <= _LONGEST_FUZZY:
        found.add("d:" + text)
        found.update(["d:" + text[:i] + text[i + 1 :] for i in range(len(text))])
    elif len(text) > _LONGEST_FUZZY:
        found.update(("h:" + text[:8], "t:" + text[-8:]))
    return found
