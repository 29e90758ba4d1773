"""The names that are filed under each key, on disk.

key      hashes of the keys, see `arrays.Hashes`
entry    for each key the number of the one name under it, marked by its highest bit; or, where there are several, of their run
starts   `starts[r]:starts[r+1]` of `postings` are the numbers of the names of run r
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from upperhand.resolve.arrays import Array, Blob, Hashes, lengths, mapped, save, save_hashes, starts

KEY_BITS = 48
_SINGLE = 1 << 31
_MAPPED_FROM = 16_384


class Filed(NamedTuple):
    """Keys in order, how many names there are under each, and these one behind the other."""

    keys: Array
    counts: Array
    postings: Array


class Postings:
    """The keys with their names, opened for reading: short runs are read, long ones mapped."""

    def __init__(self, folder: Path) -> None:
        self.keys = Hashes(folder, "key")
        self.entry, self.starts = mapped(folder, "entry"), mapped(folder, "starts")
        self.long = mapped(folder, "postings")
        self._entry, self._starts = self.entry.data, self.starts.data
        self._blob = Blob(folder / "postings.npy")
        self._header = (folder / "postings.npy").stat().st_size - self.long.nbytes

    def span(self, place: int) -> tuple[int, int, int]:
        """Of the key at a place: how many names there are, and from where to where; of one alone, -1 and its number."""
        entry = self._entry[place]
        if entry >= _SINGLE:
            return 1, -1, entry - _SINGLE
        begin, end = self._starts[entry], self._starts[entry + 1]
        return end - begin, begin, end

    def run(self, begin: int, end: int) -> Array:
        """The names from `begin` to `end`, or the one whose number is `end`."""
        if end - begin > _MAPPED_FROM and begin >= 0:
            return self.long[begin:end]
        return np.frombuffer(self.read(begin, end), np.uint32)

    def read(self, begin: int, end: int) -> bytes:
        """As `run`, as bytes."""
        if begin < 0:
            return end.to_bytes(4, "little")
        return self._blob.read(4 * (end - begin), self._header + 4 * begin)

    def part(self, begin: int, end: int) -> Filed:
        """What is filed under the keys from one place to another."""
        entry = self.entry[begin:end]
        is_single = entry >= _SINGLE
        counts = np.ones(len(entry), np.int64)
        runs = entry[~is_single]
        first, last = (int(runs[0]), int(runs[-1]) + 1) if len(runs) else (0, 0)
        counts[~is_single] = lengths(self.starts[first : last + 1])
        found = np.empty(int(counts.sum()), np.uint32)
        of_single = np.repeat(is_single, counts)
        found[of_single] = entry[is_single] - np.uint32(_SINGLE)
        found[~of_single] = self.long[self.starts[first] : self.starts[last]]
        return Filed(self.keys.whole(begin, end), counts, found)


def save_postings(folder: Path, filed: Filed) -> None:
    """Write keys with their names."""
    save_hashes(folder, "key", filed.keys, KEY_BITS)
    is_single = filed.counts == 1
    begins = np.cumsum(filed.counts) - filed.counts
    entry = np.empty(len(filed.keys), np.uint32)
    entry[is_single] = filed.postings[begins[is_single]] | np.uint32(_SINGLE)
    entry[~is_single] = np.arange(len(entry) - int(is_single.sum()), dtype=np.uint32)
    save(folder, "entry", entry)
    save(folder, "starts", starts(filed.counts[~is_single]))
    save(folder, "postings", filed.postings[np.repeat(~is_single, filed.counts)])
