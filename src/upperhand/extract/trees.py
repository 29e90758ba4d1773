"""Boosted trees as flat arrays, judged with numpy alone."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


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
        offsets = (np.arange(feature.shape[0]) * feature.shape[1])[:, None]
        self._features, self._thresholds, self._values = (
            feature.ravel().astype(np.intp),
            threshold.ravel(),
            value.ravel(),
        )
        self._children = np.stack([left + offsets, right + offsets], axis=2).ravel().astype(np.intp)
        self._roots = offsets.ravel()
        self._left, self._right = left, right
        self.depth = _depth(left, right)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """What is written to the weights file."""
        return {
            "feature": self.feature, "threshold": self.threshold, "left": self._left, "right": self._right,
            "value": self.value, "bias": np.array([self.bias]),
        }  # fmt: skip

    def judge(self, rows: Sequence[Sequence[float]] | NDArray[np.float32]) -> NDArray[np.float64]:
        """The raw score (log odds) of each row."""
        table = np.asarray(rows, dtype=np.float32)
        if not len(table):
            return np.zeros(0)
        cells, width = table.ravel(), table.shape[1]
        lines = np.arange(0, len(table) * width, width)[:, None]
        at = np.broadcast_to(self._roots, (len(table), len(self._roots)))
        for _ in range(self.depth):
            seen = cells.take(self._features.take(at) + lines)
            at = self._children.take(2 * at + (seen > self._thresholds.take(at)))
        return np.asarray(self._values.take(at).sum(axis=1, dtype=np.float64) + self.bias)

    def probabilities(self, rows: Sequence[Sequence[float]] | NDArray[np.float32]) -> NDArray[np.float64]:
        """The probability of each row."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.judge(rows))))


def _depth(left: NDArray[np.int16], right: NDArray[np.int16]) -> int:
    level = np.zeros((left.shape[0], 1), dtype=np.int64)
    steps = 0
    nodes = level
    while steps < 64:
        following = np.concatenate(
            [np.take_along_axis(left, nodes, 1), np.take_along_axis(right, nodes, 1)], axis=1
        ).astype(np.int64)
        following = np.sort(following, axis=1)
        if following.shape == nodes.shape and (following == nodes).all():
            break
        unique = [np.unique(row) for row in following]
        width = max(map(len, unique))
        padded = np.array([np.pad(row, (0, width - len(row)), mode="edge") for row in unique])
        if padded.shape == nodes.shape and (padded == nodes).all():
            break
        nodes = padded
        steps += 1
    return steps
