"""Several holdings at once: their weighted exposure, what each adds, and what changed since a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from upperhand.assess.exposure import Exposure, Measure, sides_of
from upperhand.assess.strength import Numbers
from upperhand.assess.weights import Weights
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


@dataclass(frozen=True, slots=True)
class Held:
    """A holding with its company, its exposure, the draws of its sides (`exposure.side_draws`), and its exposure before."""

    holding: Holding
    entity_id: str
    exposure: Exposure
    draws: Numbers
    before: Exposure | None = None


def portfolio(held: Sequence[Held], weights: Weights | None = None) -> Portfolio:
    """The portfolio of these holdings, of one day and one set of weights.

    Its intervals are those of the weighted sum in the draws of the bootstrap: a source that several companies share
    weighs the same in all of them, so that holdings on the same sources err together.
    """
    ordered = sorted(map(_position, held), key=lambda each: (-max(each.levers, each.counter), each.holding.name))
    whole = np.sum([each.holding.weight * each.draws for each in held], axis=0)
    known = [each.holding.weight * each.since for each in ordered if each.since is not None]
    return Portfolio(tuple(ordered), *sides_of(whole, weights), sum(known) if known else None)


def _position(held: Held) -> Position:
    now, was, weight = held.exposure, held.before, held.holding.weight
    return Position(
        held.holding,
        held.entity_id,
        now,
        weight * now.levers.value,
        weight * now.counter.value,
        weight * now.balance.value,
        None if was is None else now.balance.value - was.balance.value,
        () if was is None else changes(was, now),
    )


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
