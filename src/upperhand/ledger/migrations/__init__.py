"""The numbered steps from an empty database to today's ledger. A step that was released is never edited."""

from collections.abc import Callable

from sqlalchemy import Connection

from upperhand.ledger.migrations import v0001_ledger

STEPS: tuple[tuple[str, Callable[[Connection], None]], ...] = (("ledger", v0001_ledger.upgrade),)
