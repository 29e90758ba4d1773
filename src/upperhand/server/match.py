"""`/match` and `/algorithms`: who is meant by an example, in the manner of yente."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from upperhand.errors import InputError
from upperhand.model import Entity
from upperhand.server import entity_out, ontology, screen, wire
from upperhand.server.answers import json_answer
from upperhand.server.bodies import Body, decoded
from upperhand.server.catalogue import Catalogue
from upperhand.server.failures import Unprocessable
from upperhand.server.parameters import MOST_MATCHES, MOST_QUERIES, Share, Text, Texts, moment, schema
from upperhand.server.ready import Served

router = APIRouter(tags=["Matching"])

NAME, BEST = "upperhand", "best"
_VALUES, _PROPERTIES = 200, 100
_DESCRIPTION = "Names in any script, compared word by word; boosted trees over the features make one calibrated score: 0.8 means right four times in five."


@router.get("/algorithms")
def algorithms() -> Response:
    """How matching is done, and what its features mean."""
    docs = _docs()
    return json_answer(wire.AlgorithmsResponse([wire.Algorithm(NAME, _DESCRIPTION, docs, docs)], NAME, NAME))


@router.post("/match/{dataset}")
def match(
    body: Body,
    catalogue: Served,
    dataset: Annotated[str, Path(max_length=200)],
    limit: Annotated[int, Query(ge=0, le=MOST_MATCHES)] = 5,
    threshold: Share | None = None,
    cutoff: Share = 0.5,
    algorithm: Text = BEST,
    include_dataset: Texts = (),
    exclude_schema: Texts = (),
    exclude_dataset: Texts = (),
    topics: Texts = (),
    changed_since: Text | None = None,
    exclude_entity_ids: Texts = (),
) -> Response:
    """The entities most likely meant by each example. An example that cannot be matched gets a status and a sentence of its own."""
    asked = decoded(body, wire.MatchQuery)
    _check(asked, algorithm)
    threshold = screen.threshold() if threshold is None else threshold
    wanted = screen.Wanted(
        catalogue.scope(dataset, include_dataset, exclude_dataset),
        frozenset(map(schema, exclude_schema)),
        frozenset(topics),
        moment(changed_since),
        frozenset(exclude_entity_ids),
    )
    examples = {key: _understood(key, one) for key, one in asked.queries.items() if one is not None}
    if not examples:
        raise InputError("No queries provided.")
    responses = {
        key: _answer(catalogue, one, wanted, limit, threshold, min(cutoff, threshold)) for key, one in examples.items()
    }
    return json_answer(wire.MatchResponse(responses, _docs(), limit), headers={"x-batch-size": str(len(responses))})


def _docs() -> dict[str, wire.FeatureDoc]:
    return {name: wire.FeatureDoc(text) for name, text in screen.feature_docs().items()}


def _check(asked: wire.MatchQuery, algorithm: str) -> None:
    if len(asked.queries) > MOST_QUERIES:
        raise InputError(f"Too many queries in one batch (limit: {MOST_QUERIES})")
    if algorithm.strip().lower() not in (NAME, BEST):
        raise InputError(f"Invalid algorithm: {algorithm[:60]!r}; choose {NAME!r} or {BEST!r}")
    if asked.weights or asked.config:
        given = next(iter({**asked.weights, **asked.config}))
        raise InputError(
            f"Invalid configuration parameter: {given[:60]!r}; the score of {NAME} is calibrated and takes no weights"
        )


def _understood(key: str, example: wire.Example) -> wire.ExampleOut:
    """The example with values as text, without properties that its schema has not. Raises InputError for its schema."""
    if not ontology.schemata()[schema(example.schema)].matchable:
        raise InputError(f"Cannot parse example entity {key[:60]!r}: the schema {example.schema} cannot be matched")
    if len(example.properties) > _PROPERTIES:
        raise Unprocessable(f"body: more than {_PROPERTIES} properties in query {key[:60]!r}")
    known = ontology.properties(example.schema)
    properties = {prop: _texts(values) for prop, values in example.properties.items() if prop in known}
    return wire.ExampleOut(example.schema, {prop: values for prop, values in properties.items() if values}, example.id)


def _texts(values: object) -> list[str]:
    listed = values if isinstance(values, list) else [values]
    texts = [str(value).strip() for value in listed if value is not None]
    return list(dict.fromkeys(text for text in texts if text))[:_VALUES]


def _answer(
    catalogue: Catalogue, example: wire.ExampleOut, wanted: screen.Wanted, limit: int, threshold: float, cutoff: float
) -> wire.Matches:
    query = screen.example(example.schema, dict(example.properties))
    try:
        found, total = screen.hits(catalogue, query, wanted, limit, cutoff)
    except InputError as error:
        return wire.Matches(example, [], wire.Total(0), 400, str(error))
    return wire.Matches(example, [_scored(hit, query, threshold) for hit in found], wire.Total(total))


def _scored(hit: screen.Hit, query: Entity, threshold: float) -> wire.Scored:
    docs = screen.feature_docs()
    explanations = {
        name: wire.Feature(value, docs.get(name), *_compared(name, hit, query)) for name, value in hit.features.items()
    }
    return wire.Scored(
        **entity_out.fields(hit.entity),
        score=hit.score,
        match=hit.score >= threshold,
        features=hit.features,
        explanations=explanations,
    )


def _compared(feature: str, hit: screen.Hit, query: Entity) -> tuple[str | None, str | None]:
    """The values that a feature compared: for those of names, the two names that decided."""
    props = {"birth_date": ("birthDate",), "country": ("country", "nationality", "jurisdiction", "citizenship")}.get(
        feature
    )
    if props:
        sides = [
            [value for prop in props for value in values.get(prop, ())]
            for values in (query.properties, hit.entity.properties)
        ]
        return "; ".join(dict.fromkeys(sides[0])) or None, "; ".join(dict.fromkeys(sides[1])) or None
    if feature == "schema":
        return query.schema, hit.entity.schema
    return hit.decided_by[0] or None, hit.decided_by[1] or None
