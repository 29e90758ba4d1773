"""Facts and contradictions straight from a ledger: of one company in a moment, of all in bounded memory."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from upperhand.assess import rulings as ruled
from upperhand.assess.contradictions import contradictions
from upperhand.assess.facts import Joined, assembled, joined, shared_documents
from upperhand.assess.joining import Rulings
from upperhand.assess.origins import Sources
from upperhand.assess.tellings import Telling, telling
from upperhand.assess.types import Contradiction, Fact
from upperhand.errors import UnknownEntity
from upperhand.model import Document, Judgement

if TYPE_CHECKING:
    from upperhand.ledger import Ledger

_PAGE = 500  # documents whose texts are held at once


@dataclass(frozen=True, slots=True)
class Assessed:
    """One company: its facts, and the claims they are made of."""

    entity_id: str
    facts: tuple[Fact, ...]
    tellings: dict[str, Telling]

    def contradictions(self, judgements: Iterable[Judgement] = ()) -> tuple[Contradiction, ...]:
        """Its contradictions, with the rulings among these judgements."""
        return contradictions(self.facts, self.tellings, ruled.standing(judgements))


def assess(
    ledger: "Ledger", entity_id: str | None = None, as_of: str | None = None, *, min_confidence: float = 0.0
) -> Iterator[Assessed]:
    """Company by company, in the order of canonical ids, as the ledger stood at `as_of`; only one, if its id is given."""
    rulings = Rulings.of(ledger.judgements(as_of))
    with _uncollected():
        groups = joined(_told(ledger, entity_id, as_of, min_confidence), rulings)
    if entity_id is None:
        bare: Iterable[Document] = _bare(ledger, as_of)
    else:
        ids = {each.document_id for group in groups for tellings, _ in group for each in tellings}
        bare = ledger.documents_by_id(ids, as_of, with_text=False)
    sources = Sources.read(_with_text(ledger, sorted(shared_documents(groups)), as_of), rulings, bare=bare)
    for found, theirs in groupby(groups, key=lambda group: group[0][0][0].entity_id):
        if entity_id is None or found == ledger.canonical(entity_id, as_of):
            yield _assessed(found, [each for group in theirs for each in group], sources)


def _told(ledger: "Ledger", entity_id: str | None, as_of: str | None, min_confidence: float) -> Iterator[Telling]:
    if entity_id is None or entity_id.startswith("name:"):
        records = ledger.iter_claims(as_of=as_of, min_confidence=min_confidence)
        return (told for told in map(telling, records) if entity_id in (None, told.entity_id))
    return map(telling, ledger.iter_claims(entity_id, as_of=as_of, min_confidence=min_confidence, role="target"))


@contextmanager
def _uncollected() -> Iterator[None]:
    """A million small objects without a cycle among them: looking for cycles would take a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _assessed(entity_id: str, theirs: Sequence[Joined], sources: Sources) -> Assessed:
    told = {each.claim_id: each for tellings, _ in theirs for each in tellings}
    return Assessed(entity_id, tuple(assembled(each, sources) for each in theirs), told)


def facts_of(
    ledger: "Ledger", entity_id: str | None = None, as_of: str | None = None, *, min_confidence: float = 0.0
) -> tuple[Fact, ...]:
    """The facts on one company (any of its ids; all companies if None), as the ledger stood at `as_of`."""
    found = assess(ledger, entity_id, as_of, min_confidence=min_confidence)
    return tuple(fact for each in found for fact in each.facts)


def iter_facts(
    ledger: "Ledger", as_of: str | None = None, *, min_confidence: float = 0.0
) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """Company by company (canonical id, its facts), in bounded memory; in the order of ids."""
    for each in assess(ledger, None, as_of, min_confidence=min_confidence):
        yield each.entity_id, each.facts


def contradictions_of(
    ledger: "Ledger", entity_id: str | None = None, as_of: str | None = None
) -> tuple[Contradiction, ...]:
    """The contradictions on one company (all companies if None), with the rulings on them."""
    judgements = ledger.judgements(as_of)
    return tuple(found for each in assess(ledger, entity_id, as_of) for found in each.contradictions(judgements))


def fact_by_id(ledger: "Ledger", fact_id: str, as_of: str | None = None) -> Fact:
    """The fact with this id, one that begins with it, or the one that this claim tells. Raises UnknownEntity if none is."""
    wanted = fact_id.strip()
    key = wanted.removeprefix("f")
    records = ledger.claims_by_id([key, wanted], as_of, retracted=False) or [
        record for record in ledger.iter_claims(as_of=as_of) if key and record.claim.id.startswith((key, wanted))
    ]
    for record in records[:20]:
        for fact in facts_of(ledger, telling(record).entity_id, as_of):
            if fact.id.startswith(wanted) or record.claim.id in (*fact.supporting, *fact.opposing):
                return fact
    raise UnknownEntity(f"no fact {fact_id!r} in the ledger; 'upperhand facts' lists them")


def touched(ledger: "Ledger", document_id: str, as_of: str | None = None) -> frozenset[str]:
    """The companies whose facts a document can change: those that its claims are about. All others stay as they are."""
    records = ledger.claims(document=document_id, as_of=as_of, retracted=True)
    return frozenset(telling(record).entity_id for record in records)


def _with_text(ledger: "Ledger", ids: Sequence[str], as_of: str | None) -> Iterator[Document]:
    for start in range(0, len(ids), _PAGE):
        yield from ledger.documents_by_id(ids[start : start + _PAGE], as_of)


def _bare(ledger: "Ledger", as_of: str | None) -> Iterator[Document]:
    for document in ledger.iter_documents(as_of, with_text=False):
        yield replace(document, pages=(), notes=(), origins=())
