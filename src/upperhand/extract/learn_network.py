"""Fitting the network: back propagation by hand, since the vectors of words stay as they are and only numpy is needed.

Adam (Kingma and Ba 2015) with one cycle of the learning rate (Smith and Topin 2018); dropout of filters and of words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from upperhand.extract.network import NEAR, WIDTHS, Floats, Network, beside, laid_out
from upperhand.extract.vectors import UNKNOWN, Vectors

FILTERS, NEAR_FILTERS = 256, 64
EPOCHS, BATCH, RATE = 12, 80, 2e-3
DROPPED, WORDS_DROPPED, DECAY = 0.5, 0.1, 1e-5
FIRST_BIAS = -4.0


@dataclass(frozen=True, eq=False)
class Text:
    """The sentences of a document as numbers of words, the levers wanted of each, and how much the document counts."""

    sentences: Sequence[Sequence[int]]
    wanted: Floats
    weight: float


def fit(texts: Sequence[Text], vectors: Vectors, epochs: int | None = None, seed: int = 0) -> Network:
    """A network that has read the texts so many times (EPOCHS); the same texts give the same network."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    epochs, chance = epochs or EPOCHS, np.random.default_rng(seed)
    values = _begin(vectors.rows.shape[1], texts[0].wanted.shape[1], chance)
    adam = Adam(values)
    batches = sum(1 for _ in _batches(texts, np.arange(len(texts))))
    with threadpool_limits(1):  # the arrays are small: threads would only wait for each other
        for epoch in range(epochs):
            for step, batch in enumerate(_batches(texts, chance.permutation(len(texts)))):
                rate = RATE * _cycle((epoch * batches + step) / (epochs * batches))
                adam.step(values, _gradients(values, batch, vectors, chance), rate)
    return _network(values)


def _begin(size: int, levers: int, chance: np.random.Generator) -> list[Floats]:
    """Filters and offsets in turn, then the rows and the bias of the answer."""
    values: list[Floats] = []
    for width in (*WIDTHS, NEAR):
        count = NEAR_FILTERS if len(values) == 2 * len(WIDTHS) else FILTERS
        reach = 1 / np.sqrt(width * size)
        values.append(chance.uniform(-reach, reach, (width, size, count)).astype(np.float32))
        values.append(np.zeros(count, np.float32))
    seen = FILTERS * len(WIDTHS) + 2 * NEAR_FILTERS
    values.append(chance.uniform(-(seen**-0.5), seen**-0.5, (seen, levers)).astype(np.float32))
    values.append(np.full(levers, FIRST_BIAS, np.float32))
    return values


def _network(values: Sequence[Floats]) -> Network:
    return Network(tuple(values[:-2:2]), tuple(values[1:-2:2]), values[-2], values[-1])


