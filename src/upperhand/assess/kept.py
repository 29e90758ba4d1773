"""Assessments kept beside a ledger, so that only what a new document touches is worked out again.

Whoever asks for a company gets it as the ledger stands: what was written since is worked in first (see `renewal`).
Where much was written, or a judgement says who is whom, the company is worked out as a whole; with other rules or
tables all are. Where the file cannot be written everything is worked out each time.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from upperhand.assess.company import Company
from upperhand.assess.digest import Digest, Point
from upperhand.assess.joining import Rulings
from upperhand.assess.library import Library
from upperhand.assess.of_ledger import Assessed, assess_some
from upperhand.assess.renewal import fresh, renew
from upperhand.assess.rows import Row
from upperhand.assess.shelf import Shelf, place, shelf
from upperhand.assess.tellings import folded, telling
from upperhand.assess.types import Contradiction, Fact
from upperhand.ledger import bulk

if TYPE_CHECKING:
    from upperhand.ledger import Ledger
    from upperhand.model import Judgement

__all__ = ["Assessment", "Kept", "Touched", "assessment", "digest_of", "opened", "place", "touched_since"]
MANY = 500  # documents: where more were written since, companies are worked out as a whole


@dataclass(frozen=True, slots=True)
class Assessment:
    """A company: its facts, its contradictions without the rulings on them, its exposure by quarters."""

    entity_id: str
    facts: tuple[Fact, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    series: tuple[Point, ...] = ()


@dataclass(slots=True)
class Work:
    """How much was worked out: companies as a whole, companies that a change was worked into, facts and claims in
    all."""

    whole: int = 0
    renewed: int = 0
    facts: int = 0
    claims: int = 0


def assessment(ledger: "Ledger", entity_id: str, as_of: str | None = None) -> Assessment:
    """The assessment of one company by any of its ids, all its facts included, as the ledger stands.

    As it stood at `as_of` all is worked out anew each time.
    """
    with company(ledger, entity_id, as_of) as found:
        told = found.digest
        return Assessment(told.entity_id, found.facts(), found.contradictions(), told.series)


def digest_of(ledger: "Ledger", entity_id: str, as_of: str | None = None) -> Digest:
    """What is told of a company in brief, without reading all its facts. Otherwise as `assessment`."""
    with company(ledger, entity_id, as_of) as found:
        return found.digest


@contextmanager
def company(ledger: "Ledger", entity_id: str, as_of: str | None = None) -> Iterator[Company]:
    """A company as the ledger stands (or stood at `as_of`), its facts to be read as long as this lasts."""
    if as_of is not None:
        yield _worked_out(ledger, ledger.canonical(entity_id, as_of), Shelf(None), as_of)[0]
        return
    with opened(ledger) as kept:
        yield kept.company(ledger.canonical(entity_id))


def _worked_out(ledger: "Ledger", id_: str, beside: Shelf, as_of: str | None = None) -> tuple[Company, Row]:
    unknown = id_.startswith("name:")
    found = assess_some(ledger, [None if unknown else id_], Library(ledger, as_of), as_of)
    mine = next((each for each in found if each.entity_id == id_), Assessed(id_, (), {}))
    return of(mine, beside, as_of)


def of(assessed: Assessed, beside: Shelf, as_of: str | None = None) -> tuple[Company, Row]:
    """A company that was worked out as a whole, and the row to keep."""
    return fresh(beside, assessed.entity_id, assessed.facts, assessed.tellings, as_of)


@dataclass
class Kept:
    """What is kept of a ledger's companies, brought up to date as it is asked for."""

    ledger: "Ledger"
    shelf: Shelf
    work: Work
    all_kept: bool = True  # whether all that was worked out is kept
    _library: Library | None = None
    _rulings: Rulings | None = None
    _judged: frozenset[str] = frozenset()

    def company(self, id_: str) -> Company:
        """The company with this canonical id."""
        self.shelf.look()
        digest = self.shelf.digest(id_) or (Digest(id_) if self.shelf.is_complete() else None)
        found = None if digest is None else Company(self.shelf, digest)
        documents = self.shelf.changes(id_)
        if found is not None and documents:
            found = self._renewed(found, documents)
        if found is None or not self._whole(found):
            found, row = _worked_out(self.ledger, id_, self.shelf)
            self.work.whole += 1
            self.work.facts += found.digest.facts
            self.work.claims += found.digest.claims
            self.all_kept &= self.shelf.put([row])
        return found

    def _renewed(self, found: Company, documents: Collection[str]) -> Company | None:
        if self._library is None:
            self._library = Library(self.ledger)
        if self._rulings is None:
            self._rulings = Rulings.of(self.ledger.judgements())
            about = self.ledger.claims_by_id(self._rulings.pairs)
            self._judged = frozenset(telling(each).entity_id for each in about)
        judged = found.digest.entity_id in self._judged
        try:
            done = renew(self.ledger, self._library, self._rulings, found, documents, judged=judged)
        except LookupError:
            return None
        self.work.renewed += 1
        self.work.facts += done.facts
        self.work.claims += done.claims
        self.all_kept &= self.shelf.put([done.row])
        return done.company

    def _whole(self, found: Company) -> bool:
        """Whether the only part of a company can be read; those of a large one are read when they are needed."""
        try:
            return len(found.digest.parts) != 1 or bool(found.part(found.digest.parts[0]))
        except LookupError:
            return False

    def refresh(self) -> None:
        """Notes what was written since, by company, and drops what no longer holds."""
        before = self.shelf.mark("companies") if self.shelf.works else bulk.Mark()
        if before is None:
            self.shelf.clear()
            self.shelf.set_mark("companies", bulk.mark(self.ledger))
        elif before != bulk.mark(self.ledger) and self.shelf.works:
            news = touched_since(self.ledger, before)
            if news.everything:
                self.shelf.clear()
            if None in news.anew:
                self.shelf.drop_names()
            self.shelf.drop([id_ for id_ in news.anew if id_ is not None])
            self.shelf.note(news.changes)
            self.shelf.set_mark("companies", news.mark)
        self.shelf.hold()


