"""The shelf: everything that is served, in one SQLite file made at the start, and the questions that the APIs ask of it."""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from upperhand.resolve.identifiers import plain
from upperhand.server import ontology
from upperhand.server.fragments import Fragment
from upperhand.server.words import spaced

_TABLES = """
CREATE TABLE fragment (canonical_id, entity_id, dataset, schema, caption, first_seen, last_seen, changed, target);
CREATE TABLE statement (canonical_id, entity_id, dataset, schema, prop, prop_type, value, first_seen, last_seen);
CREATE TABLE entity (n INTEGER PRIMARY KEY, id UNIQUE, schema, caption, first_seen, last_seen, changed, target);
CREATE TABLE referent (id PRIMARY KEY, n INTEGER, canonical_id) WITHOUT ROWID;
CREATE TABLE facet (kind, value, n INTEGER, PRIMARY KEY (kind, value, n)) WITHOUT ROWID;
CREATE TABLE facet_of (n INTEGER, kind, value, PRIMARY KEY (n, kind, value)) WITHOUT ROWID;
CREATE TABLE edge (target INTEGER, prop, source INTEGER, PRIMARY KEY (target, prop, source)) WITHOUT ROWID;
CREATE TABLE way_back (schema, prop, reverse, PRIMARY KEY (schema, prop)) WITHOUT ROWID;
CREATE VIRTUAL TABLE fulltext USING fts5(words, content='', tokenize='unicode61 remove_diacritics 2');
"""
_KINDS = {"country": "countries", "topic": "topics", "identifier": "identifiers", "gender": "genders", "name": "names"}
_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Shelved:
    """One entity under its canonical id, put together from all datasets."""

    number: int
    id: str
    schema: str
    caption: str
    first_seen: str
    last_seen: str
    changed: str
    is_target: bool
    datasets: tuple[str, ...] = ()
    referents: tuple[str, ...] = ()
    properties: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Shelf:
    """Read by any number of threads once it is filled."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = sqlite3.connect(
                self._path, check_same_thread=False, isolation_level=None
            )
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            self._opened.append(connection)
        return connection

    def rows(self, query: str, values: Iterable[Any] = ()) -> list[Any]:
        """All rows that a query gives."""
        return self._connection().execute(query, tuple(values)).fetchall()

    def close(self) -> None:
        """Close every connection."""
        for connection in self._opened:
            connection.close()

    def fill(self, fragments: Iterable[Fragment], canonical: Callable[[str], str]) -> None:
        """Put everything in; `canonical` gives the id under which an entity goes."""
        connection = self._connection()
        connection.executescript(_TABLES)
        connection.execute("BEGIN")
        for fragment in fragments:
            self._put(connection, fragment, canonical(fragment.id))
        connection.create_function("plain", 1, plain, deterministic=True)
        connection.execute("CREATE INDEX statement_canonical ON statement (canonical_id)")
        connection.execute("CREATE INDEX statement_entity ON statement (entity_id)")
        connection.execute("CREATE INDEX fragment_canonical ON fragment (canonical_id)")
        connection.executemany("INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self._merged(connection))
        self._fill_referents(connection)
        self._fill_identifiers(connection)
        self._fill_edges(connection)
        self._fill_words(connection)
        connection.execute("COMMIT")

    def _put(self, connection: sqlite3.Connection, fragment: Fragment, canonical_id: str) -> None:
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

    def _merged(self, connection: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
        query = (
            "SELECT canonical_id, schema, caption, first_seen, last_seen, changed, target FROM fragment "
            "ORDER BY canonical_id, canonical_id <> entity_id, rowid"
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
                yield self._titled(before)
            number += 1
            before = [number, id_, schema, caption, first, last, changed, target]
        if before:
            yield self._titled(before)

    def _titled(self, row: list[Any]) -> tuple[Any, ...]:
        if not row[3]:
            values: dict[str, list[str]] = {}
            for prop, value in self.rows(
                "SELECT prop, value FROM statement WHERE canonical_id = ? ORDER BY rowid", [row[1]]
            ):
                values.setdefault(prop, []).append(value)
            row[3] = ontology.caption(row[2], values)
        return tuple(row)

    def _fill_referents(self, connection: sqlite3.Connection) -> None:
        connection.execute("INSERT OR IGNORE INTO referent SELECT id, n, id FROM entity")
        connection.execute(
            "INSERT OR IGNORE INTO referent SELECT DISTINCT f.entity_id, e.n, e.id FROM fragment f JOIN entity e ON e.id = f.canonical_id"
        )
        for table in ("facet", "facet_of"):
            columns = "{kind}, {value}, e.n" if table == "facet" else "e.n, {kind}, {value}"
            insert = f"INSERT OR IGNORE INTO {table} SELECT {columns} "
            for kind, name in _KINDS.items():
                connection.execute(
                    insert.format(kind=f"'{name}'", value="s.value")
                    + "FROM statement s JOIN entity e ON e.id = s.canonical_id WHERE s.prop_type = ?",
                    [kind],
                )
            connection.execute(insert.format(kind="'schema'", value="e.schema") + "FROM entity e")
            connection.execute(
                insert.format(kind="'datasets'", value="f.dataset")
                + "FROM fragment f JOIN entity e ON e.id = f.canonical_id"
            )

    def _fill_identifiers(self, connection: sqlite3.Connection) -> None:
        connection.execute(
            "INSERT OR IGNORE INTO facet SELECT 'plain', plain(value), n FROM facet WHERE kind = 'identifiers'"
        )

    def _fill_edges(self, connection: sqlite3.Connection) -> None:
        ways = [
            (schema, prop, known.reverse)
            for schema in ontology.schemata()
            for prop, known in ontology.properties(schema).items()
            if known.reverse
        ]
        connection.executemany("INSERT INTO way_back VALUES (?, ?, ?)", ways)
        connection.execute(
            "INSERT OR IGNORE INTO edge SELECT target.n, w.reverse, source.n FROM statement s "
            "JOIN way_back w ON w.schema = s.schema AND w.prop = s.prop "
            "JOIN referent target ON target.id = s.value JOIN referent source ON source.id = s.entity_id WHERE s.prop_type = 'entity'"
        )

    def _fill_words(self, connection: sqlite3.Connection) -> None:
        query = (
            "SELECT e.n, group_concat(s.value, char(10)) FROM entity e JOIN statement s ON s.canonical_id = e.id "
            "WHERE s.prop_type IN ('name', 'identifier', 'id') GROUP BY e.n"
        )
        found = connection.cursor().execute(query)
        while batch := found.fetchmany(_BATCH):
            connection.executemany(
                "INSERT INTO fulltext (rowid, words) VALUES (?, ?)", [(n, spaced(text)) for n, text in batch]
            )

    def canonical(self, entity_id: str) -> str | None:
        """The id under which an entity goes; None for an id that is not known."""
        found = self.rows("SELECT canonical_id FROM referent WHERE id = ?", [entity_id])
        return found[0][0] if found else None

    def entity(self, entity_id: str) -> Shelved | None:
        """The entity with this canonical id."""
        found = self.rows("SELECT * FROM entity WHERE id = ?", [entity_id])
        return self._whole(found[0]) if found else None

    def numbered(self, number: int) -> Shelved:
        """The entity with this number."""
        return self._whole(self.rows("SELECT * FROM entity WHERE n = ?", [number])[0])

    def _whole(self, row: tuple[Any, ...]) -> Shelved:
        properties: dict[str, dict[str, None]] = {}
        referents: dict[str, None] = {}
        datasets: dict[str, None] = {}
        query = "SELECT prop, prop_type, value, dataset FROM statement WHERE canonical_id = ? ORDER BY rowid"
        for prop, kind, value, dataset in self.rows(query, [row[1]]):
            datasets[dataset] = None
            if kind == "id":
                referents[value] = None
            else:
                properties.setdefault(prop, {})[(self.canonical(value) or value) if kind == "entity" else value] = None
        others = tuple(id_ for id_ in referents if id_ != row[1])
        whole = {prop: tuple(values) for prop, values in properties.items()}
        number, id_, schema, caption, first, last, changed, target = row
        return Shelved(number, id_, schema, caption, first, last, changed, bool(target), tuple(datasets), others, whole)

    def ways_in(self, number: int) -> dict[str, int]:
        """By which properties others point at an entity, and how many of them."""
        return dict(self.rows("SELECT prop, count(*) FROM edge WHERE target = ? GROUP BY prop ORDER BY prop", [number]))

    def pointing(self, number: int, prop: str, limit: int, offset: int = 0, order: str = "e.id") -> list[Shelved]:
        """The entities that point at one, by the way back `prop`."""
        query = f"SELECT e.* FROM edge JOIN entity e ON e.n = edge.source WHERE edge.target = ? AND edge.prop = ? ORDER BY {order} LIMIT ? OFFSET ?"
        return [self._whole(row) for row in self.rows(query, [number, prop, limit, offset])]

    def bearing(self, identifiers: Iterable[str]) -> list[Shelved]:
        """The entities that have one of these identifiers in its plain form: upper case, letters and digits only."""
        found: dict[int, None] = {}
        for value in identifiers:
            found |= dict.fromkeys(
                row[0] for row in self.rows("SELECT n FROM facet WHERE kind = 'plain' AND value = ? LIMIT 20", [value])
            )
        return [self.numbered(number) for number in found]
