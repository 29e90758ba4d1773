"""What facts add to the sums of their lever, in whole numbers: from which some can be taken out again, to the last bit.

A fact that began adds its strength to what holds; when it holds no longer it goes over to what fades, by one factor a
day for all facts of a lever; an easing takes a share of either away. So each fact is a few changes, each on a day, that
depend on nothing but the fact and the easings by its actor. They are added up by quarter, what fades as it stands on the
quarter's last day. `UNIT` of one are left of the strength, in each draw of the bootstrap.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from upperhand.assess import strength
from upperhand.assess.strength import Numbers, Table, Whole
from upperhand.model import LEVERS

UNIT = 2.0**-32
_NEVER = np.iinfo(np.int64).max
_BLOCK = 2_000  # facts taken together
Tally = dict[int, NDArray[np.int64]]  # by day number: what changes of what holds and of what fades, by draws


def tally(given: Table, draws: int, after: int) -> tuple[Tally, Tally]:
    """The changes by facts of one lever: by the last days of quarters; and, by day, those that come after a day in its
    own quarter, which are among the first too."""
    by_quarter: Tally = {}
    late: Tally = {}
    for start in range(0, len(given.lever), _BLOCK):
        chosen = np.zeros(len(given.lever), dtype=np.bool_)
        chosen[start : start + _BLOCK] = True
        block = strength.only(given, chosen)
        for row, days, amounts in _changes(block, draws):
            ends = quarter_ends(days)
            _add(by_quarter, ends, row, amounts)
            soon = (days > after) & (ends == quarter_end(after))
            if soon.any():
                _add(late, days[soon], row, amounts[soon])
    return by_quarter, late


def _changes(given: Table, draws: int) -> Iterator[tuple[int, Whole, Whole]]:
    """The changes of what holds (0) and of what fades (1): on which days, and how much, facts by draws."""
    strong = (strength.sureness(given, draws) * given.base).T
    half_life = given.weights.levers[LEVERS[int(given.lever[0])]].half_life
    early = given.ends <= given.hold
    kept = given.weights.evidence.eased
    whole = _whole(strong)
    lost = np.where(early[:, None], _whole(strong * (1 - kept)), 0)
    lasts = (quarter_ends(given.begin) != quarter_ends(given.hold)) | early
    if lasts.any():
        yield 0, given.begin[lasts], whole[lasts]
        yield 0, given.hold[lasts], (lost - whole)[lasts]
    if early.any():
        yield 0, given.ends[early], -lost[early]
    rest = np.where(early, kept, 1.0)
    yield 1, given.hold, _whole(strong * (rest * _left(given.hold, half_life))[:, None])
    eased = (given.ends > given.hold) & (given.ends < _NEVER)
    if eased.any():
        since = np.exp2((given.hold - given.ends)[eased] / half_life) * _left(given.ends[eased], half_life)
        yield 1, given.ends[eased], -_whole(strong[eased] * (since * (1 - kept))[:, None])


def _whole(values: Numbers) -> Whole:
    return np.asarray(np.rint(values / UNIT), dtype=np.int64)


def _left(days: Whole, half_life: float) -> Numbers:
    """What is left on the last day of the quarter of what began to fade on these days."""
    return np.asarray(np.exp2((days - quarter_ends(days)) / half_life), dtype=np.float64)


def _add(known: Tally, days: Whole, row: int, amounts: Whole) -> None:
    order = np.argsort(days, kind="stable")
    starts = np.flatnonzero(np.diff(days[order], prepend=-1))
    sums = np.add.reduceat(amounts[order], starts, axis=0)
    for day, added in zip(days[order][starts].tolist(), sums, strict=True):
        if day not in known:
            known[day] = np.zeros((2, amounts.shape[1]), dtype=np.int64)
        known[day][row] += added


def combined(known: Mapping[int, NDArray[np.int64]], other: Mapping[int, NDArray[np.int64]], sign: int) -> Tally:
    """One tally with another added (1) or taken away (-1)."""
    both = {day: known[day] + sign * other[day] if day in known else sign * other[day] for day in other}
    return {day: sums for day, sums in {**known, **both}.items() if sums.any()}


def sums_on(
    by_quarter: Mapping[int, NDArray[np.int64]], late: Tally, days: Sequence[int], rows: int, half_life: float
) -> Numbers:
    """Draws by days: the strengths on ends of quarters, in order; the last may be any day, without what is `late`."""
    sums = np.zeros((rows, len(days)))
    held, fading, before = np.zeros(rows, dtype=np.int64), np.zeros(rows), 0
    changes = sorted(by_quarter)
    at = 0
    for column, day in enumerate(days):
        end = quarter_end(day)
        while at < len(changes) and changes[at] <= end:
            fading *= 2.0 ** ((before - changes[at]) / half_life)
            before = changes[at]
            held, fading = held + by_quarter[before][0], fading + by_quarter[before][1]
            at += 1
        out = [changed for after, changed in late.items() if after > day] if day < end else []
        now = fading * 2.0 ** ((before - end) / half_life) - sum(each[1] for each in out)
        sums[:, column] = (held - sum(each[0] for each in out)) + now * 2.0 ** ((end - day) / half_life)
    return np.maximum(sums, 0.0) * UNIT


@lru_cache(maxsize=65536)
def quarter_end(day: int) -> int:
    """The last day of the quarter in which a day is."""
    of = date.fromordinal(day)
    month = (of.month + 2) // 3 * 3
    return date(of.year, month, 31 if month in (3, 12) else 30).toordinal()


def quarter_ends(days: Whole) -> Whole:
    """The same of many days."""
    distinct, places = np.unique(days, return_inverse=True)
    return np.array([quarter_end(int(day)) for day in distinct], dtype=np.int64)[places]


def packed(known: Mapping[int, NDArray[np.int64]]) -> tuple[tuple[int, ...], bytes]:
    """A tally as days and bytes."""
    days = tuple(sorted(known))
    return days, b"".join(known[day].tobytes() for day in days)


def unpacked(days: Sequence[int], content: bytes) -> Tally:
    """The tally of these days."""
    sums = np.frombuffer(content, dtype=np.int64).reshape(len(days), 2, -1) if days else ()
    return dict(zip(days, sums, strict=True))
