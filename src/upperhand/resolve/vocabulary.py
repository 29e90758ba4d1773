"""The words of a segment, filed under their close spellings: what a misspelled word of a query may have meant.

word_key     the key of each word, ascending; its text and sound begin at `word_at` in words.bin, with a space between
near         32-bit hashes of close-spelling keys, see `arrays.Hashes`; near_word is the word filed under it
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from operator import eq
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import cpdist

from upperhand.resolve import keys
from upperhand.resolve.arrays import Array, Hashes, mapped, mapped_bytes, save, save_hashes, starts
from upperhand.resolve.hashes import hash32
from upperhand.resolve.words import OTHER_VOWELS, Kind, Word, bones_of, is_within, word

_NEAR_BITS = 32
_CLOSE = 0.74
_READ = 160
_KEPT = 12
_KEPT_UNVOWELLED = 24
_CACHED = 4_000
Close = list[tuple[int, float]]


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
    save_hashes(folder, "near", filed.near[order], _NEAR_BITS)
    save(folder, "near_word", filed.word[order])


class Vocabulary:
    """The words of a segment, opened for reading."""

    def __init__(self, folder: Path) -> None:
        self.key = mapped(folder, "word_key")
        self._key, self._at = self.key.data, mapped(folder, "word_at").data
        self._blob = mapped_bytes(folder / "words.bin")
        self._folder = folder
        self._found: dict[tuple[str, bool], Close] = {}

    @cached_property
    def _near(self) -> Hashes:
        return Hashes(self._folder, "near")

    @cached_property
    def _near_word(self) -> memoryview:
        return mapped(self._folder, "near_word").data

    def whole(self) -> Self:
        """With every file open."""
        _ = self._near, self._near_word
        return self

    def entries(self, begin: int, end: int) -> list[bytes]:
        """The text and sound of the words with these numbers."""
        return [bytes(self._blob[a:b]) for a, b in itertools.pairwise(self._at[begin : end + 1])]

    def close(self, spelled: Sequence[Word]) -> list[Close]:
        """For each of these words the keys of words that are spelled or sound much like it, the closest first."""
        fresh = {(w.text, w.abjad): w for w in spelled if (w.text, w.abjad) not in self._found}
        found = dict(zip(fresh, self._close(list(fresh.values())), strict=True)) if fresh else {}
        asked = [found.get((w.text, w.abjad)) or self._found.get((w.text, w.abjad), []) for w in spelled]
        if len(self._found) + len(found) > _CACHED:
            self._found.clear()
        self._found.update(found)
        return asked

    def _close(self, words: list[Word]) -> list[Close]:
        numbers = [self._filed_near(w) for w in words]
        texts, sounds = self._spelled([number for near in numbers for number in near])
        spelled = [w for w, near in zip(words, numbers, strict=True) for _ in near]
        if not spelled:
            return [[] for _ in words]
        alike = iter(_alike(spelled, texts, sounds).tolist())
        return [
            self._closest(list(zip(near, alike, strict=False)), _KEPT_UNVOWELLED if w.abjad else _KEPT)
            for w, near in zip(words, numbers, strict=True)
        ]

    def _closest(self, near: list[tuple[int, float]], kept: int) -> Close:
        """Of words by their numbers and how alike they are, the keys of the closest."""
        best = sorted([row for row in near if row[1] >= _CLOSE], key=lambda row: -row[1])
        return [(self._key[number], alike) for number, alike in best[: kept + 1] if alike < 1.0][:kept]

    def _filed_near(self, spelled: Word) -> list[int]:
        """The numbers of the words that share a close-spelling key with this one; those of rare keys, if there are many."""
        wanted = [hash32(key) for key in keys.nearby(spelled.text, spelled.sound, spelled.bones)]
        begins = zip(wanted, self._near.places(wanted), strict=True)
        spans = sorted([(self._near.end(one, begin) - begin, begin) for one, begin in begins if begin >= 0])
        found: list[int] = []
        for length, begin in spans:
            found += self._near_word[begin : begin + min(length, _READ - len(found))]
        return sorted(set(found))

    def _spelled(self, numbers: list[int]) -> tuple[list[str], list[str]]:
        """The texts and the sounds of the words with these numbers."""
        at = self._at
        parts = b" ".join([self._blob[at[number] : at[number + 1]] for number in numbers]).decode("ascii").split(" ")
        return parts[::2], parts[1::2]


def _alike(spelled: list[Word], texts: list[str], sounds: list[str]) -> Array:
    """As `align.likeness`, for many pairs of words at once and without the name tables."""
    alike = np.asarray(cpdist([w.text for w in spelled], texts, scorer=OSA.normalized_similarity))
    spoken = np.float32(0.96) * cpdist([w.sound for w in spelled], sounds, scorer=Levenshtein.normalized_similarity)
    own, others = [w.bones for w in spelled], bones_of(" ".join(sounds)).split(" ")
    for place in (_equal(own, others) & (spoken > 0.5)).nonzero()[0].tolist():
        if (length := len(own[place])) > 1:
            spoken[place] = max(spoken[place], np.float32(0.86 + 0.01 * min(length, 6)))
    for place in _equal([w.sound for w in spelled], sounds).nonzero()[0].tolist():
        if max(len(spelled[place].text), len(texts[place])) > 2:
            spoken[place] = 0.95 if alike[place] < 1.0 else 1.0
    alike = np.maximum(alike, spoken)
    unvowelled = [place for place, w in enumerate(spelled) if w.abjad]
    if unvowelled:
        alike[unvowelled] = _unvowelled([own[p] for p in unvowelled], [others[p] for p in unvowelled])
        alike[[p for p in unvowelled if own[p] == others[p] and not is_within(spelled[p].sound, sounds[p])]] -= (
            OTHER_VOWELS
        )
    return np.asarray(alike)


def _equal(own: list[str], others: list[str]) -> Array:
    return np.fromiter(map(eq, own, others), bool, len(own))


def _unvowelled(own: list[str], others: list[str]) -> Array:
    """Arabic and Hebrew leave short vowels out: only consonants count."""
    alike = np.float32(0.9) * cpdist(own, others, scorer=Levenshtein.normalized_similarity)
    return np.where(_equal(own, others), np.float32(0.93), alike)
