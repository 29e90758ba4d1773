"""The matcher against plain searches, and what is read off patterns against texts that they match in."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upperhand.extract.fragments import needs, plain
from upperhand.extract.matcher import Matcher
from upperhand.extract.rules import CompiledRule, Rule


def rule(pattern, unless=()):
    made = Rule(id="r", anchors=("a",), pattern=pattern, unless=unless, examples=("a",))
    return CompiledRule(made, "enforcement", "en", {}, "test")


@pytest.mark.parametrize(
    ("pattern", "openings", "clause"),
    [
        (r"\btax(?:es)? relief\b", {"|tax|", "|taxes|"}, {"|relief|"}),
        (r"\bsubsid\w+", {"|subsid"}, {"|subsid"}),
        (r"\b(?:fined|barred)\b.{0,9}\bby (?:the )?regulators?\b", {"|fined|", "|barred|"}, {"|regulator|", "|regulators|"}),
        (r"\d+ per cent", {"0"}, {"|per|"}),
        (r"\$ ?\d+", {"$"}, {"0"}),
        (r"\w+ly owned", None, {"|owned"}),
        (r"(?:very )?big", {"very|", "big"}, {"very|", "big"}),
        (r"(?i)tax", None, None),
        (r"(?:a|\w)x", None, {"x"}),
    ],
)  # fmt: skip
def test_what_a_pattern_needs(pattern, openings, clause):
    found = needs(re.compile(pattern))
    assert found.openings == openings
    assert (found.clauses[0] if found.clauses else None) == clause


PIECES = st.sampled_from(
    ["tax", "taxes", "syntax", " ", " ", "-", "relief", "19%", "$", "5", "_", "'s", "the", "state", "fined", ". ", "é", "by"]
)
PATTERNS = [
    r"\btax(?:es)?\b[^.]{0,12}?\brelief",
    r"(?:the )?state\b",
    r"\b(?:fined|relief) by\b|\$ ?\d+|\d+%",
    r"\w+x\b.{0,5}by",
    r"tax|relief",
    r"(?<!the )state(?:'s)? (?:tax|relief)",
    r"^\W*fined",
    r"[$5](?=%|')|_by",
    r"\b(?:the|by)? ?(?:state|é)\b",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=24).map("".join), st.data())
def test_matcher_finds_what_a_search_finds(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    rules = [rule(pattern, ("syntax",) if number % 2 else ()) for number, pattern in enumerate(PATTERNS)]
    found = {one.rule.pattern: match.span() for one, match in Matcher(rules).find(text, start, end, (1 << len(rules)) - 1)}
    slow = {one.rule.pattern: match.span() for one in rules if (match := one.search(text, start, end))}
    assert found == slow


def test_only_rules_that_are_awake_are_tried():
    matcher = Matcher([rule("tax"), rule("relief")])
    assert [one.rule.pattern for one, _ in matcher.find("tax relief", 0, 10, 0b10)] == ["relief"]
    assert matcher.find("tax relief", 0, 10, 0) == []


def test_plain_words_show_edges_and_hide_digits():
    assert plain("q3") == "|q0|"
