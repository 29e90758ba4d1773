"""What is told about a chosen claim besides its lever and target: date, actor, figure, status and stance."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from upperhand.extract import assertion
from upperhand.extract.actor_options import who, worded
from upperhand.extract.answer import Answer, answer_to
from upperhand.extract.candidates import Candidate
from upperhand.extract.context import CueHit, find_cues
from upperhand.extract.date_options import when
from upperhand.extract.decide import Chosen
from upperhand.extract.figure_options import how_much
from upperhand.extract.judge import Study
from upperhand.extract.layers import Floats
from upperhand.extract.mentions import Found
from upperhand.extract.model_file import Model
from upperhand.extract.options import Option
from upperhand.extract.pack import Pack
from upperhand.extract.reader import Reader
from upperhand.extract.trees import Trees
from upperhand.extract.values import Figure

T = TypeVar("T")


@dataclass(slots=True)
class Told:
    """What was decided about a chosen claim besides its lever and target."""

    date: str | None
    actor: Found | None
    figure: Figure | None
    status: str
    stance: str
    cues: list[CueHit]


def tell(
    studied: Study, chosen: Sequence[Chosen], model: Model, pack: Pack, reader: Reader | None = None
) -> list[Told]:
    """Date, actor, figure, status and stance of each chosen claim; of a reader that was asked, what it says besides."""
    found = [one.candidate for one in chosen]
    answers = [answer_to(studied.answers, one) for one in found]
    when_told = [when(one, studied.values) for one in found]
    acting = [who(one, studied.reading, studied.frequent) for one in found]
    figured = [how_much(one, studied.values) for one in found]
    acted = model.who.judge(worded(model.acting, chain.from_iterable(acting)))
    dates = _pick(
        _judged(model.when, when_told),
        when_told,
        model.numbers["when"],
        _second(reader, answers, found, when_told, "when"),
    )
    actors = _pick(acted, acting, model.numbers["who"], _second(reader, answers, found, acting, "who"))
    figures = _pick(_judged(model.how_much, figured), figured, model.numbers["how_much"])
    cues = [cues_of(studied, one, pack) for one in found]
    seen = [
        assertion.features(one.candidate, studied.words[one.candidate.number], own, one.span)
        for one, own in zip(chosen, cues, strict=True)
    ]
    statuses, stances = assertion.chosen(model.status, model.stance, seen, _said(reader, answers, found))
    return [Told(*one) for one in zip(dates, actors, figures, statuses, stances, cues, strict=True)]


def cues_of(studied: Study, candidate: Candidate, pack: Pack) -> list[CueHit]:
    """The ConText cues of the candidate's sentence."""
    known = studied.cues.get(candidate.number)
    if known is None:
        sentence = candidate.sentence
        awake = [pack.cues[number] for number in sorted({*sentence.cues, *pack.always})]
        known = find_cues(studied.reading.folded, (sentence.start, sentence.end), sentence.clauses, awake)
        studied.cues[candidate.number] = known
    return known


@dataclass(slots=True)
class Second:
    """What a reader says of the options of each claim (None where it was not asked), the weight of its word, and the threshold of both."""

    odds: Sequence[Floats | None]
    share: float
    threshold: float


def _second(
    reader: Reader | None,
    answers: Sequence[Answer | None],
    found: Sequence[Candidate],
    options: Sequence[Sequence[Option[T]]],
    choice: str,
) -> Second | None:
    if reader is None:
        return None
    odds = [
        reader.chooser.odds(answer, one, choice, own) if answer else None
        for answer, one, own in zip(answers, found, options, strict=True)
    ]
    return Second(odds, reader.numbers[f"{choice}_share"], reader.numbers[choice])


def _said(reader: Reader | None, answers: Sequence[Answer | None], found: Sequence[Candidate]) -> assertion.Said | None:
    if reader is None:
        return None
    said = [reader.chooser.said(a, one.lever) if a else None for a, one in zip(answers, found, strict=True)]
    return said, reader.numbers["said_share"]


def _judged(trees: Trees, options: Sequence[Sequence[Option[T]]]) -> NDArray[np.float64]:
    """The scores of the options of all claims, one after the other."""
    return trees.judge([option.row for one in options for option in one])


def _pick(
    scores: NDArray[np.float64],
    options: Sequence[Sequence[Option[T]]],
    threshold: float,
    second: Second | None = None,
) -> list[T | None]:
    """For each claim its likeliest option, or None below the threshold: all claims of a document at once."""
    picked: list[T | None] = []
    at = 0
    for number, one in enumerate(options):
        own, least = scores[at : at + len(one)], threshold
        at += len(one)
        also = second.odds[number] if second else None
        if second and also is not None:
            own, least = (1 - second.share) * own + second.share * also, second.threshold
        best = int(own.argmax()) if len(one) else -1
        picked.append(one[best].value if best >= 0 and own[best] >= least else None)
    return picked
