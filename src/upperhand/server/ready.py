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


class Shop:
    """Reads the catalogue in a thread of its own, so that the server answers while it does."""

    def __init__(self, load: Callable[[], Catalogue]) -> None:
        self._load = load
        self._catalogue: Catalogue | None = None
        self._failure = ""
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Begin to read."""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Wait for the reading to end, and put everything away."""
        if self._thread is not None:
            self._thread.join()
        if self._catalogue is not None:
            self._catalogue.close()

    def _read(self) -> None:
        try:
            self._catalogue = self._load()
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
