"""Learning boosted trees, and keeping them as arrays: needs scikit-learn, which nothing at run time does."""

from collections.abc import Sequence

import numpy as np

from upperhand.extract.trees import Trees

Rows = list[list[float]]
ROUNDS = 250


def fit_trees(
    table: Rows,
    right: Sequence[int],
    rounds: int | None = None,
    leaves: int = 15,
    smallest: int = 15,
    rate: float = 0.06,
    weight: Sequence[float] | None = None,
) -> Trees:
    """Boosted trees for a yes-or-no question, as arrays."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    if len(set(right)) < 2:
        return _constant(4.0 if right and right[0] else -4.0)
    model = HistGradientBoostingClassifier(
        max_iter=rounds or ROUNDS,
        learning_rate=rate,
        max_leaf_nodes=leaves,
        min_samples_leaf=smallest,
        l2_regularization=2.0,
        early_stopping=False,
        random_state=0,
    )
    with threadpool_limits(1):  # threads that wait for each other are slower here than one that works
        fitted = model.fit(
            np.asarray(table, np.float32), np.asarray(right), None if weight is None else np.asarray(weight)
        )
    nodes = [predictors[0].nodes for predictors in fitted._predictors]
    most = max(map(len, nodes))
    shape = (len(nodes), most)
    feature, left, right_ = (np.zeros(shape, np.int16) for _ in range(3))
    threshold, value = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for tree, node in enumerate(nodes):
        leaf = node["is_leaf"].astype(bool)
        own = np.arange(len(node))
        feature[tree, : len(node)] = node["feature_idx"]
        threshold[tree, : len(node)] = np.where(leaf, 0, node["num_threshold"])
        left[tree, : len(node)] = np.where(leaf, own, node["left"])
        right_[tree, : len(node)] = np.where(leaf, own, node["right"])
        value[tree, : len(node)] = np.where(leaf, node["value"], 0)
        left[tree, len(node) :] = right_[tree, len(node) :] = np.arange(len(node), most)
    return Trees(feature, threshold, left, right_, value, float(np.ravel(fitted._baseline_prediction)[0]))


def _constant(score: float) -> Trees:
    """Trees that give every row the same score."""
    node, value = np.zeros((1, 1), np.int16), np.zeros((1, 1), np.float32)
    return Trees(node, value, node, node, value, score)
