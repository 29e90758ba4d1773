"""How a shelf is filled: fragments of all datasets put together under canonical ids, and filed for every question.

All work is done inside SQLite, in bounded memory, however many entities there are.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from upperhand.resolve.identifiers import plain
from upperhand.server import ontology
from upperhand.server.fragments import Fragment
from upperhand.server.words import spaced

FORM = 3
"""The form of a shelf: one of another form is made anew."""
_TABLES = """
CREATE TABLE fragment (canonical_id, entity_id, dataset, schema, caption, first_seen, last_seen, changed, target);
CREATE TABLE statement (canonical_id, entity_id, dataset, schema, prop, prop_type, value, first_seen, last_seen);
CREATE TABLE entity (n INTEGER PRIMARY KEY, id UNIQUE, schema, caption, first_seen, last_seen, changed, target);
CREATE TABLE referent (id PRIMARY KEY, n INTEGER, canonical_id) WITHOUT ROWID;
CREATE TABLE facet (kind, value, n INTEGER, PRIMARY KEY (kind, value, n)) WITHOUT ROWID;
CREATE TABLE facet_of (n INTEGER, kind, value, PRIMARY KEY (n, kind, value)) WITHOUT ROWID;
CREATE TABLE edge (target INTEGER, prop, source INTEGER, PRIMARY KEY (target, prop, source)) WITHOUT ROWID;
CREATE TABLE way_back (schema, prop, reverse, PRIMARY KEY (schema, prop)) WITHOUT ROWID;
CREATE TABLE thing (schema PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE source (dataset PRIMARY KEY, mark) WITHOUT ROWID;
CREATE TABLE judged (id PRIMARY KEY, canonical_id) WITHOUT ROWID;
CREATE TABLE size (dataset PRIMARY KEY, entities INTEGER, things INTEGER) WITHOUT ROWID;
CREATE VIRTUAL TABLE fulltext USING fts5(words, content='', tokenize='unicode61 remove_diacritics 2');
"""
_KINDS = {"country": "countries", "topic": "topics", "identifier": "identifiers", "gender": "genders", "name": "names"}
_BATCH = 20_000


ORDER = "dataset = 'upperhand', dataset, rowid"
"""In which order the datasets speak of an entity: lists by name, then the ledger, whichever was shelved first."""
EVERY = "TRUE"


def fill(
    path: Path,
    fragments: Iterable[Fragment],
    canonical: Callable[[str], str],
    marks: Mapping[str, str] = {},
    judged: Mapping[str, str] = {},
) -> None:
    """Write a shelf to a new file; `canonical` gives the id under which an entity goes.

    `marks` and `judged` are noted for who changes the shelf later: the state of each dataset, and ids with canonical ones.
    """
    with written(path) as connection:
        connection.executescript(_TABLES)
        connection.execute("BEGIN")
        for fragment in fragments:
            put(connection, fragment, canonical(fragment.id))
        connection.execute("CREATE INDEX statement_canonical ON statement (canonical_id)")
        connection.execute("CREATE INDEX statement_entity ON statement (entity_id)")
        connection.execute("CREATE INDEX fragment_canonical ON fragment (canonical_id)")
        connection.execute("CREATE INDEX fragment_entity ON fragment (entity_id)")
        connection.executemany("INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?, ?, ?)", merged(connection))
        file_all(connection)
        note(connection, marks, judged)
        connection.execute("COMMIT")


@contextmanager
def written(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that writes a shelf nobody reads yet; what it wrote is on disk in the end."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        yield connection
    finally:
        connection.close()
    with path.open("rb") as file:
        os.fsync(file.fileno())


def file_all(connection: sqlite3.Connection, which: str = EVERY) -> None:
    """File the entities (`e`) that fit a condition for every question; ties and sizes are those of all."""
    _fill_referents(connection, which)
    _fill_facets(connection, which)
    _fill_edges(connection)
    for number, text in words(connection, which):
        connection.execute("INSERT INTO fulltext (rowid, words) VALUES (?, ?)", (number, text))
    _fill_sizes(connection)


def note(connection: sqlite3.Connection, marks: Mapping[str, str], judged: Mapping[str, str]) -> None:
    """Note what the shelf holds."""
    connection.execute("DELETE FROM source")
    connection.execute("DELETE FROM judged")
    connection.executemany("INSERT INTO source VALUES (?, ?)", marks.items())
    connection.executemany("INSERT INTO judged VALUES (?, ?)", judged.items())


def put(connection: sqlite3.Connection, fragment: Fragment, canonical_id: str) -> None:
    """Write what one dataset says of one entity."""
    seen = fragment.first_seen, fragment.last_seen
    head = canonical_id, fragment.id, fragment.dataset, fragment.schema
    connection.execute(
        "INSERT INTO fragment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*head, fragment.caption, *seen, fragment.changed, fragment.is_target),
    )
    rows = [
        ("id", "id", fragment.id),
        *((prop, ontology.type_of(fragment.schema, prop), value) for prop, value in fragment.values),
    ]
    connection.executemany(
        "INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [(*head, *row, *seen) for row in rows]
    )


def merged(connection: sqlite3.Connection, which: str = EVERY) -> Iterator[tuple[Any, ...]]:
    """The rows of the entities that the fragments make which fit a condition, numbered from 1."""
    query = (
        "SELECT canonical_id, schema, caption, first_seen, last_seen, changed, target FROM fragment "
        f"WHERE {which} ORDER BY canonical_id, canonical_id <> entity_id, {ORDER}"
    )
    before: list[Any] = []
    number = 0
    for id_, schema, caption, first, last, changed, target in connection.cursor().execute(query):
        if before and before[1] == id_:
            before[2] = ontology.stronger(before[2], schema)
            before[3] = before[3] or caption
            before[4], before[5], before[6] = min(before[4], first), max(before[5], last), max(before[6], changed)
            before[7] = before[7] or target
            continue
        if before:
            yield _titled(connection, before)
        number += 1
        before = [number, id_, schema, caption, first, last, changed, target]
    if before:
        yield _titled(connection, before)


def _titled(connection: sqlite3.Connection, row: list[Any]) -> tuple[Any, ...]:
    if not row[3]:
        values: dict[str, list[str]] = {}
        query = f"SELECT prop, value FROM statement WHERE canonical_id = ? ORDER BY {ORDER}"
        for prop, value in connection.execute(query, [row[1]]):
            values.setdefault(prop, []).append(value)
        row[3] = ontology.caption(row[2], values)
    return tuple(row)


def _fill_referents(connection: sqlite3.Connection, which: str) -> None:
    connection.execute(f"INSERT OR IGNORE INTO referent SELECT id, n, id FROM entity e WHERE {which}")
    connection.execute(
        "INSERT OR IGNORE INTO referent "
        f"SELECT DISTINCT f.entity_id, e.n, e.id FROM entity e JOIN fragment f ON f.canonical_id = e.id WHERE {which}"
    )


def _fill_facets(connection: sqlite3.Connection, which: str) -> None:
    for table in ("facet", "facet_of"):
        columns = "{kind}, {value}, e.n" if table == "facet" else "e.n, {kind}, {value}"
        insert = f"INSERT OR IGNORE INTO {table} SELECT {columns} "
        for kind, name in _KINDS.items():
            connection.execute(
                insert.format(kind=f"'{name}'", value="s.value")
                + f"FROM entity e JOIN statement s ON s.canonical_id = e.id WHERE s.prop_type = ? AND {which}",
                [kind],
            )
        connection.execute(insert.format(kind="'schema'", value="e.schema") + f"FROM entity e WHERE {which}")
        connection.execute(
            insert.format(kind="'datasets'", value="f.dataset")
            + f"FROM entity e JOIN fragment f ON f.canonical_id = e.id WHERE {which}"
        )
    connection.create_function("plain", 1, plain, deterministic=True)
    connection.execute(
        "INSERT OR IGNORE INTO facet SELECT 'plain', plain(f.value), f.n FROM entity e JOIN facet_of f ON f.n = e.n "
        f"WHERE f.kind = 'identifiers' AND {which}"
    )


def _fill_edges(connection: sqlite3.Connection) -> None:
    ways = [
        (schema, prop, known.reverse)
        for schema in ontology.schemata()
        for prop, known in ontology.properties(schema).items()
        if known.reverse
    ]
    connection.executemany("INSERT OR IGNORE INTO way_back VALUES (?, ?, ?)", ways)
    connection.execute(
        "INSERT OR IGNORE INTO edge SELECT target.n, w.reverse, source.n FROM statement s "
        "JOIN way_back w ON w.schema = s.schema AND w.prop = s.prop "
        "JOIN referent target ON target.id = s.value JOIN referent source ON source.id = s.entity_id "
        "WHERE s.prop_type = 'entity'"
    )


def words(connection: sqlite3.Connection, which: str = EVERY) -> Iterator[tuple[int, str]]:
    """The words by which the entities that fit a condition are found, in the order in which they were written."""
    query = (
        "SELECT n, group_concat(value, char(10)) FROM (SELECT e.n AS n, s.value AS value FROM entity e "
        "JOIN statement s ON s.canonical_id = e.id "
        f"WHERE s.prop_type IN ('name', 'identifier', 'id') AND {which} ORDER BY e.n, s.rowid) GROUP BY n ORDER BY n"
    )
    found = connection.cursor().execute(query)
    while batch := found.fetchmany(_BATCH):
        yield from ((number, spaced(text)) for number, text in batch)


def _fill_sizes(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM size")
    connection.executemany(
        "INSERT OR IGNORE INTO thing VALUES (?)", [(name,) for name in sorted(ontology.descendants("Thing"))]
    )
    things = "count(CASE WHEN e.schema IN (SELECT schema FROM thing) THEN 1 END)"
    connection.execute(
        f"INSERT INTO size SELECT d.value, count(*), {things} FROM facet d JOIN entity e ON e.n = d.n "
        "WHERE d.kind = 'datasets' GROUP BY d.value"
    )
    connection.execute(f"INSERT INTO size SELECT '', count(*), {things} FROM entity e")
