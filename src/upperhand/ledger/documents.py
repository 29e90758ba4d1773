"""Documents as they stood at a moment, and where they were met."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection, Select, and_, func, or_, select

from upperhand.errors import InputError
from upperhand.ledger import codec
from upperhand.ledger.fold import chunks
from upperhand.ledger.records import Reading, Sighting
from upperhand.ledger.tables import DocumentRow, ReadingRow, SightingRow, TombstoneRow, VersionRow
from upperhand.model import Document

_EVER = "9999"  # sorts after every moment
_BATCH = 50


def iter_documents(connection: Connection, as_of: str | None, with_text: bool) -> Iterator[Document]:
    """The documents held at a moment, in the order in which they came in; those forgotten are left out."""
    held = connection.execute(_held(as_of)).scalars().all()
    for start in range(0, len(held), _BATCH):
        yield from _load(connection, held[start : start + _BATCH], as_of, with_text)


def load_document(connection: Connection, document_id: str, as_of: str | None) -> Document:
    """One document. Raises InputError if the ledger does not hold it, or has been made to forget it."""
    found = connection.execute(
        select(DocumentRow.seq, TombstoneRow.at.label("at"), TombstoneRow.by.label("by"), TombstoneRow.reason)
        .outerjoin(TombstoneRow, TombstoneRow.document == DocumentRow.seq)
        .where(DocumentRow.id == document_id, DocumentRow.added_at <= (as_of or _EVER))
    ).first()
    if found is None:
        raise InputError(f"the ledger holds no document {document_id}" + (f" as of {as_of}" if as_of else ""))
    if found.at is not None:
        raise InputError(f"document {document_id} was forgotten at {found.at} by {found.by}: {found.reason}")
    return next(_load(connection, [found.seq], as_of, True))


def load_documents(connection: Connection, ids: Sequence[str], as_of: str | None, with_text: bool) -> list[Document]:
    """Those of these documents that the ledger held at a moment and has not forgotten."""
    seqs = [
        seq
        for chunk in chunks(ids)
        for seq in connection.execute(_held(as_of).where(DocumentRow.id.in_(chunk))).scalars()
    ]
    return [document for chunk in chunks(sorted(seqs)) for document in _load(connection, chunk, as_of, with_text)]


def _held(as_of: str | None) -> Select[int]:
    query = select(DocumentRow.seq).where(DocumentRow.added_at <= (as_of or _EVER)).order_by(DocumentRow.seq)
    return query.outerjoin(TombstoneRow, TombstoneRow.document == DocumentRow.seq).where(TombstoneRow.seq.is_(None))


def _load(connection: Connection, seqs: Sequence[int], as_of: str | None, with_text: bool) -> Iterator[Document]:
    """The version that the last reading made, with the address of the first sighting."""
    last = (
        select(func.max(ReadingRow.seq))
        .where(ReadingRow.document.in_(seqs), ReadingRow.observed_at <= (as_of or _EVER))
        .group_by(ReadingRow.document)
    )
    first = select(func.min(SightingRow.seq)).where(SightingRow.document.in_(seqs)).group_by(SightingRow.document)
    columns = [VersionRow.metadata_, *([VersionRow.text] if with_text else [])]
    query = (
        select(SightingRow.source_url, SightingRow.publisher, SightingRow.retrieved_at, *columns)
        .select_from(ReadingRow)
        .join(VersionRow, VersionRow.seq == ReadingRow.version)
        .join(SightingRow, and_(SightingRow.document == ReadingRow.document, SightingRow.seq.in_(first)))
        .where(ReadingRow.seq.in_(last))
        .order_by(ReadingRow.document)
    )
    for url, publisher, retrieved_at, metadata, *text in connection.execute(query):
        document = codec.unpack_document(metadata, text[0] if text else b"")
        yield replace(document, source_url=url or None, publisher=publisher, retrieved_at=retrieved_at)


def sightings(connection: Connection, document_id: str | None, as_of: str | None) -> list[Sighting]:
    """Where documents were met, in the order of meeting."""
    row = SightingRow
    query = select(DocumentRow.id, row.source_url, row.publisher, row.retrieved_at, row.seen_at)
    query = query.join(DocumentRow, DocumentRow.seq == row.document).where(row.seen_at <= (as_of or _EVER))
    if document_id is not None:
        query = query.where(DocumentRow.id == document_id)
    return [
        Sighting(id_, url or None, publisher, retrieved_at, seen_at)
        for id_, url, publisher, retrieved_at, seen_at in connection.execute(query.order_by(row.seq))
    ]


def known(connection: Connection, ruleset: str, resolver: str) -> set[str]:
    """The documents whose last reading was this very one, and those forgotten: there is nothing to do for them."""
    last = select(func.max(ReadingRow.seq)).group_by(ReadingRow.document)
    same = select(ReadingRow.document).where(
        ReadingRow.seq.in_(last), ReadingRow.ruleset == ruleset, ReadingRow.resolver == resolver
    )
    query = select(DocumentRow.id).outerjoin(TombstoneRow, TombstoneRow.document == DocumentRow.seq)
    query = query.where(or_(DocumentRow.seq.in_(same), TombstoneRow.seq.is_not(None)))
    return set(connection.execute(query).scalars())


def readings(connection: Connection, document_id: str | None) -> list[Reading]:
    """Which rulesets documents were put through, and when."""
    row = ReadingRow
    query = select(DocumentRow.id, row.ruleset, row.resolver, row.observed_at)
    query = query.join(DocumentRow, DocumentRow.seq == row.document)
    if document_id is not None:
        query = query.where(DocumentRow.id == document_id)
    return [Reading(*each) for each in connection.execute(query.order_by(row.seq))]
