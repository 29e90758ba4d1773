import pytest

from upperhand.extract.entities import main_entity, resolve
from upperhand.extract.mentions import Found, without_overlap
from upperhand.extract.pack import pack
from upperhand.extract.reading import read_text
from upperhand.extract.ties import tie


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
        ("The fire brigade shut it.", ("fire brigade", "state")),
        ("It heard from the cyberspace office.", ("cyberspace office", "state")),
        ("Northlake Co., Ltd. paid.", ("Northlake Co., Ltd", "company")),
        ("He is in the Communist Party.2", ("Communist Party", "party")),
        ("Fined by the No.1 Intermediate Court.", ("No.1 Intermediate Court", "state")),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shares rose, and Mr Hou smiled.", ("Hou", "person")),
        ("OFAC listed the Minsk Lorry Plant (MLP).", ("MLP", "unknown")),
        ("It may bind every operator of a cloud.", ("operator", "sector")),
        ("Last year Seven Bridges Rubber paid.", ("Seven Bridges Rubber", "company")),
        ("On Friday the depositors queued.", ("depositors", "crowd")),
    ],
)
def test_titles_brackets_numbers_and_crowds(text, expected):
    assert expected in mentions(text), mentions(text)


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Regulators fined Northlake Motors, Banyan Pay (the lender) and Tianqu Robotics.", "en", 3),
        ("Added: (1) Northlake Motors; (2) Banyan Pay; and (3) Tianqu Robotics.", "en", 3),
        ("Northlake Motors was fined; later Banyan Pay closed.", "en", 0),
        ("监管部门约谈了阿里巴巴、腾讯和京东。", "zh", 3),
    ],
)
def test_names_of_one_list_share_its_number(text, language, names):
    found = [m for s in read_text(text, pack(language)).sentences for m in s.mentions if m.chain]
    assert len(found) == names and len({m.chain for m in found}) == (1 if names else 0)


def test_a_word_before_a_name_that_opens_a_sentence_is_shed():
    reading = read_text("Banyan Pay was fined. Compare Banyan Pay with others.", pack("en"))
    assert list(resolve(reading, None)) == ["banyan pay"]


def test_a_name_in_quotes_after_a_full_stop_belongs_to_its_own_sentence():
    reading = read_text("他们没来。“蜀芯”被罚。", pack("zh"))
    assert [m.name for m in reading.sentences[1].mentions] == ["蜀芯"]


@pytest.mark.parametrize(
    ("text", "language", "person", "company"),
    [
        ("Northlake Motors' founder, Lin Wei, was held.", "en", "lin wei", "northlake motors"),
        ("Lin Wei, the chairman of Northlake Motors, was held.", "en", "lin wei", "northlake motors"),
        ("Northlake Motors fell. Its founder, Lin Wei, was held.", "en", "lin wei", "northlake motors"),
        ("Lin Wei bought cameras from Northlake Motors.", "en", "lin wei", ""),
        ("天渠科技董事长林薇被带走。", "zh", "林薇", "天渠科技"),
    ],
)
def test_people_are_tied_to_the_company_whose_post_they_hold(text, language, person, company):
    reading = read_text(text, pack(language))
    entities = resolve(reading, None)
    tie(reading, entities)
    assert entities[person].tied == company
