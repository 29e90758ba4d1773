"""Commands that look after the program itself: evaluate and doctor."""

from pathlib import Path
from typing import Annotated

import typer

from upperhand.cli.app import JsonOption, LedgerOption, TierOption, app, settings, show


@app.command()
def evaluate(
    corpus: Annotated[
        list[Path] | None, typer.Argument(metavar="[CORPUS...]", help="Annotated sets (default: those that are found).")
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Learn without each set in turn now, though the training run kept what that gave."
        ),
    ] = False,
    tier: TierOption = "fast",
    as_json: JsonOption = False,
) -> None:
    """Measure extraction against annotated documents, `check` against planted faults, and screening against trials."""
    from upperhand.assess.quality import lines
    from upperhand.assess.sanity import planted
    from upperhand.extract.corpus import document, rows
    from upperhand.extract.evaluate import evaluate as measure
    from upperhand.extract.sets import OWN
    from upperhand.resolve import quality

    if corpus is None and not as_json:  # what is soon measured comes first
        documents = [document(row) for path in sorted(OWN.glob("*.jsonl")) for row in rows(path)]
        for told in (lines(documents), planted.lines(documents), quality.lines()):
            print("\n".join(told), end="\n\n", flush=True)
    measure(corpus or None, as_json=as_json, again=again, tier=tier)


@app.command()
def doctor(ledger: LedgerOption = None, as_json: JsonOption = False) -> None:
    """Check this installation, the ledger and the kept lists, and say what to do about what is wrong."""
    from upperhand.doctor import examine

    rows = [
        {"check": finding.check, "ok": finding.ok, "says": finding.says}
        for finding in examine(ledger or settings().ledger, settings().lists)
    ]
    show(
        rows,
        {
            "": lambda row: "ok" if row["ok"] else "!!",
            "check": lambda row: row["check"],
            "finding": lambda row: row["says"],
        },
        as_json=as_json,
        empty="nothing to check",
    )
    if not all(row["ok"] for row in rows):
        raise typer.Exit(1)
