"""How the words of the vectors are chosen and what is encoded of them; the encoders themselves are not here."""

import numpy as np
from benchmarks.word_neighbours import further_words, joined, read_word2vec
from benchmarks.word_vectors import SIZE, chinese_words, encode, english_words, narrowed, read_glosses

LINES = [
    "# CC-CEDICT",
    "罰款 罚款 [fa2 kuan3] /to fine/penalty/fine (monetary)/CL:筆|笔[bi3]/",
    "罰 罚 [fa2] /to punish/to penalize/",
    "款 款 [kuan3] /section/paragraph/funds/CL:筆/",
    "王 王 [Wang2] /surname Wang/",
    "王 王 [wang2] /king or monarch/best or strongest of its type/",
    "阿里 阿里 [A1 li3] /Ali, proper name/Ngari prefecture/",
]


def test_glosses_are_the_first_meanings() -> None:
    found = read_glosses(LINES)
    assert found["罚款"] == ["to fine", "penalty", "fine"] and found["王"] == [
        "king or monarch",
        "best or strongest of its type",
    ]
    assert found["阿里"] == ["Ali, proper name"]


def test_chinese_words_stand_in_the_texts_or_are_common() -> None:
    found = chinese_words(["该公司被罚款"], read_glosses(LINES), {"王": 9, "阿里": 1})
    assert list(found) == sorted(["罚款", "罚", "款", "王", "阿里"]) and found["罚"] == "to punish; to penalize"


def test_english_words_stand_twice_or_are_whole() -> None:
    found = english_words(["The regulator's fine, a fine.", "Regulator"], ["levy", "##ing", "a", "The"])
    assert list(found) == ["fine", "levy"]


def test_what_was_encoded_is_not_encoded_again(tmp_path) -> None:  # type: ignore[no-untyped-def]
    import pickle

    cache = tmp_path / "en.pickle"
    cache.write_bytes(pickle.dumps({"fine": np.ones(4), "levy": np.zeros(4)}))
    assert encode(tmp_path, {"b": "levy", "a": "fine"}, cache).tolist() == [[0.0] * 4, [1.0] * 4]


def test_narrowed_keeps_the_directions_that_differ_most() -> None:
    chance = np.random.default_rng(0)
    rows = chance.standard_normal((400, SIZE + 40)).astype(np.float32)
    rows[:, :3] *= 8
    found = narrowed(rows)
    assert found.shape == (400, SIZE) and np.isclose(found.std(), 1, atol=1e-4)
    assert found[:, :3].std() > 3 * found[:, 3:].std()


def test_word2vec_is_read_in_its_binary_form() -> None:
    rows = np.arange(6, dtype="<f4").reshape(2, 3)
    content = b"2 3\n" + "罚款".encode() + b" " + rows[0].tobytes() + b"\n" + b"fine " + rows[1].tobytes() + b"\n"
    found = read_word2vec(content)
    assert list(found) == ["罚款", "fine"] and found["fine"].tolist() == [3.0, 4.0, 5.0]


def test_words_that_no_dictionary_has_stand_often_and_are_known_to_a_segmenter() -> None:
    seen, common = {"党支部", "党支", "支部", "与众", "罚款"}, {"党支部": 90, "支部": 50, "与众": 2, "罚款": 70}
    texts = ["设立党支部,与众不同"] * 3 + ["党支部被罚款,与众不同", "罚款"]
    assert further_words(texts, {"罚款"}, seen, common) == ["党支部", "支部"]


def test_what_is_not_known_of_a_word_is_guessed_from_what_is() -> None:
    chance = np.random.default_rng(0)
    words = [f"w{number}" for number in range(600)]
    deep = chance.standard_normal((600, 4)).astype(np.float32)
    meant = dict(zip(words, deep @ chance.standard_normal((4, 12)), strict=True))
    seen = dict(zip(words, deep @ chance.standard_normal((4, 8)), strict=True))
    whole = joined(words, meant, seen)
    del meant["w0"], seen["w1"]
    guessed = joined(words, meant, seen)
    assert guessed.shape == (600, 20)
    for number in (0, 1):  # near the truth, though half of it was taken away
        assert np.corrcoef(whole[number], guessed[number])[0, 1] > 0.9
    assert np.isclose(whole[:, :12].var(axis=0).sum(), whole[:, 12:].var(axis=0).sum(), rtol=0.05)
