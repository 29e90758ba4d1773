"""Learning on the project's own small set: it runs, it is deterministic, and what it writes can be read and used."""

import pytest

pytest.importorskip("sklearn", reason="learning needs scikit-learn, which nothing at run time does")

import zlib
from pathlib import Path

import msgspec

from upperhand.errors import DataError
from upperhand.extract import (
    evaluate,
    learn_choices,
    learn_network,
    learn_trees,
    left_out,
    lesson,
    model_file,
    sets,
    train,
)
from upperhand.extract.judge import judge
from upperhand.extract.model_file import ModelFile, unpack, write
from upperhand.extract.sets import OWN, language_of

pytestmark = pytest.mark.skipif(not (OWN / "voices-zh.jsonl").exists(), reason="the project's own sets are not here")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(learn_trees, "ROUNDS", 4)
    monkeypatch.setattr(learn_choices, "SIZES", dict.fromkeys(learn_choices.SIZES, (3, 10)))
    monkeypatch.setattr(learn_network, "EPOCHS", 1)
    monkeypatch.setattr(learn_network, "FILTERS", 24)


@pytest.fixture
def small(monkeypatch, tmp_path_factory):
    """The heads of three sets in two folds, and rules' examples left aside, so that a test is quick."""
    own = tmp_path_factory.mktemp("own")
    for name in ("voices-zh", "newsdesk-zh", "snippets-zh"):
        head = (OWN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)[:25]
        (own / f"{name}.jsonl").write_text("".join(head), encoding="utf-8")
    monkeypatch.setattr(sets, "OWN", own)
    monkeypatch.setattr(lesson, "examples", lambda known: [])
    return own


def test_training_is_deterministic_and_its_file_can_be_used(tmp_path, small):
    model, taught = train.train("zh", tmp_path)
    again, _ = train.train("zh", tmp_path)
    content = write(model, "zh")
    assert content == write(again, "zh") and model.corpus == train.corpus_hash("zh", tmp_path)
    read = unpack(model_file.read(content))
    assert any(judge(one.study, read, 0.01) for one in taught) and 0 <= read.confidence(0.5) <= 1


def test_hidden_rules_are_hidden_and_the_rest_stays(tmp_path):
    (one, *_) = train.lessons("zh", tmp_path)
    thin = lesson.thinned(one, 0.5)
    before = [hit.rule.id for s in one.study.reading.sentences for hit in s.hits]
    after = [hit.rule.id for s in thin.study.reading.sentences for hit in s.hits]
    assert len(after) < len(before) and set(after) <= set(before) and thin.thin and not one.thin
    assert thin.study.reading.sentences[0].mentions == one.study.reading.sentences[0].mentions


def test_plain_prose_weighs_whole_and_sets_no_thresholds(tmp_path, small):
    name = "plain4-zh.jsonl"
    head = (OWN / name).read_text(encoding="utf-8").splitlines(keepends=True)[:9]
    (small / name).write_text("".join(head), encoding="utf-8")
    taught = [lesson.thinned(one, 0.5) for one in train.lessons("zh", tmp_path)]
    plain = [one for one in taught if one.name == "plain4-zh"]
    assert len(plain) == len(head) and all(one.row["fictional"] and one.weight == 1.0 for one in plain)
    assert {one.weight for one in taught if one.name == "newsdesk-zh" and one.row.get("fictional")} == {train.WRITTEN}
    assert not {id(one) for one in plain} & {id(one) for one in train.as_read(taught)}


def test_examples_of_rules_are_lessons():
    from upperhand.extract.pack import pack

    added = lesson.examples(pack("zh"))
    assert {lever for _, _, lever in added} >= {None, *range(14)}


def test_sets_are_judged_without_having_been_seen(tmp_path, small, monkeypatch):
    monkeypatch.setattr(left_out, "SHARED", tmp_path)
    monkeypatch.setattr(left_out, "SETS", {"zh": ()})
    monkeypatch.setattr(left_out, "KEPT", tmp_path / "left_out.json")
    (one,) = left_out.left_out([small / "voices-zh.jsonl"])
    assert one.fold == "left out" and one.claims and 0 <= one.f1 <= 1


def test_what_training_found_is_kept_as_long_as_nothing_changed(tmp_path, monkeypatch):
    found = evaluate.score("voices-zh", "zh", "left out", evaluate.Tally())
    monkeypatch.setattr(left_out, "KEPT", tmp_path / "left_out.json")
    monkeypatch.setattr(train, "corpus_hash", lambda language, folder: model_file.load(language).corpus)
    assert left_out.kept() == []
    left_out.keep([found])
    assert left_out.kept() == [found] == list(left_out.left_out([Path("voices-zh.jsonl")]))
    monkeypatch.setattr(left_out.Extractor, "__init__", lambda self: setattr(self, "ruleset", "another"))
    assert left_out.kept() == []
    monkeypatch.undo()
    monkeypatch.setattr(left_out, "KEPT", tmp_path / "left_out.json")
    monkeypatch.setattr(train, "corpus_hash", lambda language, folder: "other sets")
    assert left_out.kept() == []


def test_the_command_writes_models_or_says_what_is_missing(tmp_path, small, monkeypatch, capsys):
    assert train.main(["--corpus", str(tmp_path)]) == 2
    assert "--corpus" in capsys.readouterr().err
    (tmp_path / "model").mkdir()
    (tmp_path / "party.jsonl").write_text("", encoding="utf-8")
    monkeypatch.setattr(train, "SETS", {"zh": ()})
    monkeypatch.setattr(train, "MODELS", tmp_path / "model")
    monkeypatch.setattr(left_out, "KEPT", tmp_path / "left_out.json")
    assert train.main(["--corpus", str(tmp_path)]) == 0
    assert '"fold": "left out"' in (tmp_path / "left_out.json").read_text(encoding="utf-8")
    assert (tmp_path / "model" / "zh.bin").stat().st_size > 1000


def test_a_model_of_another_form_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(model_file.data, "ROOT", tmp_path)
    model_file.load.cache_clear()
    assert model_file.load("en") is None
    model_file.load.cache_clear()
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "en.bin").write_bytes(b"nonsense")
    with pytest.raises(DataError, match="make model"):
        model_file.load("en")
    other = ModelFile(0, "en", "", {}, {}, {})
    (tmp_path / "model" / "en.bin").write_bytes(zlib.compress(msgspec.msgpack.encode(other)))
    with pytest.raises(DataError, match="version 0"):
        model_file.load("en")
    model_file.load.cache_clear()


def test_own_sets_are_lessons_and_held_out_ones_are_none():
    assert language_of(OWN / "voices-zh.jsonl") == "zh" and language_of(OWN / "newsroom.jsonl") is None
    assert {"newsroom", "chinese2"} == evaluate.HELD_OUT
