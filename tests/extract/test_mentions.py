import pytest

from upperhand.extract.entities import main_entity, resolve
from upperhand.extract.mentions import Found, without_overlap
from upperhand.extract.pack import pack
from upperhand.extract.reading import read_text


def mentions(text, language="en"):
    return [(m.name, m.kind) for s in read_text(text, pack(language)).sentences for m in s.mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tongrun Precision Bearings paid.", ("Tongrun Precision Bearings", "company")),
        ("The Ministry of Plain Speech fined it.", ("Ministry of Plain Speech", "state")),
        ("Its founder Lin Wei resigned.", ("Lin Wei", "person")),
        ("It hit many private tech companies.", ("many private tech companies", "sector")),
        ("It hurt the private sector.", ("private sector", "sector")),
        ("Then the cautious retailer paid.", ("the cautious retailer", "anaphor")),
        ("Reuters said so.", ("Reuters", "media")),
        ("local regulators said so.", ("local regulators", "state")),
        ("Northlake Co., Ltd. paid.", ("Northlake Co., Ltd", "company")),
    ],
)
def test_names_and_groups_are_told_apart(text, expected):
    assert any(
        name.removeprefix("many ") == expected[0].removeprefix("many ") and kind == expected[1]
        for name, kind in mentions(text)
    ), mentions(text)


def test_words_that_only_begin_a_sentence_are_no_names():
    assert ("However", "unknown") not in mentions("However the firm paid. Shares fell.")


def test_short_forms_join_the_full_name():
    reading = read_text(
        'Tongrun Precision Bearings (the "Works") was fined. Later Tongrun paid. The Works sued.', pack("en")
    )
    entities = resolve(reading, None)
    assert {m.key for s in reading.sentences for m in s.mentions if m.kind == "company"} == {
        "tongrun precision bearings"
    }
    main = main_entity(entities, "Tongrun")
    assert main and main.name == "Tongrun Precision Bearings"


def test_a_document_without_companies_has_no_main_one():
    assert main_entity({}, "") is None


def test_of_overlapping_mentions_names_come_before_groups():
    name, group = (
        Found(4, 10, "Lake X", "company", "lake x", 1),
        Found(0, 10, "the Lake X", "anaphor", "x", generic=True),
    )
    assert without_overlap([group, name]) == [name]


def test_chinese_names():
    found = mentions("市场监管总局约谈北湖汽车集团创始人王伟。", "zh")
    assert ("北湖汽车集团", "company") in found
    assert any(kind == "state" for _, kind in found)
