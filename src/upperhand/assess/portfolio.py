"""Several holdings at once: their weighted exposure, what each adds, and what changed since a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from upperhand.assess.exposure import Exposure, Measure
from upperhand.errors import InputError

COLUMNS = "name (or ticker) and weight"


@dataclass(frozen=True, slots=True)
class Holding:
    """One line of a portfolio: the name as given and its share, in [0, 1]; the shares add up to 1."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that weighs otherwise than on the day before: its points then and now, in its company's measure."""

    fact_id: str
    lever: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Position:
    """A holding with its company's exposure, and what it adds to the portfolio's levers, counter-forces and balance."""

    holding: Holding
    entity_id: str
    exposure: Exposure
    levers: float
    counter: float
    balance: float
    since: float | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The holdings, the one that adds most to either side first, and the whole; `since` is the change of its
    balance."""

    positions: tuple[Position, ...]
    levers: Measure
    counter: Measure
    balance: Measure
    since: float | None = None


def read_holdings(rows: Iterable[Mapping[str, str]], source: str) -> tuple[Holding, ...]:
    """Holdings from the rows of a CSV with `name` or `ticker` and `weight` (a share, a percentage or an amount: any
    unit).

    Raises InputError naming file, row and column.
    """
    found: dict[str, float] = {}
    for number, row in enumerate(rows, start=2):
        cells = {key.strip().lower(): value.strip() for key, value in row.items()}
        name = cells.get("name") or cells.get("ticker") or ""
        if not name:
            raise InputError(f"{source}, row {number}: no name; the columns are {COLUMNS}")
        if name in found:
            raise InputError(f"{source}, row {number}: {name!r} stands twice; add its weights up")
        found[name] = _weight(cells.get("weight"), f"{source}, row {number}")
    total = sum(found.values())
    if not total:
        raise InputError(f"{source}: no holdings in it; the columns are {COLUMNS}")
    return tuple(Holding(name, weight / total) for name, weight in found.items())


def _weight(text: str | None, where: str) -> float:
    if not text:
        raise InputError(f"{where}: no weight; the columns are {COLUMNS}")
    try:
        value = float(text.rstrip("%").replace(",", ""))
    except ValueError:
        value = float("nan")
    if not isfinite(value) or value <= 0:
        raise InputError(f"{where}: weight {text!r} is not a positive number")
    return value


def portfolio(holdings: Sequence[tuple[Holding, str, Exposure]], before: Sequence[Exposure] | None = None) -> Portfolio:
    """The portfolio of these holdings (with entity id and exposure); `before` are the exposures on an earlier day, in
    their order.

    The ends of its intervals add those of the holdings in quadrature around the sum, as for companies that err
    independently.
    """
    positions = [
        Position(
            holding,
            entity,
            now,
            holding.weight * now.levers.value,
            holding.weight * now.counter.value,
            holding.weight * now.balance.value,
        )
        for holding, entity, now in holdings
    ]
    if before is not None:
        positions = [
            replace(each, since=each.exposure.balance.value - was.balance.value, changes=changes(was, each.exposure))
            for each, was in zip(positions, before, strict=True)
        ]
    since = None if before is None else sum(each.holding.weight * (each.since or 0.0) for each in positions)
    ordered = sorted(positions, key=lambda each: (-max(each.levers, each.counter), each.holding.name))
    return Portfolio(
        tuple(ordered),
        _sum([(each.holding.weight, each.exposure.levers) for each in ordered]),
        _sum([(each.holding.weight, each.exposure.counter) for each in ordered]),
        _sum([(each.holding.weight, each.exposure.balance) for each in ordered]),
        since,
    )


def _sum(parts: Sequence[tuple[float, Measure]]) -> Measure:
    value = sum(weight * measure.value for weight, measure in parts)
    down = sum((weight * (measure.value - measure.low)) ** 2 for weight, measure in parts) ** 0.5
    up = sum((weight * (measure.high - measure.value)) ** 2 for weight, measure in parts) ** 0.5
    return Measure(round(value, 4), round(value - down, 4), round(value + up, 4))


def changes(before: Exposure, after: Exposure, least: float = 0.01) -> tuple[Change, ...]:
    """The facts whose points differ by `least` or more between two days, the largest difference first."""
    was = {each.fact_id: each for each in before.contributions}
    now = {each.fact_id: each for each in after.contributions}
    found = [
        Change(
            id,
            (now.get(id) or was[id]).lever,
            was[id].points if id in was else 0.0,
            now[id].points if id in now else 0.0,
        )
        for id in was.keys() | now.keys()
    ]
    kept = [change for change in found if abs(change.after - change.before) >= least]
    return tuple(sorted(kept, key=lambda change: (-abs(change.after - change.before), change.fact_id)))
