"""What is told of a company without reading all its facts: counts, the facts that stand best, contradictions, exposure.

Counts are kept as a table of small cells, which add up over the parts that a large company is kept in.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from hashlib import blake2b

import msgspec

from upperhand.assess import dates
from upperhand.assess.facts import LIKELY
from upperhand.assess.tellings import Telling
from upperhand.assess.types import Contradiction, Fact
from upperhand.model import Lever, Stance, Status

PAGE = 150  # facts that a digest holds: those that stand best
EACH = 5  # of them at least, for each lever that has so many
RAISED = 100  # contradictions that a digest holds: the gravest, beside those on the facts shown
BOTH_SIDES = 20  # contradictions, the gravest, of which both sides are shown
_MANY = 9  # documents: more count as so many
_STANCES: tuple[Stance, ...] = ("asserted", "attributed", "speculative")


class Count(msgspec.Struct, frozen=True, array_like=True):
    """How many facts are alike in these respects, and the sum of their confidences.

    A fact that some report as done and others as planned or denied counts once for each, as it is shown. `year` is
    that in which it began (None: undated), `documents` how many tell it (9: or more), `told` how many of date, actor
    and figure are known, `sure` whether it was more likely read rightly than not.
    """

    lever: Lever
    year: int | None
    status: Status
    stance: Stance
    documents: int
    told: int
    sure: bool
    facts: int
    confidence: float


class Point(msgspec.Struct, frozen=True, array_like=True):
    """The two sides on a day, each with the ends of its interval."""

    day: str
    levers: tuple[float, float, float]
    counter: tuple[float, float, float]


class Drawn(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of one lever of a large company for its series (see `tallies`). Days are numbers.

    `sums` are of the changes by the ends of quarters in `days`, `late_sums` of those on the days `late`, after the day
    `last` in its quarter. `easings` are the days on which an actor (empty: nobody known) eased it.
    """

    last: int
    days: tuple[int, ...]
    sums: bytes
    late: tuple[int, ...]
    late_sums: bytes
    easings: dict[str, tuple[int, ...]]


class Ranked(msgspec.Struct, frozen=True, array_like=True):
    """A fact by how well it stands; `part` is where it is kept."""

    standing: float
    id: str
    lever: Lever
    part: str


class Brief(msgspec.Struct, frozen=True, array_like=True):
    """What one part of a company adds to its digest. `documents` are hashes, by lever; `first` is the first day on which
    a fact in it may have begun, as a number."""

    claims: int
    facts: int
    known_at: str
    first: int
    counts: tuple[Count, ...]
    documents: dict[str, tuple[int, ...]]
    best: tuple[Ranked, ...]


class Digest(msgspec.Struct, frozen=True):
    """A company in brief. `documents` counts those with claims about it, by lever (in all under the empty name).

    `contradictions` are those `raised` of `disputed` in all, without the rulings on them; `known_at` is when the ledger
    last held something new. `parts` are those that it is kept in.
    """

    entity_id: str
    claims: int = 0
    facts: int = 0
    known_at: str = ""
    counts: tuple[Count, ...] = ()
    documents: dict[str, int] = {}
    best: tuple[Fact, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    disputed: int = 0
    series: tuple[Point, ...] = ()
    parts: tuple[str, ...] = ()


def brief(facts: Sequence[Fact], tellings: Collection[Telling], part: str) -> Brief:
    """What these facts, made of these claims, add to a digest."""
    from upperhand.assess.exposure import standing, table_of  # needs numpy

    told = {each.claim_id: each for each in tellings}
    documents: dict[str, set[int]] = defaultdict(set)
    for each in tellings:
        documents[each.lever].add(_hash(each.document_id))
    given = table_of(facts)
    ranks = {fact.id: rank for fact, rank in zip(given.facts, standing(given).tolist(), strict=True)}
    best = [Ranked(round(ranks.get(fact.id, 0.0), 6), fact.id, fact.lever, part) for fact in facts]
    return Brief(
        len(tellings),
        len(facts),
        max((each.observed_at for each in tellings), default=""),
        min((when.first for fact in facts if (when := dates.when(fact.date))), default=date.max.toordinal()),
        _counts(facts, told),
        {lever: tuple(sorted(known)) for lever, known in sorted(documents.items())},
        chosen(best),
    )


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=7).digest(), "big")


