"""Loading for a server that stays up: what is not made yet is made in a process of its own, and changes are noticed."""

import signal
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from upperhand.errors import InputError, UpperhandError
from upperhand.lists import Store
from upperhand.server import kept
from upperhand.server.catalogue import Catalogue, build, home_of, keep


class Loader:
    """Opens what a store and a ledger hold. `ledger` is a path or URL; None for lists alone."""

    def __init__(self, store: Store, ledger: str | None) -> None:
        self.store, self.ledger = store, ledger

    def __call__(self) -> Catalogue:
        """What is served now. Raises UpperhandError that says why it cannot be."""
        if home := home_of(self.store):
            self._make_apart(home)
        if self.ledger is None:
            return build(self.store, None)
        from upperhand.ledger import Ledger

        with Ledger(self.ledger) as book:
            return build(self.store, book)

    def token(self) -> str:
        """Which state lists and ledger are in; `Catalogue.token` of what was opened in that state."""
        if self.ledger is None:
            return kept.token(self.store, None)
        from upperhand.ledger import Ledger

        with Ledger(self.ledger) as book:
            return kept.token(self.store, book)

    def _make_apart(self, home: Path) -> None:
        """Make the shelf in another process: its memory is given back, and a server goes on answering meanwhile."""
        if (home / self.token()).is_dir():
            return
        here, there = get_context("spawn").Pipe(duplex=False)
        process = get_context("spawn").Process(
            target=_make, args=(there, home, self.store.folder, self.ledger), daemon=True
        )
        process.start()
        there.close()
        try:
            fault = here.recv()
        except EOFError:
            fault = "the process that reads lists and ledger ended before it was done; is there enough memory?"
        process.join()
        if fault:
            raise InputError(fault)


def _make(answer: Connection, home: Path, store: Path, ledger: str | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this process too
    try:
        if ledger is None:
            keep(home, Store(store), None)
        else:
            from upperhand.ledger import Ledger

            with Ledger(ledger) as book:
                keep(home, Store(store), book)
        answer.send("")
    except UpperhandError as error:
        answer.send(str(error))
