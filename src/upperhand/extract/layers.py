"""The parts of a neural network that a reader runs in numpy: small ones, asked once for each thing of a sentence."""

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
