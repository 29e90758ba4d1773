"""What each lever becomes in FollowTheMoney: `data/ftm/levers.yml`, checked against the model as it is loaded."""

from functools import cache
from typing import Literal

import msgspec

from upperhand.data import load
from upperhand.errors import DataError
from upperhand.ledger.exports.ftm_schema import schemata, type_of
from upperhand.model import LEVERS, Lever

End = Literal["target", "actor", "person", "made"]
Value = Literal["percent", "amount", "currency", "date", "party", "office", "title", "label", "status", "actor_name"]


class Made(msgspec.Struct, forbid_unknown_fields=True):
    """An entity: its schema, who stands in which property, which word or figure of the claim in which other.

    `per` names ends that make it another entity though they stand in no property.
    """

    schema: str
    ends: dict[str, End] = {}
    values: dict[str, Value] = {}
    per: tuple[End, ...] = ()


class Tie(Made, forbid_unknown_fields=True):
    """A link: as an entity, with a fixed role, and the values without which it is not made."""

    role: str | None = None
    needs: tuple[Value, ...] = ()


class Mapping(msgspec.Struct, forbid_unknown_fields=True):
    """One lever: its label, the schema of an actor of whom nothing else is known, and the link that it makes."""

    label: str
    actor: Literal["PublicBody", "Organization", "LegalEntity"]
    made: Made | None = None
    tie: Tie | None = None


@cache
def mappings() -> dict[Lever, Mapping]:
    """Every lever's mapping. Raises DataError if one is missing or names what the model has not."""
    found = load("ftm/levers.yml", dict[Lever, Mapping])
    missing = [lever for lever in LEVERS if lever not in found]
    if missing:
        raise DataError(f"ftm/levers.yml: no mapping for {', '.join(missing)}")
    for lever, mapping in found.items():
        for node in (mapping.made, mapping.tie):
            if node is not None:
                _check(lever, node)
    return found


def _check(lever: str, node: Made) -> None:
    if node.schema not in schemata():
        raise DataError(f"ftm/levers.yml: {lever}: no schema {node.schema} in ftm/schema.yml")
    unknown = [prop for prop in (*node.ends, *node.values) if type_of(node.schema, prop) is None]
    if unknown:
        raise DataError(f"ftm/levers.yml: {lever}: {node.schema} has no property {', '.join(unknown)}")
