"""The entities that standing claims name, counted in the database."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, distinct, func, literal, select
from sqlalchemy.orm import aliased

from upperhand.ledger.canonical import Clusters
from upperhand.ledger.fold import name_key
from upperhand.ledger.records import EntityCount
from upperhand.ledger.tables import ClaimRow, LinkRow, ObservationRow


def named(connection: Connection, name: str) -> set[str]:
    """The ids that any link gave to this name, without regard to case and width."""
    query = select(LinkRow.entity_id).where(LinkRow.name_key == name_key(name)).distinct()
    return {id_ for id_ in connection.execute(query).scalars() if id_ is not None}


def count(
    connection: Connection, clusters: Clusters, ids: Collection[str] | None, as_of: str | None
) -> list[EntityCount]:
    """Every entity (or those with these ids) under its canonical id, the most named first."""
    wanted = None if ids is None else sorted({member for id_ in ids for member in clusters.members(id_)})
    standing = _standing(as_of, wanted)
    by_name = select(LinkRow.entity_id, LinkRow.role, LinkRow.name, func.count())
    by_name = by_name.where(standing).group_by(LinkRow.entity_id, LinkRow.role, LinkRow.name)
    groups: dict[str, list[tuple[str, str, str, int]]] = defaultdict(list)
    for row in connection.execute(by_name):
        groups[clusters.canonical(str(row[0]))].append(row)  # type: ignore[arg-type]
    documents = _documents(connection, clusters, standing)
    counted = [_counted(id_, rows, documents[id_]) for id_, rows in groups.items()]
    return sorted(counted, key=lambda each: (-each.as_target, -each.as_actor - each.as_person, each.id))


def _counted(id_: str, rows: list[tuple[str, str, str, int]], documents: int) -> EntityCount:
    roles: dict[str, int] = defaultdict(int)
    uses: dict[str, int] = defaultdict(int)
    for _, role, name, claims in rows:
        roles[role] += claims
        uses[name] += claims
    names = tuple(sorted(uses, key=lambda name: (-uses[name], name)))
    ids = tuple(sorted({row[0] for row in rows}))
    return EntityCount(id_, ids, names, roles["target"], roles["actor"], roles["person"], documents)


def _documents(connection: Connection, clusters: Clusters, standing: ColumnElement[bool]) -> dict[str, int]:
    query = select(LinkRow.entity_id, func.count(distinct(ClaimRow.document)))
    query = query.join(ClaimRow, ClaimRow.seq == LinkRow.claim).where(standing).group_by(LinkRow.entity_id)
    counts: dict[str, int] = {}
    for id_, number in connection.execute(query):
        members = clusters.members(str(id_))
        if len(members) == 1:
            counts[str(id_)] = number
        elif (canonical := clusters.canonical(str(id_))) not in counts:  # a document may name several of them
            joint = select(func.count(distinct(ClaimRow.document))).join(LinkRow, ClaimRow.seq == LinkRow.claim)
            joint = joint.where(standing, LinkRow.entity_id.in_(sorted(members)))
            counts[canonical] = connection.execute(joint).scalar_one()
    return counts


def _standing(as_of: str | None, ids: list[str] | None) -> ColumnElement[bool]:
    """The condition that a link is the last word on its name, and that its claim is not retracted."""
    later, gone, back = aliased(LinkRow), aliased(ObservationRow), aliased(ObservationRow)
    same = and_(later.claim == LinkRow.claim, later.role == LinkRow.role, later.name == LinkRow.name)
    replaced = select(later.seq).where(same, later.seq > LinkRow.seq, *_until(later, as_of))
    again = select(back.seq).where(back.claim == gone.claim, back.seq > gone.seq, *_until(back, as_of))
    retract = literal("retract", literal_execute=True)  # spelled out, so that the index of retractions is used
    retracted = select(gone.seq).where(gone.claim == LinkRow.claim, gone.act == retract, *_until(gone, as_of))
    conditions = [LinkRow.act == "assert", LinkRow.entity_id.is_not(None), *_until(LinkRow, as_of)]
    if ids is not None:
        conditions.append(LinkRow.entity_id.in_(ids))
    return and_(*conditions, ~replaced.exists(), ~retracted.where(~again.exists()).exists())


def _until(row: Any, as_of: str | None) -> list[ColumnElement[bool]]:
    return [] if as_of is None else [row.observed_at <= as_of]
