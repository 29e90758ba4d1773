"""Web pages: main text and metadata by trafilatura, with offsets and links that it would lose.

Before the page is parsed, an invisible mark that spells the position is put in front of each run of its text
(three variation selectors, which no parser touches). The marks come out with the main text and say where it stood.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from upperhand.encoding import decode
from upperhand.errors import ReadError
from upperhand.model import Note
from upperhand.read.blob import Blob
from upperhand.read.builder import TextBuilder
from upperhand.read.content import Content
from upperhand.read.notes import urls_in
from upperhand.read.options import ReadOptions

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_FIRST, _BASE = 0xE0100, 240
_DIGIT = f"[{chr(_FIRST)}-{chr(_FIRST + _BASE - 1)}]"
_MARK = re.compile(f"({_DIGIT}{{4}})")
_STRAY = re.compile(_DIGIT)
_NOT_TEXT = re.compile(
    r"<!--.*?-->|<(script|style|title|textarea|noscript|svg|template)\b.*?</\1\s*>|<[a-zA-Z/!?][^>]*>|<!\[CDATA\[.*?\]\]>",
    re.DOTALL | re.IGNORECASE,
)
_RUN = re.compile(r"&(?:#\w+|\w+);?|[^\s&]+(?: [^\s&]+)*|&")
_CHARSET = re.compile(rb"<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_NOTE_MARK = re.compile(r"[\[(（［〔]?(?:\d{1,3}|[a-z*†‡§]|[ivx]{1,5}|[①-⑳]|注\s*\d{1,3})[\])）］〕]?")
_BLOCKS = {"p", "head", "item", "quote", "row", "code", "list", "table", "div", "section", "body", "ab", "fw"}
_MAX_TREE = 10_000_000


def read_html(content: bytes, blob: Blob, options: ReadOptions) -> Content:
    """The main text of a web page, its links and footnotes as notes, and what it says of itself."""
    declared = _CHARSET.search(content[:4_096])
    text, _ = decode(content, blob.charset or (declared.group(1).decode("ascii", "replace") if declared else None))
    if len(text) > _MAX_TREE:
        raise ReadError("too_large", "The web page has over 10 million characters; split it.")
    source = _STRAY.sub("\u200b", text)
    tree = _parse(mark(source))
    if tree is None:
        raise ReadError("corrupt", "The page has no HTML in it that can be parsed; open it by hand to see.")
    return _Page(source, tree, blob).content(_parse(text))


def mark(source: str) -> str:
    """The page with each run of text preceded by its position, in four base-240 digits."""
    parts: list[str] = []
    done = 0
    for tag in _NOT_TEXT.finditer(source):
        parts += _marked(source, done, tag.start())
        parts.append(tag.group())
        done = tag.end()
    parts += _marked(source, done, len(source))
    return "".join(parts)


def _marked(source: str, start: int, end: int) -> Iterator[str]:
    done = start
    for run in _RUN.finditer(source, start, end):
        yield source[done : run.start()] + _spell(run.start()) + run.group()
        done = run.end()
    yield source[done:end]


def _spell(position: int) -> str:
    digits = ""
    for _ in range(4):
        position, digit = divmod(position, _BASE)
        digits += chr(_FIRST + digit)
    return digits


def _position(digits: str) -> int:
    value = 0
    for digit in reversed(digits):
        value = value * _BASE + ord(digit) - _FIRST
    return value


def _parse(text: str) -> "HtmlElement | None":
    from lxml import etree, html

    # A page in memory is text already; what it declares about its bytes would only confuse the parser.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError, AssertionError):
        return None


class _Page:
    """One page on its way into a builder."""

    def __init__(self, source: str, tree: "HtmlElement", blob: Blob) -> None:
        self.source = source
        self.tree = tree
        self.blob = blob
        self.builder = TextBuilder("char")
        self.notes: list[Note] = []
        self.footnotes = _take_footnotes(tree)
        self._gap = ""

    def content(self, unmarked: "HtmlElement | None") -> Content:
        """The page's text and metadata."""
        body = _main_text(self.tree)
        told = _metadata(unmarked, self.blob.url)
        self._base = self.blob.url or told.get("url") or ""
        self._block(body)
        return Content(
            self.builder,
            notes=tuple(self.notes),
            title=told.get("title"),
            author=told.get("author"),
            publisher=told.get("publisher"),
            published_at=told.get("date"),
            url=told.get("url"),
        )

    def _block(self, element: Any) -> None:
        """An element of trafilatura's tree and all in it, but not the text after it."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _BLOCKS:
            self._want("\n\n")
        elif tag == "cell":
            self._want(" | ")
        elif tag == "lb":
            self._want("\n")
        if tag == "ref":
            self._link(element)
        else:
            self._inside(element)
        if tag in _BLOCKS:
            self._want("\n\n")

    def _want(self, gap: str) -> None:
        """Ask for a break before the next words; the stronger of two wins."""
        if len(gap) >= len(self._gap.strip(" ")) and "\n\n" not in self._gap:
            self._gap = gap

    def _put(self, text: str | None) -> None:
        position: int | None = None
        for piece in _MARK.split(text or ""):
            if _MARK.fullmatch(piece):
                position = _position(piece)
            elif piece:
                self._words(piece, position)
                position = None

    def _words(self, piece: str, position: int | None) -> None:
        words = piece.strip()
        if not words:
            self._gap = self._gap or " "
            return
        if piece[0].isspace():
            self._gap = self._gap or " "
        if self.builder.length:
            self.builder.insert(self._gap)
        self._gap = " " if piece[-1].isspace() else ""
        if position is None:
            self.builder.insert(words)
        elif self.source.startswith(words, position):
            self.builder.copy(words, position)
        else:
            self.builder.copy_at(words, position)

    def _inside(self, element: Any) -> None:
        self._put(element.text)
        for child in element:
            self._block(child)
            self._put(child.tail)

    def _link(self, element: Any) -> None:
        """A link: to a footnote of this page, whose mark gets brackets lest it be read as a figure, or elsewhere."""
        target = _MARK.sub("", element.get("target") or "").strip()
        page, _, anchor = target.partition("#")
        footnote = self.footnotes.get(anchor) if page in {"", self._base} else None
        bare = footnote is not None and _plain(element).strip().isdigit()
        self._flush(element)
        start = self.builder.length
        self.builder.insert("[" if bare else "")
        self._inside(element)
        self.builder.insert("]" if bare else "")
        words = self.builder.tail(start)
        url = urljoin(self._base, target)
        if not words.strip("[] "):
            return
        if footnote is not None:
            self.notes.append(Note(words.strip("[]()"), start, self.builder.length, *footnote))
        elif target and not target.startswith("#") and url.startswith(("http://", "https://")):
            self.notes.append(Note(words, start, self.builder.length, words, (url,)))

    def _flush(self, element: Any) -> None:
        """Put the gap that is owed before the words of a link, so that its span begins at them."""
        if _plain(element)[:1].isspace():
            self._gap = self._gap or " "
        if self.builder.length:
            self.builder.insert(self._gap)
        self._gap = ""


def _main_text(tree: "HtmlElement") -> Any:
    from trafilatura import bare_extraction
    from trafilatura.baseline import baseline

    found = None
    try:
        found = bare_extraction(
            tree,
            include_links=True,
            include_comments=False,
            include_tables=True,
            output_format="python",
            with_metadata=False,
        )
    except (ValueError, AttributeError, TypeError, RecursionError):
        found = None  # what trafilatura cannot handle, its plain sibling may
    body = getattr(found, "body", None)
    return body if body is not None and "".join(body.itertext()).strip() else baseline(tree)[0]


def _metadata(tree: "HtmlElement | None", url: str | None) -> dict[str, str]:
    from trafilatura.metadata import extract_metadata

    if tree is None:
        return {}
    try:
        told = extract_metadata(tree, url, {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"})
    except (ValueError, AttributeError, TypeError, RecursionError):
        return {}
    names = {"title": told.title, "author": told.author, "publisher": told.sitename, "date": told.date, "url": told.url}
    return {name: str(value) for name, value in names.items() if value}


def _take_footnotes(tree: "HtmlElement") -> dict[str, tuple[str, tuple[str, ...]]]:
    """The footnotes that marks in the text link to, taken out of the page: id to words and addresses."""
    wanted = {
        link.get("href", "").split("#", 1)[1]
        for link in tree.iter("a")
        if "#" in link.get("href", "") and _NOTE_MARK.fullmatch(_plain(link).strip())
    } - {""}
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    taken = []
    for element in tree.iter():
        key = element.get("id") or element.get("name") if isinstance(element.tag, str) else None
        if key in wanted and (block := _note_block(element)) is not None:
            found[str(key)] = _note_words(block)
            taken.append(block)
    for block in taken:
        if block.getparent() is not None:
            block.drop_tree()
    return found


def _note_block(element: Any) -> Any:
    """The block that holds a footnote; a mark in a sentence, to which footnotes link back, is none."""
    block = element
    while block is not None and block.tag in {"a", "span", "sup", "b", "i", "em", "strong", "small"}:
        block = block.getparent()
    if block is None or block.tag in {"body", "html", "main", "article", "section"}:
        return None
    if block is not element and not _plain(block).strip().startswith(_plain(element).strip()[:3]):
        return None
    if block is not element and _plain(element).strip() and _NOTE_MARK.match(_plain(block).strip()) is None:
        return None
    return block


def _note_words(block: Any) -> tuple[str, tuple[str, ...]]:
    words = " ".join(_plain(block).split())
    words = re.sub(rf"^(?:{_NOTE_MARK.pattern})[.:]?\s+|\s*[↩⏎↑^]\ufe0e?\s*$|^[↑^]\s*", "", words).strip()
    links = (link.get("href", "") for link in block.iter("a"))
    urls = tuple(url for url in links if url.startswith(("http://", "https://")))
    return words, tuple(dict.fromkeys(urls + tuple(url for url in urls_in(words) if not any(url in u for u in urls))))


def _plain(element: Any) -> str:
    return _MARK.sub("", "".join(element.itertext()))
