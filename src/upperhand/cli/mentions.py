"""`mentions`: names in documents beside lists, and the review that says who is meant."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upperhand.cli.app import JsonOption, LedgerOption, app, open_ledger, show
from upperhand.cli.lists import StoreOption, open_store
from upperhand.cli.screening import ByOption, ListsOption, list_names, review_pairs

if TYPE_CHECKING:
    from upperhand.mentions import Listed
    from upperhand.watchlists import Watchlists


@app.command()
def mentions(
    lists: ListsOption = None,
    least: Annotated[float, typer.Option(min=0.0, max=1.0, help="Leave out matches less likely than this.")] = 0.2,
    review: Annotated[
        bool, typer.Option("--review", help="Decide by single keys who is meant, names that several bear first.")
    ] = False,
    by: ByOption = None,
    ledger: LedgerOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which names in the documents of a ledger may be listed entities; with --review, decide."""
    from upperhand.mentions import listed, questions

    with open_ledger(ledger) as book:
        watch = _watch(lists, store, may_lack=review)
        if review:
            pairs = questions(book, watch, least=least)
            if not pairs:
                print("no name is left to decide")
            else:
                review_pairs(pairs, book, by)
        else:
            assert watch is not None
            show(map(_row, listed(book, watch, least=least)), {
                "name": lambda row: row["name"], "claims": lambda row: str(row["claims"]), "score": lambda row: f"{row['score']:.3f}",
                "": lambda row: "match" if row["match"] else "", "who": lambda row: row["caption"], "id": lambda row: row["id"],
                "list": lambda row: " ".join(row["lists"]),
            }, as_json=as_json, empty="no name in the documents is like one on these lists")  # fmt: skip


def _watch(lists: list[str] | None, store: Any, *, may_lack: bool) -> "Watchlists | None":
    from upperhand.watchlists import Watchlists

    kept = open_store(store)
    if may_lack and not lists and not kept.lists():
        print("no list is kept: only names that several bear are asked for", file=sys.stderr)
        return None
    return Watchlists(kept, list_names(lists))


def _row(found: "Listed") -> dict[str, Any]:
    mention, match = found.mention, found.match
    return {
        "name": mention.name, "mention": mention.id, "claims": mention.claims, "could_be": list(mention.candidates),
        "id": match.id, "caption": match.caption, "score": match.score, "match": match.match, "lists": list(match.datasets),
        "decided_by": list(match.decided_by),
    }  # fmt: skip
