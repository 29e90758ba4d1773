"""Web captures: each page of a .warc or .warc.gz that was answered with 200 and is of a readable type."""

from collections.abc import Iterator
from typing import Any

from upperhand.errors import ReadError
from upperhand.model import Failure
from upperhand.read.blob import Blob
from upperhand.read.kinds import Kind
from upperhand.read.options import ReadOptions

_CHUNK = 64 * 1024
_KINDS: dict[str, Kind | None] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "application/pdf": "pdf",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/xml": None,
    "text/xml": None,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}


def warc_records(blob: Blob, options: ReadOptions) -> Iterator[Blob | Failure]:
    """The records, streamed. A damaged record ends the file, since what follows cannot be found."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    with blob.open() as stream:
        try:
            for record in ArchiveIterator(stream):
                if found := _record(record, blob, options):
                    yield found
        except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
            raise ReadError("corrupt", f"The web capture is damaged or cut short ({error}); get it again.") from error


def _record(record: Any, blob: Blob, options: ReadOptions) -> Blob | Failure | None:
    kind, charset = _type_of(record)
    if kind not in _KINDS:
        return None
    headers = record.rec_headers
    url = headers.get_header("WARC-Target-URI")
    name = f"{blob.name}!{url}"
    content = _payload(record, blob, options)
    if content is None:
        return Failure(name, "read", "too_large", "The captured page is over the limit; raise max_bytes.")
    return Blob(
        name,
        content=content,
        url=url,
        kind=_KINDS[kind],
        charset=charset,
        retrieved_at=headers.get_header("WARC-Date"),
        depth=blob.depth + 1,
        budget=blob.budget,
    )


def _type_of(record: Any) -> tuple[str, str | None]:
    """The media type and charset of a record that holds a page, else ""."""
    if record.rec_type == "response" and record.http_headers:
        if record.http_headers.get_statuscode() != "200":
            return "", None
        value = record.http_headers.get_header("Content-Type") or ""
    elif record.rec_type in {"resource", "conversion"}:
        value = record.rec_headers.get_header("Content-Type") or ""
    else:
        return "", None
    kind, _, rest = value.partition(";")
    charset = rest.partition("charset=")[2].strip(" \"'") or None
    return kind.strip().lower(), charset


def _payload(record: Any, blob: Blob, options: ReadOptions) -> bytes | None:
    stream = record.content_stream()
    pieces, size = [], 0
    while piece := stream.read(_CHUNK):
        size += len(piece)
        blob.budget.spend(len(piece))
        if size > options.max_bytes:
            return None
        pieces.append(piece)
    return b"".join(pieces)
