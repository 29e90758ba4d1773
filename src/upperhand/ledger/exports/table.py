"""Claims as rows: the one table that CSV, Parquet and XLSX share."""

from collections.abc import Iterator
from typing import Literal

from upperhand.ledger.exports.source import Source, linked
from upperhand.ledger.records import Recorded
from upperhand.model import Document

Cell = str | float | int | None
Kind = Literal["text", "real", "integer"]

COLUMNS: dict[str, Kind] = {
    "claim_id": "text", "lever": "text", "target": "text", "target_id": "text", "target_kind": "text",
    "actor": "text", "actor_id": "text", "people": "text", "people_ids": "text", "date": "text", "place": "text",
    "value": "real", "unit": "text", "currency": "text", "status": "text", "stance": "text", "attributed_to": "text",
    "confidence": "real", "quote": "text", "start": "integer", "end": "integer", "page": "integer",
    "cited": "text", "cited_url": "text", "document_id": "text", "source_url": "text", "title": "text",
    "publisher": "text", "author": "text", "published_at": "text", "language": "text", "rule": "text",
    "ruleset": "text", "observed_at": "text",
}  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(source: Source) -> Iterator[dict[str, Cell]]:
    """One row a claim; several people stand in one cell, parted by `; `."""
    for record, document in source.claims():
        yield {**_what(record), **_how(record), **_where(record, document)}


def harmless(cell: Cell) -> Cell:
    """The cell as no spreadsheet takes it for a formula: text that begins like one gets an apostrophe before it."""
    if isinstance(cell, str) and cell.lstrip(" \n\ufeff").startswith(_FORMULA):
        return "'" + cell
    return cell


def _what(record: Recorded) -> dict[str, Cell]:
    claim, quantity = record.claim, record.claim.quantity
    people = [_id(record, "person", name) or "" for name in claim.people]
    return {
        "claim_id": claim.id,
        "lever": claim.lever,
        "target": claim.target,
        "target_id": _id(record, "target", claim.target),
        "target_kind": claim.target_kind,
        "actor": claim.actor,
        "actor_id": _id(record, "actor", claim.actor),
        "people": "; ".join(claim.people) or None,
        "people_ids": "; ".join(people) or None,
        "date": claim.date,
        "place": claim.place,
        "value": quantity.value if quantity else None,
        "unit": quantity.unit if quantity else None,
        "currency": quantity.currency if quantity else None,
    }


def _how(record: Recorded) -> dict[str, Cell]:
    claim, assertion, cited = record.claim, record.claim.assertion, record.claim.cited
    return {
        "status": assertion.status,
        "stance": assertion.stance,
        "attributed_to": assertion.attributed_to,
        "confidence": claim.confidence,
        "quote": claim.evidence.exact,
        "start": claim.evidence.start,
        "end": claim.evidence.end,
        "page": claim.evidence.page,
        "cited": cited.content if cited else None,
        "cited_url": cited.url if cited else None,
        "rule": claim.rule,
        "ruleset": claim.ruleset,
        "observed_at": record.observed_at,
    }


def _where(record: Recorded, document: Document) -> dict[str, Cell]:
    names = ("source_url", "title", "publisher", "author", "published_at", "language")
    return {"document_id": record.document_id, **{name: getattr(document, name) for name in names}}


def _id(record: Recorded, role: str, name: str | None) -> str | None:
    link = linked(record, role, name)
    return link.entity_id if link else None
