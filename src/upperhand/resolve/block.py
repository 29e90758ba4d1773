"""Candidates: from the probes of a name to the few names of a segment that are worth comparing, in bounded work."""

import threading
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from upperhand.resolve import keys
from upperhand.resolve.arrays import Array
from upperhand.resolve.names import Name
from upperhand.resolve.segment import Segment
from upperhand.resolve.words import Word

BUDGET = 30_000
_RARE = 3_000  # postings that are read in any case
_WORTH = 0.5  # of the best candidate's share in common
_LEAST = 4
_FUZZY_WORDS = 12
_IDENTIFIER_WEIGHT = 9.0
_FAR_LONGER = 12
_LOOKED_AHEAD = 256
_FIRST = 4 * BUDGET  # postings that are read where even the rarest key has more
_SUMS_SCALE = 1024.0
_SUMS_MOST = 60_000.0
_scratch = threading.local()


def candidates(segment: Segment, name: Name, limit: int, identifiers: Sequence[str] = ()) -> list[int]:
    """The numbers of the names that have most of the query's weight in common, best first."""
    hits = _hits(segment, name, identifiers)
    if not hits:
        return []
    found, shared = _ranked(segment, hits)
    return _best(segment, found, shared, name.weight, limit)


def _hits(segment: Segment, name: Name, identifiers: Sequence[str]) -> dict[int, float]:
    """The keys of the segment that the query touches, each with the weight of a hit."""
    wanted: dict[int, float] = {}
    fuzzy: list[Word] = []
    for key, weight, spelled in keys.probes(name):
        wanted[key] = max(weight, wanted.get(key, 0.0))
        if spelled is not None:
            fuzzy.append(spelled)
    for value in identifiers:
        wanted[keys.identifier(value)] = _IDENTIFIER_WEIGHT
    found = _known(segment.keys, wanted)
    for spelled in fuzzy[:_FUZZY_WORDS]:
        for place, alike in segment.words.close(spelled):
            weight = spelled.weight * alike
            if found.get(place, 0.0) < weight:
                found[place] = weight
    return found


def _known(known: Array, wanted: dict[int, float]) -> dict[int, float]:
    if not len(known):
        return {}
    hashes = np.array(list(wanted), np.uint64)
    places = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    rows = zip(places.tolist(), (known[places] == hashes).tolist(), wanted.values(), strict=True)
    return {place: weight for place, is_there, weight in rows if is_there}


def _ranked(segment: Segment, hits: dict[int, float]) -> tuple[Array, Array]:
    """The names that share enough with the query to be worth a look, and the weight that each shares.

    Keys are read from the rarest on. A name that has none of those read so far can share no more than the weight of
    the rest: once that is too little beside the best, or the budget is spent, the rest counts only for names met.
    """
    lists, steps, scale = _lists(segment, hits)
    sums = _sums(len(segment.name_weight))
    rare = max(1, int(np.searchsorted(np.cumsum([len(posted) for posted in lists]), _RARE, "right")))
    met = np.concatenate(lists[:rare])[:_FIRST].astype(np.intp)
    np.add.at(sums, met, np.repeat(steps[:rare], [len(posted) for posted in lists[:rare]])[:_FIRST])
    everyone, read = _further(sums, met, lists, steps, rare)
    found, shared = _counted(sums, everyone, lists[read:], steps[read:])
    sums[everyone] = 0
    return found, shared * np.float32(1 / scale)


def _lists(segment: Segment, hits: dict[int, float]) -> tuple[list[Array], Array, float]:
    """The postings of each key, the shortest first; the whole number that a hit of each counts for; and how many of
    these weigh 1.
    """
    places = np.fromiter(hits, np.intp, len(hits))
    weights = np.fromiter(hits.values(), np.float64, len(hits))
    begins, ends = segment.starts[places].astype(np.int64), segment.starts[places + 1].astype(np.int64)
    order = np.argsort(ends - begins, kind="stable")
    scale = min(_SUMS_SCALE, _SUMS_MOST / float(weights.sum()))
    postings = segment.postings
    lists = [postings[b:e] for b, e in zip(begins[order].tolist(), ends[order].tolist(), strict=True)]
    return lists, np.maximum(1, weights[order] * scale).astype(np.uint16), scale


