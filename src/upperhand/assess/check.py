"""Findings: contradictions and figures that cannot be right, kept in the ledger so that a dossier need not look again.

A check goes lot by lot, companies and documents, shared out among processes that each read the ledger for themselves.
After the first one only what was written since is looked at again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from upperhand.assess import kept, rulings
from upperhand.assess.kept import Kept, Touched
from upperhand.assess.library import Library
from upperhand.assess.of_ledger import assess, assess_some, batches
from upperhand.assess.sanity import check_claims, check_document
from upperhand.assess.types import Contradiction, Side
from upperhand.ledger import Ledger, bulk
from upperhand.model import Finding, Level
from upperhand.workers import ordered_map

CONTRADICTION = "contradiction:"
_DOCUMENTS = 1_000  # in a lot
_PAGE = 100  # documents whose texts are held at once
_SHARED_FROM = 2_000  # documents: below that, starting processes costs more than it saves


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a ledger came to: the findings that stand, how many are new, how many stand no longer.

    `documents` and `companies` say how many were looked at: all, or what was touched since the last check.
    """

    findings: tuple[Finding, ...]
    added: int
    withdrawn: int
    documents: int = 0
    companies: int = 0


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


def contradiction_findings(ledger: Ledger, entity_id: str | None = None, as_of: str | None = None) -> Iterator[Finding]:
    """The findings from contradictions, of one company or of all."""
    judgements = ledger.judgements(as_of)
    for each in assess(ledger, entity_id, as_of):
        yield from map(finding, each.contradictions(judgements))


