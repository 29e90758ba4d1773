"""Train data/resolve/model.yml from labelled pairs and from trials made of lists.

    python -m upperhand.resolve.train --entities ../shared/lists/combined/entities.ftm.jsonl \\
        --pairs ../shared/lists/labelled-pairs/nomenklatura_name_bench_cases.csv

Every example is a query beside a candidate that the index found for it. The line to probabilities is fitted on
scores that
were given by models which had not seen the case (five folds), of the first hit of each trial and of each labelled pair.
The same lists, pairs and code give the same file, byte for byte.
"""

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from upperhand import data
from upperhand.model import Entity
from upperhand.resolve import features_all
from upperhand.resolve.arrays import Array
from upperhand.resolve.block import all_candidates
from upperhand.resolve.evaluate import Labelled, Quality, at, best, read_pairs
from upperhand.resolve.index import Index
from upperhand.resolve.names import Name, analyse
from upperhand.resolve.score import NAMES, name_features, raw_sums, readings
from upperhand.resolve.segment import Segment
from upperhand.resolve.trees import Trees, train
from upperhand.resolve.trials import Trial, make

SEEDS = (11, 12, 13, 14)
SIZES = {
    "alias": 300,
    "transliteration": 400,
    "chinese": 300,
    "typo": 300,
    "legal form": 150,
    "word order": 150,
    "abbreviation": 150,
    "near miss": 400,
    "other number": 150,
    "other branch": 150,
    "similar name": 150,
    "absent": 400,
}
SLOPES = {"words_in_common": 0.4, "telling_words": 0.6, "letters_alike": 0.3, "rarest_word": 0.2, "identical": 1.5}
FACTS = {"same_identifier": 8.0, "birth_date": 1.5, "country": 0.4, "schema": 3.0, "generic_words": -1.0}
_UNUSUAL = ("other number", "other branch", "similar name")  # learned from, but rarer than they are among the trials
PAIR_WEIGHT = 14.0
FIRST_TRIAL = 100_000
_TOGETHER = 200  # trials
_CANDIDATES = 12
_ABOUT_AS_GOOD = 0.004  # of F1


class Examples:
    """Rows of features with labels, weights, the fold each belongs to and the query it comes from."""

    def __init__(self) -> None:
        self.values: list[list[float]] = []
        self.labels: list[bool] = []
        self.weights: list[float] = []
        self.queries: list[int] = []
        self.is_usual: list[bool] = []

    def add(self, values: list[float], label: bool, weight: float, query: int, is_usual: bool = True) -> None:
        """One more row; probabilities are fitted on those that are as usual as in screening."""
        self.values.append(values)
        self.labels.append(label)
        self.weights.append(weight)
        self.queries.append(query)
        self.is_usual.append(is_usual)


