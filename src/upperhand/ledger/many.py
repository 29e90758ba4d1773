"""Taking in many documents at once, all of them or none: what `append.add` does for one, with a statement for hundreds.

New documents are written table by table, those that were read the same way before are passed over, and all others go
the way of a single one.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, insert, select

from upperhand.ledger import append, codec, notes
from upperhand.ledger.append import Run
from upperhand.ledger.records import Added, Found
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

_BATCH = 400


def add_all(connection: Connection, found: Iterable[Found], at: str) -> Added:
    """Writes what was found in each document. See `Ledger.add_all`."""
    total, addresses, rest = Added(), set[str](), iter(found)
    while batch := list(islice(rest, _BATCH)):
        for address in {each.document.source_url or "" for each in batch} - addresses:
            notes.resolve_failures(connection, address, "taken in", at)
            addresses.add(address)
        for wrote in _batch(connection, batch, at):
            total += wrote
    return total


def _batch(connection: Connection, batch: Sequence[Found], at: str) -> Iterator[Added]:
    for each in batch:
        append.check(each.document, each.claims, each.links)
    query = select(DocumentRow.id, DocumentRow.seq).where(DocumentRow.id.in_([each.document.id for each in batch]))
    held = dict(connection.execute(query).all())
    first: dict[str, Found] = {}
    known = []
    for each in batch:
        if each.document.id in held or each.document.id in first:
            known.append(each)
        else:
            first[each.document.id] = each
    yield _write(connection, list(first.values()), at)
    unchanged = _unchanged(connection, known, held)
    for each in known:
        if (each.document.id, each.ruleset, each.resolver) not in unchanged:
            yield append.add(connection, each.document, each.claims, each.links, _run(each, at))


def _unchanged(connection: Connection, known: Sequence[Found], held: dict[str, int]) -> set[tuple[str, str, str]]:
    """The documents that were last read under this ruleset and resolver, with the same text, at an address that is known."""
    seqs = {held[each.document.id] for each in known if each.document.id in held}
    last = select(func.max(ReadingRow.seq)).where(ReadingRow.document.in_(seqs)).group_by(ReadingRow.document)
    query = select(ReadingRow.document, ReadingRow.ruleset, ReadingRow.resolver, VersionRow.digest)
    query = query.join(VersionRow, VersionRow.seq == ReadingRow.version).where(ReadingRow.seq.in_(last))
    query = query.outerjoin(TombstoneRow, TombstoneRow.document == ReadingRow.document).where(
        TombstoneRow.seq.is_(None)
    )
    read = {row[0]: row[1:] for row in connection.execute(query).all()} if seqs else {}
    met = select(SightingRow.document, SightingRow.source_url).where(SightingRow.document.in_(seqs))
    sightings = {tuple(row) for row in connection.execute(met).all()} if seqs else set()
    found = set()
    for each in known:
        seq = held.get(each.document.id, 0)
        ruleset, resolver, digest = read.get(seq, ("", "", ""))
        if (
            (ruleset, resolver) == (each.ruleset, each.resolver)
            and (seq, plain(each.document.source_url or "")) in sightings
            and codec.pack_document(each.document).same_text(digest)
        ):
            found.add((each.document.id, ruleset, resolver))
    return found


def _write(connection: Connection, fresh: Sequence[Found], at: str) -> Added:
    """Writes documents that the ledger does not hold, table by table."""
    if not fresh:
        return Added()
    documents = _inserted(connection, DocumentRow, [{"id": each.document.id, "added_at": at} for each in fresh])
    pairs = list(zip(documents, fresh, strict=True))
    sightings = [
        {"document": seq, "source_url": plain(each.document.source_url or ""), "publisher": each.document.publisher,
         "retrieved_at": each.document.retrieved_at, "seen_at": at}
        for seq, each in pairs
    ]  # fmt: skip
    packed = [codec.pack_document(each.document) for each in fresh]
    versions = _inserted(connection, VersionRow, [
        {"document": seq, "digest": version.digest, "metadata": version.metadata, "text": version.text}
        for seq, version in zip(documents, packed, strict=True)
    ])  # fmt: skip
    readings = [
        {"document": seq, "version": version, "ruleset": each.ruleset, "resolver": each.resolver, "observed_at": at}
        for (seq, each), version in zip(pairs, versions, strict=True)
    ]
    connection.execute(insert(SightingRow), sightings)
    connection.execute(insert(ReadingRow), readings)
    return Added(len(fresh), _write_claims(connection, pairs, at), 0)


def _write_claims(connection: Connection, pairs: Sequence[tuple[int, Found]], at: str) -> int:
    said = [(seq, each, claim) for seq, each in pairs for claim in each.claims]
    if not said:
        return 0
    seqs = _inserted(connection, ClaimRow, [append.claim_row(seq, claim) for seq, _, claim in said])
    row_of = {(document, claim.id): seq for seq, (document, _, claim) in zip(seqs, said, strict=True)}
    observations = [
        append.observation(seq, "assert", (claim.rule, claim.confidence, claim.ruleset or each.ruleset), _run(each, at))
        for seq, (_, each, claim) in zip(seqs, said, strict=True)
    ]
    links = [
        append.link_row(row_of[document, link.claim_id], "assert", link, _run(each, at))
        for document, each in pairs
        for link in each.links
    ]
    connection.execute(insert(ObservationRow), observations)
    if links:
        connection.execute(insert(LinkRow), links)
    return len(said)


def _run(each: Found, at: str) -> Run:
    return Run(each.ruleset, each.resolver, at)


def _inserted(connection: Connection, row: type[Base], values: list[dict[str, Any]]) -> list[int]:
    """Adds rows, and gives their numbers in the same order."""
    statement = insert(row).returning(row.__table__.c.seq, sort_by_parameter_order=True)
    return [int(seq) for seq in connection.execute(statement, values).scalars()]
