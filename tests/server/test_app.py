"""What every answer has in common: errors, readiness, logs; and the parts below the addresses."""

import json
import logging
import time

import httpx
import pytest

from tests.server.world import served, world
from upperhand.errors import InputError, LedgerError, UnknownEntity, UpperhandError
from upperhand.server import failures, ontology
from upperhand.server.answers import clean, jsonp_answer
from upperhand.server.app import create_app
from upperhand.server.catalogue import Catalogue, UnknownDataset
from upperhand.server.ready import Shop
from upperhand.server.words import query_of, spaced

COMPANY = {"schema": "Company", "properties": {"name": ["Marrowdale Shipping"]}}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InputError("x"), 400), (UnknownEntity("x"), 404), (UnknownDataset("x"), 404), (LedgerError("x"), 503), (UpperhandError("x"), 500),
        (failures.NotReady("x"), 503), (failures.TooLarge("x"), 413), (failures.Unprocessable("x"), 422), (ValueError("x"), 500),
    ],
)  # fmt: skip
def test_one_table_says_which_status_an_error_has(error: Exception, status: int) -> None:
    assert failures.status_of(error) == status


def test_what_nobody_expected_tells_the_caller_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(self: Catalogue, *told: object) -> None:
        raise ValueError("secret words")

    with served() as address, httpx.Client(base_url=address, trust_env=False) as client:
        while client.get("/readyz").status_code == 503:
            time.sleep(0.01)
        monkeypatch.setattr(Catalogue, "scope", fail)
        answer = client.get("/search/default")
        assert (answer.status_code, answer.json()) == (500, {"detail": "internal error"})


def test_nothing_is_served_until_everything_is_read() -> None:
    shop = Shop(world)
    with pytest.raises(failures.NotReady, match="ask again"):
        _ = shop.catalogue
    shop.open()
    assert shop._thread is not None
    shop._thread.join()
    assert shop.catalogue.datasets
    shop.close()


@pytest.mark.parametrize(
    ("error", "said"), [(InputError("no list"), "no list"), (RuntimeError("inner"), "internal error")]
)
def test_what_cannot_be_read_is_said(error: Exception, said: str) -> None:
    def load() -> Catalogue:
        raise error

    shop = Shop(load)
    shop.open()
    assert shop._thread is not None
    shop._thread.join()
    with pytest.raises(failures.NotReady, match=said):
        _ = shop.catalogue
    shop.close()


def test_logs_hold_no_names_and_no_keys(api: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        api.post(
            "/match/default?limit=3",
            json={"queries": {"hidden-key": COMPANY}},
            headers={"Authorization": "ApiKey hush"},
        )
        api.get("/entities/xx-1")
        api.get("/search/default", params={"q": "Marrowdale"})
        for _ in range(200):
            if caplog.text.count("upperhand.server") >= 3:
                break
            time.sleep(0.01)
    ours = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("upperhand", "uvicorn"))
    )
    assert "POST /match/{dataset} 200" in ours and "GET /entities/{entity_id} 200" in ours
    assert not [word for word in ("Marrowdale", "hidden-key", "hush", "xx-1") if word in ours]


