"""Numbers and shares in words, as the sanity checks read them."""

import re

import pytest

from upperhand.assess import reference
from upperhand.assess.sanity.figures import figures
from upperhand.assess.sanity.numerals import NUMBER, number


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("12", 12), ("1,204", 1204), ("twelve", 12), ("Twenty-five", 25), ("a hundred", 100), ("one hundred and twenty", 120),
        ("nine hundred and ninety-nine", 999), ("十", 10), ("十二", 12), ("二十", 20), ("一百二十", 120), ("三千零五", 3005), ("二〇", 20),
    ],
)  # fmt: skip
def test_a_number_in_words_is_read(words: str, value: float) -> None:
    assert re.fullmatch(NUMBER, words, re.IGNORECASE)
    assert number(words) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Two in five firms have a cell.", 40), ("It holds three out of four seats.", 75), ("one in every 10 firms", 10),
        ("some three-quarters of the staff", 75), ("nine tenths of the market", 90), ("近八成的企业", 80), ("七成半的员工", 75),
        ("九成九的企业", 99), ("三分之一的员工", 100 / 3), ("十分之三的企业", 30), ("half of the market", 50), ("一半", 50),
    ],
)  # fmt: skip
def test_a_share_in_words_is_read(text: str, value: float) -> None:
    (share,) = [figure for figure in figures(text) if figure.kind == "fraction"]
    assert share.value == pytest.approx(value, abs=1e-3)


@pytest.mark.parametrize(
    "text",
    [
        "It opened two in five years.",
        "该公司于一九九九年成立",
        "第七成员国",
        "一成不变地",
        "three in 2019",
        "five in three days",
        "他们三人分成两组",
    ],
)
def test_what_only_looks_like_a_share_is_none(text: str) -> None:
    assert [figure for figure in figures(text) if figure.kind == "fraction"] == []


def test_the_rise_of_prices_is_that_of_the_table() -> None:
    assert reference.rise_of_prices("cn", 2010, 2020) == pytest.approx(1.281)
    assert reference.rise_of_prices("us", 2020, 2010) is None
    assert reference.rise_of_prices("us", 1890, 2010) is None
    assert reference.rise_of_prices("atlantis", 2010, 2020) is None
