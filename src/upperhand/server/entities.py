"""`/entities`, those beside them, and `/statements`, in the manner of yente."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from upperhand.errors import UnknownEntity
from upperhand.server import entity_out, finder, ontology, wire
from upperhand.server.answers import json_answer
from upperhand.server.catalogue import Catalogue
from upperhand.server.parameters import Limit, Offset, Text, Texts
from upperhand.server.ready import Served
from upperhand.server.shelf import Shelf, Shelved

router = APIRouter(tags=["Data access"])
EntityId = Annotated[str, Path(max_length=1000)]
_COLUMNS = ("canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "first_seen", "last_seen")
_SORTS = {column: column for column in _COLUMNS}


@router.get("/entities/{entity_id}")
def entity(request: Request, catalogue: Served, entity_id: EntityId, nested: bool = True) -> Response:
    """An entity from all datasets; an id that was merged into another one is redirected to it."""
    found = _found(catalogue, entity_id)
    if isinstance(found, str):
        return _redirect(request, found, "")
    return json_answer(entity_out.nested(catalogue.shelf, found) if nested else entity_out.plain(found))


@router.get("/entities/{entity_id}/adjacent")
def adjacent(
    request: Request, catalogue: Served, entity_id: EntityId, limit: Limit = 50, offset: Offset = 0, sort: Texts = ()
) -> Response:
    """An entity, and a page of each kind of those beside it."""
    found = _found(catalogue, entity_id)
    if isinstance(found, str):
        return _redirect(request, found, "/adjacent")
    order = finder.order_by(sort)
    props = [prop for prop in found.properties if ontology.type_of(found.schema, prop) == "entity"]
    props += list(catalogue.shelf.ways_in(found.number))
    beside = {prop: _page(catalogue.shelf, found, prop, limit, offset, order) for prop in dict.fromkeys(props)}
    return json_answer(wire.AdjacentResponse(entity_out.plain(found), beside))


@router.get("/entities/{entity_id}/adjacent/{prop}")
def adjacent_by(
    request: Request, catalogue: Served, entity_id: EntityId, prop: Annotated[str, Path(max_length=200)],
    limit: Limit = 50, offset: Offset = 0, sort: Texts = (),
) -> Response:  # fmt: skip
    """A page of those that stand beside an entity in one property."""
    found = _found(catalogue, entity_id)
    if isinstance(found, str):
        return _redirect(request, found, f"/adjacent/{quote(prop, safe='')}")
    points = ontology.type_of(found.schema, prop) == "entity"
    if not points and prop not in ontology.ways_back(found.schema):
        raise UnknownEntity(f"no such property: {prop[:60]!r} joins no entities to a {found.schema}")
    return json_answer(_page(catalogue.shelf, found, prop, limit, offset, finder.order_by(sort)))


def _found(catalogue: Catalogue, entity_id: str) -> Shelved | str:
    """The entity, or the id under which it goes if that is another one."""
    canonical = catalogue.canonical(entity_id)
    return (catalogue.shelf.entity(canonical) or canonical) if canonical == entity_id else canonical


def _redirect(request: Request, canonical: str, rest: str) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/entities/{quote(canonical, safe='')}{rest}{query}", 308)


def _page(shelf: Shelf, entity: Shelved, prop: str, limit: int, offset: int, order: str) -> wire.Adjacent:
    if prop in entity.properties:
        ends = [shelf.entity(value) or value for value in entity.properties[prop][offset : offset + limit]]
        shown = [end if isinstance(end, str) else entity_out.plain(end) for end in ends]
        return wire.Adjacent(shown, wire.Total(len(entity.properties[prop])), limit, offset)
    pointing = shelf.pointing(entity.number, prop, limit, offset, order)
    return wire.Adjacent(
        entity_out.ties(shelf, pointing, entity.id),
        wire.Total(shelf.ways_in(entity.number).get(prop, 0)),
        limit,
        offset,
    )


@router.get("/statements")
def statements(
    catalogue: Served, dataset: Text | None = None, entity_id: Text | None = None, canonical_id: Text | None = None,
    prop: Text | None = None, value: Text | None = None, schema: Text | None = None,
    sort: Texts = ("canonical_id", "prop"), limit: Limit = 50, offset: Offset = 0,
) -> Response:  # fmt: skip
    """What each dataset says, value by value, with when it was first and last seen."""
    if dataset is not None:
        catalogue.scope(dataset)
    asked = {"dataset": None if dataset == "default" else dataset, "entity_id": entity_id, "canonical_id": canonical_id,
             "prop": prop, "value": value, "schema": schema}  # fmt: skip
    given = {name: wanted for name, wanted in asked.items() if wanted is not None}
    where = " AND ".join(["TRUE", *(f"{name} = ?" for name in given)])
    shelf = catalogue.shelf
    total = shelf.rows(f"SELECT count(*) FROM statement WHERE {where}", given.values())[0][0]
    query = f"SELECT {', '.join(_COLUMNS)} FROM statement WHERE {where} ORDER BY {_order(sort)} LIMIT ? OFFSET ?"
    rows = shelf.rows(query, [*given.values(), limit, offset]) if limit else []
    return json_answer(wire.StatementsResponse([_statement(row) for row in rows], wire.Total(total), limit, offset))


def _order(sort: Sequence[str]) -> str:
    return ", ".join([*finder.sorted_by(sort, _SORTS), "rowid"])


def _statement(row: tuple[Any, ...]) -> wire.StatementOut:
    from upperhand.ledger.exports.ftm_statements import statement_id

    said: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    return wire.StatementOut(id=statement_id(said["dataset"], said["entity_id"], said["prop"], said["value"]), **said)
