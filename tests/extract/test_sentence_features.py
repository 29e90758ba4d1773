"""The quick look at a sentence in ASCII against the patterns that it stands for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from upperhand.extract.sentence_features import _shown, _shown_plainly

PIECES = [
    "we",
    "our",
    "it",
    "its",
    "if",
    "not",
    "nothing",
    "$",
    "5",
    "million",
    "euros",
    "per cent",
    "percent",
    "cent",
    "%",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, " ", " ", "'", "-", "_", "\n", "x"]), max_size=20).map("".join))
def test_words_and_patterns_see_the_same(sentence):
    assert _shown_plainly(sentence) == _shown(sentence)
