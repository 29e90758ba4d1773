import pytest
from hypothesis import given
from hypothesis import strategies as st

from upperhand.extract.fold import fold, simplified


@given(st.text(), st.sampled_from(["en", "zh"]))
def test_folding_keeps_every_code_point_in_its_place(text, language):
    assert len(fold(text, language)) == len(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Party “Cell” – it’s", 'party "cell" - it\'s'),
        ("A\u00a0B\tC", "a b c"),
        ("İstanbul", "İstanbul"),
        ("TÜV ẞ", "tüv ß"),
    ],
)
def test_english_is_read_in_lower_case_and_plain_marks(text, folded):
    assert fold(text, "en") == folded


def test_traditional_characters_become_simplified_one_for_one():
    assert fold("騰訊黨員１０％ＡＢ", "zh") == "腾讯党员10%ab"
    assert all(len(char) == 1 for char in simplified().values())


def test_hard_wrapped_lines_read_on():
    text = (
        "The ministry said on Tuesday that the company had to pay\n"
        "a fine of three million yuan, and that its founder would\n"
        "answer in court for what he had told the investors of it\n"
        "in the spring.\n"
    )
    assert "\n" not in fold(text, "en").strip()


def test_double_spaced_lines_read_on():
    lines = [
        "In the course of the past forty years a number of large companies",
        "have come to wield influence, including some that sell cameras and",
        "others that lend money, and their market value has already exceeded",
        "that of many small economies.",
    ]
    folded = fold(" \n\n".join(lines), "en")
    assert "companies" in folded and "\n" not in folded


def test_headlines_and_paragraphs_stay_apart():
    text = "Regulators Fine Northlake\n\nThe company was fined.\n\nIt will appeal.\n"
    assert fold(text, "en").count("\n") == text.count("\n")
