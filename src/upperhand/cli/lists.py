"""Commands on official lists: add, update, show, diff."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upperhand.cli.app import JsonOption, app, open_ledger, say, say_json, settings, show
from upperhand.errors import InputError

if TYPE_CHECKING:
    from upperhand.lists import Store, Version

lists = typer.Typer(no_args_is_help=True, help="Keep official lists: every version, with its date and hash.")
app.add_typer(lists, name="lists")

StoreOption = Annotated[
    Path | None,
    typer.Option("--store", metavar="FOLDER", help="Where versions of lists are kept (default: upperhand-lists here)."),
]
IntoLedger = Annotated[
    str | None,
    typer.Option("--ledger", metavar="PATH-or-URL", help="Also write the claims of the entries into this ledger."),
]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Who was listed on that day.")]


def open_store(given: Path | None) -> "Store":
    """The store named by --store, the environment or the default."""
    from upperhand.lists import Store

    return Store(given or settings().lists)


@lists.command()
def add(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="A list that is known (see `lists show`), or the name in a mapping of your own."
        ),
    ],
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="The list's file; of a list in several files, all of them, or their folder."
        ),
    ],
    format: Annotated[
        str | None,
        typer.Option("--format", metavar="FORM-or-FILE.yml", help="The form of the file, or a mapping of your own."),
    ] = None,
    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day that the file speaks of, if it does not say.")
    ] = None,
    store: StoreOption = None,
    ledger: IntoLedger = None,
    as_json: JsonOption = False,
) -> None:
    """Take in a list from files. A file that is not as the mapping says is refused, and the last good version stays."""
    from upperhand.watchlists import add_list

    kept, told = open_store(store), settings()
    version, is_new = add_list(name, files, kept, at=told.now, date=date, format=format)
    row = {"list": name, "outcome": "new" if is_new else "unchanged", **_version_row(version)}
    if as_json:
        say_json(row)
    else:
        print(
            f"{name}: {version.entries:,} entries of {version.date}{'' if is_new else ', already kept'} (SHA-256 {version.sha256[:12]})"
        )
        if version.passed_over:
            print(f"{version.passed_over:,} records were passed over, as the mapping says")
    _write(kept, [name], ledger, told.now)


def _write(kept: "Store", names: list[str], ledger: str | None, at: str) -> None:
    from upperhand.watchlists import write_claims

    if ledger is None:
        return
    with open_ledger(ledger, must_exist=False) as book:
        for name in names:
            added, retracted = write_claims(kept, name, book, at=at)
            print(f"{name}: {added:,} claims added to {ledger}, {retracted:,} withdrawn", file=sys.stderr)


@lists.command()
def update(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME...]", help="Lists to ask for (default: all in the store that can be fetched)."),
    ] = None,
    store: StoreOption = None,
    ledger: IntoLedger = None,
    max_bytes: Annotated[int | None, typer.Option("--max-bytes", min=1, help="Take no file above this size.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Ask publishers for what is new. A list that fails keeps its last good version; the exit code is then 1."""
    from upperhand.watchlists import update_lists

    kept, told = open_store(store), settings()
    wanted = names or [
        name for name in kept.lists() if any(source.update for source in kept.mapping(name).forms.values())
    ]
    if not wanted:
        raise InputError(
            f"no list in {kept.folder} can be fetched; name one of those that `upperhand lists show` marks with an address"
        )
    done = []
    for item in update_lists(wanted, kept, at=told.now, largest=max_bytes):
        done.append(item)
        if as_json:
            say_json({"list": item.name, "outcome": item.outcome, "detail": item.detail})
        else:
            say(f"{item.name}: {item.outcome}: {item.detail}")
    # Unchanged ones too: a run that was stopped may have kept a list without its claims.
    _write(kept, [item.name for item in done if item.outcome != "failed"], ledger, told.now)
    if any(item.outcome == "failed" for item in done):
        raise typer.Exit(1)


