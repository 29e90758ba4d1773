"""The index: a folder of segments and a manifest that names them. Readers see one whole state, before or after
a change.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np

from upperhand.errors import InputError
from upperhand.model import Entity
from upperhand.resolve import build, identifiers, manifest
from upperhand.resolve.arrays import Array
from upperhand.resolve.block import candidates
from upperhand.resolve.names import LONGEST, Name
from upperhand.resolve.records import names_of
from upperhand.resolve.score import as_entity, evidence, explain, fact_values, model, name_features, readings, scored
from upperhand.resolve.segment import Segment

_MOST_SEGMENTS = 4
_COMPARED = 10
_NAMES_OF_A_QUERY = 8


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


class Index:
    """An index opened for reading, and for adding; any number of readers may go on while one process adds."""

    def __init__(self, folder: Path, segments: list[Segment], version: int) -> None:
        self.folder = folder
        self.segments = segments
        self.version = version

    @classmethod
    def build(cls, entities: Iterable[Entity], folder: str | Path, *, workers: int = 1) -> "Index":
        """File all entities in a new state of the index in this folder; readers of an older state are not disturbed.

        With several `workers`, batches of entities are filed in as many processes.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        manifest.switch(folder, [build.build(entities, folder, workers)], {})
        return cls.open(folder)

    @classmethod
    def open(cls, folder: str | Path) -> "Index":
        """The index in this folder as it stands now. Raises InputError where there is none."""
        return cls(Path(folder), *manifest.opened(Path(folder)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.segments = []

    def __len__(self) -> int:
        return sum(len(s) - (0 if s.dead is None else int(s.dead.sum())) for s in self.segments)

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Index.open, (str(self.folder),)

    def add(self, entities: Iterable[Entity]) -> "Index":
        """File further entities, replacing those of the same id; returns the index in its new state."""
        written = build.write(entities, self.folder)
        segments = list(self.segments)
        dead = {s.folder.name: s.dead for s in segments}
        for name in written:
            fresh = Segment(self.folder / name)
            for old in segments:
                dead[old.folder.name] = _replaced(old, fresh, dead[old.folder.name])
            segments.append(fresh)
            dead[name] = None
        names = [s.folder.name for s in segments]
        if len(names) > _MOST_SEGMENTS:
            names = [build.merged(self.folder, [Segment(s.folder, dead[s.folder.name]) for s in segments])]
            dead = {}
        manifest.switch(self.folder, names, dead)
        return Index.open(self.folder)

    def remove(self, ids: Iterable[str]) -> "Index":
        """Take entities out; ids that are not there are passed over. Returns the index in its new state."""
        wanted = list(ids)
        dead = {}
        for segment in self.segments:
            mask = _mask(segment)
            for entity_id in wanted:
                if (number := segment.find(entity_id)) is not None:
                    mask[number] = True
            dead[segment.folder.name] = mask if mask.any() else None
        manifest.switch(self.folder, list(dead), dead)
        return Index.open(self.folder)

    def entity(self, entity_id: str) -> Entity | None:
        """The entity with this id, as far as the index keeps it."""
        for segment in self.segments:
            number = segment.find(entity_id)
            if number is not None and not segment.is_dead(number):
                return segment.entity(number)
        return None

    def entities(self) -> Iterator[Entity]:
        """Every entity, as far as the index keeps it."""
        for segment in self.segments:
            yield from segment.entities()

    def match(
        self, query: Entity | str, *, schema: str | None = None, limit: int = 5, threshold: float | None = None
    ) -> tuple[Match, ...]:
        """The entities most likely meant by the query, the likeliest first.

        `schema` overrides the query's; `threshold` is the score from which `match` is true (the model's own by
        default).
        Raises InputError for a query without a name, or with one of over 500 characters.
        """
        entity = as_entity(query)
        if schema:
            entity = Entity(entity.id, schema, entity.caption, entity.properties)
        tried = self._tried(entity)
        if not tried:
            return ()
        sums = evidence([t.values for t in tried])
        threshold = model().threshold if threshold is None else threshold
        best: dict[tuple[int, int], tuple[float, _Tried]] = {}
        for one, log_odds in zip(tried, sums.tolist(), strict=True):
            known = best.get((one.segment, one.entity))
            if known is None or log_odds > known[0]:
                best[one.segment, one.entity] = (log_odds, one)
        has_facts = bool(entity.schema) or len(entity.properties) > 1
        ordered = sorted(best.values(), key=lambda pair: -pair[0])[: limit + (10 if has_facts else 0)]
        found = [self._match(entity, log_odds, one, threshold, has_facts) for log_odds, one in ordered]
        found.sort(key=lambda m: (-m.score, m.id))
        return tuple(found[:limit])

    def _tried(self, entity: Entity) -> list["_Tried"]:
        """Every name of a living candidate, with the features of the pair."""
        names = _query_names(entity)
        given = list(identifiers.of_entity(entity))
        found = []
        for position, segment in enumerate(self.segments):
            for text, name in names:
                for number in candidates(segment, name, _COMPARED, given):
                    owner = int(segment.name_entity[number])
                    if segment.is_dead(owner):
                        continue
                    other = segment.name(number)
                    is_person = entity.schema == "Person" or (not entity.schema and bool(segment.persons[owner]))
                    found.append(_Tried(position, owner, name_features(name, other, is_person), (text, other.text)))
        return found

    def _match(self, query: Entity, log_odds: float, tried: "_Tried", threshold: float, has_facts: bool) -> Match:
        other = self.segments[tried.segment].entity(tried.entity)
        score = scored(log_odds, tried.values, fact_values(query, other) if has_facts else {}, tried.decided_by)
        return Match(
            other.id,
            other.caption,
            score.score,
            score.score >= threshold,
            score.features,
            score.decided_by,
            other.schema,
            other.properties.get("datasets", ()),
        )


class _Tried(NamedTuple):
    """A name of the query beside a name of a candidate."""

    segment: int
    entity: int
    values: list[float]
    decided_by: tuple[str, str]


def _query_names(entity: Entity) -> list[tuple[str, Name]]:
    texts = names_of(entity)
    if not texts:
        too_long = any(len(name) > LONGEST for name in (entity.caption, *entity.properties.get("name", ())))
        raise InputError(f"the name has more than {LONGEST} characters" if too_long else "the query has no name")
    found = [(text, name) for text in texts[:_NAMES_OF_A_QUERY] for name in readings(text) if name.words]
    if not found:
        raise InputError(f"no letter or digit stands in the name {texts[0]!r}")
    return found


def _replaced(old: Segment, fresh: Segment, dead: Array | None) -> Array | None:
    """Which entities of the old segment the fresh one replaces, beside those that were dead before."""
    common = np.isin(old.id_hash, fresh.id_hash)
    if not common.any():
        return dead
    mask = np.zeros(len(old), bool) if dead is None else dead.copy()
    for number in old.id_entity[common]:
        if fresh.find(old.record(int(number)).id) is not None:
            mask[number] = True
    return mask


def _mask(segment: Segment) -> Array:
    return np.zeros(len(segment), bool) if segment.dead is None else segment.dead.copy()
