"""The numbered steps from an empty database to today's ledger. A step that was released is never edited."""

from collections.abc import Callable

from sqlalchemy import Connection

from upperhand.ledger.migrations import v0001_ledger, v0002_links_by_role

STEPS: tuple[tuple[str, Callable[[Connection], None]], ...] = (
    ("ledger", v0001_ledger.upgrade),
    ("links by role", v0002_links_by_role.upgrade),
)
