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
_ALIKE_ENOUGH = 0.6  # of the best candidate's rank
_ALL = 1.5  # times its weight is what a whole query counts for: it is met by its words, and by them run together
_FUZZY_WORDS = 12
_IDENTIFIER_WEIGHT = 9.0
_FAR_LONGER = 12
_LOOKED_AHEAD = 256
_FEW = 64  # names of which none are dropped while the rest of the keys are counted
_FIRST = 4 * BUDGET  # postings that are read where even the rarest key has more
_SUMS_SCALE = 1024.0
_SUMS_MOST = 60_000.0
_scratch = threading.local()


class _Hit(NamedTuple):
    """A key that the query touches: what a name under it has in common, and which word that stands for.

    Spellings of one word share its number, since a name that has several of them has that word but once.
    """

    weight: float
    word: int


def candidates(segment: Segment, name: Name, limit: int, identifiers: Sequence[str] = ()) -> list[int]:
    """The numbers of the names that have most of the query's weight in common, best first."""
    return all_candidates(segment, [(name, identifiers)], limit)[0]


def all_candidates(segment: Segment, queries: Sequence[tuple[Name, Sequence[str]]], limit: int) -> list[list[int]]:
    """As `candidates` for each name with its identifiers: keys and close spellings are looked up together."""
    return [
        _best(segment, *_ranked(segment, hits, name.weight), name.weight, limit) if hits else []
        for hits, (name, _) in zip(_all_hits(segment, queries), queries, strict=True)
    ]


def _all_hits(segment: Segment, queries: Sequence[tuple[Name, Sequence[str]]]) -> list[dict[int, _Hit]]:
    """The keys of the segment that each query touches."""
    wanted = [_wanted(name, identifiers) for name, identifiers in queries]
    close = iter(segment.words.close([w for _, fuzzy in wanted for _, w in fuzzy]))
    found = _known(segment.keys, [keys for keys, _ in wanted])
    for hits, (_, fuzzy) in zip(found, wanted, strict=True):
        for number, spelled in fuzzy:
            for place, alike in next(close):
                weight = spelled.weight * alike
                if place not in hits or hits[place].weight < weight:
                    hits[place] = _Hit(weight, number)
    return found


def _wanted(name: Name, identifiers: Sequence[str]) -> tuple[dict[int, _Hit], list[tuple[int, Word]]]:
    """What a query looks for: keys, and words whose close spellings count too."""
    wanted: dict[int, _Hit] = {}
    fuzzy: list[tuple[int, Word]] = []
    for number, (key, weight, spelled) in enumerate(keys.probes(name)):
        if key not in wanted or wanted[key].weight < weight:
            wanted[key] = _Hit(weight, number)
        if spelled is not None:
            fuzzy.append((number, spelled))
    for value in identifiers:
        wanted[keys.identifier(value)] = _Hit(_IDENTIFIER_WEIGHT, len(wanted))
    return wanted, fuzzy[:_FUZZY_WORDS]


def _known(known: Array, wanted: list[dict[int, _Hit]]) -> list[dict[int, _Hit]]:
    """Of the keys that each query looks for those that there are, by their places."""
    if not len(known):
        return [{} for _ in wanted]
    hashes = np.array([key for keys in wanted for key in keys], np.uint64)
    places = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    rows = zip(places.tolist(), (known[places] == hashes).tolist(), strict=True)
    return [
        {place: hit for hit, (place, is_there) in zip(hits.values(), rows, strict=False) if is_there} for hits in wanted
    ]


def _ranked(segment: Segment, hits: dict[int, _Hit], weight: float) -> tuple[Array, Array]:
    """The names that share enough with the query to be worth a look, and the weight that each shares.

    Keys are read from the rarest on. A name that has none of those read so far can share no more than the weight of
    the rest: once that is too little beside the best, or the budget is spent, the rest counts only for names met.
    `weight` is that of the whole query; a name with it all makes others less worth a look, up to a point.
    """
    most = _ALL * weight
    lists, steps, words, scale = _lists(segment, hits)
    sums = _sums(len(segment.name_weight))
    lengths = [len(posted) for posted in lists]
    rare = max(1, int(np.searchsorted(np.cumsum(lengths), _RARE, "right")))
    met = _read_rare(sums, lists[:rare], steps[:rare], words[:rare], lengths[:rare])
    everyone, read = _further(sums, met, lists, steps, rare, most * scale)
    found, shared = _counted(sums, everyone, lists[read:], steps[read:], most * scale)
    sums[everyone] = 0
    return found, shared * np.float32(1 / scale)


def _lists(segment: Segment, hits: dict[int, _Hit]) -> tuple[list[Array], Array, Array, float]:
    """The postings of each key, the shortest first; the whole number that a hit of each counts for; the word that it
    stands for; and how many of these numbers weigh 1.
    """
    places = np.fromiter(hits, np.intp, len(hits))
    weights = np.fromiter([hit.weight for hit in hits.values()], np.float64, len(hits))
    words = np.fromiter([hit.word for hit in hits.values()], np.uint64, len(hits))
    begins, ends = segment.starts[places].astype(np.int64), segment.starts[places + 1].astype(np.int64)
    order = np.argsort(ends - begins, kind="stable")
    scale = min(_SUMS_SCALE, _SUMS_MOST / float(weights.sum()))
    lists = segment.postings.runs(begins[order].tolist(), ends[order].tolist())
    return lists, np.maximum(1, weights[order] * scale).astype(np.uint16), words[order], scale


