"""Candidates: from the probes of a name to the few names of a segment that are worth comparing, in bounded work."""

import threading
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from upperhand.resolve import keys
from upperhand.resolve.align import likeness
from upperhand.resolve.names import Name
from upperhand.resolve.segment import Array, Segment, hash32, hash64
from upperhand.resolve.words import Word, word

BUDGET = 30_000
_WORTH = 0.5  # of the best candidate's share in common
_LEAST = 4
_CLOSE = 0.74
_NEAR_READ = 160
_FAR_LONGER = 12
_NEAR_KEPT = 12
_scratch = threading.local()


def candidates(segment: Segment, name: Name, limit: int, identifiers: Sequence[str] = ()) -> list[int]:
    """The numbers of the names that have most of the query's weight in common, best first."""
    hits = _hits(segment, name)
    hits += [(key, 9.0) for key in _known(segment, ["i:" + value for value in identifiers]) if key >= 0]
    if not hits:
        return []
    starts = segment.starts
    hits.sort(key=lambda hit: int(starts[hit[0] + 1]) - int(starts[hit[0]]))
    total = sum([w.weight for w in name.words])
    return _ranked(segment, hits, total, limit)


def _hits(segment: Segment, name: Name) -> list[tuple[int, float]]:
    """The keys of the segment that the query touches, each with the weight of a hit."""
    wanted: dict[str, float] = {}
    fuzzy: list[Word] = []
    for key, weight, spelled in keys.probes(name):
        wanted[key] = max(weight, wanted.get(key, 0.0))
        if spelled is not None:
            fuzzy.append(spelled)
    found = {
        place: weight
        for place, weight in zip(_known(segment, list(wanted)), wanted.values(), strict=True)
        if place >= 0
    }
    for spelled in fuzzy[:12]:
        for place, alike in _close(segment, spelled):
            weight = spelled.weight * alike
            if found.get(place, 0.0) < weight:
                found[place] = weight
    return list(found.items())


def _known(segment: Segment, wanted: list[str]) -> list[int]:
    if not wanted or not len(segment.keys):
        return [-1] * len(wanted)
    hashes = np.array([_hash64(key) for key in wanted], np.uint64)
    places = np.minimum(np.searchsorted(segment.keys, hashes), len(segment.keys) - 1)
    return [int(p) if same else -1 for p, same in zip(places, segment.keys[places] == hashes, strict=True)]


_hash64 = lru_cache(maxsize=50_000)(hash64)


@lru_cache(maxsize=20_000)
def _nearby_hashes(spelled: Word) -> Array:
    return np.array([hash32(key) for key in keys.nearby(spelled.text, spelled.sound, spelled.bones)], np.uint32)


def _close(segment: Segment, spelled: Word) -> list[tuple[int, float]]:
    """The words of the segment that are spelled or sound much like this one, the closest first."""
    hashes = _nearby_hashes(spelled)
    begin = np.searchsorted(segment.near, hashes, "left")
    end = np.searchsorted(segment.near, hashes, "right")
    read: list[int] = []
    for b, e in sorted(zip(begin.tolist(), end.tolist(), strict=True), key=lambda span: span[1] - span[0]):
        if e > b:
            read += segment.near_key[b : min(e, b + _NEAR_READ - len(read))].tolist()
            if len(read) >= _NEAR_READ:
                break
    close = []
    for key in set(read):
        alike = likeness(spelled, word(segment.word(key)))[0]
        if alike >= _CLOSE and alike < 1.0:
            close.append((key, alike))
    close.sort(key=lambda pair: -pair[1])
    return close[:_NEAR_KEPT]


def _ranked(segment: Segment, hits: list[tuple[int, float]], total: float, limit: int) -> list[int]:
    """Add up the hits of every name, rarest keys first; once the budget is spent, only for names already met."""
    sums = _sums(len(segment.name_weight))
    met: list[Array] = []
    spent = 0
    pool: Array | None = None
    for key, weight in hits:
        posted = segment.postings[segment.starts[key] : segment.starts[key + 1]]
        if pool is None and spent and spent + len(posted) > BUDGET:
            pool = np.concatenate(met)  # a name may stand in it twice: an indexed += adds to it once all the same
        if pool is None:
            posted = posted[: 4 * BUDGET]
            sums[posted] += weight
            met.append(posted)
            spent += len(posted)
        elif len(posted) < _FAR_LONGER * len(pool):
            sums[posted[sums[posted] > 0]] += weight
        else:
            places = np.minimum(np.searchsorted(posted, pool), len(posted) - 1)
            sums[pool[posted[places] == pool]] += weight
    everyone = pool if pool is not None else np.concatenate(met)
    shared = sums[everyone]
    worth = shared >= _WORTH * shared.max()
    sums[everyone] = 0
    return _best(segment, everyone[worth], shared[worth], total, limit)


def _best(segment: Segment, names: Array, shared: Array, total: float, limit: int) -> list[int]:
    """The names with the largest share of both sides' weight in common, the best first; the same name may be
    given twice.
    """
    common = np.minimum(shared, total)
    union = total + segment.name_weight[names] * np.float32(0.0625) - common
    score = common / np.maximum(union, common) + np.float32(0.001) * shared
    if len(names) > 8 * limit:
        top = np.argpartition(score, -8 * limit)[-8 * limit :]
        names, score = names[top], score[top]
    order = np.argsort(-score, kind="stable").tolist()
    least = _WORTH * float(score[order[0]])
    found: dict[int, None] = {}
    for place in order:
        if len(found) >= limit or (len(found) >= _LEAST and score[place] < least):
            break
        found[int(names[place])] = None
    return list(found)


def _sums(size: int) -> Array:
    """A zeroed array of this size, kept per thread: `_ranked` leaves it zeroed."""
    kept = getattr(_scratch, "sums", None)
    if kept is None or len(kept) < size:
        kept = _scratch.sums = np.zeros(size, np.float32)
    return np.asarray(kept)
