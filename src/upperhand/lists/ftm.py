"""FollowTheMoney JSON, one entity a line, as records: its properties beside its own fields."""

from collections.abc import Callable, Iterator

from upperhand.errors import FormatError
from upperhand.lists.records import Reading, Tree
from upperhand.lists.schema import schemata
from upperhand.model import Entity

_OWN = frozenset({"id", "caption", "schema", "properties", "datasets", "referents", "target", "first_seen", "last_seen",
                  "last_change", "origin", "statements", "collection_id", "mutable", "role", "created_at", "updated_at"})  # fmt: skip


POINTERS = frozenset({"addressEntity", "holder", "issuer", "operator", "owner", "parent", "proof", "riskSource"})
"""The properties of listed entities that point at other entities."""


def flattened(reading: Reading, aside: Callable[[Entity], None]) -> Iterator[tuple[int, Tree]]:
    """Every entity of a schema that can be listed; ownerships, sanctions, passports and the like are put aside, and so
    are entities nested in others, and what entities point at."""
    for number, tree in reading.records:
        if unknown := [name for name in tree if name not in _OWN]:
            raise FormatError(
                f"{reading.file}: row {number}: field {unknown[0]!r} is none of an entity of FollowTheMoney"
            )
        schema, properties = _one(tree, "schema"), _properties(tree)
        _put_nested_aside(properties, aside)
        if schema not in schemata():
            aside(_beside(tree))
            continue
        pointing = _beside(tree, POINTERS)
        if pointing.properties:
            aside(pointing)
        names = properties.get("name") or tree.get("caption") or []
        kept = {prop: values for prop, values in properties.items() if prop in schemata()[schema] and prop != "name"}
        yield number, {"id": tree.get("id", []), "schema": [schema], "name": names, **kept}


def _put_nested_aside(properties: Tree, aside: Callable[[Entity], None]) -> None:
    for values in properties.values():
        for value in values:
            if isinstance(value, dict) and _one(value, "id"):
                _put_nested_aside(_properties(value), aside)
                aside(_beside(value))


def _beside(tree: Tree, only: frozenset[str] = frozenset()) -> Entity:
    values = {
        prop: tuple(filter(None, (_one(value, "id") if isinstance(value, dict) else str(value) for value in found)))
        for prop, found in _properties(tree).items()
        if not only or prop in only
    }
    return Entity(
        _one(tree, "id"),
        _one(tree, "schema"),
        _one(tree, "caption"),
        {prop: told for prop, told in values.items() if told},
    )


def _properties(tree: Tree) -> Tree:
    return next((part for part in tree.get("properties", ()) if isinstance(part, dict)), {})


def _one(tree: Tree, name: str) -> str:
    return " ".join(str(node) for node in tree.get(name, ()) if not isinstance(node, dict))
