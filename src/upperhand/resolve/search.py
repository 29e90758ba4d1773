"""Queries against segments: candidates, features and scores of many queries together, and the hits of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from upperhand.collector import uncollected
from upperhand.errors import InputError
from upperhand.model import Entity
from upperhand.resolve import features_all, identifiers
from upperhand.resolve.arrays import Array
from upperhand.resolve.block import all_candidates
from upperhand.resolve.names import LONGEST, Name, analyse_all
from upperhand.resolve.records import Record, caption_of, entity_of, names_of
from upperhand.resolve.score import (
    eased,
    evidence,
    explain,
    fact_values,
    generic_words,
    model,
    name_features,
    probability,
    readings,
    scored,
)
from upperhand.resolve.segment import Segment

_COMPARED = 10
_CLEAR = 3.0  # log odds
_SHOWN = -4.0  # log odds below which nobody is meant: right less than once in fifty times
_LEAST_SHOWN = probability(_SHOWN)
_SURE = 4.0  # log odds that what a name may stand for hardly passes: the name itself is surer
_NAMES_OF_A_QUERY = 8
_BESIDE_FACTS = 10  # further entities that are looked at where a query has more than a name
_PAYS_FROM = 60  # pairs of names: for fewer, arrays cost more than they save


@dataclass(frozen=True, slots=True)
class Match:
    """A hit: the entity, the score and whether it passes the threshold, the features, and the two values that
    decided.
    """

    id: str
    caption: str
    score: float
    match: bool
    features: dict[str, float] = field(default_factory=dict)
    decided_by: tuple[str, str] = ("", "")
    schema: str = ""
    datasets: tuple[str, ...] = ()

    @property
    def explanation(self) -> str:
        """What counted most for and against, in words."""
        return explain(self.features)


Answer = tuple[Match, ...] | InputError


class _Asked(NamedTuple):
    """A name of a query: the place of the query, what was given, and one reading of it."""

    query: int
    text: str
    name: Name


class _Tried(NamedTuple):
    """A name of a query beside a name of a candidate; names are given by their places."""

    asked: int
    segment: int
    entity: int
    name: int


@uncollected()
def search(segments: Sequence[Segment], queries: Sequence[Entity], limit: int, threshold: float | None) -> list[Answer]:
    """For each query its hits, the likeliest first, or what is wrong with it."""
    answers: list[Answer] = [() for _ in queries]
    asked: list[_Asked] = []
    analyse_all([text for entity in queries for text in names_of(entity)[:_NAMES_OF_A_QUERY]])
    for place, entity in enumerate(queries):
        try:
            asked += _readings(place, entity)
        except InputError as error:
            answers[place] = error
    tried = _tried(segments, queries, asked, max(_COMPARED, limit))
    if tried:
        pairs = _Pairs(segments, queries, asked, tried)
        for place, best in pairs.best().items():
            answers[place] = pairs.hits(place, best, limit, model().threshold if threshold is None else threshold)
    return answers


def _readings(place: int, entity: Entity) -> list[_Asked]:
    texts = names_of(entity)
    if not texts:
        too_long = any(len(name) > LONGEST for name in (entity.caption, *entity.properties.get("name", ())))
        raise InputError(f"the name has more than {LONGEST} characters" if too_long else "the query has no name")
    found = [_Asked(place, text, name) for text in texts[:_NAMES_OF_A_QUERY] for name in readings(text) if name.words]
    if not found:
        raise InputError(f"no letter or digit stands in the name {texts[0]!r}")
    return found


def _tried(segments: Sequence[Segment], queries: Sequence[Entity], asked: Sequence[_Asked], most: int) -> list[_Tried]:
    """Every name of a living candidate beside the name that it is a candidate for; up to so many of a segment."""
    known = [identifiers.of_entity(entity) for entity in queries]
    wanted = [(one.name, known[one.query]) for one in asked]
    found: list[_Tried] = []
    for number, segment in enumerate(segments):
        for place, names in enumerate(all_candidates(segment, wanted, most)):
            owners = [segment.entity_of[name] for name in names]
            found += [
                _Tried(place, number, owner, name)
                for owner, name in zip(owners, names, strict=True)
                if not segment.is_dead(owner)
            ]
    return found if len(segments) == 1 else sorted(found, key=lambda one: (asked[one.asked].query, one.segment))


class _Pairs:
    """Names of queries beside names of candidates, with the features and log odds of each pair."""

    def __init__(
        self, segments: Sequence[Segment], queries: Sequence[Entity], asked: list[_Asked], tried: list[_Tried]
    ) -> None:
        self.segments, self.queries, self.asked, self.tried = segments, queries, asked, tried
        self.records: dict[tuple[int, int], Record] = {}
        places = {key: place for place, key in enumerate(dict.fromkeys([(t.segment, t.name) for t in tried]))}
        self.others = analyse_all([self._text(t) for t in {(t.segment, t.name): t for t in tried}.values()])
        self.other_of = [places[t.segment, t.name] for t in tried]
        self.values = self._compared()
        self.log_odds: list[float] = evidence(self.values).tolist()
        self.costs: dict[int, float] = {}
        self._ease()
        for pair, log_odds in enumerate(self.log_odds):
            if log_odds > _SURE and not self._is_as_given(pair):
                self.log_odds[pair] = _SURE + (log_odds - _SURE) / 10

    def _ease(self) -> None:
        """Names that differ in generic words only are compared without them."""
        for pair, tried in enumerate(self.tried):
            name, other = self.asked[tried.asked].name, self.others[self.other_of[pair]]
            if found := eased(name, other, self.log_odds[pair], self._is_person(tried)):
                self.values[pair], self.costs[pair] = found.values, found.cost
                self.log_odds[pair] = found.log_odds - found.cost

    def _compared(self) -> Array:
        lefts = [one.name for one in self.asked]
        pairs = [(t.asked, other) for t, other in zip(self.tried, self.other_of, strict=True)]
        is_person = [self._is_person(t) for t in self.tried]
        if len(pairs) >= _PAYS_FROM:
            return features_all.name_features(lefts, self.others, np.array(pairs), np.array(is_person))
        return np.array(
            [name_features(lefts[a], self.others[b], person) for (a, b), person in zip(pairs, is_person, strict=True)]
        )

    def _is_person(self, tried: _Tried) -> bool:
        schema = self.queries[self.asked[tried.asked].query].schema
        return (schema or self.records[tried.segment, tried.entity].schema) == "Person"

    def _text(self, tried: _Tried) -> str:
        segment, key = self.segments[tried.segment], (tried.segment, tried.entity)
        if key not in self.records:
            self.records[key] = segment.record(tried.entity)
        return self.records[key].names[segment.place(tried.name)]

    def best(self) -> dict[int, list[int]]:
        """For each query the best pair of names of each candidate, the likeliest first."""
        best: dict[int, dict[tuple[int, int], int]] = {}
        for pair, (tried, log_odds) in enumerate(zip(self.tried, self.log_odds, strict=True)):
            of_query = best.setdefault(self.asked[tried.asked].query, {})
            known = of_query.setdefault((tried.segment, tried.entity), pair)
            if self._own(pair) > self._own(known) or (log_odds > self.log_odds[known] and not self._own(known)):
                of_query[tried.segment, tried.entity] = pair
        return {query: sorted(own.values(), key=lambda pair: -self.log_odds[pair]) for query, own in best.items()}

    def _own(self, pair: int) -> float:
        """The log odds of a name as it was given, where they are clear; 0 for what it may stand for: a name that is listed
        as it was asked for is shown, and not its English one.
        """
        return self.log_odds[pair] if self.log_odds[pair] >= _CLEAR and self._is_as_given(pair) else 0.0

    def _is_as_given(self, pair: int) -> bool:
        asked = self.asked[self.tried[pair].asked]
        return asked.name.text == asked.text

    def hits(self, query: int, pairs: list[int], limit: int, threshold: float) -> tuple[Match, ...]:
        """The matches of one query. What else is known of it may change the order."""
        entity = self.queries[query]
        has_facts = bool(entity.schema) or len(entity.properties) > 1
        chosen = pairs[: limit + (_BESIDE_FACTS if has_facts else 0)]
        if not has_facts:
            chosen = [pair for pair in chosen if self.log_odds[pair] >= _SHOWN]
        rows = zip(chosen, self.values[chosen].tolist(), strict=True)
        found = [self._match(pair, values, entity if has_facts else None, threshold) for pair, values in rows]
        found.sort(key=lambda m: (-m.score, m.id))
        return tuple([match for match in found[:limit] if match.score >= _LEAST_SHOWN])

    def _match(self, pair: int, values: list[float], query: Entity | None, threshold: float) -> Match:
        tried = self.tried[pair]
        record = self.records[tried.segment, tried.entity]
        texts = self.asked[tried.asked].text, self.others[self.other_of[pair]].text
        cost = self.costs.get(pair, 0.0)
        facts = (fact_values(query, entity_of(record)) if query else {}) | generic_words(cost)
        score = scored(self.log_odds[pair] + cost, values, facts, texts)
        return Match(
            record.id, caption_of(record), score.score, score.score >= threshold, score.features,
            score.decided_by, record.schema, tuple(record.datasets),
        )  # fmt: skip
