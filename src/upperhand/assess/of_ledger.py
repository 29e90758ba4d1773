"""Facts and contradictions straight from a ledger: of one company in a moment, of all in bounded memory."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from upperhand.assess import rulings as ruled
from upperhand.assess.contradictions import contradictions
from upperhand.assess.facts import Joined, assembled, joined, told_together
from upperhand.assess.joining import Rulings
from upperhand.assess.library import Library
from upperhand.assess.origins import Sources
from upperhand.assess.tellings import Telling, telling
from upperhand.assess.types import Contradiction, Fact
from upperhand.collector import uncollected
from upperhand.ledger import bulk
from upperhand.model import Judgement

if TYPE_CHECKING:
    from upperhand.ledger import Ledger

_LOT = 25_000  # claims that are joined at once; one company may have more


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
    """Company by company, as the ledger stood at `as_of`; only one, if its id is given.

    In the order of canonical ids, those that nobody knows (`name:…`) last. What is said of a company depends on nothing
    but the documents with claims about it.
    """
    library = Library(ledger, as_of)
    if entity_id is not None:
        wanted = None if entity_id.startswith("name:") else ledger.canonical(entity_id, as_of)
        found = assess_some(ledger, [wanted], library, as_of, min_confidence=min_confidence)
        yield from (each for each in found if wanted is not None or each.entity_id == entity_id)
        return
    for batch in batches(ledger, as_of):
        yield from assess_some(ledger, batch, library, as_of, min_confidence=min_confidence)


def batches(ledger: "Ledger", as_of: str | None = None) -> Iterator[tuple[str | None, ...]]:
    """All companies in lots that fit in memory; None stands for all that nobody knows."""
    counts = bulk.targets(ledger, as_of)
    lot: list[str | None] = []
    claims = 0
    for id_ in sorted(filter(None, counts)):
        if lot and claims + counts[id_] > _LOT:
            yield tuple(lot)
            lot, claims = [], 0
        lot.append(id_)
        claims += counts[id_]
    yield (*lot, None)


def assess_some(
    ledger: "Ledger",
    ids: Collection[str | None],
    library: Library,
    as_of: str | None = None,
    *,
    min_confidence: float = 0.0,
) -> Iterator[Assessed]:
    """The companies with these canonical ids, and all that nobody knows for None."""
    rulings = Rulings.of(ledger.judgements(as_of))
    wanted = set(ids)
    told = map(telling, bulk.claims_about(ledger, wanted, as_of, min_confidence=min_confidence))
    with uncollected():
        groups = joined((each for each in told if asked_for(each.entity_id, wanted)), rulings)
        library.full(set().union(*told_together(groups)))
    for found, theirs in groupby(groups, key=lambda group: group[0][0][0].entity_id):
        yield _assessed(found, [each for group in theirs for each in group], library, rulings)


def asked_for(entity_id: str, wanted: Collection[str | None]) -> bool:
    """Whether an entity is among those wanted; None stands for all that have a name alone."""
    return entity_id in wanted or (None in wanted and entity_id.startswith("name:"))


def _assessed(entity_id: str, theirs: Sequence[Joined], library: Library, rulings: Rulings) -> Assessed:
    told = {each.claim_id: each for tellings, _ in theirs for each in tellings}
    together = told_together([theirs])
    shared: set[str] = set().union(*together)
    alone = {each.document_id for each in told.values()} - shared
    with uncollected():
        sources = Sources.among(library.full(sorted(shared)), rulings, library.bare(sorted(alone)), together)
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
