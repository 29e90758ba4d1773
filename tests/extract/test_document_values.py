"""Dates over sentences: one is told by the one before, and by nothing far away."""

import pytest

from upperhand.extract.document_values import Values
from upperhand.extract.pack import pack
from upperhand.extract.reading import read_text


def values(text: str, language: str = "en", published: str | None = "2022-03-05") -> Values:
    return Values(read_text(text, pack(language)), published)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Northlake was raided on 9 April 2019. The next day it paid.", "en", "2019-04-10"),
        ("It was raided in April 2019. It denied it. It paid that month.", "en", "2019-04"),
        ("It was raided in 2019. It paid the same day.", "en", "2022-03-05"),
        ("北湖汽车2019年4月9日被查。次日公司缴纳罚款。", "zh", "2019-04-10"),
        ("北湖汽车2019年4月9日被查。公司12日缴纳罚款。", "zh", "2019-04-12"),
    ],
)
def test_a_day_is_told_by_a_sentence_before(text, language, expected):
    found = values(text, language)
    assert [when.value for when in found.dates(len(found.reading.sentences) - 1)] == [expected]


def test_a_day_far_before_tells_nothing():
    found = values("It was raided on 9 April 2019. " + "It denied it. " * 3 + "It paid the next day.")
    assert [when.value for when in found.dates(4)] == ["2022-03-06"]


def test_a_long_chain_of_next_days_is_no_deep_recursion():
    found = values("It was raided on 9 April 2019. " + "It paid the next day. " * 3000)
    assert [when.value for when in found.dates(3000)] == ["2022-03-06"]
    assert [when.value for when in found.dates(1)] == ["2019-04-10"]


def test_another_reading_of_a_month_is_the_last_before_publication():
    found = values("Founded in 2016, it gave up in May.")
    assert ([when.value for when in found.dates(0)], found.otherwise(0)) == (["2016", "2016-05"], ["2021-05"])
    assert not values("It gave up in 2016.").otherwise(0)
    assert not values("It gave up in May 2016.", published=None).otherwise(0)


def test_a_figure_is_what_was_written():
    assert [f.value for f in values("公司被罚80.26亿元。", "zh").figures(0)] == [8026000000.0]
    assert [f.value for f in values("It was fined $0.07 billion.").figures(0)] == [70000000.0]
