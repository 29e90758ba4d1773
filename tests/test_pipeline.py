"""The road: what is read twice changes nothing, a newer ruleset adds and retracts, faults become failures."""

from dataclasses import replace
from pathlib import Path

import pytest

from upperhand import Extractor, Ledger, Linker, NameTable, Road, ingest
from upperhand.errors import DataError
from upperhand.model import Claim, Document
from upperhand.pipeline import Progress

AT = "2026-01-01T00:00:00Z"
TEXT = "The State Administration for Market Regulation fined Northlake Motors 20 million yuan on 3 May 2021."


class Newer:
    """An extractor of another ruleset, which finds what the given one finds, dated otherwise."""

    def __init__(self, ruleset: str, date: str) -> None:
        self.ruleset, self.date, self.inner = ruleset, date, Extractor()

    def extract(self, document: Document) -> tuple[Claim, ...]:
        found = self.inner.extract(document)
        return tuple(
            replace(claim, id=claim.id[:-1] + self.date[-1], date=self.date, ruleset=self.ruleset) for claim in found
        )


class Broken(Newer):
    def extract(self, document: Document) -> tuple[Claim, ...]:
        raise ZeroDivisionError("no luck")


class Uninstalled(Newer):
    def extract(self, document: Document) -> tuple[Claim, ...]:
        raise DataError("a pack is missing")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.txt"
    path.write_text(TEXT)
    return path


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "own.db")


def take(ledger: Ledger, paper: Path, extractor: object) -> Progress:
    road = Road(extractor, Linker(NameTable.load()))  # type: ignore[arg-type]
    *_, last = ingest([str(paper)], ledger, road, at=AT)
    return last


def test_reading_twice_changes_nothing(ledger: Ledger, paper: Path) -> None:
    assert take(ledger, paper, Extractor()).claims >= 1
    before = ledger.observations()
    assert take(ledger, paper, Extractor()) == Progress(sources=1, known=1)
    assert ledger.observations() == before


def test_a_newer_ruleset_adds_and_retracts_and_both_are_kept(ledger: Ledger, paper: Path) -> None:
    first = take(ledger, paper, Newer("one", "2021"))
    second = take(ledger, paper, Newer("two", "2022"))
    assert second.claims == second.retracted == first.claims >= 1
    assert {recorded.claim.date for recorded in ledger.claims()} == {"2022"}
    assert {observation.act for observation in ledger.observations()} == {"assert", "retract"}
    assert len(ledger.observations()) == 3 * first.claims


def test_a_fault_in_extraction_is_a_failure_of_that_document(ledger: Ledger, paper: Path) -> None:
    assert take(ledger, paper, Broken("one", "2021")).failures == 1
    (failed,) = ledger.failures()
    assert (failed.stage, failed.reason) == ("extract", "internal")
    assert "no luck" in failed.detail


def test_a_broken_installation_stops_the_run(ledger: Ledger, paper: Path) -> None:
    with pytest.raises(DataError, match="missing"):
        take(ledger, paper, Uninstalled("one", "2021"))


def test_every_claim_of_the_examples_has_its_words_in_its_document() -> None:
    from upperhand import read
    from upperhand.model import Failure

    extractor = Extractor()
    for path in sorted((Path(__file__).parents[1] / "examples").iterdir()):
        for document in read(path):
            assert not isinstance(document, Failure)
            for claim in extractor.extract(document):
                assert document.text[claim.evidence.start : claim.evidence.end] == claim.evidence.exact
