"""FollowTheMoney statements of a ledger, each once, gathered in a temporary file so that memory stays bounded.

The id of a statement is FollowTheMoney's: the SHA-1 of `dataset.entity_id.prop.value`, with `@lang` after it where the
value has a language. Two documents that give the same value make one statement, first and last seen with them.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager

from upperhand.ledger.exports.ftm_map import Fragment, export_id, fragments, parties, stronger
from upperhand.ledger.exports.ftm_schema import clean, schemata
from upperhand.ledger.exports.source import Source
from upperhand.model import Statement

DATASET = "upperhand"


def statement_id(dataset: str, entity_id: str, prop: str, value: str, lang: str | None = None) -> str:
    """The id of a statement, as FollowTheMoney makes it (its documentation: "statement-based data model")."""
    key = f"{dataset}.{entity_id}.{prop}.{value}"
    return hashlib.sha1((f"{key}@{lang}" if lang else key).encode()).hexdigest()


@contextmanager
def gathered(source: Source, *, canonical: bool) -> Iterator[Iterable[Statement]]:
    """All statements, ordered by entity, property and value; `prop` is `id` for the one that founds an entity.

    Without `canonical`, `entity_id` is the resolver's id and `canonical_id` tells whom the judgements make of it.
    """
    with closing(sqlite3.connect("")) as spool:
        spool.execute(
            "CREATE TABLE spool (entity TEXT, prop TEXT, value TEXT, schema TEXT, canonical TEXT, first TEXT, "
            "last TEXT, PRIMARY KEY (entity, prop, value)) WITHOUT ROWID"
        )
        _fill(spool, source, canonical)
        yield _read(spool)


def _fill(spool: sqlite3.Connection, source: Source, canonical: bool) -> None:
    schema_of = _settled(source, canonical)
    clusters = source.ledger.clusters(source.as_of)
    for record, document in source.claims(canonical=canonical):
        known = {party.id: party.entity_id for each in parties(record).values() for party in each}
        for fragment in fragments(record, document, schema_of):
            entity_id = known.get(fragment.id)
            merged = export_id(clusters.canonical(entity_id)) if entity_id else fragment.id
            _keep(spool, fragment, merged, record.observed_at)
            if entity_id is not None and entity_id in source.entities:
                _keep(spool, _described(source, entity_id, fragment), merged, record.observed_at)


def _settled(source: Source, canonical: bool) -> dict[str, str]:
    """The one schema of every party: the one that is known, else the one that says most of those its roles suggest."""
    schema_of: dict[str, str] = {}
    for record, _ in source.claims(canonical=canonical):
        for party in (party for each in parties(record).values() for party in each):
            known = source.entities.get(party.entity_id or "")
            if known is not None and known.schema in schemata():
                schema_of[party.id] = known.schema
            else:
                schema_of[party.id] = stronger(party.schema, schema_of.get(party.id))
    return schema_of


def _described(source: Source, entity_id: str, fragment: Fragment) -> Fragment:
    """What is known of an entity beside the ledger."""
    known = source.entities[entity_id]
    names = {"name": [known.caption], **{prop: list(values) for prop, values in known.properties.items()}}
    return Fragment(fragment.id, fragment.schema, names)  # type: ignore[arg-type]


def _keep(spool: sqlite3.Connection, fragment: Fragment, canonical_id: str, at: str) -> None:
    rows = [("id", fragment.id)]
    for prop, values in fragment.properties.items():
        cleaned = (clean(fragment.schema, prop, value) for value in values)
        rows += [(prop, value) for value in cleaned if value]
    spool.executemany(
        "INSERT INTO spool VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "first = min(first, excluded.first), last = max(last, excluded.last)",
        [(fragment.id, prop, value, fragment.schema, canonical_id, at, at) for prop, value in rows],
    )


def _read(spool: sqlite3.Connection) -> Iterator[Statement]:
    query = (
        "SELECT entity, prop, value, schema, canonical, first, last FROM spool ORDER BY canonical, entity, prop, value"
    )
    for entity, prop, value, schema, canonical, first, last in spool.execute(query):
        id_ = statement_id(DATASET, entity, prop, value)
        yield Statement(id_, entity, canonical, schema, prop, value, DATASET, None, None, first, last)
