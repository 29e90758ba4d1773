"""The documents of a ledger as independence sees them: each text is read and compared with others only if it must be."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from upperhand.assess.profiles import Profile, bare_profile, profiles
from upperhand.ledger import bulk

if TYPE_CHECKING:
    from upperhand.ledger import Ledger
    from upperhand.model import Document

_PAGE = 500  # documents whose texts are held at once
_MOST = 60_000  # profiles held, about 5 kB each


class Library:
    """The profiles of a ledger's documents as it stood at `as_of`, each made once and kept while there is room."""

    def __init__(self, ledger: "Ledger", as_of: str | None = None) -> None:
        self._ledger, self._as_of = ledger, as_of
        self._full: dict[str, Profile] = {}
        self._bare: dict[str, Profile] = {}

    def full(self, ids: Collection[str]) -> list[Profile]:
        """What the texts say; documents that the ledger does not hold are left out."""
        missing = sorted(id_ for id_ in ids if id_ not in self._full)
        if len(self._full) + len(missing) > _MOST:
            self._full, missing = {}, sorted(ids)
        self._full.update((each.document_id, each) for each in profiles(self._texts(missing)))
        return [self._full[id_] for id_ in ids if id_ in self._full]

    def bare(self, ids: Collection[str]) -> list[Profile]:
        """Who published them and when."""
        missing = [id_ for id_ in ids if id_ not in self._bare]
        if len(self._bare) + len(missing) > 4 * _MOST:
            self._bare, missing = {}, list(ids)
        found = bulk.bare_documents(self._ledger, missing, self._as_of)
        self._bare.update((each.id, bare_profile(each)) for each in found)
        return [self._bare[id_] for id_ in ids if id_ in self._bare]

    def _texts(self, ids: list[str]) -> "Iterator[Document]":
        for start in range(0, len(ids), _PAGE):
            yield from self._ledger.documents_by_id(ids[start : start + _PAGE], self._as_of)
