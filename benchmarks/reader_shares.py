"""How much weight the reader's word has on a claim's actor, date, status and stance: found on the fold that no judge has seen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.reader_lessons import of_lever, things
from upperhand.extract import learn_choices, learn_linear, lesson
from upperhand.extract.actor_options import who, worded
from upperhand.extract.agreement import same_actor, same_date
from upperhand.extract.answer import Answers, answer_to
from upperhand.extract.assertion import STANCES, STATUSES, blended
from upperhand.extract.date_options import when
from upperhand.extract.judge import Options
from upperhand.extract.lesson import Lesson
from upperhand.extract.linear import Linear
from upperhand.extract.pack import pack
from upperhand.extract.reader import Reader
from upperhand.extract.trees import Trees
from upperhand.model import LEVERS

SHARES = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
CUTS = np.arange(-3.0, 3.0, 0.1)


@dataclass
class Judged:
    """What two judges say of the options of a claim, which of them are right, and whether none is wanted."""

    own: NDArray[np.float64]
    read: NDArray[np.float64]
    right: NDArray[np.bool_]
    none: bool


def with_gold(one: Lesson) -> Lesson:
    """A lesson whose candidates are those that its gold claims state."""
    levers = {LEVERS.index(claim["lever"]) for claim, _ in one.gold}
    every = (of_lever(thing, lever) for thing in things(one.study) for lever in levers)
    found = [candidate for candidate in every if lesson.matches(candidate, one)]
    return replace(one, options=Options(found, [], [1.0] * len(found)), right=[1] * len(found))


def shares(reader: Reader, taught: Sequence[Lesson], asked: Sequence[Lesson]) -> dict[str, float]:
    """The weights and thresholds that give most right attributes of `asked`, with fast judges learned from `taught`."""
    material = learn_choices.choices([with_gold(one) for one in taught], pack(reader.language))
    words = learn_choices.fit_words(material)
    gold = [with_gold(one) for one in asked]
    read = [reader.answers(one.study.reading, one.options.candidates, one.options.topic) for one in gold]
    numbers: dict[str, float] = {}
    for name in ("who", "when"):
        trees = learn_choices.fit_choice(name, material)
        judged = [
            found
            for one, answers in zip(gold, read, strict=True)
            for found in _judged(name, one, answers, reader, trees, words)
        ]
        best = max((right(judged, share, cut), -share, float(cut)) for share in SHARES for cut in CUTS)
        alone = max(right(judged, 0.0, cut) for cut in CUTS)
        print(f"{name}: right {best[0]:.3f} of {len(judged)} (fast judge {alone:.3f}), share {-best[1]}", flush=True)
        numbers |= {f"{name}_share": -best[1], name: round(best[2], 2)}
    return numbers | {"said_share": _said(reader, material, gold, read)}


def right(judged: Sequence[Judged], share: float, cut: float) -> float:
    """How many of the claims get a right option, or none where none is wanted."""
    hits = 0
    for one in judged:
        both = (1 - share) * one.own + share * one.read
        best = int(both.argmax()) if len(both) else -1
        hits += bool(one.right[best]) if best >= 0 and both[best] >= cut else one.none
    return hits / max(1, len(judged))


def _judged(name: str, one: Lesson, answers: Answers, reader: Reader, trees: Trees, words: Linear) -> Iterator[Judged]:
    for candidate in one.options.candidates:
        claim, answer = lesson.stated(candidate, one), answer_to(answers, candidate)
        assert claim is not None and answer is not None
        options: list[Any]
        if name == "who":
            options, wanted = who(candidate, one.study.reading, one.study.frequent), claim["actor"]
            fits = [same_actor(wanted, option.value.name) for option in options]
            own = trees.judge(worded(words, options))
        else:
            options, wanted = when(candidate, one.study.values), claim["date"]
            fits = [same_date(wanted, option.value) for option in options]
            own = trees.judge([option.row for option in options])
        yield Judged(own, reader.chooser.odds(answer, candidate, name, options), np.array(fits, bool), not wanted)


def _said(reader: Reader, material: learn_choices.Choices, gold: Sequence[Lesson], read: Sequence[Answers]) -> float:
    status = learn_linear.fit_chooser(STATUSES, material.words, material.status)
    stance = learn_linear.fit_chooser(STANCES, material.words, material.stance)
    own = learn_choices.choices(gold, pack(reader.language))
    said = [
        reader.chooser.said(answer, candidate.lever)
        for one, answers in zip(gold, read, strict=True)
        for candidate in one.options.candidates
        if (answer := answer_to(answers, candidate))
    ]
    sides: list[tuple[Any, Any, Mapping[str, int], list[str]]] = [
        (chooser.probabilities(own.words), [told[at] for told in said], {n: i for i, n in enumerate(labels)}, wanted)
        for at, (chooser, labels, wanted) in enumerate([(status, STATUSES, own.status), (stance, STANCES, own.stance)])
    ]
    figures = []
    for share in SHARES:
        hits = [_agree(share, *side) for side in sides]
        figures.append((sum(hits), -share))
        print(f"said share {share}: status {hits[0]:.3f}, stance {hits[1]:.3f}", flush=True)
    return -max(figures)[1]


def _agree(share: float, own: Any, told: Any, number: Mapping[str, int], wanted: Sequence[str]) -> float:
    best = blended(own, np.array(told, np.float64), share).argmax(axis=1)
    return float(np.mean(best == np.array([number[label] for label in wanted])))
