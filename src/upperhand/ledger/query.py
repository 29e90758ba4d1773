"""Reading claims as of a moment, in bounded memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Row, select

from upperhand.ledger import codec
from upperhand.ledger.canonical import Clusters
from upperhand.ledger.fold import Standing, chunks, in_order, observed_claims, standing_links, within
from upperhand.ledger.records import Recorded, Role
from upperhand.ledger.tables import ClaimRow, DocumentRow, LinkRow
from upperhand.model import Lever, Link

_BATCH = 900


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims to read. `entities` are ids that all stand for one entity; None in any field means all.

    `clusters` puts entities in links under their canonical ids. Only links of the role `links` are read, if it is given.
    """

    entities: frozenset[str] | None = None
    role: Role | None = None
    lever: Lever | None = None
    document: str | None = None
    claim_ids: tuple[str, ...] | None = None
    as_of: str | None = None
    min_confidence: float = 0.0
    retracted: bool = False
    clusters: Clusters | None = None
    links: Role | None = None


def iter_claims(connection: Connection, wanted: Wanted) -> Iterator[Recorded]:
    """The claims that stand, in the order in which they first came in."""
    for rows in _pages(connection, wanted):
        yield from _recorded(connection, rows, wanted)


def _pages(connection: Connection, wanted: Wanted) -> Iterator[Sequence[Row[int, bytes, str]]]:
    query = select(ClaimRow.seq, ClaimRow.content, DocumentRow.id)
    query = query.join(DocumentRow, DocumentRow.seq == ClaimRow.document).order_by(ClaimRow.seq)
    if wanted.lever is not None:
        query = query.where(ClaimRow.lever == wanted.lever)
    if wanted.document is not None:
        query = query.where(DocumentRow.id == wanted.document)
    if wanted.claim_ids is not None:
        query = query.where(ClaimRow.id.in_(wanted.claim_ids))
    if wanted.entities is not None:
        for chunk in chunks(_linked(connection, wanted.entities, wanted.role)):
            yield connection.execute(query.where(within(ClaimRow.seq, chunk))).all()
        return
    after = 0
    while rows := connection.execute(query.where(ClaimRow.seq > after).limit(_BATCH)).all():
        yield rows
        after = rows[-1][0]


def _linked(connection: Connection, entities: frozenset[str], role: Role | None) -> Sequence[int]:
    """The numbers of the claims that ever named one of these entities."""
    query = select(LinkRow.claim).where(LinkRow.entity_id.in_(sorted(entities))).distinct().order_by(LinkRow.claim)
    return connection.execute(query if role is None else query.where(LinkRow.role == role)).scalars().all()


def _recorded(connection: Connection, rows: Sequence[Row[int, bytes, str]], wanted: Wanted) -> Iterator[Recorded]:
    seqs = [seq for seq, _, _ in rows]
    states = observed_claims(connection, seqs, wanted.as_of)
    links = standing_links(connection, seqs, wanted.as_of, wanted.links)
    for seq, content, document_id in rows:
        state, of_claim = states.get(seq), in_order(links.get(seq, {}))
        if state is not None and content and _fits(state, wanted) and _names(of_claim, wanted):
            claim = codec.unpack_claim(content, state.rule, state.ruleset, state.confidence)
            known = _canonical(of_claim, wanted.clusters)
            yield Recorded(claim, document_id, state.observed_at, known, state.retracted_at)


def _canonical(links: tuple[Link, ...], clusters: Clusters | None) -> tuple[Link, ...]:
    """The links with each entity under its canonical id."""
    if clusters is None or clusters.is_empty:
        return links
    return tuple(
        link
        if link.entity_id is None or (id_ := clusters.canonical(link.entity_id)) == link.entity_id
        else replace(link, entity_id=id_)
        for link in links
    )


def _fits(state: Standing, wanted: Wanted) -> bool:
    return (wanted.retracted or state.retracted_at is None) and state.confidence >= wanted.min_confidence


def _names(links: Sequence[Link], wanted: Wanted) -> bool:
    """Whether the claim names the wanted entity still: a later link may have said otherwise."""
    if wanted.entities is None:
        return True
    return any(link.entity_id in wanted.entities and wanted.role in (None, link.role) for link in links)
