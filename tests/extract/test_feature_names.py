"""Each number that a judge sees has a name, in the same order."""

import pytest

from upperhand.extract.actor_options import WHO_NAMES, who, worded
from upperhand.extract.candidates import Focus, Topic, candidates
from upperhand.extract.date_options import WHEN_NAMES, when
from upperhand.extract.figure_options import HOW_MUCH_NAMES, how_much
from upperhand.extract.judge import first_view, propose, study, targets, weigh
from upperhand.extract.model_file import load
from upperhand.extract.pack import pack
from upperhand.extract.sentence_features import SENTENCE_NAMES
from upperhand.extract.target_features import TARGET_NAMES
from upperhand.extract.target_words import target_words
from upperhand.extract.topic_features import TOPIC_NAMES
from upperhand.model import LEVERS, Document

TEXT = "Regulators fined Northlake Motors 5 million yuan in 2021. It paid.\n监管部门约谈北湖汽车集团，罚款500万元。"


@pytest.fixture(scope="module", params=["en", "zh"])
def studied(request):
    language = request.param
    model = load(language)
    one = study(Document(id="d", text=TEXT, language=language, published_at="2022-03-05"), pack(language))
    weigh(one, model.names)
    return one, propose(one, first_view(one, model.levers, model.network))


def test_each_number_of_topics_and_targets_has_a_name(studied):
    one, proposal = studied
    assert {len(row) for row in proposal.shared if row} == {len(SENTENCE_NAMES)}
    assert {len(row) for row in proposal.table} == {len(TOPIC_NAMES)}
    options = targets(one, proposal, [0.9] * len(proposal.topics), 0.1)
    assert {len(row) for row in options.table} == {len(TARGET_NAMES)}
    words = [target_words(candidate, one.reading) for candidate in options.candidates]
    load(one.reading.language).aiming.add_odds(options.table, words)
    assert {len(row) for row in options.table} == {len(TARGET_NAMES) + 1}


def test_a_number_stands_under_its_name(studied):
    _, proposal = studied
    at, row = next((number, row) for number, row in enumerate(proposal.shared) if row)
    sentence = proposal.topics[0].sentence
    assert row[SENTENCE_NAMES.index("index")] == at == proposal.topics[0].number
    assert row[SENTENCE_NAMES.index("length")] == sentence.end - sentence.start
    assert proposal.table[0][: len(row)] == row


def test_each_number_of_an_option_has_a_name(studied):
    one, proposal = studied
    candidate = targets(one, proposal, [0.9] * len(proposal.topics), 0.1).candidates[0]
    acting = who(candidate, one.reading, one.frequent)
    for rows, names in (
        ([option.row for option in when(candidate, one.values)], WHEN_NAMES),
        (worded(load(one.reading.language).acting, acting), WHO_NAMES),
        ([option.row for option in how_much(candidate, one.values)], HOW_MUCH_NAMES),
    ):
        assert rows and {len(row) for row in rows} == {len(names)}


def test_an_actor_is_known_by_its_words_and_those_around_it(studied):
    one, proposal = studied
    options = targets(one, proposal, [0.9] * len(proposal.topics), 0.1)
    candidate = next(c for c in options.candidates if c.lever == LEVERS.index("enforcement") and c.mention)
    found = {option.value.name: option.words for option in who(candidate, one.reading, one.frequent)}
    expected = {
        "en": ("Regulators", "h:enforcement:regulators", "f0:fined"),
        "zh": ("监管部门", "h:enforcement:部门", "f0:约"),
    }
    name, head, after = expected[one.reading.language]
    assert {head, after, "k:state:enforcement:False"} <= set(found[name])
    assert any(word.startswith("b:l:") for word in found[name]) and len(set(found[name])) > 8


def test_one_named_before_is_known_by_how_far_before(studied):
    one, _ = studied
    text = (
        "Regulators met. Northlake Motors was fined."
        if one.reading.language == "en"
        else "监管部门开会。北湖汽车集团被罚款。"
    )
    other = study(Document(id="d", text=text, language=one.reading.language), pack(one.reading.language))
    weigh(other, load(one.reading.language).names)
    sentence = other.reading.sentences[1]
    (thing, *_) = candidates(Topic(1, sentence, LEVERS.index("enforcement"), []), other.entities, Focus())
    words = {option.value.kind: option.words for option in who(thing, other.reading, other.frequent)}
    assert "c:1:state" in words["state"] and not any(word.startswith(("p0:", "f0:")) for word in words["state"])
