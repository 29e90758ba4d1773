"""Commands that measure: exposure, compare, rank, portfolio, events."""

import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upperhand.cli.app import JsonOption, LedgerOption, app, console, open_filled, say, say_json, settings, show
from upperhand.errors import InputError
from upperhand.model import LEVERS, Lever

if TYPE_CHECKING:
    from upperhand.assess.exposure import Exposure, Measure
    from upperhand.assess.portfolio import Portfolio
    from upperhand.assess.weights import Weights
    from upperhand.measures import Clocks, Measured, Study

DayOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DAY", help="The day that is measured: when it was so (default: today)."),
]
KnownOption = Annotated[
    str | None, typer.Option("--known", metavar="DAY", help="Only what was known by then: sources that had come out.")
]
HeldOption = Annotated[
    str | None, typer.Option("--held", metavar="TIME", help="The ledger as it stood on that day or at that time.")
]
WeightsOption = Annotated[
    Path | None,
    typer.Option(
        "--weights", metavar="FILE", help="Other weights and half-lives, as a TOML file (see --show-weights)."
    ),
]
PictureOption = Annotated[
    Path | None, typer.Option("--picture", metavar="FILE.svg", help="Also draw it into this file.")
]


def _clocks(day: str | None, known: str | None, held: str | None) -> "Clocks":
    from upperhand.measures import Clocks

    return Clocks(day or settings().now[:10], known, held)


def _weights(path: Path | None) -> "Weights":
    from upperhand.assess.weights import read_weights

    return read_weights(path)


def _draw(picture: Path | None, drawn: str) -> None:
    if picture is None:
        return
    if not drawn:
        raise InputError(f"there is nothing to draw into {picture}: no fact is dated before that day")
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_text(drawn, encoding="utf-8")
    print(f"wrote {picture}", file=sys.stderr)


