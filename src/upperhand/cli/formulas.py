"""The command on official formulas: all that are known, those in a text, those that a ledger's documents use."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upperhand.cli.app import AsOfOption, JsonOption, LedgerOption, app, open_ledger, show
from upperhand.cli.look import entity_id

if TYPE_CHECKING:
    from upperhand.extract.formulas import Formula


@app.command()
def formulas(
    text: Annotated[str | None, typer.Argument(metavar="[TEXT]", help="A text, or a file or folder to read.")] = None,
    ledger: LedgerOption = None,
    company: Annotated[
        str | None, typer.Option(metavar="NAME", help="With --ledger: only documents on this company.")
    ] = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """List official formulas; with TEXT those in it; with --ledger how often its documents use them, by year."""
    from upperhand.extract.formulas import formulas as known

    by_id = {formula.id: formula for formula in known()}
    if text is not None:
        _show_hits(text, by_id, as_json)
    elif ledger is not None:
        _show_counts(ledger, company, as_of, by_id, as_json)
    else:
        show((_row(formula) for formula in by_id.values()), {
            "formula": lambda row: row["zh"][0], "English": lambda row: row["en"][0].replace("~", ""),
            "first known": lambda row: f"{row['first']['date']} ({row['first']['source']})", "lever": lambda row: row["lever"] or "",
            "meaning": lambda row: row["meaning"],
        }, as_json=as_json, empty="no formulas")  # fmt: skip


def _row(formula: "Formula") -> dict[str, Any]:
    import msgspec

    return dict(msgspec.to_builtins(formula))


def _show_hits(text: str, by_id: dict[str, "Formula"], as_json: bool) -> None:
    from upperhand.extract.formulas import find_formulas

    rows = [
        {"source": source, **asdict(hit), "meaning": by_id[hit.id].meaning, "lever": by_id[hit.id].lever}
        for source, content, language in _texts(text)
        for hit in find_formulas(content, language)
    ]
    show(rows, {
        "at": lambda row: f"{row['start']:,}", "words": lambda row: row["exact"], "lever": lambda row: row["lever"] or "",
        "meaning": lambda row: row["meaning"], "source": lambda row: row["source"] or "",
    }, as_json=as_json, empty="no official formula in it")  # fmt: skip


def _texts(text: str) -> list[tuple[str | None, str, str | None]]:
    from upperhand.model import Document
    from upperhand.read import read

    if len(text) < 4096 and Path(text).exists():
        return [(item.source_url, item.text, item.language) for item in read(text) if isinstance(item, Document)]
    return [(None, text, None)]


def _show_counts(
    ledger: str, company: str | None, as_of: str | None, by_id: dict[str, "Formula"], as_json: bool
) -> None:
    from upperhand.speech import formula_counts

    with open_ledger(ledger) as book:
        entity = entity_id(book, company)
        counts = formula_counts(book, company=entity, as_of=as_of)
    show((asdict(count) for count in counts), {
        "formula": lambda row: by_id[row["formula"]].zh[0], "year": lambda row: row["period"] or "undated",
        "company": lambda row: row["company"] or "", "publisher": lambda row: row["publisher"] or "",
        "times": lambda row: str(row["hits"]), "documents": lambda row: str(row["documents"]),
    }, as_json=as_json, empty="no official formula in these documents")  # fmt: skip
