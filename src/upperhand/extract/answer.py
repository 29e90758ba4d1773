"""What a reader makes of a thing in a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from upperhand.extract.candidates import Candidate
from upperhand.extract.layers import Floats
from upperhand.extract.windows import Window

UNREAD = -9.0


@dataclass(slots=True)
class Answer:
    """Log odds that the sentence states each lever of the thing, the thought before that, and the states of the window's pieces."""

    odds: Floats
    thought: Floats
    window: Window
    states: Floats


Answers = Mapping[tuple[int, str], Answer]  # by the number of the sentence and the key of the thing


def answer_to(answers: Answers, candidate: Candidate) -> Answer | None:
    """The answer about a candidate's sentence and thing, if it was asked about."""
    return answers.get((candidate.number, candidate.entity.key))


def odds_of(answers: Answers, candidates: Sequence[Candidate]) -> Floats:
    """Log odds that the candidate's sentence states its lever of its thing, one a candidate; UNREAD where none was asked."""
    found = [(answer_to(answers, one), one.lever) for one in candidates]
    return np.array([answer.odds[lever] if answer else UNREAD for answer, lever in found], np.float32)
