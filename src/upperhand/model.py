"""The types that travel between rooms: frozen, without behaviour.

Names follow FollowTheMoney and the W3C Web Annotation model. All spans are half-open ranges of code points
into the one final text of a document: for every `Evidence`, `document.text[start:end] == exact`.
Dates are strings of an EDTF-like form: `2021`, `2021-04`, `2021-04-10`, or a span `2019/2021` (an open end is `2019/`).
Times are UTC ISO 8601 strings to the second: `2021-04-10T12:00:00Z`.
"""

from dataclasses import dataclass, field
from typing import Literal

Lever = Literal[
    "party_organization",
    "state_personnel",
    "state_ownership",
    "political_office",
    "loyalty_display",
    "policy_directive",
    "state_service",
    "state_support",
    "enforcement",
    "detention",
    "foreign_measure",
    "market_reaction",
    "public_reaction",
    "corporate_resistance",
]
Status = Literal["effective", "planned", "eased", "denied"]
Stance = Literal["asserted", "attributed", "speculative"]
TargetKind = Literal["company", "person", "sector"]
Verdict = Literal["positive", "negative", "unsure", "none"]
Level = Literal["info", "warning", "error"]

STATE_LEVERS: tuple[Lever, ...] = (
    "party_organization",
    "state_personnel",
    "state_ownership",
    "political_office",
    "loyalty_display",
    "policy_directive",
    "state_service",
    "state_support",
    "enforcement",
    "detention",
)
COUNTER_FORCES: tuple[Lever, ...] = ("foreign_measure", "market_reaction", "public_reaction", "corporate_resistance")
LEVERS: tuple[Lever, ...] = STATE_LEVERS + COUNTER_FORCES


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the source: its number from 1 and its span in the text; `label` is the printed number, if read."""

    number: int
    start: int
    end: int
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a run of text came from: `text[start:end]` begins at `position` of the source, in units of `kind`.

    `byte` counts bytes of the file, `char` code points of the decoded source, `page` is a page number from 1.
    """

    start: int
    end: int
    kind: Literal["byte", "char", "page"]
    position: int


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, endnote or link: `start:end` is its mark (or the link's words) in the text, `content` its words."""

    mark: str
    start: int
    end: int
    content: str
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A source as read. `id` is the SHA-256 of its bytes in hex; `language` an ISO 639-1 code, None if unknown."""

    id: str
    text: str
    source_url: str | None = None
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published_at: str | None = None
    retrieved_at: str | None = None
    mime_type: str = "text/plain"
    language: str | None = None
    pages: tuple[Page, ...] = ()
    notes: tuple[Note, ...] = ()
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be taken in: which, at which stage, why (a short code), and a sentence for people."""

    source: str
    stage: Literal["find", "read", "extract", "resolve", "store"]
    reason: str
    detail: str
    occurred_at: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that bear a claim out, where they stand, and up to 32 code points either side."""

    document_id: str
    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as a document writes it. `schema` is FollowTheMoney's: Company, Person, PublicBody, Organization."""

    name: str
    schema: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cue:
    """A span of the document that decided something: `decides` says what, as in `status:planned`."""

    start: int
    end: int
    exact: str
    decides: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """How a claim is put: its status, its stance, to whom it is attributed, and the cues that decided."""

    status: Status = "effective"
    stance: Stance = "asserted"
    attributed_to: str | None = None
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """The one figure that measures a fact. `unit` is an ISO 4217 code, `percent`, `people`, or a counted noun.

    `currency` repeats the unit where it is money, else None.
    """

    value: float
    unit: str
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class CitedSource:
    """What the document itself cites for a claim: the words of the footnote or link, and the address in it, if any."""

    content: str
    url: str | None = None
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One reported fact about one tie between a state and one company.

    `id` is a hash of the document, the span and the content, without rule, model, confidence or ruleset, so that
    two rulesets that find the same claim agree on its id. `confidence` is a calibrated probability in [0, 1].
    """

    id: str
    lever: Lever
    target: str
    evidence: Evidence
    target_kind: TargetKind = "company"
    actor: str | None = None
    people: tuple[str, ...] = ()
    date: str | None = None
    place: str | None = None
    quantity: Quantity | None = None
    assertion: Assertion = field(default_factory=Assertion)
    cited: CitedSource | None = None
    rule: str = ""
    ruleset: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Entity:
    """A FollowTheMoney entity: schema and multi-valued properties (`name`, `alias`, `country`, …)."""

    id: str
    schema: str
    caption: str
    properties: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statement:
    """One value of one property of one entity, with FollowTheMoney's statement fields and its id scheme."""

    id: str
    entity_id: str
    canonical_id: str
    schema: str
    prop: str
    value: str
    dataset: str
    lang: str | None = None
    original_value: str | None = None
    first_seen: str | None = None
    last_seen: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Who a name in a claim is: `role` is target, actor or person; `entity_id` is None while it is ambiguous.

    A name that nothing knows gets an entity id of its own (`unknown:…`); `candidates` are what an ambiguous name could be.
    """

    claim_id: str
    role: Literal["target", "actor", "person"]
    name: str
    entity_id: str | None
    candidates: tuple[str, ...] = ()
    how: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """At `observed_at` this claim was asserted from, or retracted for, this document under this ruleset."""

    claim_id: str
    document_id: str
    observed_at: str
    act: Literal["assert", "retract"]
    ruleset: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A ruling on whether two ids are the same: reversible, since a later row on the same pair replaces it."""

    left: str
    right: str
    verdict: Verdict
    by: str
    at: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has to say about some claims: a level, a sentence for people, and the working to redo."""

    id: str
    check: str
    level: Level
    claim_ids: tuple[str, ...]
    message: str
    working: str = ""
    document_ids: tuple[str, ...] = ()
