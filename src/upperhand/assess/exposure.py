"""Exposure and balance: how strongly a state's levers on a company, and the forces against them, are drawn on a day.

A lever of weight 1, fully drawn, has 10 points; a side is the sum of its levers, the balance the levers less the
counter-forces: above
zero the state has the upper hand. Two clocks: the day it is about, and `known`, by when it had to be known (the day a
source came out, or on which the ledger first held it, whichever is earlier).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from upperhand.assess import dates, strength
from upperhand.assess.strength import SIDES, Keep, Numbers, Table
from upperhand.assess.types import Fact, Origin
from upperhand.assess.weights import Weights, shipped
from upperhand.errors import InputError
from upperhand.model import LEVERS, Lever


@dataclass(frozen=True, slots=True)
class Measure:
    """A value with the ends of its interval, in points."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one fact adds: `points` of its side, from its size and status (`base`), how recent and how sure it is."""

    fact_id: str
    lever: Lever
    points: float
    base: float
    recency: float
    sureness: float
    origins: int


@dataclass(frozen=True, slots=True)
class Exposure:
    """One company on one day (`YYYY-MM-DD`), of what was known by `known` (None: all): both sides, the balance, each
    lever.

    `by_lever` has the levers that any fact draws; `contributions` the facts that make it, the weightiest first; their
    points add
    up to the sides.
    """

    day: str
    known: str | None
    levers: Measure
    counter: Measure
    balance: Measure
    by_lever: dict[Lever, Measure]
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """What the measures become when something is left out: `kind` is `source`, `lever` or `attributed`, `change` that
    of the balance."""

    kind: str
    name: str
    levers: float
    counter: float
    balance: float
    change: float


def exposure(facts: Iterable[Fact], day: str, *, known: str | None = None, weights: Weights | None = None) -> Exposure:
    """The exposure of one company, whose facts these are, on a day. Raises InputError if `day` or `known` is no
    date."""
    return over_time(facts, [day], known=known, weights=weights)[0]


def over_time(
    facts: Iterable[Fact],
    days: Sequence[str],
    *,
    known: str | None = None,
    weights: Weights | None = None,
    opened: bool = True,
    sides_only: bool = False,
) -> tuple[Exposure, ...]:
    """The exposure on each of these days; without `opened`, the facts that make each point are left out.

    `sides_only` leaves out single levers too, which is quicker.
    """
    weights = weights or shipped()
    given = strength.table(list(facts), weights, _moment(known))
    return of_table(given, days, known, opened=opened, sides_only=sides_only)


def of_table(
    given: Table, days: Sequence[str], known: str | None = None, *, opened: bool = True, sides_only: bool = False
) -> tuple[Exposure, ...]:
    """As `over_time`, of facts that were made columns of what was known by then."""
    weights = given.weights
    numbers = np.array([_ordinal(day) for day in days], dtype=np.int64)
    sums, sure = strength.lever_sums(given, numbers, weights.interval.draws)
    points = strength.strengths(sums, weights)
    levers, counter = (points[:, side].sum(axis=1, keepdims=True) for side in SIDES)
    drawn = [] if sides_only else np.flatnonzero((sums[0] > 0).any(axis=1)).tolist()
    rows = np.concatenate([levers, counter, levers - counter, points[:, drawn]], axis=1)
    ends = bounds(rows, weights.interval.coverage)
    found = []
    for at, number in enumerate(numbers.tolist()):
        of_levers, of_counter, balance, *of_each = (Measure(*each) for each in ends[at])
        by_lever = {LEVERS[row]: each for row, each in zip(drawn, of_each, strict=True) if sums[0, row, at] > 0}
        made = _contributions(given, points[0, :, at], sums[0, :, at], number, sure) if opened else ()
        found.append(Exposure(_iso(number), known, of_levers, of_counter, balance, by_lever, made))
    return tuple(found)


def side_draws(facts: Iterable[Fact], day: str, *, known: str | None = None, weights: Weights | None = None) -> Numbers:
    """Draws by sides (levers, counter-forces, balance) of one company on a day: the value, then the bootstrap's.

    Draws of several companies belong together row by row: in one draw a source weighs the same in all of them.
    """
    weights = weights or shipped()
    given = strength.table(list(facts), weights, _moment(known))
    sums, _ = strength.lever_sums(given, np.array([_ordinal(day)], dtype=np.int64), weights.interval.draws)
    levers, counter = (strength.strengths(sums, weights)[:, side, 0].sum(axis=1) for side in SIDES)
    return np.stack([levers, counter, levers - counter], axis=1)


def sides_of(draws: Numbers, weights: Weights | None = None) -> tuple[Measure, Measure, Measure]:
    """Levers, counter-forces and balance from such draws."""
    levers, counter, balance = bounds(draws[:, :, None], (weights or shipped()).interval.coverage)[0]
    return Measure(*levers), Measure(*counter), Measure(*balance)


def bounds(draws: Numbers, coverage: float) -> list[list[tuple[float, float, float]]]:
    """Days by rows: value, lower and upper end; the first draw is the value, the others give the interval around it."""
    last = np.ascontiguousarray(np.moveaxis(draws[1:], 0, -1))  # in which one draw lies beside the next
    low, high = np.quantile(last, [(1 - coverage) / 2, (1 + coverage) / 2], axis=-1)
    ends = np.stack([draws[0], np.minimum(low, draws[0]), np.maximum(high, draws[0])])
    found: list[list[tuple[float, float, float]]] = np.round(ends, 4).transpose(2, 1, 0).tolist()
    return found


