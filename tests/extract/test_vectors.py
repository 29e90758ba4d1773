"""Words as numbers: names by their kind, unknown words by their last part, Chinese by the longest word."""

import numpy as np
import pytest

from upperhand.extract import vectors
from upperhand.extract.pack import pack
from upperhand.extract.reading import read_text
from upperhand.extract.vectors import GAP, NUMBER, SPECIAL, UNKNOWN, Vectors, packed


def said(text: str, language: str) -> list[str]:
    known = vectors.load(language)
    names = {number: word for word, number in known.number.items()}
    reading = read_text(text, pack(language))
    return [names[number] for sentence in reading.sentences for number in known.tokens(reading, sentence)]


def test_english_words_names_and_numbers() -> None:
    found = said("Tencent was fined 500 yuan by the regulator’s xqzzv e-commerce-team.", "en")
    assert found == ["@C", "was", "fined", NUMBER, "yuan", "by", "the", *found[7:]]
    assert found[-2:] == [UNKNOWN, "team"]


def test_chinese_is_cut_at_the_longest_words_outside_names() -> None:
    assert said("腾讯被罚款,2021年。", "zh") == ["@C", "被", "罚款", NUMBER, NUMBER, NUMBER, NUMBER, "年"]


def test_a_sentence_without_words_still_has_one() -> None:
    known = vectors.load("en")
    reading = read_text("Tencent fell.", pack("en"))
    sentence = reading.sentences[0]
    sentence.first = sentence.last
    assert known.tokens(reading, sentence) == [known.number[UNKNOWN]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_shipped_vectors_are_whole(language: str) -> None:
    known = vectors.load(language)
    assert len(known.number) == len(known.rows) > 20_000
    assert tuple(known.number)[: len(SPECIAL)] == SPECIAL and not known.rows[known.number[GAP]].any()


@pytest.mark.parametrize(
    ("language", "word", "near", "far"),
    [("en", "fined", "penalty", "music"), ("en", "detained", "jailed", "cotton"), ("zh", "罚款", "处罚", "音乐")],
)
def test_words_of_like_meaning_are_near(language: str, word: str, near: str, far: str) -> None:
    known = vectors.load(language)
    one, other, third = (known.rows[known.number[each]].astype(float) for each in (word, near, far))

    def cosine(a: np.ndarray, b: np.ndarray) -> float:  # type: ignore[type-arg]
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    assert cosine(one, other) > cosine(one, third) + 0.1


def test_packing_keeps_the_rows_to_a_hundredth_of_their_spread() -> None:
    rows = np.random.default_rng(1).standard_normal((50, 8)).astype(np.float32)
    known = Vectors(packed("en", [f"w{number}" for number in range(50)], rows))
    kept = known.rows[len(SPECIAL) :] * known.scale
    assert np.abs(kept - rows.clip(-4 * rows.std(), 4 * rows.std())).max() < 0.02
