"""Which of a list's forms a file is in: by its outermost element, its columns, or its ending."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from upperhand.errors import FormatError
from upperhand.lists.fields import named
from upperhand.lists.mapping import Form, Mapping
from upperhand.lists.records import header, open_file

_SAMPLE = 64 * 1024


def recognise(mapping: Mapping, path: Path) -> str:
    """The key of the form that fits a file best. Raises FormatError if none does."""
    with open_file(path) as stream:
        sample = stream.read(_SAMPLE)
    scored = [(_fit(mapping.form(key), sample), key) for key in mapping.forms]
    best, key = max(scored, key=lambda pair: pair[0])
    if best < 0.5:
        forms = ", ".join(mapping.forms)
        raise FormatError(
            f"{path.name}: row 0: looks like none of the forms in which {mapping.name} is published ({forms}); "
            f"is it the right file? `--format` names a form or a mapping of your own"
        )
    return key


def _fit(form: Form, sample: bytes) -> float:
    start = sample.lstrip(b"\xef\xbb\xbf \t\r\n")
    if form.format == "html":
        return (
            1.0
            if re.match(rb"(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", start, re.IGNORECASE | re.DOTALL)
            else 0.0
        )
    if form.format == "xml":
        return _fits_xml(form, start)
    if start[:1] in (b"{", b"["):
        return _fits_json(form, start)
    return _fits_csv(form, sample) if form.format == "csv" else 0.0


def _fits_xml(form: Form, start: bytes) -> float:
    if not start.startswith(b"<") and b"\x00<" not in start[:8] and b"<\x00" not in start[:8]:
        return 0.0
    text = start.replace(b"\x00", b"")
    outermost = re.search(
        rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s>/]", re.sub(rb"<\?.*?\?>|<!--.*?-->", b"", text, flags=re.DOTALL)
    )
    return 1.0 if outermost and outermost[1].decode() == form.root else 0.1


def _fits_json(form: Form, start: bytes) -> float:
    if form.format not in ("json", "jsonl"):
        return 0.0
    if form.format == "jsonl":
        lines = re.match(rb"\{[^\n]*\}\s*(?:\n\s*(\{)|$)", start)
        return 0.3 if lines is None else 0.95 if lines[1] else 0.8
    outer = [place.split("/")[0].encode() for place in form.records]
    found = any(re.search(rb'"' + re.escape(place) + rb'"\s*:\s*\[', start) for place in outer) or (
        b"." in outer and start[:1] == b"["
    )
    return 0.9 if found else 0.6 if b"." in outer else 0.2


def _fits_csv(form: Form, sample: bytes) -> float:
    rows = _rows(form, sample)
    if form.head is not None and not re.search(form.head, form.delimiter.join(next(rows, []))):
        return 0.0
    first = next(rows, [])
    if form.columns:
        if len(first) != len(form.columns) or not first[0].strip().isdigit():
            return 0.0
        return 0.9
    columns = header(first, form)
    known = [column for column in columns if named(form.fields, column) is not None]
    wanted = [name for name in form.fields if "*" not in name]
    return (
        len(known) / len(columns) * 0.7 + len(set(known) & set(wanted)) / max(1, len(wanted)) * 0.3
        if len(columns) > 1
        else 0.0
    )


def _rows(form: Form, sample: bytes) -> Iterator[list[str]]:
    text = sample.decode(form.encoding[0], "replace")
    try:
        return iter(list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter), 3)))
    except csv.Error:
        return iter(())  # no table, whatever else it is
