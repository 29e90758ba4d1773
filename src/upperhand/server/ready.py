"""What is served, once it has been read; until then every question is answered with 503."""

import logging
import threading
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from upperhand.errors import UpperhandError
from upperhand.server.catalogue import Catalogue
from upperhand.server.failures import NotReady

log = logging.getLogger("upperhand.server")
_PATIENCE = 5.0  # seconds


class Shop:
    """Reads the catalogue in a thread of its own, so that the server answers while it does, and again when it has changed."""

    def __init__(
        self, load: Callable[[], Catalogue], token: Callable[[], str] | None = None, refresh: float = 0.0
    ) -> None:
        self._load, self._token, self._refresh = load, token, refresh
        self._catalogue: Catalogue | None = None
        self._failure = ""
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Begin to read."""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop reading, and put everything away."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
        if self._catalogue is not None:
            self._catalogue.close()

    def _run(self) -> None:
        self._read()
        while self._refresh and not self._closing.wait(self._refresh):
            if self._is_stale():
                self._read()

    def _is_stale(self) -> bool:
        if self._catalogue is None:
            return True
        try:
            return self._token is not None and self._token() != self._catalogue.token
        except UpperhandError as error:
            log.error("lists and ledger cannot be looked at: %s", error)
            return False

    def _read(self) -> None:
        """What was served before is served until the new is there; requests under way finish with the old."""
        try:
            self._catalogue = self._load()
            log.info("%d datasets are served", len(self._catalogue.datasets))
        except UpperhandError as error:
            self._failure = str(error)
            log.error("what is to be served cannot be read: %s", error)
        except Exception:
            self._failure = "internal error"
            log.exception("what is to be served cannot be read")

    @property
    def catalogue(self) -> Catalogue:
        """What is served. Raises NotReady while it is being read."""
        if self._catalogue is None:
            raise NotReady(
                f"nothing can be served: {self._failure}"
                if self._failure
                else "the index is being read; ask again soon"
            )
        return self._catalogue


def _catalogue(request: Request) -> Catalogue:
    shop: Shop = request.app.state.shop
    return shop.catalogue


Served = Annotated[Catalogue, Depends(_catalogue)]
