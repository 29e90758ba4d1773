"""The arithmetic of exposure, over arrays: facts, their origins, days and bootstrap draws.

A fact's strength on a day is size x status x recency x sureness. Recency is 0 before it began, 1 while it holds, and
then halves
with its lever's half-life. Sureness is 1 - prod(1 - p) over its independent origins, times what the origins against it
leave.
A lever has 10 x its weight x (1 - exp(-sum of its facts)) points, so that each further fact adds less; a side is the
sum of its
levers. The bootstrap is Rubin's (1981): each origin is given a random weight, Exp(1), in each draw; the weight is a
pure function
of seed, origin and draw, so that an origin counts alike in all its facts and companies, in any order.

D. B. Rubin, "The Bayesian Bootstrap", The Annals of Statistics 9 (1981) 130-134.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from math import log

import numpy as np
from numpy.typing import NDArray

from upperhand.assess import dates, reference
from upperhand.assess.types import Fact, Origin
from upperhand.assess.weights import Weights
from upperhand.model import LEVERS, STATE_LEVERS, Quantity

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Links = tuple[Whole, NDArray[np.uint64], Numbers]  # fact number (ascending), origin hash, log(1 - p)
Keep = Callable[[Fact, Origin], bool]
Easings = Mapping[tuple[str, str | None], Sequence[int]]  # the days, in order, by lever and actor
SIDES: tuple[slice, slice] = (slice(0, len(STATE_LEVERS)), slice(len(STATE_LEVERS), len(LEVERS)))
_NUMBER_OF = {lever: number for number, lever in enumerate(LEVERS)}
POINTS = 10.0  # of a lever of weight 1, fully drawn
_BLOCK = 4_000_000  # numbers held at once
_FEW = 1_000_000  # facts times draws, up to which they are taken together and not lever by lever
_MANY = 500_000  # facts times days, from which it pays to go step by step
_MONEY_OF = 2020  # the year whose dollars amounts of earlier years are put into, by US consumer prices
_NOTHING = 1e-12  # what is left by adding and taking away
_NEVER = int(np.iinfo(np.int64).max)
_UNKNOWN = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Table:
    """Facts as columns. `begin`, `hold`, `ends` are day numbers: it begins, holds until, and was eased on (or never).

    `links` pairs a fact with an origin: fact number (ascending), origin hash, log(1 - p); `against` likewise.
    """

    facts: tuple[Fact, ...]
    lever: Whole
    base: Numbers
    begin: Whole
    hold: Whole
    ends: Whole
    links: Links
    against: Links
    weights: Weights


def known_on(origin: Origin) -> int:
    """The day on which an origin could be known, as a number: that on which it came out, or on which the ledger first
    held it, whichever is earlier."""
    return min((_ordinal(day) for day in (origin.published_at, origin.known_at) if day), default=_UNKNOWN)


def table(
    facts: Sequence[Fact],
    weights: Weights,
    known: int | None = None,
    keep: Keep | None = None,
    easings: Easings | None = None,
) -> Table:
    """The columns of these facts, of what was known by the day numbered `known` (all, if None) and of the origins that
    `keep` keeps.

    A fact without an origin left is left out. `easings` are those that act on them, if they are not all among them.
    """
    rows = []
    for fact in facts:
        origins = [origin for origin in fact.origins if _counts(fact, origin, known, keep)]
        moment = _moment(fact, origins) if origins else None
        if moment:
            rows.append(
                (fact, origins, [each for each in fact.opposing_origins if _counts(fact, each, known, keep)], *moment)
            )
    kept = tuple(row[0] for row in rows)
    begin, hold = _column([row[3] for row in rows]), _column([row[4] for row in rows])
    return Table(
        kept,
        _column([_NUMBER_OF[fact.lever] for fact in kept]),
        np.array([_base(row[0], dated=row[5], weights=weights) for row in rows], dtype=np.float64),
        begin,
        hold,
        _ends(kept, begin, easings_among(kept, begin) if easings is None else easings),
        _links([row[1] for row in rows], weights),
        _links([row[2] for row in rows], weights),
        weights,
    )


def _column(values: Sequence[int]) -> Whole:
    return np.array(values, dtype=np.int64)


def _counts(fact: Fact, origin: Origin, known: int | None, keep: Keep | None) -> bool:
    return (known is None or known_on(origin) <= known) and (keep is None or keep(fact, origin))


def _moment(fact: Fact, origins: Sequence[Origin]) -> tuple[int, int, bool] | None:
    """The day it began, the last on which it surely held, and whether its date is known; None if nothing is."""
    told = [day for origin in origins if (day := known_on(origin)) < _UNKNOWN]
    when = dates.when(fact.date)
    if when is None:
        return (min(told), max(told), False) if told else None
    begin = (when.first + when.last) // 2
    if when.is_open:
        return begin, max([begin, *told]), True
    return begin, max(begin, sum(when.end) // 2 if when.end else begin), True


@lru_cache(maxsize=65536)
def _ordinal(text: str) -> int:
    """The last day that a partial date may mean; one that says nothing was never known."""
    found = dates.when(text[:10])
    return found.last if found else _UNKNOWN


def _base(fact: Fact, *, dated: bool, weights: Weights) -> float:
    return (
        size(fact.quantity, fact.date, weights)
        * weights.status[fact.status]
        * (1.0 if dated else weights.evidence.undated)
    )


def size(quantity: Quantity | None, day: str | None, weights: Weights) -> float:
    """How a figure counts against an ordinary one of its unit; 1 without one. Money counts in dollars of 2020."""
    if quantity is None or quantity.value <= 0:
        return 1.0
    value, unit = quantity.value, quantity.unit
    if quantity.currency:
        when = dates.when(day)
        year = date.fromordinal(when.first).year if when else _MONEY_OF
        rate = reference.value("exchange", quantity.currency, year)
        if not rate:
            return 1.0
        value, unit = value / rate * (reference.rise_of_prices("us", year, _MONEY_OF) or 1.0), "money"
    ordinary = weights.size.ordinary.get(unit)
    if not ordinary:
        return 1.0
    return float(min(max((value / ordinary) ** weights.size.exponent, weights.size.least), weights.size.most))


def easings_among(facts: Sequence[Fact], begin: Whole) -> Easings:
    """The days on which actors eased a lever, by lever and actor."""
    found: dict[tuple[str, str | None], list[int]] = {}
    for fact, day in zip(facts, begin.tolist(), strict=True):
        if fact.status == "eased":
            found.setdefault((fact.lever, fact.actor_id), []).append(day)
    return {key: sorted(days) for key, days in found.items()}


def _ends(facts: Sequence[Fact], begin: Whole, easings: Easings) -> Whole:
    """For each fact the first later day on which the same actor eased the same lever; never, if there is none."""
    if not easings:
        return np.full(len(facts), _NEVER, dtype=np.int64)
    ends = []
    for fact, began in zip(facts, begin.tolist(), strict=True):
        days = easings.get((fact.lever, fact.actor_id), ()) if fact.status != "eased" else ()
        after = bisect_right(days, began)
        ends.append(days[after] if after < len(days) else _NEVER)
    return _column(ends)


def _links(origins: Sequence[Sequence[Origin]], weights: Weights) -> Links:
    facts = _column([number for number, theirs in enumerate(origins) for _ in theirs])
    hashes = np.array([_hash(origin.id) for theirs in origins for origin in theirs], dtype=np.uint64)
    return (
        facts,
        hashes,
        np.array([log(1 - chance(origin, weights)) for theirs in origins for origin in theirs], dtype=np.float64),
    )


def chance(origin: Origin, weights: Weights) -> float:
    """The chance that a thing is so when this one origin says so."""
    return (
        weights.evidence.trust
        * min(origin.confidence, 1.0)
        * (weights.evidence.attributed if origin.attributed else 1.0)
    )


def _hash(id: str) -> int:
    return int.from_bytes(blake2b(id.encode(), digest_size=8).digest(), "little")


def recency(given: Table, days: Whole) -> Numbers:
    """Facts by days: 0 before a fact began, 1 while it holds, then halved by half-lives; less once eased."""
    half_lives = np.array([given.weights.levers[lever].half_life for lever in LEVERS], dtype=np.float64)[given.lever][
        :, None
    ]
    days = days[None, :]
    faded = np.exp2(-np.maximum(days - given.hold[:, None], 0) / half_lives)
    eased = np.where(days >= given.ends[:, None], given.weights.evidence.eased, 1.0)
    return np.asarray(np.where(days >= given.begin[:, None], faded * eased, 0.0), dtype=np.float64)


def sureness(given: Table, draws: int = 0) -> Numbers:
    """Draws by facts: how sure each is; the first row is the plain value, `draws` rows of the bootstrap follow."""
    return (1 - np.exp(_summed(given, given.links, draws))) * np.exp(_summed(given, given.against, draws))


def _summed(given: Table, links: Links, draws: int) -> Numbers:
    """Sums of log(1 - p) over each fact's origins, with the weights of each draw."""
    facts, hashes, logs = links
    sums = np.zeros((draws + 1, len(given.lever)))
    if not len(facts):
        return sums
    sums[0] = np.bincount(facts, logs, len(given.lever))
    starts = np.flatnonzero(np.diff(facts, prepend=-1))
    step = max(1, _BLOCK // len(facts))
    for first in range(0, draws, step):
        rows = np.arange(first, min(first + step, draws))
        sums[np.ix_(rows + 1, facts[starts])] = np.add.reduceat(
            _exponential(given.weights.interval.seed, hashes, rows) * logs, starts, axis=1
        )
    return sums


def _exponential(seed: int, hashes: NDArray[np.uint64], rows: Whole) -> Numbers:
    """Draws by origins: Exp(1) numbers by SplitMix64 of seed, draw and origin."""
    with np.errstate(over="ignore"):
        streams = (rows.astype(np.uint64) + np.uint64(seed % 2**32) * np.uint64(2**32) + np.uint64(1)) * np.uint64(
            0x9E3779B97F4A7C15
        )
        z = hashes[None, :] + streams[:, None]
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return np.asarray(-np.log(((z >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53), dtype=np.float64)


def lever_sums(
    given: Table, days: Whole, draws: int = 0, levers: Sequence[int] = range(len(LEVERS))
) -> tuple[Numbers, Numbers]:
    """Draws by levers by days: the sums of the strengths of the facts; and how sure each fact is by itself.

    The first draw is the plain value, `draws` rows of the bootstrap follow. Of many facts lever by lever, to spare
    memory. `levers` are all that facts are of, by number.
    """
    sums = np.zeros((draws + 1, len(levers), len(days)))
    if len(given.lever) * max(draws + 1, len(days)) <= _FEW:
        sure = sureness(given, draws)
        drawn, recent = sure * given.base, recency(given, days)
        for at, lever in enumerate(levers):
            mine = np.flatnonzero(given.lever == lever)
            if len(mine):
                sums[:, at, :] = drawn[:, mine] @ recent[mine]
        return sums, sure[0]
    plain = np.zeros(len(given.lever))
    for at, lever in enumerate(levers):
        kept = given.lever == lever
        theirs = only(given, kept)
        sure = sureness(theirs, draws)
        plain[kept] = sure[0]
        sums[:, at, :] = summed(theirs, sure, days)
    return sums, plain


def summed(given: Table, sure: Numbers, days: Whole) -> Numbers:
    """Draws by days: the sums of the strengths of facts of one lever."""
    many = len(given.lever) * len(days) > _MANY
    return _summed_by_steps(given, sure, days) if many else (sure * given.base) @ recency(given, days)


def only(given: Table, kept: NDArray[np.bool_]) -> Table:
    """The rows of these facts."""
    facts = tuple(given.facts[at] for at in np.flatnonzero(kept)) if given.facts else ()
    return replace(
        given,
        facts=facts,
        lever=given.lever[kept],
        base=given.base[kept],
        begin=given.begin[kept],
        hold=given.hold[kept],
        ends=given.ends[kept],
        links=_of(given.links, kept),
        against=_of(given.against, kept),
    )


def _of(links: Links, kept: NDArray[np.bool_]) -> Links:
    facts, hashes, logs = links
    mine = kept[facts]
    return (np.cumsum(kept) - 1)[facts[mine]], hashes[mine], logs[mine]


def _summed_by_steps(given: Table, sure: Numbers, days: Whole) -> Numbers:
    """As `(sure * base) @ recency`, of facts of one lever, in a time that does not grow with facts times days.

    From day to day what holds changes by what begins and ends, and what fades is multiplied by one factor.
    """
    order = np.argsort(days, kind="stable")
    ordered = days[order]
    half_life = given.weights.levers[LEVERS[int(given.lever[0])]].half_life
    lost = 1 - given.weights.evidence.eased
    begins, fades = np.searchsorted(ordered, given.begin), np.searchsorted(ordered, given.hold, side="right")
    eases = np.maximum(np.searchsorted(ordered, given.ends), begins)
    one, early = np.ones(len(given.lever)), np.where(eases < fades, lost, 0.0)
    holding = ((begins, one), (np.where(eases < fades, eases, len(days)), -early), (fades, early - one))
    late = np.where(eases > fades, eases, len(days))
    fading = (
        (fades, _left(ordered, fades, given.hold, half_life) * np.where(eases <= fades, 1 - lost, 1.0)),
        (late, -lost * _left(ordered, late, given.hold, half_life)),
    )
    strength = sure * given.base
    held = np.cumsum(_at_steps(strength, holding, len(days)), axis=1)
    faded = _at_steps(strength, fading, len(days))
    for at, apart in enumerate(np.diff(ordered).tolist(), start=1):
        faded[:, at] += faded[:, at - 1] * 2.0 ** (-apart / half_life)
    sums = np.empty_like(held)
    sums[:, order] = np.where(held + faded > _NOTHING, held + faded, 0.0)
    return sums


def _left(days: Whole, steps: Whole, hold: Whole, half_life: float) -> Numbers:
    """What is left of each fact on the day of its step; steps after the last day do not count."""
    on = days[np.minimum(steps, len(days) - 1)]
    return np.asarray(np.exp2(-np.maximum(on - hold, 0) / half_life), dtype=np.float64)


def _at_steps(strength: Numbers, changes: Sequence[tuple[Whole, Numbers]], count: int) -> Numbers:
    """Draws by days: the sum of what changes at each step."""
    total = np.zeros((len(strength), count))
    for steps, factors in changes:
        counts = np.flatnonzero((steps < count) & (factors != 0))
        if len(counts):
            order = counts[np.argsort(steps[counts], kind="stable")]
            starts = np.flatnonzero(np.diff(steps[order], prepend=-1))
            total[:, steps[order][starts]] += np.add.reduceat(strength[:, order] * factors[order], starts, axis=1)
    return total


def strengths(sums: Numbers, weights: Weights, levers: Sequence[int] | None = None) -> Numbers:
    """Draws by levers (all of them, or these) by days: the points of each lever, at most 10 times its weight."""
    most = POINTS * np.array([weights.levers[lever].weight for lever in LEVERS])
    most = most if levers is None else most[list(levers)]
    points = np.exp(-sums)
    np.subtract(1.0, points, out=points)
    points *= most.reshape(1, -1, 1)
    return np.asarray(points, dtype=np.float64)
