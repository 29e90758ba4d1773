"""A pretrained sentence encoder, run in numpy: each piece of a text as a vector that knows what stands around it.

The transformer of BERT (Devlin and others 2019) in the small form of MiniLM (Wang and others 2020). One core reads some 20,000
characters a second.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
EPSILON = 1e-12
_GELU = float(np.sqrt(2 / np.pi))


@dataclass(frozen=True, eq=False)
class Linear:
    """`x @ weights + bias`."""

    weights: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        """(rows, in) to (rows, out)."""
        y: Floats = x @ self.weights
        y += self.bias
        return y


@dataclass(frozen=True, eq=False)
class Norm:
    """Rows brought to mean 0 and variance 1, then stretched and moved (Ba and others 2016)."""

    gain: Floats
    offset: Floats

    def __call__(self, x: Floats) -> Floats:
        """(rows, size) in place."""
        x -= x.mean(axis=1, keepdims=True)
        x /= np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / x.shape[1] + EPSILON)
        x *= self.gain
        x += self.offset
        return x


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer: what each piece asks of the others and hears, then what it makes of it."""

    ask: Linear  # queries, keys and values side by side
    hear: Linear
    heard: Norm
    up: Linear
    down: Linear
    made: Norm


@dataclass(frozen=True, eq=False)
class Encoder:
    """`pieces` are signed bytes with a scale a row; `places` is (longest window, size)."""

    pieces: NDArray[np.int8]
    scales: Floats
    places: Floats
    first: Norm
    layers: Sequence[Layer]
    heads: int

    def states(self, windows: Sequence[Sequence[int]]) -> Floats:
        """The vectors of the pieces of all windows, one window after the other: (pieces, size). No window sees another."""
        ids = np.fromiter((number for window in windows for number in window), np.intp)
        bounds = np.concatenate([[0], np.cumsum([len(window) for window in windows])])
        at = np.arange(len(ids)) - np.repeat(bounds[:-1], np.diff(bounds))
        x = self.first(self.pieces[ids] * self.scales[ids, None] + self.places[at])
        for layer in self.layers:
            x = self._through(layer, x, bounds)
        return x

    def _through(self, layer: Layer, x: Floats, bounds: NDArray[np.intp]) -> Floats:
        asked = layer.ask(x)
        heard = np.empty_like(x)
        for start, end in itertools.pairwise(bounds.tolist()):
            heard[start:end] = attended(asked[start:end], self.heads)
        x = layer.heard(x + layer.hear(heard))
        return layer.made(x + layer.down(gelu(layer.up(x))))


def attended(asked: Floats, heads: int) -> Floats:
    """What the pieces of one window hear: (pieces, 3 times size) to (pieces, size)."""
    query, key, value = np.split(asked, 3, axis=1)
    return heard(query, key, value, heads)


def heard(query: Floats, key: Floats, value: Floats, heads: int) -> Floats:
    """What some rows hear of others: (rows, size), (others, size) and the same to (rows, size)."""
    size = query.shape[1] // heads
    asks, answers, told = (x.reshape(len(x), heads, size).transpose(1, 0, 2) for x in (query, key, value))
    weight = asks @ answers.transpose(0, 2, 1)
    weight *= np.float32(size**-0.5)
    weight -= weight.max(axis=2, keepdims=True)
    np.exp(weight, out=weight)
    weight /= weight.sum(axis=2, keepdims=True)
    return np.asarray((weight @ told).transpose(1, 0, 2).reshape(query.shape), np.float32)


def gelu(x: Floats) -> Floats:
    """A soft max(x, 0) in place, in its form with tanh (Hendrycks and Gimpel 2016)."""
    y = x * x
    y *= np.float32(0.044715 * _GELU)
    y += np.float32(_GELU)
    y *= x
    np.tanh(y, out=y)
    y += 1
    y *= x
    y *= np.float32(0.5)
    return y
