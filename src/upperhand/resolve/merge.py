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
from upperhand.resolve.arrays import FIRST_BITS, Array, lengths, save, starts
from upperhand.resolve.postings import Filed, save_postings
from upperhand.resolve.segment import Segment
from upperhand.resolve.writer import save_ids

_POSTINGS_AT_ONCE = 3_000_000


class Part(NamedTuple):
    """The segments to merge, which of their names stay (None: all), and with which bits the keys begin that are to be done."""

    folders: tuple[Path, ...]
    kept: tuple[Array | None, ...]
    low: int
    high: int


class Merged(NamedTuple):
    """A range of keys, merged: what is filed under them, words by key, close spellings."""

    under: Filed
    word_key: Array
    entries: list[bytes]
    filed: vocabulary.Filed


Run = Callable[[Callable[[Part], Merged], Iterable[Part]], Iterable[Merged]]


def merge(segments: list[Segment], folder: Path, run: Run = map) -> None:
    """Write one segment that holds all living entities of these, in their order. `run` maps over ranges of keys."""
    folder.mkdir(parents=True)
    alive = [None if s.dead is None else ~s.dead for s in segments]
    kept = [None if a is None else a[s.name_entity] for s, a in zip(segments, alive, strict=True)]
    _merge_names(segments, alive, kept, folder)
    names = sum(len(s.name_entity) if k is None else int(k.sum()) for s, k in zip(segments, kept, strict=True))
    _join_keys(run(merge_keys, _parts(segments, kept)), folder, names)
    _merge_records(segments, alive, folder)
    _opened.cache_clear()


def _parts(segments: list[Segment], kept: list[Array | None]) -> Iterator[Part]:
    number = 1 + sum(len(s.postings.runs) + len(s.postings.keys) for s in segments) // _POSTINGS_AT_ONCE
    borders = [(1 << FIRST_BITS) * place // number for place in range(number + 1)]
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
        begin, end = segment.postings.keys.border(part.low), segment.postings.keys.border(part.high)
        own_keys, own_counts, own_postings = segment.postings.part(begin, end)
        if kept is not None:
            mask = kept[own_postings]
            own_counts = np.bincount(np.repeat(np.arange(end - begin), own_counts)[mask], minlength=end - begin)
            own_postings = (np.cumsum(kept) - 1)[own_postings[mask]]
        keys.append(own_keys)
        counts.append(own_counts)
        postings.append((own_postings + offset).astype(np.uint32))
        offset += len(segment.name_entity) if kept is None else int(kept.sum())
        _gather_words(segment.words, begin, own_keys, words)
    return _sorted(np.concatenate(keys), np.concatenate(counts), np.concatenate(postings), words)


def _gather_words(words: vocabulary.Vocabulary, begin: int, keys: Array, found: dict[int, bytes]) -> None:
    first, last = np.searchsorted(words.key, [begin, begin + len(keys)]).tolist()
    own = keys[words.key[first:last].astype(np.int64) - begin].tolist()
    for key, entry in zip(own, words.entries(first, last), strict=True):
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
        Filed(merged, np.bincount(of_posting, minlength=len(merged)).astype(np.uint32), postings[order]),
        numbers[living].astype(np.uint32),
        entries,
        vocabulary.near_keys(entries),
    )


def _join_keys(parts: Iterable[Merged], folder: Path, names: int) -> None:
    """Write the ranges one behind the other."""
    columns: list[list[Array]] = [[], [], [], [], [], []]
    entries: list[bytes] = []
    keys_before = 0
    for part in parts:
        found = (*part.under, part.word_key + np.uint32(keys_before))
        for column, values in zip(columns, (*found, part.filed.near, part.filed.word + len(entries)), strict=True):
            column.append(values)
        keys_before += len(part.under.keys)
        entries += part.entries
    keys, counts, postings, word_key, near, near_word = map(np.concatenate, columns)
    save_postings(folder, Filed(keys, counts, postings), names)
    vocabulary.save_words(folder, word_key, entries, vocabulary.Filed(near, near_word.astype(np.uint32)))


def _merge_names(segments: list[Segment], alive: list[Array | None], kept: list[Array | None], folder: Path) -> None:
    entities, weights, offset = [], [], 0
    for segment, living, names in zip(segments, alive, kept, strict=True):
        own = segment.name_entity if living is None else (np.cumsum(living) - 1)[segment.name_entity]
        entities.append((_of(own, names) + offset).astype(np.uint32))
        weights.append(_of(segment.name_weight, names))
        offset += len(segment) if living is None else int(living.sum())
    save(folder, "name_entity", np.concatenate(entities))
    save(folder, "name_weight", np.concatenate(weights))


def _merge_records(segments: list[Segment], alive: list[Array | None], folder: Path) -> None:
    sizes, hashes, entities, offset = [], [], [], 0
    with (folder / "records.bin").open("wb") as file:
        for segment, living in zip(segments, alive, strict=True):
            sizes.append(_of(lengths(segment.record_at), living))
            own = segment.id_entity
            mask = None if living is None else living[own]
            hashes.append(_of(segment.ids.whole(0, len(own)), mask))
            entities.append(_of(own if living is None else (np.cumsum(living) - 1)[own], mask) + np.int64(offset))
            _copy(segment.folder / "records.bin", segment.record_at, living, file)
            offset += len(sizes[-1])
    save(folder, "record_at", starts(np.concatenate(sizes)))
    save_ids(folder, np.concatenate(hashes), np.concatenate(entities))


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
