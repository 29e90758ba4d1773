"""Which claims tell the same fact, for display: with care, since two events as one mislead more than one shown twice.

Claims join where lever, the entity it befell, status and people agree, and besides
- the words are the same (one text, printed twice), or
- the figure agrees within one in a hundred, and dates and actors do not disagree, or
- both are dated to the month or better, and actor and date agree without a figure that differs.
Two claims of one document are two facts, as the document tells them apart, unless they share the span.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from upperhand.model import Claim, Link, Quantity
from upperhand.present.dates import compatible, exactness, sort_key, year_of
from upperhand.present.scripts import columns
from upperhand.present.types import JoinedFact

SAME_FIGURE = 0.01
SAME_WORDS = 24


@dataclass(frozen=True, slots=True)
class Told:
    """A claim with what is known of its names: the entity it befell, its actor, when it was entered, and its links."""

    claim: Claim
    about: str
    about_id: str | None
    actor_id: str | None
    observed_at: str
    links: tuple[Link, ...] = ()


def join(told: Sequence[Told], facts: Iterable[JoinedFact] | None = None) -> list[list[Told]]:
    """The claims in groups of one fact each, in a stable order. Given facts decide; the rest is joined here."""
    ordered = sorted(told, key=_order)
    if facts is None:
        return _join(ordered)
    place = {claim: fact.id for fact in facts for claim in fact.claim_ids}
    groups: dict[tuple[str, str | None, str, str], list[Told]] = {}
    for item in (item for item in ordered if item.claim.id in place):
        groups.setdefault(
            (place[item.claim.id], item.about_id, item.claim.lever, item.claim.assertion.status), []
        ).append(item)
    return [*groups.values(), *_join([item for item in ordered if item.claim.id not in place])]


def _order(item: Told) -> tuple[object, ...]:
    claim = item.claim
    return (
        claim.lever,
        item.about_id or item.about,
        sort_key(claim.date),
        -exactness(claim.date),
        claim.quantity is None,
        claim.evidence.document_id,
        claim.evidence.start,
        claim.id,
    )


def _join(ordered: Sequence[Told]) -> list[list[Told]]:
    groups: dict[tuple[str, str, str], dict[int | None, list[list[Told]]]] = {}
    for item in ordered:
        key = (item.claim.lever, item.about_id or item.about, item.claim.assertion.status)
        by_year, year = groups.setdefault(key, {}), year_of(item.claim.date)
        # Dates that agree begin in one year; what is undated comes last and may agree with any.
        alike = by_year.get(year, []) if year is not None else chain.from_iterable(by_year.values())
        home = next((group for group in alike if all(same_fact(item, other) for other in group)), None)
        if home is None:
            by_year.setdefault(year, []).append([item])
        else:
            home.append(item)
    return [group for by_year in groups.values() for alike in by_year.values() for group in alike]


def same_fact(a: Told, b: Told) -> bool:
    """Whether two claims of one lever, one entity and one status tell one fact."""
    left, right = a.claim, b.claim
    if left.evidence.document_id == right.evidence.document_id:
        return (left.evidence.start, left.evidence.end) == (right.evidence.start, right.evidence.end) and _agree(a, b)
    if not _agree(a, b):
        return False
    if _same_words(left, right):
        return True
    if left.quantity and right.quantity:
        return True
    return (
        bool(a.actor_id or left.actor) and _same_actor(a, b) and min(exactness(left.date), exactness(right.date)) >= 2
    )


def _agree(a: Told, b: Told) -> bool:
    left, right = a.claim, b.claim
    people = not left.people or not right.people or bool(set(left.people) & set(right.people))
    actors = not left.actor or not right.actor or _same_actor(a, b)
    return people and actors and compatible(left.date, right.date) and _same_figure(left.quantity, right.quantity)


def _same_actor(a: Told, b: Told) -> bool:
    if a.actor_id and b.actor_id:
        return a.actor_id == b.actor_id
    return _folded(a.claim.actor or "") == _folded(b.claim.actor or "")


def _same_figure(left: Quantity | None, right: Quantity | None) -> bool:
    if left is None or right is None:
        return True
    return left.unit == right.unit and abs(left.value - right.value) <= SAME_FIGURE * max(
        abs(left.value), abs(right.value)
    )


def _same_words(left: Claim, right: Claim) -> bool:
    a, b = _folded(left.evidence.exact), _folded(right.evidence.exact)
    return min(columns(a), columns(b)) >= SAME_WORDS and (a in b or b in a)


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())
