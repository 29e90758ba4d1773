"""How good matching is: the labelled pairs, and trials against an index. Prints a table by kind."""

import csv
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

import numpy as np

from upperhand.errors import FormatError
from upperhand.model import Entity
from upperhand.resolve.features_all import name_features
from upperhand.resolve.index import Index
from upperhand.resolve.names import analyse_all, forget
from upperhand.resolve.score import evidence, probability, readings
from upperhand.resolve.trials import KINDS, Trial

_TOGETHER = 500  # pairs
_BORDERS = (0.1, 0.3, 0.5, 0.7, 0.85, 0.95, 0.98)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Two names, whether they are the same, and of which kind of entity."""

    left: str
    right: str
    schema: str
    is_match: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the index said to a trial: the first id and its score."""

    trial: Trial
    first: str
    score: float

    @property
    def is_right(self) -> bool:
        """Whether the first hit is one of those that are meant."""
        return self.first in self.trial.expected


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision, recall and F1 at one threshold."""

    threshold: float
    precision: float
    recall: float
    f1: float


def read_pairs(path: str | Path) -> list[Labelled]:
    """Labelled pairs from a CSV with the columns name1, name2, schema and is_match (true or false)."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        missing = {"name1", "name2", "is_match"} - set(rows.fieldnames or ())
        if missing:
            raise FormatError(f"{path}: no column {', '.join(sorted(missing))}")
        return [
            Labelled(row["name1"], row["name2"], row.get("schema") or "", row["is_match"].lower() == "true")
            for row in rows
        ]


def pair_scores(pairs: Iterable[Labelled]) -> list[float]:
    """The scores of pairs of names alone, many at once."""
    rows = iter(pairs)
    return [score for some in iter(lambda: list(islice(rows, _TOGETHER)), []) for score in _scores(some)]


def _scores(pairs: list[Labelled]) -> list[float]:
    """The scores of a few hundred pairs: of the readings of a name the best counts."""
    analyse_all([pair.left for pair in pairs])
    read = [list(readings(pair.left)) for pair in pairs]
    counts = np.array([len(names) for names in read])
    right = np.repeat(np.arange(len(pairs)), counts)
    is_person = np.array([pair.schema == "Person" for pair in pairs])
    values = name_features(
        [name for names in read for name in names],
        analyse_all([pair.right for pair in pairs]),
        np.stack([np.arange(len(right)), right], axis=1),
        is_person[right],
    )
    return [probability(sums) for sums in np.maximum.reduceat(evidence(values), np.cumsum(counts) - counts).tolist()]


def best(scores: Sequence[float], labels: Sequence[bool], positives: int | None = None) -> Quality:
    """The threshold with the best F1. `positives` counts the cases that should be found, where not all were scored."""
    total = sum(labels) if positives is None else positives
    ordered = sorted(zip(scores, labels, strict=True), reverse=True)
    found = Quality(1.0, 0.0, 0.0, 0.0)
    right = 0
    for number, (score, label) in enumerate(ordered, 1):
        right += label
        if right and (number == len(ordered) or ordered[number][0] < score):
            found = max(
                found, Quality(score, right / number, right / total, 2 * right / (number + total)), key=lambda q: q.f1
            )
    return found


def at(scores: Sequence[float], labels: Sequence[bool], threshold: float, positives: int | None = None) -> Quality:
    """Precision, recall and F1 at a given threshold."""
    total = sum(labels) if positives is None else positives
    chosen = [label for score, label in zip(scores, labels, strict=True) if score >= threshold]
    right = sum(chosen)
    return Quality(
        threshold, right / max(1, len(chosen)), right / max(1, total), 2 * right / max(1, len(chosen) + total)
    )


def answers(index: Index, trials: Iterable[Trial], with_schema: bool = False) -> list[Answer]:
    """The first hit for each trial."""
    found = []
    for trial in trials:
        matches = index.match(
            Entity("", trial.schema, trial.query, {"name": (trial.query,)}) if with_schema else trial.query, limit=1
        )
        found.append(Answer(trial, matches[0].id if matches else "", matches[0].score if matches else 0.0))
    return found


def quality(found: Sequence[Answer], threshold: float | None = None) -> Quality:
    """Precision, recall and F1 of trial answers: at the best threshold, or at the one given."""
    scores, labels = [a.score for a in found], [a.is_right for a in found]
    positives = sum(bool(a.trial.expected) for a in found)
    return best(scores, labels, positives) if threshold is None else at(scores, labels, threshold, positives)


def by_kind(found: Sequence[Answer], threshold: float) -> list[tuple[str, int, int]]:
    """For each kind: how many were right at this threshold (found, or refused where nobody is meant), of how many."""
    rows = []
    for kind in KINDS:
        own = [a for a in found if a.trial.kind == kind]
        right = sum((a.is_right and a.score >= threshold) if a.trial.expected else a.score < threshold for a in own)
        if own:
            rows.append((kind, right, len(own)))
    return rows


def table(found: Sequence[Answer], threshold: float | None = None) -> str:
    """The quality as text, by kind."""
    overall = quality(found, threshold)
    figures = f"F1 {overall.f1:.3f}, precision {overall.precision:.3f}, recall {overall.recall:.3f}"
    lines = [f"{figures} at threshold {overall.threshold:.3f}"]
    lines += [f"  {kind:<16}{right:>5} of {total}" for kind, right, total in by_kind(found, overall.threshold)]
    return "\n".join(lines)


def reliability(found: Sequence[Answer], borders: Sequence[float] = _BORDERS) -> list[tuple[float, int, float, float]]:
    """How far scores can be believed: by ranges of them, where each begins, how many first hits, their mean score, and the
    share that is right.
    """
    rows = []
    for low, high in pairwise((0.0, *borders, 1.01)):
        own = [answer for answer in found if answer.first and low <= answer.score < high]
        if own:
            right = sum(answer.is_right for answer in own) / len(own)
            rows.append((low, len(own), sum(answer.score for answer in own) / len(own), right))
    return rows


def pairs_a_second(pairs: Sequence[Labelled], rounds: int = 20) -> float:
    """How many pairs of names are scored in a second, names analysed anew in the first round."""
    forget()
    begin = time.perf_counter()
    for _ in range(rounds):
        pair_scores(pairs)
    return rounds * len(pairs) / (time.perf_counter() - begin)
