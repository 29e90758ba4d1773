"""RSS and Atom: each entry is a document, with the feed's name as publisher."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

from upperhand.errors import ReadError
from upperhand.read import dates
from upperhand.read.blob import Blob
from upperhand.read.options import ReadOptions

_ENTRIES = ("item", "entry")
_BODIES = ("encoded", "content", "description", "summary")
_DATES = ("pubDate", "published", "date", "updated")


def feed_entries(blob: Blob, options: ReadOptions) -> Iterator[Blob]:
    """The entries that have words."""
    root = _parse(blob.read(options))
    channel = next((element for element in root.iter() if _name(element) == "channel"), root)
    publisher = _text(channel, "title")
    entries = (element for element in root.iter() if _name(element) in _ENTRIES)
    for number, entry in enumerate(entries, 1):
        body, kind = _body(entry)
        if body:
            yield Blob(
                f"{blob.name}!{_link(entry) or number}",
                content=body.encode("utf-8"),
                kind="html" if kind else "text",
                charset="utf-8",
                url=_link(entry),
                title=_text(entry, "title"),
                author=_author(entry),
                publisher=publisher,
                published_at=_date(entry),
                depth=blob.depth + 1,
                budget=blob.budget,
            )


def _parse(content: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    root = etree.fromstring(content, parser)
    if root is None:
        raise ReadError("corrupt", "The feed is no well-formed XML; get it again.")
    return root


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _child(element: Any, name: str) -> Any:
    return next((child for child in element if _name(child) == name), None)


def _text(element: Any, name: str) -> str | None:
    child = _child(element, name)
    return " ".join("".join(child.itertext()).split()) or None if child is not None else None


def _body(entry: Any) -> tuple[str, bool]:
    """The fullest body of an entry, and whether it is HTML."""
    found = [child for name in _BODIES if (child := _child(entry, name)) is not None]
    if not found:
        return "", False
    from lxml import etree

    best = max(found, key=lambda child: len("".join(child.itertext())))
    body = etree.tostring(best, encoding="unicode", with_tail=False) if len(best) else best.text or ""
    is_html = "<" in body and ">" in body
    return (f"<html><body><article>{body}</article></body></html>" if is_html else body.strip()), is_html


def _link(entry: Any) -> str | None:
    child = _child(entry, "link")
    if child is None:
        return None
    return (child.get("href") or (child.text or "").strip()) or None


def _author(entry: Any) -> str | None:
    author = _child(entry, "author")
    if author is not None and len(author):
        return _text(author, "name")
    return _text(entry, "author") or _text(entry, "creator")


def _date(entry: Any) -> str | None:
    for name in _DATES:
        if value := _text(entry, name):
            try:
                return dates.parse(value) or parsedate_to_datetime(value).date().isoformat()
            except (ValueError, TypeError):
                continue
    return None
