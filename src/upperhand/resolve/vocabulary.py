"""The words of a segment, filed under their close spellings: what a misspelled word of a query may have meant.

word_key     the key of each word, ascending; its text and sound begin at `word_at` in words.bin, with a space between
near         32-bit hashes of close-spelling keys, sorted; near_word is the word filed under it
"""

import itertools
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import cdist

from upperhand.resolve import keys
from upperhand.resolve.arrays import Array, mapped, mapped_bytes, save, starts
from upperhand.resolve.hashes import hash32
from upperhand.resolve.words import Kind, Word, bones_of, word

_CLOSE = 0.74
_READ = 160
_KEPT = 12
_CACHED = 4_000


class Filed(NamedTuple):
    """Close-spelling keys and the words filed under them, not yet sorted."""

    near: Array
    word: Array


def entry(filed: Word) -> bytes | None:
    """What is kept of a word; None where no close spellings of it are looked for."""
    text = filed.text
    if len(text) < keys.SHORTEST_FUZZY - 1 or not (text.isascii() and text.isalpha()):
        return None
    return f"{text} {filed.sound}".encode()


def readings(filed: Word) -> Iterator[Word]:
    """The words under which a name is filed for a word of it: itself, and the readings of a short Chinese one."""
    if filed.kind is not Kind.HAN:
        yield filed
    elif filed.weight > 0.4 and len(filed.text) <= 4:
        yield from map(word, filed.forms)


def near_keys(entries: Iterable[bytes]) -> Filed:
    """The close-spelling keys of words, numbered as they come."""
    hashes: list[int] = []
    counts: list[int] = []
    for text, _, spoken in (kept.decode().partition(" ") for kept in entries):
        found = keys.nearby(text, spoken, bones_of(spoken))
        hashes += map(hash32, found)
        counts.append(len(found))
    numbers = np.arange(len(counts), dtype=np.uint32)
    return Filed(np.array(hashes, np.uint32), np.repeat(numbers, np.array(counts, np.intp)))


def save_words(folder: Path, word_key: Array, entries: list[bytes], filed: Filed | None) -> None:
    """Write the words in the order of their keys; a segment that is only to be merged needs no close-spelling keys."""
    save(folder, "word_key", word_key.astype(np.uint32))
    save(folder, "word_at", starts(np.fromiter(map(len, entries), np.int64, len(entries))))
    (folder / "words.bin").write_bytes(b"".join(entries))
    if filed is None:
        return
    order = np.argsort(filed.near, kind="stable")
    save(folder, "near", filed.near[order])
    save(folder, "near_word", filed.word[order])


class Vocabulary:
    """The words of a segment, opened for reading."""

    def __init__(self, folder: Path) -> None:
        self.key, self._at = mapped(folder, "word_key"), mapped(folder, "word_at")
        self._blob = mapped_bytes(folder / "words.bin")
        self._folder = folder
        self._found: dict[tuple[str, bool], list[tuple[int, float]]] = {}

    @cached_property
    def _near(self) -> Array:
        return mapped(self._folder, "near")

    @cached_property
    def _near_word(self) -> Array:
        return mapped(self._folder, "near_word")

    def entries(self, begin: int, end: int) -> list[bytes]:
        """The text and sound of the words with these numbers."""
        at = self._at[begin : end + 1].tolist()
        return [bytes(self._blob[a:b]) for a, b in itertools.pairwise(at)]

    def close(self, spelled: Word) -> list[tuple[int, float]]:
        """Keys of words that are spelled or sound much like this one, and how alike they are, the closest first."""
        found = self._found.get((spelled.text, spelled.abjad))
        if found is None:
            if len(self._found) > _CACHED:
                self._found.clear()
            found = self._found[spelled.text, spelled.abjad] = self._close(spelled)
        return found

    def _close(self, spelled: Word) -> list[tuple[int, float]]:
        numbers = self._filed_near(spelled)
        if not len(numbers):
            return []
        begin, end = self._at[numbers].tolist(), self._at[numbers + 1].tolist()
        texts, sounds = zip(
            *[str(self._blob[a:b], "ascii").split(" ") for a, b in zip(begin, end, strict=True)], strict=True
        )
        alike = _alike(spelled, texts, sounds)
        order = np.argsort(-alike, kind="stable")[: _KEPT + 1]
        chosen = order[(alike[order] >= _CLOSE) & (alike[order] < 1.0)][:_KEPT]
        return list(zip(self.key[numbers[chosen]].tolist(), alike[chosen].tolist(), strict=True))

    def _filed_near(self, spelled: Word) -> Array:
        """The words that share a close-spelling key with this one, those of rare keys first, up to a number."""
        hashes = np.array([hash32(k) for k in keys.nearby(spelled.text, spelled.sound, spelled.bones)], np.uint32)
        begin, end = (np.searchsorted(self._near, hashes, side).tolist() for side in ("left", "right"))
        found: set[int] = set()
        left = _READ
        for length, b in sorted([(e - b, b) for b, e in zip(begin, end, strict=True) if e > b]):
            found.update(self._near_word[b : b + min(length, left)].tolist())
            left -= length
            if left <= 0:
                break
        return np.array(sorted(found), np.intp)


def _alike(spelled: Word, texts: tuple[str, ...], sounds: tuple[str, ...]) -> Array:
    """As `align.likeness`, for many words at once and without the name tables."""
    if spelled.abjad:
        return _unvowelled(spelled, sounds)
    alike = np.asarray(cdist([spelled.text], texts, scorer=OSA.normalized_similarity)[0])
    spoken = np.float32(0.96) * cdist([spelled.sound], sounds, scorer=Levenshtein.normalized_similarity)[0]
    for place, other in enumerate(sounds):
        if other == spelled.sound and max(len(spelled.text), len(texts[place])) > 2:
            spoken[place] = 0.95 if alike[place] < 1.0 else 1.0
        elif len(spelled.bones) > 1 and spoken[place] > 0.5 and bones_of(other) == spelled.bones:
            spoken[place] = max(spoken[place], 0.86 + 0.01 * min(len(spelled.bones), 6))
    return np.asarray(np.maximum(alike, spoken))


def _unvowelled(spelled: Word, sounds: tuple[str, ...]) -> Array:
    """Arabic and Hebrew leave short vowels out: only consonants count."""
    own = spelled.bones
    others = list(map(bones_of, sounds))
    alike = np.float32(0.9) * cdist([own], others, scorer=Levenshtein.normalized_similarity)[0]
    return np.asarray(np.where([other == own for other in others], np.float32(0.93), alike))