@contextmanager
def opened(ledger: "Ledger") -> Iterator[Kept]:
    """What is kept beside a ledger, with what was written since noted."""
    with shelf(ledger) as beside:
        kept = Kept(ledger, beside, Work())
        kept.refresh()
        yield kept


@dataclass(frozen=True, slots=True)
class Touched:
    """What was written since a mark touches.

    `documents` are those to be looked at again, `companies` (by canonical id, None: those that nobody knows) those
    about which anything may differ: `anew` those of them that must be worked out as a whole, `changes` what is to be
    worked into the others. `ruled` are contradictions ruled on; `everything` says that nothing from before holds.
    """

    mark: bulk.Mark
    documents: tuple[str, ...] = ()
    companies: frozenset[str | None] = frozenset()
    anew: frozenset[str | None] = frozenset()
    changes: frozenset[tuple[str, str]] = frozenset()
    ruled: frozenset[str] = frozenset()
    everything: bool = False


def touched_since(ledger: "Ledger", mark: bulk.Mark) -> Touched:
    """What a document or a judgement that came after the mark can change; all else stays as it is."""
    news = bulk.news(ledger, mark)
    if news.broken:
        return Touched(news.mark, everything=True)
    ruled = frozenset(each.left for each in news.judgements if _is_ruling(each))
    judged = {id_ for each in news.judgements if not _is_ruling(each) for id_ in (each.left, each.right)}
    changes = set(_changes(ledger, news.documents))
    anew: set[str | None] = set()
    if len(news.documents) > MANY:
        anew |= bulk.targets_of(ledger, documents=news.documents)
    documents = set(news.documents)
    if judged:
        told = bulk.documents_among(ledger, judged)
        changes |= set(_changes(ledger, told))
        clusters = ledger.clusters()
        renamed = bulk.targets_of(ledger, entities=judged)
        renamed |= {member for id_ in judged for member in clusters.members(id_)}
        documents |= told | {record.document_id for record in bulk.claims_about(ledger, renamed)}
        anew |= renamed
    touched = frozenset({*anew, *(id_ for id_, _ in changes)})
    return Touched(news.mark, tuple(sorted(documents)), touched, frozenset(anew), frozenset(changes), ruled)


def _changes(ledger: "Ledger", documents: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each of these documents with each company that any claim of it is or was about; of many documents nothing."""
    if not documents or len(documents) > MANY:
        return
    known = bulk.targets_by_document(ledger, documents)
    for document, records in bulk.claims_in(ledger, sorted(documents), retracted=True).items():
        unknown = {f"name:{folded(record.claim.target)}" for record in records}
        yield from ((id_, document) for id_ in known.get(document, set()) | unknown)


def _is_ruling(judgement: "Judgement") -> bool:
    """Whether it is a ruling on a contradiction, which changes no fact."""
    return judgement.right.startswith(f"{judgement.left}/")
