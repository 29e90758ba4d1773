"""Files to records: a record is a tree of named fields, whatever the file's form. Bounded memory for CSV, XML and JSON Lines.

Nothing in a file is trusted: XML entities are refused, no address in a file is opened, sizes are capped.
"""

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from upperhand.errors import FormatError
from upperhand.lists.mapping import Field, Form

LARGEST = 20_000_000_000  # bytes of an unpacked file
_LONGEST_FIELD = 5_000_000
_DEEPEST = 60  # lists and objects of JSON in one another

Node = str | dict[str, list[Any]]
Tree = dict[str, list[Any]]


@dataclass(slots=True)
class Reading:
    """The records of one file, and what stands outside them (`head`, whole once the records have been read)."""

    path: Path
    records: Iterator[tuple[int, Tree]]
    head: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The name of the file, for sentences."""
        return self.path.name


def read_records(path: Path, form: Form) -> Reading:
    """The records of a file in one form, numbered from 1. Raises FormatError for a file that is not of that form."""
    reading = Reading(path, iter(()))
    reading.records = _READERS[form.format](path, form, reading)
    return reading


def open_file(path: Path) -> io.BufferedReader:
    """The bytes of a file; of its only member, if it is a ZIP; unpacked, if it is gzip."""
    if path.exists() and not path.is_file():
        raise FormatError(f"{path.name}: is no regular file; give a file, or a folder of files")
    try:
        with path.open("rb") as start:
            magic = start.read(4)
        if magic[:2] == b"\x1f\x8b":
            import gzip

            return io.BufferedReader(_Capped(gzip.open(path), path))
        if magic == b"PK\x03\x04":
            return io.BufferedReader(_Capped(_only_member(path), path))
        return io.BufferedReader(_Capped(path.open("rb"), path))
    except OSError as error:
        raise FormatError(f"{path.name}: cannot be read ({error.strerror or error})") from error


def _only_member(path: Path) -> IO[bytes]:
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise FormatError(f"{path.name}: a broken ZIP ({error}); fetch it again") from error
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) != 1:
        raise FormatError(f"{path.name}: a ZIP of {len(members)} files; unpack it and name the list's file")
    member = archive.open(members[0])
    archive.close()  # the member keeps the file open until it is closed itself
    return member


class _Capped(io.RawIOBase):
    """A stream that ends with an error above `LARGEST` bytes: what an archive says of its size proves nothing."""

    def __init__(self, stream: Any, path: Path) -> None:
        self._stream, self._path, self._taken = stream, path, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            content: bytes = self._stream.read(size)
        except (EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise FormatError(
                f"{self._path.name}: the archive is broken or cut short ({error}); fetch it again"
            ) from error
        except OSError as error:
            raise FormatError(f"{self._path.name}: cannot be read ({error.strerror or error})") from error
        self._taken += len(content)
        if self._taken > LARGEST:
            raise FormatError(f"{self._path.name}: more than {LARGEST:,} bytes when unpacked; it is refused")
        return content

    def readinto(self, buffer: Any) -> int:
        content = self.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _csv(path: Path, form: Form, reading: Reading) -> Iterator[tuple[int, Tree]]:
    csv.field_size_limit(_LONGEST_FIELD)
    rows = _table(path, form, reading)
    columns = list(form.columns) or header(next(rows, []), form)
    check_columns(path, columns, form)
    for number, cells in enumerate(rows, 1):
        if not "".join(cells).strip(" \x1a"):
            continue  # the publisher's end-of-file mark, or an empty line
        if len(cells) != len(columns):
            raise FormatError(f"{path.name}: row {number}: has {len(cells)} fields, the list has {len(columns)}")
        yield number, row_tree(columns, cells, form)


def header(cells: list[str], form: Form) -> list[str]:
    """The names of the columns, by the names that the mapping uses."""
    plain = [cell.strip().strip("\ufeff") for cell in cells]
    return [form.rename.get(cell, cell) for cell in plain]


def row_tree(columns: list[str], cells: list[str], form: Form) -> Tree:
    """A row of a table, without its empty cells."""
    tree: Tree = {}
    for column, cell in zip(columns, cells, strict=True):
        if cell and (value := cell.strip()) and value not in form.empty:
            tree.setdefault(column, []).append(value)
    return tree


def check_columns(path: Path, columns: list[str], form: Form) -> None:
    """A column that the mapping does not know stops the list even where it is empty, and so does one that is missing."""
    from upperhand.lists.fields import named

    for column in columns:
        if named(form.fields, column) is None:
            raise FormatError(
                f"{path.name}: row 0: field {column!r} is not known to the mapping; add it there if it is right"
            )
    missing = [name for name in _needed(form) if name not in columns]
    if missing:
        raise FormatError(f"{path.name}: row 0: field {missing[0]!r} is missing")


_TELLING = frozenset({"id", "schema", "name", "listing.start", "listing.end"})


def _needed(form: Form) -> Iterator[str]:
    """The columns without which a file would seem to say less than the list does: who is listed, and since when."""
    yield from form.key
    for name, rule in form.fields.items():
        to = rule if isinstance(rule, str) else rule.to if rule is not None else None
        if to in _TELLING and "*" not in name and not (isinstance(rule, Field) and rule.optional):
            yield name
    for rule in form.join:
        if rule.to in _TELLING and not rule.optional:
            yield from rule.of


def _table(path: Path, form: Form, reading: Reading) -> Iterator[list[str]]:
    encoding = encoding_of(path, form)
    with io.TextIOWrapper(open_file(path), encoding=encoding, newline="") as text:
        if form.head is not None:
            line = text.readline()
            if (found := re.search(form.head, line)) is None:
                raise FormatError(
                    f"{path.name}: row 0: the first line should say the date ({form.head}) and is {line[:80].strip()!r}"
                )
            reading.head["date"] = found[1]
        rows = csv.reader(text, delimiter=form.delimiter, strict=False)
        try:
            yield from rows
        except csv.Error as error:
            raise FormatError(f"{path.name}: row {rows.line_num}: is not CSV ({error})") from error
        except UnicodeDecodeError as error:
            raise FormatError(f"{path.name}: row {rows.line_num}: is not {encoding} ({error.reason})") from error


def encoding_of(path: Path, form: Form) -> str:
    """The first of the form's encodings in which the file can be read."""
    if len(form.encoding) > 1:
        for encoding in form.encoding[:-1]:
            with open_file(path) as stream:
                try:
                    for _ in io.TextIOWrapper(stream, encoding=encoding):
                        pass
                    return encoding
                except UnicodeDecodeError:
                    continue
    return form.encoding[-1]


