"""Bodies in and out: capped, strictly read, and written as JSON that is always valid."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import Response

_CALLBACK = re.compile(r"[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*", re.ASCII)
_SAFE = {"X-Content-Type-Options": "nosniff"}
_encode = msgspec.json.Encoder().encode


def json_answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Any wire value as JSON."""
    return Response(_encode(clean(value)), status, {**_SAFE, **(headers or {})}, "application/json")


def jsonp_answer(value: Any, callback: str | None) -> Response:
    """The same, as a call of the script function that the caller names, if it names one that is a plain name."""
    if callback is None:
        return json_answer(value)
    from upperhand.errors import InputError

    if len(callback) > 100 or not _CALLBACK.fullmatch(callback):
        raise InputError("callback: is not the name of a function")
    content = (
        _encode(clean(value))
        .replace(b"\xe2\x80\xa8", b"\\u2028")
        .replace(b"\xe2\x80\xa9", b"\\u2029")
        .replace(b"<", b"\\u003c")
    )
    return Response(b"/**/" + callback.encode() + b"(" + content + b");", 200, _SAFE, "application/javascript")


def clean(value: Any) -> Any:
    """Plain values; text that no encoding can write is written with a mark in its place."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {clean(key): clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [clean(inner) for inner in value]
    return clean(msgspec.to_builtins(value)) if isinstance(value, msgspec.Struct) else value
