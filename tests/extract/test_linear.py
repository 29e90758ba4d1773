"""Sums of many texts at once against sums of one, and trees against a walk from node to node."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from upperhand.extract.assertion import Chooser
from upperhand.extract.lever_model import CONCEPT_SHARE, NETWORK_SHARE, LeverModel
from upperhand.extract.linear import RULE_SHARE, Linear
from upperhand.extract.trees import Trees

NAMES = [f"{kind}{number}" for number in range(12) for kind in ("w", "r:", "l:")]
TEXTS = st.lists(st.lists(st.sampled_from([*NAMES, "unknown"]), max_size=30, unique=True), min_size=1, max_size=6)


def weights(columns):
    draw = np.random.default_rng(columns)
    return {name: at for at, name in enumerate(NAMES)}, draw.normal(size=(len(NAMES), columns)).astype(np.float32)


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_many_texts_give_what_each_gives_alone(texts):
    vocabulary, table = weights(14)
    model = LeverModel(vocabulary, table, np.zeros(14, np.float32))
    ruled, worded = model.scores(texts, [[] for _ in texts])
    for number, names in enumerate(texts):
        rules = [vocabulary[name] for name in names if name[:2] in {"r:", "l:"}]
        words = [vocabulary[name] for name in names if name in vocabulary and name[0] == "w"]
        assert (ruled[number] == table[rules].sum(axis=0) * RULE_SHARE).all()
        assert (worded[number] == table[words].sum(axis=0) / (len(names) or 1) ** 0.5).all()


def test_one_column_gives_the_odds_of_each_text():
    model = Linear({"w": 0, "r:x": 1}, np.array([[2.0], [4.0]], np.float32), np.full(1, -1.0, np.float32))
    assert np.allclose(model.odds([["w", "a", "b", "c"], ["r:x"], []]), [0.0, 4.0 * RULE_SHARE - 1.0, -1.0])
    assert model.odds([]) == []


def test_concepts_have_a_share_of_their_own():
    table = np.array([[2.0] * 14, [4.0] * 14], np.float32)
    model = LeverModel({"w": 0, "c:tax": 1}, table, np.zeros(14, np.float32))
    _, worded = model.scores([["w"], ["w"]], [["c:tax", "c:unknown", "c:other", "c:more"], []])
    assert np.allclose(worded[:, 0], [2.0 + 4.0 * CONCEPT_SHARE / 2, 2.0])


def test_the_network_has_its_share_of_the_first_view():
    model = LeverModel({"w": 0}, np.full((1, 14), 3.0, np.float32), np.full(14, -1.0, np.float32))
    likely = model.judge([["w"]], [[]], np.full((1, 14), -4.0, np.float32))
    odds = (3.0 - 1.0 - 4.0 * NETWORK_SHARE) / (1 + NETWORK_SHARE)
    assert np.allclose(likely.p, 1 / (1 + np.exp(-odds))) and (likely.sensed == -4.0).all()


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_a_chooser_chooses_for_many_as_for_one(texts):
    chooser = Chooser(("a", "b", "c"), *weights(3), np.array([0.1, 0.0, -0.1], np.float32))
    assert chooser.choose(texts) == [chooser.labels[int(chooser.scores(names).argmax())] for names in texts]
    assert np.allclose(chooser.probabilities(texts).sum(axis=1), 1)


def test_nothing_to_choose_for():
    chooser = Chooser(("a", "b"), *weights(2), np.zeros(2, np.float32))
    assert chooser.choose([]) == [] and chooser.choose([[]]) == ["a"]


def grown(draw, most):
    """A random tree as parallel lists; a leaf points to itself."""
    feature, threshold, left, right, value = [0], [0.0], [0], [0], [0.5]
    leaves = [0]
    for _ in range(draw.integers(0, most)):
        node = leaves.pop(draw.integers(len(leaves)))
        for side in (left, right):
            side[node] = len(feature)
            for column, start in ((feature, 0), (threshold, 0.0), (value, float(draw.integers(-8, 9)) / 8)):
                column.append(start)
            left.append(side[node]), right.append(side[node])
            leaves.append(side[node])
        feature[node], threshold[node], value[node] = int(draw.integers(5)), float(draw.integers(4)), 0.0
    return feature, threshold, left, right, value


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 300))
def test_trees_judge_as_a_walk_from_node_to_node_does(seed, rows):
    draw = np.random.default_rng(seed)
    trees = [grown(draw, 9) for _ in range(6)]
    size = max(len(tree[0]) for tree in trees)
    kinds = (np.int16, np.float32, np.int16, np.int16, np.float32)
    arrays = [np.zeros((6, size), kind) for kind in kinds]
    for number, tree in enumerate(trees):
        arrays[2][number] = arrays[3][number] = np.arange(size)
        for array, column in zip(arrays, tree, strict=True):
            array[number, : len(column)] = column
    table = draw.integers(0, 5, (rows, 5)).astype(np.float32)
    wanted = [0.25 + sum(_walk(tree, row) for tree in trees) for row in table]
    assert Trees(*arrays, bias=0.25).judge(table).tolist() == wanted


def _walk(tree, row):
    feature, threshold, left, right, value = tree
    node = 0
    while left[node] != node:
        node = right[node] if row[feature[node]] > threshold[node] else left[node]
    return value[node]
