"""FollowTheMoney's schemata and properties, with the labels and the ways back that the APIs show."""

from functools import cache

import msgspec

from upperhand import data


class Property(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A property. `range` is the schema that an entity property points to, `reverse` the name of the way back."""

    label: str
    type: str = "string"
    range: str = ""
    reverse: str = ""


class Schema(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A schema's own part. `caption` names the properties that title an entity, `edge` marks a tie between two others."""

    label: str
    description: str = ""
    extends: tuple[str, ...] = ()
    matchable: bool = False
    edge: bool = False
    caption: tuple[str, ...] = ()
    properties: dict[str, Property] = {}


class _Model(msgspec.Struct, forbid_unknown_fields=True):
    schemata: dict[str, Schema]


@cache
def schemata() -> dict[str, Schema]:
    """Every schema by name."""
    return data.load("server/ftm.yml", _Model).schemata


@cache
def lineage(schema: str) -> frozenset[str]:
    """The schema and all that it extends; the name alone for one that is not known."""
    known = schemata().get(schema)
    return frozenset({schema}).union(*(lineage(parent) for parent in known.extends)) if known else frozenset({schema})


@cache
def descendants(schema: str) -> frozenset[str]:
    """The schema and all that extend it."""
    return frozenset(name for name in (*schemata(), schema) if schema in lineage(name))


@cache
def properties(schema: str) -> dict[str, Property]:
    """The properties of a schema, inherited ones included; none for a schema that is not known."""
    found: dict[str, Property] = {}
    for name in sorted(lineage(schema), key=lambda name: len(lineage(name))):
        found |= schemata()[name].properties if name in schemata() else {}
    return found


@cache
def property_named(name: str) -> Property | None:
    """A property by its name alone: the first schema that has one so called says what it is."""
    return next((schema.properties[name] for schema in schemata().values() if name in schema.properties), None)


def type_of(schema: str, prop: str) -> str:
    """The type of a property; `string` for one that is not known."""
    known = properties(schema).get(prop)
    return known.type if known else "string"


def label(schema: str) -> str:
    """A schema's name for people."""
    return schemata()[schema].label if schema in schemata() else schema


def stronger(left: str, right: str) -> str:
    """Of two schemata of one entity, the one that says more; the first where neither extends the other."""
    return right if left in lineage(right) else left


def caption(schema: str, values: dict[str, list[str]]) -> str:
    """What an entity is called: the first value of the properties that title its schema, else the schema's label."""
    for name in sorted(lineage(schema), key=lambda name: -len(lineage(name))):
        for prop in schemata()[name].caption if name in schemata() else ():
            if values.get(prop):
                return values[prop][0]
    return label(schema)


@cache
def ways_back(schema: str) -> frozenset[str]:
    """The properties by which other entities may point at one of this schema."""
    own = lineage(schema)
    return frozenset(
        p.reverse for s in schemata().values() for p in s.properties.values() if p.reverse and p.range in own
    )
