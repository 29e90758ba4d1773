"""What the reader of one format hands over: the text in its builder, and what the source says of itself."""

from dataclasses import dataclass

from upperhand.model import Note
from upperhand.read.builder import TextBuilder


@dataclass(frozen=True, slots=True)
class Content:
    """One document before it has an id. `url` is an address that the source itself gives."""

    builder: TextBuilder
    notes: tuple[Note, ...] = ()
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published_at: str | None = None
    url: str | None = None
    language: str | None = None
