"""Precision, recall and F1 against annotated claims, by the definitions of the corpus's scorer."""

import importlib.util
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from upperhand.extract.agreement import overlap, same_actor, same_date, same_name, same_quantity
from upperhand.extract.sets import HELD_OUT, OWN, SHARED, all_sets, language_of
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
            (overlap(span, gold[number][1]), number)
            for number in free
            if (any_lever or gold[number][0]["lever"] == LEVERS[lever]) and same_name(gold[number][0]["target"], target)
        ]
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


@dataclass(frozen=True, slots=True)
class Score:
    """One set measured: `fold` says how (`held out`, `left out` of what was learned, or `learned from`)."""

    name: str
    language: str
    fold: str
    documents: int
    claims: int
    found: int
    precision: float
    recall: float
    f1: float
    any_lever: float
    date: float
    actor: float
    quantity: float
    status: float
    stance: float
    calibration_error: float


def score(name: str, language: str, fold: str, tally: Tally) -> Score:
    """The figures of a tally."""
    right, found, wanted = tally.total()
    precision, recall, f1 = figures(right, found, wanted)
    return Score(
        name,
        language,
        fold,
        tally.documents,
        wanted,
        found,
        precision,
        recall,
        f1,
        figures(*tally.loose)[2],
        calibration_error=calibration_error(tally.judged),
        **{name: tally.accuracy(name) for name in ATTRIBUTES},
    )


def calibration_error(judged: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """The expected calibration error: the mean gap between confidence and share of right claims, over equal bins."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in judged:
        groups.setdefault(min(bins - 1, int(confidence * bins)), []).append((confidence, right))
    gaps = [abs(sum(c for c, _ in group) - sum(r for _, r in group)) for group in groups.values()]
    return sum(gaps) / max(1, len(judged))


def measure(paths: Sequence[Path], tier: str = "fast") -> list[tuple[str, Tally]]:
    """Run the extractor as it ships over annotated files; for each its name and tally."""
    from upperhand.extract.corpus import document, predicted, rows
    from upperhand.extract.engine import Extractor

    extractor = Extractor(tier=tier)
    tallies = []
    for path in paths:
        tally = Tally()
        for row in rows(path):
            tally.add(row, [predicted(claim) for claim in extractor.extract(document(row))])
        tallies.append((path.stem, tally))
    return tallies


def evaluate(
    corpus: Sequence[Path] | None = None, *, as_json: bool = False, again: bool = False, tier: str = "fast"
) -> list[Score]:
    """Print precision, recall, F1 and attribute accuracy for each set, and give them back.

    Sets given by name, held-out sets and sets of unknown make are measured with the shipped weights. Sets that the weights
    were learned from say `left out`: what judges say of them that were learned without each in turn. The training run kept that;
    where rules, weights or sets have changed since, or `again` asks for it, they are learned anew, which needs scikit-learn.
    Another tier than `fast` is measured as it ships on all sets: its reader was not learned without each.
    """
    from upperhand.errors import InputError

    paths = [Path(path) for path in corpus] if corpus else list(all_sets())
    if not paths:
        raise InputError(f"no annotated sets found in {SHARED} or {OWN}: name a file, one annotated document a line")
    if as_json:
        scores = list(_measured(paths, again, tier))
        print(json.dumps([asdict(one) for one in scores], indent=2))
        return scores
    columns = ("precision", "recall", "f1", "any_lever", *ATTRIBUTES, "calibration_error")
    print(f"{'set':14}{'':18}{'docs':>5}{'gold':>6}{'found':>6}" + "".join(f"{name[:9]:>10}" for name in columns))
    scores = []
    for one in _measured(paths, again, tier):
        scores.append(one)
        told = "".join(f"{getattr(one, name):10.3f}" for name in columns)
        print(f"{one.name:14}{one.fold:18}{one.documents:5}{one.claims:6}{one.found:6}{told}", flush=True)
    return scores


def _measured(paths: Sequence[Path], again: bool, tier: str) -> Iterator[Score]:
    languages = {path: language_of(path) for path in paths}
    can_learn = importlib.util.find_spec("sklearn") is not None and (SHARED / "party.jsonl").exists()
    learned = [path for path in paths if languages[path] and can_learn and tier == "fast"]
    apart = [path for path in paths if path not in learned]
    for path, (name, tally) in zip(apart, measure(apart, tier), strict=True):
        how = "held out" if name in HELD_OUT else "learned from" if languages[path] else "not learned from"
        yield score(name, languages[path] or _sample(path), how, tally)
    if learned:
        from upperhand.extract.left_out import left_out

        yield from left_out(learned, again=again)


def _sample(path: Path) -> str:
    """The language of a file by its first text."""
    with path.open(encoding="utf-8") as lines:
        text = json.loads(lines.readline() or '{"text": ""}')["text"][:200]
    return "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"
