"""How much weight a tier's reader has beside the fast tier: found on the fold that neither has seen."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.reader_lessons import of_lever, things
from upperhand.extract import train
from upperhand.extract.answer import odds_of
from upperhand.extract.candidates import Candidate
from upperhand.extract.judge import Options
from upperhand.extract.lesson import Lesson
from upperhand.extract.reader import Reader, blended

SHARES = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
Knots = tuple[NDArray[np.float64], NDArray[np.float64]]


def blend(reader: Reader, lessons: Sequence[Lesson], scores: Path) -> tuple[dict[str, float], Knots]:
    """The share, the thresholds and the curve of confidence that are best for lessons that neither tier has seen."""
    told = {row["id"]: row for row in map(json.loads, scores.read_text(encoding="utf-8").splitlines())}
    judged = [_judged(one, told[one.row["id"]], reader) for one in lessons if one.row["id"] in told]
    print(f"{len(judged)} documents of the fold")
    best = (-1.0, 0.0)
    for share in SHARES:
        numbers = _set(judged, share)
        figure = train.f1(train.as_read(_lessons(judged)), numbers)
        print(f"share {share}: F1 {figure:.3f} with {numbers}", flush=True)
        best = max(best, (figure, share))
    numbers = _set(judged, best[1])
    knots = train.calibrate(_lessons(judged), numbers["threshold"], numbers["further"])
    return {"share": best[1]} | numbers, knots


Judged = tuple[Lesson, list[float], NDArray[np.float32]]


def _lessons(judged: Sequence[Judged]) -> list[Lesson]:
    return [one for one, _, _ in judged]


def _judged(one: Lesson, told: Mapping[str, Any], reader: Reader) -> Judged:
    """A lesson with the candidates that the fast tier scored, those scores, and the reader's log odds."""
    study = one.study
    known = {(thing.number, thing.entity.key): thing for thing in things(study)}
    told_of: list[Candidate] = []
    scores: list[float] = []
    for (number, lever, key), score in zip(told["candidates"], told["scores"], strict=True):
        if (number, key) in known:
            told_of.append(of_lever(known[number, key], lever))
            scores.append(score)
    lesson = replace(one, thin=True, options=Options(told_of, [], [1.0] * len(told_of)))
    return lesson, scores, odds_of(reader.answers(study.reading, told_of, scores), told_of)


def _set(judged: Sequence[Judged], share: float) -> dict[str, float]:
    """Give the lessons their scores with this share of the reader; the thresholds that are best then."""
    for one, scores, odds in judged:
        one.scores = blended(np.asarray(scores), odds, share).tolist()
    threshold, further = train.thresholds(_lessons(judged))
    return {"threshold": threshold, "further": further}
