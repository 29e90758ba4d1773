"""Entities as they go over the wire, with those beside them nested."""

from typing import Any

from upperhand.server import ontology, wire
from upperhand.server.shelf import Shelf, Shelved

NESTED = 100
"""At most so many entities are nested in one property; `/adjacent` has them all, page by page."""


def fields(entity: Shelved, properties: dict[str, list[Any]] | None = None) -> dict[str, Any]:
    """The fields of an entity, its properties as plain values unless others are given."""
    return {
        "id": entity.id, "caption": entity.caption, "schema": entity.schema,
        "properties": {prop: list(values) for prop, values in entity.properties.items()} if properties is None else properties,
        "datasets": entity.datasets, "referents": entity.referents, "target": entity.is_target,
        "first_seen": entity.first_seen or None, "last_seen": entity.last_seen or None, "last_change": entity.changed or None,
    }  # fmt: skip


def plain(entity: Shelved) -> wire.EntityOut:
    """An entity by itself."""
    return wire.EntityOut(**fields(entity))


def nested(shelf: Shelf, entity: Shelved) -> wire.EntityOut:
    """An entity with those that it points at, those that point at it, and the far ends of the ties among these."""
    properties = _forward(shelf, entity, entity.id)
    for prop in shelf.ways_in(entity.number):
        properties[prop] = ties(shelf, shelf.pointing(entity.number, prop, NESTED), entity.id)
    return wire.EntityOut(**fields(entity, properties))


def ties(shelf: Shelf, found: list[Shelved], root: str) -> list[Any]:
    """Entities that point at the root, each with what else it points at."""
    return [wire.EntityOut(**fields(one, _forward(shelf, one, root))) for one in found]


def _forward(shelf: Shelf, entity: Shelved, root: str) -> dict[str, list[Any]]:
    properties: dict[str, list[Any]] = {}
    for prop, values in entity.properties.items():
        points = ontology.type_of(entity.schema, prop) == "entity"
        properties[prop] = [_end(shelf, value, root) for value in values[:NESTED]] if points else list(values)
    return properties


def _end(shelf: Shelf, entity_id: str, root: str) -> Any:
    found = shelf.entity(entity_id) if entity_id != root else None
    return plain(found) if found else entity_id
