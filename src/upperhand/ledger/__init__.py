"""Append, read as of any day, review, export."""

from upperhand.ledger.canonical import Clusters
from upperhand.ledger.exports import FORMATS, export
from upperhand.ledger.records import (
    Added,
    Counts,
    EntityCount,
    Found,
    Reading,
    Recorded,
    RecordedFailure,
    Role,
    Sighting,
    Tombstone,
)
from upperhand.ledger.store import Ledger

__all__ = [
    "FORMATS",
    "Added",
    "Clusters",
    "Counts",
    "EntityCount",
    "Found",
    "Ledger",
    "Reading",
    "Recorded",
    "RecordedFailure",
    "Role",
    "Sighting",
    "Tombstone",
    "export",
]
