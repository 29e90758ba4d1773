"""Assessments kept beside a ledger, so that only what a new document touches is worked out again.

They are a copy of what the ledger says, in a file of its own (`upperhand.db-assessed`, or in the cache where the ledger
is a server's): it may be deleted at any time, and is deleted when a document is forgotten. Each company has a row; a row
goes when something about its company was written to the ledger since, and all go with other rules or tables. Where the
file cannot be written all is worked out anew.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from upperhand import data
from upperhand.assess.library import Library
from upperhand.assess.of_ledger import Assessed, assess_some
from upperhand.assess.types import Contradiction, Fact
from upperhand.ledger import bulk
from upperhand.ledger.forget import ASSESSED

if TYPE_CHECKING:
    from upperhand.assess.exposure import Exposure
    from upperhand.ledger import Ledger
    from upperhand.model import Judgement

FORM = 1  # of the rows; another one makes them anew
_TABLES = (
    "CREATE TABLE IF NOT EXISTS companies (id TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID",
)


class Assessment(msgspec.Struct, frozen=True):
    """What is kept of a company: its facts, its contradictions without the rulings on them, its exposure by quarters."""

    entity_id: str
    facts: tuple[Fact, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    series: "tuple[Point, ...]" = ()


class Point(msgspec.Struct, frozen=True, array_like=True):
    """The two sides on a day, each with the ends of its interval."""

    day: str
    levers: tuple[float, float, float]
    counter: tuple[float, float, float]


class _Since(msgspec.Struct, frozen=True):
    mark: bulk.Mark
    rules: str


_PACK, _UNPACK = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Assessment)
_UNPACK_SINCE = msgspec.msgpack.Decoder(_Since)


def assessment(ledger: "Ledger", entity_id: str, as_of: str | None = None) -> Assessment:
    """The assessment of one company by any of its ids: the kept one if nothing about it was written since.

    As the ledger stood at `as_of` it is worked out anew each time.
    """
    if as_of is not None:
        return _worked_out(ledger, entity_id, as_of)
    wanted = ledger.canonical(entity_id)
    with opened(ledger) as kept:
        found = kept.get(wanted)
        if found is None:
            found = _worked_out(ledger, wanted, None)
            kept.put([(wanted, pack(found))])
    return found


def _worked_out(ledger: "Ledger", entity_id: str, as_of: str | None) -> Assessment:
    id_ = ledger.canonical(entity_id, as_of)
    unknown = id_.startswith("name:")
    found = assess_some(ledger, [None if unknown else id_], Library(ledger, as_of), as_of)
    return next((of(each, as_of) for each in found if each.entity_id == id_), Assessment(id_))


def of(assessed: Assessed, as_of: str | None = None) -> Assessment:
    """What is kept of a company."""
    return Assessment(assessed.entity_id, assessed.facts, assessed.contradictions(), quarters(assessed.facts, as_of))


def quarters(facts: Collection[Fact], as_of: str | None = None) -> tuple[Point, ...]:
    """The exposure at the ends of quarters, up to the day on which the ledger is read (that of its last fact, if None)."""
    if not facts:
        return ()
    from upperhand.assess.exposure import months, over_time  # needs numpy

    last = (as_of or max(fact.known_at for fact in facts))[:10]
    days = months(facts, last)[::-3][::-1]
    return tuple(map(_point, over_time(facts, days, known=last, opened=False, sides_only=True)))


def _point(each: "Exposure") -> Point:
    levers, counter = each.levers, each.counter
    return Point(each.day, (levers.value, levers.low, levers.high), (counter.value, counter.low, counter.high))


def pack(found: Assessment) -> bytes:
    """The bytes of a row."""
    return zlib.compress(_PACK.encode(found), 1)


@dataclass(frozen=True, slots=True)
class Touched:
    """What was written since a mark touches: documents, companies by canonical id (None: those that nobody knows).

    `ruled` are contradictions ruled on, `everything` says that nothing from before holds.
    """

    mark: bulk.Mark
    documents: tuple[str, ...] = ()
    companies: frozenset[str | None] = frozenset()
    ruled: frozenset[str] = frozenset()
    everything: bool = False


def touched_since(ledger: "Ledger", mark: bulk.Mark) -> Touched:
    """What a document or a judgement that came after the mark can change; all else stays as it is."""
    news = bulk.news(ledger, mark)
    if news.broken:
        return Touched(news.mark, everything=True)
    ruled = frozenset(each.left for each in news.judgements if _is_ruling(each))
    judged = {id_ for each in news.judgements if not _is_ruling(each) for id_ in (each.left, each.right)}
    companies = bulk.targets_of(ledger, documents=news.documents) if news.documents else set()
    documents = set(news.documents)
    if judged:
        clusters = ledger.clusters()
        about = bulk.targets_of(ledger, documents=judged, claims=judged, entities=judged)
        about |= {member for id_ in judged for member in clusters.members(id_)}
        documents |= {record.document_id for record in bulk.claims_about(ledger, about)}
        companies |= about
    return Touched(news.mark, tuple(sorted(documents)), frozenset(companies), ruled)


def _is_ruling(judgement: "Judgement") -> bool:
    """Whether it is a ruling on a contradiction, which changes no fact."""
    return judgement.right.startswith(f"{judgement.left}/")


@cache
def _rules() -> str:
    """The version of the rules and tables that assessments depend on."""
    known = data.fingerprint("assess", "reference", "publishers")
    own = (data.ROOT / "exposure.toml").read_bytes() + (data.ROOT / "sanity.toml").read_bytes()
    return f"{FORM} {known} {hashlib.sha256(own).hexdigest()[:16]}"


class Kept:
    """The rows beside one ledger. Without a connection nothing is found and nothing kept."""

    def __init__(self, connection: sqlite3.Connection | None) -> None:
        self._connection = connection
        self._held = b""  # the mark by which rows are put

    @property
    def works(self) -> bool:
        """Whether anything is kept here."""
        return self._connection is not None

    def get(self, entity_id: str) -> Assessment | None:
        """The row of a company."""
        rows = self._run("SELECT content FROM companies WHERE id = ?", [(entity_id,)])
        try:
            return _UNPACK.decode(zlib.decompress(rows[0][0])) if rows else None
        except (zlib.error, msgspec.DecodeError):
            return None

    def put(self, rows: Collection[tuple[str, bytes]]) -> None:
        """Keeps these rows, unless another process has read the ledger further meanwhile."""
        same = "(SELECT content FROM marks WHERE name = 'companies') = ?"
        added = [(*row, self._held) for row in rows]
        self._run(f"INSERT OR REPLACE INTO companies SELECT ?, ? WHERE {same}", added)

    def mark(self, name: str) -> bulk.Mark | None:
        """How far the ledger was read for something, if by today's rules."""
        rows = self._run("SELECT content FROM marks WHERE name = ?", [(name,)])
        since = _UNPACK_SINCE.decode(rows[0][0]) if rows else None
        return since.mark if since and since.rules == _rules() else None

    def set_mark(self, name: str, mark: bulk.Mark) -> None:
        """Notes how far the ledger was read for something."""
        self._run("INSERT OR REPLACE INTO marks VALUES (?, ?)", [(name, _PACK.encode(_Since(mark, _rules())))])

    def refresh(self, ledger: "Ledger") -> None:
        """Drops the rows that no longer hold."""
        before = self.mark("companies") if self.works else bulk.Mark()
        if before is None:
            self._run("DELETE FROM companies")
            self.set_mark("companies", bulk.mark(ledger))
        elif before != bulk.mark(ledger) and self.works:
            news = touched_since(ledger, before)
            if news.everything:
                self._run("DELETE FROM companies")
            if None in news.companies:
                self._run("DELETE FROM companies WHERE id >= 'name:' AND id < 'name;'")
            self._run("DELETE FROM companies WHERE id = ?", [(id_,) for id_ in news.companies if id_ is not None])
            self.set_mark("companies", news.mark)
        held = self._run("SELECT content FROM marks WHERE name = 'companies'")
        self._held = held[0][0] if held else b""

    def _run(self, statement: str, rows: Collection[tuple[object, ...]] = ((),)) -> list[tuple[bytes, ...]]:
        """A statement for each row; a file that cannot be used is left alone from then on."""
        if self._connection is None:
            return []
        try:
            if statement.startswith("SELECT"):
                return self._connection.execute(statement, *rows).fetchall()
            with self._connection:
                self._connection.executemany(statement, rows)
        except sqlite3.Error:
            self._connection = None
        return []


@contextmanager
def opened(ledger: "Ledger") -> Iterator[Kept]:
    """The rows beside a ledger, those that no longer hold dropped."""
    connection = _connect(place(ledger))
    with closing(connection) if connection else _nothing():
        kept = Kept(connection)
        kept.refresh(ledger)
        yield kept


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
