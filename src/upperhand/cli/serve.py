"""`serve`: the APIs over lists and ledger, on this machine unless told otherwise."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from upperhand.cli.app import LedgerOption, app, settings
from upperhand.cli.lists import StoreOption, open_store
from upperhand.errors import InputError

if TYPE_CHECKING:
    from upperhand.server.loading import Loader


@app.command()
def serve(
    api: Annotated[
        bool, typer.Option("--api", help="Serve the APIs: compatible with yente, and W3C reconciliation.")
    ] = False,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")] = 8000,
    refresh: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.0, help="How often to look for new lists and claims; 0: never.")
    ] = 60.0,
    store: StoreOption = None,
    ledger: LedgerOption = None,
) -> None:
    """Serve lists and ledger to programs that speak the field's APIs. Ctrl-C stops it."""
    import uvicorn

    from upperhand.server.app import create_app

    if not api:
        raise InputError("say what to serve: 'upperhand serve --api'")
    load = _loader(store, ledger)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    uvicorn.run(
        create_app(load, load.token, refresh),
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
    )


def _loader(store: Path | None, ledger: str | None) -> "Loader":
    """What reads the lists of a store and a ledger, whichever there are. Raises InputError if there is neither."""
    from upperhand.server.loading import Loader

    where = ledger or settings().ledger
    lists = open_store(store)
    found = where if "://" in where or Path(where).exists() else None
    if ledger and found is None:
        raise InputError(f"no ledger at {ledger}: make one with 'upperhand ingest FILES --ledger {ledger}'")
    if not lists.lists() and found is None:
        raise InputError(
            f"nothing to serve: no list in {lists.folder} and no ledger at {where}. "
            "Add a list with 'upperhand lists add NAME FILE', or name them with --store and --ledger"
        )
    return Loader(lists, found)
