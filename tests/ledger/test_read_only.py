"""A ledger that may only be read: reading commands read it, writing ones say so in one sentence, and nothing changes."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ledger.samples import T1, document, sample
from upperhand.assess.check import check_ledger
from upperhand.ledger import Ledger, migrate

NOBODY = 65534


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a ledger, which other accounts may enter."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        where.chmod(0o755)
        source, claims, links = sample()
        with Ledger(where / "ledger & co.db") as ledger:
            ledger.add(source, claims, links, ruleset="R1", at=T1)
        yield where
        where.chmod(0o755)


def bound(path: Path, use: Callable[[Ledger], object]) -> str:
    """Use a ledger in a process whose account permissions bind; gives what was wrong, nothing if all went well."""
    out, into = os.pipe()
    if (child := os.fork()) == 0:
        said = "the child failed"
        try:
            if os.geteuid() == 0:
                os.setuid(NOBODY)
            with Ledger(path) as ledger:
                use(ledger)
            said = ""
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        finally:
            os.write(into, said.encode())
            os._exit(0)
    os.close(into)
    os.waitpid(child, 0)
    with os.fdopen(out) as answer:
        return answer.read()


def read(ledger: Ledger) -> None:
    assert len(ledger.claims()) == ledger.counts().claims == 3
    assert len(ledger.documents()) == 1 and ledger.read_only
    assert check_ledger(ledger, at=T1).added == 0


def write(ledger: Ledger) -> None:
    ledger.resolve_failures("x", at=T1)


@pytest.mark.parametrize("folder", [0o755, 0o555, 0o777])
def test_a_ledger_that_cannot_be_written_is_read(folder: int, place: Path) -> None:
    path = place / "ledger & co.db"
    path.chmod(0o444)
    place.chmod(folder)
    before = path.read_bytes()
    assert bound(path, read) == ""
    refused = bound(path, write)
    assert refused.startswith(f"LedgerError: the ledger {path}: it can only be read; to write to it, change")
    assert path.read_bytes() == before


def test_an_older_one_that_cannot_be_written_is_read_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "old.db"
        monkeypatch.setattr(migrate, "STEPS", migrate.STEPS[: migrate.READABLE])
        monkeypatch.setattr(migrate, "VERSION", migrate.READABLE)
        source, claims, links = sample()
        with Ledger(path) as ledger:
            ledger.add(source, claims, links, ruleset="R1", at=T1)
        monkeypatch.undo()
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        before = path.read_bytes()
        assert bound(path, read) == ""
        assert path.read_bytes() == before
        Path(folder).chmod(0o755)
        path.chmod(0o644)
        with Ledger(path) as ledger:
            assert len(ledger.claims()) == 3
        assert path.read_bytes() != before


def test_what_a_writer_has_not_folded_in_is_read_too(place: Path) -> None:
    path = place / "ledger & co.db"
    with Ledger(path) as writer:
        writer.add(document("a second one"), [], [], ruleset="R1", at=T1)
        for one in (path, *place.iterdir()):
            one.chmod(0o444)
        assert bound(path, _holds_two) == ""


def _holds_two(ledger: Ledger) -> None:
    assert len(ledger.documents()) == 2
