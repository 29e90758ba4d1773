"""Open Contracting releases as records: one for each supplier of each award.

Source: https://standard.open-contracting.org/1.1/en/schema/release/
"""

from collections.abc import Iterator
from typing import Any

from upperhand.errors import FormatError
from upperhand.lists.records import Reading, Tree


def awards(reading: Reading, known: frozenset[str]) -> Iterator[tuple[int, Tree]]:
    """The suppliers of each award, with the buyer, the sum and the date. A release that names none gives no record.

    `known` are the fields that releases may have, and awards (`awards/id`); any other stops the list.
    """
    for number, release in reading.records:
        _audit(release, "", known, reading.file, number)
        compiled = _first(release, "compiledRelease") or release
        _audit(compiled, "", known, reading.file, number)
        parties = {_text(party, "id"): party for party in _trees(compiled, "parties")}
        for award in _trees(compiled, "awards"):
            _audit(award, "awards/", known, reading.file, number)
            for supplier in _trees(award, "suppliers"):
                yield number, _flat(compiled, award, supplier, parties)


def _audit(tree: Tree, path: str, known: frozenset[str], file: str, row: int) -> None:
    if unknown := [name for name in tree if path + name not in known]:
        raise FormatError(
            f"{file}: row {row}: field {path + unknown[0]!r} is not known to the mapping; add it under `known` if it is right"
        )


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
