"""The schemata of FollowTheMoney that entries may have, and which properties each takes."""

from functools import cache

import msgspec

from upperhand import data


class _Schema(msgspec.Struct, forbid_unknown_fields=True):
    extends: tuple[str, ...]
    properties: dict[str, str]


@cache
def is_a(schema: str, base: str) -> bool:
    """Whether entities of a schema are of another one too."""
    known = _own().get(schema)
    return schema == base or (known is not None and any(is_a(parent, base) for parent in known.extends))


@cache
def schemata() -> dict[str, dict[str, str]]:
    """Each schema with its properties, inherited ones too, and their types."""
    return {name: _inherited(name, _own()) for name in _own()}


@cache
def _own() -> dict[str, _Schema]:
    return data.load("lists/properties.yml", dict[str, _Schema])


def _inherited(name: str, own: dict[str, _Schema]) -> dict[str, str]:
    found: dict[str, str] = {}
    for parent in own[name].extends:
        found |= _inherited(parent, own)
    return found | own[name].properties


@cache
def _types() -> dict[str, str]:
    return {prop: kind for properties in schemata().values() for prop, kind in properties.items()}


def has_property(name: str) -> bool:
    """Whether any schema has this property."""
    return name in _types()


def type_of(name: str) -> str:
    """The type of a property: name, date, country, identifier, …; empty for what is none."""
    return _types().get(name, "")
