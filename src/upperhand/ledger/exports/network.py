"""The network of who acts on whom: entities as nodes, claims as edges."""

from calendar import IllegalMonthError, monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from upperhand.ledger.exports.source import Source, linked
from upperhand.ledger.records import Recorded
from upperhand.model import Document


@dataclass(frozen=True, slots=True)
class Node:
    """An entity, or a name that nobody has resolved (then `id` is made of the name)."""

    id: str
    label: str
    kind: str
    claims: int


@dataclass(frozen=True, slots=True)
class Edge:
    """One claim from the one who acts, or a person in it, to the target."""

    id: str
    source: str
    target: str
    label: str
    attributes: dict[str, str | float | None]
    start: str | None
    end: str | None


def nodes(source: Source) -> list[Node]:
    """Every entity once, by its first name, with the number of claims that name it."""
    found: dict[str, Node] = {}
    for record, _ in source.claims():
        for id_, (name, kind) in {id_: (name, kind) for id_, name, kind in reversed(_ends(record))}.items():
            label = source.entities[id_].caption if id_ in source.entities else name
            known = found.get(id_, Node(id_, label, kind, 0))
            found[id_] = replace(known, claims=known.claims + 1)
    return list(found.values())


def edges(source: Source) -> Iterator[Edge]:
    """Every tie of an actor or a person with a target, in the order of the claims."""
    for record, document in source.claims():
        target, *others = _ends(record)
        for number, (id_, _, kind) in enumerate(others):
            if id_ != target[0]:
                attributes, days = _attributes(record, document, kind), span(record.claim.date)
                yield Edge(f"{record.claim.id}-{number}", id_, target[0], record.claim.lever, attributes, *days)


def _ends(record: Recorded) -> list[tuple[str, str, str]]:
    """The target, the actor, the people: id, name and kind of each."""
    claim = record.claim
    named: list[tuple[str, str, str]] = [("target", claim.target, claim.target_kind)]
    named += [("actor", claim.actor, "actor")] if claim.actor else []
    named += [("person", name, "person") for name in claim.people]
    ends = []
    for role, name, kind in named:
        link = linked(record, role, name)
        ends.append(((link.entity_id if link else None) or f"unresolved:{name}", name, kind))
    return ends


def _attributes(record: Recorded, document: Document, kind: str) -> dict[str, str | float | None]:
    claim = record.claim
    return {
        "claim_id": claim.id,
        "lever": claim.lever,
        "end": kind,
        "status": claim.assertion.status,
        "stance": claim.assertion.stance,
        "date": claim.date,
        "value": claim.quantity.value if claim.quantity else None,
        "unit": claim.quantity.unit if claim.quantity else None,
        "confidence": claim.confidence,
        "quote": claim.evidence.exact,
        "source_url": document.source_url,
        "document_id": record.document_id,
    }


ATTRIBUTES: dict[str, str] = {
    name: "double" if name in ("value", "confidence") else "string"
    for name in (
        "claim_id", "lever", "end", "status", "stance", "date", "value", "unit", "confidence", "quote", "source_url",
        "document_id",
    )
}  # fmt: skip


def span(stated: str | None) -> tuple[str | None, str | None]:
    """The first and the last day that a date names; None where it is open or not in the calendar."""
    first, slash, last = (stated or "").partition("/")
    return _day(first, 0), _day(last if slash else first, -1)


def _day(partial: str, which: int) -> str | None:
    year, month, day, *_ = [*partial.split("-"), "", ""]
    try:
        numbers = int(year), int(month) if month else (1, 12)[which]
        return date(*numbers, int(day) if day else (1, monthrange(*numbers)[1])[which]).isoformat()
    except (ValueError, IllegalMonthError):
        return None
