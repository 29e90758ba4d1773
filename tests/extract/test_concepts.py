"""Concepts: what a sentence speaks of in either language, and pairs of them."""

import pytest

from upperhand import data
from upperhand.extract import concepts
from upperhand.extract.concepts import Concept
from upperhand.extract.pack import pack
from upperhand.extract.reading import read_text

KNOWN = data.load("concepts/concepts.yml", dict[str, Concept])


def found(text, language):
    reading = read_text(text, pack(language))
    return {name for number in range(len(reading.sentences)) for name in concepts.features(reading, number)}


@pytest.mark.parametrize("name", KNOWN)
def test_a_concept_has_words_in_both_languages_each_once(name):
    for words in (KNOWN[name].en.split(), KNOWN[name].zh.split()):
        assert words and len(words) == len(set(words))


@pytest.mark.parametrize("name", KNOWN)
def test_each_word_of_a_concept_is_found(name):
    english = KNOWN[name].en.split()[0].replace("_", " ")
    chinese = KNOWN[name].zh.split()[0]
    assert f"c:{name}" in found(f"they {english} it", "en"), english
    assert f"c:{name}" in found(f"{chinese}。", "zh"), chinese


def test_one_thing_said_in_other_words_and_in_another_language_has_concepts_in_common():
    plain = found("The city sold Northlake Motors the land at a discount.", "en")
    odd = found("Northlake Motors got its plots for next to nothing.", "en")
    chinese = found("北湖汽车低价拿到地块。", "zh")
    assert {"c:land", "c:cheap", "c:cheap&land"} <= plain & odd & chinese


def test_order_counts_within_a_clause_and_nearness_in_a_sentence():
    seen = found("The police arrested the founder, and the shares fell.", "en")
    assert "c:arrest>boss" in seen and "c:boss>arrest" not in seen
    assert "c:arrest&market_fall" in seen


def test_words_inside_names_are_left_alone():
    assert "c:gaming" not in found("Golden Games Holdings Ltd said nothing.", "en")
    assert "c:tax" not in found("北方税友集团表示。", "zh")


def test_the_longest_chinese_word_counts():
    seen = found("监管部门作出行政处罚，没收违法所得。", "zh")
    assert "c:fine" in seen


def test_nothing_in_an_empty_text():
    assert found("", "en") == set() and found("", "zh") == set()


def test_a_word_at_the_very_end_of_a_text_is_found():
    first = {word[0] for concept in KNOWN.values() for word in concept.zh.split() if len(word) > 2}
    assert "公" in first  # so that a longer word is tried there
    assert "c:say" in found("公司当天，公告", "zh")
