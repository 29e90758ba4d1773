"""A small neural network that reads a sentence by the meaning of its words: which levers does it speak of?

Filters over one, two and three neighbouring words, the strongest answer of each in the sentence, and that of some in the
sentences before and after (Kim 2014, "Convolutional Neural Networks for Sentence Classification"). Words that no training text
had still have vectors, so that it knows "levy" from "fine".
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from upperhand.extract.vectors import Vectors

Floats = NDArray[np.float32]
WIDTHS = (1, 2, 3)
NEAR = 2
_GAP = [0] * (max(WIDTHS) - 1)
_CHUNK = 1500  # tokens whose new words are worked out together
_LONG = 1000  # places of one sentence that are looked at together: text without an end to its sentences must not fill the memory
_NEARBY = 150  # places that are looked at together: more would not stay near the processor
_KEPT, _TOGETHER = 8000, 64  # words whose answers are kept, 50 MB of them; words that are worked out together


@dataclass(frozen=True, eq=False)
class Network:
    """`filters` has for each of WIDTHS, then NEAR, an array of (width, size of a vector, filters); `out` a row a filter: those of
    the sentence itself, then of the one before and of the one after. One column a lever."""

    filters: tuple[Floats, ...]
    offsets: tuple[Floats, ...]
    out: Floats
    bias: Floats

    def scores(self, vectors: Vectors, sentences: Sequence[Sequence[int]]) -> Floats:
        """Log odds of each lever in each sentence of a document, given as numbers of words."""
        if not sentences:
            return np.zeros((0, len(self.bias)), np.float32)
        said = answers(self, vectors)
        strongest = np.empty((len(sentences), sum(said.sizes)), np.float32)
        at = 0
        for chunk in _chunks(sentences):
            with said.lock:
                said.pool(chunk, strongest[at : at + len(chunk)])
            at += len(chunk)
        pooled = [
            np.maximum(strongest[:, place] + offset, 0) for place, offset in zip(said.places, self.offsets, strict=True)
        ]
        own, near = np.concatenate(pooled[:-1], axis=1), pooled[-1]
        return np.asarray(beside(own, near) @ self.out + self.bias, np.float32)


class Answers:
    """What each part of each filter answers to a word, kept for the words of the texts before: most words come again, and to look
    an answer up costs a third of working it out. Worked out a fixed number of words together, so that it is always the same.

    The filters that see most words stand first, so that those that see a second word, or a third, are the first so many columns:
    `places` says where the columns of each filter array are, `tables` has what a word says as the first of those seen, the second, the third.
    """

    def __init__(self, network: Network, vectors: Vectors) -> None:
        self.vectors = vectors
        parts = [part for filters in network.filters for part in filters]
        self.weights = np.ascontiguousarray(np.concatenate(parts, axis=1))
        shapes = [(len(filters), filters.shape[2]) for filters in network.filters]
        order = sorted(range(len(shapes)), key=lambda at: -shapes[at][0])
        self.sizes = [shapes[at][1] for at in order]
        ends = dict(zip(order, itertools.accumulate(self.sizes), strict=True))
        self.places = [slice(ends[at] - size, ends[at]) for at, (_, size) in enumerate(shapes)]
        sees = [sum(size for width, size in shapes if width > shift) for shift in range(max(WIDTHS))]
        self.tables = [np.empty((_KEPT, columns), np.float32) for columns in sees]  # memory is taken only as they fill
        self._own = [
            (shift, self.places[at]) for at, (width, _) in enumerate(shapes) for shift in range(width)
        ]  # where each part goes
        self.row = np.full(len(vectors.rows), -1, np.intp)
        self.count = 0
        self.lock = Lock()

    def pool(self, sentences: Sequence[Sequence[int]], strongest: Floats) -> None:
        """Write the strongest answer of each filter in each sentence."""
        ids, starts = laid_out(sentences)
        rows, firsts = self._rows(ids), [*starts.tolist(), len(ids)]
        begin = 0
        for end in _parts(firsts):
            at, stop = firsts[begin], firsts[end]
            said = self._said(rows, at, min(stop, at + _LONG))
            for number in range(begin, end):
                np.maximum.reduce(said[firsts[number] - at : firsts[number + 1] - at], axis=0, out=strongest[number])
            for cut in range(at + _LONG, stop, _LONG):  # the rest of a long sentence, which is the last of its part
                said = self._said(rows, cut, min(stop, cut + _LONG))
                np.maximum(strongest[end - 1], said.max(axis=0), out=strongest[end - 1])
            begin = end

    def _rows(self, ids: NDArray[np.intp]) -> NDArray[np.intp]:
        """Where the answers to each word stand; those not known yet are worked out."""
        rows = self.row[ids]
        new = np.unique(ids[rows < 0])
        if not len(new):
            return rows
        if self.count + len(new) > _KEPT:
            self.row.fill(-1)
            self.count, new = 0, np.unique(ids)
        for at in range(0, len(new), _TOGETHER):
            self._work_out(new[at : at + _TOGETHER])
        return self.row[ids]

    def _said(self, rows: NDArray[np.intp], at: int, end: int) -> Floats:
        """What each filter says at the places `at:end` of a row of words: (places, filters)."""
        said = self.tables[0].take(rows[at:end], axis=0)
        for shift, table in enumerate(self.tables[1:], 1):
            later = rows[at + shift : end + shift]
            said[: len(later), : table.shape[1]] += table.take(later, axis=0)
        return said

    def _work_out(self, new: NDArray[np.intp]) -> None:
        x = np.zeros((_TOGETHER, self.weights.shape[0]), np.float32)
        x[: len(new)] = self.vectors.rows[new] * np.float32(self.vectors.scale)
        end = self.count + len(new)
        said, at = x @ self.weights, 0
        for shift, place in self._own:
            size = place.stop - place.start
            self.tables[shift][self.count : end, place] = said[: len(new), at : at + size]
            at += size
        self.row[new] = np.arange(self.count, end)
        self.count = end


@lru_cache(maxsize=4)
def answers(network: Network, vectors: Vectors) -> Answers:
    """The answers of a network, which are made as they are asked for."""
    return Answers(network, vectors)


def laid_out(sentences: Sequence[Sequence[int]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All words in one row, with a gap before each sentence so that no filter reads across; and where each begins, gap and all."""
    ids = np.fromiter((number for one in sentences for number in (*_GAP, *one)), np.intp)
    sizes = np.fromiter((len(one) + len(_GAP) for one in sentences), np.intp, len(sentences))
    return ids, np.cumsum(sizes) - sizes


def beside(own: Floats, near: Floats) -> Floats:
    """What is seen of each sentence, and of those before and after it."""
    nothing = np.zeros((1, near.shape[1]), np.float32)
    return np.concatenate([own, np.concatenate([nothing, near[:-1]]), np.concatenate([near[1:], nothing])], axis=1)


def _parts(firsts: Sequence[int]) -> Iterator[int]:
    """Where to stop, sentence by sentence, so that about _NEARBY places are looked at together."""
    begin = firsts[0]
    for number, end in enumerate(firsts[1:], 1):
        if end - begin >= _NEARBY or number == len(firsts) - 1:
            yield number
            begin = end


def _chunks(sentences: Sequence[Sequence[int]]) -> Iterator[Sequence[Sequence[int]]]:
    begin = size = 0
    for number, sentence in enumerate(sentences):
        size += len(sentence)
        if size > _CHUNK:
            yield sentences[begin : number + 1]
            begin, size = number + 1, 0
    if begin < len(sentences):
        yield sentences[begin:]
