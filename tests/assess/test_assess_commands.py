"""facts, origins, contradictions, rule and check on the command line."""

import json
from pathlib import Path

import pytest
from tests.assess.assess_samples import AT, document, record
from typer.testing import CliRunner

from upperhand.cli.app import app
from upperhand.errors import InputError, UnknownEntity
from upperhand.ledger import Ledger

RUNNER = CliRunner()


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    import upperhand.cli  # noqa: F401

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1714521600")
    monkeypatch.setenv("COLUMNS", "250")
    path = tmp_path / "ledger.db"
    with Ledger(path) as ledger:
        for publisher, money in (("Lakeport Chronicle", 18e6), ("Westmere Tribune", 81e6), ("Reuters", 18e6)):
            source = document(f"Acme was fined, says {publisher}.", publisher=publisher)
            given = record(source, money=money)
            ledger.add(source, [given.claim], given.links, ruleset="r", at=AT)
    return str(path)


def run(*arguments: str) -> str:
    done = RUNNER.invoke(app, list(arguments))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_facts_are_listed_with_their_sources(book: str) -> None:
    rows = [json.loads(line) for line in run("facts", "acme", "--ledger", book, "--json").splitlines()]
    assert sorted(len(row["origins"]) for row in rows) == [1, 2]
    assert "18 million CNY" in run("facts", "--ledger", book)
    assert run("facts", "--lever", "detention", "--ledger", book).strip() == "no facts"


def test_origins_say_why(book: str) -> None:
    rows = [json.loads(line) for line in run("facts", "acme", "--ledger", book, "--json").splitlines()]
    shared = next(row["id"] for row in rows if len(row["origins"]) == 2)
    told = run("origins", shared[:10], "--ledger", book)
    assert "claims 2 · documents 2 · known publishers 2 · independent origins 2" in told
    assert "Reuters · agency · 2021-04-10" in told
    assert "one fact because:" in told
    assert told == run("origins", "--company", "acme", "--ledger", book)
    assert json.loads(run("origins", shared, "--ledger", book, "--json"))["id"] == shared


def test_a_contradiction_is_shown_ruled_on_and_then_a_note(book: str) -> None:
    row = json.loads(run("contradictions", "--ledger", book, "--json"))
    assert (row["kind"], row["ruling"]) == ("figures", None)
    run("rule", row["id"][:8], "left", "--reason", "so says the decision", "--by", "Ada", "--ledger", book)
    assert "left, Ada: so says the decision" in run("contradictions", "acme", "--ledger", book)


def test_a_judgement_splits_a_fact_and_is_withdrawn(book: str) -> None:
    shared = next(
        row
        for row in map(json.loads, run("facts", "--ledger", book, "--json").splitlines())
        if len(row["supporting"]) == 2
    )
    left, right = shared["supporting"]
    told = run("judge", left[:12], right, "different", "--reason", "two fines", "--by", "Ada", "--ledger", book)
    assert told.strip() == f"{left} and {right}: different, Ada: two fines"
    assert len(run("facts", "--ledger", book, "--json").splitlines()) == 3
    run("judge", left, right, "withdraw", "--reason", "one after all", "--by", "Ada", "--ledger", book)
    assert len(run("facts", "--ledger", book, "--json").splitlines()) == 2


def test_a_check_prints_words_working_and_links_and_can_fail(book: str) -> None:
    told = run("check", "acme", "--ledger", book)
    assert "working: " in told and "“Acme was fined, says Westmere Tribune.”" in told
    assert RUNNER.invoke(app, ["check", "--fail-on", "warning", "--ledger", book]).exit_code == 1
    assert RUNNER.invoke(app, ["check", "--fail-on", "error", "--ledger", book]).exit_code == 0
    row = json.loads(run("check", "--ledger", book, "--json").splitlines()[0])
    assert row["words"] and row["documents"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("facts", "--lever", "handshake"), "no lever 'handshake'"),
        (("check", "--fail-on", "fatal"), "no level 'fatal'"),
        (("origins", "f00"), "no fact 'f00'"),
        (("origins",), "name one fact"),
        (("rule", "x00", "left", "--reason", "so", "--by", "Ada"), "no contradiction"),
        (("judge", "zz", "zy", "same", "--reason", "so", "--by", "Ada"), "begins 'zz'"),
        (("judge", "zz", "zy", "maybe", "--reason", "so", "--by", "Ada"), "no verdict 'maybe'"),
        (("facts", "Nobody & Sons"), "Nobody & Sons"),
    ],
)
def test_bad_input_is_told_in_a_sentence(book: str, arguments: tuple[str, ...], says: str) -> None:
    done = RUNNER.invoke(app, [*arguments, "--ledger", book])
    assert isinstance(done.exception, (InputError, UnknownEntity))
    assert says in str(done.exception)


@pytest.mark.parametrize(
    "command",
    [
        ("facts",),
        ("contradictions",),
        ("check",),
        ("dossier", "Alibaba"),
        ("origins", "--company", "Alibaba"),
        ("exposure", "Alibaba"),
        ("compare", "Alibaba", "Tencent"),
        ("rank",),
    ],
)
def test_an_empty_ledger_is_told_and_nothing_written(tmp_path: Path, command: tuple[str, ...]) -> None:
    path = str(tmp_path / "empty.db")
    Ledger(path).close()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InputError, match=r"holds no documents: read some with 'upperhand ingest FILES --ledger"):
        run(*command, "--ledger", path)
    assert sorted(tmp_path.iterdir()) == before


def test_the_dossier_shows_contradictions_beside_the_facts_they_concern(book: str) -> None:
    shown = json.loads(run("dossier", "acme", "--ledger", book, "--json"))
    assert [finding["check"] for finding in shown["findings"]] == ["contradiction:figures"]
    facts = shown["sections"][0]["facts"]
    assert sorted(fact["origins"] for fact in facts) == [1, 2]
    assert all(fact["finding_ids"] == [shown["findings"][0]["id"]] for fact in facts)
