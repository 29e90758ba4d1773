"""Taking a document in: what is new is asserted, what is gone is retracted, what stands is left alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from upperhand.errors import LedgerError
from upperhand.ledger import codec
from upperhand.ledger.fold import Standing, name_key, standing_claims, standing_links
from upperhand.ledger.records import Added
from upperhand.ledger.tables import (
    Base,
    ClaimRow,
    DocumentRow,
    LinkRow,
    ObservationRow,
    ReadingRow,
    SightingRow,
    TombstoneRow,
    VersionRow,
    plain,
)
from upperhand.model import Claim, Document, Link


@dataclass(frozen=True, slots=True)
class Run:
    """One document put through one ruleset and one resolver at one time."""

    ruleset: str
    resolver: str
    at: str


def add(connection: Connection, document: Document, claims: Sequence[Claim], links: Sequence[Link], run: Run) -> Added:
    """Writes what this run found and the ledger does not hold yet. See `Ledger.add`."""
    check(document, claims, links)
    document_seq, is_new = _document(connection, document, run.at)
    _sight(connection, document_seq, document, run.at)
    if not _read(connection, document_seq, document, run):
        return Added(documents=int(is_new))
    seqs = _claims(connection, document_seq, claims, is_new)
    standing = {} if is_new else standing_claims(connection, sorted(seqs.values()))
    asserted, retracted = _observe(connection, seqs, claims, standing, run)
    _link(connection, seqs, links, {} if is_new else standing_links(connection, sorted(seqs.values())), run)
    return Added(int(is_new), asserted, retracted)


def sight(connection: Connection, document: Document, at: str) -> bool:
    """Notes another place of a known document. See `Ledger.add_sighting`."""
    found = _held(connection, document.id)
    if found is None:
        raise LedgerError(f"document {document.id} is not in the ledger yet; add it with its claims")
    return found.at is None and _sight(connection, found.seq, document, at)


def check(document: Document, claims: Sequence[Claim], links: Sequence[Link]) -> None:
    """Raises LedgerError unless every claim's evidence stands in the document and every link belongs to a claim."""
    ids = {claim.id for claim in claims}
    if len(ids) != len(claims):
        raise LedgerError(f"document {document.id}: two claims bear one id; a claim's id is a hash of its content")
    for claim in claims:
        evidence = claim.evidence
        if evidence.document_id != document.id:
            raise LedgerError(f"claim {claim.id} has its evidence in {evidence.document_id}, not in {document.id}")
        if document.text[evidence.start : evidence.end] != evidence.exact or evidence.start < 0:
            span = f"{evidence.start}:{evidence.end}"
            raise LedgerError(f"claim {claim.id}: the words of its evidence do not stand at {span} of {document.id}")
    stray = next((link for link in links if link.claim_id not in ids), None)
    if stray is not None:
        raise LedgerError(f"the link of {stray.name!r} belongs to claim {stray.claim_id}, which was not given with it")


def _document(connection: Connection, document: Document, at: str) -> tuple[int, bool]:
    found = _held(connection, document.id)
    if found is None:
        return _insert(connection, DocumentRow, id=document.id, added_at=at), True
    if found.at is not None:
        raise LedgerError(f"document {document.id} was forgotten on {found.at} by {found.by}; it is not taken in again")
    return found.seq, False


def _held(connection: Connection, document_id: str) -> Row[int, str | None, str | None] | None:
    """A document's number, and when and by whom it was forgotten, if it was."""
    query = select(DocumentRow.seq, TombstoneRow.at.label("at"), TombstoneRow.by.label("by"))
    query = query.outerjoin(TombstoneRow, TombstoneRow.document == DocumentRow.seq)
    return connection.execute(query.where(DocumentRow.id == document_id)).first()


def _sight(connection: Connection, document_seq: int, document: Document, at: str) -> bool:
    """Notes where the document was met, once for each address; False if that was known."""
    url = plain(document.source_url or "")
    known = select(SightingRow.seq).where(SightingRow.document == document_seq, SightingRow.source_url == url)
    if connection.execute(known).first() is not None:
        return False
    values = {"source_url": url, "publisher": document.publisher, "retrieved_at": document.retrieved_at}
    _insert(connection, SightingRow, document=document_seq, seen_at=at, **values)
    return True


