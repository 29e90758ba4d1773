"""Arrays of a segment on disk: written once, mapped into memory, never loaded whole."""

import mmap
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MAPPED_FROM = 16_384
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


class Posted:
    """An array of 32-bit numbers on disk, of which short runs are read and long ones mapped."""

    def __init__(self, folder: Path, name: str) -> None:
        self.all = mapped(folder, name)
        self._blob = Blob(folder / f"{name}.npy")
        self._header = (folder / f"{name}.npy").stat().st_size - self.all.nbytes

    def runs(self, begins: list[int], ends: list[int]) -> list[Array]:
        """The numbers from each begin to its end."""
        read, header = self._blob.read, self._header
        return [
            self.all[b:e] if e - b > _MAPPED_FROM else np.frombuffer(read(4 * (e - b), header + 4 * b), np.uint32)
            for b, e in zip(begins, ends, strict=True)
        ]


def starts(lengths: Array) -> Array:
    """Where each run begins, and where the last one ends."""
    total = int(lengths.sum())
    found = np.zeros(len(lengths) + 1, np.uint32 if total < 1 << 32 else np.uint64)
    np.cumsum(lengths, out=found[1:])
    return found


def lengths(begins: Array) -> Array:
    """How long each run is: the inverse of `starts`."""
    return begins[1:].astype(np.int64) - begins[:-1].astype(np.int64)
