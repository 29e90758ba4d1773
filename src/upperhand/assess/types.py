"""What assessment gives back: facts joined from claims, the origins behind them, contradictions, rulings."""

from dataclasses import dataclass
from typing import Literal

from upperhand.model import Lever, Quantity, Status

TieKind = Literal[
    "copy", "rewrite", "excerpt", "quotation", "agency", "release", "translation", "citation", "evidence", "judgement"
]
ContradictionKind = Literal["figures", "denied", "dates", "eased", "holders"]
Holds = Literal["left", "right", "both", "neither"]


@dataclass(frozen=True, slots=True)
class Join:
    """Why two claims are taken to tell one fact; `by` is the rule, or the person whose judgement joined them."""

    left: str
    right: str
    why: str
    by: str = "rule"


@dataclass(frozen=True, slots=True)
class Tie:
    """Why two documents count as one source: the kind of tie, how strong in [0, 1], and the words or figures that show it."""

    left: str
    right: str
    kind: TieKind
    strength: float
    why: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Documents that tell one fact and go back to one telling, earliest first, with the ties that say so.

    `id` is the same for one origin in all facts. `publishers` and `publisher_kinds` are aligned with `document_ids`
    (empty text and `unknown` where it is not known). `confidence` is that of its surest claim, in [0, 1]; `attributed`
    says that none of its claims is asserted in the document's own voice. `known_at` is when the ledger first held
    it (UTC ISO 8601), `published_at` when its first document came out (None if none is dated).
    """

    id: str
    document_ids: tuple[str, ...]
    publishers: tuple[str, ...]
    publisher_kinds: tuple[str, ...]
    claim_ids: tuple[str, ...] = ()
    confidence: float = 1.0
    attributed: bool = False
    known_at: str = ""
    published_at: str | None = None
    ties: tuple[Tie, ...] = ()
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Claims about one company, lever, actor and time, joined: what is said, and what stands for and against it.

    `entity_id` is the target's canonical id (`name:…` while the name is ambiguous). `date` is the finest date that the
    supporting claims agree on, `status` the one that most independent origins give. `attributed` says that no supporting
    claim is asserted in a document's own voice. `known_at` is when the ledger first held it, `published_at` when its
    first document came out (None if none is dated). `origins` go with `supporting`, `opposing_origins` with `opposing`.
    `confidence` is the chance that at least one independent origin was read rightly, in [0, 1].
    """

    id: str
    entity_id: str
    lever: Lever
    supporting: tuple[str, ...]
    opposing: tuple[str, ...] = ()
    actor_id: str | None = None
    actor: str | None = None
    people: tuple[str, ...] = ()
    date: str | None = None
    place: str | None = None
    quantity: Quantity | None = None
    status: Status = "effective"
    attributed: bool = False
    known_at: str = ""
    published_at: str | None = None
    document_ids: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    opposing_origins: tuple[Origin, ...] = ()
    joins: tuple[Join, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contradiction: the value, the claims that give it with their documents, origins and their dates."""

    value: str
    claim_ids: tuple[str, ...]
    document_ids: tuple[str, ...]
    publishers: tuple[str, ...]
    dates: tuple[str, ...]
    origins: int


@dataclass(frozen=True, slots=True)
class Ruling:
    """A person's decision on a contradiction, with the reason; a later one replaces it, none is erased."""

    contradiction_id: str
    holds: Holds
    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two things that cannot both be so: the kind of conflict, both sides, the working, and the ruling on it, if any."""

    id: str
    kind: ContradictionKind
    entity_id: str
    lever: Lever
    left: Side
    right: Side
    fact_ids: tuple[str, ...]
    message: str
    working: str = ""
    ruling: Ruling | None = None
