"""The names that are filed under each key, on disk.

key       hashes of the keys, see `arrays.Hashes`
entry     for each key the number of the one name under it, or of the run or the row of names, told apart by the highest bits
starts    `starts[r]:starts[r+1]` of `postings` are the numbers of the names of run r
common    a row of bits for each key that many names have, one for each name; `common_count` says how many
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from upperhand.resolve.arrays import Array, Blob, Hashes, lengths, mapped, save, save_hashes, starts

KEY_BITS = 48
_SINGLE, _COMMON = 1 << 31, 1 << 30
_MAPPED_FROM = 16_384
_COMMON_FROM = 1 / 64  # of all names
_IS_SINGLE, _IS_COMMON = -1, -2


class Filed(NamedTuple):
    """Keys in order, how many names there are under each, and these one behind the other."""

    keys: Array
    counts: Array
    postings: Array


# How many names there are under a key, and from where to where; below 0 the second is a sign, and the third a name or a row.
Span = tuple[int, int, int]


class Postings:
    """The keys with their names, opened for reading: short runs are read, long ones and rows of bits mapped."""

    def __init__(self, folder: Path) -> None:
        self.keys = Hashes(folder, "key")
        self.entry, self.starts = mapped(folder, "entry"), mapped(folder, "starts")
        self.runs, self.common = mapped(folder, "postings"), mapped(folder, "common")
        self._entry, self._starts = self.entry.data, self.starts.data
        self._common_count = mapped(folder, "common_count").tolist()
        self._blob = Blob(folder / "postings.npy")
        self._header = (folder / "postings.npy").stat().st_size - self.runs.nbytes

    def spans(self, places: Iterable[int]) -> list[Span]:
        """Where the names stand that are filed under the keys at these places."""
        entries, starts, count = self._entry, self._starts, self._common_count
        found = []
        for place in places:
            entry = entries[place]
            if entry < _COMMON:
                begin, end = starts[entry], starts[entry + 1]
                found.append((end - begin, begin, end))
            elif entry >= _SINGLE:
                found.append((1, _IS_SINGLE, entry - _SINGLE))
            else:
                found.append((count[entry - _COMMON], _IS_COMMON, entry - _COMMON))
        return found

    def read(self, span: Span) -> bytes:
        """The numbers of the names, in order, of 32 bits each."""
        length, begin, end = span
        if begin == _IS_SINGLE:
            return end.to_bytes(4, "little")
        if begin == _IS_COMMON:
            return _named(self.common[end]).tobytes()
        return self._blob.read(4 * length, self._header + 4 * begin)

    def places(self, span: Span, names: Array) -> Array:
        """The places at which `names`, in order, has names that are filed here."""
        length, begin, end = span
        if begin == _IS_COMMON:
            bits = self.common[end].take(names >> 3) >> (names & 7).astype(np.uint8)
            return np.asarray((bits & np.uint8(1)).nonzero()[0])
        run = self.runs[begin:end] if length > _MAPPED_FROM else np.frombuffer(self.read(span), np.uint32)
        if length < len(names):
            places = names.searchsorted(run)
            return np.asarray(places[names.take(places, mode="clip") == run])
        places = run.searchsorted(names.astype(np.uint32))
        return np.asarray((run.take(places, mode="clip") == names).nonzero()[0])

    def part(self, begin: int, end: int) -> Filed:
        """What is filed under the keys from one place to another."""
        entry = self.entry[begin:end].astype(np.int64)
        is_single = entry >= _SINGLE
        is_common = (entry >= _COMMON) & ~is_single
        is_run = ~is_single & ~is_common
        runs, rows = entry[is_run], (entry[is_common] - _COMMON).tolist()
        first, last = (int(runs[0]), int(runs[-1]) + 1) if len(runs) else (0, 0)
        counts = np.ones(len(entry), np.int64)
        counts[is_run] = lengths(self.starts[first : last + 1])
        counts[is_common] = [self._common_count[row] for row in rows]
        found = np.empty(int(counts.sum()), np.uint32)
        found[np.repeat(is_single, counts)] = entry[is_single] - _SINGLE
        found[np.repeat(is_run, counts)] = self.runs[self.starts[first] : self.starts[last]]
        found[np.repeat(is_common, counts)] = np.concatenate([_NOBODY, *(_named(self.common[row]) for row in rows)])
        return Filed(self.keys.whole(begin, end), counts, found)


_NOBODY = np.zeros(0, np.uint32)


def _named(bits: Array) -> Array:
    """The numbers of the names whose bit is set."""
    return np.unpackbits(bits, bitorder="little").nonzero()[0].astype(np.uint32)


def save_postings(folder: Path, filed: Filed, names: int) -> None:
    """Write keys with their names, of which there are so many in all."""
    save_hashes(folder, "key", filed.keys, KEY_BITS)
    counts = filed.counts.astype(np.int64)
    begins = np.cumsum(counts) - counts
    is_single = counts == 1
    is_common = counts > max(_MAPPED_FROM, _COMMON_FROM * names)
    is_run = ~is_single & ~is_common
    entry = np.empty(len(counts), np.uint32)
    entry[is_single] = filed.postings[begins[is_single]] | np.uint32(_SINGLE)
    entry[is_common] = _COMMON + np.arange(is_common.sum())
    entry[is_run] = np.arange(is_run.sum())
    save(folder, "entry", entry)
    save(folder, "starts", starts(counts[is_run]))
    save(folder, "postings", filed.postings[np.repeat(is_run, counts)])
    save(folder, "common", _rows(filed, begins[is_common], counts[is_common], names))
    save(folder, "common_count", counts[is_common])


def _rows(filed: Filed, begins: Array, counts: Array, names: int) -> Array:
    rows = np.zeros((len(begins), names // 8 + 1), np.uint8)
    for row, begin, count in zip(rows, begins.tolist(), counts.tolist(), strict=True):
        is_there = np.zeros(8 * len(row), bool)
        is_there[filed.postings[begin : begin + count]] = True
        row[:] = np.packbits(is_there, bitorder="little")
    return rows