def _jsonl(path: Path, form: Form, reading: Reading) -> Iterator[tuple[int, Tree]]:
    with open_file(path) as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield number, _object(_json(line, f"{path.name}: row {number}"), f"{path.name}: row {number}")


def _listed_json(path: Path, form: Form, reading: Reading) -> Iterator[tuple[int, Tree]]:
    from upperhand.lists.json_stream import members

    head: dict[str, Any] = {}
    with io.TextIOWrapper(open_file(path), encoding="utf-8-sig") as stream:
        try:
            for number, item in enumerate(members(stream, form.records, head), 1):
                yield number, _object(_unwrapped(item) if form.badgerfish else item, f"{path.name}: row {number}")
        except (ValueError, RecursionError) as error:
            raise FormatError(f"{path.name}: is not JSON ({error})") from error
    reading.head.update({key: str(value) for key, value in head.items() if not isinstance(value, dict | list)})


def _unwrapped(value: Any) -> Any:
    """An element with words alone as these words, else the words under `#text`."""
    if isinstance(value, list):
        return [_unwrapped(item) for item in value]
    if not isinstance(value, dict):
        return value
    return (
        value["$"]
        if set(value) == {"$"}
        else {"#text" if key == "$" else key: _unwrapped(part) for key, part in value.items()}
    )


def _json(content: bytes, place: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{place}: is not JSON ({error})") from error


def _object(value: Any, place: str, depth: int = 0) -> Tree:
    if not isinstance(value, dict):
        raise FormatError(f"{place}: is not a JSON object")
    return {key: _leaves(part, place, depth) for key, part in value.items()}


def _leaves(value: Any, place: str, depth: int) -> list[Any]:
    if value is None or value == "":
        return []
    if depth > _DEEPEST:
        raise FormatError(f"{place}: holds values more than {_DEEPEST} deep in one another; no list has such")
    if isinstance(value, list):
        return [leaf for item in value for leaf in _leaves(item, place, depth + 1)]
    if isinstance(value, dict):
        return [_object(value, place, depth + 1)]
    if isinstance(value, float) and value.is_integer():
        return [str(int(value))]
    return [str(value).lower() if isinstance(value, bool) else str(value)]


def _xml(path: Path, form: Form, reading: Reading) -> Iterator[tuple[int, Tree]]:
    from upperhand.lists.xml import xml_records

    yield from xml_records(path, form, reading.head)


def _html(path: Path, form: Form, reading: Reading) -> Iterator[tuple[int, Tree]]:
    from upperhand.lists.html import html_records

    yield from html_records(path, form)


_READERS: dict[str, Callable[[Path, Form, Reading], Iterator[tuple[int, Tree]]]] = {
    "csv": _csv,
    "json": _listed_json,
    "jsonl": _jsonl,
    "xml": _xml,
    "html": _html,
}