@dataclass(frozen=True, slots=True)
class Lot:
    """Companies by canonical id (None: those that nobody knows), or documents by id, to be looked at together."""

    companies: tuple[str | None, ...] = ()
    documents: tuple[str, ...] = ()

    def one_by_one(self) -> "Iterator[Lot]":
        """The same in the smallest lots."""
        yield from (Lot(companies=(each,)) for each in self.companies)
        yield from (Lot(documents=(each,)) for each in self.documents)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a lot: findings, the rows to keep, how many companies had claims; or the lot itself, if it was lost."""

    findings: tuple[Finding, ...] = ()
    rows: tuple[tuple[str, bytes], ...] = ()
    companies: int = 0
    lost: Lot | None = None


@dataclass(slots=True)
class Worker:
    """Looks at lots of one ledger; sent to another process it opens the ledger there."""

    url: str
    as_of: str | None = None
    keeps: bool = False
    ledger: Ledger | None = None
    _library: Library | None = field(default=None, repr=False)

    def __reduce__(self) -> tuple[Callable[..., "Worker"], tuple[object, ...]]:
        """Without what is open here."""
        return Worker, (self.url, self.as_of, self.keeps)

    def __call__(self, lot: Lot) -> Done:
        """The findings on a lot."""
        if self.ledger is None:
            self.ledger = Ledger(self.url, create=False)
        if self._library is None:
            self._library = Library(self.ledger, self.as_of)
        if lot.documents:
            return Done(tuple(_in_documents(self.ledger, lot.documents, self.as_of)))
        return self._companies(self.ledger, lot.companies, self._library)

    def _companies(self, ledger: Ledger, ids: tuple[str | None, ...], library: Library) -> Done:
        known = rulings.standing(ledger.judgements(self.as_of))
        findings: list[Finding] = []
        rows: list[tuple[str, bytes]] = []
        count = 0
        for assessed in assess_some(ledger, ids, library, self.as_of):
            count += 1
            if self.keeps:
                found = kept.of(assessed, self.as_of)
                rows.append((found.entity_id, kept.pack(found)))
                contradictions = found.contradictions
            else:
                contradictions = assessed.contradictions()
            findings += map(finding, rulings.applied(contradictions, known))
        return Done(tuple(findings), tuple(rows), count)


def _in_documents(ledger: Ledger, ids: tuple[str, ...], as_of: str | None) -> Iterator[Finding]:
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        records = bulk.claims_in(ledger, page, as_of)
        for document in ledger.documents_by_id(page, as_of):
            theirs = records[document.id]
            yield from check_document(document, [record.claim for record in theirs])
            yield from check_claims(theirs)


def check(ledger: Ledger, as_of: str | None = None, *, jobs: int = 1) -> Iterator[Finding]:
    """Every finding on a ledger as it stood at `as_of`: contradictions company by company, then documents one by one.

    Shared out among so many processes.
    """
    lots = [*_companies(batches(ledger, as_of)), *_documents(bulk.document_ids(ledger, as_of))]
    for done in _looked_at(Worker(_address(ledger), as_of, ledger=ledger), lots, jobs):
        yield from done.findings


def check_ledger(ledger: Ledger, *, at: str, jobs: int = 1) -> Checked:
    """Checks what was written since the last check, all of it the first time, and notes what is new and what stands no
    longer, at this time.

    By other rules or tables than the last time, or where no assessments can be kept (see `kept`), all is checked anew.
    A ledger that can only be read is checked as a whole, and nothing is noted.
    """
    if ledger.read_only:
        return Checked(tuple({each.id: each for each in check(ledger, jobs=jobs)}.values()), 0, 0)
    with kept.opened(ledger) as beside:
        since = beside.mark("checked")
        touched = kept.touched_since(ledger, since) if since else Touched(bulk.mark(ledger), everything=True)
        standing = ledger.findings()
        if touched.everything:
            companies, documents = list(batches(ledger)), bulk.document_ids(ledger)
            before = {each.id for each in standing}
        else:
            touched = _with_ruled(ledger, touched, standing)
            companies, documents = [tuple(touched.companies)], list(touched.documents)
            before = _concerned(ledger, standing, touched)
        lots = [*_companies(companies), *_documents(documents)]
        fresh, looked_at = _kept_findings(ledger, lots, beside, jobs)
        added = ledger.add_findings(fresh.values(), at=at)
        withdrawn = ledger.withdraw_findings(before - fresh.keys(), at=at)
        beside.set_mark("checked", touched.mark)
    others = [each for each in standing if each.id not in before and each.id not in fresh]
    return Checked((*others, *fresh.values()), added, withdrawn, len(documents), looked_at)


def _kept_findings(ledger: Ledger, lots: list[Lot], beside: Kept, jobs: int) -> tuple[dict[str, Finding], int]:
    found: dict[str, Finding] = {}
    companies = 0
    worker = Worker(_address(ledger), keeps=beside.works, ledger=ledger)
    for done in _looked_at(worker, lots, jobs):
        found.update((each.id, each) for each in done.findings)
        beside.put(done.rows)
        companies += done.companies
    return found, companies


def _with_ruled(ledger: Ledger, touched: Touched, standing: Iterable[Finding]) -> Touched:
    """Also the companies whose contradictions were ruled on."""
    claims = {claim for each in standing if each.id in touched.ruled for claim in each.claim_ids}
    about = bulk.targets_of(ledger, claims=claims) if claims else set()
    return Touched(touched.mark, touched.documents, touched.companies | about, touched.ruled)


def _concerned(ledger: Ledger, standing: Iterable[Finding], touched: Touched) -> set[str]:
    """The findings that stand on what was touched: on the document alone, or on claims about the company."""
    claims = {each.claim.id for each in bulk.claims_about(ledger, touched.companies, retracted=True)}
    documents = set(touched.documents)
    return {
        each.id
        for each in standing
        if (
            claims.intersection(each.claim_ids)
            if each.check.startswith(CONTRADICTION)
            else documents.issuperset(each.document_ids)
        )
    }


def _companies(lots: Iterable[tuple[str | None, ...]]) -> Iterator[Lot]:
    return (Lot(companies=each) for each in lots if each)


def _documents(ids: list[str]) -> Iterator[Lot]:
    return (Lot(documents=tuple(ids[start : start + _DOCUMENTS])) for start in range(0, len(ids), _DOCUMENTS))


def _looked_at(worker: Worker, lots: list[Lot], jobs: int) -> Iterator[Done]:
    """What came of each lot. What ends its process is lost, and tried again in the smallest lots; the rest is not.

    Where all are lost, processes cannot be started at all, and this one does the work.
    """
    if sum(len(lot.documents) for lot in lots) < _SHARED_FROM:
        jobs = 1
    lost: list[Lot] = []
    for done in ordered_map(worker, lots, jobs=jobs, lost=_lost, pays_from=2):
        yield done
        lost += [done.lost] if done.lost else []
    if len(lost) == len(lots):
        yield from map(worker, lost)
    else:
        again = [one for lot in lost for one in lot.one_by_one()]
        yield from ordered_map(worker, again, jobs=jobs, lost=_lost, pays_from=1)


def _lost(lot: Lot) -> Done:
    return Done(lost=lot)


def _address(ledger: Ledger) -> str:
    return ledger.url.render_as_string(hide_password=False)
