"""The file beside a ledger that keeps assessments: a copy of what the ledger says, that may be deleted at any time.

Each company has a digest and its facts and claims in one part or, if it is large, in several; beside them stands what
was written to the ledger since and has not been worked in yet.
"""

import hashlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from upperhand import data
from upperhand.assess.digest import Brief, Digest, Drawn
from upperhand.assess.disputes import Dispute, Places
from upperhand.assess.rows import FORM, Noted, Part, Row, T, pack, unpack
from upperhand.ledger import bulk
from upperhand.ledger.forget import ASSESSED
from upperhand.model import Finding, Lever

if TYPE_CHECKING:
    from upperhand.ledger import Ledger

_TABLES = (
    "CREATE TABLE IF NOT EXISTS companies (id TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS parts (id TEXT, part TEXT, content BLOB NOT NULL, brief BLOB NOT NULL,"
    " PRIMARY KEY (id, part)) WITHOUT ROWID",
    *(
        f"CREATE TABLE IF NOT EXISTS {name} (id TEXT, lever TEXT, content BLOB NOT NULL, PRIMARY KEY (id, lever))"
        " WITHOUT ROWID"
        for name in ("drawn", "disputes", "places")
    ),
    "CREATE TABLE IF NOT EXISTS noted (id TEXT PRIMARY KEY, disputes BLOB NOT NULL, findings BLOB NOT NULL)"
    " WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS changes (id TEXT, document TEXT, PRIMARY KEY (id, document)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS looked_at (id TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID",
)
_BY_LEVER = ("drawn", "disputes", "places")
_COMPANY = ("companies", "parts", *_BY_LEVER, "changes")  # the tables with rows of a company


class _Since(msgspec.Struct, frozen=True):
    mark: bulk.Mark
    rules: str


def _noted(disputes: bytes, findings: bytes) -> Noted:
    return Noted(unpack(disputes, tuple[str, ...]) or (), unpack(findings, tuple[Finding, ...]) or ())


@cache
def _rules() -> str:
    """The version of the rules and tables that assessments depend on."""
    known = data.fingerprint("assess", "reference", "publishers")
    own = (data.ROOT / "exposure.toml").read_bytes() + (data.ROOT / "sanity.toml").read_bytes()
    return f"{FORM} {known} {hashlib.sha256(own).hexdigest()[:16]}"


