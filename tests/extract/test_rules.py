"""Every rule of the pack: its examples hit, its counter-examples do not, its target and actor come out."""

import pytest

from upperhand import data
from upperhand.errors import DataError
from upperhand.extract import rules
from upperhand.extract.agreement import same_name
from upperhand.extract.context import find_cues, load_cues
from upperhand.extract.fold import fold
from upperhand.extract.pack import pack
from upperhand.extract.reading import read_text
from upperhand.extract.rules import Example, load_lexicon, load_rules
from upperhand.extract.segment import clauses, sentences
from upperhand.model import LEVERS

RULES = [rule for language in rules.LANGUAGES for rule in load_rules(language)]
CUES = [(language, cue) for language in rules.LANGUAGES for cue in load_cues(language, load_lexicon(language))]


def hits(rule, text):
    folded = fold(text, rule.language)
    return [
        span for span in sentences(folded, rule.language)
        if any(a in folded[span[0] : span[1]] for a in rule.rule.anchors) and rule.search(folded, *span)
    ]  # fmt: skip


def is_read(rule, text):
    """Whether the rule hits with all that it needs beside its pattern."""
    reading = read_text(text, pack(rule.language))
    return any(hit.rule.id == rule.id for sentence in reading.sentences for hit in sentence.hits)


def written(example):
    return example if isinstance(example, Example) else Example(example)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples_hit_and_counter_examples_do_not(rule):
    assert [e for e in map(written, rule.rule.examples) if not hits(rule, e.text)] == []
    assert [text for text in rule.rule.not_examples if is_read(rule, text)] == []


@pytest.mark.parametrize(
    "rule", [r for r in RULES if any(isinstance(e, Example) for e in r.rule.examples)], ids=lambda r: r.id
)
def test_targets_and_actors_of_examples_are_found_as_mentions(rule):
    for example in map(written, rule.rule.examples):
        names = [m.name for s in read_text(example.text, pack(rule.language)).sentences for m in s.mentions]
        for wanted in filter(None, (example.target, example.actor)):
            assert any(same_name(wanted, name) for name in names), (example.text, wanted, names)


@pytest.mark.parametrize("rule", [r for r in RULES if r.rule.strength == "strong"], ids=lambda rule: rule.id)
def test_strong_rules_say_what_they_must_not_hit(rule):
    assert rule.rule.not_examples


@pytest.mark.parametrize(
    ("language", "cue"), CUES, ids=lambda value: value if isinstance(value, str) else value.entry.id
)
def test_examples_of_cues(language, cue):
    for example in cue.entry.examples:
        assert cue_hits(language, cue, written(example).text), example
    for text in cue.entry.not_examples:
        assert not cue_hits(language, cue, text), text


def cue_hits(language, cue, text):
    """Whether the cue, with the pseudo cues of the pack, stands in a sentence of the text."""
    folded = fold(text, language)
    if cue.entry.kind == "pseudo":
        return bool(cue.pattern.search(folded))
    pseudo = [other for name, other in CUES if name == language and other.entry.kind == "pseudo"]
    return any(
        find_cues(folded, span, clauses(folded, *span, language), [*pseudo, cue])
        for span in sentences(folded, language)
    )


def test_there_are_rules_for_every_lever_in_both_languages():
    assert {(rule.lever, rule.language) for rule in RULES} == {
        (lever, language) for lever in LEVERS for language in ("en", "zh")
    }


GOOD = """
lever: enforcement
language: en
rules:
  - id: fined
    anchors: [fined]
    pattern: '\\bfined\\b'
    examples: ["Northlake Motors was fined.", "It was fined."]
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "ROOT", tmp_path)

    def put(content, path="rules/enforcement/en.yml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")

    return put


def test_a_rule_file_loads(write):
    write(GOOD)
    (rule,) = load_rules("en")
    assert rule.id == "enforcement/en/fined" and rule.search("it was fined", 0, 12)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("id: fined", "id: fined\n    colour: red"), "colour"),
        (("[fined]", "[]"), "rule fined: needs at least one anchor"),
        (("[fined]", "[Fined]"), "lower case"),
        (("lever: enforcement", "lever: detention"), "stands under enforcement/en"),
        (("lever: enforcement", "lever: nothing"), "nothing"),
        (("rules:", "rules: []\nnone:"), "none"),
        (("examples: [\"Northlake Motors was fined.\", \"It was fined.\"]", "examples: []"), "needs examples"),
        (("rules:\n", "rules:\n  - {id: fined, anchors: [x], examples: [x]}\n"), "rule fined: the id is used twice"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_named_with_its_rule(write, change, says):
    write(GOOD.replace(*change))
    with pytest.raises(DataError, match=r"rules/enforcement/en\.yml") as caught:
        load_rules("en")
    assert says in str(caught.value)


@pytest.mark.parametrize(("pattern", "says"), [("(open", "does not compile"), ("{nobody}", "no lexicon entry")])
def test_a_wrong_pattern_is_named_when_it_is_first_used(write, pattern, says):
    write(GOOD.replace("\\bfined\\b", pattern))
    (rule,) = load_rules("en")
    with pytest.raises(DataError, match=says):
        rule.search("it was fined", 0, 12)


def test_a_macro_that_holds_itself_is_refused(write):
    write("loop: ['{loop}']", "lexicon/en.yml")
    with pytest.raises(DataError, match="holds itself"):
        rules.expand("{loop}", load_lexicon("en"), "here")


def test_unless_voids_a_hit(write):
    write(GOOD + "    unless: ['\\bnot\\b']\n")
    (rule,) = load_rules("en")
    assert rule.search("it was not fined", 0, 16) is None


def test_without_a_pattern_any_anchor_at_the_start_of_a_word_is_a_hit(write):
    write(GOOD.replace("    pattern: '\\bfined\\b'\n", ""))
    (rule,) = load_rules("en")
    assert rule.search("it was fined", 0, 12) and not rule.search("it was refined", 0, 14)
