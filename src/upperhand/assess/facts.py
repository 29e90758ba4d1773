"""From claims to facts: what is said, what stands for it and against it, and from how many independent origins."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from upperhand.assess import dates, joining, same_figure
from upperhand.assess.joining import Draft, Rulings
from upperhand.assess.origins import Sources
from upperhand.assess.same_figure import Rates, mean_rates
from upperhand.assess.tellings import Telling, telling
from upperhand.assess.types import Fact, Join, Origin
from upperhand.model import Document, Judgement, Quantity, Status

if TYPE_CHECKING:
    from upperhand.ledger import Recorded

LIKELY = 0.5  # confidence from which a claim is more likely read rightly than not
Joined = tuple[tuple[Telling, ...], tuple[Join, ...]]


def facts(
    records: Iterable["Recorded"],
    documents: Iterable[Document],
    judgements: Iterable[Judgement] = (),
    rates: Rates = mean_rates,
) -> tuple[Fact, ...]:
    """The facts that these claims tell, by company, lever and date. Same input, same facts, in the same order.

    `judgements` on two claim ids join or split what the rules say, those on two document ids likewise; later ones replace
    earlier ones. `rates` gives how much of one currency another was worth in a year.
    """
    rulings = Rulings.of(judgements)
    groups = joined(map(telling, records), rulings, rates)
    sources = sources_for(groups, documents, rulings)
    return tuple(fact for group in groups for fact in (assembled(each, sources) for each in group))


def joined(told: Iterable[Telling], rulings: Rulings, rates: Rates = mean_rates) -> list[list[Joined]]:
    """The claims of each fact with its joins, company and lever by company and lever."""
    groups = joining.grouped(told)
    return [[light(draft) for draft in joining.join(groups[key], rulings, rates)] for key in sorted(groups)]


def light(draft: Draft) -> Joined:
    """What is kept of a draft."""
    return tuple(draft.tellings), tuple(draft.joins)


def told_together(groups: Iterable[Iterable[Joined]]) -> set[frozenset[str]]:
    """The documents of each fact that several tell: the only ones whose independence matters."""
    return {
        ids
        for group in groups
        for tellings, _ in group
        if len(tellings) > 1 and len(ids := frozenset(each.document_id for each in tellings)) > 1
    }


def sources_for(groups: Sequence[Sequence[Joined]], documents: Iterable[Document], rulings: Rulings) -> Sources:
    """What is to be known of the documents of these facts: texts are compared only where a fact has several."""
    together = told_together(groups)
    wanted = frozenset().union(*together)
    given = list(documents)
    compared = (document for document in given if document.id in wanted)
    return Sources.read(compared, rulings, bare=given, together=together)


def assembled(group: Joined, sources: Sources) -> Fact:
    """One fact from its claims. Its id is that of the claim that was entered first, so it stays as others join."""
    tellings, joins = group
    if len(tellings) == 1:
        return _alone(tellings[0], sources)
    told_by = frozenset(each.document_id for each in tellings)
    origins = sources.origins(tellings)
    status = _status(tellings, origins)
    against = [each for each in tellings if (each.status == "denied") != (status == "denied")]
    support = [each for each in tellings if each not in against] if against else list(tellings)
    supporting = sources.origins(support, told_by) if against else origins
    best = max(support, key=_rank)
    actor = _actor(support)
    profiles = [sources.profile(id_) for origin in supporting for id_ in origin.document_ids]
    dated = [profile.published_at for profile in profiles if profile.published_at]
    anchor = min(tellings, key=lambda each: (each.observed_at, each.claim_id))
    return Fact(
        id=f"f{anchor.claim_id}",
        entity_id=best.entity_id,
        lever=best.lever,
        supporting=tuple(sorted(each.claim_id for each in support)),
        opposing=tuple(sorted(each.claim_id for each in against)),
        actor_id=actor.actor_id if actor else None,
        actor=actor.actor if actor else None,
        people=tuple(dict.fromkeys(person for each in (best, *support) for person in each.people)),
        date=_date(support),
        place=next((each.place for each in (best, *support) if each.place), None),
        quantity=_quantity(support),
        status=status,
        attributed=all(each.stance != "asserted" for each in support),
        known_at=min(each.observed_at for each in support),
        published_at=min(dated, default=None),
        document_ids=tuple(profile.document_id for profile in profiles),
        publishers=tuple(dict.fromkeys(profile.publisher for profile in profiles if profile.publisher)),
        origins=supporting,
        opposing_origins=sources.origins(against, told_by) if against else (),
        joins=joins,
        confidence=confidence(supporting),
    )


def _alone(only: Telling, sources: Sources) -> Fact:
    """A fact that one claim tells: what `assembled` would make of it, without looking for more."""
    origin = sources.alone(only)
    profile = sources.profile(only.document_id)
    return Fact(
        id=f"f{only.claim_id}",
        entity_id=only.entity_id,
        lever=only.lever,
        supporting=(only.claim_id,),
        actor_id=only.actor_id,
        actor=only.actor,
        people=only.people,
        date=only.date,
        place=only.place,
        quantity=only.quantity,
        status=only.status,
        attributed=origin.attributed,
        known_at=only.observed_at,
        published_at=profile.published_at,
        document_ids=origin.document_ids,
        publishers=(profile.publisher,) if profile.publisher else (),
        origins=(origin,),
        confidence=round(only.confidence, 6),
    )


def confidence(origins: Iterable[Origin]) -> float:
    """The chance that at least one of these independent origins was read rightly."""
    return round(1 - math.prod(1 - origin.confidence for origin in origins), 6)


def _status(tellings: Sequence[Telling], origins: Sequence[Origin]) -> Status:
    """`denied` if more origins deny it than tell it. A plan is `effective` once a source that is likely to be read
    rightly says that it is done; else what most origins say counts."""
    status_of = {each.claim_id: each.status for each in tellings}
    count = Counter(status for origin in origins for status in {status_of[claim] for claim in origin.claim_ids})
    if count["denied"] > sum(count.values()) - count["denied"]:
        return "denied"
    if any(each.status == "effective" and each.confidence >= LIKELY for each in tellings):
        return "effective"
    order: tuple[Status, ...] = ("effective", "eased", "planned")
    return (
        max(order, key=lambda status: (count[status], -order.index(status)))
        if count.total() > count["denied"]
        else "denied"
    )


def _rank(each: Telling) -> tuple[object, ...]:
    return (
        each.stance == "asserted",
        each.confidence,
        dates.exactness(each.date),
        each.quantity is not None,
        each.claim_id,
    )


def _actor(support: Sequence[Telling]) -> Telling | None:
    """The telling whose actor names one body, the one most often named first."""
    named = Counter(each.actor_id for each in support if each.actor_id)
    known = [each for each in support if each.actor_id]
    return max(
        known, key=lambda each: (each.named_actor is not None, named[each.actor_id or ""], each.claim_id), default=None
    )


def _date(support: Sequence[Telling]) -> str | None:
    """The finest date; of several as fine, the one most often told, then the earliest."""
    count = Counter(each.date for each in support if each.date)
    return min(count, key=lambda date: (-dates.exactness(date), -count[date], date), default=None)


def _quantity(support: Sequence[Telling]) -> Quantity | None:
    """The figure told with most digits among those of the kind (money, percent, people, …) most often told."""
    told = [each.quantity for each in support if each.quantity]
    kinds = Counter("money" if quantity.currency else quantity.unit for quantity in told)
    return max(
        told,
        key=lambda q: (kinds["money" if q.currency else q.unit], same_figure.digits(q.value), q.unit, q.value),
        default=None,
    )
