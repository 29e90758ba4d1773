"""The shipped knowledge: YAML and TOML under this folder, loaded strictly and kept parsed in a cache.

Parsing YAML is a hundred times slower than reading its parsed form, so the parsed form is kept under
`$XDG_CACHE_HOME/upperhand` by the hash of the file's bytes. It can be deleted at any time.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from upperhand.errors import DataError

ROOT = Path(__file__).parent
T = TypeVar("T")


def files(folder: str, suffix: str = ".yml") -> Iterator[Path]:
    """Every file with this ending below `folder` of the data root, in a stable order."""
    return iter(sorted((ROOT / folder).rglob(f"*{suffix}")))


def load(path: Path | str, kind: type[T]) -> T:
    """One YAML or TOML file as `kind` (a msgspec Struct with `forbid_unknown_fields`, or a container of them).

    Raises DataError naming the file and the key that is wrong, unknown or missing.
    """
    path = ROOT / path
    try:
        content = path.read_bytes()
        return msgspec.convert(_parse(path, content), kind)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from error
    except msgspec.ValidationError as error:
        raise DataError(f"{path}: {error}") from error


def fingerprint(*folders: str) -> str:
    """A hash of all data files below the folders: the version of that knowledge, 16 hex digits."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in {".yml", ".toml", ".json", ".bin"}:
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _parse(path: Path, content: bytes) -> Any:
    if path.suffix == ".toml":
        return _decode(path, content, msgspec.toml.decode)
    kept = cache_folder() / (hashlib.sha256(content).hexdigest() + ".msgpack")
    try:
        return msgspec.msgpack.decode(kept.read_bytes())
    except (OSError, msgspec.DecodeError):
        value = _decode(path, content, _decode_yaml)
        keep(kept, msgspec.msgpack.encode(value))
        return value


def _decode(path: Path, content: bytes, decode: Any) -> Any:
    try:
        return decode(content)
    except Exception as error:
        raise DataError(f"{path}: does not parse: {' '.join(str(error).split())}") from error


def _decode_yaml(content: bytes) -> Any:
    import yaml  # slow to import, and seldom needed

    return yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def cache_folder() -> Path:
    """Where parsed forms are kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "upperhand"


def keep(path: Path, content: bytes) -> None:
    """Write to the cache atomically; a cache that cannot be written is no error."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(path)
    except OSError:
        return
