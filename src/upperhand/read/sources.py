"""What would be read: files, folders, patterns, standard input; each once, symlink loops told."""

import glob
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from upperhand.model import Failure
from upperhand.read.archive import is_skipped
from upperhand.read.options import ReadOptions, Source

_Key = tuple[int, int]


def find(sources: Iterable[str | Path], *, options: ReadOptions | None = None) -> Iterator[Source | Failure]:
    """Every file below the given paths and patterns, lazily and in a stable order; `-` is standard input.

    A path that does not exist, cannot be opened or leads in a circle is a Failure of stage `find`.
    Hidden files and what systems leave behind (`.DS_Store`, `__MACOSX`) are left out.
    """
    options = options or ReadOptions()
    seen: set[_Key] = set()
    for source in sources:
        if str(source) == "-":
            yield Source("-", content=sys.stdin.buffer.read(options.max_bytes + 1))
        else:
            yield from _expand(str(source), options, seen)


def _expand(source: str, options: ReadOptions, seen: set[_Key]) -> Iterator[Source | Failure]:
    if os.path.lexists(source):
        yield from _walk(Path(source), options, seen, ())
        return
    matches = _matches(source) if glob.has_magic(source) else []
    if not matches:
        kind = "No file matches this pattern" if glob.has_magic(source) else "There is no such file or folder"
        yield _failure(source, "not_found", f"{kind}; check the spelling and the current folder.")
    for match in matches:
        yield from _walk(match, options, seen, ())


def _matches(pattern: str) -> list[Path]:
    """The paths that a pattern names; `**` does not follow links, so it ends."""
    anchor = Path(pattern).anchor
    try:
        return sorted(Path(anchor or ".").glob(str(Path(pattern).relative_to(anchor) if anchor else pattern)))
    except (ValueError, NotImplementedError, OSError):
        return []


def _walk(path: Path, options: ReadOptions, seen: set[_Key], above: tuple[_Key, ...]) -> Iterator[Source | Failure]:
    if path.is_symlink() and not options.follow_symlinks:
        yield _failure(path, "symlink", "A symbolic link, and links are not followed; name its target instead.")
        return
    try:
        status = path.stat()
    except OSError as error:
        yield _unreachable(path, error)
        return
    key = (status.st_dev, status.st_ino)
    if key in above:
        yield _failure(
            path, "symlink_loop", "The link leads back to a folder above it; its files are read once, there."
        )
    elif key in seen:
        return
    elif stat.S_ISDIR(status.st_mode):
        seen.add(key)
        yield from _folder(path, options, seen, (*above, key))
    elif stat.S_ISREG(status.st_mode):
        seen.add(key)
        yield Source(str(path), path=path)
    else:
        yield _failure(path, "unknown_type", "Neither a file nor a folder (a device, pipe or socket); it was left out.")


def _folder(path: Path, options: ReadOptions, seen: set[_Key], above: tuple[_Key, ...]) -> Iterator[Source | Failure]:
    try:
        names = sorted(entry.name for entry in os.scandir(path))
    except OSError as error:
        yield _unreachable(path, error)
        return
    for name in names:
        if not is_skipped(name):
            yield from _walk(path / name, options, seen, above)


def _unreachable(path: Path, error: OSError) -> Failure:
    if path.is_symlink() and not isinstance(error, PermissionError):
        if isinstance(error, FileNotFoundError):
            return _failure(path, "not_found", "The symbolic link points to nothing; mend or remove it.")
        return _failure(path, "symlink_loop", "The symbolic link leads in a circle; mend or remove it.")
    return _failure(path, "unreadable", f"It cannot be opened ({error.strerror or error}); check its permissions.")


def _failure(path: str | Path, reason: str, detail: str) -> Failure:
    return Failure(str(path), "find", reason, detail)
