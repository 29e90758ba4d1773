"""The index: a folder of segments and a manifest that names them. Readers see one whole state, before or after
a change.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from upperhand.errors import InputError
from upperhand.model import Entity
from upperhand.resolve import build, manifest
from upperhand.resolve.arrays import Array
from upperhand.resolve.score import as_entity
from upperhand.resolve.search import Match, search
from upperhand.resolve.segment import Segment

_MOST_SEGMENTS = 4


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
    def merge(cls, indexes: "Sequence[Index]", folder: str | Path) -> "Index":
        """One index in this folder of all that these hold now, in their order."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        name = build.merged(folder, [segment for index in indexes for segment in index.segments])
        manifest.switch(folder, [name], {})
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
        (answer,) = self.match_all([entity], limit=limit, threshold=threshold)
        if isinstance(answer, InputError):
            raise answer
        return answer

    def match_all(
        self, queries: Sequence[Entity | str], *, limit: int = 5, threshold: float | None = None
    ) -> "list[tuple[Match, ...] | InputError]":
        """As `match` for each query, several times quicker for a few hundred together; an error stands in its place."""
        return search(self.segments, [as_entity(query) for query in queries], limit, threshold)


def _replaced(old: Segment, fresh: Segment, dead: Array | None) -> Array | None:
    """Which entities of the old segment the fresh one replaces, beside those that were dead before."""
    common = np.isin(old.ids.whole(0, len(old.ids)), fresh.ids.whole(0, len(fresh.ids)))
    if not common.any():
        return dead
    mask = np.zeros(len(old), bool) if dead is None else dead.copy()
    for number in old.id_entity[common]:
        if fresh.find(old.record(int(number)).id) is not None:
            mask[number] = True
    return mask


def _mask(segment: Segment) -> Array:
    return np.zeros(len(segment), bool) if segment.dead is None else segment.dead.copy()
