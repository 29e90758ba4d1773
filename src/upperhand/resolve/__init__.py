"""resolve: names in any script to entities, screening, and judgements. See docs/screening.md and docs/architecture.md.

Names are loaded when first used: name tables and Chinese dictionaries cost time that many commands do not need.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from upperhand.resolve.dedupe import Candidate, dedupe_candidates
    from upperhand.resolve.index import Index
    from upperhand.resolve.judge import Clusters, Conflict, clusters
    from upperhand.resolve.linker import Linker
    from upperhand.resolve.nametable import NameTable
    from upperhand.resolve.readers import read_rows
    from upperhand.resolve.score import Score, compare
    from upperhand.resolve.screening import Row, Screened, screen
    from upperhand.resolve.search import Match
    from upperhand.resolve.spellings import Variant, variants

_HOMES = {
    "dedupe": ("Candidate", "dedupe_candidates"),
    "index": ("Index",),
    "judge": ("Clusters", "Conflict", "clusters"),
    "linker": ("Linker",),
    "nametable": ("NameTable",),
    "readers": ("read_rows",),
    "score": ("Score", "compare"),
    "screening": ("Row", "Screened", "screen"),
    "search": ("Match",),
    "spellings": ("Variant", "variants"),
}
_HOME_OF = {name: f"upperhand.resolve.{home}" for home, names in _HOMES.items() for name in names}

__all__ = [
    "Candidate",
    "Clusters",
    "Conflict",
    "Index",
    "Linker",
    "Match",
    "NameTable",
    "Row",
    "Score",
    "Screened",
    "Variant",
    "clusters",
    "compare",
    "dedupe_candidates",
    "read_rows",
    "screen",
    "variants",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
