"""Each command as a user runs it."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import ROOT, Run

from upperhand.workers import PAYS_FROM


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_help_without_words(run: Run) -> None:
    done = run()
    assert "Who has the upper hand" in done.out + done.err


def test_ingest_twice_changes_nothing(run: Run, tmp_path: Path) -> None:
    ledger = tmp_path / "own.db"
    first = run("ingest", ROOT / "examples", "--ledger", ledger, "--json")
    assert first.code == 0
    counts = json.loads(first.out)
    assert counts["documents"] == 16
    assert counts["failures"] == 0
    assert counts["claims"] > 60
    again = json.loads(run("ingest", ROOT / "examples", "--ledger", ledger, "--json").out)
    assert (again["documents"], again["known"], again["claims"], again["retracted"]) == (0, 16, 0, 0)


def test_two_jobs_make_the_same_ledger_as_one(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    (tmp_path / "papers").mkdir()
    for number in range(PAYS_FROM + 6):
        words = (
            f"Regulators fined Northlake Motors {number + 2} million yuan in May 2021. Its shares fell {number + 1}%."
        )
        (tmp_path / "papers" / f"{number:03}.txt").write_text(words)
    for jobs in (1, 2):
        run("ingest", tmp_path / "papers", "--ledger", tmp_path / f"{jobs}.db", "--jobs", jobs)
        run("export", tmp_path / f"{jobs}.jsonl", "--ledger", tmp_path / f"{jobs}.db")
    assert (tmp_path / "1.jsonl").read_text() == (tmp_path / "2.jsonl").read_text()


def test_failures_and_retry(run: Run, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    note = tmp_path / "papers" / "note.txt"
    note.write_text("")
    ledger = tmp_path / "own.db"
    assert "1 failed" in run("ingest", tmp_path / "papers", "--ledger", ledger).out
    assert lines(run("failures", "--ledger", ledger, "--json").out)[0]["reason"] == "empty"
    assert "empty" in run("failures", "--ledger", ledger).out
    note.write_text("The regulator fined Northlake Motors 20 million dollars on 3 May 2021.")
    assert "1 documents read" in run("retry", "--ledger", ledger).out
    assert "nothing has failed" in run("failures", "--ledger", ledger).out
    assert "nothing has failed" in run("retry", "--ledger", ledger).err


def test_standard_input(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    words = "The State Administration for Market Regulation fined Northlake Motors 20 million yuan on 3 May 2021."
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(words.encode())))
    assert "1 documents read" in run("ingest", "-", "--ledger", tmp_path / "own.db").out


def test_a_name_in_any_script_gives_the_same_dossier(run: Run, shelf: Path) -> None:
    english, chinese, ticker = (
        run("dossier", name, "--ledger", shelf, "--json") for name in ("Alibaba", "阿里巴巴", "NYSE:BABA")
    )
    assert english.code == 0
    assert english.out == chinese.out == ticker.out


def test_a_dossier_is_written_in_three_forms(run: Run, shelf: Path, tmp_path: Path) -> None:
    done = run("dossier", "Alibaba", "--ledger", shelf, "--out", tmp_path / "deep" / "alibaba")
    assert done.code == 0
    assert "182" in done.out or "18.2" in done.out
    html, markdown, plain = (
        (tmp_path / "deep" / f"alibaba.{end}").read_text(encoding="utf-8") for end in ("html", "md", "json")
    )
    assert "<html" in html
    assert markdown.startswith("# Alibaba")
    assert json.loads(plain)


def test_claims_can_be_narrowed(run: Run, shelf: Path) -> None:
    every = lines(run("claims", "--ledger", shelf, "--json").out)
    fines = lines(run("claims", "Alibaba", "--lever", "enforcement", "--ledger", shelf, "--json").out)
    assert 0 < len(fines) < len(every)
    assert {row["lever"] for row in fines} == {"enforcement"}
    sure = lines(run("claims", "--min-confidence", 0.8, "--ledger", shelf, "--json").out)
    assert all(float(str(row["confidence"])) >= 0.8 for row in sure)
    assert "words" in run("claims", "Alibaba", "--ledger", shelf).out


def test_a_claim_is_explained(run: Run, shelf: Path) -> None:
    claim = str(lines(run("claims", "Alibaba", "--lever", "enforcement", "--ledger", shelf, "--json").out)[0]["id"])
    assert "rule" in run("explain", claim[:12], "--ledger", shelf).out
    assert json.loads(run("explain", claim, "--ledger", shelf, "--json").out)["claim_id"] == claim
    assert "no claim" in run("explain", "zzzz", "--ledger", shelf).err
    assert run("explain", "", "--ledger", shelf).code == 2


def test_documents(run: Run, shelf: Path) -> None:
    rows = lines(run("documents", "--ledger", shelf, "--json").out)
    assert len(rows) == 16
    assert {"en", "zh"} == {row["language"] for row in rows}
    assert "湖畔财经" in run("documents", "--ledger", shelf).out


@pytest.mark.parametrize("name", ["a.ftm.json", "a.jsonl", "a.csv", "a.parquet", "a.xlsx", "a.graphml", "a.gexf"])
def test_export_by_the_ending(run: Run, shelf: Path, tmp_path: Path, name: str) -> None:
    assert run("export", tmp_path / name, "--ledger", shelf).code == 0
    assert (tmp_path / name).stat().st_size > 100


def test_export_to_an_unknown_form_lists_the_forms(run: Run, shelf: Path, tmp_path: Path) -> None:
    done = run("export", tmp_path / "a.docx", "--ledger", shelf)
    assert done.code == 2
    assert "parquet" in done.err
    assert not (tmp_path / "a.docx").exists()


def test_extract_prints_claims_and_stores_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "enforcement" in run("extract", ROOT / "examples" / "wire-northern.txt").out
    rows = lines(run("extract", ROOT / "examples" / "wire-northern.txt", "--json").out)
    assert any(row["lever"] == "enforcement" for row in rows)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "empty.txt").write_text("")
    assert "empty" in run("extract", tmp_path / "empty.txt").err


def test_the_accurate_tier_has_a_ruleset_of_its_own_and_is_explained(run: Run, tmp_path: Path) -> None:
    source, book = ROOT / "examples" / "wire-northern.txt", tmp_path / "a.db"
    assert run("ingest", source, "--ledger", book, "--tier", "accurate").code == 0
    claim = lines(run("claims", "--lever", "enforcement", "--ledger", book, "--json").out)[0]
    assert "reader" in run("explain", str(claim["id"]), "--ledger", book).out
    fast = lines(run("extract", source, "--json").out)
    accurate = lines(run("extract", source, "--tier", "accurate", "--json").out)
    assert {row["ruleset"] for row in fast}.isdisjoint(row["ruleset"] for row in accurate)
    refused = run("extract", source, "--tier", "best")
    assert refused.code == 2 and "fast, accurate and thorough" in refused.err


def test_extract_from_a_corpus(run: Run, tmp_path: Path) -> None:
    row = {
        "id": "a",
        "lang": "en",
        "published": "2021-05-04",
        "text": "Regulators fined Northlake Motors 20 million yuan on Monday.",
    }
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(json.dumps(row) + "\n")
    found = lines(run("extract", "--corpus", corpus).out)
    assert found[0]["doc"] == "a"
    corpus.write_text("{\n")
    broken = run("extract", "--corpus", corpus)
    assert broken.code == 2
    assert "line 1" in broken.err


def test_formulas(run: Run, shelf: Path) -> None:
    assert len(lines(run("formulas", "--json").out)) >= 150
    assert "common prosperity" in run("formulas", "They spoke of common prosperity.").out
    assert "no official formula" in run("formulas", "The kettle boiled.").out
    assert "2021" in run("formulas", "--ledger", shelf, "--company", "Alibaba").out


def test_doctor(run: Run, shelf: Path, tmp_path: Path) -> None:
    assert run("doctor", "--ledger", shelf).code == 0
    (tmp_path / "no.db").write_text("this is no ledger, and long enough to be looked at")
    broken = run("doctor", "--ledger", tmp_path / "no.db", "--json")
    assert broken.code == 1
    assert [row["check"] for row in lines(broken.out) if not row["ok"]] == ["ledger"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["dossier", "Nobody & Sons Widgets"], "nothing is known"),
        (["dossier", "Alibaba", "--as-of", "yesterday"], "yesterday"),
        (["claims", "--lever", "bribery"], "party_organization"),
        (["extract"], "nothing to read"),
        (["conquer"], "No such command"),
        (["claims", "--min-confidence", "2"], "--min-confidence"),
    ],
)
def test_input_that_cannot_be_used_is_a_sentence(run: Run, shelf: Path, words: list[str], says: str) -> None:
    ledger = ["--ledger", str(shelf)] if words[0] in {"dossier", "claims"} else []
    done = run(*words, *ledger)
    assert done.code == 2
    assert says in done.err
    assert "Traceback" not in done.err


def test_no_ledger_is_a_sentence(run: Run, tmp_path: Path) -> None:
    done = run("claims", "--ledger", tmp_path / "none.db")
    assert done.code == 2
    assert "upperhand ingest" in done.err
    assert run("ingest", ROOT / "examples", "--ledger", tmp_path / "no" / "folder.db").code in {1, 2}


def test_a_fault_of_the_program_is_a_sentence_too(run: Run, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a wheel came off")

    monkeypatch.setattr("upperhand.inquiry.dossier_of", fail)
    done = run("dossier", "Alibaba", "--ledger", shelf)
    assert done.code == 1
    assert "a wheel came off" in done.err
    assert "Traceback" not in done.err


def test_nothing_in_a_document_commands_the_terminal(run: Run, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    words = "\x1b]0;owned\x07\x1b[31mRegulators fined Northlake Motors \x9b5m20 million dollars on 3 May 2021.\u202e"
    (papers / "\x1b[2J\u202enote[bold].txt").write_text(words)
    (papers / "\x1b[2Jempty.txt").write_text("")
    ledger = tmp_path / "own.db"
    told = [run("ingest", papers, "--ledger", ledger), run("extract", papers), run("extract", papers, "--json")]
    told += [run("dossier", "Northlake Motors", "--ledger", ledger), run("check", "--ledger", ledger)]
    for command in ("documents", "failures", "claims", "facts"):
        told += [run(command, "--ledger", ledger), run(command, "--ledger", ledger, "--json")]
    told += [run("claims", "\x1b[31m", "--ledger", ledger)]
    shown = "".join(done.out + done.err for done in told)
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(shown)
    assert "note[bold].txt" in shown


def test_json_keeps_every_character_of_a_name(run: Run, tmp_path: Path) -> None:
    note = tmp_path / "\u202e\x9bnote.txt"
    note.write_text("The regulator fined Northlake Motors 20 million dollars on 3 May 2021.")
    run("ingest", note, "--ledger", tmp_path / "own.db")
    out = run("documents", "--ledger", tmp_path / "own.db", "--json").out
    assert "\u202e" not in out
    assert lines(out)[0]["source_url"] == str(note)


def test_a_file_that_cannot_be_used_is_a_sentence(run: Run, tmp_path: Path, shelf: Path) -> None:
    (tmp_path / "file").write_text("")
    for words in (
        ("extract", "--corpus", tmp_path / "none.jsonl"),
        ("dossier", "Alibaba", "--ledger", shelf, "--out", tmp_path / "file" / "below"),
    ):
        done = run(*words)
        assert done.code == 1
        assert str(tmp_path) in done.err
        assert "fault of the program" not in done.err


def test_a_folder_is_no_ledger(run: Run, tmp_path: Path) -> None:
    done = run("facts", "Alibaba", "--ledger", tmp_path)
    assert done.code == 2 and "is a folder" in done.err and not list(tmp_path.iterdir())
