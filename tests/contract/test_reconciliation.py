"""The W3C Reconciliation API, as its schemata and examples have it and as OpenRefine asks for it."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server.world import connected

SCHEMATA = Path(
    os.environ.get("RECONCILIATION_SCHEMAS", Path(__file__).parents[3] / "shared" / "lists" / "reconciliation-schemas")
)
OLD, NEW = "/reconcile/default", "/reconcile/default/v1"
Valid = Callable[[str, str, Any], None]


def examples(kind: str, version: str = "*", name: str = "*") -> Iterator[Any]:
    for path in sorted(SCHEMATA.glob(f"{version}/examples/{name}/{kind}/*.json")):
        yield pytest.param(path, id="/".join((path.parts[-5], path.parts[-3], path.stem)))


@pytest.fixture(scope="module")
def api() -> Iterator[httpx.Client]:
    with connected() as client:
        yield client


@pytest.fixture(scope="session")
def valid() -> Valid:
    """Checks an answer against the published schema of its version, where these are at hand."""
    if not SCHEMATA.is_dir():
        return lambda version, name, value: None
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")
    from referencing.jsonschema import DRAFT202012

    def check(version: str, name: str, value: Any) -> None:
        resources = []
        for path in (SCHEMATA / version / "schemas").glob("*.json"):
            content = json.loads(path.read_text(encoding="utf-8"))
            content.pop("$schema", None)
            resources.append((content.get("$id", path.name), referencing.Resource.from_contents(content, DRAFT202012)))
            base = (content.get("$id") or "").rpartition("/")[0]
            resources.append((f"{base}/{path.name}", resources[-1][1]))
        schema = json.loads((SCHEMATA / version / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
        schema.pop("$schema", None)
        jsonschema.Draft202012Validator(schema, registry=referencing.Registry().with_resources(resources)).validate(
            value
        )

    return check


def old(api: httpx.Client, queries: dict[str, Any]) -> Any:
    answer = api.post(OLD, data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    return answer.json()


def new(api: httpx.Client, *queries: dict[str, Any]) -> Any:
    answer = api.post(f"{NEW}/match", json={"queries": queries})
    assert answer.status_code == 200, answer.text
    return answer.json()


def name(value: object) -> dict[str, Any]:
    return {"matchType": "name", "propertyValue": value}


def test_manifests(api: httpx.Client, valid: Valid) -> None:
    first, second = api.get(OLD).json(), api.get(NEW).json()
    valid("0.1", "manifest", first)
    valid("0.2", "manifest", first)
    valid("1.0-draft", "manifest", second)
    assert first["versions"] == ["0.1", "0.2"] and second["versions"] == ["1.0-draft"]
    assert (
        first["view"]["url"].endswith("/view?id={{id}}") and "${id}" in first["suggest"]["type"]["flyout_service_path"]
    )
    assert second["view"]["url"].endswith("/v1/view?id={id}") and second["standardizedScore"] is True


def test_a_batch_of_0_2(api: httpx.Client, valid: Valid) -> None:
    asked = {
        "q0": {"query": "青曜星雲科技", "type": "Company", "limit": 3, "type_strict": "any"},
        "q1": {"query": "Oswin Tarrabel", "type": ["Person", "Company"], "properties": [{"pid": "birthDate", "v": "1965-04-09"}, {"pid": "shoe size", "v": 44}]},
        "q2": {"query": "Oswin Tarrabel", "type": "Vessel"},
        "q3": {"properties": [{"pid": "leiCode", "v": {"id": "5493001KJTIIGC8Y1R12"}}]},
        "q4": {"properties": [{"pid": "id", "v": ["yy-old"]}]},
        "q5": {"query": ""},
        "q6": {"query": "Oswin Tarrabel", "type": "Vessel", "type_strict": "should"},
    }  # fmt: skip
    found = old(api, asked)
    valid("0.2", "reconciliation-result-batch", found)
    valid("0.1", "reconciliation-result-batch", found)
    first = {key: [one["id"] for one in answer["result"]][:1] for key, answer in found.items()}
    assert first == {"q0": ["xx-1"], "q1": ["yy-1"], "q2": [], "q3": ["xx-1"], "q4": ["xx-2"], "q5": [], "q6": ["yy-1"]}
    best = found["q1"]["result"][0]
    assert best["match"] is True and 80 < best["score"] <= 100 and best["type"] == [{"id": "Person", "name": "Person"}]
    assert {"id", "name", "value"} == set(best["features"][0])


def test_a_batch_of_1_0(api: httpx.Client, valid: Valid) -> None:
    country = {"matchType": "property", "propertyId": "jurisdiction", "propertyValue": ["gb", "im"], "required": True}
    found = new(
        api,
        {"conditions": [name("Marrowdale Shipping"), country], "type": "Company", "lang": "en"},
        {"conditions": [name("Marrowdale Shipping"), {**country, "matchQuantifier": "none"}]},
        {"conditions": [name("Marrowdale Shipping"), {**country, "matchQuantifier": "all"}]},
        {"conditions": [{"matchType": "id", "propertyValue": {"id": "up-1"}}], "limit": 1.0},
        {"conditions": [{"matchType": "property", "propertyId": "registrationNumber", "propertyValue": "GB-00817"}]},
        {"conditions": [name(["Oswin Tarrabel", "Освин Таррабел"]), {"matchType": "property", "propertyValue": True}]},
    )
    valid("1.0-draft", "reconciliation-result-batch", found)
    ids = [[one["id"] for one in answer["candidates"]][:1] for answer in found["results"]]
    assert ids == [["xx-2"], [], [], ["xx-1"], ["xx-2"], ["yy-1"]]


def test_match_is_true_for_one_candidate_at_most(api: httpx.Client) -> None:
    for query in ("Marrowdale Shipping", "Qingyao Nebula", "Oswin", "Bureau"):
        assert sum(one["match"] for one in old(api, {"q": {"query": query}})["q"]["result"]) <= 1


@pytest.mark.skipif(not SCHEMATA.is_dir(), reason="the published examples are not at hand")
class TestPublishedExamples:
    @pytest.mark.parametrize(
        "path", [*examples("valid", "0.1", "*query-batch"), *examples("valid", "0.2", "*query-batch")]
    )
    def test_valid_queries_of_0_2_are_answered(self, api: httpx.Client, valid: Valid, path: Path) -> None:
        queries = json.loads(path.read_bytes())
        found = old(api, queries)
        assert set(found) == set(queries)
        valid("0.2", "reconciliation-result-batch", found)

    @pytest.mark.parametrize("path", list(examples("valid", "1.0-draft", "*query-batch")))
    def test_valid_queries_of_1_0_are_answered(self, api: httpx.Client, valid: Valid, path: Path) -> None:
        answer = api.post(f"{NEW}/match", content=path.read_bytes())
        assert answer.status_code == 200, answer.text
        assert len(answer.json()["results"]) == len(json.loads(path.read_bytes())["queries"])
        valid("1.0-draft", "reconciliation-result-batch", answer.json())

    @pytest.mark.parametrize("path", list(examples("valid", "*", "data-extension-query")))
    def test_valid_extensions_are_answered(self, api: httpx.Client, valid: Valid, path: Path) -> None:
        first, second = (
            api.post(OLD, data={"extend": path.read_text()}),
            api.post(f"{NEW}/extend", content=path.read_bytes()),
        )
        assert first.status_code == second.status_code == 200
        valid("0.2", "data-extension-response", first.json())
        valid("1.0-draft", "data-extension-response", second.json())

    @pytest.mark.parametrize("path", list(examples("invalid")))
    def test_invalid_examples_of_every_kind_are_refused_as_input(self, api: httpx.Client, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        version = path.parts[-5]
        answers = [
            api.post(OLD, data={"extend": text}),
            api.post(f"{NEW}/match", content=text),
            api.post(f"{NEW}/extend", content=text),
        ]
        if version != "1.0-draft" or path.stem != "old-format":  # which is what 0.2 takes
            answers.append(api.post(OLD, data={"queries": text}))
        assert {answer.status_code for answer in answers} == {422}
        assert all(answer.json()["detail"] for answer in answers)


@pytest.mark.parametrize(
    "queries",
    [
        {"q1": {"limit": 1}}, {"q1": {"properties": []}}, {"q1": {"query": "x", "props": []}}, {"q1": {"query": None}}, {"q1": []}, [],
        {"q1": {"query": "x", "type_strict": "maybe"}}, {"q1": {"query": "x", "properties": [{"pid": "a"}]}}, {"q1": {"query": "x", "type": [1]}},
    ],
)  # fmt: skip
def test_queries_of_another_form_are_refused_by_0_2(api: httpx.Client, queries: Any) -> None:
    answer = api.get(OLD, params={"queries": json.dumps(queries)})
    assert answer.status_code == 422 and "body" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        [], {}, {"queries": {}}, {"queries": [{"limit": 1}]}, {"queries": [{"conditions": []}]}, {"queries": [{"conditions": [{"propertyValue": "x"}]}]},
        {"queries": [{"conditions": [{"matchType": "name", "propertyValue": "x"}], "type": ["a", "b"]}]},
        {"queries": [{"conditions": [{"matchType": "name", "propertyValue": "x"}], "props": []}]},
        {"queries": [{"conditions": [{"matchType": "guess", "propertyValue": "x"}]}]},
    ],
)  # fmt: skip
def test_queries_of_another_form_are_refused_by_1_0(api: httpx.Client, body: Any) -> None:
    assert api.post(f"{NEW}/match", json=body).status_code == 422


def test_suggestions(api: httpx.Client, valid: Valid) -> None:
    for root, version in ((OLD, "0.1"), (OLD, "0.2"), (NEW, "1.0-draft")):
        entities = api.get(f"{root}/suggest/entity", params={"prefix": "marrowd"}).json()
        properties = api.get(f"{root}/suggest/property", params={"prefix": "birth d"}).json()
        types = api.get(f"{root}/suggest/type", params={"prefix": "comp"}).json()
        valid(version, "suggest-entities-response", entities)
        valid(version, "suggest-properties-response", properties)
        valid(version, "suggest-types-response", types)
        assert [one["id"] for one in entities["result"]] == ["xx-2"]
        assert "birthDate" in [one["id"] for one in properties["result"]]
        assert [one["id"] for one in types["result"]] == ["Company"] and types["result"][0]["broader"]
        assert api.get(f"{root}/suggest/entity", params={"prefix": "marrowd", "cursor": 1}).json() == {"result": []}
        assert api.get(f"{root}/suggest/entity").json() == {"result": []}
    assert api.get(f"{NEW}/suggest/colour").status_code == 400


def test_flyouts_escape(api: httpx.Client) -> None:
    found = api.get(f"{OLD}/flyout/entity", params={"id": "xx-3"}).json()
    assert found["id"] == "xx-3" and "<script" not in found["html"] and "Evil &amp; Sons" in found["html"]
    assert "Company" in api.get(f"{OLD}/flyout/type", params={"id": "Company"}).json()["html"]
    assert "Birth date" in api.get(f"{OLD}/flyout/property", params={"id": "birthDate"}).json()["html"]
    assert {
        api.get(f"{OLD}/flyout/{kind}", params={"id": "nothing"}).status_code for kind in ("entity", "type", "property")
    } == {404}


def test_extension(api: httpx.Client, valid: Valid) -> None:
    asked = {
        "ids": ["xx-1", "yy-old", "nobody"],
        "properties": [{"id": "name", "settings": {"limit": "1"}}, {"id": "incorporationDate"}, {"id": "sanctions"}, {"id": "ownershipAsset"}, {"id": "colour"}],
    }  # fmt: skip
    first, second = (
        api.post(OLD, data={"extend": json.dumps(asked)}).json(),
        api.post(f"{NEW}/extend", json=asked).json(),
    )
    valid("0.1", "data-extension-response", first)
    valid("0.2", "data-extension-response", first)
    valid("1.0-draft", "data-extension-response", second)
    assert first["rows"]["xx-1"]["name"] == [{"str": "Qingyao Nebula Technology Co., Ltd."}]
    assert first["rows"]["xx-1"]["incorporationDate"] == [{"date": "2009-03-02T00:00:00Z"}]
    assert first["rows"]["xx-1"]["sanctions"][0]["id"] == "sanction-1"
    assert first["rows"]["yy-old"]["ownershipAsset"] == [{"id": "own-1", "name": "Ownership"}]
    assert first["rows"]["nobody"] == {one["id"]: [] for one in asked["properties"]}
    assert [row["id"] for row in second["rows"]] == asked["ids"]
    assert second["rows"][0]["properties"][1] == {
        "id": "incorporationDate",
        "values": [{"date": "2009-03-02T00:00:00Z"}],
    }


def test_proposed_properties(api: httpx.Client, valid: Valid) -> None:
    for root, version in ((OLD, "0.2"), (NEW, "1.0-draft")):
        found = api.get(f"{root}/extend/propose", params={"type": "Person", "limit": 500}).json()
        valid(version, "data-extension-property-proposal", found)
        assert found["type"] == "Person" and {"birthDate", "name"} <= {one["id"] for one in found["properties"]}
        assert len(api.get(f"{root}/extend/propose", params={"limit": 5}).json()["properties"]) == 5


def test_previews_escape_every_word(api: httpx.Client) -> None:
    for root in (OLD, NEW):
        for kind in ("preview", "view"):
            for id_ in ("xx-3", "sanction-1"):
                page = api.get(f"{root}/{kind}", params={"id": id_})
                assert (
                    page.headers["content-type"].startswith("text/html")
                    and "default-src 'none'" in page.headers["content-security-policy"]
                )
                assert "<script" not in page.text and "<b>" not in page.text
            assert "Evil &amp; Sons" in api.get(f"{root}/{kind}", params={"id": "xx-3"}).text
            assert api.get(f"{root}/{kind}", params={"id": "nobody"}).status_code == 404


def test_what_openrefine_asks(api: httpx.Client) -> None:
    """Manifest by JSONP, a form-encoded batch from another origin, guesses of types, suggestions by JSONP, data extension."""
    script = api.get(OLD, params={"callback": "jQuery_1.cb"})
    assert script.headers["content-type"].startswith("application/javascript")
    assert script.text.startswith("/**/jQuery_1.cb(") and script.text.endswith(");")
    manifest = json.loads(script.text.removeprefix("/**/jQuery_1.cb(").removesuffix(");"))
    batch = api.post(
        OLD,
        data={"queries": json.dumps({"q0": {"query": "Marrowdale Shipping", "limit": 6}})},
        headers={"Origin": "http://127.0.0.1:3333"},
    )
    assert batch.headers["access-control-allow-origin"] == "*"
    assert batch.json()["q0"]["result"][0]["id"] == "xx-2"
    service = manifest["suggest"]["entity"]
    suggested = api.get(service["service_url"] + service["service_path"], params={"prefix": "oswin", "callback": "f"})
    assert "yy-1" in suggested.text
    flyout = api.get(
        service["flyout_service_url"] + service["flyout_service_path"].replace("${id}", "yy-1") + "&callback=f"
    )
    assert flyout.status_code == 200
    proposed = manifest["extend"]["propose_properties"]
    assert api.get(proposed["service_url"] + proposed["service_path"], params={"type": "Person"}).json()["properties"]
    assert api.get(manifest["preview"]["url"].replace("{{id}}", "yy-1")).status_code == 200
    asked = api.options(
        OLD,
        headers={
            "Origin": "http://x",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert asked.status_code == 200


def test_single_queries_of_0_1(api: httpx.Client) -> None:
    for query in ("Marrowdale Shipping", json.dumps({"query": "Marrowdale Shipping"})):
        assert api.get(OLD, params={"query": query}).json()["result"][0]["id"] == "xx-2"


@pytest.mark.parametrize("callback", ["alert(1)//", "", "a b", "<script>", "a.", "x" * 101, "f\n"])
def test_a_callback_that_is_no_plain_name_is_refused(api: httpx.Client, callback: str) -> None:
    assert api.get(OLD, params={"callback": callback}).status_code == 400


def test_only_reconciliation_may_be_asked_from_other_pages(api: httpx.Client) -> None:
    assert "access-control-allow-origin" not in api.get("/search/default", headers={"Origin": "http://x"}).headers
    assert "access-control-allow-origin" in api.get(OLD, headers={"Origin": "http://x"}).headers


def test_caps(api: httpx.Client) -> None:
    many = {f"q{n}": {"query": "x"} for n in range(101)}
    assert api.post(OLD, data={"queries": json.dumps(many)}).status_code == 400
    assert api.post(f"{NEW}/match", json={"queries": [{"conditions": [name("x")]}] * 101}).status_code == 400
    assert api.post(f"{NEW}/extend", json={"ids": ["x"] * 1001, "properties": []}).status_code == 400
    assert api.post(f"{NEW}/match", content=b" " * 5_000_000).status_code == 413
