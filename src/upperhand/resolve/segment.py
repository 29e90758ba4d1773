"""One segment of an index: a folder of arrays that are mapped into memory, written once and never changed.

keys         64-bit hashes of the keys, sorted; `starts[k]:starts[k+1]` are the postings (name numbers) of key k
name_at      where name n begins in names.bin; name_entity is its entity; name_weight its words' weight (in 1/16)
record_at    where the record of entity e begins in records.bin; entity_names its first name; is_person whether it is one
id_hash      64-bit hashes of the entities' ids, sorted; id_entity the entity
and the words, see `vocabulary`.
"""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np

from upperhand.model import Entity
from upperhand.resolve import records
from upperhand.resolve.arrays import Array, Blob, Posted, mapped
from upperhand.resolve.hashes import hash64
from upperhand.resolve.names import Name, analyse
from upperhand.resolve.records import Record
from upperhand.resolve.vocabulary import Vocabulary


class Segment:
    """A segment opened for reading: all arrays are memory-mapped, nothing is loaded."""

    def __init__(self, folder: Path, dead: Array | None = None) -> None:
        self.folder = folder
        self.dead = dead
        self.keys, self.starts = mapped(folder, "keys"), mapped(folder, "starts")
        self.name_entity, self.name_weight = mapped(folder, "name_entity"), mapped(folder, "name_weight")
        self.name_at, self.record_at = mapped(folder, "name_at"), mapped(folder, "record_at")
        self.entity_names, self.persons = mapped(folder, "entity_names"), mapped(folder, "is_person")
        self._name_at, self._record_at = self.name_at.data, self.record_at.data  # these give plain numbers, quicker
        self._entity_names = self.entity_names.data

    def whole(self) -> Self:
        """With every file open: a change of the index may remove those that nobody has opened yet."""
        _ = (
            self.postings,
            self._names,
            self._records,
            self.id_hash,
            self.id_entity,
            self.words.near,
            self.words.near_word,
        )
        return self

    @cached_property
    def postings(self) -> Posted:
        """The numbers of the names, by key."""
        return Posted(self.folder, "postings")

    @cached_property
    def _names(self) -> Blob:
        return Blob(self.folder / "names.bin")

    @cached_property
    def _records(self) -> Blob:
        return Blob(self.folder / "records.bin")

    @cached_property
    def words(self) -> Vocabulary:
        """The words of the names."""
        return Vocabulary(self.folder)

    @cached_property
    def id_hash(self) -> Array:
        """The hashes of the ids, sorted."""
        return mapped(self.folder, "id_hash")

    @cached_property
    def id_entity(self) -> Array:
        """The entities in the order of their ids' hashes."""
        return mapped(self.folder, "id_entity")

    def __len__(self) -> int:
        return len(self.record_at) - 1

    def name(self, number: int) -> Name:
        """One name, taken apart."""
        return analyse(self.name_text(number))

    def name_text(self, number: int) -> str:
        """One name as it was given."""
        begin = self._name_at[number]
        return self._names.read(self._name_at[number + 1] - begin, begin).decode()

    def record(self, entity: int) -> Record:
        """The record of one entity."""
        begin = self._record_at[entity]
        return records.decode(self._records.read(self._record_at[entity + 1] - begin, begin))

    def names(self, entity: int) -> list[str]:
        """All names of one entity."""
        return [self.name_text(n) for n in range(int(self.entity_names[entity]), int(self.entity_names[entity + 1]))]

    def caption(self, entity: int, record: Record) -> str:
        """How one entity is shown; `record` is its record."""
        first = self._entity_names[entity]
        if record.caption or first == self._entity_names[entity + 1]:
            return record.caption or record.id
        return self.name_text(first)

    def find(self, entity_id: str) -> int | None:
        """The entity with this id, if it is here."""
        wanted = np.uint64(hash64(entity_id))
        found = slice(np.searchsorted(self.id_hash, wanted), np.searchsorted(self.id_hash, wanted, "right"))
        for entity in self.id_entity[found].tolist():
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
        return records.entity_of(self.record(number), self.names(number))
