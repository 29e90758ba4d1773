"""lists: official lists to entities and claims, with strict intake and every version kept. See docs/lists.md.

mapping = mapping_of("us-ofac-sdn")
intake = read_list(mapping, ["sdn.csv", "alt.csv"])          # FormatError names file, row and field
store = Store("upperhand-lists"); store.add(mapping, …)      # one version more, or none if nothing changed
store.entries("us-ofac-sdn", as_of="2020-10-08")
document, claim = next(claims(mapping, entry, as_of=…))      # the entry as its own evidence
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from upperhand.lists.diff import Change, compare
    from upperhand.lists.entry import Entry, Listing
    from upperhand.lists.intake import Intake, read_list
    from upperhand.lists.listing_claims import claims
    from upperhand.lists.mapping import Mapping, mapping_of, mappings
    from upperhand.lists.publisher import Fetched, FetchError, fetch
    from upperhand.lists.store import Store, Version

_HOMES = {
    "listing_claims": ("claims",),
    "diff": ("Change", "compare"),
    "entry": ("Entry", "Listing"),
    "publisher": ("FetchError", "Fetched", "fetch"),
    "intake": ("Intake", "read_list"),
    "mapping": ("Mapping", "mapping_of", "mappings"),
    "store": ("Store", "Version"),
}
_HOME_OF = {name: f"upperhand.lists.{home}" for home, names in _HOMES.items() for name in names}

__all__ = [
    "Change", "Entry", "FetchError", "Fetched", "Intake", "Listing", "Mapping", "Store", "Version",
    "claims", "compare", "fetch", "mapping_of", "mappings", "read_list",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
