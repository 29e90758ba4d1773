"""Floors of matching quality: on invented entities everywhere, on the public labelled pairs where they lie
beside the project.
"""

from pathlib import Path

import numpy as np
import pytest
import yaml

from upperhand.errors import FormatError
from upperhand.resolve import Index, counts, evaluate, quality, train
from upperhand.resolve.invented import invent
from upperhand.resolve.score import model
from upperhand.resolve.trees import train as train_trees
from upperhand.resolve.trials import KINDS, make

LISTS = quality.lists_folder()
SIZES = dict.fromkeys(KINDS, 25)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[evaluate.Answer]:
    remaining, trials = make(invent(4_000, seed=5), 5, SIZES)
    return evaluate.answers(Index.build(remaining, tmp_path_factory.mktemp("index")), trials)


def test_trials_of_every_kind_are_found_or_refused(answers: list[evaluate.Answer]) -> None:
    overall = evaluate.quality(answers)
    assert overall.f1 >= 0.85, evaluate.table(answers)
    refusals = [a for a in answers if not a.trial.expected]
    assert sum(a.score < overall.threshold for a in refusals) >= 0.85 * len(refusals), evaluate.table(answers)
    assert "F1" in evaluate.table(answers, 0.5)


def test_scores_are_believed_by_ranges(answers: list[evaluate.Answer]) -> None:
    rows = evaluate.reliability(answers)
    assert sum(number for _, number, _, _ in rows) == sum(bool(a.first) for a in answers)
    assert rows[-1][3] > rows[0][3] and all(low <= mean for low, _, mean, _ in rows)


def test_trials_are_the_same_for_the_same_seed() -> None:
    entities = list(invent(500, seed=2))
    assert make(entities, 4, SIZES) == make(entities, 4, SIZES)
    assert make(entities, 4, SIZES)[1] != make(entities, 5, SIZES)[1]


needs_lists = pytest.mark.skipif(LISTS is None, reason="the public lists and pairs do not lie beside the project")


@needs_lists
def test_floor_of_the_labelled_pairs() -> None:
    assert LISTS is not None and quality.pairs(LISTS).f1 >= 0.87
    pairs = evaluate.read_pairs(LISTS / "labelled-pairs" / "nomenklatura_name_bench_cases.csv")
    assert evaluate.pairs_a_second(pairs[:50], 1) > 0


@needs_lists
def test_the_model_was_trained_on_the_features_of_today() -> None:
    assert LISTS is not None
    pairs = evaluate.read_pairs(LISTS / "labelled-pairs" / "nomenklatura_name_bench_cases.csv")
    assert train.digest(pairs) == model().trained_on, "features changed: python -m upperhand.resolve.train"


@needs_lists
def test_floors_of_screening_listed_entities() -> None:
    assert LISTS is not None
    found = quality.screened(quality.listed(LISTS), seed=1)
    overall = evaluate.quality(found)
    right = {kind: number for kind, number, _ in evaluate.by_kind(found, overall.threshold)}
    assert overall.f1 >= 0.92, evaluate.table(found)
    assert right["near miss"] + right["absent"] >= 88, evaluate.table(found)
    assert right["chinese"] >= 54 and right["transliteration"] >= 62 and right["typo"] >= 32, evaluate.table(found)


def test_what_evaluate_prints_without_lists(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UPPERHAND_LISTS", str(tmp_path))
    monkeypatch.setattr(quality, "SIZES", dict.fromkeys(KINDS, 3))
    monkeypatch.setattr(quality, "invent", lambda number, seed: invent(300, seed=seed))
    printed = "\n".join(quality.lines())
    assert "invented entities" in printed and "F1" in printed and "typo" in printed


def test_scores_of_labelled_pairs_are_told_apart() -> None:
    assert evaluate.best([0.9, 0.8, 0.7], [True, True, False]).f1 == 1.0
    assert evaluate.at([0.9, 0.8, 0.7], [True, False, True], 0.75).precision == 0.5
    assert evaluate.best([0.5], [True], positives=2).recall == 0.5


def test_pairs_need_their_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name1,is_match\nA,true\n")
    with pytest.raises(FormatError, match="name2"):
        evaluate.read_pairs(tmp_path / "a.csv")


def test_counting_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "names.txt").write_text(
        "Ivan Petrov\n" * 8 + "On Off Ltd\n" * 8 + "Rare Name\n习近平\n", encoding="utf-8"
    )
    monkeypatch.setattr("sys.argv", ["counts", str(tmp_path / "names.txt")])
    counts.main()
    table = yaml.safe_load(capsys.readouterr().out)
    assert table["ivan"] == table["on"] == round(8e6 / 17) and "rare" not in table


def test_trees_learn_and_repeat() -> None:
    rng = np.random.default_rng(0)
    cases = rng.random((400, 3))
    labels = ((cases[:, 0] > 0.5) ^ (cases[:, 1] > 0.5)).astype(float)
    trees = train_trees(cases, labels, np.ones(400), trees=20, depth=2)
    assert ((trees.sums(cases.astype(np.float32)) > 0) == labels).mean() > 0.9
    assert train_trees(cases, labels, np.ones(400), trees=20, depth=2).leaves == trees.leaves


def test_training_end_to_end_on_invented_entities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import json

    from upperhand import data
    from upperhand.resolve.score import Model

    monkeypatch.setattr(train, "SEEDS", (1,))
    monkeypatch.setattr(train, "SIZES", dict.fromkeys(KINDS, 6))
    lines = [
        json.dumps({"id": e.id, "schema": e.schema, "caption": e.caption, "properties": e.properties})
        for e in invent(300)
    ]
    (tmp_path / "e.jsonl").write_text("\n".join(lines))
    (tmp_path / "p.csv").write_text(
        "name1,name2,schema,is_match\n"
        + "Ivan Petrov,Ivan Petroff,Person,true\nIvan Petrov,Oleg Sidorov,Person,false\n" * 20
    )
    monkeypatch.setattr(
        "sys.argv",
        [
            "train",
            "--entities",
            str(tmp_path / "e.jsonl"),
            "--pairs",
            str(tmp_path / "p.csv"),
            "--out",
            str(tmp_path / "m.yml"),
        ],
    )
    train.main()
    assert data.load(tmp_path / "m.yml", Model).scale > 0
