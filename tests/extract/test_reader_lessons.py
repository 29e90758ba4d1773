"""What the accurate tier's reader learns from: each gold claim once for each thing that it is about, with its right options."""

import numpy as np
import pytest
from benchmarks import reader_shares
from benchmarks.reader_lessons import seen
from benchmarks.reader_shares import Judged, right, with_gold

from upperhand.extract import lesson
from upperhand.extract.assertion import STATUSES
from upperhand.extract.corpus import rows
from upperhand.extract.pack import pack
from upperhand.extract.reader_choices import CHOICES, HOWS, NONE
from upperhand.extract.sets import OWN
from upperhand.extract.wordpiece import SPECIAL, WordPieces
from upperhand.model import LEVERS

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,'$%()-"


@pytest.fixture(scope="module")
def lessons():
    return [lesson.lesson("pages-en", "c", row, pack("en")) for row in list(rows(OWN / "pages-en.jsonl"))[:6]]


@pytest.fixture(scope="module")
def windows(lessons):
    pieces = WordPieces([*SPECIAL, *LETTERS, *(f"##{letter}" for letter in LETTERS), "the", "company", "of", "in"])
    return [list(seen(one, pieces)) for one in lessons]


def test_what_is_stated_of_a_thing_is_what_the_gold_claims_state(lessons, windows):
    for one, found in zip(lessons, windows, strict=True):
        told = {LEVERS[claim.lever] for window in found for claim in window.stated}
        assert told <= {claim["lever"] for claim, _ in one.gold}
        for window in found:
            for claim in window.stated:
                assert window.things[claim.thing].levers[claim.lever] == 1
            assert sum(thing.levers.sum() for thing in window.things) == len(window.stated)
    assert sum(len(window.stated) for found in windows for window in found) > 10


def test_each_choice_has_a_right_option_and_none_comes_first(windows):
    choices = [choice for found in windows for window in found for claim in window.stated for choice in claim.choices]
    assert {CHOICES[choice.number] for choice in choices} == set(CHOICES)
    for choice in choices:
        assert len(choice.runs) == len(choice.traits) == len(choice.right) and any(choice.right)
        assert choice.traits[0] == NONE and choice.runs[0] is None
        assert all(how < HOWS - 1 for _, how, _ in choice.traits[1:])
    assert any(choice.right[0] for choice in choices) and any(not choice.right[0] for choice in choices)
    assert all(0 <= claim.status < len(STATUSES) for found in windows for w in found for claim in w.stated)


def test_the_candidates_of_a_lesson_with_gold_are_its_claims(lessons):
    for one in lessons:
        found = with_gold(one)
        assert all(lesson.matches(candidate, one) for candidate in found.options.candidates)
        assert len(found.right) == len(found.options.candidates)
    assert any(with_gold(one).options.candidates for one in lessons)


def test_the_share_that_is_right_grows_with_the_better_judge():
    wrong, good = np.array([2.0, -2.0]), np.array([-2.0, 2.0])
    claims = [
        Judged(wrong, good, np.array([False, True]), False),
        Judged(np.zeros(0), np.zeros(0), np.zeros(0, bool), True),
    ]
    assert right(claims, 0.0, 0.0) == 0.5 and right(claims, 1.0, 0.0) == 1.0
    assert right(claims, 1.0, 5.0) == 0.5  # above every score: none is chosen
    assert max(reader_shares.SHARES) == 1.0