@app.command()
def exposure(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A company: a name in any script, a ticker or an id.")
    ] = None,
    ledger: LedgerOption = None,
    as_of: DayOption = None,
    known: KnownOption = None,
    held: HeldOption = None,
    weights: WeightsOption = None,
    picture: PictureOption = None,
    show_weights: Annotated[
        bool, typer.Option("--show-weights", help="Print the weights that come with the program, and stop.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """How strongly levers and counter-forces are drawn on a company on a day, with the facts behind, and over time."""
    from upperhand.measures import exposure_of
    from upperhand.pictures import exposure_picture

    if show_weights:
        from upperhand import data

        print((data.ROOT / "exposure.toml").read_text(encoding="utf-8"), end="")
        return
    if name is None:
        raise InputError("exposure of whom? give a company's name")
    with open_filled(ledger) as book:
        found = exposure_of(book, name, _clocks(as_of, known, held), weights=_weights(weights))
    _draw(picture, exposure_picture(found) if picture else "")
    if as_json:
        say_json(_exposure_row(found))
    else:
        _print_exposure(found)


def _exposure_row(found: "Measured") -> dict[str, Any]:
    return {
        "id": found.entity.id,
        "name": found.entity.caption,
        **asdict(found.exposure),
        "series": [
            {key: value for key, value in asdict(each).items() if key not in {"contributions", "known"}}
            for each in found.series
        ],
        "without": [asdict(each) for each in found.without],
    }


def _print_exposure(found: "Measured") -> None:
    from rich.markup import escape

    now, screen = found.exposure, console()
    clock = f", of what was known by {now.known}" if now.known else ""
    screen.print(f"[bold]{escape(found.entity.caption)}[/bold] on {now.day}{clock}: {_verdict(now)}")
    screen.print(
        f"levers {_interval(now.levers)}, counter-forces {_interval(now.counter)}, balance {_interval(now.balance)}\n"
    )
    facts = {fact.id: fact for fact in found.facts}
    show(
        (
            {
                "points": each.points,
                "lever": each.lever,
                "sure": each.sureness,
                "recent": each.recency,
                "origins": each.origins,
                "date": facts[each.fact_id].date,
                "actor": facts[each.fact_id].actor,
                "fact": each.fact_id,
            }
            for each in now.contributions
        ),
        {
            "points": lambda row: f"{row['points']:.2f}",
            "lever": lambda row: row["lever"],
            "date": lambda row: row["date"] or "",
            "actor": lambda row: row["actor"] or "",
            "sure": lambda row: f"{row['sure']:.2f}",
            "recent": lambda row: f"{row['recent']:.2f}",
            "origins": lambda row: str(row["origins"]),
            "fact": lambda row: row["fact"][:13],
        },
        as_json=False,
        empty="no fact is drawn on that day",
    )
    screen.print("\nwithout")
    show(
        (asdict(each) for each in found.without[:8]),
        {
            "": lambda row: row["kind"],
            "left out": lambda row: row["name"],
            "levers": lambda row: f"{row['levers']:.2f}",
            "counter-forces": lambda row: f"{row['counter']:.2f}",
            "balance": lambda row: f"{row['balance']:+.2f}",
            "change": lambda row: f"{row['change']:+.2f}",
        },
        as_json=False,
        empty="nothing to leave out",
    )


def _verdict(now: "Exposure") -> str:
    if now.balance.low > 0:
        return "the state's levers outweigh the counter-forces"
    if now.balance.high < 0:
        return "the counter-forces outweigh the state's levers"
    return "neither side clearly outweighs the other"


def _interval(measure: "Measure") -> str:
    return f"{measure.value:.1f} ({measure.low:.1f} to {measure.high:.1f})"


@app.command()
def compare(
    names: Annotated[list[str], typer.Argument(metavar="NAME NAME...", help="Two companies or more.")],
    ledger: LedgerOption = None,
    as_of: DayOption = None,
    known: KnownOption = None,
    held: HeldOption = None,
    weights: WeightsOption = None,
    picture: PictureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put companies side by side: levers, counter-forces and balance on one day."""
    from upperhand.measures import compare as compared

    with open_filled(ledger) as book:
        found = compared(book, names, _clocks(as_of, known, held), weights=_weights(weights))
    _side_by_side(found, picture, as_json)


def _side_by_side(found: "Sequence[Measured]", picture: Path | None, as_json: bool) -> None:
    from upperhand.pictures import comparison_picture

    _draw(picture, comparison_picture(found[:40]) if picture else "")
    show(
        (
            {"place": place, "id": each.entity.id, "name": each.entity.caption, **asdict(each.exposure)}
            for place, each in enumerate(found, 1)
        ),
        {
            "": lambda row: str(row["place"]),
            "company": lambda row: row["name"],
            "levers": lambda row: _cell(row["levers"]),
            "counter-forces": lambda row: _cell(row["counter"]),
            "balance": lambda row: _cell(row["balance"]),
            "strongest": lambda row: _strongest(row["by_lever"]),
        },
        as_json=as_json,
        empty="no companies",
    )


def _cell(measure: dict[str, float]) -> str:
    return f"{measure['value']:.1f} ({measure['low']:.1f} to {measure['high']:.1f})"


def _strongest(by_lever: dict[str, dict[str, float]]) -> str:
    return ", ".join(sorted(by_lever, key=lambda lever: -by_lever[lever]["value"])[:3])


@app.command()
def rank(
    sector: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only companies of this sector of the name tables.")
    ] = None,
    first: Annotated[int, typer.Option(metavar="N", min=1, help="Print the first N.")] = 50,
    ledger: LedgerOption = None,
    as_of: DayOption = None,
    known: KnownOption = None,
    held: HeldOption = None,
    weights: WeightsOption = None,
    picture: PictureOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rank the companies of the ledger by the strength of the levers on them."""
    from upperhand.measures import rank as ranked

    with open_filled(ledger) as book:
        found = ranked(book, _clocks(as_of, known, held), sector=sector, weights=_weights(weights))
    _side_by_side(found[:first], picture, as_json)


@app.command()
def portfolio(
    holdings: Annotated[Path, typer.Argument(metavar="HOLDINGS.csv", help="A CSV with name (or ticker) and weight.")],
    since: Annotated[str | None, typer.Option(metavar="DAY", help="Also what changed since that day.")] = None,
    ledger: LedgerOption = None,
    as_of: DayOption = None,
    known: KnownOption = None,
    held: HeldOption = None,
    weights: WeightsOption = None,
    picture: PictureOption = None,
    as_json: JsonOption = False,
) -> None:
    """The weighted exposure of several holdings, what each adds, and what changed since a day."""
    from upperhand.measures import portfolio_of
    from upperhand.pictures import portfolio_picture

    rows = _rows(holdings)
    with open_filled(ledger) as book:
        found = portfolio_of(
            book, rows, str(holdings), _clocks(as_of, known, held), since=since, weights=_weights(weights)
        )
    _draw(picture, portfolio_picture(found) if picture else "")
    if as_json:
        say_json(asdict(found))
        return
    _print_portfolio(found, since)


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV, its columns in lower case. Raises InputError for a file that cannot be read as one."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return [
                {(key or "").strip().lower(): value for key, value in row.items() if isinstance(value, str)}
                for row in csv.DictReader(lines)
            ]
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read as a CSV in UTF-8: {error}") from None


def _print_portfolio(found: "Portfolio", since: str | None) -> None:
    show(
        (asdict(each) for each in found.positions),
        {
            "holding": lambda row: row["holding"]["name"],
            "weight": lambda row: f"{row['holding']['weight']:.1%}",
            "levers": lambda row: _cell(row["exposure"]["levers"]),
            "counter-forces": lambda row: _cell(row["exposure"]["counter"]),
            "adds": lambda row: f"{row['levers']:+.2f} / {-row['counter']:+.2f}",
            "since": lambda row: "" if row["since"] is None else f"{row['since']:+.2f}",
            "changed most": lambda row: ", ".join(
                f"{each['lever']} {each['after'] - each['before']:+.1f}" for each in row["changes"][:2]
            ),
        },
        as_json=False,
        empty="no holdings",
    )
    told = f"; balance {found.since:+.2f} since {since}" if found.since is not None else ""
    print(
        f"\nwhole: levers {_interval(found.levers)}, counter-forces {_interval(found.counter)}, balance "
        f"{_interval(found.balance)}{told}"
    )


@app.command()
def events(
    prices: Annotated[
        Path, typer.Argument(metavar="PRICES.csv", help="A CSV with date, company, price and market (an index level).")
    ],
    lever: Annotated[list[str] | None, typer.Option(help="Only facts of this lever; may be given again.")] = None,
    before: Annotated[
        int, typer.Option(metavar="DAYS", min=0, max=250, help="Trading days of the window before the event.")
    ] = 5,
    after: Annotated[
        int, typer.Option(metavar="DAYS", min=0, max=250, help="Trading days of the window after the event.")
    ] = 5,
    estimation: Annotated[
        int, typer.Option(metavar="DAYS", min=30, max=2500, help="Trading days that the market model is fitted on.")
    ] = 120,
    gap: Annotated[
        int, typer.Option(metavar="DAYS", min=0, max=250, help="Trading days between fitting and window.")
    ] = 10,
    longest_gap: Annotated[
        int, typer.Option(metavar="DAYS", min=4, help="Calendar days that prices may be missing.")
    ] = 15,
    ledger: LedgerOption = None,
    held: HeldOption = None,
    picture: PictureOption = None,
    as_json: JsonOption = False,
) -> None:
    """What the ledger's facts did to share prices: the standard event study with the market model."""
    from upperhand.assess.events import Windows
    from upperhand.measures import events_of
    from upperhand.pictures import study_picture

    windows = Windows(-before, after, estimation, gap)
    with open_filled(ledger) as book:
        found = events_of(
            book, _rows(prices), str(prices), levers=_levers(lever), windows=windows, held=held, longest_gap=longest_gap
        )
    _draw(picture, study_picture(found) if picture else "")
    if as_json:
        say_json(asdict(found))
    else:
        _print_study(found)


def _levers(given: Iterable[str] | None) -> tuple[Lever, ...]:
    wanted = set(given or LEVERS)
    if unknown := sorted(wanted.difference(LEVERS)):
        raise InputError(f"no lever {unknown[0]!r}; the levers are {', '.join(LEVERS)}")
    return tuple(lever for lever in LEVERS if lever in wanted)


def _print_study(found: "Study") -> None:
    show(
        (asdict(each) for each in found.effects),
        {
            "company": lambda row: row["firm"],
            "event": lambda row: row["event"],
            "first traded": lambda row: row["day"],
            "beta": lambda row: f"{row['beta']:.2f}",
            "abnormal return": lambda row: _percent(row["cumulative"], row["low"], row["high"]),
            "p": lambda row: f"{row['p_value']:.3f}",
            "facts": lambda row: " ".join(id[:13] for id in row["fact_ids"]),
        },
        as_json=False,
        empty="no event",
    )
    mean = found.average
    print(
        f"\nmean of {mean.events}: {_percent(mean.cumulative, mean.low, mean.high)}, z = {mean.z:.2f}, p "
        f"= {mean.p_value:.3f}"
    )
    for each in found.skipped:
        say(f"not studied: {each.firm}, {each.event}: {each.why}")


def _percent(value: float, low: float, high: float) -> str:
    return f"{100 * value:+.1f}% ({100 * low:+.1f} to {100 * high:+.1f})"
