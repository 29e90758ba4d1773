"""The dossier: everything the ledger holds on one entity, ready to be shown. Frozen, without behaviour.

Renderers see only these types. Ids are those of the ledger; `anchor` is a form of an id that is safe in an address.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from upperhand.model import CitedSource, Finding, Lever, Quantity, Stance, Status

Side = Literal["lever", "counter"]
Part = Literal["own", "kin", "other"]
Kind = Literal["company", "state", "foreign", "market", "public", "resistance", "person", "kin"]


class JoinedFact(Protocol):
    """Claims that someone else has already joined into one fact."""

    @property
    def id(self) -> str:
        """The fact's id."""

    @property
    def claim_ids(self) -> tuple[str, ...]:
        """The claims that tell it."""

    @property
    def origins(self) -> int:
        """How many independent origins they have."""

    @property
    def left_out(self) -> int:
        """How many further claims tell it that are not shown."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the entity: its words, a BCP 47 tag by script, and its kind (a FollowTheMoney property)."""

    text: str
    lang: str
    kind: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One identifier or detail: the FollowTheMoney property, its label for people and the value."""

    prop: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Kin:
    """A company of the same house, and how it stands to the subject: parent, subsidiary or affiliate."""

    id: str
    caption: str
    lang: str
    relation: Literal["parent", "subsidiary", "affiliate"]
    facts: int


@dataclass(frozen=True, slots=True)
class Subject:
    """Who the dossier is about."""

    id: str
    schema: str
    caption: str
    names: tuple[Name, ...] = ()
    identifiers: tuple[Detail, ...] = ()
    details: tuple[Detail, ...] = ()
    kin: tuple[Kin, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of a source's text that the dossier carries: `text` is its characters `start:end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A cited document, numbered from 1. `claims`, `facts` count what it bears out here; `length` is in code points.

    `publisher_kind` says of which kind its publisher is: state media, agency, company, court or regulator, think tank,
    op-ed and so on; `unknown` where that is not known.
    """

    number: int
    document_id: str
    title: str | None
    publisher: str | None
    author: str | None
    published_at: str | None
    retrieved_at: str | None
    url: str | None
    lang: str
    claims: int
    facts: int
    length: int
    passages: tuple[Passage, ...]
    publisher_kind: str = "unknown"


@dataclass(frozen=True, slots=True)
class Telling:
    """One claim: the words of one source for a fact, where they stand, how they are put and who says so.

    `speaker` is whom the source gives the word to, or else the source itself. `cited` is what the source cites in turn.
    """

    claim_id: str
    anchor: str
    source: int
    document_id: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    page: str | None
    lang: str
    status: Status
    stance: Stance
    attributed_to: str | None
    speaker: str
    cited: CitedSource | None
    target: str
    actor: str | None
    people: tuple[str, ...]
    date: str | None
    place: str | None
    quantity: Quantity | None
    confidence: float
    rule: str
    observed_at: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact with all its tellings. `about` is whom it befell: the subject, its kin or another (`part`).

    `actor_id` is None where the actor's name is ambiguous or absent; `people_ids` go with `people` likewise.
    `actor` goes by one name for each id; each telling has its own. `origins` counts independent sources, where that was
    worked out; `left_out` counts further claims that tell it.
    """

    id: str
    anchor: str
    lever: Lever
    part: Part
    about: str
    about_id: str | None
    headline: str
    date: str | None
    actor: str | None
    actor_id: str | None
    people: tuple[str, ...]
    people_ids: tuple[str | None, ...]
    place: str | None
    quantity: Quantity | None
    status: Status
    stance: Stance
    attributed_to: str | None
    confidence: float
    weight: float
    documents: int
    publishers: int
    origins: int | None
    tellings: tuple[Telling, ...]
    finding_ids: tuple[str, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A fact in one line: one that is not shown with its words. `origins` counts independent sources."""

    id: str
    date: str | None
    actor: str | None
    quantity: Quantity | None
    status: Status
    attributed: bool
    origins: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Tally:
    """So many facts of the subject that are alike in these respects, and the sum of their confidences.

    `documents` is how many tell each, `told` how many of date, actor and figure are known.
    """

    lever: Lever
    year: int | None
    status: Status
    stance: Stance
    documents: int
    told: int
    sure: bool
    facts: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Overview:
    """All that is held on a subject, counted, where not all of it is shown.

    `documents` counts those with claims about it by lever (in all under the empty name), `lines` are facts by lever,
    `observed_at` is when the ledger last held something new about it.
    """

    facts: int
    observed_at: str
    tallies: tuple[Tally, ...]
    documents: Mapping[str, int]
    lines: Mapping[Lever, Sequence[Line]]


@dataclass(frozen=True, slots=True)
class Section:
    """The facts of one lever on one entity, in order of date; undated ones last.

    `count`, `documents`, `firm`, `weight` and `years` (the first and the last in which one began) are of all its
    facts; `facts` are those shown, `rest` those told in one line each.
    """

    anchor: str
    lever: Lever
    side: Side
    title: str
    definition: str
    facts: tuple[Fact, ...]
    documents: int
    firm: int
    weight: float
    count: int
    years: tuple[int, int] | None = None
    rest: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class KinSections:
    """What befell another entity than the subject: a company of its house, or whoever it acts on."""

    entity_id: str
    caption: str
    lang: str
    relation: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of the summary and the claims that bear it out (none for words that only join)."""

    text: str
    claim_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Year:
    """Facts by the year they began. Firm ones are asserted, in force or done, and not unsure."""

    year: int
    levers_firm: int
    levers_other: int
    counter_firm: int
    counter_other: int


@dataclass(frozen=True, slots=True)
class Node:
    """A party in the network; `x`, `y` are pixels, None without room in the picture. `detail` tells the levers.

    The id is the subject's own, or the kind of tie, a slash, and an entity id or `name:` with the folded name.
    """

    id: str
    label: str
    kind: Kind
    x: float | None
    y: float | None
    detail: str
    facts: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie between the subject and another party: the levers with their counts of facts."""

    source: str
    target: str
    levers: tuple[tuple[Lever, int], ...]
    fact_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Who acts on the subject. `left_out` counts the parties that the picture has no room for."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Unresolved:
    """What a person should look at: an ambiguous name, a claim of low confidence, a claim without date."""

    kind: Literal["ambiguous", "unsure", "undated"]
    text: str
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """A fixed official phrase, how often the cited sources use it, and where: `spans` are (document id, start, end)."""

    text: str
    lang: str
    meaning: str
    count: int
    documents: int
    spans: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ExposurePoint:
    """The strength of levers and counter-forces on one day, each with the ends of its interval."""

    date: str
    levers: float
    levers_low: float
    levers_high: float
    counter: float
    counter_low: float
    counter_high: float


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of it. `as_of` is the moment the ledger is read at; `rulesets` are the versions of the rules.

    `facts_in_all` counts the facts on the subject, shown or not; `notes` say in plain words what is not shown, or not
    known yet.
    """

    subject: Subject
    as_of: str | None
    rulesets: tuple[str, ...]
    summary: tuple[tuple[Clause, ...], ...]
    sections: tuple[Section, ...]
    kin: tuple[KinSections, ...]
    other: tuple[KinSections, ...]
    years: tuple[Year, ...]
    undated: int
    timeline: tuple[str, ...]
    network: Network
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]
    unresolved: tuple[Unresolved, ...]
    exposure: tuple[ExposurePoint, ...] = ()
    formulas: tuple[Formula, ...] = ()
    facts_in_all: int = 0
    notes: tuple[str, ...] = ()
    format: str = "upperhand.dossier"
    version: int = 1