def read_entities(path: Path) -> Iterator[Entity]:
    """Entities of a FollowTheMoney file, one JSON object a line."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            raw = json.loads(line)
            yield Entity(raw["id"], raw["schema"], raw["caption"], {k: tuple(v) for k, v in raw["properties"].items()})


def examples(entities: list[Entity], pairs: Path) -> Examples:
    """All rows: labelled pairs, and trial queries beside what an index finds for them."""
    found = Examples()
    labelled = read_pairs(pairs)
    for number, (pair, values) in enumerate(zip(labelled, pair_values(labelled), strict=True)):
        found.add(values, pair.is_match, PAIR_WEIGHT, number)
    for seed in SEEDS:
        _add_trials(found, entities, seed)
    return found


def pair_values(pairs: Sequence[Labelled]) -> list[list[float]]:
    """The features of labelled pairs."""
    return [name_features(analyse(pair.left), analyse(pair.right), pair.schema == "Person") for pair in pairs]


def digest(pairs: Sequence[Labelled]) -> str:
    """What the features of these pairs are, in short: a model is as it was trained only while they are the same."""
    rows = [[round(value, 9) for value in row] for row in pair_values(pairs)]
    return hashlib.sha256(json.dumps([NAMES, rows]).encode()).hexdigest()[:16]


def _add_trials(found: Examples, entities: list[Entity], seed: int) -> None:
    remaining, trials = make(entities, seed, SIZES)
    with tempfile.TemporaryDirectory() as folder:
        segment = Index.build(remaining, Path(folder) / "index").segments[0]
        for begin in range(0, len(trials), _TOGETHER):
            some = range(begin, min(begin + _TOGETHER, len(trials)))
            asked = [(number, name) for number in some for name in readings(trials[number].query)]
            near = all_candidates(segment, [(name, ()) for _, name in asked], _CANDIDATES)
            tried = [(number, name, other) for (number, name), own in zip(asked, near, strict=True) for other in own]
            _add_tried(found, segment, tried, trials, seed)


def _add_tried(
    found: Examples, segment: Segment, tried: list[tuple[int, Name, int]], trials: list[Trial], seed: int
) -> None:
    records = [segment.record(segment.entity_of[other]) for _, _, other in tried]
    is_person = np.array([record.schema == "Person" for record in records])
    pairs = np.repeat(np.arange(len(tried))[:, None], 2, axis=1)
    others = [segment.name(other) for _, _, other in tried]
    values = features_all.name_features([name for _, name, _ in tried], others, pairs, is_person).tolist()
    for (number, _, _), record, row in zip(tried, records, values, strict=True):
        trial, query = trials[number], seed * FIRST_TRIAL + number
        found.add(row, record.id in trial.expected, 1.0, query, trial.kind not in _UNUSUAL)


def fit(found: Examples) -> tuple[dict[str, Any], Quality]:
    """The model as plain data, and the quality on labelled pairs by models that had not seen them."""
    values, labels = np.array(found.values, np.float64), np.array(found.labels, np.float64)
    weights, queries = np.array(found.weights), np.array(found.queries)
    unseen = np.zeros(len(labels))
    folds = (queries * 2_654_435_761 >> 7) % 5
    for fold in range(5):
        rest = folds != fold
        unseen[~rest] = _sums(values[~rest], train(values[rest], labels[rest], weights[rest]))
    usual = np.array(found.is_usual)
    scale, shift, threshold = _calibrated(unseen[usual], labels[usual], queries[usual])
    pairs = queries < FIRST_TRIAL
    unseen_pairs = best(unseen[pairs].tolist(), labels[pairs].astype(bool).tolist())
    trees = train(values, labels, weights)
    model = {
        "trees": {"bias": trees.bias, "features": trees.features, "above": trees.above, "leaves": trees.leaves},
        "slopes": SLOPES,
        "scale": scale,
        "shift": shift,
        "facts": FACTS,
        "threshold": threshold,
    }
    return model, unseen_pairs


def _sums(values: Array, trees: Trees) -> Array:
    return raw_sums(values.tolist(), trees, np.array([SLOPES.get(name, 0.0) for name in NAMES], np.float32))


def _calibrated(sums: Array, labels: Array, queries: Array) -> tuple[float, float, float]:
    """The line from sums to log odds, by Newton's method, and the threshold that is best for first hits of trials."""
    order = np.lexsort((-sums, queries))
    first = order[np.r_[True, np.diff(queries[order]) != 0]]
    x, y = sums[first], labels[first]
    line = np.array([1.0, 0.0])
    for _ in range(100):
        likely = 1 / (1 + np.exp(-np.clip(line[0] * x + line[1], -30, 30)))
        rows = np.stack([x, np.ones_like(x)])
        step = np.linalg.solve(
            (rows * (likely * (1 - likely))) @ rows.T + 0.01 * np.eye(2), rows @ (y - likely) - 0.01 * line
        )
        line += step / max(1.0, float(np.abs(step).max()))  # where the cases fall apart cleanly, Newton would overshoot
    likely = (1 / (1 + np.exp(-np.clip(line[0] * x + line[1], -30, 30)))).tolist()
    return round(float(line[0]), 5), round(float(line[1]), 5), _threshold(likely, y.astype(bool).tolist())


def _threshold(scores: list[float], labels: list[bool]) -> float:
    """Of the thresholds that are about as good as the best one the highest: a false alert costs a person's time."""
    least = best(scores, labels).f1 - _ABOUT_AS_GOOD
    good = [place / 100 for place in range(1, 100) if at(scores, labels, place / 100).f1 >= least]
    return max(good, default=0.5)


def write(model: dict[str, Any], path: Path) -> None:
    """Write the model as YAML, one tree a line."""
    trees = model["trees"]
    lines = [
        "# Weights of the name model, made by `python -m upperhand.resolve.train`; see docs/screening.md.",
        "trees:",
        f"  bias: {trees['bias']:.6f}",
    ]
    for name in ("features", "above", "leaves"):
        lines += [f"  {name}:", *(f"    - [{', '.join(map(_plain, row))}]" for row in trees[name])]
    plain = ("slopes", "scale", "shift", "facts", "threshold", "trained_on")
    lines += [f"{name}: {json.dumps(model[name])}" for name in plain]
    path.write_text("\n".join(lines) + "\n")


def _plain(value: float) -> str:
    """A number without an exponent, which YAML would read as text."""
    return str(value) if isinstance(value, int) else f"{value:.5f}".rstrip("0") + "0"


def main() -> None:
    """Train and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entities", type=Path, default=Path("../shared/lists/combined/entities.ftm.jsonl"))
    parser.add_argument(
        "--pairs", type=Path, default=Path("../shared/lists/labelled-pairs/nomenklatura_name_bench_cases.csv")
    )
    parser.add_argument("--out", type=Path, default=data.ROOT / "resolve" / "model.yml")
    given = parser.parse_args()
    model, unseen_pairs = fit(examples(list(read_entities(given.entities)), given.pairs))
    write(model | {"trained_on": digest(read_pairs(given.pairs))}, given.out)
    print(f"labelled pairs, five folds, unseen: F1 {unseen_pairs.f1:.3f}; threshold {model['threshold']}")


if __name__ == "__main__":
    main()
