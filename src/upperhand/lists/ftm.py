"""FollowTheMoney JSON, one entity a line, as records: its properties beside its own fields."""

from collections.abc import Callable, Iterator

from upperhand.errors import FormatError
from upperhand.lists.records import Reading, Tree
from upperhand.lists.schema import schemata
from upperhand.model import Entity

_OWN = frozenset({"id", "caption", "schema", "properties", "datasets", "referents", "target", "first_seen", "last_seen",
                  "last_change", "origin", "statements", "collection_id", "mutable", "role", "created_at", "updated_at"})  # fmt: skip


def flattened(reading: Reading, aside: Callable[[Entity], None]) -> Iterator[tuple[int, Tree]]:
    """Every entity of a schema that can be listed; ownerships, sanctions, passports and the like are put aside."""
    for number, tree in reading.records:
        if unknown := [name for name in tree if name not in _OWN]:
            raise FormatError(
                f"{reading.file}: row {number}: field {unknown[0]!r} is none of an entity of FollowTheMoney"
            )
        schema = "".join(map(str, tree.get("schema", ())))
        properties = next((part for part in tree.get("properties", ()) if isinstance(part, dict)), {})
        if schema not in schemata():
            aside(_beside(tree, schema, properties))
            continue
        names = properties.get("name") or tree.get("caption") or []
        kept = {prop: values for prop, values in properties.items() if prop in schemata()[schema] and prop != "name"}
        yield number, {"id": tree.get("id", []), "schema": [schema], "name": names, **kept}


def _beside(tree: Tree, schema: str, properties: Tree) -> Entity:
    values = {prop: tuple(value for value in found if isinstance(value, str)) for prop, found in properties.items()}
    id_, caption = "".join(map(str, tree.get("id", ()))), " ".join(map(str, tree.get("caption", ())))
    return Entity(id_, schema, caption, {prop: found for prop, found in values.items() if found})
