"""Open Contracting releases as records: one for each supplier of each award, and of each contract that no award is told of.

Source: https://standard.open-contracting.org/1.1/en/schema/release/
"""

from collections.abc import Iterator
from typing import Any

from upperhand.errors import FormatError
from upperhand.lists.records import Reading, Tree


def awards(reading: Reading, known: frozenset[str]) -> Iterator[tuple[int, Tree]]:
    """The suppliers of each award, with the buyer, the sum and the date. A release that names none gives no record.

    `known` are the fields that releases may have, and awards and contracts (`awards/id`); any other stops the list.
    """
    for number, tree in reading.records:
        _audit(tree, "", known, reading.file, number)
        for release in _releases(tree):
            _audit(release, "", known, reading.file, number)
            for part in ("awards", "contracts"):
                for inner in _trees(release, part):
                    _audit(inner, f"{part}/", known, reading.file, number)
            yield from ((number, record) for record in _records(release))


def _releases(tree: Tree) -> list[Tree]:
    """A release, that of a record which sums up all of them, or those of a package."""
    whole = [release for release in _trees(tree, "releases") if "ocid" in release]
    return list(_trees(tree, "compiledRelease")) or whole or [tree]


def _audit(tree: Tree, path: str, known: frozenset[str], file: str, row: int) -> None:
    if unknown := [name for name in tree if path + name not in known]:
        raise FormatError(
            f"{file}: row {row}: field {path + unknown[0]!r} is not known to the mapping; add it under `known` if it is right"
        )


def _records(release: Tree) -> Iterator[Tree]:
    parties = {_text(party, "id"): party for party in _trees(release, "parties")}
    suppliers = [party for party in parties.values() if "supplier" in party.get("roles", ())]
    contracts = list(_trees(release, "contracts"))
    told = set()
    for award in _trees(release, "awards"):
        told.add(_text(award, "id"))
        signed = next((one for one in contracts if _text(one, "awardID") == _text(award, "id")), {})
        yield from _shared(release, award, signed, list(_trees(award, "suppliers")) or suppliers, parties)
    for contract in contracts:
        if _text(contract, "awardID") not in told:
            yield from _shared(release, {}, contract, list(_trees(contract, "suppliers")) or suppliers, parties)


def _shared(
    release: Tree, award: Tree, contract: Tree, suppliers: list[Tree], parties: dict[str, Tree]
) -> Iterator[Tree]:
    """One record for each supplier; where there are several, nobody's own part of the sum is told."""
    for supplier in suppliers:
        party = parties.get(_text(supplier, "id"), supplier)
        told = _said(release, award, contract)
        if len(suppliers) > 1:
            told["joint_amount"] = told.pop("amount")
        told |= _supplier(supplier, party)
        yield {name: [text] for name, text in told.items() if text}


def _said(release: Tree, award: Tree, contract: Tree) -> dict[str, str]:
    """What is said of an award or contract, in the same words by each of the releases that follow one another."""
    buyer = _first(award, "buyer") or _first(contract, "buyer") or _first(release, "buyer") or {}
    value = _first(award, "value") or _first(contract, "value") or {}
    tender = _first(release, "tender") or {}
    return {
        "ocid": _text(release, "ocid"), "buyer": _text(buyer, "name"), "award": _text(award, "id"),
        "contract": "" if award else _text(contract, "id"),
        "title": _text(award, "title") or _text(contract, "title") or _text(tender, "title") or _text(award, "description"),
        "status": _text(award, "status") or _text(contract, "status"),
        "date": _text(award, "date") or _text(contract, "dateSigned") or _text(release, "date"),
        "amount": _text(value, "amount"), "currency": _text(value, "currency"),
    }  # fmt: skip


def _supplier(supplier: Tree, party: Tree) -> dict[str, str]:
    identifier = _first(party, "identifier") or _first(supplier, "identifier") or {}
    address = _first(party, "address") or _first(supplier, "address") or {}
    return {
        "supplier": _text(supplier, "name") or _text(party, "name"), "supplier_scheme": _text(identifier, "scheme"),
        "supplier_number": _text(identifier, "id"), "supplier_legal_name": _text(identifier, "legalName"),
        "supplier_country": _text(address, "countryName"),
    }  # fmt: skip


def _trees(tree: Tree, name: str) -> Iterator[Tree]:
    return (node for node in tree.get(name, ()) if isinstance(node, dict))


def _first(tree: Tree, name: str) -> Tree | None:
    return next(_trees(tree, name), None)


def _text(tree: Tree, name: str) -> str:
    value: Any = next((node for node in tree.get(name, ()) if isinstance(node, str)), "")
    return str(value)
