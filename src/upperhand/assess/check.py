"""Findings: contradictions and figures that cannot be right, kept in the ledger so that a dossier need not look again.

A check goes lot by lot, companies and documents, shared out among processes that each read the ledger for themselves.
After the first one only what was written since is looked at again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from upperhand.assess import kept, rulings
from upperhand.assess.kept import Kept, Touched
from upperhand.assess.library import Library
from upperhand.assess.noting import CONTRADICTION, Noting, Seen, concerned
from upperhand.assess.of_ledger import assess, assess_some, batches
from upperhand.assess.rows import Row
from upperhand.assess.sanity import check_claims, check_document
from upperhand.assess.shelf import Shelf
from upperhand.assess.tellings import telling
from upperhand.assess.types import Contradiction, Side
from upperhand.collector import uncollected
from upperhand.ledger import Ledger, bulk
from upperhand.model import Finding, Level
from upperhand.workers import ordered_map

_DOCUMENTS = 1_000  # in a lot
_FEW = 50  # companies: so many are worked out one by one here, more are shared out in lots of so many
_PAGE = 100  # documents whose texts are held at once
_SHARED_FROM = 2_000  # documents: below that, starting processes costs more than it saves


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a ledger came to: the findings that stand, how many are new, how many stand no longer.

    `documents` and `companies` say how many were looked at: all, or what was touched since the last check; `facts` and
    `claims` how many were worked out for it.
    """

    findings: tuple[Finding, ...]
    added: int
    withdrawn: int
    documents: int = 0
    companies: int = 0
    facts: int = 0
    claims: int = 0