def _contributions(given: Table, points: Numbers, sums: Numbers, day: int, sure: Numbers) -> tuple[Contribution, ...]:
    recent = strength.recency(given, np.array([day], dtype=np.int64))[:, 0]
    parts = given.base * recent * sure
    own = points[given.lever] * np.divide(
        parts, sums[given.lever], out=np.zeros_like(parts), where=sums[given.lever] > 0
    )
    origins = np.bincount(given.links[0], minlength=len(given.facts))
    order = sorted(np.flatnonzero(own > 0).tolist(), key=lambda number: (-own[number], given.facts[number].id))
    return tuple(
        Contribution(
            given.facts[number].id,
            given.facts[number].lever,
            round(float(own[number]), 4),
            round(float(given.base[number]), 4),
            round(float(recent[number]), 4),
            round(float(sure[number]), 4),
            int(origins[number]),
        )
        for number in order
    )


def table_of(facts: Sequence[Fact], known: str | None = None, weights: Weights | None = None) -> Table:
    """The facts as columns, of what was known by that day."""
    return strength.table(facts, weights or shipped(), _moment(known))


def standing(given: Table) -> Numbers:
    """How well each fact stands and how much it matters: size x status x sureness x the weight of its lever."""
    weight = np.array([given.weights.levers[lever].weight for lever in LEVERS])[given.lever]
    return np.asarray(given.base * strength.sureness(given)[0] * weight, dtype=np.float64)


def months(facts: Iterable[Fact], last: str) -> tuple[str, ...]:
    """The last days of the months from the earliest dated fact to `last`, and `last` itself; at most 40 years of
    them."""
    begun = [given for fact in facts if (given := dates.when(fact.date))]
    end = date.fromordinal(_ordinal(last))
    first = date.fromordinal(
        min((each.first for each in begun if each.first <= end.toordinal()), default=end.toordinal())
    )
    first = max(first, date(max(1, end.year - 40), 1, 1))
    found = []
    year, month = first.year, first.month
    while (year, month) <= (end.year, end.month):
        year, month = year + month // 12, month % 12 + 1
        found.append((date(year, month, 1) - timedelta(days=1)).isoformat())
    return (*(day for day in found if day < end.isoformat()), end.isoformat())


def sensitivity(
    facts: Iterable[Fact], day: str, *, known: str | None = None, weights: Weights | None = None
) -> tuple[Without, ...]:
    """What the measures become without each single publisher, without each lever, and without all attributed claims.

    The strongest changes of the balance come first. A document without a publisher is a source by itself; an origin
    stays as long
    as one other source tells it.
    """
    weights, kept = weights or shipped(), list(facts)
    whole = _plain(kept, day, known, weights, None)
    sources = sorted(
        {source for fact in kept for origin in (*fact.origins, *fact.opposing_origins) for source in _sources(origin)}
    )
    levers = sorted({fact.lever for fact in kept}, key=LEVERS.index)
    cases: list[tuple[str, str, list[Fact], Keep | None]] = [
        ("source", source, [fact for fact in kept if _touches(fact, source)], _not_only(source)) for source in sources
    ]
    cases += [
        ("lever", lever, [fact for fact in kept if fact.lever == lever], lambda fact, origin: False) for lever in levers
    ]
    cases += [("attributed", "all attributed claims", kept, lambda fact, origin: not origin.attributed)]
    found = [
        _without(kind, name, kept, touched, keep, whole, day, known, weights) for kind, name, touched, keep in cases
    ]
    return tuple(sorted(found, key=lambda case: (-abs(case.change), case.kind, case.name)))


def _sources(origin: Origin) -> set[str]:
    return {publisher or document for publisher, document in zip(origin.publishers, origin.document_ids, strict=True)}


def _touches(fact: Fact, source: str) -> bool:
    return any(source in _sources(origin) for origin in (*fact.origins, *fact.opposing_origins))


def _not_only(source: str) -> Keep:
    return lambda fact, origin: _sources(origin) != {source}


def _plain(facts: Sequence[Fact], day: str, known: str | None, weights: Weights, keep: Keep | None) -> Numbers:
    """The sums of the levers on a day, without the bootstrap."""
    given = strength.table(facts, weights, _moment(known), keep)
    return strength.lever_sums(given, np.array([_ordinal(day)], dtype=np.int64))[0][0, :, 0]


def _without(
    kind: str,
    name: str,
    kept: Sequence[Fact],
    touched: Sequence[Fact],
    keep: Keep | None,
    whole: Numbers,
    day: str,
    known: str | None,
    weights: Weights,
) -> Without:
    # Facts of other levers are as they were; within a lever all are asked again, since an easing acts on all of it.
    levers = {fact.lever for fact in touched}
    mine = [fact for fact in kept if fact.lever in levers]
    sums = whole.copy()
    own = _plain(mine, day, known, weights, keep)
    for lever in levers:
        sums[LEVERS.index(lever)] = own[LEVERS.index(lever)]
    before, after = (strength.strengths(each[None, :, None], weights)[0, :, 0] for each in (whole, sums))
    was, now = ([float(points[side].sum()) for side in SIDES] for points in (before, after))
    change = (now[0] - now[1]) - (was[0] - was[1])
    return Without(kind, name, round(now[0], 4), round(now[1], 4), round(now[0] - now[1], 4), round(change, 4))


def _ordinal(day: str) -> int:
    """A day as a number; of a month or year its last day."""
    found = dates.when(day)
    if found is None or "/" in day:
        raise InputError(f"{day!r} is not a day of the form 2021-04-10")
    return int(found.last)


def _moment(known: str | None) -> int | None:
    return None if known is None else _ordinal(known)


def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
