"""Candidates: from the probes of a name to the few names of a segment that are worth comparing, in bounded work."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

import numpy as np

from upperhand.resolve import keys
from upperhand.resolve.arrays import Array
from upperhand.resolve.names import Name
from upperhand.resolve.postings import Span
from upperhand.resolve.segment import Segment
from upperhand.resolve.vocabulary import Close
from upperhand.resolve.words import Word

BUDGET = 3_000  # postings that are read: more of them find no more of those that are meant, among a million
_WORTH = 0.5  # of the best candidate's share in common
_LEAST = 4
_ALIKE_ENOUGH = 0.6  # of the best candidate's rank
_ALL = 1.5  # times its weight is what a whole query counts for: it is met by its words, and by them run together
_FUZZY_WORDS = 12
_IDENTIFIER_WEIGHT = 9.0
_FEW = 64  # names of which none are dropped while the rest of the keys are counted
_FIRST = 120_000  # postings that are read where even the rarest key has more
_SUMS_SCALE = 1024.0
_SUMS_MOST = 60_000.0


# A key that the query touches: what a name under it has in common, and which word that stands for. Spellings of
# one word share its number, since a name that has several of them has that word but once.
_Hit = tuple[float, int]


def candidates(segment: Segment, name: Name, limit: int, identifiers: Sequence[str] = ()) -> list[int]:
    """The numbers of the names that have most of the query's weight in common, best first."""
    return all_candidates(segment, [(name, identifiers)], limit)[0]


def all_candidates(segment: Segment, queries: Sequence[tuple[Name, Sequence[str]]], limit: int) -> list[list[int]]:
    """As `candidates` for each name with its identifiers: close spellings are looked up together."""
    wanted = [_wanted(name, identifiers) for name, identifiers in queries]
    close = iter(segment.words.close([w for _, fuzzy in wanted for _, w in fuzzy]))
    found = []
    for (name, _), (hits, fuzzy) in zip(queries, wanted, strict=True):
        touched = _touched(segment, hits, fuzzy, close)
        found.append(_best(segment, *_ranked(segment, touched, name.weight), name.weight, limit) if touched else [])
    return found


def _wanted(name: Name, identifiers: Sequence[str]) -> tuple[dict[int, _Hit], list[tuple[int, Word]]]:
    """What a query looks for: keys, and words whose close spellings count too."""
    wanted: dict[int, _Hit] = {}
    fuzzy: list[tuple[int, Word]] = []
    for number, (key, weight, spelled) in enumerate(keys.probes(name)):
        if key not in wanted or wanted[key][0] < weight:
            wanted[key] = weight, number
        if spelled is not None:
            fuzzy.append((number, spelled))
    for key, weight, own in keys.namesakes(name):
        if key not in wanted:
            wanted[key] = weight, wanted[own][1]
    for value in identifiers:
        wanted[keys.identifier(value)] = _IDENTIFIER_WEIGHT, len(wanted)
    return wanted, fuzzy[:_FUZZY_WORDS]


def _touched(
    segment: Segment, wanted: dict[int, _Hit], fuzzy: list[tuple[int, Word]], close: Iterator[Close]
) -> dict[int, _Hit]:
    """The keys of the segment that a query touches, by their places."""
    places = segment.postings.keys.places(wanted)
    hits = {place: hit for place, hit in zip(places, wanted.values(), strict=True) if place >= 0}
    for number, spelled in fuzzy:
        for place, alike in next(close):
            weight = spelled.weight * alike
            if place not in hits or hits[place][0] < weight:
                hits[place] = weight, number
    return hits


# A key that is touched: where its names stand, what a hit counts for, and which word it stands for.
_Key = tuple[Span, int, int]