def _batches(texts: Sequence[Text], order: Sequence[int] | NDArray[np.intp]) -> Iterator[list[Text]]:
    """Whole texts, about so many sentences together."""
    batch: list[Text] = []
    for number in order:
        batch.append(texts[number])
        if sum(len(text.sentences) for text in batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _cycle(at: float) -> float:
    """The share of the learning rate at this part of the way: up in three tenths, then down along a cosine."""
    return at / 0.3 if at < 0.3 else 0.5 * (1 + float(np.cos(np.pi * (at - 0.3) / 0.7)))


def _gradients(
    values: Sequence[Floats], batch: Sequence[Text], vectors: Vectors, chance: np.random.Generator
) -> list[Floats]:
    """How the loss of a batch (cross-entropy a sentence, summed over levers) changes with each value."""
    sentences = [sentence for text in batch for sentence in text.sentences]
    bounds = np.cumsum([len(text.sentences) for text in batch])
    ids, starts = laid_out(sentences)
    ids[(chance.random(len(ids)) < WORDS_DROPPED) & (ids > 0)] = vectors.number[UNKNOWN]
    x = vectors.rows[ids].astype(np.float32) * np.float32(vectors.scale)
    passes = [_Pass(x, starts, values[at], values[at + 1]) for at in range(0, len(values) - 2, 2)]
    own, near = np.concatenate([one.pooled for one in passes[:-1]], axis=1), passes[-1].pooled
    seen = _seen(own, near, bounds)
    kept = (chance.random(seen.shape) >= DROPPED).astype(np.float32) / (1 - DROPPED)
    shown = seen * kept
    wrong = 1 / (1 + np.exp(-(shown @ values[-2] + values[-1]))) - np.concatenate([text.wanted for text in batch])
    weight = np.concatenate([np.full(len(text.sentences), text.weight) for text in batch])
    wrong *= (weight / len(sentences))[:, None].astype(np.float32)
    back = (wrong @ values[-2].T) * kept
    found: list[Floats] = []
    for one, change in zip(passes, _shares(back, own.shape[1], near.shape[1], bounds), strict=True):
        found += one.gradients(change)
    return [*found, shown.T @ wrong, wrong.sum(axis=0)]


def _seen(own: Floats, near: Floats, bounds: NDArray[np.intp]) -> Floats:
    """What is seen of each sentence; neighbours are those of the same text."""
    firsts = np.concatenate([[0], bounds[:-1]])
    return np.concatenate([beside(own[a:b], near[a:b]) for a, b in zip(firsts, bounds, strict=True)])


def _shares(back: Floats, own: int, near: int, bounds: NDArray[np.intp]) -> list[Floats]:
    """The change for each filter array: those of the sentence, then those that neighbours saw."""
    before, after = back[:, own : own + near], back[:, own + near :]
    seen = np.zeros_like(before)
    seen[:-1] += before[1:]
    seen[1:] += after[:-1]
    edges = bounds[:-1]  # a text's first sentence saw none before it, its last none after it
    seen[edges - 1] -= before[edges]
    seen[edges] -= after[edges - 1]
    return [*np.split(back[:, :own], len(WIDTHS), axis=1), seen]


def convolved(x: Floats, filters: Floats) -> Floats:
    """What each filter says at each place: (places, filters)."""
    found: Floats = x @ filters[0]
    for shift in range(1, len(filters)):
        found[:-shift] += (x @ filters[shift])[shift:]
    return found


class _Pass:
    """One array of filters over a batch, forward; `gradients` goes back through the places where each was strongest."""

    def __init__(self, x: Floats, starts: NDArray[np.intp], filters: Floats, offset: Floats) -> None:
        self.x, self.filters = x, filters
        said = convolved(x, filters)
        ends = [*starts[1:].tolist(), len(x)]
        self.places = np.stack([said[a:b].argmax(axis=0) + a for a, b in zip(starts.tolist(), ends, strict=True)])
        self.pooled = np.maximum(said[self.places, np.arange(said.shape[1])] + offset, 0)

    def gradients(self, change: Floats) -> list[Floats]:
        """Of the filters and of their offsets."""
        change = change * (self.pooled > 0)
        spread = np.zeros((len(self.x) + len(self.filters), change.shape[1]), np.float32)
        spread[self.places, np.arange(change.shape[1])] = change
        turned = self.x.T
        found = [turned[:, shift:] @ spread[: len(self.x) - shift] for shift in range(len(self.filters))]
        return [np.stack(found), change.sum(axis=0)]


class Adam:
    """Steps along the gradients, each value at its own pace; values shrink a little at every step (Loshchilov and Hutter 2019)."""

    def __init__(self, values: Sequence[Floats]) -> None:
        self.mean, self.square = ([np.zeros_like(value) for value in values] for _ in range(2))
        self.count = 0

    def step(self, values: Sequence[Floats], gradients: Sequence[Floats], rate: float) -> None:
        """Change the values in place."""
        self.count += 1
        for value, change, mean, square in zip(values, gradients, self.mean, self.square, strict=True):
            mean += (change - mean) * np.float32(0.1)
            square += (change * change - square) * np.float32(0.001)
            size = np.sqrt(square / np.float32(1 - 0.999**self.count)) + np.float32(1e-8)
            value *= np.float32(1 - rate * DECAY)
            value -= np.float32(rate / (1 - 0.9**self.count)) * mean / size
