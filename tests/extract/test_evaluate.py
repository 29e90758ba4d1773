import json
import subprocess
import sys
from pathlib import Path

import pytest

from upperhand.errors import FormatError, InputError
from upperhand.extract import evaluate as ev
from upperhand.extract.agreement import same_actor, same_date, same_name, same_quantity
from upperhand.extract.corpus import main, rows
from upperhand.extract.sets import SHARED

SCORER = SHARED / "score.py"


def test_names_dates_figures_and_actors_agree_by_the_guide():
    assert same_name("Northlake Motors Co., Ltd.", "Northlake") and not same_name("Northlake", "Tianhe")
    assert same_date("2021-04-10", "2021") and not same_date("2021", None) and same_date(None, None)
    assert same_quantity({"value": 100, "unit": "CNY"}, {"value": 100.5, "unit": "cny"})
    assert not same_quantity({"value": 100, "unit": "CNY"}, {"value": 100, "unit": "USD"})
    assert same_actor(None, None) and not same_actor("x", None)


ROW = {
    "id": "own-1",
    "lang": "en",
    "text": "The regulator fined Northlake Motors. The regulator fined Tianhe Shipping.",
    "claims": [
        {
            "lever": "enforcement",
            "target": "Northlake Motors",
            "target_kind": "company",
            "actor": "regulator",
            "people": [],
            "date": None,
            "quantity": None,
            "status": "effective",
            "stance": "asserted",
            "quote": "The regulator fined Northlake Motors",
        }
    ],
}
PREDICTED = [
    {
        "doc": "own-1",
        "lever": "enforcement",
        "target": "Northlake",
        "start": 0,
        "end": 36,
        "actor": "The regulator",
        "date": None,
        "quantity": None,
        "status": "effective",
        "stance": "asserted",
        "confidence": 0.9,
    },
    {"doc": "own-1", "lever": "enforcement", "target": "Tianhe Shipping", "start": 38, "end": 74, "confidence": 0.8},
]


def test_a_tally_counts_what_is_right_found_and_wanted():
    tally = ev.Tally()
    assert tally.add(ROW, PREDICTED) == [0, None]
    assert tally.total() == [1, 2, 1] and tally.accuracy("actor") == 1
    assert ev.score("own", "en", "learned from", tally).precision == 0.5
    assert ev.calibration_error(tally.judged) == pytest.approx((0.1 + 0.8) / 2)
    assert ev.figures(0, 0, 0) == (0.0, 0.0, 0.0)


@pytest.mark.skipif(not SCORER.exists(), reason="the shared scorer is not here")
def test_the_figures_are_those_of_the_shared_scorer(tmp_path):
    gold, found = tmp_path / "gold.jsonl", tmp_path / "found.jsonl"
    gold.write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    found.write_text("".join(json.dumps(row) + "\n" for row in PREDICTED), encoding="utf-8")
    said = subprocess.run([sys.executable, SCORER, gold, found], capture_output=True, text=True, check=True).stdout
    tally = ev.Tally()
    tally.add(ROW, PREDICTED)
    precision, recall, f1 = ev.figures(*tally.total())
    assert f"all levers: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f} over 1 documents" in said
    assert f"date {tally.accuracy('date'):.3f}, actor {tally.accuracy('actor'):.3f}" in said


def test_evaluation_of_a_file_prints_and_gives_its_figures(tmp_path, capsys):
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    (one,) = ev.evaluate([path])
    assert one.name == "mine" and one.documents == 1 and one.claims == 1
    assert "mine" in capsys.readouterr().out
    ev.evaluate([path], as_json=True)
    assert json.loads(capsys.readouterr().out)[0]["claims"] == 1


def test_the_accurate_tier_is_measured_as_it_ships(monkeypatch):
    asked = []
    monkeypatch.setattr(ev, "measure", lambda paths, tier: asked.append(tier) or [(p.stem, ev.Tally()) for p in paths])
    (one,) = ev.evaluate([ev.OWN / "voices-zh.jsonl"], tier="accurate")
    assert asked == ["accurate"] and one.fold == "learned from"


def test_without_sets_it_says_where_they_should_be(monkeypatch):
    monkeypatch.setattr(ev, "all_sets", lambda: iter(()))
    with pytest.raises(InputError, match="no annotated sets"):
        ev.evaluate()


def test_a_corpus_prints_as_rows_for_the_scorer(tmp_path, capsys):
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(ROW) + "\n\n", encoding="utf-8")
    main([str(path)])
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all({"doc", "lever", "target", "start", "end"} <= row.keys() for row in printed)


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}'])
def test_a_wrong_corpus_line_is_named(tmp_path, line):
    path = tmp_path / "bad.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(FormatError, match="line 1"):
        list(rows(Path(path)))
