"""Linear models over features by name: which features of a text are known, and the sums of their weights, for many texts at once."""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Names = Sequence[str]
Known = list[list[int]]
RULED = ("r:", "l:")
RULE_SHARE = 0.3


class Linear:
    """One row of weights a feature, one column an answer. Words are scaled by the root of their number, rules are not."""

    def __init__(self, vocabulary: Mapping[str, int], weights: Floats, bias: Floats) -> None:
        self.vocabulary = vocabulary
        self.weights = weights
        self.bias = bias
        self.is_rule = np.array([name[:2] in RULED for name in vocabulary], bool)

    def look_up(self, many: Iterable[Names]) -> Known:
        """The numbers of the features that are known, text by text."""
        get = self.vocabulary.get
        return [[index for index in map(get, names) if index is not None] for names in many]

    def odds(self, many: Sequence[Names]) -> list[float]:
        """The log odds of each text, for a model of one column."""
        return self.raw(*self.sums(self.look_up(many)), many)[:, 0].tolist() if len(many) else []

    def add_odds(self, rows: Iterable[list[float]], many: Sequence[Names]) -> None:
        """Put the log odds of each text at the end of its row."""
        for row, odds in zip(rows, self.odds(many), strict=True):
            row.append(odds)

    def raw(self, ruled: Floats, worded: Floats, many: Sequence[Names]) -> NDArray[np.float64]:
        """What the sums of weights of each text come to: a row a text."""
        shares = np.array([1 / math.sqrt(len(names) or 1) for names in many], np.float32)
        return np.asarray(self.bias + ruled * RULE_SHARE + worded * shares[:, None], np.float64)

    def sums(self, known: Known) -> tuple[Floats, Floats]:
        """The summed weights of the rules and of the words of each text: a row a text."""
        ruled, worded = (np.zeros((len(known), len(self.bias)), np.float32) for _ in range(2))
        counts = list(map(len, known))
        flat = np.fromiter(itertools.chain.from_iterable(known), np.intp, sum(counts))
        # Each text's words, then its rules: one look into the weights for all, and each sum over neighbours in their old order.
        share = 2 * np.repeat(np.arange(len(known)), counts) + self.is_rule[flat]
        rows = self.weights.take(flat[np.argsort(share, kind="stable")], axis=0)
        ends = np.cumsum(np.bincount(share, minlength=2 * len(known))).tolist()
        start = 0
        for number in range(len(known)):
            middle, end = ends[2 * number], ends[2 * number + 1]
            if middle > start:
                np.add.reduce(rows[start:middle], axis=0, out=worded[number])
            if end > middle:
                np.add.reduce(rows[middle:end], axis=0, out=ruled[number])
            start = end
        return ruled, worded