def test_each_example_gets_its_own_answer(api: httpx.Client) -> None:
    queries = {
        "good": {"id": "mine-7", **COMPANY},
        "empty": {"schema": "Company", "properties": {"name": [""]}},
        "long": {"schema": "Company", "properties": {"name": ["x" * 10_000]}},
        "control": {"schema": "Company", "properties": {"name": ["Marrow\u0000dale"]}},
        "mixed": {"schema": "Person", "properties": {"name": "Oswin Tarrabеl", "colour": ["red"], "height": 180}},
        "none": None,
    }
    answer = api.post("/match/default", json={"queries": queries})
    found = answer.json()["responses"]
    assert answer.headers["x-batch-size"] == "5" and set(found) == {"good", "empty", "long", "control", "mixed"}
    assert {key: one["status"] for key, one in found.items()} == {
        "good": 200,
        "empty": 400,
        "long": 400,
        "control": 400,
        "mixed": 200,
    }
    assert found["good"]["query"]["id"] == "mine-7" and found["good"]["results"][0]["id"] == "xx-2"
    assert all(one["detail"] and one["results"] == [] for one in found.values() if one["status"] == 400)
    assert found["mixed"]["query"]["properties"] == {"name": ["Oswin Tarrabеl"], "height": ["180"]}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"queries": {}}, 400), ({"queries": {"a": {"schema": "Nothing", "properties": {}}}}, 400), ({"queries": {"a": {"schema": "Sanction", "properties": {}}}}, 400),
        ({"queries": {"a": {"properties": {}}}}, 422), ({"queries": []}, 422), ({}, 422), ({"queries": {f"{n}": COMPANY for n in range(101)}}, 400),
        ({"queries": {"a": COMPANY}, "weights": {"name_match": 0.5}}, 400),
        ({"queries": {"a": {"schema": "Company", "properties": {f"p{n}": [] for n in range(101)}}}}, 422),
    ],
)  # fmt: skip
def test_bodies_that_cannot_be_used(api: httpx.Client, body: object, status: int) -> None:
    answer = api.post("/match/default", json=body)
    assert answer.status_code == status and answer.json()["detail"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/search/default?limit=501", 422), ("/search/default?offset=9500", 422), ("/search/default?sort=colour", 400), ("/search/default?schema=Nothing", 400),
        ("/search/default?facets=colour", 422), ("/search/default?changed_since=soon", 422), ("/search/default?filter=colour:red", 400), ("/search/nowhere", 404),
        ("/statements?sort=colour", 400), ("/statements?dataset=nowhere", 404), ("/entities/nobody/adjacent", 404), ("/entities/xx-1/adjacent/colour", 404),
        ("/nowhere", 404), ("/match/default", 405), ("/reconcile/nowhere", 404), ("/reconcile/default/v1/view?id=", 404),
    ],
)  # fmt: skip
def test_errors_have_one_shape(api: httpx.Client, address: str, status: int) -> None:
    answer = api.get(address)
    assert answer.status_code == status and answer.json()["detail"]


def test_merged_ids_are_redirected_with_all_that_was_asked(api: httpx.Client) -> None:
    for rest in ("?nested=false", "/adjacent?limit=1", "/adjacent/sanctions?limit=1"):
        answer = api.get(f"/entities/up-1{rest}")
        assert (answer.status_code, answer.headers["location"]) == (308, f"/entities/xx-1{rest}")


def test_targets_and_odd_words_in_search(api: httpx.Client) -> None:
    assert api.get("/search/default?q=%22%20OR%20NEAR(").json()["total"]["value"] == 0
    assert api.get("/search/default?target=true&schema=Ownership").json()["total"]["value"] == 0
    assert api.get("/search/default?q=---").json()["results"] == []
    assert api.get("/search/default?q=xx-vessel").json()["results"][0]["id"] == "xx-vessel"
    fuzzy = api.get("/search/default?q=Marrowdale&fuzzy=true&limit=0").json()
    assert fuzzy["results"] == [] and fuzzy["total"]["value"] >= 1


def test_the_description_of_the_api_is_served(api: httpx.Client) -> None:
    assert "/match/{dataset}" in api.get("/openapi.json").json()["paths"]
    assert api.get("/docs").status_code == 404


def test_words_are_parted_as_full_text_search_needs_them() -> None:
    assert spaced("A中文B") == "A 中  文 B"
    assert query_of('huawei "tech* OR') == '"huawei" AND "tech" AND "OR"*'
    assert query_of("星云") == '"星  云"*'
    assert query_of(" -*( ") == ""


def test_answers_are_always_writable() -> None:
    assert clean({"a\ud800": ["\ud800", 1, None]}) == {"a?": ["?", 1, None]}
    assert b"\\u2028" in bytes(jsonp_answer({"x": "\u2028</script>"}, "f").body)
    assert b"<" not in bytes(jsonp_answer({"x": "\u2028</script>"}, "f").body)
    assert create_app(world).docs_url is None


class TestOntology:
    def test_it_is_the_model_that_the_client_knows(self) -> None:
        bundled = pytest.importorskip("yente_client.schemas").model["schemata"]
        assert set(ontology.schemata()) == set(bundled)
        for name, schema in bundled.items():
            ours = ontology.schemata()[name]
            own = {prop: said for prop, said in schema["properties"].items() if not said.get("stub")}
            assert (ours.label, ours.extends, ours.matchable) == (
                schema["label"],
                tuple(schema.get("extends", ())),
                bool(schema.get("matchable")),
            )
            assert {prop: (one.type, one.range, one.reverse) for prop, one in ours.properties.items()} == {
                prop: (said["type"], said.get("range", ""), said.get("reverse", "")) for prop, said in own.items()
            }

    def test_lineage_and_captions(self) -> None:
        assert {"Company", "LegalEntity", "Thing"} <= ontology.lineage("Company") and ontology.lineage("Odd") == {"Odd"}
        assert "Company" in ontology.descendants("LegalEntity")
        assert ontology.stronger("LegalEntity", "Company") == ontology.stronger("Company", "LegalEntity") == "Company"
        assert ontology.stronger("Person", "Company") == "Person"
        assert ontology.caption("Company", {"name": ["A"]}) == "A" and ontology.caption("Ownership", {}) == "Ownership"
        assert ontology.properties("Odd") == {} and ontology.type_of("Odd", "x") == "string"
        assert "sanctions" in ontology.ways_back("Company")


