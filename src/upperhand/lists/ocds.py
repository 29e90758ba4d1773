"""Open Contracting releases as records: one for each supplier of each award, and of each contract that no award is told of.

Releases of one contracting process are put together in their order, as the standard says: what a later one leaves out
still holds. Each says again what it touches, with the day on which it says so (`told`), so that the last word on an
award can be told from those before it.
Source: https://standard.open-contracting.org/1.1/en/schema/release/ and https://standard.open-contracting.org/1.1/en/schema/merging/
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from upperhand.errors import FormatError
from upperhand.lists.records import Reading, Tree

_BY_ID = ("parties", "awards", "contracts")  # lists whose members are told apart by their ids
_USED = (*_BY_ID, "ocid", "buyer", "tender")
_CALLED_OFF = ("cancelled", "unsuccessful")


@dataclass(slots=True)
class _Process:
    """A contracting process: its releases with their rows, and then what holds of it after each of them."""

    releases: list[tuple[str, int, Tree]] = field(default_factory=list)
    state: Tree = field(default_factory=dict)
    first_told: dict[str, str] = field(default_factory=dict)


def awards(reading: Reading, known: frozenset[str]) -> Iterator[tuple[int, Tree]]:
    """The suppliers of each award, with the buyer, the sum and the date. A release that names none gives no record.

    `known` are the fields that releases may have, and awards and contracts (`awards/id`); any other stops the list.
    """
    processes: dict[str, _Process] = {}
    for number, tree in reading.records:
        _audit(tree, "", known, reading.file, number)
        for release in _releases(tree):
            _audit(release, "", known, reading.file, number)
            for part in ("awards", "contracts"):
                for inner in _trees(release, part):
                    _audit(inner, f"{part}/", known, reading.file, number)
            if "awards" in release or "contracts" in release or "parties" in release:
                slim = {name: release[name] for name in _USED if name in release}
                process = processes.setdefault(_text(release, "ocid") or f"row {number}", _Process())
                process.releases.append((_text(release, "date"), number, slim))
    while processes:
        yield from _told(processes.pop(next(iter(processes))))


def _releases(tree: Tree) -> list[Tree]:
    """A release, that of a record which sums up all of them, or those of a package."""
    whole = [release for release in _trees(tree, "releases") if "ocid" in release]
    return list(_trees(tree, "compiledRelease")) or whole or [tree]


def _audit(tree: Tree, path: str, known: frozenset[str], file: str, row: int) -> None:
    if unknown := [name for name in tree if path + name not in known]:
        raise FormatError(
            f"{file}: row {row}: field {path + unknown[0]!r} is not known to the mapping; add it under `known` if it is right"
        )


def _told(process: _Process) -> Iterator[tuple[int, Tree]]:
    """What each release says of the awards and contracts that it touches, given those before it."""
    for day, number, release in sorted(process.releases, key=lambda one: one[:2]):
        process.state = _merged(process.state, release, ())
        for record in _records(process, release, day):
            yield number, {**record, "told": [day]} if day else record


def _merged(old: Tree, new: Tree, path: tuple[str, ...]) -> Tree:
    """What holds once `new` has been said: what it leaves out stays, and what it gives takes the place of the old."""
    found = dict(old)
    for name, nodes in new.items():
        before = old.get(name, [])
        if not path and name in _BY_ID:
            found[name] = _by_id(before, nodes, (name,))
        elif len(nodes) == len(before) == 1 and isinstance(nodes[0], dict) and isinstance(before[0], dict):
            other = "id" in nodes[0] and _text(nodes[0], "id") != _text(before[0], "id")
            found[name] = nodes if other else [_merged(before[0], nodes[0], (*path, name))]
        else:
            found[name] = nodes
    return found


def _by_id(old: list[Any], new: list[Any], path: tuple[str, ...]) -> list[Any]:
    kept = {_text(node, "id"): node for node in old if isinstance(node, dict)}
    for node in new:
        if isinstance(node, dict):
            kept[_text(node, "id")] = _merged(kept.get(_text(node, "id"), {}), node, path)
    return list(kept.values())


def _records(process: _Process, release: Tree, day: str) -> Iterator[Tree]:
    state = process.state
    parties = {_text(party, "id"): party for party in _trees(state, "parties")}
    suppliers = [party for party in parties.values() if "supplier" in party.get("roles", ())]
    contracts = list(_trees(state, "contracts"))
    touched = {_text(award, "id") for award in _trees(release, "awards")}
    touched |= {_text(one, "awardID") for one in _trees(release, "contracts")}
    touched_contracts = {_text(one, "id") for one in _trees(release, "contracts")}
    known = set()
    for award in _trees(state, "awards"):
        known.add(_text(award, "id"))
        if _text(award, "id") in touched:
            signed = next((one for one in contracts if _text(one, "awardID") == _text(award, "id")), {})
            yield from _shared(process, award, signed, list(_trees(award, "suppliers")) or suppliers, parties, day)
    for contract in contracts:
        if _text(contract, "awardID") not in known and _text(contract, "id") in touched_contracts:
            yield from _shared(process, {}, contract, list(_trees(contract, "suppliers")) or suppliers, parties, day)


def _shared(
    process: _Process, award: Tree, contract: Tree, suppliers: list[Tree], parties: dict[str, Tree], day: str
) -> Iterator[Tree]:
    """One record for each supplier; where there are several, nobody's own part of the sum is told."""
    told = _said(process, award, contract, day)
    if not suppliers and told["status"] in _CALLED_OFF:
        yield {name: [text] for name, text in told.items() if text}
    for supplier in suppliers:
        party = parties.get(_text(supplier, "id"), supplier)
        said = dict(told)
        if len(suppliers) > 1:
            said["joint_amount"] = said.pop("amount")
        said |= _supplier(supplier, party)
        yield {name: [text] for name, text in said.items() if text}


def _said(process: _Process, award: Tree, contract: Tree, day: str) -> dict[str, str]:
    """What is said of an award or contract, in the same words by each of the releases that follow one another."""
    state = process.state
    buyer = _first(award, "buyer") or _first(contract, "buyer") or _first(state, "buyer") or {}
    value = _first(award, "value") or _first(contract, "value") or {}
    tender = _first(state, "tender") or {}
    first = process.first_told.setdefault(f"{_text(award, 'id')}\0{_text(contract, 'id') if not award else ''}", day)
    return {
        "ocid": _text(state, "ocid"), "buyer": _text(buyer, "name"), "award": _text(award, "id"),
        "contract": "" if award else _text(contract, "id"),
        "title": _text(award, "title") or _text(contract, "title") or _text(tender, "title") or _text(award, "description"),
        "status": _text(award, "status") or _text(contract, "status"),
        "date": _text(award, "date") or _text(contract, "dateSigned") or first,
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
