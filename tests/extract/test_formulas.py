import re
from collections import Counter
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upperhand.extract.formulas import (
    Formula,
    FormulaCount,
    FormulaRow,
    count_formulas,
    find_formulas,
    formulas,
    renderings,
)
from upperhand.model import Lever

ALL = formulas()
ENGLISH = [form for formula in ALL for phrase in formula.en for form in renderings(phrase)[:3]]
PHRASES = [phrase for formula in ALL for phrase in formula.zh] + ENGLISH


def ids(text: str, language: str = "en") -> list[str]:
    return [hit.id for hit in find_formulas(text, language)]


@pytest.mark.parametrize("formula", ALL, ids=lambda formula: formula.id)
def test_examples(formula: Formula) -> None:
    assert formula.examples
    for example in formula.examples:
        assert formula.id in ids(example), example
    for example in formula.not_examples:
        assert formula.id not in ids(example), example


@pytest.mark.parametrize("formula", ALL, ids=lambda formula: formula.id)
def test_each_rendering_alone_is_found_whole(formula: Formula) -> None:
    for phrase in (*formula.zh, *(form for en in formula.en for form in renderings(en))):
        hits = find_formulas(f"({phrase})")
        assert [hit.id for hit in hits] == [formula.id], phrase
        assert hits[0].end - hits[0].start == len(phrase), phrase


def test_the_pack_is_broad_and_well_formed() -> None:
    assert len(ALL) >= 160
    assert max(Counter(formula.id for formula in ALL).values()) == 1
    for formula in ALL:
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", formula.first.date), formula.id
        assert formula.zh and formula.en and formula.first.source and formula.meaning
        assert formula.lever is None or formula.lever in get_args(Lever)


def test_traditional_quotes_commas_and_line_breaks() -> None:
    assert ids("為資本設置「紅綠燈」", "zh") == ["capital-traffic-lights"]
    assert ids("不忘初心，牢記使命；兩個維護", "zh") == ["original-aspiration", "two-safeguards"]
    assert ids("共同\n富裕", "zh") == ["common-prosperity"]
    assert ids("the “disorderly  expansion\nof capital”") == ["disorderly-expansion"]


def test_inflection_and_word_boundaries() -> None:
    assert ids("It was resolutely upholding the line, and resolutely upheld it.") == ["resolutely-uphold"] * 2
    assert ids("superpatient capital, patient capitals") == []
    assert ids("Normalised supervision, normalized supervision") == ["normalized-supervision"] * 2


def test_the_longest_wins() -> None:
    text = "着力查处资本无序扩张、平台垄断等背后腐败行为"
    assert ids(text, "zh") == ["corruption-behind-capital"]
    assert ids("corruption behind the disorderly expansion of capital") == ["corruption-behind-capital"]


def test_the_span_is_the_words_in_the_text() -> None:
    text = "會議提出：“資本‘紅綠燈’”。 The “Two  Safeguards”."
    hits = find_formulas(text, "zh")
    assert [hit.exact for hit in hits] == ["資本‘紅綠燈", "Two  Safeguards"]
    assert find_formulas("", "en") == ()


@given(st.lists(st.one_of(st.sampled_from(PHRASES), st.text(alphabet='ab “”"\n 的、,，-İ', max_size=8)), max_size=8))
def test_spans_hold_on_any_text(parts: list[str]) -> None:
    text = "".join(parts)
    hits = find_formulas(text)
    assert all(text[hit.start : hit.end] == hit.exact for hit in hits)
    assert all(left.end <= right.start for left, right in pairwise(hits))


def test_counts_over_time_by_company_and_publisher() -> None:
    rows = [
        FormulaRow("common-prosperity", "d1", "2021-08-17", "Northlake Daily", ("tencent", "alibaba")),
        FormulaRow("common-prosperity", "d1", "2021-08-17", "Northlake Daily", ("tencent", "alibaba")),
        FormulaRow("common-prosperity", "d2", "2021-09", "Northlake Daily", ("tencent",)),
        FormulaRow("double-reduction", "d3"),
    ]
    assert count_formulas(rows) == (
        FormulaCount("common-prosperity", "2021", "alibaba", "Northlake Daily", 2, 1),
        FormulaCount("common-prosperity", "2021", "tencent", "Northlake Daily", 3, 2),
        FormulaCount("double-reduction", None, None, None, 1, 1),
    )
    assert [count.period for count in count_formulas(rows, "month")][:3] == ["2021-08", "2021-08", "2021-09"]
    assert count_formulas([]) == ()