def _read(connection: Connection, document_seq: int, document: Document, run: Run) -> bool:
    """Notes the run, and says whether there is anything to do: not if the last one was the same, on the same text."""
    version = codec.pack_document(document)
    last = connection.execute(
        select(ReadingRow.ruleset, ReadingRow.resolver, ReadingRow.observed_at, VersionRow.digest)
        .join(VersionRow, VersionRow.seq == ReadingRow.version)
        .where(ReadingRow.document == document_seq)
        .order_by(ReadingRow.seq.desc())
        .limit(1)
    ).first()
    if last is not None:
        if (last.ruleset, last.resolver) == (run.ruleset, run.resolver) and version.same_text(last.digest):
            return False  # whatever else differs (a title made of the file's name) is the place's, not the document's
        if run.at < last.observed_at:
            raise LedgerError(
                f"document {document.id} was last read at {last.observed_at}; "
                f"nothing can be noted of it at {run.at}, before that"
            )
    values = {"ruleset": run.ruleset, "resolver": run.resolver, "observed_at": run.at}
    _insert(
        connection, ReadingRow, document=document_seq, version=_version(connection, document_seq, version), **values
    )
    return True


def _version(connection: Connection, document_seq: int, version: codec.Version) -> int:
    known = select(VersionRow.seq).where(VersionRow.document == document_seq, VersionRow.digest == version.digest)
    found = connection.execute(known).scalar()
    if found is not None:
        return found
    values = {"digest": version.digest, "metadata_": version.metadata, "text": version.text}
    return _insert(connection, VersionRow, document=document_seq, **values)


def _observe(
    connection: Connection,
    seqs: Mapping[str, int],
    claims: Sequence[Claim],
    standing: dict[int, Standing],
    run: Run,
) -> tuple[int, int]:
    """Asserts and retracts; gives how many claims came to stand and how many stand no longer."""
    fresh = 0
    rows: list[dict[str, Any]] = []
    for claim in claims:
        before = standing.pop(seqs[claim.id], None)
        if before is None or (before.rule, before.confidence) != (claim.rule, claim.confidence):
            said = (claim.rule, claim.confidence, claim.ruleset or run.ruleset)
            rows.append(observation(seqs[claim.id], "assert", said, run))
        fresh += before is None
    gone = [observation(seq, "retract", (was.rule, was.confidence, run.ruleset), run) for seq, was in standing.items()]
    if rows or gone:
        connection.execute(insert(ObservationRow), rows + gone)
    return fresh, len(gone)


def _claims(connection: Connection, document_seq: int, claims: Sequence[Claim], is_new: bool) -> dict[str, int]:
    """The row number of every claim that this document ever had, the given ones included."""
    query = select(ClaimRow.id, ClaimRow.seq).where(ClaimRow.document == document_seq).order_by(ClaimRow.seq)
    held = {} if is_new else dict(connection.execute(query).all())
    rows = [claim_row(document_seq, claim) for claim in claims if claim.id not in held]
    if rows:
        connection.execute(insert(ClaimRow), rows)
        held = dict(connection.execute(query).all())
    return held


def claim_row(document_seq: int, claim: Claim) -> dict[str, Any]:
    """A row that holds what a claim says."""
    return {"id": claim.id, "document": document_seq, "lever": claim.lever, "content": codec.pack_claim(claim)}


def observation(seq: int, act: str, said: tuple[str, float, str], run: Run) -> dict[str, Any]:
    """A row that says that a claim was asserted or retracted; `said` is its rule, confidence and ruleset."""
    rule, confidence, ruleset = said
    values = {"claim": seq, "act": act, "rule": rule, "confidence": confidence}
    return {**values, "ruleset": ruleset, "observed_at": run.at}


def _link(
    connection: Connection,
    seqs: Mapping[str, int],
    links: Sequence[Link],
    standing: dict[int, dict[tuple[str, str], Link]],
    run: Run,
) -> None:
    """Writes who the names are where that differs from what stands."""
    rows: list[dict[str, Any]] = []
    for link in links:
        before = standing.get(seqs[link.claim_id], {}).pop((link.role, link.name), None)
        if before != link:
            rows.append(link_row(seqs[link.claim_id], "assert", link, run))
    gone = [link_row(seq, "retract", was, run) for seq, left in standing.items() for was in left.values()]
    if rows or gone:
        connection.execute(insert(LinkRow), rows + gone)


def link_row(seq: int, act: str, link: Link, run: Run) -> dict[str, Any]:
    """A row that says who a name of a claim is, or is no longer."""
    return {
        "claim": seq,
        "act": act,
        "role": link.role,
        "name": link.name,
        "name_key": name_key(link.name),
        "entity_id": link.entity_id,
        "candidates": codec.pack(list(link.candidates), f"the link of {link.name!r}") if link.candidates else b"",
        "how": link.how,
        "resolver": run.resolver,
        "observed_at": run.at,
    }


def _insert(connection: Connection, row: type[Base], **values: object) -> int:
    """Adds one row and gives its number."""
    return int(connection.execute(insert(row).values(**values).returning(row.__table__.c.seq)).scalar_one())
