"""The web application: its parts, and what every answer has in common."""

import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from upperhand.server import entities, failures, match, reconcile, reconcile_v1, search, status
from upperhand.server.catalogue import Catalogue
from upperhand.server.ready import Shop

log = logging.getLogger("upperhand.server")


def create_app(load: Callable[[], Catalogue], token: Callable[[], str] | None = None, refresh: float = 0.0) -> FastAPI:
    """The APIs over what `load` gives; it is called in a thread when the server starts.

    With `refresh`, `token` is asked every so many seconds, and `load` again once it is not that of what is served.
    """
    shop = Shop(load, token, refresh)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        shop.open()
        yield
        await run_in_threadpool(shop.close)

    app = _app(shop, title="Upperhand", lifespan=lifespan)
    for part in (status, match, search, entities):
        app.include_router(part.router)
    app.mount("/reconcile", _reconciliation(shop))
    app.add_middleware(Logged)
    return app


def _reconciliation(shop: Shop) -> FastAPI:
    """An app of its own, since only it may be asked from the pages of others, as OpenRefine and the test bench do."""
    app = _app(shop, title="Upperhand reconciliation")
    app.include_router(reconcile_v1.router)
    app.include_router(reconcile.router)
    app.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"], max_age=86400
    )
    return app


def _app(shop: Shop, **told: Any) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, version="1", **told)
    app.state.shop = shop
    failures.install(app)
    return app


class Logged:
    """One line a request: method, route, status, milliseconds. Never what was asked: names, ids and headers stay out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, seen = time.monotonic(), [500]

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen[0] = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", "(no route)")
            log.info("%s %s %d %.0f ms", scope["method"], route, seen[0], 1000 * (time.monotonic() - begun))
