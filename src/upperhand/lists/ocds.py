"""Open Contracting releases as records: one for each supplier of each award.

Source: https://standard.open-contracting.org/1.1/en/schema/release/
"""

from collections.abc import Iterator
from typing import Any

from upperhand.errors import FormatError
from upperhand.lists.records import Reading, Tree

_RELEASE = frozenset({
    "ocid", "id", "date", "tag", "initiationType", "parties", "buyer", "planning", "tender", "awards", "contracts",
    "language", "relatedProcesses", "links", "sources", "bids", "publisher", "title", "description", "extensions", "uri",
    "compiledRelease", "versionedRelease", "releases",
})  # fmt: skip
_AWARD = frozenset({
    "id", "title", "description", "status", "date", "value", "suppliers", "items", "contractPeriod", "documents", "amendments",
    "amendment", "relatedLots", "relatedBid", "hasSubcontracting", "rationale", "buyerID", "buyer",
})  # fmt: skip


def awards(reading: Reading) -> Iterator[tuple[int, Tree]]:
    """The suppliers of each award, with the buyer, the sum and the date. A release that names none gives no record."""
    for number, release in reading.records:
        if unknown := [name for name in release if name not in _RELEASE]:
            raise FormatError(f"{reading.file}: row {number}: field {unknown[0]!r} is none of an OCDS release")
        compiled = _first(release, "compiledRelease") or release
        parties = {_text(party, "id"): party for party in _trees(compiled, "parties")}
        for award in _trees(compiled, "awards"):
            if unknown := [name for name in award if name not in _AWARD]:
                raise FormatError(f"{reading.file}: row {number}: field 'awards/{unknown[0]}' is none of an OCDS award")
            for supplier in _trees(award, "suppliers"):
                yield number, _flat(compiled, award, supplier, parties)


def _flat(release: Tree, award: Tree, supplier: Tree, parties: dict[str, Tree]) -> Tree:
    party = parties.get(_text(supplier, "id"), supplier)
    identifier = _first(party, "identifier") or {}
    address = _first(party, "address") or {}
    buyer = _first(award, "buyer") or _first(release, "buyer") or {}
    value = _first(award, "value") or {}
    told = {
        "ocid": _text(release, "ocid"), "buyer": _text(buyer, "name"), "supplier": _text(supplier, "name") or _text(party, "name"),
        "supplier_scheme": _text(identifier, "scheme"), "supplier_number": _text(identifier, "id"),
        "supplier_legal_name": _text(identifier, "legalName"), "supplier_country": _text(address, "countryName"),
        "award": _text(award, "id"), "title": _text(award, "title") or _text(_first(release, "tender") or {}, "title"),
        "status": _text(award, "status"), "date": _text(award, "date") or _text(release, "date"),
        "amount": _text(value, "amount"), "currency": _text(value, "currency"),
    }  # fmt: skip
    return {name: [text] if text else [] for name, text in told.items()}


def _trees(tree: Tree, name: str) -> Iterator[Tree]:
    return (node for node in tree.get(name, ()) if isinstance(node, dict))


def _first(tree: Tree, name: str) -> Tree | None:
    return next(_trees(tree, name), None)


def _text(tree: Tree, name: str) -> str:
    value: Any = next((node for node in tree.get(name, ()) if isinstance(node, str)), "")
    return str(value)
