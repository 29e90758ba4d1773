"""The W3C Reconciliation API 0.2, which OpenRefine speaks, and 0.1 before it: form-encoded queries, JSONP."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from msgspec import UNSET
from starlette.responses import Response

from upperhand.errors import InputError, UnknownEntity
from upperhand.server import ontology, preview, reconciling
from upperhand.server.answers import jsonp_answer
from upperhand.server.bodies import Body, decoded, form
from upperhand.server.catalogue import Catalogue
from upperhand.server.failures import Unprocessable
from upperhand.server.parameters import Offset, Text
from upperhand.server.ready import Served
from upperhand.server.reconcile_wire import Extend, Queries
from upperhand.server.reconcile_wire import Query as OneQuery
from upperhand.server.shelf import Shelved

router = APIRouter(tags=["Reconciliation"])
DatasetName = Annotated[str, Path(max_length=200)]
EntityId = Annotated[str, Query(max_length=1000)]
Most = Annotated[int, Query(ge=1, le=500)]
IDENTIFIERS, SCHEMATA = (
    "https://www.opensanctions.org/docs/identifiers/",
    "https://followthemoney.tech/explorer/schemata/",
)


@router.get("/{dataset}")
def ask(request: Request, catalogue: Served, dataset: DatasetName) -> Response:
    """The manifest; or the answer to `queries`, `query` or `extend` in the address."""
    return _answer(request, catalogue, dataset, dict(request.query_params))


@router.post("/{dataset}")
def ask_by_form(request: Request, catalogue: Served, dataset: DatasetName, body: Body) -> Response:
    """The answer to `queries`, `query` or `extend` in a URL-encoded form."""
    return _answer(request, catalogue, dataset, {**request.query_params, **form(body)})


def _answer(request: Request, catalogue: Catalogue, dataset: str, asked: dict[str, str]) -> Response:
    datasets = catalogue.scope(dataset)
    callback = asked.get("callback")
    if "queries" in asked:
        return jsonp_answer(_batch(catalogue, datasets, decoded(asked["queries"], Queries)), callback)
    if "query" in asked:
        return jsonp_answer(_result(catalogue, datasets, _single(asked["query"])), callback)
    if "extend" in asked:
        return jsonp_answer(_extended(catalogue, decoded(asked["extend"], Extend)), callback)
    if request.method == "POST":
        raise Unprocessable("body: the form has none of `queries`, `query` and `extend`")
    return jsonp_answer(
        manifest(f"{request.url.scheme}://{request.url.netloc}/reconcile/{dataset}", dataset, catalogue), callback
    )


def manifest(base: str, dataset: str, catalogue: Catalogue) -> dict[str, Any]:
    """What the service offers, and where."""
    title = catalogue.datasets[dataset].title if dataset in catalogue.datasets else "everything that is served"
    return {
        "versions": ["0.1", "0.2"],
        "name": f"Upperhand: {title}",
        "identifierSpace": IDENTIFIERS,
        "schemaSpace": SCHEMATA,
        "view": {"url": f"{base}/view?id={{{{id}}}}"},
        "preview": {"url": f"{base}/preview?id={{{{id}}}}", "width": reconciling.WIDTH, "height": reconciling.HEIGHT},
        "defaultTypes": [
            reconciling.kind(name) for name in ("Company", "Organization", "PublicBody", "LegalEntity", "Person")
        ],
        "suggest": {name: _suggest(base, name) for name in ("entity", "property", "type")},
        "batchSize": reconciling.MOST_QUERIES // 2,
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/extend/propose"},
            "property_settings": [
                {
                    "name": reconciling.SETTING,
                    "label": "Limit",
                    "type": "number",
                    "default": 0,
                    "help_text": "At most so many values a row (0: all)",
                }
            ],
        },
    }


def _suggest(base: str, name: str) -> dict[str, str]:
    return {
        "service_url": base,
        "service_path": f"/suggest/{name}",
        "flyout_service_url": base,
        "flyout_service_path": f"/flyout/{name}?id=${{id}}",
    }


def _single(text: str) -> OneQuery:
    """A single query of 0.1: an object, or the bare name."""
    return decoded(text, OneQuery) if text.lstrip().startswith("{") else OneQuery(query=text)


def _batch(catalogue: Catalogue, datasets: tuple[str, ...], queries: dict[str, OneQuery]) -> dict[str, Any]:
    if len(queries) > reconciling.MOST_QUERIES:
        raise InputError(f"at most {reconciling.MOST_QUERIES} queries are answered at once")
    return {key: _result(catalogue, datasets, query) for key, query in queries.items()}


def _result(catalogue: Catalogue, datasets: tuple[str, ...], query: OneQuery) -> dict[str, Any]:
    types = (query.type,) if isinstance(query.type, str) else tuple(query.type or ()) if query.type is not UNSET else ()
    given = [(one.pid, reconciling.texts(one.v)) for one in query.properties] if query.properties is not UNSET else []
    asked = reconciling.Asked(
        names=reconciling.texts(query.query) if query.query is not UNSET else (),
        types=tuple(name for name in types if name),
        is_hint=query.type_strict == "should",
        ids=tuple(value for pid, values in given if pid == "id" for value in values),
        conditions=tuple(reconciling.Condition(pid, values) for pid, values in given if pid != "id"),
        limit=reconciling.limit_of(query.limit),
    )
    return {"result": reconciling.candidates(catalogue, datasets, asked)}


def _extended(catalogue: Catalogue, asked: Extend) -> dict[str, Any]:
    found = reconciling.extend(catalogue, asked.ids, asked.properties)
    return {"meta": [column.meta for column in found.columns], "rows": found.rows}


@router.get("/{dataset}/suggest/entity")
def suggest_entity(
    catalogue: Served, dataset: DatasetName, prefix: Text = "", cursor: Offset = 0, callback: Text | None = None
) -> Response:
    """Entities for what is being typed."""
    return jsonp_answer(
        {"result": reconciling.suggest_entities(catalogue, catalogue.scope(dataset), prefix, cursor)}, callback
    )


@router.get("/{dataset}/suggest/property")
def suggest_property(
    catalogue: Served, dataset: DatasetName, prefix: Text = "", cursor: Offset = 0, callback: Text | None = None
) -> Response:
    """Properties for what is being typed."""
    catalogue.scope(dataset)
    return jsonp_answer({"result": reconciling.suggest_properties(prefix, cursor)}, callback)


@router.get("/{dataset}/suggest/type")
def suggest_type(
    catalogue: Served, dataset: DatasetName, prefix: Text = "", cursor: Offset = 0, callback: Text | None = None
) -> Response:
    """Types for what is being typed."""
    catalogue.scope(dataset)
    return jsonp_answer({"result": reconciling.suggest_types(prefix, cursor)}, callback)


@router.get("/{dataset}/flyout/entity")
def flyout_entity(catalogue: Served, dataset: DatasetName, id: EntityId, callback: Text | None = None) -> Response:
    """A few words on an entity."""
    catalogue.scope(dataset)
    entity = found(catalogue, id)
    return jsonp_answer(preview.flyout(id, entity.caption, reconciling.describe(catalogue, entity)), callback)


@router.get("/{dataset}/flyout/property")
def flyout_property(catalogue: Served, dataset: DatasetName, id: EntityId, callback: Text | None = None) -> Response:
    """A few words on a property."""
    catalogue.scope(dataset)
    if ontology.property_named(id) is None:
        raise UnknownEntity("no such property")
    said = reconciling.described_property(id)
    return jsonp_answer(preview.flyout(id, said["name"], said["description"]), callback)


@router.get("/{dataset}/flyout/type")
def flyout_type(catalogue: Served, dataset: DatasetName, id: EntityId, callback: Text | None = None) -> Response:
    """A few words on a type."""
    catalogue.scope(dataset)
    if id not in ontology.schemata():
        raise UnknownEntity("no such type")
    said = reconciling.kind_in_full(id)
    return jsonp_answer(preview.flyout(id, said["name"], said["description"]), callback)


@router.get("/{dataset}/extend/propose")
def propose(
    catalogue: Served, dataset: DatasetName, type: Text | None = None, limit: Most = 200, callback: Text | None = None
) -> Response:
    """Properties that rows of a type can be extended with."""
    catalogue.scope(dataset)
    said = {"type": type} if type is not None else {}
    return jsonp_answer({**said, "limit": limit, "properties": reconciling.propose(type, limit)}, callback)


@router.get("/{dataset}/preview")
def preview_page(catalogue: Served, dataset: DatasetName, id: EntityId) -> Response:
    """A small page on an entity."""
    catalogue.scope(dataset)
    return preview.page(catalogue, found(catalogue, id), whole=False)


@router.get("/{dataset}/view")
def view_page(catalogue: Served, dataset: DatasetName, id: EntityId) -> Response:
    """A page with all that is known of an entity."""
    catalogue.scope(dataset)
    return preview.page(catalogue, found(catalogue, id), whole=True)


def found(catalogue: Catalogue, entity_id: str) -> Shelved:
    """The entity with this id, or the one that it was merged into. Raises UnknownEntity."""
    entity = catalogue.shelf.entity(catalogue.canonical(entity_id))
    if entity is None:
        raise UnknownEntity("no such entity")
    return entity
