"""Which documents are one report: copies by MinHash, excerpts by sampled shingles, translations and rewrites by their marks.

Every comparison begins in a bucket of things in common, and a bucket that is too full (a set phrase) says nothing, so
that the work grows with the number of documents and not with its square.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np

from upperhand.assess import dates, marks, packs
from upperhand.assess.profiles import Profile
from upperhand.assess.types import Tie

_MIX = np.uint64(0x9E3779B97F4A7C15)


def copies(profiles: Sequence[Profile]) -> Iterator[Tie]:
    """Texts most of whose shingles are the same, by MinHash; each is tied to one or more of its bucket, not to all."""
    given = packs.independence().resemblance
    read = [profile for profile in profiles if len(profile.digest)]
    if len(read) < 2:
        return
    digests = np.stack([profile.digest for profile in read])
    rows = digests.reshape(len(read), given.bands, -1).astype(np.uint64)
    seen: set[tuple[int, int]] = set()
    for band in range(given.bands):
        for bucket in _buckets(_mixed(rows[:, band, :])):
            for pair in {(bucket[0], other) for other in bucket[1:]} | set(pairwise(bucket)):
                if pair not in seen:
                    seen.add(pair)
                    alike = float((digests[pair[0]] == digests[pair[1]]).mean())
                    if alike >= given.copy and _same_figures(read[pair[0]], read[pair[1]]):
                        why = f"{alike:.0%} of their runs of {given.shingle} words are the same"
                        yield Tie(read[pair[0]].document_id, read[pair[1]].document_id, "copy", alike, why)


def _mixed(rows: "np.ndarray[tuple[int, int], np.dtype[np.uint64]]") -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    key = np.zeros(len(rows), np.uint64)
    with np.errstate(over="ignore"):
        for column in rows.T:
            key = (key ^ column) * _MIX
            key ^= key >> np.uint64(29)
    return key


def _buckets(keys: "np.ndarray[tuple[int], np.dtype[np.uint64]]") -> Iterator[list[int]]:
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


def excerpts(profiles: Sequence[Profile]) -> Iterator[Tie]:
    """Texts that hold a run of another's words: by their sampled shingles."""
    given = packs.independence().resemblance
    for (left, right), shared in _shared([profile.sample for profile in profiles], given.crowd).items():
        a, b = profiles[left], profiles[right]
        share = shared / min(len(a.sample), len(b.sample))
        if shared >= given.excerpt or (share >= given.contained and shared >= 3):
            words = shared * given.sample
            why = f"about {words} runs of {given.shingle} words are the same, {share:.0%} of the shorter text"
            yield Tie(a.document_id, b.document_id, "excerpt", min(1.0, share), why)


def _shared(samples: Sequence["np.ndarray[tuple[int], np.dtype[np.uint64]]"], crowd: int) -> Counter[tuple[int, int]]:
    """How many values each pair has in common; values in more than `crowd` rows are left out."""
    owners = np.concatenate(
        [np.full(len(np.unique(row)), number) for number, row in enumerate(samples)] or [np.empty(0, np.int64)]
    )
    values = np.concatenate([np.unique(row) for row in samples] or [np.empty(0, np.uint64)])
    order = np.argsort(values, kind="stable")
    owners, values = owners[order], values[order]
    found: Counter[tuple[int, int]] = Counter()
    starts = (
        np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1]))) if len(values) else np.empty(0, np.int64)
    )
    ends = np.append(starts[1:], len(values))
    crowded = (ends - starts > 1) & (ends - starts <= crowd)
    for start, end in zip(starts[crowded].tolist(), ends[crowded].tolist(), strict=True):
        found.update(combinations(sorted(owners[start:end].tolist()), 2))
    return found


def tellings_again(profiles: Sequence[Profile]) -> Iterator[Tie]:
    """One report told again, in another language or other words: the same figures and dates, published days apart at most.

    That the names are the same too is seen where it counts: only documents that tell one fact, of one company, are tied.
    """
    crowd = packs.independence().resemblance.crowd
    owners: dict[str, list[int]] = defaultdict(list)
    for number, profile in enumerate(profiles):
        for mark in profile.marks:
            owners[mark].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for bucket in owners.values():
        if 1 < len(bucket) <= crowd:
            shared.update(pair for pair in combinations(bucket, 2) if _near(profiles[pair[0]], profiles[pair[1]]))
    for (left, right), count in shared.items():
        if count >= 2 and (tie := _told_again(profiles[left], profiles[right])):
            yield tie


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
