"""`/healthz`, `/readyz` and `/catalog`, in the manner of yente."""

import hashlib

from fastapi import APIRouter, Request
from starlette.responses import Response

from upperhand.server import wire
from upperhand.server.answers import json_answer
from upperhand.server.catalogue import ALL
from upperhand.server.fragments import Dataset
from upperhand.server.ready import Served

router = APIRouter(tags=["System"])


@router.get("/healthz")
def healthz() -> Response:
    """Whether the server is up."""
    return json_answer({"status": "ok"})


@router.get("/readyz")
def readyz(catalogue: Served) -> Response:
    """Whether everything is read; 503 until then."""
    return json_answer({"status": "ok"})


@router.get("/catalog")
def catalog(request: Request, catalogue: Served) -> Response:
    """The datasets that are served, and all of them together as `default`."""
    sizes = catalogue.shelf.sizes()
    shown = [_shown(one, *sizes.get(one.name, (0, 0))) for one in catalogue.datasets.values()]
    entities, things = sizes.get("", (0, 0))
    everything = wire.DatasetOut(
        ALL,
        "Everything that is served",
        True,
        entities,
        things,
        index_current=True,
        children=tuple(catalogue.datasets),
    )
    names = [ALL, *catalogue.datasets]
    answer = json_answer(wire.CatalogResponse([everything, *shown], names, []))
    tag = f'"{hashlib.sha256(bytes(answer.body)).hexdigest()[:32]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    answer.headers["ETag"] = tag
    return answer


def _shown(dataset: Dataset, entities: int, things: int) -> wire.DatasetOut:
    publisher = (
        wire.Publisher(dataset.publisher, dataset.url or None, dataset.country or None) if dataset.publisher else None
    )
    return wire.DatasetOut(
        dataset.name, dataset.title, True, entities, things, dataset.version or None, True, dataset.version or None,
        dataset.updated_at, dataset.updated_at, dataset.url or None, publisher,
    )  # fmt: skip
