"""From claims to facts: each telling with who says it and where, and each fact with what its tellings agree on."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from upperhand.model import LEVERS, Document, Lever, Stance, Status
from upperhand.present.dates import exactness, sort_key
from upperhand.present.grouping import Told
from upperhand.present.scripts import language_tag, one_line
from upperhand.present.types import Fact, JoinedFact, Part, Telling
from upperhand.present.wording import figure_text, words


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that bears something out, with its number here and the language tag of its text."""

    number: int
    document: Document
    lang: str


def cited_of(documents: Iterable[Document]) -> dict[str, Cited]:
    """The documents by id, numbered from 1 by date, publisher and title."""
    ordered = sorted(documents, key=lambda d: (d.published_at or "9999", d.publisher or "", d.title or "", d.id))
    return {d.id: Cited(number, d, language_tag(d.text, d.language)) for number, d in enumerate(ordered, 1)}


def telling_of(item: Told, cited: Cited) -> Telling:
    """One claim as a telling: its words, where they stand, and who says so."""
    claim, evidence, document = item.claim, item.claim.evidence, cited.document
    page = next((p.label or str(p.number) for p in document.pages if p.number == evidence.page), None) or evidence.page
    return Telling(
        claim_id=claim.id,
        anchor=anchor(claim.id),
        source=cited.number,
        document_id=document.id,
        start=evidence.start,
        end=evidence.end,
        exact=evidence.exact,
        prefix=evidence.prefix,
        suffix=evidence.suffix,
        page=str(page) if page else None,
        lang=language_tag(evidence.exact, cited.lang),
        status=claim.assertion.status,
        stance=claim.assertion.stance,
        attributed_to=claim.assertion.attributed_to,
        speaker=claim.assertion.attributed_to or source_name(document),
        cited=claim.cited,
        target=claim.target,
        actor=claim.actor,
        people=claim.people,
        date=claim.date,
        place=claim.place,
        quantity=claim.quantity,
        confidence=claim.confidence,
        rule=claim.rule,
        observed_at=item.observed_at,
    )


def source_name(document: Document) -> str:
    """Who speaks in a document, as far as it is known."""
    return document.publisher or document.author or document.title or document.source_url or "a source without a name"


def anchor(identifier: str) -> str:
    """The id in a form that is safe in an address and in an attribute: itself, or a hash of it."""
    return (
        identifier
        if re.fullmatch(r"[A-Za-z0-9_-]{1,80}", identifier)
        else hashlib.sha256(identifier.encode(errors="replace")).hexdigest()[:20]
    )


def fact_of(
    group: Sequence[Told],
    tellings: tuple[Telling, ...],
    part: Part,
    cited: dict[str, Cited],
    findings: Mapping[str, Sequence[str]],
    joined: JoinedFact | None,
    callings: Mapping[str, str],
) -> Fact:
    """One fact from its tellings; the surest and fullest comes first and gives what they agree on.

    `findings` are the ids of those about each claim.
    """
    best = max(tellings, key=lambda t: (_stance_weight(t), t.confidence, exactness(t.date), t.quantity is not None))
    ids = sorted(telling.claim_id for telling in tellings)
    identifier = joined.id if joined else "f" + hashlib.sha256("\n".join(ids).encode(errors="replace")).hexdigest()[:15]
    quantity = next((t.quantity for t in (best, *tellings) if t.quantity), None)
    named = next((t.actor for t in (best, *tellings) if t.actor), None)
    date = max((t.date for t in (best, *tellings)), key=exactness)
    people = tuple(dict.fromkeys(person for telling in tellings for person in telling.people))
    known = {(link.role, link.name): link.entity_id for item in group for link in item.links}
    actor_id = known.get(("actor", named or ""))
    actor = callings.get(actor_id or "", named)
    sources = {telling.document_id for telling in tellings}
    place = next((t.place for t in tellings if t.place), None)
    # A fact may be split by target and status after others joined it, so its claims make its address.
    return Fact(
        id=identifier,
        anchor=anchor(ids[0]),
        lever=group[0].claim.lever,
        part=part,
        about=group[0].about,
        about_id=group[0].about_id,
        headline=headline(group[0].claim.lever, actor, figure_text(quantity), people),
        date=date,
        actor=actor,
        actor_id=actor_id,
        people=people,
        people_ids=tuple(known.get(("person", person)) for person in people),
        place=place,
        quantity=quantity,
        status=best.status,
        stance=best.stance,
        attributed_to=best.attributed_to,
        confidence=best.confidence,
        weight=round(
            weighed(best.status, best.stance, best.confidence, len(sources), sum(map(bool, (date, actor, quantity)))), 6
        ),
        documents=len(sources),
        publishers=len({source_name(cited[source].document) for source in sources}),
        origins=joined.origins if joined else None,
        tellings=(best, *(t for t in tellings if t is not best)),
        finding_ids=tuple(dict.fromkeys(id_ for claim in ids for id_ in findings.get(claim, ()))),
        left_out=joined.left_out if joined else 0,
    )


def callings_of(told: Sequence[Told]) -> dict[str, str]:
    """What to call each actor that is known by an id: the name most used for it, one in Latin letters before others."""
    uses: dict[str, Counter[str]] = {}
    for link in (link for item in told for link in item.links if link.role == "actor" and link.entity_id):
        uses.setdefault(link.entity_id or "", Counter())[link.name] += 1
    return {
        key: min(names, key=lambda name: (not name.isascii(), -names[name], -len(name), name))
        for key, names in uses.items()
    }


def _stance_weight(telling: Telling) -> float:
    return words().weights.stance[telling.stance]


def weighed(status: Status, stance: Stance, confidence: float, sources: int, told: int) -> float:
    """What a fact counts in the summary; of many that are alike, given the sum of their confidences, what all of them do."""
    weights = words().weights
    firm = weights.status[status] * weights.stance[stance] * confidence
    further = weights.further_source * (min(sources, weights.sources_at_most) - 1)
    return firm * (1 + further) * (1 + weights.told * told / 3)


def headline(lever: Lever, actor: str | None, figure: str, people: Sequence[str]) -> str:
    """Who, whom and how much in one line; the lever's own word where a claim names nobody."""
    named = [part for part in (one_line(actor or ""), one_line(", ".join(p for p in people if p != actor))) if part]
    text = " · ".join(part for part in (*(named or [words().levers[lever].title]), figure) if part)
    return text[0].upper() + text[1:] if text.split(" ")[0].islower() else text


def by_date(fact: Fact) -> tuple[object, ...]:
    """The order of facts: by date, lever, source and place."""
    return (sort_key(fact.date), LEVERS.index(fact.lever), fact.tellings[0].source, fact.tellings[0].start, fact.anchor)