class _Met(NamedTuple):
    """The names met, some twice, and how many keys were read to meet them."""

    names: Array
    read: int


def _further(sums: Array, met: Array, lists: list[Array], steps: Array, at: int) -> _Met:
    """Read on while a name not met could still be worth a look, and the budget lasts."""
    if at == len(lists):
        return _Met(met, at)
    all_met, spent, left = [met], len(met), int(steps[at:].sum(dtype=np.int64))
    best = float(sums[met].max())
    if left >= _WORTH * best:
        best = _best_ahead(sums, met, lists[at:], steps[at:])
    while at < len(lists) and left >= _WORTH * best and spent + len(lists[at]) <= BUDGET:
        names = lists[at].astype(np.intp)
        np.add.at(sums, names, steps[at])
        all_met.append(names)
        spent, left, at = spent + len(names), left - int(steps[at]), at + 1
        best = max(best, float(sums[names].max()))
    return _Met(np.concatenate(all_met), at)


def _best_ahead(sums: Array, names: Array, lists: list[Array], steps: Array) -> float:
    """What the most promising of these names will share at least, all keys counted."""
    shared = sums[names]
    if len(names) > _LOOKED_AHEAD:
        top = np.argpartition(shared, -_LOOKED_AHEAD)[-_LOOKED_AHEAD:]
        names, shared = names[top], shared[top]
    for posted, step in zip(lists, steps, strict=True):
        shared[_are_in(names, posted)] += step
    return float(shared.max())


def _counted(sums: Array, names: Array, lists: list[Array], steps: Array) -> tuple[Array, Array]:
    """The names that can still be worth a look, with the rest of the keys counted for them."""
    left = int(steps.sum(dtype=np.int64))
    shared = sums[names]
    for posted, step in zip(lists, steps, strict=True):
        names = names[shared >= _WORTH * float(shared.max()) - left]
        if len(posted) < _FAR_LONGER * len(names):
            own = posted.astype(np.intp)
            np.add.at(sums, own[sums[own] > 0], step)
        else:
            sums[names[_are_in(names, posted)]] += step  # a name that stands twice in `names` is counted once
        left -= int(step)
        shared = sums[names]
    is_worth = shared >= _WORTH * float(shared.max())
    return names[is_worth], shared[is_worth]


def _are_in(names: Array, posted: Array) -> Array:
    places = np.minimum(np.searchsorted(posted, names), len(posted) - 1)
    return np.asarray(posted[places] == names)


def _best(segment: Segment, names: Array, shared: Array, total: float, limit: int) -> list[int]:
    """The names with the largest share of both sides' weight in common, the best first; the same name may be
    given twice.
    """
    common = np.minimum(shared, np.float32(total))
    union = np.float32(total) + segment.name_weight[names] * np.float32(0.0625) - common
    score = common / np.maximum(union, common) + np.float32(0.001) * shared
    if len(names) > 8 * limit:
        top = np.argpartition(score, -8 * limit)[-8 * limit :]
        names, score = names[top], score[top]
    order = np.argsort(-score, kind="stable")
    least = _WORTH * float(score[order[0]])
    found: dict[int, None] = {}
    for name, own in zip(names[order].tolist(), score[order].tolist(), strict=True):
        if len(found) >= limit or (len(found) >= _LEAST and own < least):
            break
        found[name] = None
    return list(found)


def _sums(size: int) -> Array:
    """A zeroed array of this size, kept per thread: `_ranked` leaves it zeroed."""
    kept = getattr(_scratch, "sums", None)
    if kept is None or len(kept) < size:
        kept = _scratch.sums = np.zeros(size, np.uint16)
    return np.asarray(kept)