def _ranked(segment: Segment, hits: dict[int, _Hit], weight: float) -> tuple[Array, Array]:
    """The names that share enough with the query to be worth a look, and the weight that each shares.

    Keys are read from the rarest on, as far as the budget goes; the others count only for the names met so far.
    `weight` is that of the whole query; a name with it all makes others less worth a look, up to a point.
    """
    touched, scale = _by_rarity(segment, hits)
    most = _ALL * weight * scale
    lengths = [span[0] for span, _, _ in touched]
    rare = max(1, bisect_right(list(accumulate(lengths)), BUDGET))
    names, shared = _read_rare(segment, touched[:rare], lengths[:rare])
    names, shared = _counted(segment, names, shared, touched[rare:], most)
    return names, shared * np.float32(1 / scale)


def _by_rarity(segment: Segment, hits: dict[int, _Hit]) -> tuple[list[_Key], float]:
    """The keys, those with the fewest names first; and how many of the whole numbers that hits count for weigh 1."""
    scale = min(_SUMS_SCALE, _SUMS_MOST / sum([weight for weight, _ in hits.values()]))
    spans = segment.postings.spans(hits)
    found = [(span, int(weight * scale) or 1, word) for span, (weight, word) in zip(spans, hits.values(), strict=True)]
    found.sort()
    return found, scale


def _read_rare(segment: Segment, touched: list[_Key], lengths: list[int]) -> tuple[Array, Array]:
    """Add up the hits of the rare keys, of the spellings of one word the best only: the names met, in order, and what
    each shares.
    """
    read = segment.postings.read
    if len(touched) == 1:
        names = np.frombuffer(read(touched[0][0]), np.uint32)[:_FIRST].astype(np.intp)
        return names, np.full(len(names), touched[0][1], np.uint16)
    posted = np.frombuffer(b"".join([read(span) for span, _, _ in touched]), np.uint32)
    counts_for = np.array([word << 16 | step for _, step, word in touched], np.uint64)
    hits = posted[:_FIRST].astype(np.uint64)
    hits <<= np.uint64(32)
    hits |= counts_for.repeat(lengths)[:_FIRST]
    hits.sort()
    per_word = hits >> np.uint64(16)
    is_best = np.ones(len(hits), bool)
    np.not_equal(per_word[1:], per_word[:-1], out=is_best[:-1])
    hits = hits[is_best]
    names = (hits >> np.uint64(32)).astype(np.intp)
    is_first = np.ones(len(names), bool)
    np.not_equal(names[1:], names[:-1], out=is_first[1:])
    first = is_first.nonzero()[0]
    return names[first], np.add.reduceat(hits.astype(np.uint16), first)


def _counted(segment: Segment, names: Array, shared: Array, rest: list[_Key], most: float) -> tuple[Array, Array]:
    """The names that can still be worth a look, with the rest of the keys counted for them."""
    left = sum([step for _, step, _ in rest])
    for span, step, _ in rest:
        if len(names) > _FEW:
            is_worth = shared >= _WORTH * min(most, float(shared.max())) - left
            names, shared = names[is_worth], shared[is_worth]
        shared[segment.postings.places(span, names)] += np.uint16(step)
        left -= step
    is_worth = shared >= _WORTH * min(most, float(shared.max()))
    return names[is_worth], shared[is_worth]


def _best(segment: Segment, names: Array, shared: Array, total: float, limit: int) -> list[int]:
    """The names with the largest share of both sides' weight in common, the best first; of equals the first of the list."""
    common = np.minimum(shared, np.float32(total))
    union = np.float32(total) + segment.name_weight[names] * np.float32(0.0625) - common
    score = common / np.maximum(union, common) + np.float32(0.001) * shared
    if len(names) > limit:
        top = (score >= np.partition(score, -limit)[-limit]).nonzero()[0]
        names, score = names[top], score[top]
    order = (-score).argsort(kind="stable")[:limit]
    ranked: list[float] = score[order].tolist()
    least = float(np.float32(_ALIKE_ENOUGH * ranked[0]))
    wanted = max(_LEAST, sum([rank >= least for rank in ranked]))
    return [int(name) for name in names[order[:wanted]].tolist()]
