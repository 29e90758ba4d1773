"""Previews and flyouts: small pages in which every word that comes from data is escaped."""

from functools import cache
from typing import Any

import jinja2
from starlette.responses import Response

from upperhand.server import ontology
from upperhand.server.catalogue import Catalogue
from upperhand.server.reconciling import describe
from upperhand.server.shelf import Shelved

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}
_SHORT = 8


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("upperhand.server"), autoescape=True, undefined=jinja2.StrictUndefined
    )


def page(catalogue: Catalogue, entity: Shelved, *, whole: bool) -> Response:
    """A page on one entity: what it is called, what it is, and its properties (a few of them, unless whole)."""
    rows = _rows(catalogue, entity)
    content = (
        _environment()
        .get_template("preview.html")
        .render(
            entity=entity,
            description=describe(catalogue, entity),
            rows=rows if whole else rows[:_SHORT],
            left_out=0 if whole else max(0, len(rows) - _SHORT),
        )
    )
    return Response(content.encode("utf-8", "replace"), 200, _HEADERS, "text/html; charset=utf-8")


def flyout(id_: str, title: str, description: str) -> dict[str, Any]:
    """A few words on a thing, as the flyout services give them."""
    return {"id": id_, "html": _environment().get_template("flyout.html").render(title=title, description=description)}


def _rows(catalogue: Catalogue, entity: Shelved) -> list[tuple[str, list[str]]]:
    known = ontology.properties(entity.schema)
    rows = []
    for prop, values in entity.properties.items():
        label = known[prop].label if prop in known else prop
        rows.append(
            (
                label,
                [
                    _named(catalogue, value) if ontology.type_of(entity.schema, prop) == "entity" else value
                    for value in values
                ],
            )
        )
    for prop in catalogue.shelf.ways_in(entity.number):
        rows.append((prop, [other.caption for other in catalogue.shelf.pointing(entity.number, prop, 20)]))
    return rows


def _named(catalogue: Catalogue, entity_id: str) -> str:
    found = catalogue.shelf.entity(entity_id)
    return found.caption if found else entity_id
