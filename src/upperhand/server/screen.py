"""Who is meant by an example: the hits of every index in scope, one for each canonical entity, the likeliest first."""

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from upperhand import queries
from upperhand.errors import InputError
from upperhand.lists.tickers import tickers
from upperhand.model import Entity
from upperhand.resolve import features, identifiers
from upperhand.resolve.score import fact_values, model, scored
from upperhand.resolve.screening import PROPERTIES, check_name
from upperhand.server import ontology
from upperhand.server.catalogue import Catalogue
from upperhand.server.shelf import Shelved

if TYPE_CHECKING:
    from upperhand.resolve import Index, Match

NAMES = ("name", "alias", "previousName", "weakAlias", "abbreviation")
_TRIED = 50
_SELDOM = 0.1  # a cutoff that few candidates reach
_FACTS = {
    "same_identifier": "They share an identifier.",
    "birth_date": "Birth dates: 1 for the same day, 0.5 where one is only a year or month and fits, -1 where they contradict.",
    "country": "1 where they share a country, -1 where both have some and none in common.",
    "schema": "-1 where one is a person and the other cannot be, or one a ship and the other a body.",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the answers, beside the datasets in scope. Empty means that anything will do."""

    datasets: tuple[str, ...]
    exclude_schemata: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    changed_since: str = ""
    exclude_ids: frozenset[str] = frozenset()
    schemata: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that may be meant: the score, the features by name, and the two values that decided."""

    entity: Shelved
    score: float
    features: dict[str, float] = field(default_factory=dict)
    decided_by: tuple[str, str] = ("", "")


@cache
def feature_docs() -> dict[str, str]:
    """What each feature means, in the words of its own documentation."""
    return {one.__name__: " ".join((one.__doc__ or "").split()) for one in features.FEATURES} | _FACTS


def threshold() -> float:
    """The score from which a hit is a match, where the caller gives none."""
    return model().threshold


def hits(catalogue: Catalogue, query: Entity, wanted: Wanted, limit: int, cutoff: float = 0.0) -> tuple[list[Hit], int]:
    """At most `limit` hits of at least `cutoff`, and how many there were. Raises InputError for a name that none can read.

    A query without a name is looked up by its identifiers.
    """
    found: dict[str, Hit] = {}
    for hit in _all_hits(catalogue, query, wanted.datasets, max(1, limit), cutoff):
        best = found.get(hit.entity.id)
        if (best is None or hit.score > best.score) and fits(hit.entity, wanted):
            found[hit.entity.id] = hit
    return heapq.nsmallest(limit, found.values(), key=lambda hit: (-hit.score, hit.entity.id)), len(found)


def _all_hits(catalogue: Catalogue, query: Entity, datasets: Sequence[str], limit: int, cutoff: float) -> Iterator[Hit]:
    if not any(query.properties.get(prop) for prop in NAMES):
        yield from (hit for hit in _by_identifier(catalogue, query, datasets) if hit.score >= cutoff)
        return
    query = _readable(query)
    for match in _likely(catalogue.index(datasets), query, limit, limit + _TRIED * len(datasets), cutoff):
        if match.score < cutoff:
            break  # the likeliest come first
        canonical = catalogue.shelf.canonical(match.id)
        if canonical is not None and (entity := catalogue.shelf.entity(canonical)) is not None:
            yield Hit(entity, match.score, match.features, match.decided_by)


def _likely(index: "Index", query: Entity, few: int, many: int, cutoff: float) -> "tuple[Match, ...]":
    """The matches, all that reach the cutoff: a few are nearly always enough, and quicker to put together."""
    if cutoff >= _SELDOM:
        found = index.match(query, limit=few)
        if len(found) < few or found[-1].score < cutoff:
            return found
    return index.match(query, limit=many)


def _readable(query: Entity) -> Entity:
    """The query without names that cannot be read. Raises InputError that says why, if none is left."""
    faults: list[InputError] = []
    kept = {
        prop: tuple(name for name in query.properties.get(prop, ()) if _is_readable(name, faults)) for prop in NAMES
    }
    names = [name for found in kept.values() for name in found]
    if not names:
        raise faults[0]
    return Entity("", query.schema, names[0], {**query.properties, **kept})


def _is_readable(name: str, faults: list[InputError]) -> bool:
    try:
        check_name(name.strip())
    except InputError as error:
        faults.append(error)
        return False
    return True


def _by_identifier(catalogue: Catalogue, query: Entity, datasets: Sequence[str]) -> Iterator[Hit]:
    """Those that share an identifier; since no names speak, the score is what the facts alone make of even odds."""
    given = [value for prop in identifiers.PROPERTIES for value in query.properties.get(prop, ())]
    if not given:
        raise InputError("the query has neither a name nor an identifier")
    for entity in catalogue.shelf.bearing(dict.fromkeys(map(identifiers.plain, given))):
        other = Entity(entity.id, entity.schema, entity.caption, entity.properties)
        facts = fact_values(query, other)
        if facts.get("same_identifier") and not set(datasets).isdisjoint(entity.datasets):
            shared = next(iter(set(identifiers.of_entity(query)) & set(identifiers.of_entity(other))))
            score = scored(0.0, [0.0] * len(features.FEATURES), facts, (shared, shared))
            yield Hit(entity, score.score, score.features, score.decided_by)


def fits(entity: Shelved, wanted: Wanted) -> bool:
    """Whether an entity is among those that are wanted."""
    return (
        not wanted.exclude_ids.intersection((entity.id, *entity.referents))
        and not any(entity.schema in ontology.descendants(schema) for schema in wanted.exclude_schemata)
        and (not wanted.schemata or not wanted.schemata.isdisjoint(ontology.lineage(entity.schema)))
        and (not wanted.topics or not wanted.topics.isdisjoint(entity.properties.get("topics", ())))
        and (not wanted.changed_since or entity.changed >= wanted.changed_since)
        and not set(wanted.datasets).isdisjoint(entity.datasets)
    )


def example(schema: str, properties: dict[str, Collection[str]]) -> Entity:
    """A query as an entity of its own; the id that a caller gave it is no part of it.

    Countries and dates are read as people write them; what is none is left out, since it speaks neither for nor against.
    A name that is a ticker or another identifier is looked for as one too.
    """
    values = {prop: read for prop, found in properties.items() if (read := _read(schema, prop, found))}
    for prop, found in _numbers(values).items():
        values.setdefault(prop, found)
    name = next((value for prop in NAMES for value in values.get(prop, ())), "")
    return Entity("", schema, name, values)


def _tickers(text: str) -> tuple[str, ...]:
    return tickers(text) or (text,)


def _numbers(values: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The identifiers that names are, by property."""
    meant = [queries.identifier(name) for prop in NAMES for name in values.get(prop, ())]
    return {PROPERTIES[number[0]]: number[1] for number in meant if number}


def _read(schema: str, prop: str, found: Collection[str]) -> tuple[str, ...]:
    known = ontology.properties(schema).get(prop) or ontology.property_named(prop)
    reader = {"country": queries.countries, "date": queries.dates}.get(known.type if known else "")
    if prop == "ticker":
        reader = _tickers
    return tuple(dict.fromkeys(value for text in found for value in reader(text))) if reader else tuple(found)