def finding(found: Contradiction) -> Finding:
    """A contradiction as a finding: a warning, or an error where both sides have several origins; info once ruled
    on."""
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
    many = len(side.document_ids)
    names = ", ".join(side.publishers) or f"{many} document{'s' * (many != 1)} without a publisher"
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
    """What came of a lot: findings, which companies (by id) each is about, the rows to keep, how many companies had
    claims and how many facts were made of how many claims; or the lot itself, if it was lost."""

    findings: tuple[Finding, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    rows: tuple[Row, ...] = ()
    companies: int = 0
    facts: int = 0
    claims: int = 0
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
        with uncollected():
            if lot.documents:
                found = list(in_documents(self.ledger, lot.documents, self.as_of))
                about = {(id_, each.id) for each, ids in found for id_ in ids}
                return Done(tuple(each for each, _ in found), tuple(sorted(about)))
            return self._companies(self.ledger, lot.companies, self._library)

    def _companies(self, ledger: Ledger, ids: tuple[str | None, ...], library: Library) -> Done:
        known = rulings.standing(ledger.judgements(self.as_of))
        findings: list[Finding] = []
        about: list[tuple[str, str]] = []
        rows: list[Row] = []
        count = facts = claims = 0
        for assessed in assess_some(ledger, ids, library, self.as_of):
            count, facts, claims = count + 1, facts + len(assessed.facts), claims + len(assessed.tellings)
            if self.keeps:
                found, row = kept.of(assessed, Shelf(None), self.as_of)
                rows.append(row)
                contradictions = found.contradictions()
            else:
                contradictions = assessed.contradictions()
            about += [(assessed.entity_id, each.id) for each in contradictions]
            findings += map(finding, rulings.applied(contradictions, known))
        return Done(tuple(findings), tuple(about), tuple(rows), count, facts, claims)


def in_documents(
    ledger: Ledger, ids: Sequence[str], as_of: str | None = None
) -> Iterator[tuple[Finding, frozenset[str]]]:
    """What cannot be right in these documents and in the claims that stand in them, and the companies it is about."""
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        records = bulk.claims_in(ledger, page, as_of, links="target")
        for document in ledger.documents_by_id(page, as_of):
            theirs = records[document.id]
            found = [*check_document(document, [record.claim for record in theirs]), *check_claims(theirs)]
            about = {record.claim.id: telling(record).entity_id for record in theirs} if found else {}
            for each in found:
                yield each, frozenset(about[id_] for id_ in each.claim_ids if id_ in about)


def look_through(ledger: Ledger, entity_id: str, most: int) -> tuple[set[str], list[Finding], int]:
    """What cannot be right in the documents about a company that came after the last check of all.

    Gives the documents looked through, what was found in them about the company, and how many are left: none is
    looked through where there are more than `most`. What was found is kept beside the ledger until the next check.
    """
    with kept.opened(ledger) as beside:
        since = beside.shelf.mark("checked")
        news = bulk.news(ledger, since) if since else None
        among = None if news is None or news.broken else news.documents
        about, count = (
            ([], 0) if among is not None and not among else bulk.documents_about(ledger, entity_id, among, most=most)
        )
        if count > most:
            return set(), [], count
        known = beside.shelf.looked_at(about)
        missing = [id_ for id_ in about if id_ not in known]
        fresh: dict[str, list[Finding]] = {id_: [] for id_ in missing}
        for found, _ in in_documents(ledger, missing):
            fresh[found.document_ids[0]].append(found)
        beside.shelf.keep_looked_at(fresh)
    claims = bulk.claims_in(ledger, about)
    members = ledger.clusters().members(entity_id)
    mine = {
        each.claim.id
        for rows in claims.values()
        for each in rows
        if any(link.role == "target" and link.entity_id in members for link in each.links)
    }
    found_in = {**known, **fresh}
    told = [each for findings in found_in.values() for each in findings if mine.intersection(each.claim_ids)]
    return set(about), list({each.id: each for each in told}.values()), 0


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
        since = beside.shelf.mark("checked")
        touched = kept.touched_since(ledger, since) if since else Touched(bulk.mark(ledger), everything=True)
        standing = {each.id: each for each in ledger.findings()}
        known = Noting(beside.shelf, bulk.last_finding(ledger))
        if touched.everything:
            look = _Look(bulk.document_ids(ledger), beside, list(batches(ledger)), everything=True)
            before = set(standing)
        else:
            touched = _with_ruled(ledger, touched, standing.values())
            look = _touched(beside, touched)
            before = concerned(ledger, standing.values(), touched, known)
        look.run(jobs)
        news = [each for each in look.found.values() if standing.get(each.id) != each]
        added = ledger.add_findings(news, at=at)
        withdrawn = ledger.withdraw_findings(before - look.found.keys(), at=at)
        known.keep(ledger, look, touched, added + withdrawn)
        look.note(touched.mark)
    others = [each for each in standing.values() if each.id not in before and each.id not in look.found]
    work = beside.work
    return Checked(
        (*others, *look.found.values()),
        added,
        withdrawn,
        len(look.documents),
        look.companies,
        work.facts,
        work.claims,
    )


@dataclass
class _Look(Seen):
    """What is looked at: lots of companies as wholes, documents, and single companies that changes are worked into."""

    beside: Kept
    lots: list[tuple[str | None, ...]] = field(default_factory=list)
    singly: tuple[str, ...] = ()
    companies: int = 0
    all_kept: bool = True

    def run(self, jobs: int) -> None:
        """Looks, and keeps what was worked out."""
        known = rulings.standing(self.beside.ledger.judgements())
        for id_ in self.singly:
            told = self.beside.company(id_)
            self.companies += bool(told.digest.facts)
            found = rulings.applied(told.contradictions(), known)
            self.found.update((each.id, finding(each)) for each in found)
            self.about.setdefault(id_, set()).update(each.id for each in found)
        beside, work = self.beside.shelf, self.beside.work
        worker = Worker(_address(self.beside.ledger), keeps=beside.works, ledger=self.beside.ledger)
        for done in _looked_at(worker, [*_companies(self.lots), *_documents(self.documents)], jobs):
            self.found.update((each.id, each) for each in done.findings)
            for company, found_id in done.about:
                self.about.setdefault(company, set()).add(found_id)
            self.all_kept &= beside.put(done.rows)
            self.companies += done.companies
            work.whole, work.facts, work.claims = (
                work.whole + done.companies,
                work.facts + done.facts,
                work.claims + done.claims,
            )

    def note(self, mark: bulk.Mark) -> None:
        """Notes how far the ledger was checked, and whether all of it is kept."""
        beside = self.beside.shelf
        beside.forget_looked_at()
        beside.set_mark("checked", mark)
        if self.all_kept and self.beside.all_kept:
            beside.complete(again=not self.everything)


def _touched(beside: Kept, touched: Touched) -> _Look:
    """What was touched: where much was, in lots that can be shared out."""
    anew = sorted(id_ for id_ in touched.anew if id_ is not None)
    singly = sorted(id_ for id_ in touched.companies - touched.anew if id_ is not None)
    lots: list[tuple[str | None, ...]] = [(None,)] if None in touched.anew else []
    if None in touched.anew:
        singly = [id_ for id_ in singly if not id_.startswith("name:")]
    if len(anew) > _FEW:
        lots = [*(tuple(anew[start : start + _FEW]) for start in range(0, len(anew), _FEW)), *lots]
    else:
        singly += anew
    return _Look(list(touched.documents), beside, lots, tuple(singly))


def _with_ruled(ledger: Ledger, touched: Touched, standing: Iterable[Finding]) -> Touched:
    """Also the companies whose contradictions were ruled on."""
    claims = {claim for each in standing if each.id in touched.ruled for claim in each.claim_ids}
    about = {telling(each).entity_id for each in ledger.claims_by_id(claims)}
    return replace(touched, companies=touched.companies | about)


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
