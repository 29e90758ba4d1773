"""The keys under which a name is filed, and the probes with which a query looks for it.

A key is a short string; `word` keys are bare words, others begin with a letter and a colon. Close spellings are found
among the words of the index, not among its names: see `nearby`.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from upperhand.resolve import han
from upperhand.resolve.names import Name
from upperhand.resolve.words import Kind, Word, word

SHORTEST_FUZZY = 4
_LONGEST_FUZZY = 14


def filed_under(name: Name) -> set[str]:
    """All keys of a name in the index."""
    keys = {w.text for w in name.words if w.kind in (Kind.WORD, Kind.NUMBER, Kind.PLACE, Kind.TITLE)}
    if len(name.words) > 1 or not keys:
        keys.add("+:" + name.compact)
        keys.add("=:" + bag(name))
    for letters in name.letters:
        if len(letters) <= 8:
            keys.add("a:" + letters)
    if name.is_han:
        for w in name.words:
            if w.kind is Kind.HAN:
                keys.update(_han_keys(w))
    keys |= _pinyin_keys(name.words)
    return keys


def bag(name: Name) -> str:
    """The sorted sounds of the words, particles left out: equal for any order and most transliterations."""
    return " ".join(sorted([w.sound for w in name.words if w.kind is not Kind.PARTICLE]))


def probes(name: Name) -> Iterator[tuple[str, float, Word | None]]:
    """What to look for: (key, weight of a hit, the word to look for in close spellings too or None)."""
    total = sum([w.weight for w in name.words]) or 1.0
    for w in name.words:
        if w.kind is Kind.HAN:
            yield from _han_probes(w)
        elif w.kind is Kind.INITIAL or w.kind is Kind.PARTICLE:
            continue
        else:
            yield w.text, w.weight, w if len(w.text) >= SHORTEST_FUZZY and w.kind is not Kind.NUMBER else None
    yield "+:" + name.compact, total, None
    yield "=:" + bag(name), total, None
    if len(name.words) == 1 and 3 <= len(name.compact) <= 8:
        yield "a:" + name.compact, total * 0.8, None
    for letters in name.letters:
        yield letters, total * 0.8, None
    if not name.is_han:
        for key in _pinyin_keys(name.words):
            yield key, 0.4, None
        yield from _neighbours_joined(name)


def _neighbours_joined(name: Name) -> Iterator[tuple[str, float, Word | None]]:
    """`Rami Makhlouf` may be filed as `Ramimakhlouf`, `Van der Bilt` as `Vanderbilt`."""
    texts = [w.text for w in name.words if w.kind is not Kind.NUMBER]
    for left, right in pairwise(texts):
        yield left + right, word(left + right).weight, None


def _han_keys(w: Word) -> Iterator[str]:
    text = w.text
    yield from (text[i : i + 2] for i in range(max(1, len(text) - 1)))
    yield text
    if w.weight > 0.4 and len(text) <= 4:
        yield from w.forms
    yield from _bigrams(han.syllables(text))


def _han_probes(w: Word) -> Iterator[tuple[str, float, Word | None]]:
    text = w.text
    pieces = {text} | {text[i : i + 2] for i in range(max(1, len(text) - 1))}
    for piece in pieces:
        yield piece, w.weight * (1.0 if piece == text else 0.5), None
    for form in w.forms:
        yield form, w.weight * 0.9, word(form) if len(form) > 4 and w.weight > 0.4 else None
    for key in _bigrams(han.syllables(text)):
        yield key, w.weight * 0.6, None
    if len(text) <= 3 and w.weight > 0.4:
        for character in text:
            for form in han.readings(character):
                yield form, w.weight * 0.3, None


def _pinyin_keys(words: Iterable[Word]) -> set[str]:
    """Pairs of neighbouring pinyin syllables, however the words are spaced: Da Hua, Dahua."""
    keys: set[str] = set()
    run: tuple[str, ...] = ()
    for w in words:
        syllables = han.split_pinyin(w.text) if w.kind is not Kind.HAN else ()
        if syllables:
            run += syllables
        elif run:
            keys.update(_bigrams(run))
            run = ()
    if len(run) > 1:
        keys.update(_bigrams(run))
    return keys


@lru_cache(maxsize=50_000)
def _bigrams(syllables: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("p:" + a + b for a, b in pairwise(syllables))


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
