"""The shelf: everything that is served, in one SQLite file that nobody changes, and the questions that the APIs ask of it."""

import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote


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
    """Read by any number of threads. The file is made by `shelving.fill`; memory does not grow with it."""

    def __init__(self, path: Path) -> None:
        self._address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._connection()  # a file that cannot be opened is told at once

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._address, uri=True, check_same_thread=False, isolation_level=None)
            self._local.connection = connection
            self._opened.append(connection)
        return connection

    def rows(self, query: str, values: Iterable[Any] = ()) -> list[Any]:
        """All rows that a query gives."""
        return self._connection().execute(query, tuple(values)).fetchall()

    def close(self) -> None:
        """Close every connection."""
        for connection in self._opened:
            connection.close()

    def sizes(self) -> dict[str, tuple[int, int]]:
        """How many entities, and how many things among them, each dataset has; all of them together under no name."""
        return {dataset: (entities, things) for dataset, entities, things in self.rows("SELECT * FROM size")}

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
        query = "SELECT prop, prop_type, value, dataset FROM statement WHERE canonical_id = ? ORDER BY dataset = 'upperhand', dataset, rowid"
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
