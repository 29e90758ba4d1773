"""Bring a database to today's form: new ones are made, older ones brought forward, others refused."""

from sqlalchemy import Connection, Engine, func, insert, inspect, select

from upperhand.errors import LedgerError
from upperhand.ledger.engine import reading, use_wal, writing
from upperhand.ledger.migrations import STEPS
from upperhand.ledger.tables import Migrated

VERSION = len(STEPS)
READABLE = 1  # from here on steps only add indexes, so that a ledger that cannot be written is read as it is


def migrate(engine: Engine) -> None:
    """Applies the missing migrations in one transaction.

    Raises LedgerError for a database that is not a ledger, and for a ledger that a newer program has written.
    """
    version = _version(engine)
    if version == VERSION or (version >= READABLE and engine.get_execution_options().get("read_only")):
        return
    use_wal(engine)
    with writing(engine) as connection:
        done = _applied(connection)
        if done == 0:
            Migrated.__table__.create(connection, checkfirst=True)  # type: ignore[attr-defined]
        for number, (name, upgrade) in enumerate(STEPS[done:], start=done + 1):
            upgrade(connection)
            connection.execute(insert(Migrated).values(number=number, name=name))


def _version(engine: Engine) -> int:
    with reading(engine) as connection:
        version = _applied(connection)
    if version > VERSION:
        raise LedgerError(
            f"the ledger {engine.url.render_as_string()} is of form {version}, made by a newer Upperhand; "
            f"this one knows up to {VERSION}: update Upperhand"
        )
    return version


def _applied(connection: Connection) -> int:
    tables = set(inspect(connection).get_table_names())
    if Migrated.__tablename__ in tables:
        return connection.execute(select(func.coalesce(func.max(Migrated.number), 0))).scalar_one()
    if tables:
        raise LedgerError(
            f"{connection.engine.url.render_as_string()} is a database, but not a ledger "
            f"(it has {', '.join(sorted(tables)[:3])}); choose another file or database"
        )
    return 0
