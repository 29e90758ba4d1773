"""Arrays of a segment on disk: written once, mapped into memory, never loaded whole."""

import mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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


def starts(lengths: Array) -> Array:
    """Where each run begins, and where the last one ends."""
    total = int(lengths.sum())
    found = np.zeros(len(lengths) + 1, np.uint32 if total < 1 << 32 else np.uint64)
    np.cumsum(lengths, out=found[1:])
    return found


def lengths(begins: Array) -> Array:
    """How long each run is: the inverse of `starts`."""
    return begins[1:].astype(np.int64) - begins[:-1].astype(np.int64)
