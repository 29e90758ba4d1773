"""Entities into a new segment."""

from array import array
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import numpy as np

from upperhand.model import Entity
from upperhand.resolve import keys, records, vocabulary
from upperhand.resolve.arrays import Array, save, save_hashes, starts
from upperhand.resolve.hashes import hash48
from upperhand.resolve.names import Name, all_taken_apart
from upperhand.resolve.postings import KEY_BITS, Filed, save_postings
from upperhand.resolve.words import Word


class Writer:
    """Collects entities and writes them as a segment."""

    def __init__(self) -> None:
        self._posting_key, self._posting_count = array("Q"), array("I")
        self._records, self._record_at = bytearray(), array("Q", [0])
        self._name_entity, self._name_weight = array("I"), bytearray()
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
        self._ids[entity.id] = number = len(self._record_at) - 1
        for name in taken:
            self._add_name(name)
        self._name_entity.extend([number] * len(taken))
        record = records.record_of(entity, names)
        if record.identifiers and names:
            self._posting_key.extend([keys.identifier(value) for value in record.identifiers])
            self._posting_count[-1] += len(record.identifiers)
        self._records += records.encode(record)
        self._record_at.append(len(self._records))

    def _add_name(self, name: Name) -> None:
        filed = keys.filed_under(name)
        self._posting_key.extend(filed)
        self._posting_count.append(len(filed))
        self._name_weight.append(min(255, int(16 * name.weight + 0.5)))
        for w in name.words:
            if w.key and w.key not in self._words:
                self._words[w.key] = w

    def write(self, folder: Path, with_near: bool = True) -> None:
        """Write the arrays into a new folder; one that is only to be merged needs no close-spelling keys."""
        folder.mkdir(parents=True)
        counts = np.frombuffer(self._posting_count, np.uint32) if self._posting_count else np.zeros(0, np.uint32)
        posting_name = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
        filed = _by_key(np.array(self._posting_key, np.uint64), posting_name)
        save_postings(folder, filed, len(self._name_weight))
        self._write_words(folder, filed.keys, with_near)
        save(folder, "record_at", starts(np.diff(np.array(self._record_at, np.int64))))
        save(folder, "name_entity", np.array(self._name_entity, np.uint32))
        save(folder, "name_weight", np.array(self._name_weight, np.uint8))
        (folder / "records.bin").write_bytes(self._records)
        hashes = np.fromiter(map(hash48, self._ids), np.uint64, len(self._ids))
        save_ids(folder, hashes, np.array(list(self._ids.values()), np.uint32))

    def _write_words(self, folder: Path, hashes: Array, with_near: bool) -> None:
        found = {w.text: w for kept in self._words.values() for w in vocabulary.readings(kept)}
        entries = {w.key: kept for w in found.values() if (kept := vocabulary.entry(w))}
        ordered = sorted(entries)
        texts = [entries[key] for key in ordered]
        word_key = np.searchsorted(hashes, np.array(ordered, np.uint64))
        vocabulary.save_words(folder, word_key, texts, vocabulary.near_keys(texts) if with_near else None)


def _by_key(posting_key: Array, posting_name: Array) -> Filed:
    """Sort the postings by key and name."""
    order = np.argsort(posting_key, kind="stable")
    ordered = posting_key[order]
    is_first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    begins = np.flatnonzero(is_first)
    return Filed(ordered[begins], np.diff(begins, append=len(ordered)), posting_name[order])


def save_ids(folder: Path, hashes: Array, entities: Array) -> None:
    """Write the ids' hashes in order, with their entities."""
    order = np.argsort(hashes, kind="stable")
    save_hashes(folder, "id", hashes[order], KEY_BITS)
    save(folder, "id_entity", entities[order].astype(np.uint32))
