"""The keyboard review: one pair after the other, one key a decision, each key undone by `z`."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from upperhand.model import Entity, Judgement, Verdict
from upperhand.resolve.dedupe import Candidate
from upperhand.resolve.judge import check
from upperhand.resolve.score import explain

VERDICTS: dict[str, Verdict] = {"x": "positive", "n": "negative", "u": "unsure"}
HELP = "[bold]x[/] same  [bold]n[/] not the same  [bold]u[/] unsure  [bold]s[/] skip  [bold]z[/] undo  [bold]q[/] quit"
_SHOWN = ("name", "alias", "country", "birthDate", "registrationNumber", "topics", "datasets")


def review(
    candidates: Sequence[Candidate],
    *,
    by: str,
    now: Callable[[], str],
    judgements: Sequence[Judgement] = (),
    save: Callable[[Judgement], None],
    keys: Iterator[str] | None = None,
    console: Console | None = None,
) -> list[Judgement]:
    """Show the candidates one after the other and save a judgement for each decision; returns those made.

    `now` gives the time as UTC ISO 8601; `keys` are read from the terminal without echo unless given. A merge that
    contradicts an earlier "no" is not saved: both reasons are shown. `z` takes the last decision back by a `none` row.
    """
    console = console or Console()
    made: list[Judgement] = []
    history: list[tuple[int, Judgement | None]] = []
    stream = keys if keys is not None else terminal_keys()
    position = 0
    while position < len(candidates):
        candidate = candidates[position]
        console.print(shown(candidate, position + 1, len(candidates)))
        console.print(HELP)
        key = next(stream, "q")
        if key == "q":
            break
        if key == "z":
            position = _undo(history, made, by, now(), save, console, position)
        elif key == "s":
            history.append((position, None))
            position += 1
        elif key in VERDICTS:
            ruling = Judgement(
                candidate.left.id, candidate.right.id, VERDICTS[key], by, now(), "reviewed in the terminal"
            )
            conflict = check([*judgements, *made], ruling)
            if conflict is not None:
                console.print(f"[red]Refused.[/] {escape(conflict.message)}")
                continue
            save(ruling)
            made.append(ruling)
            history.append((position, ruling))
            position += 1
        else:
            console.print(f"[yellow]No such key: {escape(repr(key))}[/]")
    return made


def _undo(
    history: list[tuple[int, Judgement | None]],
    made: list[Judgement],
    by: str,
    at: str,
    save: Callable[[Judgement], None],
    console: Console,
    position: int,
) -> int:
    if not history:
        console.print("[yellow]Nothing to undo.[/]")
        return position
    before, ruling = history.pop()
    if ruling is not None:
        back = Judgement(ruling.left, ruling.right, "none", by, at, "taken back")
        save(back)
        made.append(back)
    return before


def shown(candidate: Candidate, number: int, total: int) -> Table:
    """Both entities side by side, with the score and what it rests on."""
    left, right = candidate.left, candidate.right
    table = Table(
        title=f"{number} of {total}: {candidate.score.score:.0%} likely the same",
        caption=escape(explain(candidate.score.features)),
    )
    table.add_column("")
    table.add_column(escape(left.caption), overflow="fold")
    table.add_column(escape(right.caption), overflow="fold")
    table.add_row("id", escape(left.id), escape(right.id))
    table.add_row("schema", escape(left.schema), escape(right.schema))
    for prop in _SHOWN:
        if left.properties.get(prop) or right.properties.get(prop):
            table.add_row(prop, _values(left, right, prop), _values(right, left, prop))
    return table


def _values(entity: Entity, other: Entity, prop: str) -> str:
    """The values of a property, those that both have in bold."""
    shared = set(other.properties.get(prop, ()))
    values = entity.properties.get(prop, ())
    return "\n".join(f"[bold]{escape(v)}[/]" if v in shared else escape(v) for v in values)


def terminal_keys() -> Iterator[str]:
    """Keys as they are pressed, without echo; where there is no terminal, the letters of standard input."""
    if not sys.stdin.isatty():
        yield from (letter for line in sys.stdin for letter in line.strip())
        return
    while True:
        with _raw():
            key = sys.stdin.read(1)
        if not key or key in "\x03\x04":
            return
        yield key.lower()


@contextmanager
def _raw() -> Iterator[None]:
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin, termios.TCSADRAIN)  # keys typed ahead are kept
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
