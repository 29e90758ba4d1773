"""Boosted symmetric trees: every level of a tree asks one question of all cases, so that many are answered at once.

Evaluated and trained with numpy alone; small enough to be data.
"""

from functools import cached_property

import msgspec
import numpy as np

from upperhand.resolve.arrays import Array


class Trees(msgspec.Struct, forbid_unknown_fields=True, dict=True):
    """`features[t][d]` is compared with `above[t][d]`; the answers are the bits of the place in `leaves[t]`."""

    bias: float
    features: list[list[int]]
    above: list[list[float]]
    leaves: list[list[float]]

    @cached_property
    def _arrays(self) -> tuple[Array, Array, Array, Array, Array]:
        size = len(self.leaves[0])
        return (
            np.array(self.features, np.intp).ravel(),
            np.array(self.above, np.float32).ravel(),
            np.array(self.leaves, np.float32).ravel(),
            np.arange(len(self.leaves), dtype=np.intp) * size,
            1 << np.arange(len(self.features[0]), dtype=np.uint8),
        )

    def sums(self, cases: Array) -> Array:
        """The sum of the leaves for each case (rows of features): log odds."""
        feature, above, leaves, offsets, powers = self._arrays
        answers = (cases.take(feature, axis=1) > above).view(np.uint8).reshape(len(cases), -1, len(powers))
        return np.asarray(leaves.take(answers @ powers + offsets).sum(axis=1) + self.bias)


def train(
    cases: Array, labels: Array, weights: Array, *, trees: int = 150, depth: int = 4, rate: float = 0.15, seed: int = 1
) -> Trees:
    """Gradient boosting on the logistic loss, with Newton leaves; the same data and seed give the same trees."""
    rng = np.random.default_rng(seed)
    borders = [_borders(cases[:, f]) for f in range(cases.shape[1])]
    bins = np.stack([np.searchsorted(b, cases[:, f], "left") for f, b in enumerate(borders)]).astype(np.int64)
    share = float((labels * weights).sum() / weights.sum())
    bias = float(np.log(share / (1 - share)))
    sums = np.full(len(labels), bias)
    result = Trees(bias, [], [], [])
    for _ in range(trees):
        likely = 1 / (1 + np.exp(-sums))
        taken = weights * (rng.random(len(labels)) < 0.8)
        gradient, curvature = (labels - likely) * taken, likely * (1 - likely) * taken
        place = np.zeros(len(labels), np.int64)
        chosen: list[tuple[int, int]] = []
        for level in range(depth):
            feature, border = _best_split(bins, borders, gradient, curvature, place, level)
            chosen.append((feature, border))
            place += (bins[feature] > border).astype(np.int64) << level
        leaves = rate * np.bincount(place, gradient, 1 << depth) / (np.bincount(place, curvature, 1 << depth) + 3.0)
        sums += leaves[place]
        result.features.append([feature for feature, _ in chosen])
        result.above.append([float(borders[feature][border]) for feature, border in chosen])
        result.leaves.append([round(float(leaf), 5) for leaf in leaves])
    return result


def _borders(values: Array) -> Array:
    """Up to 40 borders between the values of a feature, few enough for histograms."""
    found = np.unique(np.quantile(values, np.linspace(0, 1, 42)[1:-1]).round(4))
    distinct = np.unique(values.round(4))
    return distinct[:-1] if 1 < len(distinct) <= 40 else found


def _best_split(
    bins: Array, borders: list[Array], gradient: Array, curvature: Array, place: Array, level: int
) -> tuple[int, int]:
    best = (-1.0, 0, 0)
    for feature, border in enumerate(borders):
        width = len(border) + 1
        if width < 2:
            continue
        cell = place * width + bins[feature]
        shape = (1 << level, width)
        g = np.bincount(cell, gradient, shape[0] * width).reshape(shape).cumsum(axis=1)
        h = np.bincount(cell, curvature, shape[0] * width).reshape(shape).cumsum(axis=1)
        left = g**2 / (h + 3.0)
        right = (g[:, -1:] - g) ** 2 / (h[:, -1:] - h + 3.0)
        gain = (left + right)[:, :-1].sum(axis=0)
        at = int(gain.argmax())
        if gain[at] > best[0]:
            best = (float(gain[at]), feature, at)
    return best[1], best[2]
