"""Commands on names: screen a file, match one name, show its spellings, review likely duplicates."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO

import typer

from upperhand.cli.app import EXIT_INTERRUPTED, JsonOption, LedgerOption, app, console, open_ledger, settings, show
from upperhand.cli.lists import StoreOption, open_store
from upperhand.errors import InputError

if TYPE_CHECKING:
    from upperhand.ledger import Ledger
    from upperhand.model import Judgement
    from upperhand.resolve import Candidate, Match, Row, Screened
    from upperhand.watchlists import Watchlists

ListsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--lists", metavar="NAME", help="A list to match against; may be given again (default: all that are kept)."
    ),
]
ByOption = Annotated[str | None, typer.Option(metavar="NAME", help="Who decides (default: the name of the account).")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=100, help="At most so many matches.")]
ThresholdOption = Annotated[
    float | None,
    typer.Option("--threshold", min=0.0, max=1.0, help="The score from which `match` is true (default: the model's)."),
]
Format = Literal["table", "csv", "jsonl"]
_LONGEST_SHOWN = 80
_COLUMNS = ("row", "id", "name", "matched_id", "caption", "score", "match", "list", "explanation", "error")


@app.command()
def screen(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX or JSON Lines with a column `name`.")],
    lists: ListsOption = None,
    format: Annotated[Format, typer.Option("--format", help="How to print the answers.")] = "table",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write csv or jsonl to this file instead.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the file that --out names, after its last whole row.")
    ] = False,
    limit: LimitOption = 5,
    threshold: ThresholdOption = None,
    store: StoreOption = None,
) -> None:
    """Screen the rows of a file against lists. Every row gets an answer or an error of its own."""
    from upperhand.resolve import read_rows
    from upperhand.watchlists import Watchlists

    if out is not None and format == "table":
        raise InputError("--out takes --format csv or jsonl: a table is for reading on the screen")
    if resume and out is None:
        raise InputError("--resume goes on with the file that --out names: give it too")
    done = _done(out, format, resume)
    watch = Watchlists(open_store(store), list_names(lists))
    rows = _begun(_left(read_rows(file), done, out))  # a file that cannot be read leaves no answers behind
    answers = _with_progress(
        watch.screen(rows, limit=limit, threshold=threshold, jobs=settings().jobs), file, len(done)
    )
    try:
        _print(answers, format, out, resume and out is not None and out.exists())
    except KeyboardInterrupt:
        if out is not None:
            print(
                "stopped: what was screened is in the file; the same command with --resume goes on from there",
                file=sys.stderr,
            )
        raise typer.Exit(EXIT_INTERRUPTED) from None


def list_names(given: list[str] | None) -> list[str]:
    """The names that --lists gives, each option one or several with commas between."""
    return [name.strip() for part in given or [] for name in part.split(",") if name.strip()]


def _done(out: Path | None, format: str, resume: bool) -> dict[int, str]:
    """The rows that a file of answers has already, with their ids; the file is cut after its last whole row."""
    if out is None or not out.exists():
        return {}
    if not resume:
        raise InputError(f"{out} is there already: go on with it by --resume, or name another file")
    with out.open(
        encoding="utf-8", newline=""
    ) as file:  # a line feed alone ends a line: names may hold other line ends
        content = file.read()
    whole = content[: content.rfind("\n") + 1]
    try:
        if format == "jsonl":
            return (
                {row["row"]: row["id"] for row in map(json.loads, filter(None, whole.split("\n")))}
                if _cut(out, whole, content)
                else {}
            )
        lines = list(csv.DictReader(io.StringIO(whole, newline="")))
        if whole and (not lines or tuple(lines[0]) != _COLUMNS) and whole != ",".join(_COLUMNS) + "\n":
            raise ValueError("other columns")
        found = {int(line["row"]): line["id"] for line in lines}
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{out}: is not a file of answers in {format} that can be gone on with; name another file"
        ) from error
    # A row of CSV may have several lines; the last one may lack some, so it is done again.
    last = max(found, default=0)
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(line for line in lines if int(line["row"]) != last)
    return {number: id_ for number, id_ in found.items() if number != last}


def _cut(out: Path, whole: str, content: str) -> bool:
    if whole != content:
        out.write_text(whole, encoding="utf-8", newline="")
    return bool(whole)


def _left(rows: "Iterable[Row]", done: dict[int, str], out: Path | None) -> "Iterator[Row]":
    for row in rows:
        if row.number not in done:
            yield row
        elif done[row.number] not in (row.id, harmless(row.id)):
            raise InputError(
                f"{out}: row {row.number} is {done[row.number]!r} there and {row.id!r} here: it answers another file"
            )


def _begun(rows: "Iterator[Row]") -> "Iterator[Row]":
    first = list(islice(rows, 1))
    return chain(first, rows)


def _with_progress(answers: "Iterator[Screened]", file: Path, done: int) -> "Iterator[Screened]":
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}: {task.completed} rows, {task.fields[hits]} with a match"),
        TimeElapsedColumn(),
    )
    hits = 0
    with Progress(*columns, console=console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(file.name, completed=done, hits=0)
        for answer in answers:
            hits += any(match.match for match in answer.matches)
            bar.update(task, advance=1, hits=hits)
            yield answer


def _print(answers: "Iterable[Screened]", format: Format, out: Path | None, going_on: bool) -> None:
    if format == "table":
        _print_table(answers)
        return
    write: Callable[[Iterable[Screened], TextIO, bool], None] = _write_jsonl if format == "jsonl" else _write_csv
    if out is None:
        write(answers, sys.stdout, going_on)
        return
    with out.open("a", encoding="utf-8", newline="") as file:
        write(answers, file, going_on)


def _write_jsonl(answers: "Iterable[Screened]", file: TextIO, going_on: bool) -> None:
    for answer in answers:
        row = {"row": answer.row.number, "id": answer.row.id, "query": answer.row.fields, "error": answer.error}
        file.write(
            json.dumps({**row, "matches": [match_row(match) for match in answer.matches]}, ensure_ascii=False) + "\n"
        )
        file.flush()


def match_row(match: "Match") -> dict[str, Any]:
    """A hit as it is printed: who, how sure, and why."""
    return {
        "id": match.id, "caption": match.caption, "score": match.score, "match": match.match, "features": match.features,
        "schema": match.schema, "lists": list(match.datasets), "explanation": match.explanation, "decided_by": list(match.decided_by),
    }  # fmt: skip


def _write_csv(answers: "Iterable[Screened]", file: TextIO, going_on: bool) -> None:
    writer = csv.writer(file, lineterminator="\n")
    if not going_on:
        writer.writerow(_COLUMNS)
    for answer in answers:
        for cells in _cells(answer):
            writer.writerow([harmless(cell) for cell in cells])
        file.flush()


def harmless(cell: str) -> str:
    """Text that a spreadsheet would take for a formula, made plain text; a bare carriage return would end the row."""
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell[:1] else cell


def _cells(answer: "Screened") -> Iterator[tuple[str, ...]]:
    row = (str(answer.row.number), answer.row.id, answer.row.fields.get("name", ""))
    if not answer.matches:
        yield (*row, "", "", "", "", "", "", answer.error or "")
    for hit in answer.matches:
        yield (
            *row,
            hit.id,
            hit.caption,
            f"{hit.score:.4f}",
            str(hit.match).lower(),
            " ".join(hit.datasets),
            hit.explanation,
            "",
        )


def _print_table(answers: "Iterable[Screened]") -> None:
    rows = ({**dict(zip(_COLUMNS, cells, strict=True))} for answer in answers for cells in _cells(answer))
    show(rows, {
        "row": lambda row: row["row"], "name": lambda row: _shown(row["name"]), "score": lambda row: row["score"][:5],
        "": lambda row: "match" if row["match"] == "true" else "", "who": lambda row: row["caption"] or row["error"] or "nobody",
        "id": lambda row: row["matched_id"], "list": lambda row: row["list"], "why": lambda row: row["explanation"],
    }, as_json=False, empty="the file has no rows")  # fmt: skip


def _shown(name: str) -> str:
    """A name on the screen: who pastes a page into a cell knows it by how it begins."""
    return name if len(name) <= _LONGEST_SHOWN else f"{name[: _LONGEST_SHOWN - 1]}…"


@app.command()
def match(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name in any script.")],
    lists: ListsOption = None,
    schema: Annotated[str | None, typer.Option(help="Person, Company, Organization, Vessel, …, if known.")] = None,
    country: Annotated[str | None, typer.Option(metavar="CODE", help="The country, if known.")] = None,
    birth_date: Annotated[
        str | None, typer.Option("--birth-date", metavar="DATE", help="The day or year of birth, if known.")
    ] = None,
    limit: LimitOption = 5,
    threshold: ThresholdOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Match one name against lists, with the score and the two spellings that decided."""
    from upperhand.resolve import Row
    from upperhand.watchlists import Watchlists

    given = {"name": name, "schema": schema, "country": country, "birth_date": birth_date}
    row = Row(1, {key: value for key, value in given.items() if value})
    answer = next(Watchlists(open_store(store), list_names(lists)).screen([row], limit=limit, threshold=threshold))
    if answer.error:
        raise InputError(answer.error.removeprefix("row 1: "))
    show((match_row(hit) for hit in answer.matches), {
        "score": lambda row: f"{row['score']:.3f}", "": lambda row: "match" if row["match"] else "", "who": lambda row: row["caption"],
        "kind": lambda row: row["schema"], "id": lambda row: row["id"], "list": lambda row: " ".join(row["lists"]),
        "decided by": lambda row: " = ".join(row["decided_by"]), "why": lambda row: row["explanation"],
    }, as_json=as_json, empty="nobody on these lists bears a name like it")  # fmt: skip


