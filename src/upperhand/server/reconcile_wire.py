"""What travels over the W3C Reconciliation API: 0.1 and 0.2, and the 1.0 draft. Strict where its schemata are.

Source: the JSON schemata of https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/ and of the draft.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType


class Ref(msgspec.Struct):
    """A value that is an entity of the service."""

    id: str
    name: str | UnsetType = UNSET


Value = str | int | float | bool | Ref
Values = str | int | float | bool | Ref | list[Value]


class PropertyValue(msgspec.Struct):
    """A property that candidates should have, in 0.2."""

    pid: str
    v: Values


class Query(msgspec.Struct, forbid_unknown_fields=True):
    """One query of 0.1 and 0.2: it needs a `query` or at least one property."""

    query: str | UnsetType = UNSET
    type: str | list[str] | UnsetType = UNSET
    limit: int | float | UnsetType = UNSET
    properties: list[PropertyValue] | UnsetType = UNSET
    type_strict: Literal["any", "should", "all"] | UnsetType = UNSET

    def __post_init__(self) -> None:
        """Refuse a query that asks for nothing."""
        if self.query is UNSET and (self.properties is UNSET or not self.properties):
            raise ValueError("a query needs `query` or at least one of `properties`")


Queries = dict[str, Query]


class Condition(msgspec.Struct):
    """What candidates should be called, identified by or have, in 1.0."""

    matchType: Literal["name", "id", "property"]  # noqa: N815  (the wire's name)
    propertyValue: Values  # noqa: N815
    propertyId: str | UnsetType = UNSET  # noqa: N815
    required: bool = False
    matchQuantifier: Literal["any", "all", "none"] = "any"  # noqa: N815
    matchQualifier: str = ""  # noqa: N815


class ConditionQuery(msgspec.Struct, forbid_unknown_fields=True):
    """One query of 1.0."""

    conditions: Annotated[list[Condition], msgspec.Meta(min_length=1)]
    type: str | UnsetType = UNSET
    limit: int | float | UnsetType = UNSET
    lang: str | UnsetType = UNSET
    dir: Literal["ltr", "rtl", "auto"] | UnsetType = UNSET


class ConditionQueries(msgspec.Struct):
    """A batch of 1.0."""

    queries: list[ConditionQuery]


class ExtendProperty(msgspec.Struct):
    """A property to fetch, with the settings that the manifest offers."""

    id: str
    settings: dict[str, Any] = {}


class Extend(msgspec.Struct):
    """Which properties of which entities to fetch."""

    ids: list[str]
    properties: list[ExtendProperty]
