"""A ledger as a file for other programs: one module a format, whole files or nothing."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from upperhand.errors import InputError, LedgerError
from upperhand.ledger.exports.source import Source
from upperhand.model import Entity

if TYPE_CHECKING:
    from upperhand.ledger.store import Ledger

FORMATS = ("csv", "ftm", "gexf", "graphml", "jsonl", "parquet", "statements", "xlsx")
"""The formats by name; `write(source, path)` of the module `<name>_` writes each."""
BINARY = frozenset({"parquet", "xlsx"})
Writer = Callable[[Source, Path], None]


def export(
    ledger: "Ledger",
    format: str,
    target: Path | str | TextIO,
    as_of: str | None = None,
    *,
    entities: Iterable[Entity] = (),
    min_confidence: float = 0.0,
) -> None:
    """Writes the claims that stand at `as_of`, with at least this confidence, to a file or an open text stream.

    `entities` is what is known of entities beside the ledger (names in every script, identifiers, schema) and goes
    into the FollowTheMoney forms. A file appears whole or not at all. Raises InputError for an unknown format, for a
    binary format (parquet, xlsx) and a text stream, and for a folder that does not exist.
    """
    if format not in FORMATS:
        raise InputError(f"there is no export format {format!r}; choose one of {', '.join(FORMATS)}")
    write: Writer = import_module(f"upperhand.ledger.exports.{format}_").write
    source = Source(ledger, as_of, {entity.id: entity for entity in entities}, min_confidence)
    if isinstance(target, str | Path):
        _to_file(write, source, Path(target))
    else:
        _to_stream(write, source, format, target)


def _to_file(write: Writer, source: Source, target: Path) -> None:
    """Writes beside the target and puts it in place when it is whole."""
    if not target.parent.is_dir():
        raise InputError(
            f"the folder {target.parent} does not exist; make it, or choose another place for {target.name}"
        )
    if target.is_dir():
        raise InputError(f"{target} is a folder; give the name of a file")
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        write(source, draft)
        draft.replace(target)
    except OSError as error:
        raise LedgerError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)


def _to_stream(write: Writer, source: Source, format: str, target: TextIO) -> None:
    binary: BinaryIO | None = getattr(target, "buffer", None)
    if format in BINARY and binary is None:
        raise InputError(f"{format} is a binary format; give the name of a file")
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "export"
        write(source, draft)
        if format in BINARY and binary is not None:
            with draft.open("rb") as content:
                shutil.copyfileobj(content, binary)
        else:
            with draft.open(encoding="utf-8", newline="") as text:
                shutil.copyfileobj(text, target)
