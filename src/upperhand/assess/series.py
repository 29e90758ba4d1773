"""The exposure of a company at the ends of quarters, summed up lever by lever.

Of a company that is kept in parts the sums of each lever are kept too (`Drawn`), in whole numbers: facts that change are
taken out and put in, and no others are asked, unless an actor eased a lever: then those of that actor are.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from upperhand.assess import strength
from upperhand.assess.digest import Drawn, Point
from upperhand.assess.exposure import bounds
from upperhand.assess.strength import Numbers
from upperhand.assess.tallies import Tally, combined, packed, quarter_end, sums_on, tally, unpacked
from upperhand.assess.types import Fact
from upperhand.assess.weights import shipped
from upperhand.model import LEVERS, STATE_LEVERS, Lever

YEARS = 40  # a series goes back so far at most


def of_facts(facts: Sequence[Fact], first: int, last: int) -> tuple[Point, ...]:
    """The series of a company from all its facts, from a day on up to that on which the ledger is read."""
    if not facts:
        return ()
    days = _days(first, last)
    weights = shipped()
    present = sorted({LEVERS.index(fact.lever) for fact in facts})
    given = strength.table(facts, weights, last)
    return _points(days, present, strength.lever_sums(given, np.array(days), weights.interval.draws, present)[0])


def of_levers(drawn: Mapping[Lever, Drawn], first: int, last: int) -> tuple[Point, ...]:
    """As `of_facts`, from what is kept of each lever."""
    if not drawn:
        return ()
    days = _days(first, last)
    levers = sorted(drawn)
    sums = np.stack([_sums_on(drawn[lever], lever, days) for lever in levers], axis=1)
    return _points(days, [LEVERS.index(lever) for lever in levers], sums)


def _sums_on(each: Drawn, lever: Lever, days: Sequence[int]) -> Numbers:
    late = {day: sums for day, sums in unpacked(each.late, each.late_sums).items() if day > days[-1]}
    half_life = shipped().levers[lever].half_life
    return sums_on(unpacked(each.days, each.sums), late, days, shipped().interval.draws + 1, half_life)


@dataclass(frozen=True, slots=True)
class Changes:
    """The facts of a lever that are no longer, and those that are new."""

    out: Sequence[Fact] = ()
    put: Sequence[Fact] = ()


def drawn_again(before: Drawn | None, changes: Changes, last: int, facts: Callable[[], Sequence[Fact]]) -> Drawn:
    """The sums of a lever up to a day, from those before some facts changed; `facts` are all there are now."""
    if before is None or not holds_on(before, last):
        return _drawn(facts(), last)
    late = {day: sums for day, sums in unpacked(before.late, before.late_sums).items() if day > last}
    known = unpacked(before.days, before.sums), late if quarter_end(last) == quarter_end(before.last) else {}
    eased = _eased(before.easings, changes)
    out, put = list(changes.out), list(changes.put)
    if actors := {who for who in {*eased, *before.easings} if eased.get(who) != before.easings.get(who)}:
        new = {fact.id for fact in put}
        others = [fact for fact in facts() if (fact.actor_id or "") in actors and fact.id not in new]
        out, put = out + others, put + others
    for some, easings, sign in ((out, before.easings, -1), (put, eased, 1)):
        if some:
            found = _tallied(some, easings, last)
            known = combined(known[0], found[0], sign), combined(known[1], found[1], sign)
    return Drawn(last, *packed(known[0]), *packed(known[1]), eased)


def holds_on(before: Drawn, last: int) -> bool:
    """Whether what is kept of a lever tells what was so on a day: not on one before, nor in a later quarter in which
    anything changes, as it is not known by the day."""
    end = quarter_end(last)
    return last >= before.last and (end == quarter_end(before.last) or end not in before.days)


def _drawn(facts: Sequence[Fact], last: int) -> Drawn:
    easings = _eased({}, Changes(put=facts))
    by_quarter, late = _tallied(facts, easings, last)
    return Drawn(last, *packed(by_quarter), *packed(late), easings)


def _eased(before: Mapping[str, tuple[int, ...]], changes: Changes) -> dict[str, tuple[int, ...]]:
    """The easings by actor after a change."""
    days: dict[str, Counter[int]] = defaultdict(Counter, {who: Counter(known) for who, known in before.items()})
    for some, sign in ((changes.out, -1), (changes.put, 1)):
        eased = [fact for fact in some if fact.status == "eased"]
        given = strength.table(eased, shipped())
        for fact, day in zip(given.facts, given.begin.tolist(), strict=True):
            days[fact.actor_id or ""][day] += sign
    return {who: tuple(sorted(known.elements())) for who, known in sorted(days.items()) if +known}


def _tallied(facts: Sequence[Fact], easings: Mapping[str, Sequence[int]], last: int) -> tuple[Tally, Tally]:
    known: dict[tuple[str, str | None], Sequence[int]] = {}
    known.update(((facts[0].lever, who or None), days) for who, days in easings.items())
    return tally(strength.table(facts, shipped(), easings=known), shipped().interval.draws, last)


def _points(days: Sequence[int], levers: Sequence[int], sums: Numbers) -> tuple[Point, ...]:
    """The two sides on each day, from draws by levers by days."""
    weights = shipped()
    points = strength.strengths(sums, weights, levers)
    sides = [[at for at, lever in enumerate(levers) if (lever < len(STATE_LEVERS)) == state] for state in (True, False)]
    rows = np.stack([points[:, side].sum(axis=1) for side in sides], axis=1)
    ends = bounds(rows, weights.interval.coverage)
    return tuple(Point(_iso(day), tuple(a), tuple(b)) for day, (a, b) in zip(days, ends, strict=True))  # type: ignore[arg-type]


def _days(first: int, last: int) -> list[int]:
    return [*quarter_ends(first, last), last]


def quarter_ends(first: int, last: int) -> Sequence[int]:
    """The ends of quarters from one day on and before another, as day numbers; of 40 years at most."""
    if first >= last:
        return []
    years = date.fromordinal(first).year, date.fromordinal(last).year
    ends = _quarter_ends(max(1, years[0], years[1] - YEARS), years[1])
    return ends[bisect_left(ends, first) : bisect_left(ends, last)]


@lru_cache(maxsize=1024)
def _quarter_ends(first: int, last: int) -> tuple[int, ...]:
    ends = ((3, 31), (6, 30), (9, 30), (12, 31))
    return tuple(date(year, *end).toordinal() for year in range(first, last + 1) for end in ends)


@lru_cache(maxsize=4096)
def day_of(moment: str) -> int:
    """The day of a moment (UTC ISO 8601), as a number."""
    return date.fromisoformat(moment[:10]).toordinal()


@lru_cache(maxsize=65536)
def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
