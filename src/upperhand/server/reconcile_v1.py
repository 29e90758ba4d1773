"""The draft of the W3C Reconciliation API 1.0: JSON bodies, and fixed paths below the service's own."""

from typing import Any

from fastapi import APIRouter, Request
from msgspec import UNSET
from starlette.responses import Response

from upperhand.errors import InputError
from upperhand.server import preview, reconcile, reconciling
from upperhand.server.answers import json_answer
from upperhand.server.bodies import Body, decoded
from upperhand.server.parameters import Offset, Text
from upperhand.server.ready import Served
from upperhand.server.reconcile import DatasetName, EntityId, Most
from upperhand.server.reconcile_wire import ConditionQueries, ConditionQuery, Extend

router = APIRouter(prefix="/{dataset}/v1", tags=["Reconciliation 1.0"])


@router.get("")
@router.get("/", include_in_schema=False)
def manifest(request: Request, catalogue: Served, dataset: DatasetName) -> Response:
    """What the service offers."""
    catalogue.scope(dataset)
    base = f"{request.url.scheme}://{request.url.netloc}/reconcile/{dataset}/v1"
    older = reconcile.manifest(base, dataset, catalogue)
    setting = {
        "id": reconciling.SETTING,
        "name": "Limit",
        "type": "number",
        "default": 0,
        "helpText": "At most so many values a row (0: all)",
    }
    return json_answer({
        "versions": ["1.0-draft"],
        "name": older["name"],
        "view": {"url": f"{base}/view?id={{id}}"},
        "defaultTypes": older["defaultTypes"],
        "suggest": {"entity": True, "property": True, "type": True},
        "preview": {"width": reconciling.WIDTH, "height": reconciling.HEIGHT},
        "extend": {"proposeProperties": True, "propertySettings": [setting]},
        "standardizedScore": True,
    })  # fmt: skip


@router.post("/match")
def match(catalogue: Served, dataset: DatasetName, body: Body) -> Response:
    """Candidates for each query, in the order of the queries."""
    datasets = catalogue.scope(dataset)
    queries = decoded(body, ConditionQueries).queries
    if len(queries) > reconciling.MOST_QUERIES:
        raise InputError(f"at most {reconciling.MOST_QUERIES} queries are answered at once")
    return json_answer(
        {"results": [{"candidates": reconciling.candidates(catalogue, datasets, _asked(query))} for query in queries]}
    )


def _asked(query: ConditionQuery) -> reconciling.Asked:
    values = [(one, reconciling.texts(one.propertyValue)) for one in query.conditions]
    return reconciling.Asked(
        names=tuple(text for one, found in values if one.matchType == "name" for text in found),
        types=(query.type,) if query.type else (),
        ids=tuple(text for one, found in values if one.matchType == "id" for text in found),
        conditions=tuple(
            reconciling.Condition(one.propertyId, found, one.required, one.matchQuantifier)
            for one, found in values
            if one.matchType == "property" and one.propertyId is not UNSET
        ),
        limit=reconciling.limit_of(query.limit),
    )


@router.get("/suggest/{kind}")
def suggest(catalogue: Served, dataset: DatasetName, kind: str, prefix: Text = "", cursor: Offset = 0) -> Response:
    """Entities, properties or types for what is being typed."""
    datasets = catalogue.scope(dataset)
    if kind == "entity":
        return json_answer({"result": reconciling.suggest_entities(catalogue, datasets, prefix, cursor)})
    answer = {"property": reconciling.suggest_properties, "type": reconciling.suggest_types}.get(kind)
    if answer is None:
        raise InputError("suggest: choose entity, property or type")
    return json_answer({"result": answer(prefix, cursor)})


@router.post("/extend")
def extend(catalogue: Served, dataset: DatasetName, body: Body) -> Response:
    """Values of properties for ids."""
    catalogue.scope(dataset)
    asked = decoded(body, Extend)
    found = reconciling.extend(catalogue, asked.ids, asked.properties)
    rows = [
        {"id": id_, "properties": [_cells(prop, values) for prop, values in cells.items()]}
        for id_, cells in found.rows.items()
    ]
    return json_answer({"meta": [column.meta for column in found.columns], "rows": rows})


def _cells(prop: str, values: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": prop, "values": values}


@router.get("/extend/propose")
def propose(catalogue: Served, dataset: DatasetName, type: Text | None = None, limit: Most = 200) -> Response:
    """Properties that rows of a type can be extended with."""
    catalogue.scope(dataset)
    said = {"type": type} if type is not None else {}
    return json_answer({**said, "limit": limit, "properties": reconciling.propose(type, limit)})


@router.get("/preview")
def preview_page(catalogue: Served, dataset: DatasetName, id: EntityId) -> Response:
    """A small page on an entity."""
    catalogue.scope(dataset)
    return preview.page(catalogue, reconcile.found(catalogue, id), whole=False)


@router.get("/view")
def view_page(catalogue: Served, dataset: DatasetName, id: EntityId) -> Response:
    """A page with all that is known of an entity."""
    catalogue.scope(dataset)
    return preview.page(catalogue, reconcile.found(catalogue, id), whole=True)
