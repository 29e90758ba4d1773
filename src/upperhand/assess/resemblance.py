"""Which documents are one report: copies by MinHash, excerpts by sampled shingles, translations and rewrites by their
marks.

Only documents that tell a fact together are compared, two by two. Where these are too many, as with a fact that
thousands tell, candidates come from buckets of things in common. A shingle or mark that a crowd of the documents of one
fact has in common is a set phrase and says nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from upperhand.assess import dates, marks, packs
from upperhand.assess.profiles import Profile
from upperhand.assess.types import Tie

MOST_PAIRS = 200_000  # that are compared two by two at once
_BLOCK = 50_000
_MIX = np.uint64(0x9E3779B97F4A7C15)
Pair = tuple[int, int]


def pairs_within(groups: Iterable[Collection[str]], ids: Sequence[str]) -> Iterator[list[Pair]]:
    """The positions in `ids` of every two that are in one group, in lists of bounded length."""
    at = {id_: number for number, id_ in enumerate(ids)}
    lot: set[Pair] = set()
    for each in sorted({tuple(sorted(at[id_] for id_ in group if id_ in at)) for group in groups}):
        lot.update(combinations(each, 2))
        if len(lot) > MOST_PAIRS:
            yield sorted(lot)
            lot = set()
    if lot:
        yield sorted(lot)


def pairs_of(count: int) -> list[Pair] | None:
    """Every two of so many; None if these are too many to be compared two by two."""
    return None if count * (count - 1) // 2 > MOST_PAIRS else list(combinations(range(count), 2))


def copies(profiles: Sequence[Profile], pairs: Sequence[Pair] | None = None) -> Iterator[Tie]:
    """Texts most of whose shingles are the same, by MinHash."""
    given = packs.independence().resemblance
    pairs = list(_in_one_bucket(profiles)) if pairs is None else pairs
    for start in range(0, len(pairs), _BLOCK):
        block = [pair for pair in pairs[start : start + _BLOCK] if all(len(profiles[at].digest) for at in pair)]
        for (left, right), alike in zip(block, _likeness(profiles, block), strict=True):
            a, b = profiles[left], profiles[right]
            if alike >= given.copy and _same_figures(a, b):
                why = f"{alike:.0%} of their runs of {given.shingle} words are the same"
                yield Tie(a.document_id, b.document_id, "copy", alike, why)


def _likeness(profiles: Sequence[Profile], pairs: Sequence[Pair]) -> list[float]:
    """The share of the MinHash values that each two have in common."""
    if not pairs:
        return []
    left, right = (np.stack([profiles[pair[side]].digest for pair in pairs]) for side in (0, 1))
    return [float(each) for each in (left == right).mean(axis=1)]


def _in_one_bucket(profiles: Sequence[Profile]) -> Iterator[Pair]:
    """Pairs that share a band of the MinHash index; each is paired with one or more of its bucket, not with all."""
    given = packs.independence().resemblance
    read = [number for number, profile in enumerate(profiles) if len(profile.digest)]
    if len(read) < 2:
        return
    rows = np.stack([profiles[number].digest for number in read]).reshape(len(read), given.bands, -1).astype(np.uint64)
    seen: set[Pair] = set()
    for band in range(given.bands):
        for bucket in _buckets(_mixed(rows[:, band, :])):
            fresh = ({(bucket[0], other) for other in bucket[1:]} | set(pairwise(bucket))) - seen
            seen |= fresh
            yield from ((read[left], read[right]) for left, right in sorted(fresh))


def _mixed(rows: NDArray[np.uint64]) -> NDArray[np.uint64]:
    key = np.zeros(len(rows), np.uint64)
    with np.errstate(over="ignore"):
        for column in rows.T:
            key = (key ^ column) * _MIX
            key ^= key >> np.uint64(29)
    return key


def _buckets(keys: NDArray[np.uint64]) -> Iterator[list[int]]:
    """The positions that share a key, in order."""
    order = np.argsort(keys, kind="stable")
    ends = np.flatnonzero(np.diff(keys[order])) + 1
    for run in np.split(order, ends):
        if len(run) > 1:
            yield run.tolist()


def _same_figures(left: Profile, right: Profile) -> bool:
    """Forms filled in anew (a filing, a notice) share their words and differ in their figures: they are no copies."""
    a, b = ({mark for mark in profile.marks if mark[0] != "d"} for profile in (left, right))
    return min(len(a), len(b)) < 2 or len(a & b) >= 0.5 * min(len(a), len(b))


def excerpt(a: Profile, b: Profile) -> Tie | None:
    """Whether one text holds a run of the other's words, by their sampled shingles."""
    both = np.concatenate((np.unique(a.sample), np.unique(b.sample)))
    both.sort()
    return _held(a, b, int(np.count_nonzero(both[1:] == both[:-1])))


def excerpts(profiles: Sequence[Profile]) -> Iterator[Tie]:
    """As `excerpt`, between all of a crowd; a shingle that many of them share is left out."""
    samples = [np.unique(profile.sample) for profile in profiles]
    for (left, right), shared in _shared(samples, packs.independence().resemblance.crowd):
        if tie := _held(profiles[left], profiles[right], shared):
            yield tie


