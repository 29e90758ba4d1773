"""The public names are pinned, load lazily, and cost next to nothing to import."""

import subprocess
import sys

import pytest

import upperhand

PINNED = {
    "Store", "Watchlists", "add_list", "compare_lists", "dedupe_candidates", "screen_file", "update_lists", "variants", "write_claims",
    "check_ledger", "contradictions_of", "fact_by_id", "facts_of", "rule",
    "Claim", "Document", "Dossier", "Entity", "Evidence", "Extractor", "Failure", "Finding", "Ledger", "Linker", "NameTable",
    "ReadOptions", "Road", "UpperhandError", "build_dossier", "compare", "dossier_of", "entity_named", "events_of", "export", "exposure_of", "extract", "ingest",
    "portfolio_of", "rank", "read",
    "render_html", "render_json", "render_markdown", "render_terminal",
}  # fmt: skip


def test_the_exported_names_are_pinned() -> None:
    assert set(upperhand.__all__) == PINNED
    assert set(dir(upperhand)) == PINNED


@pytest.mark.parametrize("name", sorted(PINNED))
def test_every_name_loads(name: str) -> None:
    assert getattr(upperhand, name).__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="handcuffs"):
        upperhand.handcuffs  # noqa: B018


def test_import_loads_no_heavy_library() -> None:
    heavy = {"sqlalchemy", "altair", "lxml", "trafilatura", "duckdb", "numpy", "pypdfium2", "typer", "rich"}
    listing = subprocess.run(
        [sys.executable, "-c", "import sys, upperhand; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    assert heavy.isdisjoint(listing.stdout.split())
