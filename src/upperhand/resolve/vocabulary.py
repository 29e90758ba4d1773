"""The words of a segment, filed under their close spellings: what a misspelled word of a query may have meant.

word_key     the key of each word, ascending; its text and sound begin at `word_at` in words.bin, with a space between
near         32-bit hashes of close-spelling keys, sorted; near_word is the word filed under it
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import cpdist

from upperhand.resolve import keys
from upperhand.resolve.arrays import Array, mapped, mapped_bytes, save, starts
from upperhand.resolve.hashes import hash32
from upperhand.resolve.words import Kind, Word, bones_of, word

_CLOSE = 0.74
_READ = 160
_KEPT = 12
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
    save(folder, "near", filed.near[order])
    save(folder, "near_word", filed.word[order])


class Vocabulary:
    """The words of a segment, opened for reading."""

    def __init__(self, folder: Path) -> None:
        self.key, self._at = mapped(folder, "word_key"), mapped(folder, "word_at")
        self._blob = mapped_bytes(folder / "words.bin")
        self._folder = folder
        self._bytes = np.frombuffer(self._blob, np.uint8)
        self._found: dict[tuple[str, bool], Close] = {}

    @cached_property
    def near(self) -> Array:
        """The hashes of the close-spelling keys, sorted."""
        return mapped(self._folder, "near")

    @cached_property
    def near_word(self) -> Array:
        """The words by their close-spelling keys."""
        return mapped(self._folder, "near_word")

    def entries(self, begin: int, end: int) -> list[bytes]:
        """The text and sound of the words with these numbers."""
        at = self._at[begin : end + 1].tolist()
        return [bytes(self._blob[a:b]) for a, b in itertools.pairwise(at)]

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
        owner, number = self._filed_near(words)
        if not len(number):
            return [[] for _ in words]
        texts, sounds = self._spelled(number)
        alike = _alike([words[o] for o in owner.tolist()], texts, sounds)
        near = np.flatnonzero(alike >= _CLOSE)
        near = near[np.lexsort((-alike[near], owner[near]))]
        begins = np.searchsorted(owner[near], np.arange(len(words) + 1))
        near = near[(np.arange(len(near)) - begins[owner[near]] <= _KEPT) & (alike[near] < 1.0)]
        ends = np.searchsorted(owner[near], np.arange(len(words)), "right").tolist()
        rows = list(zip(self.key[number[near]].tolist(), alike[near].tolist(), strict=True))
        return [rows[begin : min(end, begin + _KEPT)] for begin, end in itertools.pairwise([0, *ends])]

    def _filed_near(self, words: list[Word]) -> tuple[Array, Array]:
        """Which of these words share a close-spelling key with which words of the segment: pairs of numbers, in order.

        Those of rare keys come first, up to a number for each word.
        """
        near = [keys.nearby(w.text, w.sound, w.bones) for w in words]
        hashes = np.array([hash32(k) for found in near for k in found], np.uint32)
        owner = np.repeat(np.arange(len(words)), [len(found) for found in near])
        order = np.argsort(hashes)  # those in order are found twice as quickly
        hashes, owner = hashes[order], owner[order]
        begin = np.searchsorted(self.near, hashes)
        is_there = self.near.take(begin, mode="clip") == hashes if len(self.near) else np.zeros(len(begin), bool)
        hashes, owner, begin = hashes[is_there], owner[is_there], begin[is_there]
        end = np.searchsorted(self.near, hashes, "right")
        order = np.lexsort((begin, end - begin, owner))
        owner, begin, length = owner[order], begin[order], (end - begin)[order]
        before = np.cumsum(length) - length
        before -= before[np.searchsorted(owner, owner)]
        length = np.clip(_READ - before, 0, length)
        pairs = np.repeat(owner, length) << 32 | self.near_word[_ranges(begin, length)]
        pairs.sort()
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        return pairs >> 32, pairs & 0xFFFFFFFF

    def _spelled(self, numbers: Array) -> tuple[list[str], list[str]]:
        """The texts and the sounds of the words with these numbers."""
        begin = self._at[numbers].astype(np.int64)
        length = self._at[numbers + 1].astype(np.int64) - begin
        gathered = np.full(int(length.sum()) + len(numbers), ord(" "), np.uint8)
        is_letter = np.ones(len(gathered), bool)
        is_letter[np.cumsum(length + 1) - 1] = False
        gathered[is_letter] = self._bytes[_ranges(begin, length)]
        parts = gathered.tobytes().decode("ascii").split(" ")
        return parts[:-1:2], parts[1::2]


def _ranges(begins: Array, lengths: Array) -> Array:
    """The numbers of several ranges, one behind the other."""
    return np.asarray(np.arange(int(lengths.sum())) + np.repeat(begins - np.cumsum(lengths) + lengths, lengths))


def _alike(spelled: list[Word], texts: list[str], sounds: list[str]) -> Array:
    """As `align.likeness`, for many pairs of words at once and without the name tables."""
    if not spelled:
        return np.zeros(0, np.float32)
    alike = np.asarray(cpdist([w.text for w in spelled], texts, scorer=OSA.normalized_similarity))
    spoken = np.float32(0.96) * cpdist([w.sound for w in spelled], sounds, scorer=Levenshtein.normalized_similarity)
    own, others = [w.bones for w in spelled], bones_of(" ".join(sounds)).split(" ")
    same_bones = np.array([len(a) > 1 and a == b for a, b in zip(own, others, strict=True)])
    as_bones = np.array([0.86 + 0.01 * min(len(bones), 6) for bones in own], np.float32)
    spoken = np.where(same_bones & (spoken > 0.5), np.maximum(spoken, as_bones), spoken)
    same_sound = [
        w.sound == sound and max(len(w.text), len(text)) > 2
        for w, text, sound in zip(spelled, texts, sounds, strict=True)
    ]
    spoken = np.where(same_sound, np.where(alike < 1.0, np.float32(0.95), np.float32(1.0)), spoken)
    alike = np.maximum(alike, spoken)
    unvowelled = [place for place, w in enumerate(spelled) if w.abjad]
    if unvowelled:
        alike[unvowelled] = _unvowelled([own[p] for p in unvowelled], [others[p] for p in unvowelled])
    return np.asarray(alike)


def _unvowelled(own: list[str], others: list[str]) -> Array:
    """Arabic and Hebrew leave short vowels out: only consonants count."""
    alike = np.float32(0.9) * cpdist(own, others, scorer=Levenshtein.normalized_similarity)
    return np.where([a == b for a, b in zip(own, others, strict=True)], np.float32(0.93), alike)
