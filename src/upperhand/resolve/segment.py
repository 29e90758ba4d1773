"""One segment of an index: a folder of arrays that are mapped into memory, written once and never changed.

keys         64-bit hashes of the keys, sorted; `starts[k]:starts[k+1]` are the postings (name numbers) of key k
word_at      where the text of key k begins in words.bin
near         32-bit hashes of close-spelling keys, sorted; near_key is the key of the word filed under it
name_at      where name n begins in names.bin; name_entity is its entity; name_weight its words' weight (in 1/16)
record_at    where the record of entity e begins in records.bin; entity_names its first name
id_hash      64-bit hashes of the entities' ids, sorted; id_entity the entity
"""

import hashlib
import mmap
import zlib
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from upperhand.model import Entity
from upperhand.resolve import identifiers, keys
from upperhand.resolve.names import LONGEST, Name, analyse
from upperhand.resolve.words import sound, word

NAME_PROPERTIES = ("name", "alias", "previousName", "weakAlias", "abbreviation")
Array = NDArray[Any]


class Record(msgspec.Struct, array_like=True, omit_defaults=True):
    """What the index keeps of an entity, beside its names."""

    id: str
    schema: str
    countries: list[str] = []
    birth_dates: list[str] = []
    identifiers: list[str] = []
    topics: list[str] = []
    datasets: list[str] = []
    caption: str = ""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Record).decode


def hash64(text: str) -> int:
    """A hash that is the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def hash32(text: str) -> int:
    """A short hash for close-spelling keys: what it finds is looked at again."""
    return zlib.crc32(text.encode())


class Writer:
    """Collects entities and writes them as a segment."""

    def __init__(self) -> None:
        self._keys: dict[str, int] = {}
        self._posting_key, self._posting_name = array("I"), array("I")
        self._names, self._records = bytearray(), bytearray()
        self._name_at, self._record_at, self._entity_names = array("I", [0]), array("I", [0]), array("I", [0])
        self._name_entity, self._name_weight = array("I"), array("B")
        self._ids: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def postings(self) -> int:
        """How many postings are held: what the memory of a writer grows with."""
        return len(self._posting_key)

    def add(self, entity: Entity) -> None:
        """File one entity; a second one of the same id takes the place of the first when the index is read."""
        number = len(self._record_at) - 1
        self._ids[entity.id] = number
        names = names_of(entity)
        for text in names:
            self._add_name(text, number)
        record = record_of(entity, names[0] if names else "")
        for value in record.identifiers:
            self._post("i:" + value, len(self._name_entity) - 1)
        self._records += _encode(record)
        self._record_at.append(len(self._records))
        self._entity_names.append(len(self._name_entity))

    def _add_name(self, text: str, entity: int) -> None:
        name = analyse(text)
        number = len(self._name_entity)
        filed = keys.filed_under(name)
        known = self._keys
        self._posting_key.extend([known.setdefault(key, len(known)) for key in filed])
        self._posting_name.extend([number] * len(filed))
        self._names += text.encode("utf-8", "replace")
        self._name_at.append(len(self._names))
        self._name_entity.append(entity)
        self._name_weight.append(min(255, int(16 * sum([w.weight for w in name.words]) + 0.5)))

    def _post(self, key: str, name: int) -> None:
        self._posting_key.append(self._keys.setdefault(key, len(self._keys)))
        self._posting_name.append(name)

    def write(self, folder: Path, with_near: bool = True) -> None:
        """Write the arrays into a new folder; one that is only to be merged needs no close-spelling keys."""
        folder.mkdir(parents=True)
        hashes = np.fromiter(map(hash64, self._keys), np.uint64, len(self._keys))
        order = np.argsort(hashes)
        rank = np.empty(len(order), np.uint32)
        rank[order] = np.arange(len(order), dtype=np.uint32)
        texts = list(self._keys)
        save_postings(
            folder,
            hashes[order],
            rank[np.frombuffer(self._posting_key, np.uint32)],
            np.frombuffer(self._posting_name, np.uint32),
        )
        save_words(folder, [texts[i] for i in order], with_near)
        arrays = {
            "name_at": self._name_at,
            "name_entity": self._name_entity,
            "record_at": self._record_at,
            "entity_names": self._entity_names,
        }
        for name, values in arrays.items():
            np.save(folder / f"{name}.npy", np.frombuffer(values, np.uint32) if len(values) else np.zeros(0, np.uint32))
        np.save(
            folder / "name_weight.npy",
            np.frombuffer(self._name_weight, np.uint8) if self._name_weight else np.zeros(0, np.uint8),
        )
        (folder / "names.bin").write_bytes(self._names)
        (folder / "records.bin").write_bytes(self._records)
        save_ids(folder, self._ids.keys(), self._ids.values())


def names_of(entity: Entity) -> list[str]:
    """The names of an entity, each once, the caption first where it is one of them; over-long ones are left out."""
    found = [name for prop in NAME_PROPERTIES if prop in entity.properties for name in entity.properties[prop]]
    if entity.caption and (not found or entity.caption in found):
        found.insert(0, entity.caption)
    return [
        name for name in (dict.fromkeys(found) if len(found) > 1 else found) if len(name) <= LONGEST and name.strip()
    ]


def record_of(entity: Entity, first_name: str) -> Record:
    """What the index keeps of an entity."""
    get = entity.properties.get
    countries = [*get("country", ()), *get("nationality", ()), *get("jurisdiction", ()), *get("citizenship", ())]
    return Record(
        entity.id,
        entity.schema,
        list(dict.fromkeys(countries)) if len(countries) > 1 else countries,
        list(get("birthDate", ())),
        list(identifiers.of_entity(entity)),
        list(get("topics", ())),
        list(get("datasets", ())),
        "" if entity.caption == first_name else entity.caption,
    )


def save_postings(folder: Path, hashes: Array, posting_key: Array, posting_name: Array) -> None:
    """Sort the postings by key and name, and write them."""
    both = posting_key.astype(np.uint64) << np.uint64(32) | posting_name
    both.sort()
    counts = np.bincount(posting_key, minlength=len(hashes))
    np.save(folder / "keys.npy", hashes)
    np.save(folder / "starts.npy", np.concatenate(([0], np.cumsum(counts))).astype(np.uint32))
    np.save(folder / "postings.npy", both.astype(np.uint32))


def save_words(folder: Path, texts: list[str], with_near: bool = True) -> None:
    """Write the text of each key, and the close-spelling keys of those that are Latin words."""
    encoded = [b"" if text[1:2] == ":" else text.encode() for text in texts]
    np.save(folder / "word_at.npy", np.concatenate(([0], np.cumsum([len(text) for text in encoded]))).astype(np.uint32))
    (folder / "words.bin").write_bytes(b"".join(encoded))
    near, near_key = array("I"), array("I")
    for number, text in enumerate(texts if with_near else ()):
        if len(text) >= keys.SHORTEST_FUZZY - 1 and text[1:2] != ":" and text.isascii() and text.isalpha():
            filed = word(text)
            for key in keys.nearby(text, filed.sound or sound(text), filed.bones):
                near.append(hash32(key))
                near_key.append(number)
    hashes = np.frombuffer(near, np.uint32) if near else np.zeros(0, np.uint32)
    order = np.argsort(hashes, kind="stable")
    np.save(folder / "near.npy", hashes[order])
    np.save(folder / "near_key.npy", np.frombuffer(near_key, np.uint32)[order] if near else hashes)


def save_ids(folder: Path, ids: Iterable[str], entities: Iterable[int]) -> None:
    """Write the ids' hashes in order, with their entities."""
    hashes = np.fromiter(map(hash64, ids), np.uint64)
    order = np.argsort(hashes)
    np.save(folder / "id_hash.npy", hashes[order])
    np.save(folder / "id_entity.npy", np.fromiter(entities, np.uint32)[order])


