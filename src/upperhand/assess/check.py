"""Findings: contradictions and figures that cannot be right, kept in the ledger so that a dossier need not look again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from upperhand.assess import rulings
from upperhand.assess.contradictions import contradictions
from upperhand.assess.of_ledger import assess, touched
from upperhand.assess.sanity import check_claims, check_document
from upperhand.assess.types import Contradiction, Side
from upperhand.model import Document, Finding, Level
from upperhand.workers import ordered_map

if TYPE_CHECKING:
    from upperhand.ledger import Ledger, Recorded

CONTRADICTION = "contradiction:"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a ledger came to: the findings that stand, how many are new, how many stand no longer."""

    findings: tuple[Finding, ...]
    added: int
    withdrawn: int


def finding(found: Contradiction) -> Finding:
    """A contradiction as a finding: a warning, or an error where both sides have several origins; info once ruled on."""
    ruling = found.ruling
    level: Level = "info" if ruling else "error" if min(found.left.origins, found.right.origins) > 1 else "warning"
    settled = f"; {ruling.by} holds {ruling.holds} ({ruling.reason})" if ruling else ""
    return Finding(
        id=found.id,
        check=CONTRADICTION + found.kind,
        level=level,
        claim_ids=tuple(sorted({*found.left.claim_ids, *found.right.claim_ids})),
        message=found.message + settled,
        working="; ".join(filter(None, (found.working, _who(found.left), _who(found.right)))),
        document_ids=tuple(sorted({*found.left.document_ids, *found.right.document_ids})),
    )


def _who(side: Side) -> str:
    """Who gives a value, and when."""
    names = ", ".join(side.publishers) or f"{len(side.document_ids)} documents without a publisher"
    return f"{side.value}: {names}" + (f" ({', '.join(side.dates)})" if side.dates else "")


def contradiction_findings(
    ledger: "Ledger", entity_id: str | None = None, as_of: str | None = None
) -> Iterator[Finding]:
    """The findings from contradictions, of one company or of all."""
    known = rulings.standing(ledger.judgements(as_of))
    for each in assess(ledger, entity_id, as_of):
        yield from map(finding, contradictions(each.facts, each.tellings, known))


def check(ledger: "Ledger", as_of: str | None = None, *, jobs: int = 1) -> Iterator[Finding]:
    """Every finding on a ledger as it stood at `as_of`: contradictions company by company, then documents one by one.

    Documents are shared out among so many processes.
    """
    yield from contradiction_findings(ledger, None, as_of)
    items = (
        (document, tuple(ledger.claims(document=document.id, as_of=as_of))) for document in ledger.iter_documents(as_of)
    )
    for found in ordered_map(_in_document, items, jobs=jobs, lost=_nothing):
        yield from found


def _in_document(item: tuple[Document, tuple["Recorded", ...]]) -> tuple[Finding, ...]:
    document, records = item
    return (*check_document(document, [record.claim for record in records]), *check_claims(records))


def _nothing(item: tuple[Document, tuple["Recorded", ...]]) -> tuple[Finding, ...]:
    return ()  # a document that ends its process has nothing to tell; the others have


def check_ledger(ledger: "Ledger", *, at: str, jobs: int = 1) -> Checked:
    """Checks the whole ledger and notes what is new and what stands no longer, at this time.

    A ledger that can only be read is checked all the same, and nothing is noted.
    """
    return _noted(ledger, check(ledger, jobs=jobs), {each.id for each in ledger.findings()}, at)


def check_touched(ledger: "Ledger", document_id: str, *, at: str) -> Checked:
    """As `check_ledger`, for what one document touches: itself, and the companies that its claims are about."""
    companies = touched(ledger, document_id)
    fresh = [each for company in sorted(companies) for each in contradiction_findings(ledger, company)]
    records = ledger.claims(document=document_id)
    fresh += _in_document((ledger.document(document_id), tuple(records)))
    claims = {record.claim.id for company in companies for record in ledger.claims(company, role="target")}
    before = {
        each.id
        for each in ledger.findings()
        if (
            claims.intersection(each.claim_ids)
            if each.check.startswith(CONTRADICTION)
            else each.document_ids == (document_id,)
        )
    }
    return _noted(ledger, fresh, before, at)


def _noted(ledger: "Ledger", found: Iterable[Finding], before: set[str], at: str) -> Checked:
    fresh = {each.id: each for each in found}
    if ledger.read_only:
        return Checked(tuple(fresh.values()), 0, 0)
    added = ledger.add_findings(fresh.values(), at=at)
    withdrawn = ledger.withdraw_findings(before - fresh.keys(), at=at)
    return Checked(tuple(fresh.values()), added, withdrawn)
