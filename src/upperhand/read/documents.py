"""One source to its documents: recognise, open, read; whatever goes wrong is a Failure, never a stop."""

import hashlib
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import cast

from upperhand.errors import DataError, ReadError
from upperhand.model import Document, Failure
from upperhand.read.blob import Blob, Budget, over_characters, too_large
from upperhand.read.content import Content
from upperhand.read.kinds import MIME, OLE, SNIFF, Kind, kind_of
from upperhand.read.language import detect
from upperhand.read.options import ReadOptions, Source
from upperhand.read.sources import find

# Where each kind is read; imported when the first of its kind comes.
_READERS: dict[str, str] = {
    "pdf": "pdf:read_pdf",
    "docx": "docx:read_docx",
    "html": "html:read_html",
    "text": "plain:read_plain",
}
_CONTAINERS: dict[str, str] = {
    "zip": "archive:zip_members",
    "gzip": "archive:gzip_member",
    "warc": "warc:warc_records",
    "mail": "mail:mail_parts",
    "mbox": "mail:mbox_messages",
    "feed": "feed:feed_entries",
}
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_Reader = Callable[[bytes, Blob, ReadOptions], Content]
_Opener = Callable[[Blob, ReadOptions], Iterator[Blob | Failure | Document]]


def read(source: str | Path | bytes, *, options: ReadOptions | None = None) -> Iterator[Document | Failure]:
    """Every document in a file, folder, pattern, archive, mailbox, or in bytes at hand.

    What cannot be read comes as a Failure that says why and what to do; nothing is raised for bad input.
    """
    options = options or ReadOptions()
    if isinstance(source, bytes):
        yield from read_source(Source("bytes", content=source), options=options)
        return
    for found in find([source], options=options):
        if isinstance(found, Failure):
            yield found
        else:
            yield from read_source(found, options=options)


def read_source(source: Source, *, options: ReadOptions | None = None) -> Iterator[Document | Failure]:
    """The documents of one source: one for a file, several for an archive, a mailbox or a feed."""
    options = options or ReadOptions()
    budget = Budget(options.max_expanded_bytes)
    yield from _read(Blob(source.name, source.path, source.content, budget=budget), options)


def _read(blob: Blob, options: ReadOptions) -> Iterator[Document | Failure]:
    try:
        yield from _dispatch(blob, options)
    except ReadError as error:
        yield Failure(blob.name, "read", error.reason, error.detail)
    except (DataError, ImportError):
        raise
    except OSError as error:
        yield Failure(
            blob.name, "read", "unreadable", f"It cannot be opened ({error.strerror or error}); check its permissions."
        )
    except Exception as error:  # hostile input finds ways no reader foresees, and must not stop the rest
        detail = f"The file is damaged or not what it claims to be ({type(error).__name__}); open it by hand to see."
        yield Failure(blob.name, "read", "corrupt", detail)


def _dispatch(blob: Blob, options: ReadOptions) -> Iterator[Document | Failure]:
    head = blob.head(SNIFF)
    if not head.strip(b" \t\r\n\0\x0b\x0c\xef\xbb\xbf") and len(head) < SNIFF:
        raise ReadError("empty", "The file has nothing in it; get it again or leave it out.")
    kind = blob.kind or kind_of(head, blob.name)
    if kind not in _CONTAINERS and blob.size() > options.max_bytes:
        raise too_large(blob.size(), options)
    if kind in _CONTAINERS:
        yield from _open(cast(Kind, kind), blob, options)
    elif kind in _READERS:
        content = blob.read(options)
        reader = cast(_Reader, _load(_READERS[kind]))
        yield _document(content, reader(content, blob, options), blob, cast(Kind, kind), options)
    else:
        if head.startswith(OLE) and _ENCRYPTED_OFFICE in blob.read(options):
            raise ReadError("encrypted", "The Office file needs a password; save a copy without one.")
        raise ReadError("unknown_type", f"This is {kind}, by its first bytes; convert it to PDF, HTML, DOCX or text.")


def _open(kind: Kind, blob: Blob, options: ReadOptions) -> Iterator[Document | Failure]:
    if blob.depth >= options.max_depth:
        raise ReadError(
            "zip_bomb",
            f"Archives are nested more than {options.max_depth} deep; unpack them by hand if you trust them.",
        )
    opener = cast(_Opener, _load(_CONTAINERS[kind]))
    empty = True
    for member in opener(blob, options):
        empty = False
        if isinstance(member, Blob):
            yield from _read(member, options)
        else:
            yield member
    if empty:
        raise ReadError("empty", "There is no document in it; leave it out.")


def _load(place: str) -> object:
    module, name = place.split(":")
    return getattr(import_module(f"upperhand.read.{module}"), name)


def _document(raw: bytes, content: Content, blob: Blob, kind: Kind, options: ReadOptions) -> Document:
    builder = content.builder
    text = builder.text
    if not text.strip():
        raise ReadError("empty", "There are no words in it; get it again or leave it out.")
    if len(text) > options.max_characters:
        raise over_characters(len(text))
    return Document(
        id=hashlib.sha256(raw).hexdigest(),
        text=text,
        source_url=blob.url or content.url or _address(blob),
        title=blob.title or content.title,
        publisher=blob.publisher or content.publisher,
        author=blob.author or content.author,
        published_at=blob.published_at or content.published_at,
        retrieved_at=blob.retrieved_at or options.retrieved_at,
        mime_type=MIME[kind],
        language=content.language or detect(text),
        pages=builder.pages,
        notes=content.notes,
        origins=builder.origins,
    )


def _address(blob: Blob) -> str | None:
    """A file without an address of its own is known by its name."""
    return None if blob.name in {"-", "bytes"} else blob.name
