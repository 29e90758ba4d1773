"""Several segments into one: entities that are dead stay behind. The keys are merged range by range, so that memory
stays bounded and several processes can share the work.
"""

import itertools
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from upperhand.resolve import vocabulary
from upperhand.resolve.arrays import Array, lengths, save, starts
from upperhand.resolve.segment import Segment

_POSTINGS_AT_ONCE = 3_000_000
_ALL = 1 << 64


class Part(NamedTuple):
    """The segments to merge, which of their names stay (None: all), and the range of keys to do."""

    folders: tuple[Path, ...]
    kept: tuple[Array | None, ...]
    low: int
    high: int


class Merged(NamedTuple):
    """A range of keys, merged: keys with their numbers of postings, postings, words by key, close spellings."""

    keys: Array
    counts: Array
    postings: Array
    word_key: Array
    entries: list[bytes]
    filed: vocabulary.Filed


Run = Callable[[Callable[[Part], Merged], Iterable[Part]], Iterable[Merged]]


def merge(segments: list[Segment], folder: Path, run: Run = map) -> None:
    """Write one segment that holds all living entities of these, in their order. `run` maps over ranges of keys."""
    folder.mkdir(parents=True)
    alive = [None if s.dead is None else ~s.dead for s in segments]
    kept = [None if a is None else a[s.name_entity] for s, a in zip(segments, alive, strict=True)]
    _join_keys(run(merge_keys, _parts(segments, kept)), folder)
    _merge_names(segments, alive, kept, folder)
    _merge_records(segments, alive, folder)
    _opened.cache_clear()


