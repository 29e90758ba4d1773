"""The weight of the reader's word: it has more where it knows better, and the fast tier's scores are not lost."""

import json

import numpy as np
import pytest
from benchmarks import reader_blend

from upperhand.extract import lesson
from upperhand.extract.answer import Answer
from upperhand.extract.candidates import Topic, candidates, focuses
from upperhand.extract.corpus import rows
from upperhand.extract.pack import pack
from upperhand.extract.sets import OWN
from upperhand.model import LEVERS


@pytest.fixture(scope="module")
def lessons():
    return [lesson.lesson("pages-en", "c", row, pack("en")) for row in list(rows(OWN / "pages-en.jsonl"))[:8]]


@pytest.fixture(scope="module")
def scores(lessons, tmp_path_factory):
    """Every thing of every sentence for the levers that the text states, with scores that know nothing."""
    path = tmp_path_factory.mktemp("scores") / "scores-en.jsonl"
    chance = np.random.default_rng(0)
    with path.open("w", encoding="utf-8") as lines:
        for one in lessons:
            study = one.study
            focus = focuses(study.reading, study.entities, study.main)
            levers = sorted({int(lever) for lever in np.nonzero(one.wanted)[1]})
            found = [
                (number, lever, thing.entity.key)
                for number, sentence in enumerate(study.reading.sentences)
                for thing in candidates(Topic(number, sentence, 0, []), study.entities, focus[number])
                for lever in levers
            ]
            row = {
                "id": one.row["id"],
                "candidates": [*found, [0, 0, "gone"]],
                "scores": chance.random(len(found) + 1).tolist(),
            }
            lines.write(json.dumps(row) + "\n")
    return path


class Knowing:
    """A reader that knows the truth, or its opposite."""

    def __init__(self, lessons, sign):
        self.truth = {id(one.study.reading): one for one in lessons}
        self.sign = sign

    def answers(self, reading, things, scores):
        one = self.truth[id(reading)]
        found = {}
        for thing in things:
            answer = found.setdefault(
                (thing.number, thing.entity.key), Answer(np.full(len(LEVERS), -6.0 * self.sign), None, None, None)
            )
            if lesson.matches(thing, one):
                answer.odds[thing.lever] = 6.0 * self.sign
        return found


def test_a_reader_that_knows_gets_the_most_weight(lessons, scores):
    numbers, (x, y) = reader_blend.blend(Knowing(lessons, 1), lessons, scores)
    assert numbers["share"] == max(reader_blend.SHARES) and 0 < numbers["threshold"] <= numbers["further"] < 1
    assert (np.diff(x) >= 0).all() and (np.diff(y) >= 0).all() and y[-1] > 0.9


def test_one_that_is_wrong_gets_the_least(lessons, scores):
    numbers, (_, y) = reader_blend.blend(Knowing(lessons, -1), lessons, scores)
    assert numbers["share"] == 0.0 and y[-1] < 0.5
