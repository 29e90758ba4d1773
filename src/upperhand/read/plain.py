"""Plain text, and lines from elsewhere, to a document: furniture out, notes aside, wraps undone."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from upperhand.encoding import decode
from upperhand.model import Note
from upperhand.read import furniture
from upperhand.read.blob import Blob, over_characters
from upperhand.read.builder import TextBuilder
from upperhand.read.content import Content
from upperhand.read.join import Flow, Vocabulary
from upperhand.read.lines import Line, measure, split
from upperhand.read.notes import NoteTaker, apart
from upperhand.read.options import ReadOptions

_VOCABULARY_LINES = 20_000


class Flowed(NamedTuple):
    """Text as paragraphs, in its builder, and the notes that stood in it."""

    builder: TextBuilder
    notes: tuple[Note, ...]


def read_plain(content: bytes, blob: Blob, options: ReadOptions) -> Content:
    """A text file: any of the usual encodings, double-spaced or hard-wrapped or neither."""
    text, _ = decode(content, blob.charset)
    if len(text) > options.max_characters:
        raise over_characters(len(text))
    return read_text(text)


def read_text(text: str) -> Content:
    """Text that is decoded already; origins count its code points."""
    from upperhand.read.byline import byline

    flowed = flow(list(split(text)), TextBuilder("char"))
    whole = flowed.builder.text
    return Content(flowed.builder, notes=flowed.notes, **byline(whole)._asdict())


def flow(lines: list[Line], builder: TextBuilder, *, paged: bool = False) -> Flowed:
    """Lines to paragraphs. `paged`: the furniture is out already, since the pages were known."""
    layout = measure(lines)
    stream = Flow(builder, layout, Vocabulary(lines[:_VOCABULARY_LINES]))
    taker = NoteTaker(stream)
    taken = frozenset() if paged else furniture.find(lines, layout)
    for line in _marking_breaks(lines, taken) if taken else lines:
        noted = taker.open
        if taker.take(line):
            continue
        stream.add(apart(line) if noted else line)
    notes = taker.finish()
    stream.close()
    return Flowed(builder, notes)


def _marking_breaks(lines: Iterable[Line], taken: frozenset[int]) -> Iterator[Line]:
    removed = False
    for index, line in enumerate(lines):
        if index in taken:
            removed = True
            continue
        yield apart(line) if removed else line
        removed = False
