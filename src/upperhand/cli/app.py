"""What every command shares: the Typer app, the common options, output as text or JSON, and errors as sentences."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from upperhand.errors import InputError, UpperhandError
from upperhand.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from upperhand.ledger import Ledger

app = typer.Typer(
    name="upperhand",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Who has the upper hand between a state and a company, by which levers, since when, and how do we know?",
)

LedgerOption = Annotated[
    str | None, typer.Option("--ledger", metavar="PATH-or-URL", help="The ledger (default: upperhand.db here).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON Lines instead of a table.")]
TierOption = Annotated[
    str,
    typer.Option(
        "--tier",
        envvar="UPPERHAND_TIER",
        help="fast, accurate or thorough: better claims for more time.",
    ),
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="TIME", help="The ledger as it stood on that day or at that time.")
]

LeastOption = Annotated[
    float, typer.Option("--min-confidence", min=0.0, max=1.0, help="Leave out claims less sure than this.")
]

FAULT = "This is a fault of the program: please report it, with what UPPERHAND_TRACEBACK=1 shows."
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
EXIT_FAILURE, EXIT_USAGE, EXIT_INTERRUPTED = 1, 2, 130


def main() -> NoReturn:
    """Run the command line; every error that is ours ends as one sentence on standard error."""
    from upperhand import cli  # noqa: F401  (registers the commands)

    try:
        sys.exit(app(standalone_mode=False) or 0)
    except UpperhandError as error:
        _leave(f"error: {error}", EXIT_USAGE if isinstance(error, InputError) else EXIT_FAILURE)
    except typer.Exit as done:
        sys.exit(done.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        _leave("stopped", EXIT_INTERRUPTED)
    except OSError as error:
        if os.environ.get("UPPERHAND_TRACEBACK"):
            raise
        _leave(f"error: {error.filename or 'input or output'}: {error.strerror or error}", EXIT_FAILURE)
    except Exception as error:
        if usage := getattr(error, "format_message", None):
            _leave(f"error: {usage()}\nTry 'upperhand --help'.", EXIT_USAGE)
        if os.environ.get("UPPERHAND_TRACEBACK"):
            raise
        _leave(f"error: {type(error).__name__}: {error}\n{FAULT}", EXIT_FAILURE)


def _leave(sentence: str, code: int) -> NoReturn:
    say(sentence, stderr=True)
    sys.exit(code)


def say(text: str, *, stderr: bool = False) -> None:
    """Print text in which words of documents may stand: controls and direction overrides in it show and do nothing."""
    from upperhand.present.scripts import legible

    print(legible(text), file=sys.stderr if stderr else sys.stdout)


def say_json(row: Any) -> None:
    """Print one line of JSON; controls, direction overrides and lone surrogates in it are escaped, so nothing is lost."""
    told = json.dumps(row, ensure_ascii=False)
    print(_UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", told))


def settings() -> Settings:
    """The settings of this run, read from the environment."""
    return Settings.from_environment()


def console(*, stderr: bool = False) -> "Console":
    """A Rich console; wide when piped, so that tables are not cut, unless COLUMNS says otherwise."""
    from rich.console import Console

    told = (sys.stderr if stderr else sys.stdout).isatty() or os.environ.get("COLUMNS")
    return Console(stderr=stderr, width=None if told else 160, highlight=False)


def open_ledger(given: str | None, *, must_exist: bool = True) -> "Ledger":
    """The ledger named by --ledger, the environment or the default; InputError if it should exist and does not."""
    from pathlib import Path

    from upperhand.ledger import Ledger

    where = given or settings().ledger
    if must_exist and "://" not in where and not Path(where).exists():
        raise InputError(f"no ledger at {where}: make one with 'upperhand ingest FILES --ledger {where}'")
    return Ledger(where)


def open_filled(given: str | None) -> "Ledger":
    """The ledger named likewise; InputError if it holds no document, so that there is nothing to say about anybody."""
    from upperhand.ledger import bulk

    book = open_ledger(given)
    if bulk.is_empty(book):
        where = book.url.render_as_string() if "://" in (given or "") else book.url.database
        book.close()
        raise InputError(
            f"the ledger {where} holds no documents: read some with 'upperhand ingest FILES --ledger {where}'"
        )
    return book


def show(
    rows: Iterable[dict[str, Any]], columns: dict[str, Callable[[dict[str, Any]], str]], *, as_json: bool, empty: str
) -> None:
    """Print rows as JSON Lines, or as a table of these columns with `empty` in its place when there is no row."""
    if as_json:
        for row in rows:
            say_json(row)
        return
    from rich.table import Table
    from rich.text import Text

    from upperhand.present.scripts import legible

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(legible(cell(row))) for cell in columns.values()))
    screen = console()
    screen.print(table if table.row_count else empty)
