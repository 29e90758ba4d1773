"""A small neural network that reads a sentence by the meaning of its words: which levers does it speak of?

Filters over one, two and three neighbouring words, the strongest answer of each in the sentence, and that of some in the
sentences before and after (Kim 2014, "Convolutional Neural Networks for Sentence Classification"). Words that no training text
had still have vectors, so that it knows "levy" from "fine".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from upperhand.extract.vectors import Vectors

Floats = NDArray[np.float32]
WIDTHS = (1, 2, 3)
NEAR = 2
_GAP = [0] * (max(WIDTHS) - 1)
_CHUNK = 1500  # tokens that are looked at together: more would not stay near the processor


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
        parts = [self._pooled(vectors, chunk) for chunk in _chunks(sentences)]
        own, near = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
        return np.asarray(beside(own, near) @ self.out + self.bias, np.float32)

    def _pooled(self, vectors: Vectors, sentences: Sequence[Sequence[int]]) -> tuple[Floats, Floats]:
        ids, starts = laid_out(sentences)
        x = vectors.rows[ids].astype(np.float32) * np.float32(vectors.scale)
        pooled = [
            np.maximum(np.maximum.reduceat(convolved(x, f), starts, axis=0) + offset, 0)
            for f, offset in zip(self.filters, self.offsets, strict=True)
        ]
        return np.concatenate(pooled[:-1], axis=1), pooled[-1]


def laid_out(sentences: Sequence[Sequence[int]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All words in one row, with a gap before each sentence so that no filter reads across; and where each begins, gap and all."""
    ids = np.fromiter((number for one in sentences for number in (*_GAP, *one)), np.intp)
    sizes = np.fromiter((len(one) + len(_GAP) for one in sentences), np.intp, len(sentences))
    return ids, np.cumsum(sizes) - sizes


def convolved(x: Floats, filters: Floats) -> Floats:
    """What each filter says at each place: (places, filters)."""
    found: Floats = x @ filters[0]
    for shift in range(1, len(filters)):
        found[:-shift] += (x @ filters[shift])[shift:]
    return found


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
