"""Learning linear judges over words: needs scikit-learn, which nothing at run time does."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from upperhand.extract.assertion import Chooser
from upperhand.extract.lever_model import CONCEPT_SHARE, LeverModel
from upperhand.extract.linear import RULE_SHARE, RULED, Floats, Linear
from upperhand.model import LEVERS

LEAST_WEIGHT = (
    0.2  # a fiftieth of a log odd in a sentence of a hundred features: half of all, and not worth their bytes
)
LEAST_MEANT = 3


def fit_levers(
    words: Sequence[Sequence[str]],
    meant: Sequence[Sequence[str]],
    wanted: Floats,
    weight: NDArray[np.float64],
    strength: float,
    least: int,
) -> LeverModel:
    """One logistic regression a lever over the words and concepts of sentences.

    `wanted` is (sentences, levers); a word serves if `least` sentences have it.
    """
    from sklearn.linear_model import LogisticRegression

    vocabulary = _vocabulary(words, least)
    vocabulary |= {name: at for at, name in enumerate(_vocabulary(meant, LEAST_MEANT), len(vocabulary))}
    table = _sparse(words, vocabulary) + _sparse(meant, vocabulary) * CONCEPT_SHARE
    weights = np.zeros((len(vocabulary), len(LEVERS)), np.float32)
    bias = np.full(len(LEVERS), -8.0, np.float32)
    for lever in range(len(LEVERS)):
        if wanted[:, lever].sum() >= 2:
            fitted = LogisticRegression(C=strength, solver="liblinear", tol=1e-3, random_state=0).fit(
                table, wanted[:, lever], weight
            )
            weights[:, lever], bias[lever] = fitted.coef_[0], fitted.intercept_[0]
    return LeverModel(*_without_small(vocabulary, weights), bias)


def fit_chooser(
    labels: Sequence[str], words: Sequence[Sequence[str]], truth: Sequence[str], strength: float = 10.0
) -> Chooser:
    """A multinomial logistic regression over words and cues."""
    from sklearn.linear_model import LogisticRegression

    vocabulary = _vocabulary(words, 2)
    table = _sparse(words, vocabulary)
    fitted = LogisticRegression(C=strength, max_iter=2000).fit(table, np.array(truth))
    weights = np.zeros((len(vocabulary), len(labels)), np.float32)
    bias = np.full(len(labels), -9.0, np.float32)
    coefficients, intercepts = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:
        coefficients, intercepts = (
            np.vstack([-coefficients[0] / 2, coefficients[0] / 2]),
            np.array([-intercepts[0] / 2, intercepts[0] / 2]),
        )
    for at, label in enumerate(fitted.classes_):
        weights[:, labels.index(label)] = coefficients[at]
        bias[labels.index(label)] = intercepts[at]
    return Chooser(labels, *_without_small(vocabulary, weights), bias)


def fit_odds(
    words: Sequence[Sequence[str]], right: Sequence[int], weight: Sequence[float], strength: float, least: int
) -> Linear:
    """A logistic regression over features by name, as a model of one column; a feature serves if `least` rows have it."""
    from sklearn.linear_model import LogisticRegression

    vocabulary = _vocabulary(words, least)
    if len(set(right)) < 2 or not vocabulary:
        return Linear({}, np.zeros((0, 1), np.float32), np.full(1, 4.0 if right and right[0] else -4.0, np.float32))
    fitted = LogisticRegression(C=strength, solver="liblinear", tol=1e-3, random_state=0).fit(
        _sparse(words, vocabulary), np.asarray(right), np.asarray(weight)
    )
    weights = fitted.coef_.astype(np.float32).T
    return Linear(*_without_small(vocabulary, weights), fitted.intercept_.astype(np.float32))


def _without_small(vocabulary: Mapping[str, int], weights: Floats) -> tuple[dict[str, int], Floats]:
    kept = np.abs(weights).max(axis=1, initial=0.0) >= LEAST_WEIGHT
    return {name: at for at, name in enumerate(name for name, row in vocabulary.items() if kept[row])}, weights[kept]


def _vocabulary(rows: Iterable[Sequence[str]], least: int) -> dict[str, int]:
    counts = Counter(name for row in rows for name in row)
    return {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= least))}


def _sparse(rows: Sequence[Sequence[str]], vocabulary: Mapping[str, int]) -> Any:
    import scipy.sparse

    lines, columns, cells = [], [], []
    for number, row in enumerate(rows):
        for name in row:
            if name in vocabulary:
                lines.append(number)
                columns.append(vocabulary[name])
                cells.append(RULE_SHARE if name[:2] in RULED else 1 / math.sqrt(len(row)))
    return scipy.sparse.csr_matrix((cells, (lines, columns)), shape=(len(rows), len(vocabulary)), dtype=np.float32)
