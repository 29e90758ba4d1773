"""What travels over the yente-compatible API. Inner types stay inside."""

from typing import Any, Literal

import msgspec


class Total(msgspec.Struct):
    """How many there are; `eq` says that the count is exact."""

    value: int
    relation: Literal["eq", "gte"] = "eq"


class Example(msgspec.Struct):
    """An entity to look for. Its id is the caller's, and only echoed. Fields that are not known are passed over."""

    schema: str
    properties: dict[str, list[str | int | float | None] | str | int | float | None]
    id: str | int | None = None


class MatchQuery(msgspec.Struct):
    """The body of `/match`: examples by keys of the caller's choice."""

    queries: dict[str, Example | None]
    weights: dict[str, float] = {}
    config: dict[str, Any] = {}


class EntityOut(msgspec.Struct, kw_only=True):
    """An entity; a value of a property is text, or an entity where it is nested."""

    id: str
    caption: str
    schema: str
    properties: dict[str, list[Any]]
    datasets: tuple[str, ...]
    referents: tuple[str, ...]
    target: bool
    first_seen: str | None
    last_seen: str | None
    last_change: str | None


class Feature(msgspec.Struct):
    """What one feature made of the query and the candidate."""

    score: float
    detail: str | None = None
    query: str | None = None
    candidate: str | None = None


class Scored(EntityOut, kw_only=True):
    """An entity that may be meant."""

    score: float
    match: bool
    features: dict[str, float]
    explanations: dict[str, Feature]


class ExampleOut(msgspec.Struct, omit_defaults=True):
    """The example as it was understood, under the caller's own id."""

    schema: str
    properties: dict[str, list[str]]
    id: str | int | None = None


class Matches(msgspec.Struct):
    """The answer to one example; with a status of 400, `detail` says what is wrong with it."""

    query: ExampleOut
    results: list[Scored]
    total: Total
    status: int = 200
    detail: str | None = None


class FeatureDoc(msgspec.Struct):
    """What a feature means."""

    description: str
    coefficient: float | None = None
    url: str | None = None


class MatchResponse(msgspec.Struct):
    """The answers by the caller's keys, and what the features mean."""

    responses: dict[str, Matches]
    matcher: dict[str, FeatureDoc]
    limit: int


class FacetItem(msgspec.Struct):
    """A value of a facet, and how many of the results have it."""

    name: str
    label: str
    count: int


class Facet(msgspec.Struct):
    """The commonest values of a facet."""

    label: str
    values: list[FacetItem]


class SearchResponse(msgspec.Struct):
    """A page of results."""

    results: list[EntityOut]
    facets: dict[str, Facet]
    total: Total
    limit: int
    offset: int


class Adjacent(msgspec.Struct):
    """A page of the entities that stand in one property."""

    results: list[Any]
    total: Total
    limit: int
    offset: int


class AdjacentResponse(msgspec.Struct):
    """An entity, and all that stand beside it by property."""

    entity: EntityOut
    adjacent: dict[str, Adjacent]


class StatementOut(msgspec.Struct):
    """One value of one property that one dataset gives."""

    id: str
    entity_id: str
    canonical_id: str
    prop: str
    prop_type: str
    schema: str
    value: str
    dataset: str
    first_seen: str
    last_seen: str
    original_value: str | None = None
    lang: str | None = None
    origin: str | None = None
    external: bool = False


class StatementsResponse(msgspec.Struct):
    """A page of statements."""

    results: list[StatementOut]
    total: Total
    limit: int
    offset: int


class Algorithm(msgspec.Struct):
    """How matching is done; `features` is what older clients call `docs`."""

    name: str
    description: str
    features: dict[str, FeatureDoc]
    docs: dict[str, FeatureDoc]


class AlgorithmsResponse(msgspec.Struct):
    """The ways of matching that there are."""

    algorithms: list[Algorithm]
    default: str
    best: str


class Publisher(msgspec.Struct):
    """Who publishes a dataset."""

    name: str
    url: str | None = None
    country: str | None = None


class DatasetOut(msgspec.Struct, omit_defaults=True):
    """A dataset of the catalogue."""

    name: str
    title: str
    load: bool
    entity_count: int
    thing_count: int
    index_version: str | None = None
    index_current: bool = False
    version: str | None = None
    updated_at: str | None = None
    last_export: str | None = None
    url: str | None = None
    publisher: Publisher | None = None
    children: tuple[str, ...] = ()


class CatalogResponse(msgspec.Struct):
    """All datasets that are served."""

    datasets: list[DatasetOut]
    current: list[str]
    outdated: list[str]
    index_stale: bool = False
