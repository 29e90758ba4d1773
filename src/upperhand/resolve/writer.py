"""Entities into a new segment."""

from array import array
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import numpy as np

from upperhand.model import Entity
from upperhand.resolve import keys, records, vocabulary
from upperhand.resolve.arrays import Array, save, starts
from upperhand.resolve.hashes import hash64
from upperhand.resolve.names import Name, all_taken_apart
from upperhand.resolve.words import Word


class Writer:
    """Collects entities and writes them as a segment."""

    def __init__(self) -> None:
        self._posting_key, self._posting_count = array("Q"), array("I")
        self._names, self._records = bytearray(), bytearray()
        self._name_at, self._record_at, self._entity_names = array("Q", [0]), array("Q", [0]), array("I", [0])
        self._name_weight, self._is_person = bytearray(), bytearray()
        self._words: dict[int, Word] = {}
        self._ids: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def postings(self) -> int:
        """How many postings are held: what the memory of a writer grows with."""
        return len(self._posting_key)

    def add(self, entities: Iterable[Entity]) -> None:
        """File entities; a second one of the same id takes the place of the first when the index is read."""
        named = [(entity, records.names_of(entity)) for entity in entities]
        taken = iter(all_taken_apart([text for _, names in named for text in names]))
        for entity, names in named:
            self._add(entity, names, list(islice(taken, len(names))))

    def _add(self, entity: Entity, names: list[str], taken: list[Name]) -> None:
        self._ids[entity.id] = len(self._is_person)
        for name in taken:
            self._add_name(name)
        record = records.record_of(entity, names[0] if names else "")
        if record.identifiers and names:
            self._posting_key.extend([keys.identifier(value) for value in record.identifiers])
            self._posting_count[-1] += len(record.identifiers)
        self._records += records.encode(record)
        self._record_at.append(len(self._records))
        self._is_person.append(entity.schema == "Person")
        self._entity_names.append(len(self._name_weight))

    def _add_name(self, name: Name) -> None:
        filed = keys.filed_under(name)
        self._posting_key.extend(filed)
        self._posting_count.append(len(filed))
        self._names += name.text.encode("utf-8", "replace")
        self._name_at.append(len(self._names))
        self._name_weight.append(min(255, int(16 * name.weight + 0.5)))
        for w in name.words:
            if w.key and w.key not in self._words:
                self._words[w.key] = w

    def write(self, folder: Path, with_near: bool = True) -> None:
        """Write the arrays into a new folder; one that is only to be merged needs no close-spelling keys."""
        folder.mkdir(parents=True)
        counts = np.frombuffer(self._posting_count, np.uint32) if self._posting_count else np.zeros(0, np.uint32)
        posting_name = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
        hashes = save_postings(folder, np.array(self._posting_key, np.uint64), posting_name)
        self._write_words(folder, hashes, with_near)
        save(folder, "name_at", starts(np.diff(np.array(self._name_at, np.int64))))
        save(folder, "record_at", starts(np.diff(np.array(self._record_at, np.int64))))
        entity_names = np.array(self._entity_names, np.uint32)
        save(folder, "entity_names", entity_names)
        save(folder, "name_entity", np.repeat(np.arange(len(entity_names) - 1, dtype=np.uint32), np.diff(entity_names)))
        save(folder, "name_weight", np.array(self._name_weight, np.uint8))
        save(folder, "is_person", np.array(self._is_person, bool))
        (folder / "names.bin").write_bytes(self._names)
        (folder / "records.bin").write_bytes(self._records)
        save_ids(folder, np.fromiter(map(hash64, self._ids), np.uint64, len(self._ids)), self._ids.values())

    def _write_words(self, folder: Path, hashes: Array, with_near: bool) -> None:
        found = {w.text: w for kept in self._words.values() for w in vocabulary.readings(kept)}
        entries = {w.key: kept for w in found.values() if (kept := vocabulary.entry(w))}
        ordered = sorted(entries)
        texts = [entries[key] for key in ordered]
        word_key = np.searchsorted(hashes, np.array(ordered, np.uint64))
        vocabulary.save_words(folder, word_key, texts, vocabulary.near_keys(texts) if with_near else None)


def save_postings(folder: Path, posting_key: Array, posting_name: Array) -> Array:
    """Sort the postings by key and name, and write them; gives the keys."""
    order = np.argsort(posting_key, kind="stable")
    ordered = posting_key[order]
    is_first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    begins = np.flatnonzero(is_first)
    found = ordered[begins]
    save(folder, "keys", found)
    save(folder, "starts", starts(np.diff(begins, append=len(ordered))))
    save(folder, "postings", posting_name[order])
    return found


def save_ids(folder: Path, hashes: Array, entities: Iterable[int]) -> None:
    """Write the ids' hashes in order, with their entities."""
    order = np.argsort(hashes, kind="stable")
    save(folder, "id_hash", hashes[order])
    save(folder, "id_entity", np.fromiter(entities, np.uint32, len(hashes))[order])
