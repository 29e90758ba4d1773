"""What the options for a claim's date, actor and figure have in common; a learned judge picks one of them or none."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from upperhand.extract.candidates import Candidate, trigger

T = TypeVar("T")


@dataclass(slots=True)
class Option(Generic[T]):
    """One thing to choose, its row of features, where it stands in the text (-1 nowhere), one number for how it came up, and
    features by name."""

    value: T
    row: list[float]
    start: int = -1
    end: int = -1
    how: int = 0
    words: Sequence[str] = ()


def stands(candidate: Candidate, start: int, end: int) -> list[float]:
    """How far from the words that made the candidate an option stands, whether it stands before them, and whether in their clause."""
    left, right = trigger(candidate)
    same = candidate.sentence.clause_at(left) == candidate.sentence.clause_at(start)
    return [max(0, start - right, left - end), end <= left, same]


def places(*edges: Sequence[str]) -> list[dict[str, int]]:
    """For each row of words that could stand beside the place of each in all of them together."""
    at = itertools.count()
    return [dict(zip(words, at, strict=False)) for words in edges]


def marked(edges: Sequence[dict[str, int]], seen: Sequence[str]) -> list[float]:
    """One number for each word of `places`, 1 for those that do stand there: one word at most is seen a row."""
    row = [0.0] * sum(map(len, edges))
    for known, word in zip(edges, seen, strict=True):
        at = known.get(word)
        if at is not None:
            row[at] = 1.0
    return row
