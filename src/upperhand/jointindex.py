"""Many small lists as one index: a query over them costs about what it costs over one."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from upperhand.errors import UpperhandError

if TYPE_CHECKING:
    from upperhand.resolve import Index

_SMALL = 100_000  # entities
_PAYS_FROM = 3  # small lists
_KEPT = 4  # choices of lists


def together(folder: Path, indexes: "Sequence[Index]", stamps: Sequence[str]) -> "Index":
    """Several indexes as one. The small ones are merged, and the merged one is kept in the folder for the next time.

    `stamps` say what each index is of: the same stamp and version of an index mean the same content.
    """
    small = [place for place, index in enumerate(indexes) if len(index) <= _SMALL]
    if len(small) < _PAYS_FROM:
        return joined(indexes)
    large = [index for place, index in enumerate(indexes) if place not in small]
    content = "\n".join(f"{stamps[place]} {indexes[place].version}" for place in small)
    key = hashlib.sha256(content.encode()).hexdigest()[:16]
    return joined([_merged(folder, key, [indexes[place] for place in small]), *large])


def joined(indexes: "Sequence[Index]") -> "Index":
    """Several indexes as one, side by side: a query is taken apart once, and their names are weighed together."""
    from upperhand.resolve import Index

    return Index(
        indexes[0].folder if indexes else Path(), [segment for index in indexes for segment in index.segments], 0
    )


def _merged(folder: Path, key: str, indexes: "Sequence[Index]") -> "Index":
    from upperhand.resolve import Index

    if found := opened(folder / key):
        return found
    with alone(folder):
        if found := opened(folder / key):
            return found
        shutil.rmtree(folder / key, ignore_errors=True)  # of an older form, or broken
        _sweep(folder)
        return Index.merge(indexes, folder / key)


def _sweep(folder: Path) -> None:
    """Make room for another one: those that were used last stay."""
    used = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for path in used[: 1 - _KEPT]:
        shutil.rmtree(path, ignore_errors=True)


def opened(folder: Path) -> "Index | None":
    """The index in this folder, if it is whole and of today's form."""
    from upperhand.resolve import Index

    if not (folder / "manifest.json").exists():
        return None
    try:
        index = Index.open(folder)
        os.utime(folder)
        return index
    except (UpperhandError, OSError, ValueError):  # ValueError: an array of another form
        return None


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time makes an index; the others wait, and find it made."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("wb") as file:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        except ImportError:
            pass  # a system without such locks: whoever runs two at once sees to it that they do not meet
        yield
