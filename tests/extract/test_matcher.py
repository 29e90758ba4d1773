"""The matcher against plain searches, and what is read off patterns against texts that they match in."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upperhand.extract.fragments import plain, ways
from upperhand.extract.matcher import Matcher
from upperhand.extract.rules import CompiledRule, Rule


def rule(pattern, unless=(), anchors=("a", "e", "5", "$")):
    made = Rule(id="r", anchors=anchors, pattern=pattern, unless=unless, examples=("a",))
    return CompiledRule(made, "enforcement", "en", {}, "test")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (r"\btax(?:es)? relief\b", [({"|tax|", "|taxes|"}, {"|relief|"}, [{"|relief|"}])]),
        (r"\bsubsid\w+", [({"|subsid"}, set(), [])]),
        (r"\b(?:fined|barred)\b.{0,9}\bby (?:the )?agents?\b", [({"|fined|", "|barred|"}, set(), [{"|agent|", "|agents|"}])]),
        (r"\d+ per cent", [({"0"}, set(), [{"|per|"}])]),
        (r"\$ ?\d+", [({"$"}, {"|0"}, [])]),
        (r"\w+ly owned", [(None, set(), [{"|owned"}])]),
        (r"\b(?:put in|jailed)\b", [({"|jailed|"}, set(), []), ({"|put|"}, {"|in|"}, [])]),
        (r"\bhalf\b.*%|\btold by\w* x", [({"|half|"}, set(), [{"%"}]), ({"|told|"}, {"|by"}, [{"|x"}])]),
        (r"(?i)tax", [(None, set(), [])]),
        (r"a\|b", [({"a"}, set(), [{"b"}])]),
        (r"(?:|tax)e", [({"e", "taxe"}, set(), [{"e"}])]),
    ],
)  # fmt: skip
def test_what_a_pattern_needs(pattern, found):
    assert [(way.openings, way.seconds, way.clauses) for way in ways(re.compile(pattern))] == found


PIECES = st.sampled_from(
    [
        "tax",
        "taxes",
        "syntax",
        " ",
        " ",
        "-",
        "relief",
        "19%",
        "$",
        "5",
        "_",
        "'s",
        "the",
        "state",
        "fined",
        ". ",
        "é",
        "by",
        "|",
        "u.s",
        "\n",
    ]
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
    r"u\.s(?: tax|\s+state)|by\|tax|(?:fined|tax|the state)[ -](?:by|the) ",
    r"(?:$|5|the )\b.{0,20}?(?:relief|%)",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=24).map("".join), st.data())
def test_matcher_finds_what_a_search_finds(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    rules = [rule(pattern, ("syntax",) if number % 2 else ()) for number, pattern in enumerate(PATTERNS)]
    found = {one.rule.pattern: match.span() for one, match in Matcher(rules).find(text, start, end)}
    slow = {
        one.rule.pattern: match.span()
        for one in rules
        if any(anchor in text[start:end] for anchor in one.rule.anchors) and (match := one.search(text, start, end))
    }
    assert found == slow


def test_a_rule_without_its_anchor_is_asleep():
    matcher = Matcher([rule("tax", anchors=("tax relief", "%")), rule("relief", anchors=("lie",))])
    assert [one.rule.pattern for one, _ in matcher.find("tax relief", 0, 10)] == ["tax", "relief"]
    assert [one.rule.pattern for one, _ in matcher.find("a relief tax", 0, 12)] == ["relief"]
    assert [one.rule.pattern for one, _ in matcher.find("tax 5%", 0, 6)] == ["tax"]


def test_what_is_known_of_words_does_not_grow_without_end(monkeypatch):
    monkeypatch.setattr("upperhand.extract.matcher.MOST_KNOWN", 10)
    matcher = Matcher([rule("tax")])
    text = " ".join(f"word{number}" for number in range(99)) + " tax"
    assert len(matcher.find(text, 0, len(text))) == 1 and len(matcher._known) <= 10


def test_plain_words_show_edges_and_hide_digits():
    assert plain("q3") == "|q0|"