def _held(a: Profile, b: Profile, shared: int) -> Tie | None:
    given = packs.independence().resemblance
    share = shared / min(len(a.sample), len(b.sample)) if shared else 0.0
    if shared < given.excerpt and (share < given.contained or shared < 3):
        return None
    words = shared * given.sample
    why = f"about {words} runs of {given.shingle} words are the same, {share:.0%} of the shorter text"
    return Tie(a.document_id, b.document_id, "excerpt", min(1.0, share), why)


def _shared(samples: Sequence[NDArray[np.uint64]], crowd: int) -> Iterator[tuple[Pair, int]]:
    """How many values each pair has in common; values in more than `crowd` rows are left out."""
    owners = np.concatenate(
        [np.full(len(row), number) for number, row in enumerate(samples)] or [np.empty(0, np.int64)]
    )
    values = np.concatenate(samples or [np.empty(0, np.uint64)])
    order = np.argsort(values, kind="stable")
    owners, values = owners[order], values[order]
    found: Counter[Pair] = Counter()
    starts = (
        np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1]))) if len(values) else np.empty(0, np.int64)
    )
    ends = np.append(starts[1:], len(values))
    crowded = (ends - starts > 1) & (ends - starts <= crowd)
    for start, end in zip(starts[crowded].tolist(), ends[crowded].tolist(), strict=True):
        found.update(combinations(sorted(owners[start:end].tolist()), 2))
    yield from found.items()


def tellings_again(
    profiles: Sequence[Profile], pairs: Sequence[Pair] | None = None, crowd: int | None = None
) -> Iterator[Tie]:
    """One report told again, in another language or other words: the same figures and dates, published days apart at
    most.

    That the names are the same too is seen where it counts: only documents that tell one fact, of one company, are
    tied. A mark that more than `crowd` of the profiles share is left out; without `pairs` one must be given.
    """
    owners: dict[str, list[int]] = defaultdict(list)
    for number, profile in enumerate(profiles if crowd is not None else ()):
        for mark in profile.marks:
            owners[mark].append(number)
    if pairs is None:
        counted = _told_alike(profiles, owners, crowd or 0)
    else:
        counted = _marked_alike(profiles, pairs, {mark for mark, row in owners.items() if len(row) > (crowd or 0)})
    for (left, right), count in counted:
        if count >= 2 and (tie := _told_again(profiles[left], profiles[right])):
            yield tie


def _told_alike(profiles: Sequence[Profile], owners: dict[str, list[int]], crowd: int) -> Iterator[tuple[Pair, int]]:
    shared: Counter[Pair] = Counter()
    for bucket in owners.values():
        if 1 < len(bucket) <= crowd:
            shared.update(pair for pair in combinations(bucket, 2) if _near(profiles[pair[0]], profiles[pair[1]]))
    yield from shared.items()


def _marked_alike(
    profiles: Sequence[Profile], pairs: Iterable[Pair], crowded: Collection[str]
) -> Iterator[tuple[Pair, int]]:
    for left, right in pairs:
        a, b = profiles[left], profiles[right]
        if a.marks and b.marks and _near(a, b):
            yield (left, right), len(set(a.marks).intersection(b.marks).difference(crowded))


def _near(left: Profile, right: Profile) -> bool:
    apart = dates.days_between(left.published_at, right.published_at)
    return apart is None or apart <= packs.independence().telling.days


def _told_again(left: Profile, right: Profile) -> Tie | None:
    given = packs.independence().telling
    common = set(left.marks).intersection(right.marks)
    figures = [mark for mark in common if mark[0] in "np"]
    share = len(common) / min(len(left.marks), len(right.marks))
    dated = left.published_at is not None and right.published_at is not None
    if len(common) < given.marks + (0 if dated else 2) or len(figures) < given.figures:
        return None
    shown = ", ".join(marks.told(mark) for mark in sorted(common, key=lambda mark: (mark[0] != "n", mark))[:6])
    same = f"{len(common)} figures and dates are the same, {share:.0%} of those of the one with fewer: {shown}"
    if left.language[:2] != right.language[:2]:
        return (
            Tie(left.document_id, right.document_id, "translation", share, same) if share >= given.translation else None
        )
    if _held_in_common(left, right) >= packs.independence().resemblance.contained:
        return None  # word for word, which `excerpts` sees, passage by passage
    words = len(np.intersect1d(left.words, right.words, assume_unique=True)) / max(
        1, min(len(left.words), len(right.words))
    )
    if share < given.rewrite or words < given.words:
        return None
    why = f"{words:.0%} of their rarer words and {same}"
    return Tie(left.document_id, right.document_id, "rewrite", min(share, words), why)


def _held_in_common(left: Profile, right: Profile) -> float:
    least = min(len(left.sample), len(right.sample))
    return len(np.intersect1d(left.sample, right.sample)) / least if least else 0.0
