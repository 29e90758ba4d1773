"""Commands that show what a ledger holds: dossier, claims, documents, failures, export, explain."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upperhand.cli.app import (
    AsOfOption,
    JsonOption,
    LeastOption,
    LedgerOption,
    app,
    console,
    open_filled,
    open_ledger,
    say,
    say_json,
    show,
)
from upperhand.errors import InputError, UnknownEntity
from upperhand.model import LEVERS

if TYPE_CHECKING:
    from upperhand.extract.explain import Explanation
    from upperhand.ledger import Ledger, Recorded
    from upperhand.model import Claim

NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="A company or body: a name in any script, a ticker or an id.")
]


@app.command()
def dossier(
    name: NameArgument,
    ledger: LedgerOption = None,
    out: Annotated[
        Path | None, typer.Option(metavar="STEM", help="Also write STEM.html, STEM.md and STEM.json.")
    ] = None,
    as_of: AsOfOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show every fact with its words, also of a company with very many.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """What the ledger holds on one company or body, with the words that bear it out."""
    from upperhand.inquiry import dossier_of
    from upperhand.present import render_json, render_terminal

    with open_filled(ledger) as book:
        shown = dossier_of(book, name, as_of=as_of, everything=everything)
    if as_json:
        print(render_json(shown))
    else:
        render_terminal(shown, console())
    if out is not None:
        _write(shown, out)


def _write(shown: Any, stem: Path) -> None:
    from upperhand.present import render_html, render_json, render_markdown

    stem.parent.mkdir(parents=True, exist_ok=True)
    for ending, render in ((".html", render_html), (".md", render_markdown), (".json", render_json)):
        path = stem.with_name(stem.name + ending)
        path.write_text(render(shown), encoding="utf-8")
        print(f"wrote {path}", file=sys.stderr)


@app.command()
def claims(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Only claims on this company or body.")] = None,
    lever: Annotated[str | None, typer.Option(help="Only claims of this lever.")] = None,
    document: Annotated[str | None, typer.Option(metavar="ID", help="Only claims from this document.")] = None,
    min_confidence: LeastOption = 0.0,
    ledger: LedgerOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """List claims with their dates, actors and words."""
    if lever is not None and lever not in LEVERS:
        raise InputError(f"no lever {lever!r}; the levers are {', '.join(LEVERS)}")
    with open_ledger(ledger) as book:
        entity = entity_id(book, name)
        found = book.claims(entity=entity, lever=lever, document=document, as_of=as_of, min_confidence=min_confidence)
        show(
            (_claim_row(recorded) for recorded in found),
            {
                "claim": lambda row: row["id"][:12],
                "lever": lambda row: row["lever"],
                "target": lambda row: row["target"],
                "date": lambda row: row["date"] or "",
                "actor": lambda row: row["actor"] or "",
                "status": lambda row: row["assertion"]["status"],
                "stance": lambda row: row["assertion"]["stance"],
                "sure": lambda row: f"{row['confidence']:.2f}",
                "words": lambda row: row["evidence"]["exact"],
            },
            as_json=as_json,
            empty="no claims",
        )


def _claim_row(recorded: "Recorded") -> dict[str, Any]:
    links = [asdict(link) for link in recorded.links]
    return {
        **asdict(recorded.claim),
        "links": links,
        "observed_at": recorded.observed_at,
        "retracted_at": recorded.retracted_at,
    }


def entity_id(book: "Ledger", name: str | None) -> str | None:
    """The id of the one entity that a user means by a name; None for no name. Errors list what a name could be."""
    from upperhand.inquiry import entity_named

    return entity_named(book, name).id if name else None


@app.command()
def documents(ledger: LedgerOption = None, as_of: AsOfOption = None, as_json: JsonOption = False) -> None:
    """List the documents that were read."""
    with open_ledger(ledger) as book:
        rows = (
            {key: value for key, value in asdict(document).items() if key not in {"text", "origins", "pages", "notes"}}
            | {"characters": len(document.text), "notes": len(document.notes)}
            for document in book.documents(as_of)
        )
        show(
            rows,
            {
                "document": lambda row: row["id"][:12],
                "title": lambda row: row["title"] or "",
                "publisher": lambda row: row["publisher"] or "",
                "published": lambda row: row["published_at"] or "",
                "language": lambda row: row["language"] or "",
                "characters": lambda row: f"{row['characters']:,}",
                "source": lambda row: row["source_url"] or "",
            },
            as_json=as_json,
            empty="no documents",
        )


@app.command()
def failures(ledger: LedgerOption = None, as_json: JsonOption = False) -> None:
    """List what could not be read, at which stage and why."""
    with open_ledger(ledger) as book:
        show(
            (asdict(failed) for failed in book.failures()),
            {
                "source": lambda row: row["source"],
                "stage": lambda row: row["stage"],
                "reason": lambda row: row["reason"],
                "what to do": lambda row: row["detail"],
            },
            as_json=as_json,
            empty="nothing has failed",
        )


@app.command()
def export(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="ftm, statements, jsonl, csv, parquet, xlsx, graphml or gexf (default: by the file's ending).",
        ),
    ] = None,
    min_confidence: LeastOption = 0.0,
    ledger: LedgerOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Write the ledger's claims to a file for another program."""
    from upperhand.inquiry import known_among
    from upperhand.ledger import export as write_export

    with open_ledger(ledger) as book:
        entities = known_among(book, as_of)
        write_export(book, form or _form_of(target), target, as_of, entities=entities, min_confidence=min_confidence)
    print(f"wrote {target}", file=sys.stderr)


