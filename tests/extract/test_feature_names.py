"""Each number that a judge sees has a name, in the same order."""

import pytest

from upperhand.extract.actor_options import WHO_NAMES, who
from upperhand.extract.date_options import WHEN_NAMES, when
from upperhand.extract.figure_options import HOW_MUCH_NAMES, how_much
from upperhand.extract.judge import first_view, propose, study, targets, weigh
from upperhand.extract.model_file import load
from upperhand.extract.pack import pack
from upperhand.extract.sentence_features import SENTENCE_NAMES
from upperhand.extract.target_features import TARGET_NAMES
from upperhand.extract.topic_features import TOPIC_NAMES
from upperhand.model import Document

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
    for options, names in (
        (when(candidate, one.values), WHEN_NAMES),
        (who(candidate, one.reading, one.frequent), WHO_NAMES),
        (how_much(candidate, one.values), HOW_MUCH_NAMES),
    ):
        assert options and {len(option.row) for option in options} == {len(names)}
