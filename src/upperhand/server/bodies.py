"""Request bodies, read up to a size and decoded strictly."""

from typing import Annotated, TypeVar
from urllib.parse import parse_qs

import msgspec
from fastapi import Depends, Request

from upperhand.server.failures import TooLarge, Unprocessable

LARGEST = 4 * 1024 * 1024
_FIELDS = 50
T = TypeVar("T")


async def _read(request: Request) -> bytes:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > LARGEST:
            raise TooLarge(f"the body is larger than {LARGEST // 1024 // 1024} MB; send it in several requests")
    return bytes(content)


Body = Annotated[bytes, Depends(_read)]


def decoded(content: bytes | str, kind: type[T]) -> T:
    """JSON as `kind`. Raises Unprocessable that says where it is not so."""
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Unprocessable(f"body: {error}") from error


def form(content: bytes) -> dict[str, str]:
    """The first value of each field of a URL-encoded form. Raises Unprocessable for what is none."""
    try:
        fields = parse_qs(content.decode("utf-8"), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError as error:
        raise Unprocessable(f"body: is not a URL-encoded form in UTF-8 ({error})") from error
    return {name: values[0] for name, values in fields.items()}
