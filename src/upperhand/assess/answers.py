"""Facts and contradictions for whoever asks: from what is kept beside the ledger, brought up to date first.

A past state of the ledger, and what is asked with a least confidence, is worked out anew (`of_ledger`).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from upperhand.assess import of_ledger, rulings
from upperhand.assess.kept import Kept, assessment, opened
from upperhand.assess.tellings import telling
from upperhand.assess.types import Contradiction, Fact
from upperhand.errors import UnknownEntity
from upperhand.ledger import bulk

if TYPE_CHECKING:
    from upperhand.ledger import Ledger


def facts_of(
    ledger: "Ledger", entity_id: str | None = None, as_of: str | None = None, *, min_confidence: float = 0.0
) -> tuple[Fact, ...]:
    """The facts on one company (any of its ids; all companies if None), as the ledger stood at `as_of`."""
    if entity_id is None or as_of is not None or min_confidence:
        return of_ledger.facts_of(ledger, entity_id, as_of, min_confidence=min_confidence)
    return assessment(ledger, entity_id).facts


def contradictions_of(
    ledger: "Ledger", entity_id: str | None = None, as_of: str | None = None
) -> tuple[Contradiction, ...]:
    """The contradictions on one company (all companies if None), with the rulings on them."""
    if as_of is not None:
        return of_ledger.contradictions_of(ledger, entity_id, as_of)
    known = rulings.standing(ledger.judgements())
    if entity_id is not None:
        return rulings.applied(assessment(ledger, entity_id).contradictions, known)
    with opened(ledger) as kept:
        if kept.shelf.is_complete():
            found = [each for id_ in _in_order(kept) for each in kept.company(id_).contradictions()]
            return rulings.applied(found, known)
    return of_ledger.contradictions_of(ledger)


def iter_facts(ledger: "Ledger", as_of: str | None = None) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """Company by company (canonical id, its facts), in bounded memory; in the order of ids, those that nobody knows
    last."""
    if as_of is None:
        with opened(ledger) as kept:
            if kept.shelf.is_complete():
                for id_ in _in_order(kept):
                    if facts := kept.company(id_).facts():
                        yield id_, facts
                return
    yield from of_ledger.iter_facts(ledger, as_of)


def _in_order(kept: Kept) -> list[str]:
    return sorted(kept.shelf.ids(), key=lambda id_: (id_.startswith("name:"), id_))


def fact_by_id(ledger: "Ledger", fact_id: str, as_of: str | None = None) -> Fact:
    """The fact with this id, one that begins with it, or the one that this claim tells. Raises UnknownEntity if none
    is."""
    wanted = fact_id.strip()
    ids = [
        id_ for key in {wanted.removeprefix("f"), wanted} - {""} for id_ in sorted(bulk.claims_beginning(ledger, key))
    ]
    for record in ledger.claims_by_id(ids[:20], as_of, retracted=False):
        for fact in facts_of(ledger, telling(record).entity_id, as_of):
            if fact.id.startswith(wanted) or record.claim.id in (*fact.supporting, *fact.opposing):
                return fact
    raise UnknownEntity(f"no fact {fact_id!r} in the ledger; 'upperhand facts' lists them")
