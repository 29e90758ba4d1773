"""No input makes the server fail: whatever is asked, the answer is below 500, and is JSON where it should be."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

ODD = st.sampled_from(
    ["", " ", "\x00", "\ud800", "NaN", "-1", "1e999", "9" * 400, "9" * 5000, "x" * 600, "a\u202eb", "'\"", "%", "*", '"', "( OR", "NEAR(", "{", "{}", "[]", "null",
     "\U0001f600", "公司", "Company", "default", "xx-1", "yy-old", "../..", "xx-listed", "caption:asc", "properties.birthDate:1965", "countries:", ":", "2024-13-45", "1965"]
)  # fmt: skip
TEXT = st.one_of(ODD, st.text(max_size=30))
PATHS = st.sampled_from(
    ["/healthz", "/readyz", "/catalog", "/algorithms", "/search/{}", "/entities/{}", "/entities/xx-1/adjacent", "/entities/{}/adjacent/{}", "/statements",
     "/reconcile/{}", "/reconcile/default", "/reconcile/default/suggest/entity", "/reconcile/default/suggest/property", "/reconcile/default/suggest/type",
     "/reconcile/default/flyout/entity", "/reconcile/default/flyout/type", "/reconcile/default/flyout/property", "/reconcile/default/preview", "/reconcile/default/view",
     "/reconcile/default/extend/propose", "/reconcile/default/v1", "/reconcile/default/v1/suggest/{}", "/reconcile/default/v1/preview", "/reconcile/default/v1/extend/propose",
     "/match/{}", "/openapi.json", "/{}"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["q", "schema", "limit", "offset", "sort", "facets", "filter", "topics", "countries", "datasets", "include_dataset", "exclude_schema", "exclude_dataset",
     "changed_since", "fuzzy", "target", "nested", "prop", "value", "dataset", "entity_id", "canonical_id", "prefix", "cursor", "id", "type", "callback",
     "queries", "query", "extend", "threshold", "cutoff", "algorithm"]
)  # fmt: skip
PARAMETERS = st.lists(st.tuples(NAMES, TEXT), max_size=4)
SCALARS = st.one_of(TEXT, st.integers(), st.floats(), st.booleans(), st.none())
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=8,
)
SLOW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
PROPERTIES = st.dictionaries(
    st.sampled_from(["name", "alias", "birthDate", "country", "leiCode", "registrationNumber", "colour"]), st.one_of(st.lists(SCALARS, max_size=3), SCALARS), max_size=4
)  # fmt: skip
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3), st.fixed_dictionaries({"id": TEXT}, optional={"name": TEXT}))
EXAMPLE = st.fixed_dictionaries(
    {"schema": st.sampled_from(["Company", "Person", "Vessel", "Thing", "Nothing"]), "properties": PROPERTIES},
    optional={"id": SCALARS},
)
OLD_QUERY = st.fixed_dictionaries(
    {"query": TEXT},
    optional={"type": TEXT, "limit": st.one_of(st.integers(), st.floats()), "properties": st.lists(st.fixed_dictionaries({"pid": TEXT, "v": VALUES}), max_size=2)},
)  # fmt: skip
CONDITION = st.fixed_dictionaries(
    {"matchType": st.sampled_from(["name", "id", "property"]), "propertyValue": VALUES},
    optional={"propertyId": TEXT, "required": st.booleans(), "matchQuantifier": st.sampled_from(["any", "all", "none"])},
)  # fmt: skip
EXTEND = st.fixed_dictionaries(
    {"ids": st.lists(TEXT, max_size=3), "properties": st.lists(st.fixed_dictionaries({"id": TEXT}, optional={"settings": st.dictionaries(TEXT, JSON, max_size=2) | st.fixed_dictionaries({"limit": SCALARS})}), max_size=3)}
)  # fmt: skip


def holds(answer: httpx.Response) -> None:
    assert answer.status_code < 500, f"{answer.request.method} {answer.request.url}: {answer.text[:500]}"
    if answer.headers.get("content-type", "").startswith("application/json"):
        answer.json()


def percent(pairs: list[tuple[str, str]]) -> str:
    return urlencode(pairs, errors="surrogatepass")[:20_000]


@SLOW
@given(path=PATHS, parts=st.lists(TEXT, min_size=2, max_size=2), parameters=PARAMETERS)
@example("/search/{}", ["default", ""], [("q", "\ud800\x00")])
@example("/reconcile/default", ["", ""], [("queries", '{"a": {"query": "\\ud800"}}')])
@example("/search/{}", ["default", ""], [("changed_since", "0001-01-01T00:00:00+14:00")])
@example("/search/{}", ["default", ""], [("changed_since", "9999-12-31T23:59:59-14:00")])
def test_addresses(api: httpx.Client, path: str, parts: list[str], parameters: list[tuple[str, str]]) -> None:
    filled = path
    for part in parts:
        filled = filled.replace("{}", quote(part[:200], safe="", errors="surrogatepass"), 1)
    holds(api.get(f"{filled}?{percent(parameters)}"))


def _content(value: Any) -> bytes:
    return json.dumps(value).encode("utf-8", "surrogatepass")


@SLOW
@given(queries=st.dictionaries(TEXT, EXAMPLE, min_size=1, max_size=3), parameters=PARAMETERS)
def test_bodies_of_match(api: httpx.Client, queries: dict[str, Any], parameters: list[tuple[str, str]]) -> None:
    holds(api.post(f"/match/default?{percent(parameters)}", content=_content({"queries": queries})))


@SLOW
@given(
    queries=st.dictionaries(TEXT, OLD_QUERY, max_size=3),
    conditions=st.lists(CONDITION, min_size=1, max_size=3),
    extend=EXTEND,
)
def test_bodies_of_reconciliation(
    api: httpx.Client, queries: dict[str, Any], conditions: list[Any], extend: dict[str, Any]
) -> None:
    holds(api.post("/reconcile/default", data={"queries": json.dumps(queries)}))
    holds(api.post("/reconcile/default", data={"extend": json.dumps(extend)}))
    holds(api.post("/reconcile/default/v1/match", content=_content({"queries": [{"conditions": conditions}]})))
    holds(api.post("/reconcile/default/v1/extend", content=_content(extend)))


@SLOW
@given(value=JSON, raw=st.binary(max_size=60))
def test_any_json_and_any_bytes(api: httpx.Client, value: Any, raw: bytes) -> None:
    for path in ("/match/default", "/reconcile/default", "/reconcile/default/v1/match", "/reconcile/default/v1/extend"):
        holds(api.post(path, content=_content(value)))
        holds(api.post(path, content=raw))
    holds(api.post("/reconcile/default", data={"queries": json.dumps(value), "extend": json.dumps(value)}))


def test_deep_and_broken_bodies(api: httpx.Client) -> None:
    for body in (
        b"[" * 100_000,
        b'{"queries":' * 20_000,
        b'{"queries": {"a": {"schema": "Company", "properties": {"name": [1' + b"0" * 50_000 + b"]}}}}",
        b"\xff\xfe",
        b"",
    ):
        for path in ("/match/default", "/reconcile/default/v1/match", "/reconcile/default"):
            answer = api.post(path, content=body)
            assert 400 <= answer.status_code < 500
            assert answer.json()["detail"]
