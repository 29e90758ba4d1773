"""What can be opened, what is made, what is refused."""

import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.ledger.samples import T1, document, sample
from upperhand.errors import LedgerError
from upperhand.ledger import Ledger, migrate, migrations


def test_a_ledger_is_made_once_and_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    source, claims, links = sample()
    with Ledger(path) as ledger:
        ledger.add(source, claims, links, ruleset="R1", at=T1)
    with Ledger(f"sqlite:///{path}", create=False) as ledger:
        assert len(ledger.claims()) == 3
        assert str(path) in repr(ledger)


def test_what_is_no_place_for_a_ledger(tmp_path: Path) -> None:
    cases = {
        str(tmp_path / "missing" / "ledger.db"): "does not exist; make it",
        str(tmp_path): "is a folder",
        ":memory:": "needs a file",
        "mysql://host/name": "cannot be kept in mysql",
        "http://[half": "cannot be kept in http",
        "://": "does not parse",
    }
    for place, message in cases.items():
        with pytest.raises(LedgerError, match=message):
            Ledger(place)
    with pytest.raises(LedgerError, match="there is no ledger"):
        Ledger(tmp_path / "ledger.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(LedgerError) as caught:
        Ledger("postgresql://someone:secret@127.0.0.1:1/name")
    assert "secret" not in str(caught.value)


def test_a_file_that_is_not_a_ledger_is_left_as_it_is(tmp_path: Path) -> None:
    text, other = tmp_path / "notes.txt", tmp_path / "other.db"
    text.write_text("These are notes. " * 100)
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
    connection.close()
    before = text.read_bytes(), other.read_bytes()
    with pytest.raises(LedgerError, match="not a ledger"):
        Ledger(text)
    with pytest.raises(LedgerError, match=r"not a ledger \(it has songs"):
        Ledger(other)
    assert (text.read_bytes(), other.read_bytes()) == before


def test_a_damaged_ledger_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger(path) as ledger:
        ledger.add(document(), [], [], ruleset="R1", at=T1)
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 8] = b"\xff" * 4096 * 7
    path.write_bytes(content)
    with pytest.raises(LedgerError), Ledger(path) as ledger:
        ledger.documents()


def test_a_newer_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Ledger(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO upperhand_migrations VALUES (99, 'from the future')")
    connection.close()
    with pytest.raises(LedgerError, match=r"form 99, made by a newer Upperhand.*update Upperhand"):
        Ledger(path)


def test_an_older_ledger_is_brought_forward_whole_or_not_at_all(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source, claims, links = sample()
    with Ledger(place) as ledger:
        ledger.add(source, claims, links, ruleset="R1", at=T1)

    def further(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE further (seq INTEGER)")

    def broken(connection: Connection) -> None:
        further(connection)
        raise LedgerError("this step fails")

    steps = migrations.STEPS
    for step, outcome in ((broken, "fails"), (further, None)):
        monkeypatch.setattr(migrate, "STEPS", (*steps, ("further", step)))
        monkeypatch.setattr(migrate, "VERSION", len(steps) + 1)
        if outcome:
            with pytest.raises(LedgerError, match=outcome):
                Ledger(place)
        else:
            with Ledger(place) as ledger:
                assert len(ledger.claims()) == 3
    monkeypatch.undo()
    with pytest.raises(LedgerError, match="newer Upperhand"):
        Ledger(place)


def test_the_same_input_makes_the_same_ledger(tmp_path: Path) -> None:
    dumps = []
    for name in ("a.db", "b.db"):
        source, claims, links = sample()
        with Ledger(tmp_path / name) as ledger:
            ledger.add(source, claims, links, ruleset="R1", at=T1)
            if name == "b.db":
                ledger.add(source, claims, links, ruleset="R1", at=T1)  # again: nothing changes
            ledger.add(source, claims[1:], links[1:], ruleset="R2", at=T1)
        with sqlite3.connect(tmp_path / name) as connection:
            dumps.append("\n".join(connection.iterdump()))
        connection.close()
    assert dumps[0] == dumps[1]


def test_the_words_of_a_forgotten_document_leave_the_file(tmp_path: Path) -> None:
    source, claims, links = sample()
    source = replace(source, text=source.text * 5000)  # so long that it spills over many pages
    with Ledger(tmp_path / "ledger.db", timeout=0.2) as ledger:
        ledger.add(source, claims, links, ruleset="R1", at=T1)
        reading = ledger.iter_claims()
        next(reading)
        with pytest.raises(LedgerError, match="while another process reads"):
            ledger.forget(source.id, by="the court", reason="order 1", at=T1)
        reading.close()
    with Ledger(tmp_path / "ledger.db") as ledger:
        left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for word in ("party branch", "Jo Doe", "jo doe", "示例公司", "On Acme"):
        assert word.encode() not in left, word


def test_the_words_leave_the_file_at_once(tmp_path: Path) -> None:
    source, claims, links = sample()
    with Ledger(tmp_path / "ledger.db") as ledger:
        ledger.add(source, claims, links, ruleset="R1", at=T1)
        ledger.forget(source.id, by="the court", reason="order 1", at=T1)
        left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for word in ("party branch", "Jo Doe", "jo doe", "示例公司", "On Acme"):
        assert word.encode() not in left, word


def test_nothing_heavy_is_imported_before_a_ledger_is_opened() -> None:
    check = "import sys, upperhand; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_a_killed_writer_leaves_a_usable_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    program = """
import sys
from tests.ledger.samples import T1, claim, document
from upperhand.ledger import Ledger
with Ledger(sys.argv[1]) as ledger:
    for number in range(100000):
        text = document(f"Acme was fined, case {number}. " * 50)
        ledger.add(text, [claim(text, "Acme was fined", "enforcement")], [], ruleset="R1", at=T1)
        print(number, flush=True)
"""
    writer = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    for _ in range(20):
        writer.stdout.readline()
    writer.kill()
    writer.wait()
    writer.stdout.close()
    with Ledger(path) as ledger:
        documents = ledger.documents()
        assert len(documents) >= 20
        assert len(ledger.claims()) == len(documents)
        assert ledger.add(document(), [], [], ruleset="R1", at=T1).documents == 1
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