class Segment:
    """A segment opened for reading: all arrays are memory-mapped, nothing is loaded."""

    _ARRAYS: ClassVar[tuple[str, ...]] = (
        "keys",
        "starts",
        "postings",
        "word_at",
        "near",
        "near_key",
        "name_at",
        "name_entity",
        "name_weight",
        "record_at",
        "entity_names",
        "id_hash",
        "id_entity",
    )

    def __init__(self, folder: Path, dead: Array | None = None) -> None:
        self.folder = folder
        (
            self.keys,
            self.starts,
            self.postings,
            self.word_at,
            self.near,
            self.near_key,
            self.name_at,
            self.name_entity,
            self.name_weight,
            self.record_at,
            self.entity_names,
            self.id_hash,
            self.id_entity,
        ) = (np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in self._ARRAYS)
        self._words, self._names, self._records = (
            _map(folder / f"{name}.bin") for name in ("words", "names", "records")
        )
        self.dead = dead

    def __len__(self) -> int:
        return len(self.record_at) - 1

    def word(self, key: int) -> str:
        """The text of a key that is a word."""
        return bytes(self._words[self.word_at[key] : self.word_at[key + 1]]).decode()

    def raw(self, blob: str) -> memoryview:
        """All `names` or `records`, run together."""
        return {"names": self._names, "records": self._records}[blob]

    def name(self, number: int) -> Name:
        """One name, taken apart."""
        return analyse(self.name_text(number))

    def name_text(self, number: int) -> str:
        """One name as it was given."""
        return str(self._names[int(self.name_at[number]) : int(self.name_at[number + 1])], "utf-8")

    def record(self, entity: int) -> Record:
        """The record of one entity."""
        return _decode(self._records[int(self.record_at[entity]) : int(self.record_at[entity + 1])])

    def is_person(self, entity: int) -> bool:
        """Whether the entity is a person."""
        return self.record(entity).schema == "Person"

    def names(self, entity: int) -> list[str]:
        """All names of one entity."""
        return [self.name_text(n) for n in range(self.entity_names[entity], self.entity_names[entity + 1])]

    def find(self, entity_id: str) -> int | None:
        """The entity with this id, if it is here."""
        wanted = np.uint64(hash64(entity_id))
        position = int(np.searchsorted(self.id_hash, wanted))
        while position < len(self.id_hash) and self.id_hash[position] == wanted:
            entity = int(self.id_entity[position])
            if self.record(entity).id == entity_id:
                return entity
            position += 1
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
        record, names = self.record(number), self.names(number)
        properties = {
            "name": tuple(names),
            "country": tuple(record.countries),
            "birthDate": tuple(record.birth_dates),
            "topics": tuple(record.topics),
            "datasets": tuple(record.datasets),
            "registrationNumber": tuple(record.identifiers),
        }
        return Entity(
            record.id,
            record.schema,
            record.caption or (names[0] if names else record.id),
            {name: values for name, values in properties.items() if values},
        )


def _map(path: Path) -> memoryview:
    with path.open("rb") as file:
        return (
            memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) if path.stat().st_size else memoryview(b"")
        )
