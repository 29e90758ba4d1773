"""The tables of words by which dates and figures are read."""

import re
from collections import Counter

import pytest

from upperhand.data import load
from upperhand.extract.figures_en import figures
from upperhand.extract.figures_zh import FigureWords
from upperhand.extract.figures_zh import figures as chinese_figures
from upperhand.extract.numerals_en import number, numeral
from upperhand.extract.value_words import any_of, by_word, value_words

WORDS = value_words("en")


CHINESE = load("values/zh.yml", FigureWords)


@pytest.mark.parametrize("table", [WORDS.signs, WORDS.coins, CHINESE.coins, CHINESE.units, CHINESE.measures])
def test_each_word_of_a_table_says_one_thing(table):
    counts = Counter(word for words in table.values() for word in words)
    assert max(counts.values()) == 1


@pytest.mark.parametrize("table", [WORDS.signs, WORDS.coins, CHINESE.coins])
def test_currencies_have_codes(table):
    assert all(re.fullmatch("[A-Z]{3}", code) for code in table)


@pytest.mark.parametrize("unit", CHINESE.units)
def test_each_chinese_unit_is_read(unit):
    noun = CHINESE.units[unit][0]
    assert [(f.value, f.unit) for f in chinese_figures(f"一共500个{noun}。")] == [(500, unit)]


def test_words_are_folded():
    words = [*by_word(WORDS.signs), *by_word(WORDS.coins), *WORDS.people, *WORDS.not_counted, *WORDS.fractions]
    assert all(word == word.lower() for word in words)


@pytest.mark.parametrize("coin", by_word(WORDS.coins))
def test_each_coin_is_read(coin):
    (figure,) = figures(f"it paid 5 billion {coin} for it")
    assert (figure.value, figure.unit, figure.kind) == (5e9, by_word(WORDS.coins)[coin], "money")


@pytest.mark.parametrize("fraction", WORDS.fractions)
def test_each_fraction_is_read(fraction):
    assert [(f.value, f.unit) for f in figures(f"it sold {fraction} of it")] == [(WORDS.fractions[fraction], "percent")]


@pytest.mark.parametrize(
    ("text", "value"), [("1,250.5", 1250.5), ("twenty-six", 26), ("two dozen", 24), ("half a", 0.5), ("a hundred", 100)]
)
def test_numbers_in_digits_and_words(text, value):
    assert re.fullmatch(numeral(), text) and number(text) == value


def test_the_longest_word_comes_first():
    assert any_of(["us$", "$", "rs", "rs."]) == r"rs\.|us\$|rs|\$"
