"""Reading claims as of a moment, in bounded memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Row, Select, select

from upperhand.ledger import codec
from upperhand.ledger.canonical import Clusters
from upperhand.ledger.fold import Standing, in_order, observed_claims, standing_links
from upperhand.ledger.records import Recorded, Role
from upperhand.ledger.tables import ClaimRow, DocumentRow, LinkRow
from upperhand.model import Lever, Link

_BATCH = 900


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims to read. `entities` are ids that all stand for one entity; None in any field means all.

    `clusters` puts entities in links under their canonical ids.
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


def iter_claims(connection: Connection, wanted: Wanted) -> Iterator[Recorded]:
    """The claims that stand, in the order in which they first came in."""
    after = 0
    while rows := connection.execute(_page(wanted, after)).all():
        yield from _recorded(connection, rows, wanted)
        after = rows[-1][0]
        if len(rows) < _BATCH:
            return


def _page(wanted: Wanted, after: int) -> Select[int, bytes, str]:
    query = select(ClaimRow.seq, ClaimRow.content, DocumentRow.id)
    query = query.join(DocumentRow, DocumentRow.seq == ClaimRow.document)
    if wanted.lever is not None:
        query = query.where(ClaimRow.lever == wanted.lever)
    if wanted.document is not None:
        query = query.where(DocumentRow.id == wanted.document)
    if wanted.claim_ids is not None:
        query = query.where(ClaimRow.id.in_(wanted.claim_ids))
    if wanted.entities is not None:
        linked = select(LinkRow.claim).where(LinkRow.entity_id.in_(sorted(wanted.entities)))
        query = query.where(ClaimRow.seq.in_(linked.where(LinkRow.role == wanted.role) if wanted.role else linked))
    return query.where(ClaimRow.seq > after).order_by(ClaimRow.seq).limit(_BATCH)


def _recorded(connection: Connection, rows: Sequence[Row[int, bytes, str]], wanted: Wanted) -> Iterator[Recorded]:
    seqs = [seq for seq, _, _ in rows]
    states = observed_claims(connection, seqs, wanted.as_of)
    links = standing_links(connection, seqs, wanted.as_of)
    for seq, content, document_id in rows:
        state, of_claim = states.get(seq), in_order(links.get(seq, {}))
        if state is not None and content and _fits(state, wanted) and _names(of_claim, wanted):
            claim = replace(
                codec.unpack_claim(content), rule=state.rule, ruleset=state.ruleset, confidence=state.confidence
            )
            known = _canonical(of_claim, wanted.clusters)
            yield Recorded(claim, document_id, state.observed_at, known, state.retracted_at)


def _canonical(links: tuple[Link, ...], clusters: Clusters | None) -> tuple[Link, ...]:
    """The links with each entity under its canonical id."""
    if clusters is None:
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