def _parts(segments: list[Segment], kept: list[Array | None]) -> Iterator[Part]:
    number = 1 + sum(len(s.postings.all) for s in segments) // _POSTINGS_AT_ONCE
    borders = [_ALL * place // number for place in range(number + 1)]
    folders = tuple(s.folder for s in segments)
    for low, high in itertools.pairwise(borders):
        yield Part(folders, tuple(kept), low, high)


@lru_cache(maxsize=1)
def _opened(folders: tuple[Path, ...]) -> list[Segment]:
    return [Segment(folder) for folder in folders]


def merge_keys(part: Part) -> Merged:
    """Merge the keys of one range, with their postings and words."""
    keys, counts, postings, offset = [], [], [], 0
    words: dict[int, bytes] = {}
    for segment, kept in zip(_opened(part.folders), part.kept, strict=True):
        begin, end = _range(segment.keys, part)
        own_keys, own_starts = segment.keys[begin:end], segment.starts[begin : end + 1]
        own_postings = segment.postings.all[own_starts[0] : own_starts[-1]]
        own_counts = lengths(own_starts)
        if kept is not None:
            mask = kept[own_postings]
            own_counts = np.bincount(np.repeat(np.arange(end - begin), own_counts)[mask], minlength=end - begin)
            own_postings = (np.cumsum(kept) - 1)[own_postings[mask]]
        keys.append(own_keys)
        counts.append(own_counts)
        postings.append((own_postings + offset).astype(np.uint32))
        offset += len(segment.name_entity) if kept is None else int(kept.sum())
        _gather_words(segment, begin, end, words)
    return _sorted(np.concatenate(keys), np.concatenate(counts), np.concatenate(postings), words)


def _range(keys: Array, part: Part) -> tuple[int, int]:
    begin = int(np.searchsorted(keys, np.uint64(part.low)))
    return begin, len(keys) if part.high == _ALL else int(np.searchsorted(keys, np.uint64(part.high)))


def _gather_words(segment: Segment, begin: int, end: int, found: dict[int, bytes]) -> None:
    words = segment.words
    first, last = np.searchsorted(words.key, [begin, end]).tolist()
    for key, entry in zip(segment.keys[words.key[first:last]].tolist(), words.entries(first, last), strict=True):
        found.setdefault(key, entry)


def _sorted(keys: Array, counts: Array, postings: Array, words: dict[int, bytes]) -> Merged:
    """Put postings of one key together; those of each segment are in order already, and the segments too."""
    merged, place = np.unique(keys[counts > 0], return_inverse=True)
    of_posting = np.repeat(place.astype(np.uint32), counts[counts > 0])
    order = np.argsort(of_posting, kind="stable")
    ordered = sorted(words)
    numbers = np.searchsorted(merged, np.array(ordered, np.uint64))
    living = numbers < len(merged)
    living[living] = merged[numbers[living]] == np.array(ordered, np.uint64)[living]
    entries = [words[key] for key, is_living in zip(ordered, living.tolist(), strict=True) if is_living]
    return Merged(
        merged,
        np.bincount(of_posting, minlength=len(merged)).astype(np.uint32),
        postings[order],
        numbers[living].astype(np.uint32),
        entries,
        vocabulary.near_keys(entries),
    )


def _join_keys(parts: Iterable[Merged], folder: Path) -> None:
    """Write the ranges one behind the other."""
    columns: list[list[Array]] = [[], [], [], [], [], []]
    entries: list[bytes] = []
    keys_before = 0
    for part in parts:
        found = (part.keys, part.counts, part.postings, part.word_key + np.uint32(keys_before))
        for column, values in zip(columns, (*found, part.filed.near, part.filed.word + len(entries)), strict=True):
            column.append(values)
        keys_before += len(part.keys)
        entries += part.entries
    keys, counts, postings, word_key, near, near_word = map(np.concatenate, columns)
    save(folder, "keys", keys)
    save(folder, "starts", starts(counts))
    save(folder, "postings", postings)
    vocabulary.save_words(folder, word_key, entries, vocabulary.Filed(near, near_word.astype(np.uint32)))


def _merge_names(segments: list[Segment], alive: list[Array | None], kept: list[Array | None], folder: Path) -> None:
    entities, weights, sizes, offset = [], [], [], 0
    with (folder / "names.bin").open("wb") as file:
        for segment, living, names in zip(segments, alive, kept, strict=True):
            own = segment.name_entity if living is None else (np.cumsum(living) - 1)[segment.name_entity]
            entities.append((_of(own, names) + offset).astype(np.uint32))
            weights.append(_of(segment.name_weight, names))
            sizes.append(_of(lengths(segment.name_at), names))
            _copy(segment.folder / "names.bin", segment.name_at, names, file)
            offset += len(segment) if living is None else int(living.sum())
    name_entity = np.concatenate(entities)
    save(folder, "name_entity", name_entity)
    save(folder, "name_weight", np.concatenate(weights))
    save(folder, "name_at", starts(np.concatenate(sizes)))
    save(folder, "entity_names", starts(np.bincount(name_entity, minlength=offset)))


def _merge_records(segments: list[Segment], alive: list[Array | None], folder: Path) -> None:
    sizes, persons, hashes, entities, offset = [], [], [], [], 0
    with (folder / "records.bin").open("wb") as file:
        for segment, living in zip(segments, alive, strict=True):
            sizes.append(_of(lengths(segment.record_at), living))
            persons.append(_of(segment.persons, living))
            own = segment.id_entity
            mask = None if living is None else living[own]
            hashes.append(_of(segment.id_hash, mask))
            entities.append(
                _of(own if living is None else (np.cumsum(living) - 1)[own], mask).astype(np.uint32) + offset
            )
            _copy(segment.folder / "records.bin", segment.record_at, living, file)
            offset += len(persons[-1])
    save(folder, "record_at", starts(np.concatenate(sizes)))
    save(folder, "is_person", np.concatenate(persons))
    id_hash, id_entity = np.concatenate(hashes), np.concatenate(entities)
    order = np.argsort(id_hash, kind="stable")
    save(folder, "id_hash", id_hash[order])
    save(folder, "id_entity", id_entity[order].astype(np.uint32))


def _of(values: Array, mask: Array | None) -> Array:
    return values if mask is None else values[mask]


def _copy(path: Path, begins: Array, kept: Array | None, file: BinaryIO) -> None:
    with path.open("rb") as source:
        if kept is None:
            shutil.copyfileobj(source, file, 1 << 20)
            return
        blob = source.read()
    for number in np.flatnonzero(kept).tolist():
        file.write(blob[begins[number] : begins[number + 1]])
