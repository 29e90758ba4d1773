"""The layers of an encoder as the papers write them, piece by piece, with weights that are not packed."""

import math

import numpy as np

from upperhand.extract.encoder import distances
from upperhand.extract.layers import EPSILON


def states(x, weights, layers, heads, apart=None):
    """(pieces, size) to the same; `weights` by the names of the reader's file, linear ones as (out, in)."""
    for at in range(layers):

        def linear(name, rows, at=at):
            return rows @ weights[f"{at}.{name}.weight"].T + weights[f"{at}.{name}.bias"]

        def norm(name, rows, at=at):
            even = (rows - rows.mean(1, keepdims=True)) / np.sqrt(rows.var(1, keepdims=True) + EPSILON)
            return even * weights[f"{at}.{name}.weight"] + weights[f"{at}.{name}.bias"]

        x = norm("heard", x + linear("hear", attended(linear("ask", x), heads, apart)))
        x = norm("made", x + linear("down", gelu(linear("up", x))))
    return x


def attended(asked, heads, apart=None):
    """What each piece hears of all: (pieces, 3 times size) to (pieces, size)."""
    count, size = len(asked), asked.shape[1] // 3
    own, rows = size // heads, distances(count)
    found = np.zeros((count, size))
    for head in range(heads):
        part = slice(head * own, head * own + own)
        query, key, value = asked[:, :size][:, part], asked[:, size : 2 * size][:, part], asked[:, 2 * size :][:, part]
        for at in range(count):
            minded = [0.0 if apart is None else float(apart[rows[at, other], head]) for other in range(count)]
            weight = [math.exp(query[at] @ key[other] / math.sqrt(own) + minded[other]) for other in range(count)]
            found[at, part] = sum(w * value[other] for other, w in enumerate(weight)) / sum(weight)
    return found


def gelu(x):
    """A soft max(x, 0), exactly."""
    return np.array([[value * 0.5 * (1 + math.erf(value / math.sqrt(2))) for value in row] for row in x])
