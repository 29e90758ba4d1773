"""A catalogue of real lists and a real ledger: versions, sanctions, merges by judgement."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.server.claims import fined
from upperhand import Ledger
from upperhand.errors import UnknownEntity
from upperhand.lists import Store
from upperhand.model import Judgement
from upperhand.server import screen
from upperhand.server.catalogue import Catalogue, UnknownDataset, build
from upperhand.watchlists import add_list

FIRST, SECOND = "2024-01-05T00:00:00Z", "2025-01-05T00:00:00Z"
OFAC = '36,"TARRABEL, Oswin","individual","NEBULA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 09 Apr 1965; nationality United Kingdom."\r\n'
FTM = [
    {"id": "ft-ali", "schema": "Company", "caption": "Alibaba Group Holding", "properties": {"name": ["Alibaba Group Holding"], "country": ["cn"]}},
    {"id": "ft-2", "schema": "Company", "caption": "Marrowdale Lines", "properties": {"name": ["Marrowdale Lines"], "country": ["gb"], "topics": ["sanction"]}},
]  # fmt: skip


def lines(entities: Sequence[Mapping[str, object]]) -> str:
    return "".join(json.dumps(entity) + "\n" for entity in entities)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("build")
    store = Store(folder / "lists")
    (folder / "a.jsonl").write_text(lines(FTM))
    changed = [FTM[0], {**FTM[1], "properties": {"name": ["Marrowdale Lines", "Marrowdale"], "country": ["gb"]}}]
    added = {"id": "ft-3", "schema": "Person", "caption": "Edda Quillon", "properties": {"name": ["Edda Quillon"]}}
    (folder / "b.jsonl").write_text(lines([*changed, added]))
    add_list("opensanctions", [folder / "a.jsonl"], store, at=FIRST)
    add_list("opensanctions", [folder / "b.jsonl"], store, at=SECOND)
    with Ledger(folder / "ledger.db") as ledger:
        fined(ledger, "Alibaba", SECOND)
        ledger.judge(Judgement("alibaba", "ft-ali", "positive", "suite", SECOND, "the same group"))
        found = build(store, ledger)
    yield found
    found.close()


def test_the_datasets_are_the_lists_and_the_ledger(catalogue: Catalogue) -> None:
    assert list(catalogue.datasets) == ["opensanctions", "upperhand"]
    assert catalogue.scope("default") == ("opensanctions", "upperhand")
    assert catalogue.scope("default", ["upperhand"]) == catalogue.scope("upperhand") == ("upperhand",)
    assert catalogue.scope("upperhand", ["opensanctions"]) == ("opensanctions", "upperhand")
    assert catalogue.scope("default", [], ["upperhand"]) == ("opensanctions",)
    with pytest.raises(UnknownDataset, match="nowhere"):
        catalogue.scope("default", ["nowhere"])


def test_a_judgement_of_the_ledger_joins_a_listed_entity_and_a_claimed_one(catalogue: Catalogue) -> None:
    assert catalogue.canonical("ft-ali") == catalogue.canonical("alibaba") == "alibaba"
    entity = catalogue.shelf.entity("alibaba")
    assert (
        entity is not None
        and set(entity.datasets) == {"opensanctions", "upperhand"}
        and entity.referents == ("ft-ali",)
    )
    assert "Alibaba Group Holding" in entity.properties["name"]
    with pytest.raises(UnknownEntity):
        catalogue.canonical("nobody")


def test_entities_have_their_history(catalogue: Catalogue) -> None:
    seen = {id_: catalogue.shelf.entity(id_) for id_ in ("ft-2", "ft-3")}
    assert [(one.first_seen, one.changed, one.last_seen) for one in seen.values() if one] == [
        (FIRST, SECOND, SECOND),
        (SECOND, SECOND, SECOND),
    ]


def test_claims_stand_beside_their_target(catalogue: Catalogue) -> None:
    entity = catalogue.shelf.entity("alibaba")
    assert entity is not None
    assert catalogue.shelf.ways_in(entity.number)


def test_both_kinds_of_dataset_are_matched(catalogue: Catalogue) -> None:
    wanted = screen.Wanted(catalogue.scope("default"))
    hits, total = screen.hits(catalogue, screen.example("Company", {"name": ["阿里巴巴集团"]}), wanted, 5)
    assert hits[0].entity.id == "alibaba" and total >= 1
    hits, _ = screen.hits(catalogue, screen.example("Person", {"name": ["Quillon, Edda"]}), wanted, 5)
    assert hits[0].entity.id == "ft-3"


def test_listings_that_are_measures_become_sanctions(tmp_path: Path) -> None:
    (tmp_path / "sdn.csv").write_bytes(OFAC.encode())
    store = Store(tmp_path / "lists")
    mapping = store.mapping("us-ofac-sdn")
    import msgspec

    loose = msgspec.structs.replace(mapping, bounds=(1, 10))
    store.add(loose, [tmp_path / "sdn.csv"], at=FIRST, date="2024-01-01")
    found = build(store, None)
    try:
        (person,) = found.shelf.rows("SELECT id FROM entity WHERE schema = 'Person'")
        entity = found.shelf.entity(person[0])
        assert entity is not None and entity.is_target
        (sanction,) = found.shelf.pointing(entity.number, "sanctions", 5)
        assert sanction.properties["program"] == ("NEBULA",) and sanction.properties["authority"]
    finally:
        found.close()


def test_ties_of_a_followthemoney_list_are_served(tmp_path: Path) -> None:
    entities = [
        *FTM,
        {"id": "p-1", "schema": "Person", "properties": {"name": ["Edda Quillon"]}},
        {"id": "own-1", "schema": "Ownership", "caption": "Ownership", "properties": {"owner": ["p-1"], "asset": ["ft-2"], "percentage": ["51"]}},
    ]  # fmt: skip
    (tmp_path / "a.jsonl").write_text(lines(entities))
    store = Store(tmp_path / "lists")
    version, _ = add_list("opensanctions", [tmp_path / "a.jsonl"], store, at=FIRST)
    assert version.entries == 3 and [tie.id for tie in store.beside(version)] == ["own-1"]
    found = build(store, None)
    try:
        owner, asset = (found.shelf.entity(id_) for id_ in ("p-1", "ft-2"))
        assert owner and asset
        (tie,) = found.shelf.pointing(asset.number, "ownershipAsset", 5)
        assert tie.properties["owner"] == ("p-1",) and found.shelf.ways_in(owner.number) == {"ownershipOwner": 1}
        assert found.shelf.sizes()[""] == (4, 3)
    finally:
        found.close()


def test_ties_told_by_a_list_are_served(tmp_path: Path) -> None:
    import msgspec

    store = Store(tmp_path / "lists")
    loose = msgspec.structs.replace(store.mapping("us-ofac-sdn"), bounds=(1, 10))
    advanced = Path(__file__).parents[1] / "lists" / "fixtures" / "ofac-advanced.xml"
    store.add(loose, [advanced], at=FIRST)
    found = build(store, None)
    try:
        ship, owner = (found.shelf.entity(f"us-ofac-sdn-{number}") for number in (103, 101))
        assert ship and owner
        (tie,) = found.shelf.pointing(ship.number, "ownershipAsset", 5)
        assert tie.properties["owner"] == (owner.id,) and tie.datasets == ("us-ofac-sdn",)
        assert found.shelf.ways_in(owner.number)["ownershipOwner"] == 1
    finally:
        found.close()


def test_what_an_entity_points_at_is_served(tmp_path: Path) -> None:
    address = {
        "id": "a-1",
        "schema": "Address",
        "caption": "1 Example Road",
        "properties": {"full": ["1 Example Road"]},
    }
    named = {"name": ["Example Ltd"], "addressEntity": ["a-1"]}
    company = {"id": "c-1", "schema": "Company", "caption": "Example Ltd", "properties": named, "target": True}
    (tmp_path / "a.jsonl").write_text(lines([company, address]))
    store = Store(tmp_path / "lists")
    add_list("opensanctions", [tmp_path / "a.jsonl"], store, at=FIRST)
    found = build(store, None)
    try:
        entity = found.shelf.entity("c-1")
        assert entity and entity.is_target and entity.caption == "Example Ltd"
        assert entity.properties == {"name": ("Example Ltd",), "addressEntity": ("a-1",)}
    finally:
        found.close()


def test_a_name_that_is_an_identifier_is_looked_for_as_one() -> None:
    assert "600519.SS" in screen.example("Company", {"name": ["600519.SH"]}).properties["ticker"]
    assert screen.example("Company", {"name": ["5493001KJTIIGC8Y1R12"]}).properties["leiCode"] == (
        "5493001KJTIIGC8Y1R12",
    )
    given = screen.example("Company", {"name": ["Example"], "ticker": ["700 HK"]})
    assert "0700.HK" in given.properties["ticker"] and "leiCode" not in given.properties