@app.command()
def names(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name in any script.")],
    as_json: JsonOption = False,
) -> None:
    """Show every spelling of a name that matching considers, and why."""
    from upperhand.queries import identifier
    from upperhand.resolve import variants

    columns = {"spelling": lambda row: row["text"], "why": lambda row: row["why"]}
    found = [asdict(variant) for variant in variants(name)]
    if number := identifier(name):
        found += [{"text": text, "why": f"looked for as {number[0].replace('_', ' ')} too"} for text in number[1]]
    show(found, columns, as_json=as_json, empty="no spelling")


@app.command()
def dedupe(
    lists: ListsOption = None,
    least: Annotated[float, typer.Option(min=0.0, max=1.0, help="Leave out pairs less likely than this.")] = 0.2,
    by: ByOption = None,
    ledger: LedgerOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Review likely duplicates on lists, one key a decision; judgements go into the ledger, and can be taken back."""
    from upperhand.watchlists import Watchlists

    with open_ledger(ledger, must_exist=False) as book:
        judged = book.judgements()
        watch = Watchlists(open_store(store), list_names(lists))
        found = _alike(watch, judged, least)
        if as_json:
            for pair in found:
                print(
                    json.dumps(
                        {"left": asdict(pair.left), "right": asdict(pair.right), "score": pair.score.score},
                        ensure_ascii=False,
                    )
                )
        elif not found:
            print("no pair is left to decide")
        else:
            review_pairs(found, book, by)


def _alike(watch: "Watchlists", judged: "list[Judgement]", least: float) -> "list[Candidate]":
    from rich.progress import Progress

    with Progress(console=console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("looking for duplicates", total=len(watch.index))
        return watch.alike(judged, least=least, seen=lambda: bar.advance(task))


def review_pairs(found: "Sequence[Candidate]", book: "Ledger", by: str | None) -> None:
    """Review pairs by single keys; judgements go into the ledger."""
    import getpass

    from upperhand.resolve.review import review

    made = review(
        found,
        by=by or getpass.getuser(),
        now=lambda: settings().now,
        judgements=book.judgements(),
        save=book.judge,  # type: ignore[arg-type]  # whether it is new does not matter here
        console=console(),
    )
    print(f"{len(made)} judgements written")
