"""From rows that were only ever added to what stands at a moment: the last word on each thing counts."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.orm import InstrumentedAttribute

from upperhand.ledger import codec
from upperhand.ledger.tables import ClaimRow, LinkRow, ObservationRow
from upperhand.model import Link

T = TypeVar("T")
_CHUNK = 900
_ROLES = {"target": 0, "actor": 1, "person": 2}


class Standing(NamedTuple):
    """What the last observation says of a claim, and since when it has been so."""

    observed_at: str
    retracted_at: str | None
    ruleset: str
    rule: str
    confidence: float


def name_key(name: str) -> str:
    """The form under which a name is looked up: without regard to case, width and spacing."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def observed_claims(connection: Connection, seqs: Sequence[int], as_of: str | None = None) -> dict[int, Standing]:
    """The state of these claims (by row number) at a moment, retracted ones included."""
    states: dict[int, Standing] = {}
    row = ObservationRow
    for chunk in chunks(seqs):
        query = select(row.claim, row.act, row.ruleset, row.rule, row.confidence, row.observed_at)
        query = query.where(within(row.claim, chunk)).order_by(row.seq)
        if as_of is not None:
            query = query.where(row.observed_at <= as_of)
        for claim, act, ruleset, rule, confidence, at in connection.execute(query).all():
            before = states.get(claim)
            since = at if before is None or before.retracted_at else before.observed_at
            states[claim] = Standing(since, at if act == "retract" else None, ruleset, rule, confidence)
    return states


def standing_claims(connection: Connection, seqs: Sequence[int]) -> dict[int, Standing]:
    """Of these claims, those that stand now, in the order of their row numbers."""
    states = observed_claims(connection, seqs)
    return {seq: states[seq] for seq in sorted(states) if states[seq].retracted_at is None}


def standing_links(
    connection: Connection, seqs: Sequence[int], as_of: str | None = None, only: str | None = None
) -> dict[int, dict[tuple[str, str], Link]]:
    """For each of these claims (by row number), its links (those of one role `only`) by role and name at a moment."""
    links: dict[int, dict[tuple[str, str], Link]] = {}
    row = LinkRow
    for chunk in chunks(seqs):
        query = select(
            row.claim, row.act, ClaimRow.id, row.role, row.name, row.entity_id, row.candidates, row.how
        ).join(ClaimRow, ClaimRow.seq == row.claim)
        query = query.where(within(row.claim, chunk)).order_by(row.seq)
        if as_of is not None:
            query = query.where(row.observed_at <= as_of)
        if only is not None:
            query = query.where(row.role == only)
        for claim, act, claim_id, role, name, entity_id, candidates, how in connection.execute(query).all():
            of_claim = links.setdefault(claim, {})
            if act == "retract":
                of_claim.pop((role, name), None)
            else:
                known = codec.unpack_names(candidates) if candidates else ()
                of_claim[role, name] = Link(claim_id, role, name, entity_id, known, how)  # type: ignore[arg-type]
    return links


def in_order(links: dict[tuple[str, str], Link]) -> tuple[Link, ...]:
    """The target first, then the actor, then the people, each as first given."""
    return tuple(sorted(links.values(), key=lambda link: _ROLES[link.role]))


def within(column: InstrumentedAttribute[int], chunk: Sequence[int]) -> ColumnElement[bool]:
    """The condition that a number is one of these, which are in order; a run of numbers is a range (read at once)."""
    if chunk and chunk[-1] - chunk[0] + 1 == len(chunk):
        return column.between(chunk[0], chunk[-1])
    return column.in_(chunk)


def chunks(seqs: Sequence[T]) -> Iterator[Sequence[T]]:
    """Lists short enough to be asked for in one query."""
    for start in range(0, len(seqs), _CHUNK):
        yield seqs[start : start + _CHUNK]
