"""What could be claimed: in each sentence the levers that its words speak of, and the things that each could be about."""

from collections.abc import Sequence
from dataclasses import dataclass

from upperhand.extract.entities import Entity
from upperhand.extract.mentions import TARGETS, Found
from upperhand.extract.reading import Reading, RuleHit, Sentence
from upperhand.model import LEVERS

MOST_TARGETS = 12
MOST_RECENT = 5
APT = 0.12
LEAST = 0.03
ABSENT = ("first", "last", "main", "sector", "person", "tied", "recent")
_NUMBER = {lever: number for number, lever in enumerate(LEVERS)}
LEVER_NAMES = tuple(f"is_{lever}" for lever in LEVERS)


def one_hot(lever: int) -> list[float]:
    """A number for each of `LEVER_NAMES`: 1 for this lever, 0 for the others."""
    row = [0.0] * len(LEVERS)
    row[lever] = 1.0
    return row


@dataclass(slots=True)
class Topic:
    """A lever that a sentence may speak of, with the rules of that lever that hit."""

    number: int
    sentence: Sentence
    lever: int
    hits: list[RuleHit]


@dataclass(slots=True)
class Candidate:
    """A topic and an entity that it could be about. `mention` is None where the sentence does not name the entity: then
    `absent` says why it is thought of."""

    number: int
    sentence: Sentence
    lever: int
    entity: Entity
    mention: Found | None
    hits: list[RuleHit]
    absent: str = ""
    order: int = 0


@dataclass(slots=True)
class Focus:
    """What the text is speaking of when a sentence begins."""

    main: Entity | None = None
    first: Entity | None = None
    last: Entity | None = None
    sector: Entity | None = None
    person: Entity | None = None
    subject: Entity | None = None
    recent: tuple[Entity, ...] = ()


def topics(reading: Reading, likely: Sequence[Sequence[float]]) -> list[Topic]:
    """The levers of each sentence that a rule or the lever model proposes; `likely` has a row of probabilities a sentence."""
    found = []
    for number, sentence in enumerate(reading.sentences):
        levers: dict[int, list[RuleHit]] = {lever: [] for lever, p in enumerate(likely[number]) if p >= LEAST}
        for hit in sentence.hits:
            levers.setdefault(_NUMBER[hit.rule.lever], []).append(hit)
        found += [Topic(number, sentence, lever, hits) for lever, hits in levers.items()]
    return found


def focuses(reading: Reading, entities: dict[str, Entity], main: Entity | None) -> list[Focus]:
    """What the text is speaking of at the start of each sentence."""
    found = []
    focus = Focus(main=main)
    for sentence in reading.sentences:
        found.append(focus)
        focus = _move(focus, sentence, entities)
    return found


def _move(focus: Focus, sentence: Sentence, entities: dict[str, Entity]) -> Focus:
    companies = [m for m in sentence.mentions if m.kind in {"company", "unknown"} and entities[m.key].apt >= APT]
    first = entities[companies[0].key] if companies else focus.first
    last = entities[companies[-1].key] if companies else focus.last
    begins = bool(companies) and companies[0].start - sentence.start < 25
    fresh = dict.fromkeys(m.key for m in companies)
    recent = [entities[key] for key in fresh] + [entity for entity in focus.recent if entity.key not in fresh]
    named = {
        m.kind: entities[m.key] for m in reversed(sentence.mentions) if m.kind in {"sector", "person"} and not m.generic
    }
    return Focus(
        focus.main,
        first,
        last,
        named.get("sector", focus.sector),
        named.get("person", focus.person),
        first if begins else None,
        tuple(recent[:MOST_RECENT]),
    )


def candidates(topic: Topic, entities: dict[str, Entity], focus: Focus) -> list[Candidate]:
    """The entities that the sentence names, then those that it may speak of without naming them."""
    named: dict[str, tuple[Entity, Found | None, str]] = {}
    for mention in topic.sentence.mentions:
        if mention.kind in TARGETS and mention.key not in named and len(named) < MOST_TARGETS:
            named[mention.key] = (entities[mention.key], mention, "")
    known = _known_ties(named, entities)
    for why in ("sector", "person") if known else ("first", "last", "main", "sector", "person"):
        entity: Entity | None = getattr(focus, why)
        if entity is not None and entity.key not in named:
            named[entity.key] = (entity, None, why)
    for tied in [entities[e.tied] for e, _, _ in named.values() if e.tied in entities]:
        named.setdefault(tied.key, (tied, None, "tied"))
    for entity in () if known else focus.recent:
        named.setdefault(entity.key, (entity, None, "recent"))
    return [
        Candidate(topic.number, topic.sentence, topic.lever, entity, mention, topic.hits, absent, order)
        for order, (entity, mention, absent) in enumerate(named.values())
    ]


def _known_ties(named: dict[str, tuple[Entity, Found | None, str]], entities: dict[str, Entity]) -> bool:
    """Whether the sentence names no company, but people of whom the tables say which is theirs: then it speaks of no other."""
    if any(entity.kind == "company" for entity, _, _ in named.values()):
        return False
    return any(
        e.kind == "person" and e.record and e.tied == e.record and e.tied in entities for e, _, _ in named.values()
    )


def trigger(candidate: Candidate) -> tuple[int, int]:
    """Where the words stand that made the candidate: its first hit, or its target, or the whole sentence."""
    if candidate.hits:
        return candidate.hits[0].start, candidate.hits[0].end
    if candidate.mention is not None:
        return candidate.mention.start, candidate.mention.end
    return candidate.sentence.start, candidate.sentence.end
