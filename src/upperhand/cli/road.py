"""Commands that take documents in: ingest, retry, extract."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upperhand.cli.app import (
    EXIT_INTERRUPTED,
    JsonOption,
    LedgerOption,
    TierOption,
    app,
    console,
    open_ledger,
    say,
    say_json,
    settings,
)
from upperhand.errors import InputError

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from upperhand.extract import Extractor
    from upperhand.ledger import Ledger
    from upperhand.model import Document
    from upperhand.pipeline import Progress

JobsOption = Annotated[int | None, typer.Option("--jobs", min=1, help="Worker processes (default: one for each core).")]
MaxBytesOption = Annotated[
    int, typer.Option("--max-bytes", min=1, help="Leave files and archive members out above this size.")
]
ConfidenceOption = Annotated[
    float | None, typer.Option("--min-confidence", min=0.0, max=1.0, help="Leave out claims less sure than this.")
]


@app.command()
def ingest(
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, globs, archives, or - for standard input.")
    ],
    ledger: LedgerOption = None,
    jobs: JobsOption = None,
    max_bytes: MaxBytesOption = 100_000_000,
    tier: TierOption = "fast",
    as_json: JsonOption = False,
) -> None:
    """Read documents, draw out their claims and write them to the ledger."""
    from upperhand.extract import Extractor

    with open_ledger(ledger, must_exist=False) as book:
        _take_in(sources, book, Extractor(tier=tier), jobs, max_bytes, as_json)


@app.command()
def retry(
    ledger: LedgerOption = None,
    jobs: JobsOption = None,
    max_bytes: MaxBytesOption = 100_000_000,
    tier: TierOption = "fast",
    as_json: JsonOption = False,
) -> None:
    """Try again what could not be read so far."""
    from upperhand.extract import Extractor

    with open_ledger(ledger) as book:
        # A member of an archive is named `archive!member`: the archive is what can be opened again.
        sources = list(dict.fromkeys(failed.source.partition("!")[0] for failed in book.failures()))
        if not sources:
            print("nothing has failed", file=sys.stderr)
            return
        _take_in(sources, book, Extractor(tier=tier), jobs, max_bytes, as_json)


def _take_in(
    sources: list[str], book: "Ledger", extractor: "Extractor", jobs: int | None, max_bytes: int, as_json: bool
) -> None:
    from upperhand.pipeline import Progress, Road
    from upperhand.pipeline import ingest as take_in
    from upperhand.read import ReadOptions
    from upperhand.resolve import Linker, NameTable

    told = settings()
    road = Road(
        extractor,
        Linker(NameTable.load(), book.judgements()),
        ReadOptions(max_bytes=max_bytes, retrieved_at=told.now),
    )
    reached = Progress()
    try:
        with _bar() as bar:
            task = bar.add_task("reading", total=_count(sources, road.options), failures=0)
            for reached in take_in(sources, book, road, at=told.now, jobs=jobs or told.jobs):
                bar.update(task, completed=reached.sources, failures=reached.failures)
    except KeyboardInterrupt:
        _report(reached, as_json)
        print("stopped: all that was read is in the ledger; run the same command again to go on", file=sys.stderr)
        raise typer.Exit(EXIT_INTERRUPTED) from None
    _report(reached, as_json)


def _count(sources: list[str], options: Any) -> int | None:
    from upperhand.read import find

    return None if "-" in sources else sum(1 for _ in find(sources, options=options))


def _bar() -> "Bar":
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Speed(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed or 0:.1f} documents/s")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Speed(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failures]} failed"),
    )
    return Progress(*columns, console=console(stderr=True), transient=True)


def _report(reached: "Progress", as_json: bool) -> None:
    if as_json:
        from dataclasses import asdict

        print(json.dumps(asdict(reached)))
        return
    print(
        f"{reached.documents} documents read, {reached.known} already known, {reached.failures} failed: "
        f"{reached.claims} claims added, {reached.retracted} retracted"
    )
    if reached.failures:
        print("see 'upperhand failures' for what failed and why")


@app.command()
def extract(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE...]", help="Documents to read; nothing is stored.")
    ] = None,
    corpus: Annotated[
        Path | None, typer.Option(help="A corpus file instead: JSON Lines with id, text, lang, published.")
    ] = None,
    min_confidence: ConfidenceOption = None,
    tier: TierOption = "fast",
    as_json: JsonOption = False,
) -> None:
    """Print the claims in documents, or in the rows of a corpus, without storing them."""
    from upperhand.extract import Extractor

    extractor = Extractor(min_confidence=min_confidence, tier=tier)
    if corpus is not None:
        for row in _corpus_rows(corpus, extractor):
            say_json(row)
    elif sources:
        _print_claims(sources, extractor, as_json)
    else:
        raise InputError("nothing to read: name files or folders, or give --corpus FILE.jsonl")


def _corpus_rows(path: Path, extractor: "Extractor") -> Iterator[dict[str, Any]]:
    from upperhand.extract.corpus import document, predicted, rows

    for row in rows(path):
        yield from map(predicted, extractor.each(document(row)))


def _print_claims(sources: Iterable[str], extractor: "Extractor", as_json: bool) -> None:
    from upperhand.model import Failure
    from upperhand.read import read

    for source in sources:
        for item in read(source):
            if isinstance(item, Failure):
                say(f"{item.source}: {item.reason}: {item.detail}", stderr=True)
            else:
                _print_document(item, extractor, as_json)


def _print_document(document: "Document", extractor: "Extractor", as_json: bool) -> None:
    from dataclasses import asdict

    if as_json:
        for claim in extractor.each(document):
            say_json(asdict(claim))
        return
    claims = extractor.extract(document)
    screen = console()
    title = document.title or document.source_url or document.id
    screen.print(f"[bold]{_shown(title)}[/bold]: {len(claims)} claims")
    for claim in claims:
        facts = ", ".join(filter(None, (claim.actor, claim.date, claim.assertion.status, claim.assertion.stance)))
        screen.print(f"  {claim.lever} · {_shown(claim.target)} · {_shown(facts)} · sure to {claim.confidence:.2f}")
        screen.print(f"    “{_shown(claim.evidence.exact)}”")


def _shown(words: str) -> str:
    """Words of a document, that Rich takes for no markup and the terminal for no command."""
    from rich.markup import escape

    from upperhand.present.scripts import legible

    return escape(legible(words))