def test_serve_says_what_is_missing(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from upperhand import cli  # noqa: F401
    from upperhand.cli.app import app

    monkeypatch.chdir(str(tmp_path))
    for words, said in (
        ([], "--api"),
        (["--api"], "nothing to serve"),
        (["--api", "--ledger", "none.db"], "no ledger"),
    ):
        done = CliRunner().invoke(app, ["serve", *words])
        assert isinstance(done.exception, InputError) and said in str(done.exception)


def test_serve_runs_the_app_on_loopback(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    import uvicorn
    from typer.testing import CliRunner

    from upperhand import Ledger, cli  # noqa: F401
    from upperhand.cli.app import app

    monkeypatch.chdir(str(tmp_path))
    with Ledger("some.db"):
        pass
    told: dict[str, object] = {}
    monkeypatch.setattr(uvicorn, "run", lambda app, **more: told.update(more, app=app))
    done = CliRunner().invoke(app, ["serve", "--api", "--ledger", "some.db", "--port", "0"])
    assert done.exit_code == 0, done.output
    assert (told["host"], told["port"], told["access_log"]) == ("127.0.0.1", 0, False)
    shop = told["app"].state.shop  # type: ignore[attr-defined]
    catalogue = shop._load()
    assert list(catalogue.datasets) == ["upperhand"] and json.dumps(list(catalogue.indexes)) == '["upperhand"]'
    catalogue.close()


def test_nothing_in_scope_is_an_answer_too(api: httpx.Client) -> None:
    left_out = {"exclude_dataset": ["xx-listed", "yy-persons", "upperhand"]}
    body = {"queries": {"a": {"schema": "Company", "properties": {"name": ["Marrowdale"]}}}}
    answer = api.post("/match/default", json=body, params=left_out)
    assert answer.status_code == 200 and answer.json()["responses"]["a"]["results"] == []
    found = api.get("/search/default", params={**left_out, "q": "Marrowdale", "fuzzy": "true"})
    assert found.status_code == 200 and found.json()["results"] == []


def test_yentes_parameters_of_matching(api: httpx.Client) -> None:
    body = {"queries": {"a": COMPANY}}

    def ids(path: str, **params: object) -> list[str]:
        answer = api.post(f"/match/{path}", json=body, params=params)  # type: ignore[arg-type]
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["responses"]["a"]["results"]]

    assert ids("default", limit=0) == [] and ids("default", algorithm=" BEST ") == ids(
        "default", fuzzy=False, unknown=1
    ) == ["xx-2"]
    assert ids("xx-listed", exclude_dataset="xx-listed") == [] and ids("default", exclude_dataset="nowhere") == ["xx-2"]
    assert (
        ids("default", exclude_entity_ids=["yy-old"])
        == ids("default", topics="crime.cyber")
        == ids("default", exclude_schema="Company")
        == []
    )
    assert ids("default", threshold=0.99, cutoff=0.99) == ids("default", threshold=1, cutoff=1) or ids(
        "default", cutoff=0.99
    )
    for params, status in (({"limit": 501}, 422), ({"limit": -1}, 422), ({"changed_since": "soon"}, 422), ({"include_dataset": "nowhere"}, 404),
                           ({"algorithm": "neural-net"}, 400), ({"threshold": 2}, 422), ({"cutoff": "x"}, 422)):  # fmt: skip
        assert api.post("/match/default", json=body, params=params).status_code == status, params  # type: ignore[arg-type]
    assert api.post("/match/default", json={**body, "config": {"nm_number_mismatch": 0.4}}).status_code == 400
    (algorithm,) = api.get("/algorithms").json()["algorithms"]
    assert algorithm["features"] == algorithm["docs"]


def test_filters_join_by_or_unless_asked_otherwise(api: httpx.Client) -> None:
    def total(**params: object) -> int:
        return int(api.get("/search/default", params=params).json()["total"]["value"])  # type: ignore[arg-type]

    countries = ["cn", "gb"]
    assert (
        total(countries=countries)
        == total(countries=countries, filter_op="OR")
        > 0
        == total(countries=countries, filter_op="AND")
    )
    assert total(countries="cn", topics="sanction", filter_op="AND") == 1
    assert api.get("/search/default?filter_op=XOR").status_code == 422