def _read_rare(sums: Array, lists: list[Array], steps: Array, words: Array, lengths: list[int]) -> Array:
    """Add up the hits of the rare keys, of the spellings of one word the best only; the names met, each once."""
    hits = np.concatenate(lists)[:_FIRST].astype(np.uint64) << np.uint64(32)
    hits |= np.repeat(words << np.uint64(16) | steps, lengths)[:_FIRST]
    hits.sort()
    per_word = hits >> np.uint64(16)
    is_best = np.ones(len(hits), bool)
    np.not_equal(per_word[1:], per_word[:-1], out=is_best[:-1])
    hits = hits[is_best]
    names = (hits >> np.uint64(32)).astype(np.intp)
    np.add.at(sums, names, hits.astype(np.uint16))
    is_first = np.ones(len(names), bool)
    np.not_equal(names[1:], names[:-1], out=is_first[1:])
    return names[is_first]


class _Met(NamedTuple):
    """The names met, and how many keys were read to meet them."""

    names: Array
    read: int


def _further(sums: Array, met: Array, lists: list[Array], steps: Array, at: int, most: float) -> _Met:
    """Read on while a name not met could still be worth a look, and the budget lasts."""
    if at == len(lists):
        return _Met(met, at)
    all_met, spent, left = [met], len(met), int(steps[at:].sum(dtype=np.int64))
    best = min(most, float(sums[met].max()))
    if left >= _WORTH * best and best < most:
        best = min(most, _best_ahead(sums, met, lists[at:], steps[at:]))
    while at < len(lists) and left >= _WORTH * best and spent + len(lists[at]) <= BUDGET:
        names = lists[at].astype(np.intp)
        shared = sums[names]
        all_met.append(names[shared == 0])
        shared += steps[at]
        sums[names] = shared
        spent, left, at = spent + len(names), left - int(steps[at]), at + 1
        best = min(most, max(best, float(shared.max())))
    return _Met(np.concatenate(all_met), at)


def _best_ahead(sums: Array, names: Array, lists: list[Array], steps: Array) -> float:
    """What the most promising of these names will share at least, all keys counted."""
    shared = sums[names]
    if len(names) > _LOOKED_AHEAD:
        names = np.sort(
            names[np.argpartition(shared, -_LOOKED_AHEAD)[-_LOOKED_AHEAD:]]
        )  # in order they are found quicker
        shared = sums[names]
    for posted, step in zip(lists, steps, strict=True):
        shared[_are_in(names, posted)] += step
    return float(shared.max())


def _counted(sums: Array, names: Array, lists: list[Array], steps: Array, most: float) -> tuple[Array, Array]:
    """The names that can still be worth a look, with the rest of the keys counted for them."""
    left = int(steps.sum(dtype=np.int64))
    shared = sums[names]
    for posted, step in zip(lists, steps, strict=True):
        if len(names) > _FEW:
            is_worth = shared >= _WORTH * min(most, float(shared.max())) - left
            names, shared = names[is_worth], shared[is_worth]
        if len(posted) < _FAR_LONGER * len(names):
            sums[names] = shared
            sums[posted[sums[posted] > 0]] += step
            shared = sums[names]
        else:
            shared[_are_in(names, posted)] += step
        left -= int(step)
    is_worth = shared >= _WORTH * min(most, float(shared.max()))
    return names[is_worth], shared[is_worth]


def _are_in(names: Array, posted: Array) -> Array:
    places = np.minimum(np.searchsorted(posted, names), len(posted) - 1)
    return np.asarray(posted[places] == names)


def _best(segment: Segment, names: Array, shared: Array, total: float, limit: int) -> list[int]:
    """The names with the largest share of both sides' weight in common, the best first."""
    common = np.minimum(shared, np.float32(total))
    union = np.float32(total) + segment.name_weight[names] * np.float32(0.0625) - common
    score = common / np.maximum(union, common) + np.float32(0.001) * shared
    if len(names) > limit:
        top = np.flatnonzero(score >= np.partition(score, -limit)[-limit])
        names, score = names[top], score[top]
    order = np.lexsort((names, -score))[:limit]
    least = _ALIKE_ENOUGH * float(score[order[0]])
    wanted = max(_LEAST, int((score >= least).sum()))
    return [int(name) for name in names[order[:wanted]].tolist()]


def _sums(size: int) -> Array:
    """A zeroed array of this size, kept per thread: `_ranked` leaves it zeroed."""
    kept = getattr(_scratch, "sums", None)
    if kept is None or len(kept) < size:
        kept = _scratch.sums = np.zeros(size, np.uint16)
    return np.asarray(kept)
