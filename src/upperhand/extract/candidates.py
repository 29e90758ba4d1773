"""What could be claimed: for each sentence the levers that its words speak of, with each thing they could be about."""

from collections.abc import Sequence
from dataclasses import dataclass

from upperhand.extract.entities import Entity
from upperhand.extract.mentions import TARGETS, Found
from upperhand.extract.reading import Reading, RuleHit, Sentence
from upperhand.model import LEVERS

MOST_TARGETS = 8
LEAST = 0.06


@dataclass(slots=True)
class Candidate:
    """A lever and an entity in a sentence. `mention` is None where the sentence does not name the entity."""

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


def candidates(
    reading: Reading, entities: dict[str, Entity], main: Entity | None, likely: Sequence[Sequence[float]]
) -> list[Candidate]:
    """All candidates of a document, sentence by sentence; `likely` holds a row of lever probabilities a sentence."""
    found: list[Candidate] = []
    focus = Focus(main=main)
    for number, sentence in enumerate(reading.sentences):
        levers = _levers(sentence, likely[number])
        if levers:
            options = _options(sentence, entities, focus)
            for lever, hits in levers.items():
                for order, (entity, mention, absent) in enumerate(options):
                    found.append(Candidate(number, sentence, lever, entity, mention, hits, absent, order))
        _move(focus, sentence, entities)
    return found


def _levers(sentence: Sentence, likely: Sequence[float]) -> dict[int, list[RuleHit]]:
    levers: dict[int, list[RuleHit]] = {number: [] for number, p in enumerate(likely) if p >= LEAST}
    for hit in sentence.hits:
        levers.setdefault(LEVERS.index(hit.rule.lever), []).append(hit)
    return levers


Option = tuple[Entity, Found | None, str]


def _options(sentence: Sentence, entities: dict[str, Entity], focus: Focus) -> list[Option]:
    """The entities that the sentence names, then those that it may speak of without naming them."""
    named: dict[str, Option] = {}
    for mention in sentence.mentions:
        if mention.kind in TARGETS and mention.key not in named and len(named) < MOST_TARGETS:
            named[mention.key] = (entities[mention.key], mention, "")
    for why in ("first", "last", "main", "sector", "person"):
        entity = getattr(focus, why)
        if entity is not None and entity.key not in named:
            named[entity.key] = (entity, None, why)
    tied = [entities[o[0].tied] for o in named.values() if o[0].tied and o[0].tied in entities]
    for entity in tied:
        if entity.key not in named:
            named[entity.key] = (entity, None, "tied")
    return list(named.values())


def _move(focus: Focus, sentence: Sentence, entities: dict[str, Entity]) -> None:
    companies = [m for m in sentence.mentions if m.kind in {"company", "unknown"}]
    if companies:
        focus.first = entities[companies[0].key]
        focus.last = entities[companies[-1].key]
    for kind in ("sector", "person"):
        mention = next((m for m in sentence.mentions if m.kind == kind and not m.generic), None)
        if mention:
            setattr(focus, kind, entities[mention.key])
