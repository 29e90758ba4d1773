"""The rows that are kept beside a ledger, and their bytes."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from upperhand.assess.digest import Brief, Digest
from upperhand.assess.tellings import Telling
from upperhand.assess.types import Fact
from upperhand.model import Finding, Lever

FORM = 4  # of the rows; another one makes them anew
T = TypeVar("T")
ByLever = Mapping[str, object] | Mapping[Lever, object]
_PACK = msgspec.msgpack.Encoder()


class Part(msgspec.Struct, frozen=True):
    """Facts of a company, and the claims that they are made of."""

    facts: tuple[Fact, ...] = ()
    tellings: tuple[Telling, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What is kept of a company, packed: its digest, each part with its brief, its contradictions by lever, and of a
    large one the sums by lever and where the facts of scopes are (see `disputes`).

    What is empty is taken away."""

    entity_id: str
    digest: bytes
    parts: tuple[tuple[str, bytes, bytes], ...] = ()
    by_lever: tuple[tuple[str, str, bytes], ...] = ()  # table, lever, content
    whole: bool = True  # whether these are all the parts that there are

    @staticmethod
    def of(
        digest: Digest,
        parts: Mapping[str, Part],
        briefs: Mapping[str, Brief],
        by_lever: Mapping[str, ByLever],
        *,
        whole: bool = True,
    ) -> "Row":
        """Packs a company. `by_lever` has for each table what it holds of levers; what is nothing is taken away."""
        packed = ((name, pack(part) if part.facts else b"", pack(briefs.get(name))) for name, part in parts.items())
        rows = (
            (table, lever, pack(each) if each else b"")
            for table, known in by_lever.items()
            for lever, each in known.items()
        )
        return Row(digest.entity_id, pack(digest), tuple(packed), tuple(rows), whole)


@dataclass(frozen=True, slots=True)
class Noted:
    """What a check noted in the ledger about a company: the ids of its contradictions, and the other findings."""

    disputes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def pack(value: object) -> bytes:
    """The bytes of a row."""
    return zlib.compress(_PACK.encode(value), 1)


def unpack(content: bytes, kind: type[T]) -> T | None:
    """What a row holds; None if it cannot be read."""
    try:
        return msgspec.msgpack.decode(zlib.decompress(content), type=kind)
    except (zlib.error, msgspec.DecodeError):
        return None
