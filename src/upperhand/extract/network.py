"""A small neural network that reads a sentence by the meaning of its words: which levers does it speak of?

Filters over one, two and three neighbouring words, the strongest answer of each in the sentence, and that of some in the
sentences before and after (Kim 2014, "Convolutional Neural Networks for Sentence Classification"). Words that no training text
had still have vectors, so that it knows "levy" from "fine".
"""

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
_CHUNK = 1500  # tokens that are looked at together: more would not stay near the processor
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
        parts = [self._pooled(said, chunk) for chunk in _chunks(sentences)]
        own, near = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
        return np.asarray(beside(own, near) @ self.out + self.bias, np.float32)

    def _pooled(self, said: "Answers", sentences: Sequence[Sequence[int]]) -> tuple[Floats, Floats]:
        ids, starts = laid_out(sentences)
        with said.lock:
            heard = said.heard(ids)
        pooled = [
            np.maximum(np.maximum.reduceat(own, starts, axis=0) + offset, 0)
            for own, offset in zip(heard, self.offsets, strict=True)
        ]
        return np.concatenate(pooled[:-1], axis=1), pooled[-1]


class Answers:
    """What each part of each filter answers to a word, kept for the words of the texts before: most words come again, and to look
    an answer up costs a third of working it out. Worked out a fixed number of words together, so that it is always the same."""

    def __init__(self, network: Network, vectors: Vectors) -> None:
        self.vectors = vectors
        parts = [part for filters in network.filters for part in filters]
        self.weights = np.ascontiguousarray(np.concatenate(parts, axis=1))
        self.widths = [len(filters) for filters in network.filters]
        self.kept = [
            np.empty((_KEPT, part.shape[1]), np.float32) for part in parts
        ]  # memory is taken only as they fill
        self.row = np.full(len(vectors.rows), -1, np.intp)
        self.count = 0
        self.lock = Lock()

    def heard(self, ids: NDArray[np.intp]) -> list[Floats]:
        """What each filter says at each place of a row of words: for each width (places, filters)."""
        distinct = np.unique(ids)
        new = distinct[self.row[distinct] < 0]
        if self.count + len(new) > _KEPT:
            self.row.fill(-1)
            self.count, new = 0, distinct
        for at in range(0, len(new), _TOGETHER):
            self._work_out(new[at : at + _TOGETHER])
        rows, parts, found = self.row[ids], iter(self.kept), []
        for width in self.widths:
            own = next(parts).take(rows, axis=0)
            for shift in range(1, width):
                own[:-shift] += next(parts).take(rows[shift:], axis=0)
            found.append(own)
        return found

    def _work_out(self, new: NDArray[np.intp]) -> None:
        x = np.zeros((_TOGETHER, self.weights.shape[0]), np.float32)
        x[: len(new)] = self.vectors.rows[new] * np.float32(self.vectors.scale)
        end = self.count + len(new)
        said, at = x @ self.weights, 0
        for part in self.kept:
            part[self.count : end] = said[: len(new), at : at + part.shape[1]]
            at += part.shape[1]
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


def _chunks(sentences: Sequence[Sequence[int]]) -> Iterator[Sequence[Sequence[int]]]:
    begin = size = 0
    for number, sentence in enumerate(sentences):
        size += len(sentence)
        if size > _CHUNK:
            yield sentences[begin : number + 1]
            begin, size = number + 1, 0
    if begin < len(sentences):
        yield sentences[begin:]
