"""Screening files: CSV, XLSX and JSON lines as rows. A file that cannot be read raises FormatError; a bad row
says so itself.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from upperhand.errors import FormatError
from upperhand.resolve.screening import Row

_COLUMNS = {
    "full name": "name",
    "full_name": "name",
    "caption": "name",
    "entity": "name",
    "company": "name",
    "company name": "name",
    "company_name": "name",
    "名称": "name",
    "姓名": "name",
    "公司名称": "name",
    "type": "schema",
    "dob": "birth_date",
    "birthdate": "birth_date",
    "date_of_birth": "birth_date",
    "date of birth": "birth_date",
    "birth date": "birth_date",
    "country_code": "country",
    "countries": "country",
    "aliases": "alias",
}
_FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".txt": "csv",
}
_LONGEST_FIELD = 1_000_000


def read_rows(path: str | Path, *, format: str | None = None) -> Iterator[Row]:
    """The rows of a screening file, numbered from 1 after the header. Raises FormatError for a file that is
    not what it says.
    """
    path = Path(path)
    format = format or _FORMATS.get(path.suffix.lower())
    if format not in ("csv", "xlsx", "jsonl"):
        raise FormatError(f"{path}: cannot tell the format from the ending; give csv, xlsx or jsonl")
    if not path.is_file():
        raise FormatError(f"{path}: no such file")
    yield from {"csv": _csv, "xlsx": _xlsx, "jsonl": _jsonl}[format](path)


def _csv(path: Path) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_FIELD)
    text = _decoded(path)
    try:
        dialect = csv.Sniffer().sniff(text[:10_000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    lines = csv.reader(text.splitlines(keepends=True), dialect)
    try:
        yield from _table(path, lines)
    except csv.Error as error:
        raise FormatError(f"{path}: line {lines.line_num}: not CSV ({error})") from error


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FormatError(f"{path}: neither UTF-8, UTF-16 nor GB18030; save it as UTF-8")


def _xlsx(path: Path) -> Iterator[Row]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        yield from _table(path, ([_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)))
        book.close()
    except FormatError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers do
        raise FormatError(
            f"{path}: not a readable XLSX workbook ({type(error).__name__}); open it in a spreadsheet and save it again"
        ) from error


def _table(path: Path, lines: Iterable[list[str]]) -> Iterator[Row]:
    stream = iter(lines)
    header = [_column(cell) for cell in next(stream, [])]
    if "name" not in header:
        found = ", ".join(repr(cell) for cell in header if cell) or "nothing"
        raise FormatError(f"{path}: the first line has no column `name` (it has {found}); add one")
    for number, cells in enumerate(stream, 1):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            yield Row(
                number, {"": f"has {len(cells)} fields, the header {len(header)}; quote fields that hold the separator"}
            )
        else:
            yield Row(
                number, {column: cell for column, cell in zip(header, cells, strict=False) if column and cell.strip()}
            )


def _jsonl(path: Path) -> Iterator[Row]:
    for number, line in enumerate(_decoded(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            yield Row(number, {"": f"is not JSON ({error})"})
            continue
        if isinstance(value, dict):
            yield Row(number, _flat(value))
        else:
            yield Row(number, {"": "is not a JSON object"})


def _flat(value: dict[str, Any]) -> dict[str, str]:
    """A JSON object, or a FollowTheMoney one with `properties`, as plain fields."""
    fields = {_column(key): _text(part) for key, part in value.items() if key != "properties"}
    properties = value.get("properties")
    if isinstance(properties, dict):
        renamed = {
            "birthDate": "birth_date",
            "leiCode": "lei",
            "uscCode": "uscc",
            "registrationNumber": "registration_number",
        }
        fields |= {renamed.get(key, _column(key)): _text(part) for key, part in properties.items()}
    return {key: text for key, text in fields.items() if key and text}


def _column(cell: str) -> str:
    key = cell.strip().strip("\ufeff").lower()
    return _COLUMNS.get(key, key.replace(" ", "_"))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, list):
        return ";".join(_text(part) for part in cell)
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat())[:10]
    return str(cell)