@dataclass
class Shelf:
    """The rows beside one ledger. Without a connection nothing is found and nothing kept."""

    connection: sqlite3.Connection | None
    held: bytes = b""  # the mark by which rows are put

    @property
    def works(self) -> bool:
        """Whether anything is kept here."""
        return self.connection is not None

    def look(self) -> None:
        """From here until something is written all is read as it stands now, whatever other processes write."""
        self._settle()
        if self.connection is not None:
            try:
                self.connection.execute("BEGIN")
            except sqlite3.Error:
                self._give_up()

    def _settle(self) -> None:
        if self.connection is not None and self.connection.in_transaction:
            self.connection.rollback()

    def digest(self, entity_id: str) -> Digest | None:
        """The digest of a company."""
        rows = self.run("SELECT content FROM companies WHERE id = ?", [(entity_id,)])
        return unpack(rows[0][0], Digest) if rows else None

    def part(self, entity_id: str, name: str) -> Part | None:
        """One part of a company."""
        rows = self.run("SELECT content FROM parts WHERE id = ? AND part = ?", [(entity_id, name)])
        return unpack(rows[0][0], Part) if rows else None

    def briefs(self, entity_id: str) -> dict[str, Brief]:
        """What each part of a company adds to its digest."""
        rows = self.run("SELECT part, brief FROM parts WHERE id = ?", [(entity_id,)])
        found = {str(name): unpack(content, Brief) for name, content in rows}
        return {name: each for name, each in found.items() if each is not None}

    def drawn(self, entity_id: str) -> dict[Lever, Drawn]:
        """What is kept of each lever of a large company for its series."""
        return self._by_lever("drawn", entity_id, Drawn)  # type: ignore[return-value]

    def disputes(self, entity_id: str) -> dict[str, tuple[Dispute, ...]]:
        """The contradictions of a company, by lever; under the empty name those of several."""
        return self._by_lever("disputes", entity_id, tuple[Dispute, ...])

    def places(self, entity_id: str, lever: str) -> Places:
        """Where the facts of the scopes of a lever are in a large company."""
        rows = self.run("SELECT content FROM places WHERE id = ? AND lever = ?", [(entity_id, lever)])
        return (unpack(rows[0][0], Places) if rows else None) or Places()

    def _by_lever(self, table: str, entity_id: str, kind: type[T]) -> dict[str, T]:
        rows = self.run(f"SELECT lever, content FROM {table} WHERE id = ?", [(entity_id,)])
        return {lever: each for lever, content in rows if (each := unpack(content, kind)) is not None}

    def changes(self, entity_id: str) -> frozenset[str]:
        """The documents that are still to be worked into a company."""
        rows = self.run("SELECT document FROM changes WHERE id = ?", [(entity_id,)])
        return frozenset(str(row[0]) for row in rows)

    def ids(self) -> set[str]:
        """The companies that are kept, or about which something is to be worked in."""
        return {str(row[0]) for row in self.run("SELECT id FROM companies UNION SELECT id FROM changes")}

    def put(self, rows: Collection[Row]) -> bool:
        """Keeps these companies as worked out now, unless another process has read the ledger further meanwhile."""
        if self.connection is None or not rows:
            return self.works
        try:
            self._settle()
            with self.connection:
                self.connection.execute("BEGIN IMMEDIATE")
                mark = self.connection.execute("SELECT content FROM marks WHERE name = 'companies'").fetchone()
                if mark and mark[0] == self.held:
                    for row in rows:
                        self._put(row)
                    return True
        except sqlite3.Error:
            self._give_up()
        return False

    def _put(self, row: Row) -> None:
        run = self.connection.execute if self.connection else None
        assert run is not None
        if row.whole or not row.digest:
            for table in ("parts", *_BY_LEVER):
                run(f"DELETE FROM {table} WHERE id = ?", (row.entity_id,))
        for table, lever, content in row.by_lever:
            if content:
                run(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", (row.entity_id, lever, content))
            else:
                run(f"DELETE FROM {table} WHERE id = ? AND lever = ?", (row.entity_id, lever))
        for name, content, brief in row.parts:
            if content:
                run("INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?)", (row.entity_id, name, content, brief))
            else:
                run("DELETE FROM parts WHERE id = ? AND part = ?", (row.entity_id, name))
        if row.digest:
            run("INSERT OR REPLACE INTO companies VALUES (?, ?)", (row.entity_id, row.digest))
        else:
            run("DELETE FROM companies WHERE id = ?", (row.entity_id,))
        run("DELETE FROM changes WHERE id = ?", (row.entity_id,))

    def note(self, changes: Collection[tuple[str, str]]) -> None:
        """Notes documents that are to be worked in, as (company, document); for companies that are kept."""
        kept = "" if self.is_complete() else " WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = ?1)"
        self.run(f"INSERT OR IGNORE INTO changes SELECT ?1, ?2{kept}", changes)

    def is_complete(self) -> bool:
        """Whether all companies are kept, so that one that is not had no claims until now."""
        return self.run("SELECT content FROM marks WHERE name = 'complete'") == [("yes",)]

    def complete(self, *, again: bool) -> None:
        """Notes that all companies are kept; `again` if they had been, but for those dropped since."""
        if again:
            self.run("UPDATE marks SET content = 'yes' WHERE name = 'complete'")
        else:
            self.run("INSERT OR REPLACE INTO marks VALUES ('complete', 'yes')")

    def _incomplete(self) -> None:
        self.run("UPDATE marks SET content = 'but for those dropped' WHERE name = 'complete'")

    def drop(self, ids: Collection[str]) -> None:
        """Drops these companies."""
        for table in _COMPANY:
            self.run(f"DELETE FROM {table} WHERE id = ?", [(id_,) for id_ in ids])
        if ids:
            self._incomplete()

    def drop_names(self) -> None:
        """Drops the companies that nobody knows."""
        for table in _COMPANY:
            self.run(f"DELETE FROM {table} WHERE id >= 'name:' AND id < 'name;'")
        self._incomplete()

    def clear(self) -> None:
        """Drops all."""
        for table in (*_COMPANY, "looked_at", "noted"):
            self.run(f"DELETE FROM {table}")
        self.run("DELETE FROM marks WHERE name IN ('complete', 'noted')")

    def forget_looked_at(self) -> None:
        """Drops what was found in single documents: all have been checked."""
        self.run("DELETE FROM looked_at")

    def looked_at(self, ids: Collection[str]) -> dict[str, tuple[Finding, ...]]:
        """What was found in documents that were looked at since the last check of all."""
        found = {}
        for id_ in ids:
            rows = self.run("SELECT content FROM looked_at WHERE id = ?", [(id_,)])
            if rows and (findings := unpack(rows[0][0], tuple[Finding, ...])) is not None:
                found[id_] = findings
        return found

    def keep_looked_at(self, found: Mapping[str, Sequence[Finding]]) -> None:
        """Keeps what was found in these documents."""
        rows = [(id_, pack(tuple(findings))) for id_, findings in found.items()]
        self.run("INSERT OR REPLACE INTO looked_at VALUES (?, ?)", rows)

    def noted_up_to(self) -> int:
        """The last finding of the ledger when what is noted about companies was kept; -1 if it is not kept."""
        rows = self.run("SELECT content FROM marks WHERE name = 'noted'")
        return int(rows[0][0]) if rows else -1

    def noted(self, entity_id: str) -> Noted:
        """What was noted about a company."""
        rows = self.run("SELECT disputes, findings FROM noted WHERE id = ?", [(entity_id,)])
        return _noted(*rows[0]) if rows else Noted()

    def noted_of_nobody(self) -> dict[str, Noted]:
        """What was noted about the companies that nobody knows."""
        rows = self.run("SELECT id, disputes, findings FROM noted WHERE id >= 'name:' AND id < 'name;'")
        return {str(id_): _noted(*row) for id_, *row in rows}

    def keep_noted(self, found: Mapping[str, Noted], up_to: int | None, *, whole: bool) -> None:
        """Keeps what is noted about these companies, up to that finding of the ledger; nothing at all, if None."""
        self.run("DELETE FROM marks WHERE name = 'noted'")
        if whole or up_to is None:
            self.run("DELETE FROM noted")
        if up_to is not None:
            self.run("DELETE FROM noted WHERE id = ?", [(id_,) for id_ in found])
            rows = [
                (id_, pack(each.disputes), pack(each.findings))
                for id_, each in found.items()
                if each.disputes or each.findings
            ]
            self.run("INSERT INTO noted VALUES (?, ?, ?)", rows)
            self.run("INSERT INTO marks VALUES ('noted', ?)", [(str(up_to),)])

    def mark(self, name: str) -> bulk.Mark | None:
        """How far the ledger was read for something, if by today's rules."""
        rows = self.run("SELECT content FROM marks WHERE name = ?", [(name,)])
        since = msgspec.msgpack.decode(rows[0][0], type=_Since) if rows else None
        return since.mark if since and since.rules == _rules() else None

    def set_mark(self, name: str, mark: bulk.Mark) -> None:
        """Notes how far the ledger was read for something."""
        self.run("INSERT OR REPLACE INTO marks VALUES (?, ?)", [(name, msgspec.msgpack.encode(_Since(mark, _rules())))])

    def hold(self) -> None:
        """Holds on to the mark of now: rows are put only while no other process has moved it."""
        held = self.run("SELECT content FROM marks WHERE name = 'companies'")
        self.held = held[0][0] if held else b""

    def run(self, statement: str, rows: Collection[tuple[object, ...]] = ((),)) -> list[tuple[Any, ...]]:
        """A statement for each row; a file that cannot be used is left alone from then on."""
        if self.connection is None:
            return []
        try:
            if statement.startswith("SELECT"):
                return self.connection.execute(statement, *rows).fetchall()
            self._settle()
            with self.connection:
                self.connection.executemany(statement, rows)
        except sqlite3.Error:
            self._give_up()
        return []

    def _give_up(self) -> None:
        self.connection = None


@contextmanager
def shelf(ledger: "Ledger") -> Iterator[Shelf]:
    """The rows beside a ledger, as they are."""
    connection = _connect(place(ledger))
    with closing(connection) if connection else _nothing():
        yield Shelf(connection)


@contextmanager
def _nothing() -> Iterator[None]:
    yield None


def place(ledger: "Ledger") -> Path:
    """The file in which the assessments of a ledger are kept."""
    if ledger.url.get_backend_name() == "sqlite":
        return Path(f"{ledger.url.database}{ASSESSED}")
    name = hashlib.sha256(ledger.url.render_as_string(hide_password=True).encode()).hexdigest()[:32]
    return data.cache_folder() / f"{name}{ASSESSED}"


def _connect(path: Path) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=5.0)
    except (OSError, sqlite3.Error):
        return None
    try:
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        for table in _TABLES:
            connection.execute(table)
    except sqlite3.Error:
        connection.close()
        return None
    return connection
