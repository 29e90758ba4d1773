"""What a check noted in the ledger about each company, kept beside it: so that neither a dossier nor the next check need
ask every finding whom it is about."""

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING

from upperhand.assess.kept import Touched
from upperhand.assess.of_ledger import asked_for
from upperhand.assess.rows import Noted
from upperhand.assess.shelf import Shelf, shelf
from upperhand.assess.tellings import telling
from upperhand.ledger import bulk
from upperhand.model import Finding

if TYPE_CHECKING:
    from upperhand.ledger import Ledger

CONTRADICTION = "contradiction:"  # so begins the name of the check of a finding that is one


@dataclass
class Seen:
    """What a check looked at: documents, or everything; the findings by id, and their ids by company."""

    documents: list[str]
    _: KW_ONLY
    everything: bool = False
    found: dict[str, Finding] = field(default_factory=dict)
    about: dict[str, set[str]] = field(default_factory=dict)


def concerned(ledger: "Ledger", standing: Iterable[Finding], touched: Touched, noted: "Noting") -> set[str]:
    """The findings that stand on what was touched: on the document alone, or on claims about the company."""
    documents = set(touched.documents)
    disputes = noted.disputes(touched) if noted.holds else _disputes(ledger, standing, touched)
    return disputes | {each.id for each in standing if not is_dispute(each) and documents.issuperset(each.document_ids)}


def _disputes(ledger: "Ledger", standing: Iterable[Finding], touched: Touched) -> set[str]:
    """The contradictions among findings that stand on claims about what was touched."""
    ids = {None if id_ is None or id_.startswith("name:") else id_ for id_ in touched.companies}
    claims = {
        each.claim.id
        for each in ledger.claims_by_id(bulk.subjects_about(ledger, ids))
        if asked_for(telling(each).entity_id, touched.companies)
    }
    return {each.id for each in standing if is_dispute(each) and claims.intersection(each.claim_ids)}


def is_dispute(found: Finding) -> bool:
    """Whether a finding is a contradiction."""
    return found.check.startswith(CONTRADICTION)


def noted_about(ledger: "Ledger", entity_id: str) -> list[Finding] | None:
    """The figures and dates about a company that cannot be right, as the last check noted them; None if that is not
    kept, or if findings were noted since."""
    with shelf(ledger) as beside:
        if not Noting(beside, bulk.last_finding(ledger)).holds:
            return None
        members = sorted(ledger.clusters().members(entity_id))
        return [each for id_ in members for each in beside.noted(id_).findings]


@dataclass
class Noting:
    """What was noted in the ledger about companies, as it is kept beside it; `last` is the ledger's last finding."""

    shelf: Shelf
    last: int

    @property
    def holds(self) -> bool:
        """Whether nothing was noted by others since."""
        return self.shelf.noted_up_to() == self.last

    def disputes(self, touched: Touched) -> set[str]:
        """The contradictions that were noted about what was touched."""
        known = [self.shelf.noted(id_) for id_ in touched.companies if id_ is not None]
        known += self.shelf.noted_of_nobody().values() if None in touched.companies else ()
        return {id_ for each in known for id_ in each.disputes}

    def keep(self, ledger: "Ledger", look: Seen, touched: Touched, written: int) -> None:
        """Keeps what is noted now, `written` findings later."""
        holds = (look.everything or self.holds) and bulk.last_finding(ledger) == self.last + written
        ids = {id_ for id_ in touched.companies if id_ is not None} | look.about.keys()
        if not look.everything:
            ids |= set().union(*bulk.targets_by_document(ledger, touched.documents).values())
            ids |= self.shelf.noted_of_nobody().keys() if None in touched.companies else set()
        rows = {id_: self._now(id_, look, touched) for id_ in ids} if holds else {}
        self.shelf.keep_noted(rows, self.last + written if holds else None, whole=look.everything)

    def _now(self, id_: str, look: Seen, touched: Touched) -> Noted:
        before = Noted() if look.everything else self.shelf.noted(id_)
        found = [look.found[each] for each in sorted(look.about.get(id_, ()))]
        disputes = tuple(each.id for each in found if is_dispute(each))
        looked_at = set(look.documents)
        stay = [each for each in before.findings if not looked_at.issuperset(each.document_ids)]
        if not look.everything and not asked_for(id_, touched.companies):
            disputes = before.disputes
        return Noted(disputes, (*stay, *(each for each in found if not is_dispute(each))))
