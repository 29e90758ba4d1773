"""`/search`: entities by words, filters and facets, in the manner of yente."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from upperhand.errors import InputError
from upperhand.server import entity_out, finder, ontology, wire
from upperhand.server.answers import json_answer
from upperhand.server.catalogue import Catalogue
from upperhand.server.parameters import Limit, Offset, Text, Texts, moment, schema
from upperhand.server.ready import Served

router = APIRouter(tags=["Matching"])
FacetName = Literal["countries", "topics", "datasets", "schema", "names", "identifiers", "genders"]
_FIELDS = frozenset({"countries", "topics", "datasets", "schema", "names", "identifiers", "genders"})


@router.get("/search/{dataset}")
def search(
    catalogue: Served,
    dataset: Annotated[str, Path(max_length=200)],
    q: Text = "",
    schema_: Annotated[str, Query(alias="schema", max_length=100)] = "Thing",
    include_dataset: Texts = (),
    exclude_schema: Texts = (),
    exclude_dataset: Texts = (),
    changed_since: Text | None = None,
    countries: Texts = (),
    topics: Texts = (),
    datasets: Texts = (),
    filter: Texts = (),
    limit: Limit = 10,
    offset: Offset = 0,
    sort: Texts = (),
    target: bool | None = None,
    fuzzy: bool = False,
    simple: bool = False,
    filter_op: Literal["OR", "AND"] = "OR",
    facets: Annotated[Sequence[FacetName], Query(max_length=20)] = ("countries", "topics", "datasets"),
) -> Response:
    """Entities that hold the words of `q` in a name or identifier. The syntax is plain words, so `simple` changes nothing."""
    given: dict[str, Sequence[str]] = {
        "countries": [code.lower() for code in countries],
        "topics": topics,
        "datasets": datasets,
    }
    fields, properties = _filters(filter)
    for name, values in fields.items():
        given[name] = [*given.get(name, []), *values]
    wanted = finder.Search(
        q,
        catalogue.scope(dataset, include_dataset, exclude_dataset),
        schema(schema_),
        tuple(map(schema, exclude_schema)),
        {name: values for name, values in given.items() if values},
        properties,
        moment(changed_since),
        target,
        fuzzy,
        filter_op == "AND",
        sort,
    )
    found = finder.search(catalogue, wanted, limit, offset, dict.fromkeys(facets))
    shown = {
        name: wire.Facet(finder.FACETS[name], _items(catalogue, name, values)) for name, values in found.facets.items()
    }
    return json_answer(
        wire.SearchResponse(
            [entity_out.plain(one) for one in found.entities], shown, wire.Total(found.total), limit, offset
        )
    )


def _filters(given: Sequence[str]) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """`countries:cn` and `properties.birthDate:1965`. Raises InputError for another form."""
    fields: dict[str, list[str]] = {}
    properties: list[tuple[str, str]] = []
    for one in given:
        name, colon, value = one.partition(":")
        prop = name.removeprefix("properties.")
        if not colon or not value or (prop == name and name not in _FIELDS):
            raise InputError(f"filter: {one[:60]!r} is not of the form properties.birthDate:1965 or countries:cn")
        if prop == name:
            fields.setdefault(name, []).append(value)
        else:
            properties.append((prop, value))
    return fields, properties


def _items(catalogue: Catalogue, facet: str, values: list[tuple[str, int]]) -> list[wire.FacetItem]:
    return [wire.FacetItem(value, _label(catalogue, facet, value), count) for value, count in values]


def _label(catalogue: Catalogue, facet: str, value: str) -> str:
    if facet == "datasets":
        return catalogue.datasets[value].title
    return ontology.label(value) if facet == "schema" else value