def _form_of(target: Path) -> str:
    name = target.name.casefold()
    return "ftm" if name.endswith((".ftm.json", ".ftm.jsonl", ".ftm")) else name.rpartition(".")[2]


@app.command()
def explain(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="A claim's id, or its first characters.")],
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which rule, cues and features decided on a claim."""
    from upperhand.extract import Extractor

    with open_ledger(ledger) as book:
        recorded = _claim_by_prefix(book, claim)
        document = book.document(recorded.document_id)
    explanation = Extractor.of(recorded.claim.ruleset).explain(document, recorded.claim)
    if as_json:
        say_json(asdict(explanation))
    else:
        say(explanation_text(recorded.claim, explanation))


def explanation_text(claim: "Claim", explanation: "Explanation") -> str:
    """An explanation as lines of plain text."""
    lines = [
        f"{claim.lever} · {claim.target} · sure to {explanation.confidence:.0%}",
        f"  “{claim.evidence.exact}”",
        f"target  {explanation.target_because} (score {explanation.target_score:.2f})",
        f"lever   stated here (score {explanation.topic_score:.2f}; by its words {explanation.lever_score:.2f},"
        f" by their meaning {explanation.network_score:+.1f})",
    ]
    if explanation.reader_score is not None:
        lines.append(f"reader  {explanation.reader_score:+.1f} for this lever and target")
    lines += [f"rule    {rule.rule} ({rule.strength}) at “{rule.exact}”" for rule in explanation.rules]
    lines += [f"cue     {cue.decides} by “{cue.exact}”" for cue in explanation.cues]
    lines += [f"word    {word.weight:+.3f}  {word.feature}" for word in explanation.words]
    return "\n".join(lines)


def _claim_by_prefix(book: "Ledger", prefix: str) -> "Recorded":
    from upperhand.ledger import bulk

    found = book.claims_by_id(bulk.claims_beginning(book, prefix), retracted=False)
    if not found:
        raise UnknownEntity(f"no claim {prefix!r} in the ledger; 'upperhand claims' lists them")
    if len(found) > 1:
        raise InputError(f"{prefix!r} begins {len(found)} claims; give more of the id")
    return found[0]
