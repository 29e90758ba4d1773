"""Facts straight from a ledger: of one company in a moment, of all in bounded memory, of what a document touches."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from upperhand.assess.facts import assembled, facts, joined, shared_documents
from upperhand.assess.joining import Rulings
from upperhand.assess.origins import Sources
from upperhand.assess.tellings import telling
from upperhand.assess.types import Fact
from upperhand.model import Document

if TYPE_CHECKING:
    from upperhand.ledger import Ledger


def facts_of(
    ledger: "Ledger", entity_id: str | None = None, as_of: str | None = None, *, min_confidence: float = 0.0
) -> tuple[Fact, ...]:
    """The facts on one company (any of its ids; all companies if None), as the ledger stood at `as_of`."""
    if entity_id is None:
        return tuple(fact for _, found in iter_facts(ledger, as_of, min_confidence=min_confidence) for fact in found)
    records = ledger.claims(entity_id, as_of=as_of, min_confidence=min_confidence, role="target")
    documents = ledger.documents_by_id({record.document_id for record in records}, as_of)
    return facts(records, documents, ledger.judgements(as_of))


def iter_facts(
    ledger: "Ledger", as_of: str | None = None, *, min_confidence: float = 0.0
) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """Entity by entity (canonical id, its facts), in bounded memory; in the order of ids."""
    rulings = Rulings.of(ledger.judgements(as_of))
    groups = joined(map(telling, ledger.iter_claims(as_of=as_of, min_confidence=min_confidence)), rulings)
    shared = _with_text(ledger, sorted(shared_documents(groups)), as_of)
    sources = Sources.read(shared, rulings, bare=_bare(ledger, as_of))
    for entity_id, theirs in groupby(groups, key=lambda group: group[0][0][0].entity_id):
        yield entity_id, tuple(assembled(each, sources) for group in theirs for each in group)


def _with_text(ledger: "Ledger", ids: Sequence[str], as_of: str | None) -> Iterator[Document]:
    for start in range(0, len(ids), 500):
        yield from ledger.documents_by_id(ids[start : start + 500], as_of)


def _bare(ledger: "Ledger", as_of: str | None) -> Iterator[Document]:
    for document in ledger.iter_documents(as_of, with_text=False):
        yield replace(document, pages=(), notes=(), origins=())


def touched(ledger: "Ledger", document_id: str, as_of: str | None = None) -> frozenset[str]:
    """The companies whose facts a document can change: those that its claims are about. All others stay as they are."""
    records = ledger.claims(document=document_id, as_of=as_of, retracted=True)
    return frozenset(telling(record).entity_id for record in records)
