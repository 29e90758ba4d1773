"""One ledger of the examples for all tests of the command line, and a way to run a command."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run `upperhand` with these words in this process."""
    from upperhand.cli import main

    def call(*words: object) -> Done:
        capfd.readouterr()
        monkeypatch.setattr(sys, "argv", ["upperhand", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        sys.stdout.flush()
        printed = capfd.readouterr()
        return Done(int(left.value.code or 0), printed.out, printed.err)

    return call


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger made from the examples; not to be written to."""
    from upperhand import Extractor, Ledger, Linker, NameTable, Road, ingest

    path = tmp_path_factory.mktemp("shelf") / "shelf.db"
    with Ledger(path) as ledger:
        road = Road(Extractor(), Linker(NameTable.load()))
        for _ in ingest([str(ROOT / "examples")], ledger, road, at="2026-01-02T03:04:05Z"):
            pass
    return path
