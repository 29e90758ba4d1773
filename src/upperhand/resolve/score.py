"""From features to one calibrated score: 0.8 means that four in five such pairs are the same.

The weights are data/resolve/model.yml, made by `python -m upperhand.resolve.train`: boosted trees over the features, a
slope that keeps ranking where the trees are flat, and a line that turns the sum into a probability.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import msgspec
import numpy as np

from upperhand import data
from upperhand.errors import DataError
from upperhand.model import Entity
from upperhand.resolve import features as comparing
from upperhand.resolve import generic, han, identifiers, tables
from upperhand.resolve.arrays import Array
from upperhand.resolve.facts import birth_dates, countries, schemas
from upperhand.resolve.names import Name, analyse
from upperhand.resolve.records import names_of
from upperhand.resolve.trees import Trees

_STEEPEST = 14.0
_CLEAR = 4.0  # log odds that nothing need raise
NAMES = tuple(feature.__name__ for feature in comparing.FEATURES)
_SAME = {
    "words_in_common": 1.0,
    "better_covered": 1.0,
    "letters_alike": 1.0,
    "identical": 1.0,
    "only_slips": 1.0,
    "rarest_word": 1.0,
    "telling_words": 0.6,
}


class Model(msgspec.Struct, forbid_unknown_fields=True):
    """The trained weights. Log odds = scale × (trees + slopes · features) + shift + facts; a match begins at
    `threshold`. `trained_on` tells the features that it has learned from, see `train.digest`.
    """

    trees: Trees
    slopes: dict[str, float]
    scale: float
    shift: float
    facts: dict[str, float]
    threshold: float
    trained_on: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """How likely two names or entities are the same, and why. `decided_by` are the two values that decided."""

    score: float
    features: dict[str, float] = field(default_factory=dict)
    decided_by: tuple[str, str] = ("", "")

    @property
    def explanation(self) -> str:
        """What counted most for and against, in words."""
        return explain(self.features)


@cache
def model() -> Model:
    """The shipped weights."""
    return data.load("resolve/model.yml", Model)


@cache
def _slopes() -> Array:
    unknown = set(model().slopes) - set(NAMES)
    if unknown:
        raise DataError(f"resolve/model.yml: slopes: no feature {', '.join(sorted(unknown))}")
    return np.array([model().slopes.get(name, 0.0) for name in NAMES], np.float32)


def raw_sums(values: Sequence[Sequence[float]] | Array, trees: Trees, slopes: Array) -> Array:
    """The uncalibrated sums for rows of features."""
    cases = np.array(values, np.float32)
    return np.asarray(
        trees.sums(cases) + (cases * slopes).sum(axis=1)
    )  # no matrix product: it rounds by the number of rows


def evidence(values: Sequence[Sequence[float]] | Array) -> Array:
    """Log odds that the names are the same, for rows of features."""
    return np.asarray(model().scale * raw_sums(values, model().trees, _slopes()) + model().shift)


def name_features(left: Name, right: Name, is_person: bool = False) -> list[float]:
    """The features of a pair of names, in the order of NAMES."""
    return comparing.features(comparing.compare_names(left, right, is_person))


class Eased(NamedTuple):
    """The features of two names without their generic words, the log odds of these, and what the words cost."""

    values: list[float]
    log_odds: float
    cost: float


def eased(left: Name, right: Name, log_odds: float, is_person: bool) -> Eased | None:
    """Names compared without generic words in which they differ, where that speaks more for them than `log_odds`."""
    if is_person or log_odds > _CLEAR or (core := generic.core(left, right)) is None:
        return None
    values = name_features(core.left, core.right)
    alone = float(evidence([values])[0])
    found = Eased(values, alone, max(core.cost, alone - core.most))
    return found if found.log_odds - found.cost > log_odds else None


def probability(log_odds: float) -> float:
    """Log odds as a probability, never quite 0 or 1."""
    return 1 / (1 + math.exp(-max(-_STEEPEST, min(_STEEPEST, log_odds))))


def compare(left: Entity | str, right: Entity | str) -> Score:
    """How likely two entities (or bare names) are the same: the best pair of their names, then what else is
    known of them.
    """
    a, b = as_entity(left), as_entity(right)
    is_person = "Person" in (a.schema, b.schema)
    others = names_of(b)
    pairs = [(name, analyse(other), text, other) for text in names_of(a) for name in readings(text) for other in others]
    facts = fact_values(a, b) if isinstance(left, Entity) and isinstance(right, Entity) else {}
    if not pairs:
        return Score(0.0, facts)
    values = [name_features(name, other, is_person) for name, other, _, _ in pairs]
    sums, costs = evidence(values), [0.0] * len(pairs)
    for place, (name, other, _, _) in enumerate(pairs):
        if found := eased(name, other, sums[place], is_person):
            values[place], sums[place], costs[place] = found.values, found.log_odds, found.cost
    best = int((sums - np.array(costs)).argmax())
    return scored(float(sums[best]), values[best], facts | generic_words(costs[best]), pairs[best][2:])


def generic_words(cost: float) -> dict[str, float]:
    """The cost of generic words as a fact."""
    return {"generic_words": cost} if cost else {}


def scored(log_odds: float, values: Sequence[float], facts: dict[str, float], decided_by: tuple[str, str]) -> Score:
    """The score of a pair of names together with the facts."""
    if facts:
        log_odds += sum([model().facts[name] * value for name, value in facts.items()])
    named = {name: value for name, value in zip(NAMES, values, strict=True) if value}
    return Score(probability(log_odds), named | facts if facts else named, decided_by)


def explain(features: Mapping[str, float]) -> str:
    """What counted most for and against: how the score would move if each feature were as in two equal names."""
    if not features:
        return "one of them has no name"
    own = [features.get(name, 0.0) for name in NAMES]
    changed = [
        (name, _with(own, place, _SAME.get(name, 0.0)))
        for place, name in enumerate(NAMES)
        if own[place] != _SAME.get(name, 0.0)
    ]
    sums = evidence([own, *(row for _, row in changed)])
    effects = [(float(sums[0] - total), name) for (name, _), total in zip(changed, sums[1:], strict=True)]
    effects += [(model().facts[name] * value, name) for name, value in features.items() if name in model().facts]
    effects.sort()
    against = [name.replace("_", " ") for effect, name in effects[:3] if effect < -0.1]
    speaking = [name.replace("_", " ") for effect, name in effects[:-4:-1] if effect > 0.1]
    speaking += [name.replace("_", " ") for name in ("identical", "words_in_common") if features.get(name) == 1.0]
    parts = ["for: " + ", ".join(speaking or ["words in common"])]
    return "; ".join([*parts, "against: " + ", ".join(against)] if against else parts)


def _with(values: list[float], place: int, value: float) -> list[float]:
    return [*values[:place], value, *values[place + 1 :]]


def as_entity(value: Entity | str) -> Entity:
    """A bare name as an entity of unknown kind."""
    return value if isinstance(value, Entity) else Entity("", "", value, {"name": (value,)})


@cache
def _expansions() -> dict[str, tuple[str, ...]]:
    """Well-known short names with their expansions, and each expansion with the short name."""
    found: dict[str, list[str]] = {}
    for short, long in tables.abbreviations().names.items():
        for expansion in long:
            found.setdefault(analyse(short).key, []).append(expansion)
            found.setdefault(analyse(expansion).key, []).extend([short, *(e for e in long if e != expansion)])
    return {name: tuple(dict.fromkeys(others)) for name, others in found.items()}


def expansions(name: Name) -> tuple[str, ...]:
    """What a name is a well-known short or long form of."""
    return _expansions().get(name.key, ())


def readings(text: str) -> Iterator[Name]:
    """The name itself, what it is a well-known short or long form of, and its Pinyin if Wade-Giles may have
    written it.
    """
    name = analyse(text)
    yield name
    if not name.is_han:
        for other in han.as_pinyin(tuple(w.text for w in name.words)):
            yield analyse(other)
    for other in expansions(name):
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
