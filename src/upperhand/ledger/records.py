"""What the ledger gives back: frozen records around the shared types."""

from dataclasses import dataclass
from typing import Literal

from upperhand.model import Claim, Document, Failure, Link

Role = Literal["target", "actor", "person"]


@dataclass(frozen=True, slots=True)
class Added:
    """What was written: new documents, claims newly asserted, claims retracted."""

    documents: int = 0
    claims: int = 0
    retracted: int = 0

    def __add__(self, other: "Added") -> "Added":
        return Added(self.documents + other.documents, self.claims + other.claims, self.retracted + other.retracted)


@dataclass(frozen=True, slots=True)
class Found:
    """What one ruleset and one resolver found in one document."""

    document: Document
    claims: tuple[Claim, ...] = ()
    links: tuple[Link, ...] = ()
    ruleset: str = ""
    resolver: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A claim as the ledger holds it.

    `observed_at` is when it was asserted (the first time since it was last retracted), `retracted_at` is None while it
    stands. `links` say who its names are, in the order in which they were given.
    """

    claim: Claim
    document_id: str
    observed_at: str
    links: tuple[Link, ...] = ()
    retracted_at: str | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A place where a document was met. `source_url` is None where the source has no address."""

    document_id: str
    source_url: str | None
    publisher: str | None
    retrieved_at: str | None
    seen_at: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A document was put through extraction under this ruleset (and resolver) at this time."""

    document_id: str
    ruleset: str
    resolver: str
    observed_at: str


@dataclass(frozen=True, slots=True)
class RecordedFailure(Failure):
    """A failure with its number; `resolved_at` and `resolution` are set once it is over."""

    number: int = 0
    resolved_at: str | None = None
    resolution: str | None = None


@dataclass(frozen=True, slots=True)
class EntityCount:
    """An entity under its canonical id: its ids, its names, and how many standing claims name it, by role."""

    id: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    as_target: int = 0
    as_actor: int = 0
    as_person: int = 0
    documents: int = 0


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A document that was forgotten on legal demand: by whom, when and why. Its text and quotes are gone."""

    document_id: str
    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Counts:
    """The size of a ledger. `claims` counts all that were ever asserted, `findings` those that stand."""

    documents: int
    claims: int
    observations: int
    links: int
    open_failures: int
    judgements: int
    findings: int
