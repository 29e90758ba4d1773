"""Connections: one writer, many readers, each on one consistent state of the ledger."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from upperhand.errors import LedgerError, NoLedgerFile

_WRITER_LOCK = 0x75706C65  # an arbitrary number that all writers of a PostgreSQL ledger ask for
_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def locate(path_or_url: str | Path, *, create: bool) -> URL:
    """The database URL of a ledger: anything with `://` is one, the rest is a file.

    Raises LedgerError for a URL that is neither SQLite nor PostgreSQL, a missing folder, or (unless
    `create`) a missing file.
    """
    if isinstance(path_or_url, str) and "://" in path_or_url:
        url = _parse(path_or_url)
    else:
        url = URL.create("sqlite+pysqlite", database=str(Path(path_or_url).expanduser()))
    if url.get_backend_name() == "sqlite":
        _check_file(Path(url.database or ""), create)
    return url


def _parse(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        said = "the ledger's address does not parse; write a file name or postgresql://user@host/name"
        raise LedgerError(said) from error
    if url.drivername in _DRIVERS:
        url = url.set(drivername=_DRIVERS[url.drivername])
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise LedgerError(f"a ledger cannot be kept in {url.get_backend_name()}; use a file or postgresql://…")
    return url


def _check_file(path: Path, create: bool) -> None:
    if path.name in ("", ":memory:"):
        raise LedgerError("a ledger needs a file; give its path")
    if path.is_dir():
        raise NoLedgerFile(f"{path} is a folder; give the ledger a file name in it, such as {path / 'upperhand.db'}")
    if not path.parent.is_dir():
        raise LedgerError(f"the folder {path.parent} does not exist; make it, or choose another place for the ledger")
    if not create and not path.exists():
        raise LedgerError(f"there is no ledger at {path}; make one with `upperhand ingest … --ledger {path}`")


def connect(url: URL, timeout: float) -> Engine:
    """An engine whose transactions are snapshots; `timeout` is how many seconds a writer waits for another one."""
    try:
        if url.get_backend_name() == "sqlite":
            return _sqlite(url, timeout)
        return _postgresql(url, timeout)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise LedgerError("PostgreSQL needs its driver: pip install 'upperhand[postgres]'") from error


def _sqlite(url: URL, timeout: float) -> Engine:
    opened = {"timeout": timeout, "check_same_thread": False}
    if address := _read_only(Path(url.database or "")):
        engine = create_engine(
            url,
            creator=lambda: sqlite3.connect(address, uri=True, **opened),  # type: ignore[call-overload]
            execution_options={"read_only": True},
        )
    else:
        engine = create_engine(url, connect_args=opened)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in (
            f"busy_timeout = {int(timeout * 1000)}",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "recursive_triggers = ON",
            "trusted_schema = OFF",
            "secure_delete = ON",
            "cache_size = -65536",
            "mmap_size = 268435456",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _read_only(path: Path) -> str:
    """The address that opens a file for reading alone, where it or its folder cannot be written; else empty.

    SQLite keeps two files beside one that is written to. Where it cannot make them, and no writer has left any, the
    file is said to be immutable, so that SQLite needs none.
    """
    if not path.exists():
        return ""
    in_folder = os.access(path.parent, os.W_OK)
    if in_folder and os.access(path, os.W_OK):
        return ""
    is_still = not in_folder and not path.with_name(f"{path.name}-wal").exists()
    return f"file:{quote(str(path.absolute()))}?mode=ro" + ("&immutable=1" if is_still else "")


def _postgresql(url: URL, timeout: float) -> Engine:
    engine = create_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes", False):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(timeout * 1000)}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the ledger, whatever is written meanwhile."""
    with told(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """The one writer's connection: all of what is done in it is kept, or nothing."""
    if engine.get_execution_options().get("read_only"):
        raise LedgerError(f"the ledger {engine.url.database}: {_ONLY_READ}")
    options: dict[str, Any] = {"writes": True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "READ COMMITTED"  # the snapshot must not be older than the writers' lock
    with told(engine), engine.connect() as connection:
        connection = connection.execution_options(**options)
        with connection.begin():
            yield connection


def use_wal(engine: Engine) -> None:
    """Lets readers of a SQLite ledger go on while one writes; the file remembers it."""
    if engine.dialect.name == "sqlite":
        with told(engine), engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA journal_mode = WAL")


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """Turns what a database complains of into a LedgerError that says what to do."""
    place = engine.url.database if engine.dialect.name == "sqlite" else engine.url.render_as_string()
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = " ".join(str(getattr(error, "orig", error)).split())
        raise LedgerError(f"the ledger {place}: {_advice(said)}") from error
    except SQLAlchemyError as error:
        raise LedgerError(f"the ledger {place}: {' '.join(str(error).split())}") from error


_ONLY_READ = "it can only be read; to write to it, change the permissions of the file and its folder, or work on a copy"


def _advice(said: str) -> str:
    known = {
        "is locked": "another process is writing to it; wait for it to end, then go on",
        "lock timeout": "another process is writing to it; wait for it to end, then go on",
        "not a database": "this file is not a ledger (nor any SQLite database); choose another file",
        "malformed": "the file is damaged; restore it from a copy",
        "readonly": _ONLY_READ,
        "unable to open": "it cannot be opened; check the permissions of the file and its folder",
        "disk is full": "the disk is full; make room, then go on",
    }
    return next((f"{advice} ({said})" for sign, advice in known.items() if sign in said), said)
