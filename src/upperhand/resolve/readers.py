"""Screening files: CSV, XLSX and JSON lines as rows. A file that cannot be read raises FormatError; a bad row
says so itself.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from upperhand.errors import FormatError
from upperhand.resolve import delimited, json_rows, workbook
from upperhand.resolve.columns import FAULT, Header
from upperhand.resolve.screening import Row
from upperhand.resolve.workbook import Line

_FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".txt": "csv",
}
_LARGEST_ARRAY = 1_000_000_000  # bytes of JSON that has to be held whole


def read_rows(path: str | Path, *, format: str | None = None) -> Iterator[Row]:
    """The rows of a screening file, numbered from 1 after the header, on through all sheets of a workbook.

    Raises FormatError for a file that is not what it says.
    """
    path = Path(path)
    format = format or _FORMATS.get(path.suffix.lower())
    if format not in ("csv", "xlsx", "jsonl"):
        raise FormatError(f"{path}: cannot tell the format from the ending; give csv, xlsx or jsonl")
    if not path.is_file():
        raise FormatError(f"{path}: no such file")
    try:
        yield from {"csv": _csv, "xlsx": _xlsx, "jsonl": _jsonl}[format](path)
    except OSError as error:
        raise FormatError(f"{path}: cannot be read ({error.strerror or error})") from error


def _csv(path: Path) -> Iterator[Row]:
    header, found, rest = _headed(delimited.lines(path))
    if header is None:
        raise FormatError(f"{path}: {_nameless(found)}")
    yield from _table(header, rest)


def _xlsx(path: Path) -> Iterator[Row]:
    """The rows of all sheets; one without a column for the name is not passed over in silence, if another has one."""
    number, nameless, has_name = 0, list[tuple[str, Line]](), False
    sheets = 0
    for title, lines in workbook.sheets(path):
        header, found, rest = _headed(lines)
        if header is None:
            nameless += [(title, found)] if any(map(str.strip, found.cells)) else []
            continue
        has_name, sheets = True, sheets + 1
        start = number
        for row in _table(header, rest):
            number = start + row.number
            yield Row(number, {**row.fields, **({"sheet": title} if sheets > 1 else {})})
    if not has_name:
        raise FormatError(f"{path}: {_nameless(nameless[0][1] if nameless else Line([]))}")
    for title, found in nameless:
        number += 1
        yield Row(number, {FAULT: f"the sheet {title!r} is not screened: {_nameless(found)}", "sheet": title})


def _headed(lines: Iterator[Line]) -> tuple[Header | None, Line, Iterator[Line]]:
    """The header of a table, which may have lines before it; its first line that is not empty; and the rest."""
    first = Line([])
    for line in islice(lines, delimited.HEADER_WITHIN):
        header = Header(line.cells)
        if header.has_name():
            return header, line, lines
        first = first if any(map(str.strip, first.cells)) else line
    return None, first, iter(())


def _nameless(first: Line) -> str:
    found = ", ".join(repr(cell[:60]) for cell in first.cells if cell.strip()) or "nothing"
    return f"the first line has no column `name` (it has {found}); add one"


def _table(header: Header, lines: Iterable[Line]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        cells = line.cells
        if line.fault or line.faults or any(cell and not cell.isspace() for cell in cells):
            fields = header.fields(cells[: len(header)], line.faults)
            if line.fault:
                fields = {FAULT: line.fault, **fields}
            elif any(cell.strip() for cell in cells[len(header) :]):
                told = f"has {len(cells)} fields, the header {len(header)}; quote fields that hold the separator"
                fields = {FAULT: told, **fields}
            if fields:
                yield Row(number, fields)


def _jsonl(path: Path) -> Iterator[Row]:
    for number, line in enumerate(delimited.text_lines(path), 1):
        text = line.strip(" \t\r\n\ufeff")
        if number == 1 and text[:1] == "[" and (path.suffix.lower() == ".json" or not _is_json(text)):
            yield from _array(path)
            return
        if text:
            yield from _parsed(number, text)


def _is_json(text: str) -> bool:
    try:
        json_rows.parse(text)
    except (ValueError, RecursionError):
        return False
    return True


def _array(path: Path) -> Iterator[Row]:
    """A file that is one JSON array."""
    if path.stat().st_size > _LARGEST_ARRAY:
        raise FormatError(
            f"{path}: more than {_LARGEST_ARRAY:,} bytes of JSON; give it as JSON Lines, one object a line"
        )
    try:
        values = json_rows.parse("".join(delimited.text_lines(path)).strip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{path}: is not JSON ({error}); give one object a line") from error
    for number, value in enumerate(values, 1):
        yield Row(number, json_rows.fields_of(value))


def _parsed(number: int, text: str) -> Iterator[Row]:
    try:
        value = json_rows.parse(text)
    except (ValueError, RecursionError) as error:
        yield Row(number, {FAULT: f"is not JSON ({error})"})
    else:
        yield Row(number, json_rows.fields_of(value))
