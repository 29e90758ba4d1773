"""From exceptions to HTTP: one table, and answers in the shape that clients of yente expect, `{"detail": …}`."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from upperhand.errors import InputError, LedgerError, UnknownEntity, UpperhandError
from upperhand.server.answers import json_answer
from upperhand.server.catalogue import UnknownDataset

log = logging.getLogger("upperhand.server")


class NotReady(UpperhandError):
    """What is to be served is still being read."""


class TooLarge(InputError):
    """A body is larger than is taken in."""


class Unprocessable(InputError):
    """A body is not of the form that the endpoint takes."""


STATUS: dict[type[Exception], int] = {
    UnknownDataset: 404,
    UnknownEntity: 404,
    TooLarge: 413,
    Unprocessable: 422,
    InputError: 400,
    NotReady: 503,
    LedgerError: 503,
    UpperhandError: 500,
}
"""The HTTP status of each error; the nearest class decides."""


def status_of(error: Exception) -> int:
    """The HTTP status of an error."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def install(app: FastAPI) -> None:
    """Let every error of an app end as an answer; one that nobody expected is logged, and tells the caller nothing."""
    app.add_exception_handler(UpperhandError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _ours(request: Request, error: Exception) -> Response:
    return json_answer({"detail": str(error)}, status_of(error))


async def _invalid(request: Request, error: Any) -> Response:
    """Where and what, without the input: it may not be writable as JSON."""
    found = [
        {"loc": [str(part) for part in one["loc"]], "msg": one["msg"], "type": one["type"]} for one in error.errors()
    ]
    return json_answer({"detail": found}, 422)


async def _http(request: Request, error: Any) -> Response:
    return json_answer({"detail": str(error.detail)}, error.status_code, error.headers)


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("%s: %s", type(error).__name__, getattr(request.scope.get("route"), "path", ""))
    return json_answer({"detail": "internal error"}, 500)
