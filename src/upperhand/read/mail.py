"""Mail: a message's text with its headers, and each attachment as a document of its own. .eml and .mbox."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import BinaryIO, cast

from upperhand.errors import ReadError
from upperhand.model import Failure
from upperhand.read.blob import Blob
from upperhand.read.options import ReadOptions


def mail_parts(blob: Blob, options: ReadOptions) -> Iterator[Blob | Failure]:
    """The body of one message, then its attachments."""
    yield from _parts(blob.read(options), blob.name, blob)


def mbox_messages(blob: Blob, options: ReadOptions) -> Iterator[Blob | Failure]:
    """The parts of every message of a mailbox, one message in memory at a time."""
    with blob.open() as stream:
        for number, message in enumerate(_split(stream, options), 1):
            name = f"{blob.name}!{number}"
            if message is None:
                yield Failure(name, "read", "too_large", "The message is over the limit; raise max_bytes.")
            else:
                yield from _parts(message, name, blob)


def _split(stream: BinaryIO, options: ReadOptions) -> Iterator[bytes | None]:
    """Messages begin at a line "From …" after an empty line; None stands for one that is too large."""
    lines: list[bytes] = []
    size, blank = 0, True
    while line := stream.readline(1_000_000):
        if blank and line.startswith(b"From ") and size:
            yield b"".join(lines) if lines else None
            lines, size = [], 0
        elif not line.startswith(b"From ") or size:
            size += len(line)
            if size <= options.max_bytes:
                lines.append(line[1:] if line.startswith(b">From ") else line)
            else:
                lines = []
        blank = not line.strip()
    if size:
        yield b"".join(lines) if lines else None


def _parts(content: bytes, name: str, container: Blob) -> Iterator[Blob | Failure]:
    message = message_from_bytes(content, policy=policy.default)
    body = message.get_body(preferencelist=("html", "plain")) if message.is_multipart() else message
    plain = message.get_body(preferencelist=("plain",)) if message.is_multipart() else None
    chosen = plain if plain is not None and _payload(plain).strip() else body
    if chosen is not None and chosen.get_content_maintype() == "text":
        if _payload(chosen).strip():
            yield _body(message, cast(EmailMessage, chosen), name, container)
    elif chosen is not None and not message.is_multipart():
        yield Blob(
            f"{name}!{chosen.get_filename() or 'content'}",
            content=_payload(chosen),
            depth=container.depth + 1,
            budget=container.budget,
        )
    for number, part in enumerate(_attachments(message), 1):
        payload = part.get_content().as_bytes() if part.get_content_type() == "message/rfc822" else _payload(part)
        container.budget.spend(len(payload))
        filename = (
            part.get_filename() or f"attachment-{number}{'.eml' if part.get_content_type() == 'message/rfc822' else ''}"
        )
        yield Blob(f"{name}!{filename}", content=payload, depth=container.depth + 1, budget=container.budget)


def _attachments(message: EmailMessage) -> list[EmailMessage]:
    if not message.is_multipart():
        return []
    return [part for part in message.iter_attachments() if not _is_decoration(part)]


def _is_decoration(part: EmailMessage) -> bool:
    """Pictures and sounds within a mail (logos, signatures) are no documents."""
    return part.get_content_maintype() in {"image", "audio", "video"} or part.get_content_type().endswith("signature")


def _body(message: EmailMessage, part: EmailMessage, name: str, container: Blob) -> Blob:
    is_html = part.get_content_type() == "text/html"
    sender, address = parseaddr(_header(message, "from") or "")
    return Blob(
        name,
        content=_payload(part),
        kind="html" if is_html else "text",
        charset=part.get_content_charset(),
        title=_header(message, "subject"),
        author=sender or address or None,
        published_at=_day(message),
        depth=container.depth + 1,
        budget=container.budget,
    )


def _payload(part: object) -> bytes:
    payload = cast(EmailMessage, part).get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        return " ".join(str(message[name]).split()) if message[name] else None
    except (ValueError, IndexError, AttributeError, TypeError) as error:  # the parser trips over some broken headers
        raise ReadError("corrupt", f"The mail's header {name!r} is damaged ({error}).") from error


def _day(message: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(_header(message, "date") or "").date().isoformat()
    except (ValueError, TypeError, IndexError):
        return None
