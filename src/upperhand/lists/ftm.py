"""FollowTheMoney JSON, one entity a line, as records: its properties beside its own fields."""

from collections.abc import Iterator

from upperhand.errors import FormatError
from upperhand.lists.records import Reading, Tree
from upperhand.lists.schema import schemata

_OWN = frozenset({"id", "caption", "schema", "properties", "datasets", "referents", "target", "first_seen", "last_seen",
                  "last_change", "origin", "statements", "collection_id", "mutable", "role", "created_at", "updated_at"})  # fmt: skip


def flattened(reading: Reading) -> Iterator[tuple[int, Tree]]:
    """Every entity of a schema that can be listed; ownerships, sanctions and other ties are passed over."""
    for number, tree in reading.records:
        if unknown := [name for name in tree if name not in _OWN]:
            raise FormatError(
                f"{reading.file}: row {number}: field {unknown[0]!r} is none of an entity of FollowTheMoney"
            )
        schema = "".join(map(str, tree.get("schema", ())))
        properties = next((part for part in tree.get("properties", ()) if isinstance(part, dict)), {})
        if schema not in schemata():
            continue
        names = properties.get("name") or tree.get("caption") or []
        kept = {prop: values for prop, values in properties.items() if prop in schemata()[schema] and prop != "name"}
        yield number, {"id": tree.get("id", []), "schema": [schema], "name": names, **kept}
