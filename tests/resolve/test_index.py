"""The index: building, adding, removing, reading while it changes, and what it finds."""

import pickle
from pathlib import Path

import pytest

from upperhand.errors import InputError
from upperhand.model import Entity
from upperhand.resolve import Index
from upperhand.resolve.invented import invent


def body(entity_id: str, *names: str, schema: str = "Company", **properties: tuple[str, ...]) -> Entity:
    return Entity(entity_id, schema, names[0], {"name": names[:1], "alias": names[1:], **properties})


LIST = [
    body("bank", "Rossum Merchant Bank JSC", "Россум Мерчант Банк"),
    body("dahua", "浙江宏达技术股份有限公司", country=("cn",), uscCode=("91330000100002047P",)),
    body("ivan", "Ivan Petrovich Zamyatin", schema="Person", birthDate=("1960-01-02",), country=("ru",)),
    body("ivan2", "Ivan Petrovich Zamyatin", schema="Person", birthDate=("1981-10-02",), country=("ru",)),
    body("omar", "Abd al-Rahman Omar Qasim", schema="Person"),
    body("bureau1", "Golem Works Bureau 1"),
    body("ship", "GLORIA NORTH", schema="Vessel", imoNumber=("9074729",)),
    body("long", "National Office for Robot Inspection"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return Index.build(LIST, tmp_path_factory.mktemp("index"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Rossum Merchant Bank", "bank"),
        ("Rosum Merchant Bank", "bank"),
        ("Bank Rossum Merchant OAO", "bank"),
        ("Россум Мерчант Банк", "bank"),
        ("RossumMerchantBank", "bank"),
        ("Zamyatin, Ivan Petrovich", "ivan"),
        ("Iwan Petrowitsch Samjatin", "ivan"),
        ("Иван Петрович Замятин", "ivan"),
        ("Abdurrahman Umar Kassem", "omar"),
        ("عبد الرحمن عمر قاسم", "omar"),
        ("浙江宏達技術股份有限公司", "dahua"),
        ("宏达技术", "dahua"),
        ("Zhejiang Hongda Technology", "dahua"),
        ("zhe jiang hong da ji shu", "dahua"),
        ("Golem Works Bureau No 1", "bureau1"),
    ],
)
def test_it_finds_a_name_in_other_spellings(index: Index, query: str, expected: str) -> None:
    found = index.match(query)
    assert found[0].id == expected or {found[0].id, expected} == {"ivan", "ivan2"}
    assert found[0].match and found[0].decided_by[0] and found[0].explanation


@pytest.mark.parametrize("query", ["Quentin Abernathy Foxworth", "Golem Works Bureau 7", "青岛海浪食品"])
def test_it_refuses_who_is_not_there(index: Index, query: str) -> None:
    assert not any(m.match for m in index.match(query))


def test_an_abbreviation_is_found_with_a_low_score(index: Index) -> None:
    assert index.match("NORI")[0].id == "long"


def test_facts_choose_between_namesakes(index: Index) -> None:
    query = body("q", "Ivan Petrovich Zamyatin", schema="Person", birthDate=("1981-10-02",))
    first, second = index.match(query)[:2]
    assert (first.id, second.id) == ("ivan2", "ivan") and first.score > second.score
    assert first.features["birth_date"] == 1.0


def test_an_identifier_finds_another_name(index: Index) -> None:
    found = index.match(body("q", "Some Other Name", uscCode=("91330000100002047P",)))
    assert found[0].id == "dahua" and found[0].features["same_identifier"] == 1.0


def test_schema_limit_and_threshold(index: Index) -> None:
    assert len(index.match("Ivan Zamyatin", limit=1)) == 1
    assert index.match("GLORIA NORTH", schema="Person")[0].score < index.match("GLORIA NORTH", schema="Vessel")[0].score
    assert not index.match("Rossum Merchant Bank", threshold=1.0)[0].match


@pytest.mark.parametrize(("query", "message"), [("", "no name"), ("!!!", "no letter"), ("x" * 10_000, "500")])
def test_bad_queries(index: Index, query: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        index.match(query)


def test_entities_come_back(index: Index) -> None:
    found = index.entity("ivan")
    assert found is not None and found.properties["birthDate"] == ("1960-01-02",) and found.schema == "Person"
    assert index.entity("nobody") is None
    assert [e.id for e in index.entities()] == [e.id for e in LIST] and len(index) == len(LIST)


def test_adding_replaces_and_removing_hides(tmp_path: Path) -> None:
    first = Index.build(LIST, tmp_path)
    second = first.add([body("bank", "Kafka Castle Holding"), body("new", "Svejk Kennels Ltd")])
    assert second.match("Kafka Castle")[0].id == "bank"
    assert not any(m.match for m in second.match("Rossum Merchant Bank"))
    assert len(second) == len(LIST) + 1
    third = second.remove(["new", "nobody"])
    assert len(third) == len(LIST) and third.entity("new") is None
    assert first.match("Rossum Merchant Bank")[0].match  # who has the old state open goes on with it
    assert len(Index.open(tmp_path)) == len(LIST)


def test_an_index_that_is_open_outlives_its_files(tmp_path: Path) -> None:
    index = Index.build(LIST, tmp_path)
    Index.build(LIST[:1], tmp_path)
    assert not index.segments[0].folder.exists()
    assert index.match("Ivan Petrowitsch Samjatin")[0].id in ("ivan", "ivan2") and index.entity("long") is not None


def test_many_additions_are_merged_into_one_segment(tmp_path: Path) -> None:
    index = Index.build(LIST[:1], tmp_path)
    for entity in LIST[1:]:
        index = index.add([entity])
    index = index.add([body("ship", "GLORIA SOUTH", schema="Vessel")])
    assert len(index.segments) <= 4 and len(index) == len(LIST)
    whole = Index.build(LIST, tmp_path / "whole")
    for query in ("Rosum Merchant Bank", "宏达技术", "Zamyatin Ivan", "NORI"):
        assert [(m.id, m.score) for m in index.match(query)] == [(m.id, m.score) for m in whole.match(query)]


def test_parallel_and_serial_builds_agree(tmp_path: Path) -> None:
    entities = list(invent(300, seed=3))
    one, two = Index.build(entities, tmp_path / "one"), Index.build(entities, tmp_path / "two", workers=2)
    assert [e.id for e in one.entities()] == [e.id for e in two.entities()]
    assert [m.id for m in one.match(entities[5].caption)] == [m.id for m in two.match(entities[5].caption)]


def test_an_index_travels_by_its_folder(index: Index) -> None:
    with pickle.loads(pickle.dumps(index)) as again:
        assert again.match("Rossum Merchant Bank")[0].id == "bank"


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = Index.build([], tmp_path)
    assert len(index) == 0 and index.match("Anyone") == ()
    assert index.add(LIST).match("Rossum Merchant Bank")[0].id == "bank"


def test_no_index_and_broken_index(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no index here"):
        Index.open(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(InputError, match="not a manifest"):
        Index.open(tmp_path)
    (tmp_path / "manifest.json").write_text('{"version": 1, "segments": ["00000009"], "dead": {}}')
    with pytest.raises(InputError, match="build it again"):
        Index.open(tmp_path)
