"""The words by which it is known what a sentence speaks of."""

import numpy as np
import pytest

from upperhand.extract.candidates import Topic, candidates, focuses
from upperhand.extract.judge import study
from upperhand.extract.linear import Linear
from upperhand.extract.pack import pack
from upperhand.extract.target_words import target_words
from upperhand.model import LEVERS, Document

ENGLISH = "Regulators fined Northlake Motors 5 million yuan, its rival Tianhe Shipping said. It paid at once."
CHINESE = "监管部门约谈北湖汽车集团，并对天河航运集团罚款500万元。随后缴清了罚款。"
FINE = LEVERS.index("enforcement")


def found(text: str, language: str, number: int):
    one = study(Document(id="d", text=text, language=language, published_at="2022-03-05"), pack(language))
    focus = focuses(one.reading, one.entities, one.main)
    sentence = one.reading.sentences[number]
    hits = [hit for hit in sentence.hits if hit.rule.lever == "enforcement"]
    return one.reading, {
        c.entity.name: c for c in candidates(Topic(number, sentence, FINE, hits), one.entities, focus[number])
    }


def test_words_beside_a_name_and_between_it_and_the_rule_are_told():
    reading, things = found(ENGLISH, "en", 0)
    fined, rival = (set(target_words(things[name], reading)) for name in ("Northlake Motors", "Tianhe Shipping"))
    assert {
        "h:motors",
        "h:enforcement:motors",
        "n:northlake",
        "p0:fined",
        "p:enforcement:fined",
        "f0:5",
        "f1:million",
    } <= fined
    assert {"p0:rival", "p1:its", "f0:said", "h:shipping", "b:r:rival"} <= rival
    assert any(name.startswith("t:r:") for name in rival) and not {"p0:fined", "h:motors"} & rival


def test_chinese_is_told_by_characters():
    reading, things = found(CHINESE, "zh", 0)
    first, second = (set(target_words(things[name], reading)) for name in ("北湖汽车集团", "天河航运集团"))
    assert {"h:集团", "p0:谈", "p1:约", "P:约谈"} <= first and {
        "p0:对",
        "P:并对",
        "f0:罚",
        "f:enforcement:罚",
    } <= second


@pytest.mark.parametrize(("text", "language", "opens"), [(ENGLISH, "en", "it"), (CHINESE, "zh", "随")])
def test_of_what_the_sentence_does_not_name_its_first_words_are_told(text, language, opens):
    reading, things = found(text, language, 1)
    one = next(thing for thing in things.values() if thing.mention is None and thing.entity.kind == "company")
    told = target_words(one, reading)
    assert f"c:{one.absent}:{opens}" in told and f"c:enforcement:{one.absent}" in told
    assert not any(name.startswith(("p0:", "f0:", "b:")) for name in told)


def test_the_odds_stand_at_the_end_of_each_row():
    reading, things = found(ENGLISH, "en", 0)
    words = Linear({"p0:fined": 0, "p0:rival": 1}, np.array([[4.0], [-4.0]], np.float32), np.zeros(1, np.float32))
    rows = [[float(number)] for number in range(len(things))]
    words.add_odds(rows, [target_words(thing, reading) for thing in things.values()])
    assert [len(row) for row in rows] == [2] * len(things) and [row[0] for row in rows] == list(range(len(things)))
    odds = dict(zip(things, (row[1] for row in rows), strict=True))
    assert odds["Northlake Motors"] > 0.5 and odds["Tianhe Shipping"] < -0.5
