"""Several segments into one: entities that are dead stay behind."""

from pathlib import Path

import numpy as np

from upperhand.resolve.segment import Array, Segment, save_ids, save_postings, save_words


def merge(segments: list[Segment], folder: Path) -> None:
    """Write one segment that holds all living entities of these, in their order."""
    folder.mkdir(parents=True)
    alive = [np.ones(len(s), bool) if s.dead is None else ~s.dead for s in segments]
    kept_names = [a[s.name_entity] for s, a in zip(segments, alive, strict=True)]
    _merge_keys(segments, kept_names, folder)
    _merge_names(segments, alive, kept_names, folder)
    _merge_records(segments, alive, folder)


def _merge_keys(segments: list[Segment], kept_names: list[Array], folder: Path) -> None:
    hashes = np.unique(np.concatenate([s.keys for s in segments]))
    texts: list[str] = ["-:"] * len(hashes)  # keys that are no words stay without a text
    posting_keys, posting_names, offset = [], [], 0
    for segment, kept in zip(segments, kept_names, strict=True):
        place = np.searchsorted(hashes, segment.keys).astype(np.uint32)
        are_words = np.flatnonzero(_lengths(segment.word_at))
        for key, merged in zip(are_words.tolist(), place[are_words].tolist(), strict=True):
            if texts[merged] == "-:":
                texts[merged] = segment.word(key)
        key_of_posting = np.repeat(place, _lengths(segment.starts))
        mask = kept[segment.postings] if len(kept) else np.zeros(0, bool)
        renumbered = (np.cumsum(kept) - 1 + offset).astype(np.uint32)
        posting_keys.append(key_of_posting[mask])
        posting_names.append(renumbered[segment.postings[mask]])
        offset += int(kept.sum())
    save_postings(folder, hashes, np.concatenate(posting_keys), np.concatenate(posting_names))
    save_words(folder, texts)


def _merge_names(segments: list[Segment], alive: list[Array], kept_names: list[Array], folder: Path) -> None:
    entities, weights, lengths, offset = [], [], [], 0
    with (folder / "names.bin").open("wb") as file:
        for segment, living, kept in zip(segments, alive, kept_names, strict=True):
            renumbered = (np.cumsum(living) - 1 + offset).astype(np.uint32)
            entities.append(renumbered[segment.name_entity[kept]])
            weights.append(segment.name_weight[kept])
            lengths.append(_lengths(segment.name_at)[kept])
            _copy(segment.raw("names"), segment.name_at, kept, file)
            offset += int(living.sum())
    name_entity = np.concatenate(entities)
    np.save(folder / "name_entity.npy", name_entity)
    np.save(folder / "name_weight.npy", np.concatenate(weights))
    np.save(folder / "name_at.npy", _starts(np.concatenate(lengths)))
    np.save(folder / "entity_names.npy", _starts(np.bincount(name_entity, minlength=offset)))


def _merge_records(segments: list[Segment], alive: list[Array], folder: Path) -> None:
    lengths, ids = [], []
    with (folder / "records.bin").open("wb") as file:
        for segment, living in zip(segments, alive, strict=True):
            lengths.append(_lengths(segment.record_at)[living])
            _copy(segment.raw("records"), segment.record_at, living, file)
            ids += [segment.record(number).id for number in np.flatnonzero(living).tolist()]
    np.save(folder / "record_at.npy", _starts(np.concatenate(lengths)))
    save_ids(folder, ids, range(len(ids)))


def _copy(blob: memoryview, starts: Array, kept: Array, file: object) -> None:
    if kept.all():
        file.write(blob)  # type: ignore[attr-defined]
        return
    for number in np.flatnonzero(kept):
        file.write(blob[int(starts[number]) : int(starts[number + 1])])  # type: ignore[attr-defined]


def _lengths(starts: Array) -> Array:
    return starts[1:].astype(np.int64) - starts[:-1]


def _starts(lengths: Array) -> Array:
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.uint32)
