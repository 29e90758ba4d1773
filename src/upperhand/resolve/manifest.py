"""Which segments make up an index now, and which of their entities are dead; changed in one step.

```
folder/manifest.json     {"version": 3, "segments": ["00000001", …], "dead": {"00000001": "00000001-3.dead.npy"}}
folder/00000001/         arrays, see `segment`
```
"""

import os
import shutil
import time
from pathlib import Path

import msgspec
import numpy as np

from upperhand.errors import InputError
from upperhand.resolve.arrays import Array
from upperhand.resolve.segment import Segment


class Manifest(msgspec.Struct):
    """The names of the segments, and for each with dead entities the file that marks them."""

    version: int
    segments: list[str]
    dead: dict[str, str]


def current(folder: Path) -> Manifest | None:
    """The manifest as it stands, if there is one. Raises InputError for a file that is none."""
    try:
        return msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise InputError(
            f"{folder}/manifest.json: is not a manifest of an index ({error}); build the index again"
        ) from error


def opened(folder: Path) -> tuple[list[Segment], int]:
    """The segments of the index as it stands, and its version. Raises InputError where there is none."""
    for _ in range(5):
        manifest = current(folder)
        if manifest is None:
            raise InputError(f"{folder}: no index here; build one first")
        try:
            return [_segment(folder, name, manifest.dead.get(name)) for name in manifest.segments], manifest.version
        except FileNotFoundError:
            time.sleep(0.05)  # switched between reading the manifest and opening its segments
    raise InputError(f"{folder}: the index names files that are not there; build it again")


def _segment(folder: Path, name: str, dead: str | None) -> Segment:
    return Segment(folder / name, np.load(folder / dead) if dead else None).whole()


def switch(folder: Path, segments: list[str], dead: dict[str, Array | None]) -> None:
    """Make these segments the state of the index, in one step, and drop what no state needs any longer."""
    before = current(folder)
    version = before.version + 1 if before else 1
    masks = {}
    for name, mask in dead.items():
        if mask is not None:
            masks[name] = f"{name}-{version}.dead.npy"
            np.save(folder / masks[name], mask)
    draft = folder / f"manifest.{os.getpid()}"
    draft.write_bytes(msgspec.json.encode(Manifest(version, segments, masks)))
    draft.replace(folder / "manifest.json")
    _drop(folder, {*segments, *masks.values()})


def _drop(folder: Path, needed: set[str]) -> None:
    """Remove what the manifest does not name; readers that have it open keep it until they close it."""
    for path in folder.iterdir():
        if path.name in needed:
            continue
        if path.is_dir() and path.name.isdigit():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.endswith(".dead.npy"):
            path.unlink(missing_ok=True)
