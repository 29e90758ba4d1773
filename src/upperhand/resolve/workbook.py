"""XLSX workbooks as lines of cells, sheet by sheet, in bounded memory.

A workbook hides what a table shows: a formula may have no value kept, a merged cell has one for its first row only,
and a name that looked like a date has become one. None of this may pass for an empty or another name.
"""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any

from upperhand.errors import FormatError

_ERRORS = frozenset({"#N/A", "#REF!", "#NAME?", "#DIV/0!", "#VALUE!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]+)(\d+):([A-Z]+)(\d+)\"")
_CHUNK, _OVERLAP = 1 << 20, 200


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of a row as text. `fault` says what is wrong with the row, `faults` by column what is with a cell as a name."""

    cells: Sequence[str]
    fault: str = ""
    faults: dict[int, str] = field(default_factory=dict)


def sheets(path: Path) -> Iterator[tuple[str, Iterator[Line]]]:
    """The sheets of a workbook by title. Raises FormatError for what cannot be read as one."""
    from openpyxl import load_workbook

    # It warns of styles and the like, which do not matter here.
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    books: list[Any] = []
    try:
        books.append(load_workbook(path, read_only=True, data_only=True))
        books.append(load_workbook(path, read_only=True, data_only=False))
        for place, sheet in enumerate(books[0].worksheets):
            yield sheet.title, _lines(sheet, books[1].worksheets[place])
    except (FormatError, GeneratorExit):
        raise
    except Exception as error:  # openpyxl raises whatever its parsers do
        raise FormatError(
            f"{path}: not a readable XLSX workbook ({type(error).__name__}); open it in a spreadsheet and save it again"
        ) from error
    finally:
        for book in books:
            book.close()


def _lines(sheet: Any, formulas: Any) -> Iterator[Line]:
    has_formulas, merged = _scanned(sheet)
    spans: dict[int, tuple[int, Any]] = {}  # column: last row, value
    for one in (sheet, formulas):
        one.reset_dimensions()  # some programs write a size that is too small
    behind = formulas.iter_rows(values_only=True) if has_formulas else repeat(())
    for number, (row, told) in enumerate(zip(sheet.iter_rows(values_only=True), behind, strict=False), 1):
        cells = list(row)
        for column, (last, value) in spans.items():
            if number <= last and column < len(cells) and cells[column] is None:
                cells[column] = value
            elif number <= last and column >= len(cells):
                cells += [None] * (column - len(cells)) + [value]
        for column, last in merged.get(number, ()):
            spans[column] = last, cells[column] if column < len(cells) else None
        yield _line(cells, told)


def _scanned(sheet: Any) -> tuple[bool, dict[int, list[tuple[int, int]]]]:
    """Whether a sheet has formulas, and where cells are merged downward: by first row, the column and the last row."""
    from openpyxl.utils import column_index_from_string

    has_formulas, tail = False, b""
    merged: dict[int, list[tuple[int, int]]] = {}
    with sheet._get_source() as source:
        while chunk := source.read(_CHUNK):
            text = tail + chunk
            has_formulas = has_formulas or bool(_FORMULA.search(text))
            for left, top, _, bottom in _MERGED.findall(text):
                span = column_index_from_string(left.decode()) - 1, int(bottom)
                if int(bottom) > int(top) and span not in merged.setdefault(int(top), []):
                    merged[int(top)].append(span)
            tail = text[-_OVERLAP:]
    return has_formulas, merged


def _line(cells: Sequence[Any], told: Sequence[Any]) -> Line:
    faults = {place: fault for place, cell in enumerate(cells) if (fault := _fault(cell))}
    for place, cell in enumerate(told):
        if cell is not None and (place >= len(cells) or cells[place] is None):
            faults[place] = (
                "the name is a formula, and the file does not hold its value; open it in a spreadsheet and save it again"
            )
    return Line([text_of(cell) for cell in cells], faults=faults)


def _fault(cell: Any) -> str:
    """What is wrong with a cell as a name."""
    if isinstance(cell, str) and cell in _ERRORS:
        return f"the name is {cell}, a spreadsheet's sign of an error"
    if hasattr(cell, "isoformat"):
        return (
            f"the name is a date ({text_of(cell)}), which a spreadsheet has made of it; give the column the format text"
        )
    return ""


def text_of(cell: Any) -> str:
    """A cell as people read it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return "" if cell != cell else str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell.isoformat())[:10] if hasattr(cell, "isoformat") else str(cell)
