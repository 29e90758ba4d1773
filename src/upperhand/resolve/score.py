"""From features to one calibrated score: 0.8 means that four in five such pairs are the same.

The weights are data/resolve/model.yml, made by `python -m upperhand.resolve.train`.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import msgspec

from upperhand import data
from upperhand.model import Entity
from upperhand.resolve import compare as comparing
from upperhand.resolve import identifiers, tables
from upperhand.resolve.facts import birth_dates, countries, schemas
from upperhand.resolve.names import Name, analyse
from upperhand.resolve.segment import names_of

_STEEPEST = 14.0


class Model(msgspec.Struct, forbid_unknown_fields=True):
    """The trained weights: `scale` and `shift` calibrate the sum to a probability; `threshold` is where a match begins."""

    bias: float
    weights: dict[str, float]
    facts: dict[str, float]
    threshold: float


@dataclass(frozen=True, slots=True)
class Score:
    """How likely two names or entities are the same, and why. `decided_by` are the two values that decided."""

    score: float
    features: dict[str, float] = field(default_factory=dict)
    explanation: str = ""
    decided_by: tuple[str, str] = ("", "")


@cache
def model() -> Model:
    """The shipped weights."""
    return data.load("resolve/model.yml", Model)


@cache
def _weights() -> tuple[float, ...]:
    return tuple(model().weights[feature.__name__] for feature in comparing.FEATURES)


def name_score(left: Name, right: Name, is_person: bool = False) -> tuple[float, list[float]]:
    """The evidence that two names are the same, as log odds, and the values of the features."""
    values = comparing.features(comparing.compare_names(left, right, is_person))
    return model().bias + sum([w * v for w, v in zip(_weights(), values, strict=True)]), values


def probability(evidence: float) -> float:
    """Log odds as a probability, never quite 0 or 1."""
    return 1 / (1 + math.exp(-max(-_STEEPEST, min(_STEEPEST, evidence))))


def compare(left: Entity | str, right: Entity | str) -> Score:
    """How likely two entities (or bare names) are the same: the best pair of their names, then what else is known of them."""
    a, b = as_entity(left), as_entity(right)
    facts = fact_values(a, b)
    best: tuple[float, list[float], str, str] | None = None
    is_person = "Person" in (a.schema, b.schema)
    rights = [(text, analyse(text)) for text in names_of(b)]
    for text in names_of(a):
        for name in readings(text):
            for other, right_name in rights:
                evidence, values = name_score(name, right_name, is_person)
                if best is None or evidence > best[0]:
                    best = (evidence, values, text, other)
    if best is None:
        return Score(0.0, facts, "one of them has no name", ("", ""))
    return scored(best, facts)


def scored(best: tuple[float, list[float], str, str], facts: dict[str, float]) -> Score:
    """The score of a best pair of names together with the facts, explained."""
    evidence, values, left, right = best
    evidence += sum([model().facts[name] * value for name, value in facts.items()])
    named = {feature.__name__: round(value, 4) for feature, value in zip(comparing.FEATURES, values, strict=True) if value}
    return Score(round(probability(evidence), 7), named | facts, explain(values, facts), (left, right))


def explain(values: list[float], facts: dict[str, float]) -> str:
    """The features that counted most for and against, in words."""
    weights = _weights()
    counted = [(w * v, feature.__name__) for w, v, feature in zip(weights, values, comparing.FEATURES, strict=True)]
    counted += [(model().facts[name] * value, name) for name, value in facts.items()]
    counted.sort()
    against = [name.replace("_", " ") for effect, name in counted[:3] if effect < -0.2]
    speaking = [name.replace("_", " ") for effect, name in counted[:-4:-1] if effect > 0.2]
    return "; ".join(filter(None, ["for: " + ", ".join(speaking) if speaking else "", "against: " + ", ".join(against) if against else ""]))


def as_entity(value: Entity | str) -> Entity:
    """A bare name as an entity of unknown kind."""
    return value if isinstance(value, Entity) else Entity("", "", value, {"name": (value,)})


@cache
def _expansions() -> dict[str, tuple[str, ...]]:
    """Well-known short names with their expansions, and each expansion with the short name."""
    found: dict[str, list[str]] = {}
    for short, expansions in tables.abbreviations().names.items():
        for expansion in expansions:
            found.setdefault(analyse(short).key, []).append(expansion)
            found.setdefault(analyse(expansion).key, []).extend([short, *(e for e in expansions if e != expansion)])
    return {name: tuple(dict.fromkeys(others)) for name, others in found.items()}


def readings(text: str) -> Iterable[Name]:
    """The name itself, and what it is a well-known short or long form of."""
    name = analyse(text)
    yield name
    for other in _expansions().get(name.key, ()):
        yield analyse(other)


def fact_values(a: Entity, b: Entity) -> dict[str, float]:
    """What else speaks for or against: identifiers, birth dates, countries, kinds."""
    found = {
        "same_identifier": float(bool(set(identifiers.of_entity(a)) & set(identifiers.of_entity(b)))),
        "birth_date": birth_dates(a.properties.get("birthDate", ()), b.properties.get("birthDate", ())),
        "country": countries(a, b),
        "schema": schemas(a.schema, b.schema),
    }
    return {name: value for name, value in found.items() if value}
