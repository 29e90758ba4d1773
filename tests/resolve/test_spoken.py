"""Names whose words are added, swapped, spaced or written otherwise, and the tables behind that."""

from pathlib import Path

import pytest

from upperhand.model import Entity
from upperhand.resolve import Index, cantonese, compare, generic, tables
from upperhand.resolve.names import analyse
from upperhand.resolve.score import model


@pytest.mark.parametrize(("query", "listed"), generic.table().examples)
def test_generic_words_cost_little(query: str, listed: str) -> None:
    found = compare(Entity("a", "Company", query), Entity("b", "Company", listed))
    assert found.score >= model().threshold, found
    assert found.features.get("generic_words", 1.0) > 0


@pytest.mark.parametrize(("query", "listed"), generic.table().not_examples)
def test_words_that_tell_bodies_apart_are_not_generic(query: str, listed: str) -> None:
    assert generic.core(analyse(query), analyse(listed)) is None
    assert compare(Entity("a", "Company", query), Entity("b", "Company", listed)).score < model().threshold


def test_people_have_no_generic_words() -> None:
    a, b = Entity("a", "Person", "Rossum Group"), Entity("b", "Person", "Rossum Holdings")
    assert "generic_words" not in compare(a, b).features


@pytest.mark.parametrize(("text", "spelled"), tables.hong_kong().examples.items())
def test_hong_kong_spellings(text: str, spelled: str) -> None:
    assert spelled in cantonese.readings(text)


def test_every_jyutping_syllable_has_a_spelling() -> None:
    spoken = tables.jyutping()
    assert len({character for characters in spoken.values() for character in characters}) > 6_000
    missing = [characters for characters in spoken.values() if not cantonese.spellings(characters[0])]
    assert not missing


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    names = [
        ("peter", "Person", "Peter K. Zamyatin"),
        ("petty", "Company", "Petty Works"),
        ("golem", "Company", "Golem Air"),
        ("liquor", "Company", "五粮液"),
        ("bank", "Company", "招商银行股份有限公司"),
        ("moutai", "Company", "贵州茅台"),
        ("car", "Company", "比亚迪股份有限公司"),
        ("river", "Company", "长江电力"),
        ("nasr", "Person", "Hassan NASRALLAH"),
        ("bashar", "Person", "Bashar AL-ASSAD"),
        ("robots", "Company", "Rossum Robotics"),
        *((f"pete{number}", "Person", f"Pete {word}") for number, word in enumerate(("Bravo", "Capek", "Dvorak") * 9)),
        *((f"bashir{number}", "Person", f"Bashir {word}") for number, word in enumerate(("Karim", "Omar", "Hadi") * 9)),
    ]
    entities = [Entity(one, schema, name, {"name": (name,)}) for one, schema, name in names]
    return Index.build(entities, Path(tmp_path_factory.mktemp("index")))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Pete Zamyatin", "peter"),  # among many who are called Pete
        ("Golem Airlines Company", "golem"),
        ("Wu Liang Ye", "liquor"),
        ("Chiu Sheung Ngan Hong", "bank"),
        ("Kwai Chow Mau Toi", "moutai"),
        ("Pi-ya-ti", "car"),
        ("Ch'ang-chiang Tien-li", "river"),
        ("حسن نصر الله", "nasr"),
        ("بشار الأسد", "bashar"),
        ("Ηossum Robotics".replace("Η", "R"), "robots"),
        ("Rossum \u202eRobotics", "robots"),
        ("ROSSUM ROΒOΤICS", "robots"),
    ],
)
def test_it_is_found(index: Index, query: str, expected: str) -> None:
    found = index.match(query)
    assert found and found[0].id == expected and found[0].match, found[:2]


def test_greek_capitals_are_read_as_the_latin_ones_they_look_like() -> None:
    assert [w.text for w in analyse("Ηuawei ΝEXT").words] == ["huawei", "next"]


def test_a_name_is_shown_as_it_was_asked_for(tmp_path: Path) -> None:
    names = ("Contemporary Amperex Technology Co., Ltd.", "宁德时代")
    entity = Entity("a", "Company", names[0], {"name": names[:1], "alias": names[1:]})
    assert Index.build([entity], tmp_path).match("寧德時代")[0].decided_by[1] == names[1]
