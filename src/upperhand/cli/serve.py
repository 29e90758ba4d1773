"""`serve`: the APIs over lists and ledger, on this machine unless told otherwise."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from upperhand.cli.app import LedgerOption, app, settings
from upperhand.cli.lists import StoreOption, open_store
from upperhand.errors import InputError

if TYPE_CHECKING:
    from upperhand.server.catalogue import Catalogue


@app.command()
def serve(
    api: Annotated[
        bool, typer.Option("--api", help="Serve the APIs: compatible with yente, and W3C reconciliation.")
    ] = False,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")] = 8000,
    store: StoreOption = None,
    ledger: LedgerOption = None,
) -> None:
    """Serve lists and ledger to programs that speak the field's APIs. Ctrl-C stops it."""
    import uvicorn

    from upperhand.server.app import create_app

    if not api:
        raise InputError("say what to serve: 'upperhand serve --api'")
    load = _Loader(store, ledger)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    uvicorn.run(create_app(load), host=host, port=port, access_log=False, log_config=None, server_header=False)


class _Loader:
    """Reads the lists of a store and a ledger, whichever there are. Raises InputError at once if there is neither."""

    def __init__(self, store: Path | None, ledger: str | None) -> None:
        where = ledger or settings().ledger
        self.lists = open_store(store)
        self.ledger = where if "://" in where or Path(where).exists() else None
        if ledger and self.ledger is None:
            raise InputError(f"no ledger at {ledger}: make one with 'upperhand ingest FILES --ledger {ledger}'")
        if not self.lists.lists() and self.ledger is None:
            raise InputError(
                f"nothing to serve: no list in {self.lists.folder} and no ledger at {where}. "
                "Add a list with 'upperhand lists add NAME FILE', or name them with --store and --ledger"
            )

    def __call__(self) -> "Catalogue":
        """Read everything."""
        from upperhand.ledger import Ledger
        from upperhand.server.catalogue import build

        if self.ledger is None:
            return build(self.lists, None)
        with Ledger(self.ledger) as book:
            return build(self.lists, book)
