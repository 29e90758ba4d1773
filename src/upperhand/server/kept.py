"""What is made once and kept between starts: the shelf, and the index of the ledger, under a token of what they hold.

    upperhand-lists/.served/3f1c…/shelf.db   nobody changes it once it stands there
                                 /index/     the screening index of the ledger
                                 /lock       held by every server that reads it

Another state of the lists or of the ledger has another token, and so a folder of its own; the old one is removed once
no server reads it any longer.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from upperhand import data
from upperhand.errors import InputError
from upperhand.lists.listing_claims import ruleset
from upperhand.server.fragments import LEDGER
from upperhand.server.shelving import FORM

if TYPE_CHECKING:
    from upperhand.ledger import Ledger
    from upperhand.lists import Store

FOLDER = ".served"


def marks(store: "Store | None", ledger: "Ledger | None") -> dict[str, str]:
    """The state of each list, under its name, of the ledger, and under no name of what reads them."""
    said = {"": f"{FORM} {data.fingerprint('server', 'names', 'resolve')}"}
    for name in store.lists() if store is not None else ():
        versions = [f"{one.id} {one.added_at} {one.ruleset}" for one in store.versions(name)] if store else []
        said[name] = _hashed([*versions, ruleset(store.mapping(name)) if store else ""])
    if ledger is not None:
        from upperhand.ledger.bulk import mark

        said[LEDGER] = f"{ledger.url.render_as_string()} {mark(ledger)}"
    return said


def token(store: "Store | None", ledger: "Ledger | None") -> str:
    """A name for what there is to serve: another one as soon as a list, the ledger, or what reads them has changed."""
    return _hashed(f"{name} {mark}" for name, mark in marks(store, ledger).items())


def _hashed(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:24]


def bring(home: Path, name: str, make: Callable[[Path], None]) -> Path:
    """The folder of this token, made by `make` if it is not there. Raises InputError if it cannot be written."""
    final, draft = home / name, home / f".draft-{os.getpid()}"
    if final.is_dir():
        return final
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        with (draft / "lock").open("wb") as lock:
            _lock(lock, exclusive=True)
            make(draft)
            if not final.is_dir():  # another server may have been quicker
                draft.rename(final)
    except (OSError, sqlite3.Error) as error:
        raise InputError(
            f"{home}: what is served cannot be kept there ({error}); make room, or give another --store"
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return final


class Hold:
    """A hold on a folder for as long as this lives, so that no server removes it. Raises OSError if it is gone already."""

    def __init__(self, folder: Path) -> None:
        self._file: int | None = os.open(folder / "lock", os.O_RDONLY)
        _lock(self._file, exclusive=False)
        try:
            (folder / "lock").stat()
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Let go."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    __del__ = close


def sweep(home: Path, needed: str) -> None:
    """Remove what no server holds: folders of other tokens, and drafts that were never finished."""
    for folder in home.iterdir() if home.is_dir() else ():
        if folder.name != needed:
            try:
                with (folder / "lock").open("rb") as lock:
                    if _lock(lock, exclusive=True):
                        shutil.rmtree(folder, ignore_errors=True)
            except OSError:
                continue


def _lock(file: IO[bytes] | int, *, exclusive: bool) -> bool:
    try:
        import fcntl
    except ImportError:  # a system without such locks keeps what servers may be reading
        return False
    try:
        fcntl.flock(file, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
