"""Word documents, straight from their XML: expat tells the byte at which every run of text stands.

Origins count bytes of `word/document.xml` inside the file. Deleted text, field codes and fallbacks are left out.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.parsers import expat

from upperhand.errors import ReadError
from upperhand.model import Note
from upperhand.read.archive import unpack
from upperhand.read.blob import Blob
from upperhand.read.builder import TextBuilder
from upperhand.read.byline import byline
from upperhand.read.content import Content
from upperhand.read.notes import urls_in
from upperhand.read.options import ReadOptions

# What the template of python-docx says of itself, not of the document.
_TEMPLATE = {"python-docx", "2013-12-23T23:15:00Z"}
_SKIPPED = {"Fallback", "instrText", "delText", "del", "moveFrom"}
_JUNK_TITLE = re.compile(r"(?i)^(?:untitled|document\d*|word document|.*\.docx?|microsoft word.*)$")


def read_docx(content: bytes, blob: Blob, options: ReadOptions) -> Content:
    """Paragraphs, tables, notes with their marks, links, and the properties that Word keeps."""
    parts = _Parts(Blob(blob.name, content=content, budget=blob.budget), options)
    with parts.opened():
        links = _relations(parts.get("word/_rels/document.xml.rels"))
        footnotes = _note_texts(parts, "footnote")
        endnotes = _note_texts(parts, "endnote")
        body = _Body(links, footnotes, endnotes)
        body.parse(parts.need("word/document.xml"))
        told = _properties(parts.get("docProps/core.xml"))
    text = body.builder.text
    found = byline(text)
    title = told.get("title")
    return Content(
        body.builder,
        notes=tuple(body.notes),
        title=title if title and not _JUNK_TITLE.match(title) else found.title,
        author=found.author or told.get("creator"),
        publisher=found.publisher or told.get("publisher"),
        published_at=found.published_at or (told.get("created") or told.get("modified") or "")[:10] or None,
    )


class _Parts:
    """The files inside a .docx, unpacked within the limits."""

    def __init__(self, blob: Blob, options: ReadOptions) -> None:
        self._blob, self._options = blob, options
        self._archive: zipfile.ZipFile | None = None

    @contextmanager
    def opened(self) -> Iterator[None]:
        try:
            with self._blob.open() as stream, zipfile.ZipFile(stream) as self._archive:
                yield
        except (zipfile.BadZipFile, expat.ExpatError) as error:
            raise ReadError("corrupt", f"The Word file is damaged ({error}); get it again.") from error

    def get(self, name: str) -> bytes:
        """A part, or nothing if the file has none of that name."""
        assert self._archive is not None
        try:
            info = self._archive.getinfo(name)
        except KeyError:
            return b""
        return unpack(self._archive, info, self._options, self._blob.budget)

    def need(self, name: str) -> bytes:
        if content := self.get(name):
            return content
        raise ReadError("corrupt", f"The Word file has no {name}; get it again.")


class _Scan:
    """Runs expat over one part. Names come without their namespace."""

    def parse(self, content: bytes) -> None:
        if not content:
            return
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = lambda name, attributes: self.start(name.rpartition(" ")[2], _plain(attributes))
        parser.EndElementHandler = lambda name: self.end(name.rpartition(" ")[2])
        parser.CharacterDataHandler = self.characters
        parser.StartDoctypeDeclHandler = _refuse
        parser.Parse(content, True)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def characters(self, text: str) -> None:
        """Text within the current element."""


def _refuse(*_: Any) -> None:
    raise ReadError("corrupt", "The Word file declares a document type, which Word never does; do not trust it.")


def _plain(attributes: dict[str, str]) -> dict[str, str]:
    return {name.rpartition(" ")[2]: value for name, value in attributes.items()}


class _Body(_Scan):
    """document.xml into a builder."""

    def __init__(self, links: dict[str, str], footnotes: dict[str, str], endnotes: dict[str, str]) -> None:
        self.builder = TextBuilder("byte")
        self.notes: list[Note] = []
        self._links, self._texts = links, {"footnoteReference": footnotes, "endnoteReference": endnotes}
        self._open: list[tuple[str, int]] = []
        self._skipped = 0
        self._in_text = False
        self._gap = ""
        self._count = 0
        self._cells = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._skipped += name in _SKIPPED
        if self._skipped:
            return
        if name == "t":
            self._in_text = True
        elif name == "tc":
            self._cells += 1
        elif name in {"tab", "ptab"}:
            self._gap = self._gap or "\t"
        elif name in {"br", "cr"}:
            self._gap = self._gap if "\n" in self._gap else "\n"
        elif name == "noBreakHyphen":
            self._put("-")
        elif name == "hyperlink":
            self._open.append((self._links.get(attributes.get("id", ""), ""), self._reach()))
        elif name in self._texts:
            self._refer(self._texts[name].get(attributes.get("id", "")))

    def end(self, name: str) -> None:
        if name in _SKIPPED:
            self._skipped -= 1
        elif self._skipped:
            return
        elif name == "t":
            self._in_text = False
        elif name in {"p", "tr"}:
            self._gap = "\n\n" if name == "tr" or not self._cells else " "
        elif name == "tc":
            self._cells -= 1
            self._gap = " | "
        elif name == "hyperlink" and self._open:
            self._link(*self._open.pop())

    def characters(self, text: str) -> None:
        if self._in_text and not self._skipped:
            if text.strip():
                self._flush()
            self._copy(text)

    def _copy(self, text: str) -> None:
        if self._gap and not text.strip():
            return
        self._flush()
        self.builder.copy(text, self._parser.CurrentByteIndex)

    def _put(self, text: str) -> None:
        self._flush()
        self.builder.insert(text)

    def _flush(self) -> None:
        if self._gap and self.builder.length:
            self.builder.insert(self._gap)
        self._gap = ""

    def _reach(self) -> int:
        return self.builder.length + (len(self._gap) if self.builder.length else 0)

    def _refer(self, content: str | None) -> None:
        if content is None:
            return
        self._count += 1
        start = self._reach()
        self._put(f"[{self._count}]")
        self.notes.append(Note(str(self._count), start, self.builder.length, content, urls_in(content)))

    def _link(self, url: str, start: int) -> None:
        words = self.builder.tail(start)
        if words and url.startswith(("http://", "https://")):
            self.notes.append(Note(words, start, self.builder.length, words, (url,)))


class _NoteTexts(_Scan):
    """footnotes.xml or endnotes.xml: id to words, with the addresses its links lead to."""

    def __init__(self, element: str, links: dict[str, str]) -> None:
        self.found: dict[str, str] = {}
        self._element, self._links = element, links
        self._id: str | None = None
        self._words: list[str] = []
        self._in_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self._element:
            self._id = attributes.get("id") if "type" not in attributes else None
            self._words = []
        elif name == "t":
            self._in_text = True
        elif name == "hyperlink" and (url := self._links.get(attributes.get("id", ""))):
            self._words.append(f" {url} ")

    def end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name == "p":
            self._words.append(" ")
        elif name == self._element and self._id is not None:
            self.found[self._id] = " ".join("".join(self._words).split())

    def characters(self, text: str) -> None:
        if self._in_text:
            self._words.append(text)


class _Relations(_Scan):
    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") == "External":
            self.found[attributes.get("Id", "")] = attributes.get("Target", "")


class _Properties(_Scan):
    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._name = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._name = name

    def end(self, name: str) -> None:
        self._name = ""

    def characters(self, text: str) -> None:
        if self._name and text.strip():
            self.found[self._name] = self.found.get(self._name, "") + text


def _relations(content: bytes) -> dict[str, str]:
    scan = _Relations()
    scan.parse(content)
    return scan.found


def _properties(content: bytes) -> dict[str, str]:
    """Title, creator and dates; those that a program left from its template are not the document's."""
    scan = _Properties()
    scan.parse(content)
    return {name: value for name, value in scan.found.items() if value not in _TEMPLATE}


def _note_texts(parts: _Parts, element: str) -> dict[str, str]:
    scan = _NoteTexts(element, _relations(parts.get(f"word/_rels/{element}s.xml.rels")))
    scan.parse(parts.get(f"word/{element}s.xml"))
    return scan.found