@lists.command("show")
def show_lists(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The entries of this list, or of NAME@DATE.")
    ] = None,
    as_of: AsOf = None,
    versions: Annotated[
        bool, typer.Option("--versions", help="The versions that are kept, in place of the entries.")
    ] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which lists are known and kept; with NAME its entries, as they are or as they were on a day."""
    kept = open_store(store)
    if name is None:
        _show_known(kept, as_json)
    elif versions:
        rows = [_version_row(version) for version in kept.versions(name)]
        columns = ("date", "added_at", "entries", "sha256", "source")
        show(rows, {key: lambda row, key=key: f"{row[key]:,}" if key == "entries" else str(row[key])[:60] for key in columns},  # type: ignore[misc]
             as_json=as_json, empty=f"no version of {name} is kept")  # fmt: skip
    else:
        _show_entries(kept, name, as_of, as_json)


def _show_known(kept: "Store", as_json: bool) -> None:
    from upperhand.lists import mappings

    known = {mapping.name: mapping for mapping in mappings()} | {name: kept.mapping(name) for name in kept.lists()}
    rows = []
    for name, mapping in sorted(known.items()):
        held = kept.versions(name)
        address = next((source.address for source in mapping.forms.values() if source.update), "")
        rows.append({
            "list": name, "title": mapping.title, "publisher": mapping.publisher, "lever": mapping.lever, "forms": list(mapping.forms),
            "address": address, "homepage": mapping.homepage, "versions": len(held), "date": held[-1].date if held else None,
            "entries": held[-1].entries if held else None,
        })  # fmt: skip
    show(rows, {
        "list": lambda row: row["list"], "kept of": lambda row: row["date"] or "",
        "entries": lambda row: f"{row['entries']:,}" if row["versions"] else "", "versions": lambda row: str(row["versions"] or ""),
        "publisher": lambda row: row["publisher"], "update": lambda row: "yes" if row["address"] else "by hand",
        "title": lambda row: row["title"],
    }, as_json=as_json, empty="no list")  # fmt: skip


def _show_entries(kept: "Store", name: str, as_of: str | None, as_json: bool) -> None:
    from upperhand.lists.entry import as_dict

    if as_of is None:
        version = kept.find(name)
        entries, exact = kept.entries(version), True
    else:
        version, entries, exact = kept.listed(name, as_of)
    if not exact:
        print(
            f"no version as old as {as_of} is kept: these are the entries in that of {version.date} that say they were listed by then; "
            f"those taken off before {version.date} are missing",
            file=sys.stderr,
        )
    show((as_dict(entry, version.list) for entry in entries), {
        "id": lambda row: row["id"], "name": lambda row: row["caption"], "kind": lambda row: row["schema"],
        "country": lambda row: ", ".join(row["properties"].get("country", row["properties"].get("nationality", ()))),
        "listed": lambda row: "; ".join(dict.fromkeys(_span(item) for item in row["listings"])),
    }, as_json=as_json, empty=f"nobody is on {name}")  # fmt: skip


def _span(listing: dict[str, Any]) -> str:
    start, end = listing.get("start") or "", listing.get("end") or ""
    return f"{start} to {end}" if end else start


def _version_row(version: "Version") -> dict[str, Any]:
    return {
        "date": version.date, "added_at": version.added_at, "entries": version.entries, "sha256": version.sha256, "id": version.id,
        "source": ", ".join(kept.address or kept.name for kept in version.files), "passed_over": version.passed_over,
    }  # fmt: skip


@lists.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="NAME@DATE, NAME, or a file.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same.")],
    name: Annotated[str | None, typer.Option("--list", metavar="NAME", help="The list that the files are of.")] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what changed between two states of a list: who came, who went, and which values."""
    from upperhand.watchlists import compare_lists

    kept = open_store(store)
    if name is None and (
        file := next((where for where in (old, new) if Path(where).exists() and "@" not in where), None)
    ):
        raise InputError(f"{file} is a file: say with --list which list it is of")
    changes = compare_lists(old, new, kept, name)
    show((asdict(change) for change in changes), {
        "": lambda row: {"added": "+", "removed": "-", "changed": "~"}[row["kind"]], "id": lambda row: row["id"],
        "name": lambda row: row["caption"], "kind": lambda row: row["schema"],
        "gained": lambda row: "; ".join(f"{prop}: {value}" for prop, value in row["gained"]),
        "lost": lambda row: "; ".join(f"{prop}: {value}" for prop, value in row["lost"]),
    }, as_json=as_json, empty="nothing changed")  # fmt: skip
