"""Chinese text cut into the likeliest pieces, against every way of cutting it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.oracle.slow_unigram import ways

from upperhand.extract.unigram import SPACE, UNLIKELY, Unigrams
from upperhand.extract.wordpiece import SPECIAL, UNKNOWN

ODDS = {
    SPACE: -3.0, f"{SPACE}App": -7.0, "国家": -6.0, "国": -7.5, "家": -7.0, "市场": -6.5, "市": -8.0, "场": -8.0, "罚款": -9.0, "罚": -9.5,
    "款": -9.0, "A": -6.0, "p": -6.0, "2": -5.0, "02": -6.5, "0": -5.5, "。": -4.0,
}  # fmt: skip
PIECES = [*SPECIAL, *ODDS]


def unigrams() -> Unigrams:
    return Unigrams(PIECES, [*[0.0] * len(SPECIAL), *ODDS.values()])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国家市场", [(SPACE, 0, 0), ("国家", 0, 2), ("市场", 2, 4)]),
        ("罚款。国", [(SPACE, 0, 0), ("罚款", 0, 2), ("。", 2, 3), ("国", 3, 4)]),
        ("国 App", [(SPACE, 0, 0), ("国", 0, 1), (f"{SPACE}App", 2, 5)]),
        ("国\n\nApp", [(SPACE, 0, 0), ("国", 0, 1), (f"{SPACE}App", 3, 6)]),
        ("Ａpp", [(f"{SPACE}App", 0, 3)]),
        ("2021", [(SPACE, 0, 0), ("2", 0, 1), ("02", 1, 3), (UNKNOWN, 3, 4)]),
        ("㍿", [(SPACE, 0, 0), (UNKNOWN, 0, 1)]),
        ("[UNK]", [(SPACE, 0, 0), *((UNKNOWN, at, at + 1) for at in range(5))]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_the_likeliest_pieces_and_marks_are_text(text, expected):
    assert [(PIECES[number], start, end) for number, start, end in unigrams().cut(text)] == expected


@given(st.text(alphabet="国家市场罚款Ap20", min_size=1, max_size=9))
def test_no_other_way_of_cutting_is_likelier(text):
    found = [PIECES[number] for number, _, _ in unigrams().cut(text)]
    unknown = min(ODDS.values()) - UNLIKELY
    best, _ = max(ways(SPACE + text, ODDS, unknown))
    assert sum(ODDS.get(piece, unknown) for piece in found) == pytest.approx(best)


@given(st.text(max_size=60))
def test_pieces_stand_in_order_inside_the_text_and_leave_nothing_out(text):
    found = unigrams().cut(text)
    assert all(0 <= start <= end <= len(text) for _, start, end in found)
    assert [start for _, start, _ in found] == sorted(start for _, start, _ in found)
    covered = {at for _, start, end in found for at in range(start, end)}
    assert {at for at, char in enumerate(text) if not char.isspace()} <= covered
