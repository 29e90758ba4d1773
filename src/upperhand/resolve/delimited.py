"""CSV and its kin as lines of cells, in bounded memory: what is wrong with a line is said of that line alone."""

import csv
from collections import deque
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from upperhand.encoding import encoding_of_rows
from upperhand.resolve.columns import Header
from upperhand.resolve.workbook import Line

_DELIMITERS = ",;\t|"
_NONE = "\x1f"
"""The delimiter of a table of one column: a sign that no text has."""
_LONGEST_FIELD, _LONGEST_LINE, _MOST_LINES = 1_000_000, 4_000_000, 100
HEADER_WITHIN = 10
"""So many lines may stand before the one that names the columns."""


def lines(path: Path) -> Iterator[Line]:
    """The lines of a file, each with its cells; the header's delimiter holds for all of them."""
    csv.field_size_limit(_LONGEST_FIELD)
    with path.open(encoding=encoding_of_rows(path), errors="replace", newline="") as file:
        given = _physical(file)
        first = list(islice(given, HEADER_WITHIN))
        delimiter, width = _shape([line for line in first if line is not None])
        yield from _records(chain(first, given), delimiter, width)


def text_lines(path: Path) -> Iterator[str]:
    """The lines of a text file; only a line feed ends one."""
    with path.open(encoding=encoding_of_rows(path), errors="replace", newline="\n") as file:
        yield from file


def _physical(file: TextIO) -> Iterator[str | None]:
    """Lines as they stand in the file; None for one that is too long to be a row."""
    while line := file.readline(_LONGEST_LINE):
        is_cut = len(line) == _LONGEST_LINE and line[-1] not in "\r\n"
        yield None if is_cut else line
        while is_cut and (more := file.readline(_LONGEST_LINE)):
            is_cut = more[-1] not in "\r\n"


def _shape(first: list[str]) -> tuple[str, int]:
    """The delimiter and the number of columns: those of the first line that names a column `name`."""
    for line in first:
        headers = [(Header(_split(line, delimiter)), delimiter) for delimiter in _DELIMITERS]
        named = [(len(header), delimiter) for header, delimiter in headers if header.has_name()]
        if named:
            width, delimiter = max(named, key=lambda pair: pair[0])
            return (delimiter, width) if width > 1 else (_NONE, 1)
    return ",", 0


def _split(line: str, delimiter: str) -> list[str]:
    if '"' not in line:
        return line.rstrip("\r\n").split(delimiter)
    return next(csv.reader([line], delimiter=delimiter), [])


def _records(given: Iterator[str | None], delimiter: str, width: int) -> Iterator[Line]:
    ahead: deque[str | None] = deque()
    while ahead or (line := next(given, "")) != "":
        line = ahead.popleft() if ahead else line
        if line is None:
            yield Line([], f"is longer than {_LONGEST_LINE:,} characters")
        elif '"' not in line:
            yield Line(_trimmed(line.rstrip("\r\n").split(delimiter), delimiter))
        else:
            found = _quoted(line, given, ahead, delimiter, width)
            yield Line(_trimmed(list(found.cells), delimiter), found.fault)


def _trimmed(cells: list[str], delimiter: str) -> list[str]:
    return [cells[0].rstrip(f"{_DELIMITERS} ")] if delimiter == _NONE else cells


def _quoted(line: str, given: Iterator[str | None], ahead: deque[str | None], delimiter: str, width: int) -> Line:
    """A record with quotes, which may go on over several lines: those that it takes, if a quote that is open is closed well."""
    try:
        rows = list(csv.reader([line, "end"], delimiter=delimiter))
        if len(rows) > 1:
            return Line(rows[0])
    except csv.Error as error:
        return Line(_rough(line, delimiter), f"is not CSV ({error})")
    taken: list[str | None] = []

    def further() -> Iterator[str]:
        yield line
        while len(taken) < _MOST_LINES and (more := ahead.popleft() if ahead else next(given, "")) != "":
            taken.append(more)
            if more is None:
                return
            yield more

    try:
        cells = next(csv.reader(further(), delimiter=delimiter, strict=True))
        if not width or len(cells) <= width:
            return Line(cells)
    except csv.Error:
        pass
    ahead.extendleft(reversed(taken))
    return Line(
        _rough(line, delimiter), "a quote is opened and not closed; double it, or close it before the separator"
    )


def _rough(line: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line[:_LONGEST_FIELD].rstrip("\r\n").split(delimiter)]
