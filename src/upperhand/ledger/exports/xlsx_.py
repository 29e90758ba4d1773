"""XLSX: a sheet of claims (and a further one for each million), written row by row."""

from itertools import count
from pathlib import Path
from typing import Any

from upperhand.ledger.exports.source import Source
from upperhand.ledger.exports.table import COLUMNS, Cell, harmless, rows
from upperhand.ledger.exports.xml import printable

_MOST_ROWS = 1_048_576  # the format's own limit
_LONGEST = 32_767  # characters in a cell, likewise


def write(source: Source, path: Path) -> None:
    """Writes the table of claims; text longer than a cell may hold ends in `…`."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    numbers = count(1)
    sheet, used = _sheet(book, next(numbers)), 1
    for row in rows(source):
        if used == _MOST_ROWS:
            sheet, used = _sheet(book, next(numbers)), 1
        sheet.append([_cell(row[name]) for name in COLUMNS])
        used += 1
    book.save(path)


def _sheet(book: Any, number: int) -> Any:
    sheet = book.create_sheet("Claims" if number == 1 else f"Claims {number}")
    sheet.freeze_panes = "B2"
    sheet.append(list(COLUMNS))
    return sheet


def _cell(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = str(harmless(printable(cell)))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
