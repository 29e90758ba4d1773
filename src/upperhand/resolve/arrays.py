"""Arrays of a segment on disk: written once, mapped into memory, never loaded whole."""

import mmap
import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FIRST_BITS = 16
Array = NDArray[Any]


def save(folder: Path, name: str, values: Array) -> None:
    """Write one array."""
    np.save(folder / f"{name}.npy", values)


def mapped(folder: Path, name: str) -> Array:
    """One array, mapped."""
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))


def mapped_bytes(path: Path) -> memoryview:
    """The bytes of a file, mapped."""
    with path.open("rb") as file:
        size = path.stat().st_size
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) if size else memoryview(b"")


class Blob:
    """The bytes of a file, read piece by piece: what was read takes no memory of the process."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY)

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            os.close(self._file)

    def read(self, length: int, begin: int) -> bytes:
        """So many bytes from there on."""
        return os.pread(self._file, length, begin)


class Hashes:
    """Sorted hashes, mapped. How one begins is told by where it stands, so only the rest of it is kept.

    `name` holds the rests, `name_at` where the hashes begin that share their first 16 bits.
    """

    def __init__(self, folder: Path, name: str) -> None:
        rests, at = mapped(folder, name), mapped(folder, f"{name}_at")
        self._shift = 8 * rests.itemsize
        self.rests, self.at = rests, at
        self._rests, self._at = rests.data, at.data  # these give plain numbers, quicker

    def __len__(self) -> int:
        return len(self.rests)

    def places(self, wanted: Iterable[int]) -> list[int]:
        """The place of each hash, the first of several; -1 where there is none."""
        rests, at, shift, mask = self._rests, self._at, self._shift, (1 << self._shift) - 1
        found = []
        for one in wanted:
            first, rest = one >> shift, one & mask
            end = at[first + 1]
            place = bisect_left(rests, rest, at[first], end)
            found.append(place if place < end and rests[place] == rest else -1)
        return found

    def end(self, wanted: int, begin: int) -> int:
        """Where the hashes end that equal the one at `begin`."""
        return bisect_right(self._rests, wanted & (1 << self._shift) - 1, begin, self._at[(wanted >> self._shift) + 1])

    def border(self, first: int) -> int:
        """How many hashes there are whose first bits are lower than these."""
        return int(self._at[first])

    def whole(self, begin: int, end: int) -> Array:
        """The hashes from one place to another."""
        firsts = np.repeat(np.arange(len(self.at) - 1, dtype=np.uint64), lengths(self.at))
        return firsts[begin:end] << np.uint64(self._shift) | self.rests[begin:end]


def save_hashes(folder: Path, name: str, hashes: Array, bits: int) -> None:
    """Write sorted hashes of so many bits, 32 or 48."""
    shift = bits - FIRST_BITS
    rests = hashes.astype(np.uint64) & np.uint64((1 << shift) - 1)
    save(folder, name, rests.astype(np.uint16 if shift <= 16 else np.uint32))
    firsts = (hashes >> hashes.dtype.type(shift)).astype(np.int64)
    save(folder, f"{name}_at", starts(np.bincount(firsts, minlength=1 << FIRST_BITS)))


def starts(lengths: Array) -> Array:
    """Where each run begins, and where the last one ends."""
    total = int(lengths.sum())
    found = np.zeros(len(lengths) + 1, np.uint32 if total < 1 << 32 else np.uint64)
    np.cumsum(lengths, out=found[1:])
    return found


def lengths(begins: Array) -> Array:
    """How long each run is: the inverse of `starts`."""
    return begins[1:].astype(np.int64) - begins[:-1].astype(np.int64)
