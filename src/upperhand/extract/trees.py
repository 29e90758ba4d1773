"""Boosted trees as flat arrays, judged with numpy alone."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.intp]
MOST_ROWS = 128  # at a time, so that what is worked on stays in the processor's cache


class Trees:
    """A sum of regression trees over one row of features. Arrays are (trees, nodes); a leaf points to itself."""

    def __init__(
        self,
        feature: NDArray[np.int16],
        threshold: NDArray[np.float32],
        left: NDArray[np.int16],
        right: NDArray[np.int16],
        value: NDArray[np.float32],
        bias: float,
    ) -> None:
        self.feature, self.threshold, self.value, self.bias = feature, threshold, value, bias
        self._left, self._right = left, right
        levels = _levels(left, right)
        nodes = np.concatenate(levels.nodes)
        inner = np.concatenate(levels.inner)
        self._alive = levels.alive
        self._features = feature.ravel()[nodes].astype(np.intp)
        # A leaf is its own next node: nothing is above its threshold.
        self._thresholds = np.where(inner, threshold.ravel()[nodes], np.float32(np.inf))
        self._next = np.arange(len(nodes))
        self._next[inner] = len(left) + 2 * np.arange(inner.sum())
        self._values = value.ravel()[nodes].astype(np.float64)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """What is written to the weights file."""
        return {
            "feature": self.feature, "threshold": self.threshold, "left": self._left, "right": self._right,
            "value": self.value, "bias": np.array([self.bias]),
        }  # fmt: skip

    def judge(self, rows: Sequence[Sequence[float]] | NDArray[np.float32]) -> NDArray[np.float64]:
        """The raw score (log odds) of each row."""
        table = rows.astype(np.float32, copy=False) if isinstance(rows, np.ndarray) else _table(rows)
        parts = [self._sums(table[start : start + MOST_ROWS]) for start in range(0, len(table), MOST_ROWS)]
        return np.concatenate(parts) + self.bias if parts else np.zeros(0)

    def _sums(self, table: NDArray[np.float32]) -> NDArray[np.float64]:
        rows, width = table.shape
        cells = table.ravel()
        lines = np.arange(0, rows * width, width)
        # The first step is the same for all rows: each tree looks at one column.
        roots = len(self.feature)
        above = table.T.take(self._features[:roots], axis=0) > self._thresholds[:roots, None]
        at = self._next[:roots, None] + above
        for alive in self._alive[1:]:
            here = at[:alive]
            cell = self._features.take(here)
            cell += lines
            above = cells.take(cell) > self._thresholds.take(here)
            at[:alive] = self._next.take(here)
            here += above
        return np.asarray(self._values.take(at).sum(axis=0))

    def probabilities(self, rows: Sequence[Sequence[float]] | NDArray[np.float32]) -> NDArray[np.float64]:
        """The probability of each row."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.judge(rows))))


def _table(rows: Sequence[Sequence[float]]) -> NDArray[np.float32]:
    """Rows of numbers as an array, in two thirds of the time that numpy takes to look at each."""
    if not len(rows):
        return np.zeros((0, 0), np.float32)
    width = len(rows[0])
    packed = struct.Struct(f"{width}f").pack
    return np.frombuffer(b"".join([packed(*row) for row in rows]), np.float32).reshape(-1, width)


@dataclass(slots=True)
class _Levels:
    """All trees level by level, the deepest trees first and the two children of a node side by side.

    `nodes` and `inner` have an array a level: the nodes' old numbers, and whether they have children; `alive` is the number of
    trees that go on below each level.
    """

    nodes: list[Integers]
    inner: list[NDArray[np.bool_]]
    alive: list[int]


def _levels(left: NDArray[np.int16], right: NDArray[np.int16]) -> _Levels:
    many, size = left.shape
    roots = np.arange(many) * size
    children = np.stack([left + roots[:, None], right + roots[:, None]], axis=2).reshape(-1, 2)
    inner = children[:, 0] != np.arange(many * size)
    depth = np.zeros(many, np.intp)
    level = roots
    steps = 0
    while True:
        level = children[level[inner[level]]].ravel()
        if not len(level):
            break
        steps += 1
        depth[level // size] = steps
    level = roots[np.argsort(-depth, kind="stable")]
    found = _Levels([], [], [int((depth > step).sum()) for step in range(steps)])
    while len(level):
        found.nodes.append(level)
        found.inner.append(inner[level])
        level = children[level[inner[level]]].ravel()
    return found
