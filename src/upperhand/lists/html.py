"""Lists that are tables of a web page: the rows of every table that has the list's columns. No scripts, no network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree, html

from upperhand.errors import FormatError
from upperhand.lists.fields import named
from upperhand.lists.mapping import Form
from upperhand.lists.records import Tree, check_columns, header, open_file, row_tree

LARGEST_PAGE = 50_000_000  # bytes
HEADING = "heading"
"""The field for the heading above a table."""


def html_records(path: Path, form: Form) -> Iterator[tuple[int, Tree]]:
    """The rows of the list's tables, numbered through. Raises FormatError for a page without one."""
    number, found = 0, False
    above = ""
    for element in _page(path).iter("h1", "h2", "h3", "h4", "h5", "caption", "table"):
        if element.tag != "table":
            above = _text(element)
            continue
        rows = [[_text(cell) for cell in row if cell.tag in ("th", "td")] for row in element.iter("tr")]
        columns = header(rows[0], form) if rows else []
        if not any(column and named(form.fields, column) is not None for column in columns):
            continue  # a table for the layout, or of something else
        found = True
        check_columns(path, columns, form)
        for cells in filter(any, rows[1:]):
            number += 1
            if len(cells) != len(columns):
                raise FormatError(
                    f"{path.name}: row {number}: has {len(cells)} cells, the table has {len(columns)} columns"
                )
            heading: Tree = {HEADING: [above]} if above and HEADING in form.fields else {}
            yield number, row_tree(columns, cells, form) | heading
    if not found:
        raise FormatError(f"{path.name}: row 0: no table on this page has the columns of the list; was it saved whole?")


def _page(path: Path) -> Any:
    with open_file(path) as stream:
        content = stream.read(LARGEST_PAGE + 1)
    if len(content) > LARGEST_PAGE:
        raise FormatError(f"{path.name}: more than {LARGEST_PAGE:,} bytes; no list is a page as large as that")
    try:
        return html.document_fromstring(
            content, parser=html.HTMLParser(no_network=True, remove_comments=True, encoding=None)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise FormatError(f"{path.name}: is no web page that can be read ({error})") from error


def _text(element: Any) -> str:
    return " ".join(str(element.text_content()).split())
