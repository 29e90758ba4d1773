"""The network: sentences do not read each other's words, gradients are right, and it learns what it is taught."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upperhand.extract import learn_network, network
from upperhand.extract.learn_network import Text, fit
from upperhand.extract.network import Network
from upperhand.extract.vectors import SPECIAL, Vectors, packed

SIZE = 16
WORDS = [f"w{number}" for number in range(30)]


def vectors() -> Vectors:
    return Vectors(packed("en", WORDS, np.random.default_rng(0).standard_normal((30, SIZE)).astype(np.float32)))


def some_network(seed: int = 0, levers: int = 3) -> Network:
    return learn_network._network(learn_network._begin(SIZE, levers, np.random.default_rng(seed)))


def slow(found: Network, known: Vectors, sentences: list[list[int]]) -> np.ndarray:  # type: ignore[type-arg]
    """The same scores word by word."""
    pooled = []
    for sentence in sentences:
        x = [known.rows[number] * known.scale for number in sentence]
        gap = [np.zeros(SIZE)] * 2
        row = []
        for filters, offset in zip(found.filters, found.offsets, strict=True):
            padded = [*gap, *x, *gap]
            places = range(len(gap) + len(x))
            said = [sum(padded[at + shift] @ filters[shift] for shift in range(len(filters))) for at in places]
            row.append(np.maximum(np.max(said, axis=0) + offset, 0))
        pooled.append(row)
    rows = []
    for number, row in enumerate(pooled):
        before = pooled[number - 1][-1] if number else np.zeros_like(row[-1])
        after = pooled[number + 1][-1] if number + 1 < len(pooled) else np.zeros_like(row[-1])
        rows.append(np.concatenate([*row[:-1], before, after]) @ found.out + found.bias)
    return np.array(rows)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(1, 29 + len(SPECIAL)), min_size=1, max_size=9), min_size=1, max_size=6))
def test_scores_are_those_of_the_slow_way(sentences: list[list[int]]) -> None:
    found, known = some_network(), vectors()
    assert np.allclose(found.scores(known, sentences), slow(found, known, sentences), atol=1e-4)


def test_long_documents_are_read_in_parts_with_the_same_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    found, known = some_network(), vectors()
    chance = np.random.default_rng(3)
    sentences = [chance.integers(1, 30, size).tolist() for size in chance.integers(1, 20, 60)]
    whole = found.scores(known, sentences)
    monkeypatch.setattr(network, "_CHUNK", 25)
    assert np.allclose(found.scores(known, sentences), whole, atol=1e-5)


def test_a_long_sentence_is_read_in_parts_with_the_same_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    found, known = some_network(), vectors()
    chance = np.random.default_rng(4)
    for sizes in ([3, 40, 2], [8, 9, 10, 11, 12], [1, 100]):
        sentences = [chance.integers(1, 30, size).tolist() for size in sizes]
        whole = found.scores(known, sentences)
        with monkeypatch.context() as patch:
            patch.setattr(network, "_LONG", 10)
            patch.setattr(network, "_NEARBY", 4)
            assert np.array_equal(found.scores(known, sentences), whole)


def test_no_sentences_no_scores() -> None:
    assert some_network().scores(vectors(), []).shape == (0, 3)


def test_gradients_are_those_of_small_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    known, chance = vectors(), np.random.default_rng(5)
    batch = [
        Text(
            [chance.integers(3, 30, 5).tolist() for _ in range(size)], chance.integers(0, 2, (size, 3)).astype("f"), 0.7
        )
        for size in (1, 3)
    ]
    values = [value.astype(np.float64) for value in learn_network._begin(SIZE, 3, chance)]

    def loss() -> float:
        sentences = sum(len(text.sentences) for text in batch)
        total = 0.0
        for text in batch:
            odds = learn_network._network(values).scores(known, text.sentences).astype(np.float64)  # type: ignore[arg-type]
            total += text.weight * float((np.log1p(np.exp(odds)) - text.wanted * odds).sum())
        return total / sentences

    monkeypatch.setattr(learn_network, "DROPPED", 0.0)
    monkeypatch.setattr(learn_network, "WORDS_DROPPED", 0.0)
    gradients = learn_network._gradients(values, batch, known, chance)  # type: ignore[arg-type]
    for value, gradient in zip(values, gradients, strict=True):
        for at in np.argsort(-np.abs(gradient), axis=None)[:3]:
            where, small = np.unravel_index(at, value.shape), 1e-2
            value[where] += small
            above = loss()
            value[where] -= 2 * small
            below = loss()
            value[where] += small
            assert np.isclose((above - below) / (2 * small), gradient[where], rtol=0.15, atol=2e-4)


def lessons(count: int, seed: int) -> list[Text]:
    """A fact is told by word 3 right before word 4 or 5, or by word 6 in the sentence before."""
    chance, found = np.random.default_rng(seed), []
    for _ in range(count):
        sentences = [chance.integers(7, 30, 8).tolist() for _ in range(4)]
        wanted = np.zeros((4, 2), np.float32)
        for number in range(4):
            if chance.random() < 0.4:
                at = int(chance.integers(0, 6))
                sentences[number][at : at + 2] = [3, int(chance.integers(4, 6))]
                wanted[number, 0] = 1
        if chance.random() < 0.5:
            sentences[1][0] = 6
            wanted[2, 1] = 1
        found.append(Text(sentences, wanted, 1.0))
    return found


def test_it_learns_pairs_of_words_and_what_the_sentence_before_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"FILTERS": 48, "NEAR_FILTERS": 24, "DROPPED": 0.2, "WORDS_DROPPED": 0.02}.items():
        monkeypatch.setattr(learn_network, name, value)
    known = vectors()
    found = fit(lessons(400, 1), known, epochs=40)
    right = [((found.scores(known, text.sentences) > 0) == (text.wanted > 0)).mean() for text in lessons(60, 2)]
    assert np.mean(right) > 0.93


def test_the_same_texts_give_the_same_network() -> None:
    known, taught = vectors(), lessons(10, 4)
    one, other = fit(taught, known, epochs=1), fit(taught, known, epochs=1)
    assert (one.out == other.out).all() and all((a == b).all() for a, b in zip(one.filters, other.filters, strict=True))
