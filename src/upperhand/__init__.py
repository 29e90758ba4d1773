"""Upperhand: who has the upper hand between a state and a company, by which levers, since when, and how do we know.

Every command has its twin here. Names are loaded when first used, so that `import upperhand` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from upperhand.assess.answers import contradictions_of, fact_by_id, facts_of
    from upperhand.assess.check import check_ledger
    from upperhand.assess.rulings import rule
    from upperhand.errors import UpperhandError
    from upperhand.extract import Extractor, extract
    from upperhand.inquiry import dossier_of, entity_named
    from upperhand.ledger import Ledger, export
    from upperhand.lists import Store
    from upperhand.measures import compare, events_of, exposure_of, portfolio_of, rank
    from upperhand.model import Claim, Document, Entity, Evidence, Failure, Finding
    from upperhand.pipeline import Road, ingest
    from upperhand.present import Dossier, build_dossier, render_html, render_json, render_markdown, render_terminal
    from upperhand.read import ReadOptions, read
    from upperhand.resolve import Linker, NameTable, dedupe_candidates, variants
    from upperhand.watchlists import Watchlists, add_list, compare_lists, screen_file, update_lists, write_claims

_HOMES = {
    "upperhand.assess.answers": ("contradictions_of", "fact_by_id", "facts_of"),
    "upperhand.assess.check": ("check_ledger",),
    "upperhand.assess.rulings": ("rule",),
    "upperhand.errors": ("UpperhandError",),
    "upperhand.extract": ("Extractor", "extract"),
    "upperhand.inquiry": ("dossier_of", "entity_named"),
    "upperhand.ledger": ("Ledger", "export"),
    "upperhand.lists": ("Store",),
    "upperhand.measures": ("compare", "events_of", "exposure_of", "portfolio_of", "rank"),
    "upperhand.model": ("Claim", "Document", "Entity", "Evidence", "Failure", "Finding"),
    "upperhand.pipeline": ("Road", "ingest"),
    "upperhand.present": (
        "Dossier",
        "build_dossier",
        "render_html",
        "render_json",
        "render_markdown",
        "render_terminal",
    ),
    "upperhand.read": ("ReadOptions", "read"),
    "upperhand.resolve": ("Linker", "NameTable", "dedupe_candidates", "variants"),
    "upperhand.watchlists": ("Watchlists", "add_list", "compare_lists", "screen_file", "update_lists", "write_claims"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Claim",
    "Document",
    "Dossier",
    "Entity",
    "Evidence",
    "Extractor",
    "Failure",
    "Finding",
    "Ledger",
    "Linker",
    "NameTable",
    "ReadOptions",
    "Road",
    "Store",
    "UpperhandError",
    "Watchlists",
    "add_list",
    "build_dossier",
    "check_ledger",
    "compare",
    "compare_lists",
    "contradictions_of",
    "dedupe_candidates",
    "dossier_of",
    "entity_named",
    "events_of",
    "export",
    "exposure_of",
    "extract",
    "fact_by_id",
    "facts_of",
    "ingest",
    "portfolio_of",
    "rank",
    "read",
    "render_html",
    "render_json",
    "render_markdown",
    "render_terminal",
    "rule",
    "screen_file",
    "update_lists",
    "variants",
    "write_claims",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name in _HOME_OF:
        return getattr(import_module(_HOME_OF[name]), name)
    raise AttributeError(f"module 'upperhand' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
