"""Precision, recall and F1 against annotated claims, by the definitions of the corpus's scorer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from upperhand.extract.agreement import overlap, same_actor, same_date, same_name, same_quantity
from upperhand.model import LEVERS

Gold = Sequence[tuple[Mapping[str, Any], tuple[int, int]]]
Made = Sequence[tuple[int, str, tuple[int, int]]]
ATTRIBUTES = ("date", "actor", "quantity", "status", "stance")


def pairs(gold: Gold, found: Made, any_lever: bool = False) -> list[int | None]:
    """For each found claim (lever, target, span) the number of the gold claim that it is, or None; each counts once."""
    free = set(range(len(gold)))
    paired: list[int | None] = []
    for lever, target, span in found:
        fits = [
            (overlap(span, gold[number][1]), number) for number in free
            if (any_lever or gold[number][0]["lever"] == LEVERS[lever]) and same_name(gold[number][0]["target"], target)
        ]  # fmt: skip
        best = max((fit for fit in fits if fit[0] >= 0.3), default=None)
        if best:
            free.discard(best[1])
        paired.append(best[1] if best else None)
    return paired


def match(gold: Gold, found: Made) -> list[bool]:
    """Which of the found claims are right."""
    return [number is not None for number in pairs(gold, found)]


@dataclass
class Tally:
    """Counts over documents: by lever (right, found, wanted), without the lever, and attributes of the right ones."""

    documents: int = 0
    levers: dict[str, list[int]] = field(default_factory=dict)
    loose: list[int] = field(default_factory=lambda: [0, 0, 0])
    attributes: Counter[str] = field(default_factory=Counter)
    judged: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, row: Mapping[str, Any], predicted: Sequence[Mapping[str, Any]]) -> list[int | None]:
        """Count one document; gives for each prediction the number of its gold claim, or None."""
        gold = spans(row)
        found = [(LEVERS.index(p["lever"]), p["target"], (p["start"], p["end"])) for p in predicted]
        paired = pairs(gold, found)
        for prediction, number in zip(predicted, paired, strict=True):
            counts = self.levers.setdefault(prediction["lever"], [0, 0, 0])
            counts[1] += 1
            counts[0] += number is not None
            self.judged.append((float(prediction.get("confidence", 1.0)), number is not None))
            if number is not None:
                self._compare(gold[number][0], prediction)
        for claim, _ in gold:
            self.levers.setdefault(claim["lever"], [0, 0, 0])[2] += 1
        right = sum(number is not None for number in pairs(gold, found, any_lever=True))
        self.loose = [a + b for a, b in zip(self.loose, (right, len(found), len(gold)), strict=True)]
        self.documents += 1
        return paired

    def _compare(self, gold: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        self.attributes["pairs"] += 1
        self.attributes["date"] += same_date(gold["date"], found.get("date"))
        self.attributes["actor"] += same_actor(gold["actor"], found.get("actor"))
        self.attributes["quantity"] += same_quantity(gold["quantity"], found.get("quantity"))
        self.attributes["status"] += gold["status"] == found.get("status")
        self.attributes["stance"] += gold["stance"] == found.get("stance")

    def total(self) -> list[int]:
        """Right, found and wanted over all levers."""
        return [sum(column) for column in zip(*self.levers.values(), strict=True)] or [0, 0, 0]

    def accuracy(self, name: str) -> float:
        """The share of right claims whose attribute is right too."""
        return self.attributes[name] / max(1, self.attributes["pairs"])


def spans(row: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], tuple[int, int]]]:
    """The gold claims of a row with their spans."""
    found = []
    for claim in row["claims"]:
        start = claim.get("start", row["text"].find(claim["quote"]))
        found.append((claim, (start, start + len(claim["quote"]))))
    return found


def figures(right: int, found: int, wanted: int) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    precision = right / found if found else 0.0
    recall = right / wanted if wanted else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0
