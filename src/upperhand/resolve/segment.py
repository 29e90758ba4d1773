"""One segment of an index: a folder of arrays that are mapped into memory, written once and never changed.

name_entity  the entity of name n; name_weight its words' weight (in 1/16)
record_at    where the record of entity e, with its names, begins in records.bin
id           hashes of the entities' ids, see `arrays.Hashes`; id_entity the entities in their order
and the keys, see `postings`, and the words, see `vocabulary`.
"""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Self

from upperhand.model import Entity
from upperhand.resolve import records
from upperhand.resolve.arrays import Array, Blob, Hashes, mapped
from upperhand.resolve.hashes import hash48
from upperhand.resolve.names import Name, analyse
from upperhand.resolve.postings import Postings
from upperhand.resolve.records import Record
from upperhand.resolve.vocabulary import Vocabulary


class Segment:
    """A segment opened for reading: all arrays are memory-mapped, nothing is loaded."""

    def __init__(self, folder: Path, dead: Array | None = None) -> None:
        self.folder = folder
        self.dead = dead
        self.postings = Postings(folder)
        self.name_entity, self.name_weight = mapped(folder, "name_entity"), mapped(folder, "name_weight")
        self.record_at = mapped(folder, "record_at")
        self.entity_of, self._record_at = (
            self.name_entity.data,
            self.record_at.data,
        )  # these give plain numbers, quicker

    def whole(self) -> Self:
        """With every file open: a change of the index may remove those that nobody has opened yet."""
        _ = self._records, self.ids, self.id_entity, self.words.whole()
        return self

    @cached_property
    def _records(self) -> Blob:
        return Blob(self.folder / "records.bin")

    @cached_property
    def words(self) -> Vocabulary:
        """The words of the names."""
        return Vocabulary(self.folder)

    @cached_property
    def ids(self) -> Hashes:
        """The hashes of the ids."""
        return Hashes(self.folder, "id")

    @cached_property
    def id_entity(self) -> Array:
        """The entities in the order of their ids' hashes."""
        return mapped(self.folder, "id_entity")

    def __len__(self) -> int:
        return len(self.record_at) - 1

    def place(self, number: int) -> int:
        """Which of its entity's names a name is."""
        return number - bisect_left(self.entity_of, self.entity_of[number], 0, number)

    def name(self, number: int) -> Name:
        """One name, taken apart."""
        return analyse(self.record(self.entity_of[number]).names[self.place(number)])

    def record(self, entity: int) -> Record:
        """The record of one entity."""
        begin = self._record_at[entity]
        return records.decode(self._records.read(self._record_at[entity + 1] - begin, begin))

    def find(self, entity_id: str) -> int | None:
        """The entity with this id, if it is here."""
        wanted = hash48(entity_id)
        (begin,) = self.ids.places([wanted])
        if begin < 0:
            return None
        for entity in self.id_entity[begin : self.ids.end(wanted, begin)].tolist():
            if self.record(entity).id == entity_id:
                return int(entity)
        return None

    def is_dead(self, entity: int) -> bool:
        """Whether a later segment has replaced or removed the entity."""
        return self.dead is not None and bool(self.dead[entity])

    def entities(self) -> Iterator[Entity]:
        """Every entity that is still alive, as far as the index keeps it."""
        for number in range(len(self)):
            if not self.is_dead(number):
                yield self.entity(number)

    def entity(self, number: int) -> Entity:
        """One entity, as far as the index keeps it."""
        return records.entity_of(self.record(number))
