"""Forgetting a document on legal demand: the one thing that is not only added to.

Its text, metadata, quotes, names and the findings about it are erased; ids, spans of time and a tombstone stay.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select, update

from upperhand.errors import InputError, LedgerError
from upperhand.ledger.engine import told
from upperhand.ledger.fold import standing_claims
from upperhand.ledger.records import Tombstone
from upperhand.ledger.tables import (
    ClaimRow,
    DocumentRow,
    FindingRow,
    FindingSubjectRow,
    LinkRow,
    ObservationRow,
    TombstoneRow,
    VersionRow,
)

ASSESSED = "-assessed"  # the ending of the file beside a ledger that keeps what was worked out from it


def forget(connection: Connection, document_id: str, by: str, reason: str, at: str) -> None:
    """See `Ledger.forget`."""
    seq = connection.execute(select(DocumentRow.seq).where(DocumentRow.id == document_id)).scalar()
    if seq is None:
        raise InputError(f"the ledger holds no document {document_id}")
    if connection.execute(select(TombstoneRow.seq).where(TombstoneRow.document == seq)).first():
        raise InputError(f"document {document_id} has been forgotten already")
    if not by.strip() or not reason.strip():
        raise InputError("to forget a document, say by whom and for what reason")
    connection.execute(insert(TombstoneRow).values(document=seq, by=by, at=at, reason=reason))
    _retract(connection, seq, at)
    _erase(connection, seq)


def _retract(connection: Connection, document_seq: int, at: str) -> None:
    seqs = (
        connection.execute(select(ClaimRow.seq).where(ClaimRow.document == document_seq).order_by(ClaimRow.seq))
        .scalars()
        .all()
    )
    rows = [
        {
            "claim": seq,
            "act": "retract",
            "rule": was.rule,
            "confidence": was.confidence,
            "ruleset": was.ruleset,
            "observed_at": at,
        }
        for seq, was in standing_claims(connection, seqs).items()
    ]
    if rows:
        connection.execute(insert(ObservationRow), rows)


def _erase(connection: Connection, document_seq: int) -> None:
    claims = select(ClaimRow.seq).where(ClaimRow.document == document_seq)
    ids = select(ClaimRow.id).where(ClaimRow.document == document_seq)
    subjects = ids.union_all(select(DocumentRow.id).where(DocumentRow.seq == document_seq))
    findings = select(FindingSubjectRow.finding).where(FindingSubjectRow.subject.in_(subjects))
    connection.execute(update(FindingRow).where(FindingRow.seq.in_(findings)).values(content=b""))
    blank = {"name": "", "name_key": "", "entity_id": None, "candidates": b"", "how": ""}
    connection.execute(update(LinkRow).where(LinkRow.claim.in_(claims)).values(**blank))
    connection.execute(update(ClaimRow).where(ClaimRow.document == document_seq).values(content=b""))
    connection.execute(update(VersionRow).where(VersionRow.document == document_seq).values(metadata_=b"", text=b""))


def scrub(engine: Engine) -> None:
    """Makes the database give up the erased bytes: they must not linger in its files, nor in what is kept beside it.

    Raises LedgerError if another process, still reading, keeps it from that.
    """
    if engine.dialect.name == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(f"{engine.url.database}{ASSESSED}{ending}").unlink(missing_ok=True)
    with told(engine), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM FULL versions, claims, links, findings")
        elif connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise LedgerError(
                "the document is forgotten, but its bytes stay in the ledger's -wal file while another process reads; "
                "they go when the last one closes the ledger"
            )


def tombstones(connection: Connection, as_of: str | None) -> list[Tombstone]:
    """The documents that were forgotten, in the order of forgetting."""
    row = TombstoneRow
    query = select(DocumentRow.id, row.by, row.at, row.reason).join(DocumentRow, DocumentRow.seq == row.document)
    if as_of is not None:
        query = query.where(row.at <= as_of)
    return [Tombstone(*each) for each in connection.execute(query.order_by(row.seq))]
