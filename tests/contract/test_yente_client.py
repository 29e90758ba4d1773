"""The yente API as its own client asks for it: PyPI's `yente-client`, unmodified, against a server on loopback."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

yente = pytest.importorskip("yente_client", reason="the PyPI package yente-client is not installed")

from tests.server.world import served  # noqa: E402


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as where:
        yield where


@pytest.fixture(scope="module")
def client(address: str) -> Iterator["yente.Client"]:
    with yente.Client(base_url=address, api_key="not-a-secret", app_name="suite") as found:
        for _ in range(500):
            try:
                found.readyz()
                break
            except yente.ServerError:
                pass
        yield found


def test_status(client: "yente.Client") -> None:
    assert client.healthz().status == client.readyz().status == "ok"


def test_datasets_and_their_revalidation(client: "yente.Client") -> None:
    found = client.datasets()
    assert [one.name for one in found.datasets] == ["default", "xx-listed", "yy-persons", "upperhand"]
    assert found.datasets[0].children == ["xx-listed", "yy-persons", "upperhand"]
    assert found.datasets[1].publisher and found.datasets[1].publisher.name == "Ministry of Lists"
    assert found.datasets[1].entity_count == 5 and found.datasets[1].thing_count == 4
    assert all(one.load for one in found.datasets) and not found.index_stale
    assert client.datasets() == found


def test_algorithms(client: "yente.Client") -> None:
    found = client.algorithms()
    assert found.default in [one.name for one in found.algorithms]
    assert found.best == found.default
    assert "words_in_common" in (found.algorithms[0].docs or {})


def test_match_a_company_by_another_script(client: "yente.Client") -> None:
    found = client.match(yente.Company(name=["青曜星雲科技"]), algorithm=yente.BEST_ALGORITHM, limit=3)
    assert found.top and found.top.id == "xx-1" and found.top.match
    assert found.top.referents == ["up-1"]
    assert set(found.top.datasets) == {"xx-listed", "upperhand"}
    assert found.limit == 3 and found.total.relation == "eq"
    assert found.top.contributing_explanations
    assert all(one.detail for one in found.top.explanations.values())


def test_an_explanation_names_the_values_that_decided(client: "yente.Client") -> None:
    person = yente.Person(name=["Oswin Tarabel"], birthDate=["1965-04-09"], nationality=["gb"])
    top = client.match(person).top
    assert top and top.id == "yy-1"
    assert top.explanations["birth_date"].query == top.explanations["birth_date"].candidate == "1965-04-09"
    assert top.explanations["words_in_common"].query == "Oswin Tarabel"
    assert top.explanations["words_in_common"].candidate == "Oswin Tarrabel"


def test_dates_and_countries_are_read_as_people_write_them(client: "yente.Client") -> None:
    found = []
    for born, nation in (("9 April 1965", "United Kingdom"), ("09/04/1965", "GB"), ("unknown", "Atlantis")):
        top = client.match(yente.Person(name=["Oswin Tarrabel"], birthDate=[born], nationality=[nation])).top
        assert top and top.id == "yy-1"
        found.append(
            {name: top.explanations[name].score for name in ("birth_date", "country") if name in top.explanations}
        )
    assert found == [{"birth_date": 1.0, "country": 1.0}, {"birth_date": 1.0, "country": 1.0}, {}]


def test_match_by_identifier_alone(client: "yente.Client") -> None:
    top = client.match(yente.Company(leiCode=["5493001KJTIIGC8Y1R12"])).top
    assert top and top.id == "xx-1"
    assert "same_identifier" in top.explanations


def test_identifiers_are_compared_in_their_plain_form_and_bad_names_passed_over(client: "yente.Client") -> None:
    assert [one.id for one in client.match(yente.Company(registrationNumber=["gb 00817"])).results] == ["xx-2"]
    assert client.match(yente.Company(registrationNumber=["GB-00818"])).results == []
    top = client.match(yente.Company(name=["x" * 501, "Marrowdale Shipping"])).top
    assert top and top.id == "xx-2"


def test_threshold_marks_and_cutoff_drops(client: "yente.Client") -> None:
    asked = yente.Company(name=["Marrowdale Shiping"])
    low, high = client.match(asked, threshold=0.0, cutoff=0.0), client.match(asked, threshold=1.0, cutoff=1.0)
    assert low.top and low.top.id == "xx-2" and low.matches == low.results
    assert high.results == []


@pytest.mark.parametrize(
    ("filters", "is_found"),
    [
        ({"datasets": ["xx-listed"]}, True),
        ({"datasets": ["yy-persons", "xx-listed"]}, True),
        ({"datasets": ["yy-persons"]}, False),
        ({"exclude_datasets": ["xx-listed", "upperhand"]}, False),
        ({"exclude_schemata": ["Company"]}, False),
        ({"exclude_schemata": ["Organization"]}, False),
        ({"exclude_schemata": ["Person"]}, True),
        ({"topics": ["sanction", "role.pep"]}, True),
        ({"topics": ["role.pep"]}, False),
        ({"changed_since": "2024-01-01"}, True),
        ({"changed_since": datetime(2025, 1, 1, tzinfo=UTC)}, False),
        ({"exclude_entities": ["xx-1"]}, False),
        ({"exclude_entities": ["up-1"]}, False),
    ],
)
def test_filters_of_match(client: "yente.Client", filters: dict[str, object], is_found: bool) -> None:
    found = client.match(yente.Company(name=["Qingyao Nebula Technology"]), **filters)
    assert ("xx-1" in [one.id for one in found.results]) is is_found


def test_the_query_is_echoed_and_its_id_kept_out(client: "yente.Client") -> None:
    found = client.match(yente.Company(name=["Marrowdale Shipping"], jurisdiction=["gb"]))
    assert found.query["schema"] == "Company"
    assert found.query["properties"] == {"name": ["Marrowdale Shipping"], "jurisdiction": ["gb"]}


def test_a_stream_of_matches(client: "yente.Client") -> None:
    asked = [
        ("a", yente.Company(name=["Marrowdale Shipping"])),
        ("b", yente.Person(name=["Oswin Tarrabel"])),
        ("c", yente.Company(name=["x" * 10_000])),
    ]
    found = dict(client.match_iter(asked, workers=2, on_error="collect"))
    assert found["a"].top.id == "xx-2" and found["b"].top.id == "yy-1" and found["c"].results == []


def test_errors_are_those_that_the_client_knows(client: "yente.Client") -> None:
    with pytest.raises(yente.NotFoundError, match="no such dataset"):
        client.match(yente.Company(name=["Marrowdale"]), datasets=["nowhere"])
    with pytest.raises(yente.BadRequestError, match="Invalid algorithm"):
        client.match(yente.Company(name=["Marrowdale"]), algorithm="name-based")
    with pytest.raises(yente.BadRequestError, match="configuration"):
        client.match(yente.Company(name=["Marrowdale"]), config={"nm_fuzzy": 1.0})
    with pytest.raises(yente.APIError, match="limit"):
        client.match(yente.Company(name=["Marrowdale"]), limit=501)
    with pytest.raises(yente.NotFoundError, match="no such entity"):
        client.fetch("nobody")
    with pytest.raises(yente.BadRequestError, match="filter"):
        client.search("x", filter=["birthDate"])


def test_fetch_follows_a_merge(client: "yente.Client") -> None:
    found = client.fetch("yy-old")
    assert found.id == "xx-2" and found.referents == ["yy-old"]
    assert found.properties["alias"] == ["Marrowdale Lines"]
    assert client.fetch("xx-2") == found


def test_fetch_nests_ties_and_their_far_ends(client: "yente.Client") -> None:
    found = client.fetch("xx-2")
    (ownership,) = found.properties["ownershipAsset"]
    assert isinstance(ownership, yente.Entity) and ownership.schema_ == "Ownership"
    assert ownership.properties["asset"] == ["xx-2"]
    (owner,) = ownership.properties["owner"]
    assert isinstance(owner, yente.Entity) and owner.caption == "Oswin Tarrabel"
    assert "ownershipAsset" not in client.fetch("xx-2", nested=False).properties


def test_adjacent(client: "yente.Client") -> None:
    found = client.adjacent("xx-1")
    assert found.entity.id == "xx-1"
    assert found.adjacent["sanctions"].total.value == 1
    assert [one.id for one in client.adjacent("sanction-1", prop="entity").results] == ["xx-1"]
    assert client.adjacent("up-1", prop="sanctions").results[0].properties["startDate"] == ["2023-05-01"]
    assert client.adjacent("xx-1", prop="sanctions", offset=1).results == []
    assert client.adjacent("xx-3", prop="sanctions").total.value == 0
    with pytest.raises(yente.NotFoundError, match="no such property"):
        client.adjacent("xx-1", prop="name")


def test_search(client: "yente.Client") -> None:
    found = client.search("marrowdale ship")
    assert [one.id for one in found.results] == ["xx-2"] and found.total.value == 1
    assert found.facets["datasets"].values[0].label
    assert [one.id for one in client.search("星云").results] == ["xx-1"]
    assert [one.id for one in client.search("Tarabell Oswin").results] == ["yy-1"]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"schema": "Person"}, ["yy-1"]),
        ({"schema": "Thing", "countries": ["GB"]}, ["xx-2", "yy-1"]),
        ({"topics": ["sanction"]}, ["xx-1"]),
        ({"filter": ["properties.birthDate:1965"]}, ["yy-1"]),
        ({"filter": ["countries:pa"]}, ["xx-vessel"]),
        ({"datasets": ["upperhand"]}, ["up-2", "xx-1"]),
        ({"exclude_schemata": ["LegalEntity"]}, ["xx-vessel"]),
        ({"changed_since": "2025-01-01"}, ["xx-2"]),
        ({"schema": "Ownership"}, ["own-1"]),
    ],
)
def test_filters_of_search(client: "yente.Client", filters: dict[str, object], ids: list[str]) -> None:
    assert [one.id for one in client.search("", sort=["id:asc"], **filters).results] == ids


def test_facets_pages_and_order_of_search(client: "yente.Client") -> None:
    found = client.search("", facets=["schema", "countries"], limit=2, sort=["caption:desc"])
    assert found.total.value == 6 and len(found.results) == 2 and found.results[0].caption > found.results[1].caption
    assert {one.name: one.count for one in found.facets["schema"].values} == {
        "Company": 3,
        "Organization": 1,
        "Person": 1,
        "Vessel": 1,
    }
    rest = client.search("", limit=2, offset=2, sort=["caption:desc"], simple=True, fuzzy=True)
    assert not {one.id for one in rest.results} & {one.id for one in found.results}


def test_statements(client: "yente.Client") -> None:
    found = client.statements(canonical_id="xx-2", prop="name")
    assert {(one.entity_id, one.value) for one in found.results} == {
        ("xx-2", "Marrowdale Shipping Limited"),
        ("yy-old", "Marrowdale Shipping Ltd"),
    }
    assert client.statements(entity_id="yy-old", dataset="yy-persons", limit=2, sort=["prop:desc"]).total.value == 4
    assert found.results[0].prop_type == "name" and found.results[0].id
    assert client.statements(schema="Sanction", value="2023-05-01").results[0].prop == "startDate"


def test_the_asynchronous_client(address: str) -> None:
    async def ask() -> str:
        async with yente.AsyncClient(base_url=address) as client:
            found = await client.match(yente.Company(name=["Marrowdale Shipping"]))
            return str(found.results[0].id)

    assert asyncio.run(ask()) == "xx-2"
