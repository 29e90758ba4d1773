"""An entry of a list: the entity it names, and each listing of it with the words of the list."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from upperhand.errors import FormatError
from upperhand.model import Entity


@dataclass(frozen=True, slots=True)
class Listing:
    """One record of the list: when it holds (EDTF-like dates), by whose authority, and the record as text.

    `file` and `row` say where it stood; they are no part of the text, so that a record that moves stays the same.
    `thing` names what it tells of where others may tell of it too (an award), `told` when it did, and `superseded` when
    another one told it otherwise, if one has.
    """

    text: str
    start: str | None = None
    end: str | None = None
    authority: str | None = None
    reason: str | None = None
    url: str | None = None
    amount: float | None = None
    currency: str | None = None
    file: str = ""
    row: int = 0
    thing: str = ""
    told: str = ""
    superseded: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entity of a list (FollowTheMoney schema and properties) with its listings, in the order of the list."""

    entity: Entity
    listings: tuple[Listing, ...] = field(default_factory=tuple)


class _Line(msgspec.Struct, omit_defaults=True):
    id: str
    caption: str
    schema: str
    properties: dict[str, tuple[str, ...]]
    datasets: tuple[str, ...]
    listings: tuple[Listing, ...]


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Line).decode


def dump(entry: Entry, dataset: str) -> bytes:
    """An entry as one line of FollowTheMoney JSON, with its listings beside."""
    entity = entry.entity
    return _encode(_Line(entity.id, entity.caption, entity.schema, entity.properties, (dataset,), entry.listings))


def load(line: bytes) -> Entry:
    """The entry that `dump` wrote. Raises FormatError for anything else."""
    try:
        read = _decode(line)
    except msgspec.DecodeError as error:
        raise FormatError(f"not an entry of a kept list: {error}") from error
    return Entry(Entity(read.id, read.schema, read.caption, read.properties), read.listings)


def as_dict(entry: Entry, dataset: str) -> dict[str, Any]:
    """The same as plain values."""
    found: dict[str, Any] = msgspec.json.decode(dump(entry, dataset))
    return found