def chosen(ranked: Iterable[Ranked]) -> tuple[Ranked, ...]:
    """The facts that stand best, but of each lever some."""
    ordered = sorted(ranked, key=lambda each: (-each.standing, each.id))
    taken: Counter[Lever] = Counter()
    first: set[str] = set()
    for each in ordered:
        taken[each.lever] += 1
        if taken[each.lever] <= EACH:
            first.add(each.id)
    room = PAGE - len(first)
    others = [each for each in ordered if each.id not in first][: max(0, room)]
    kept = first.union(each.id for each in others)
    return tuple(each for each in ordered if each.id in kept)


def gravest(found: Iterable[Contradiction], most: int) -> list[Contradiction]:
    """The contradictions in which both sides have most origins."""
    return sorted(found, key=lambda each: (-min(each.left.origins, each.right.origins), each.id))[:most]


def raised(found: Sequence[Contradiction], best: Collection[str]) -> tuple[Contradiction, ...]:
    """The gravest contradictions, and all on facts that are shown: these, and both sides of the very gravest."""
    shown = {*best, *(id_ for each in gravest(found, BOTH_SIDES) for id_ in each.fact_ids)}
    kept = {each.id for each in gravest(found, RAISED)}
    return tuple(each for each in found if each.id in kept or not shown.isdisjoint(each.fact_ids))


def digest(
    entity_id: str,
    briefs: Mapping[str, Brief],
    best: Sequence[Fact] = (),
    contradictions: Sequence[Contradiction] = (),
    series: tuple[Point, ...] = (),
) -> Digest:
    """A company's digest from those of its parts by name, and what only the whole tells. `best` are the facts `chosen`,
    `contradictions` all that there are."""
    documents: dict[str, set[int]] = defaultdict(set)
    for each in briefs.values():
        for lever, hashes in each.documents.items():
            documents[lever].update(hashes)
            documents[""].update(hashes)
    return Digest(
        entity_id,
        sum(each.claims for each in briefs.values()),
        sum(each.facts for each in briefs.values()),
        max((each.known_at for each in briefs.values()), default=""),
        _summed(count for each in briefs.values() for count in each.counts),
        {lever: len(hashes) for lever, hashes in sorted(documents.items())},
        tuple(best),
        raised(contradictions, {fact.id for fact in best}),
        len(contradictions),
        series,
        tuple(sorted(briefs)),
    )


def _counts(facts: Iterable[Fact], told: Mapping[str, Telling]) -> tuple[Count, ...]:
    cells: list[Count] = []
    for fact in facts:
        if len(fact.supporting) == 1 and not fact.opposing:
            cells.append(_cell([told[fact.supporting[0]]]))
            continue
        by_status: dict[Status, list[Telling]] = defaultdict(list)
        for id_ in (*fact.supporting, *fact.opposing):
            by_status[told[id_].status].append(told[id_])
        cells += map(_cell, by_status.values())
    return _summed(cells)


def _cell(tellings: Sequence[Telling]) -> Count:
    """A fact, or what is told of it with one status, as a count of one."""
    best = tellings[0]
    if len(tellings) > 1:
        best = max(
            tellings, key=lambda t: (-_STANCES.index(t.stance), t.confidence, dates.exactness(t.date), t.claim_id)
        )
    when = dates.when(max((each.date for each in (best, *tellings)), key=dates.exactness))
    known = (when, *(any(getattr(each, field) for each in tellings) for field in ("actor", "quantity")))
    documents = len({each.document_id for each in tellings})
    year = date.fromordinal(when.first).year if when else None
    sure = best.confidence >= LIKELY
    return Count(best.lever, year, best.status, best.stance, min(documents, _MANY), sum(map(bool, known)), sure, 1, best.confidence)  # fmt: skip


def _summed(counts: Iterable[Count]) -> tuple[Count, ...]:
    facts: Counter[tuple[object, ...]] = Counter()
    confidence: dict[tuple[object, ...], list[float]] = defaultdict(list)
    for each in counts:
        key = each.lever, each.year, each.status, each.stance, each.documents, each.told, each.sure
        facts[key] += each.facts
        confidence[key].append(each.confidence)
    keys = sorted(facts, key=lambda key: tuple(map(str, key)))
    return tuple(Count(*key, facts[key], round(sum(confidence[key]), 6)) for key in keys)  # type: ignore[arg-type, call-arg]
