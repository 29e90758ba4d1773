"""Ties between those on a list become entities of their own, whether the list tells them by id or by name."""

import json
from pathlib import Path

import pytest

from tests.lists.test_lists_forms import FIXTURES, small
from upperhand import data
from upperhand.lists import Entry, read_list
from upperhand.lists.ftm import POINTERS
from upperhand.lists.schema import schemata
from upperhand.lists.ties import Ends, Tie, _Sort
from upperhand.model import Entity
from upperhand.server import ontology


def read(name: str, path: Path) -> tuple[list[Entry], list[Entity]]:
    ties: list[Entity] = []
    return list(read_list(small(name), [path], aside=ties.append).entries), ties


def test_a_tie_of_the_advanced_list_is_an_ownership() -> None:
    _, (tie,) = read("us-ofac-sdn", FIXTURES / "ofac-advanced.xml")
    assert tie == Entity("us-ofac-sdn-tie-1", "Ownership", "Owned or Controlled By", {
        "asset": ("us-ofac-sdn-103",), "owner": ("us-ofac-sdn-101",), "role": ("Owned or Controlled By",)})  # fmt: skip


def ends() -> Ends:
    found = Ends()
    for id_, schema, names in [
        ("p", "Person", ("Jane Ann DOE",)), ("q", "Person", ("Jay DOE",)), ("c", "Company", ("EXAMPLE GROUP", "EG")), ("v", "Vessel", ("STAR",)),
        ("o", "Organization", ("EXAMPLE FRONT",)), ("d", "Company", ("EG",)),
    ]:  # fmt: skip
        found.note(Entry(Entity(id_, schema, names[0], {"name": names[:1], "alias": names[1:]})), True)
    return found


@pytest.mark.parametrize(("source", "kind", "name", "schema", "props"), [
    ("v", "Owned or Controlled By", "Example Group", "Ownership", {"asset": "v", "owner": "c"}),
    ("c", "Owns, controls, or operates", "Star", "Ownership", {"owner": "c", "asset": "v"}),
    ("c", "Subsidiary", "EXAMPLE FRONT", "UnknownLink", {"subject": "c", "object": "o"}),  # no Asset in FollowTheMoney
    ("p", "Acting for or on behalf of", "EXAMPLE FRONT.", "Representation", {"agent": "p", "client": "o"}),
    ("v", "Acting for or on behalf of", "EXAMPLE FRONT", "UnknownLink", {"subject": "v", "object": "o"}),
    ("q", "Family member of", "DOE, Jane Ann", "Family", {"person": "q", "relative": "p"}),
    ("p", "Leader or official of", "EXAMPLE GROUP", "Directorship", {"director": "p", "organization": "c"}),
    ("p", "playing a significant role in", "EXAMPLE FRONT", "Membership", {"member": "p", "organization": "o"}),
    ("p", "Shares a roof with", "Jay Doe", "UnknownLink", {"subject": "p", "object": "q"}),
])  # fmt: skip
def test_what_a_tie_becomes(source: str, kind: str, name: str, schema: str, props: dict[str, str]) -> None:
    (tie,) = ends().joined([Tie(source, kind, name=name), Tie(source, kind, name=name)], "own")
    assert tie.schema == schema and tie.id.startswith("own-tie-")
    assert {prop: tie.properties[prop] for prop in props} == {prop: (id_,) for prop, id_ in props.items()}
    assert (kind,) in tie.properties.values()


def test_who_is_unknown_ambiguous_or_oneself_is_no_end() -> None:
    ties = [Tie("p", "Linked To", name=name) for name in ("Nobody", "EG", "Jane Ann Doe")]
    assert list(ends().joined([*ties, Tie("p", "Linked To", id="own-77")], "own")) == []


def test_a_former_tie_says_so() -> None:
    (tie,) = ends().joined([Tie("v", "Owned or Controlled By", id="c", status="former")], "own")
    assert tie.properties["status"] == ("former",)


def test_the_table_of_ties_fits_followthemoney() -> None:
    kinds = [kind for sort in data.load("lists/ties.yml", tuple[_Sort, ...]) for kind in sort.kinds]
    assert len(kinds) == len({kind.casefold() for kind in kinds})
    for sort in data.load("lists/ties.yml", tuple[_Sort, ...]):
        known = ontology.properties(sort.schema)
        assert sort.words in known
        assert [known[prop].range for prop, _ in sort.ends] == [range_ for _, range_ in sort.ends]


def test_remarks_and_owners_name_others_on_the_list(tmp_path: Path) -> None:
    empty = ",-0- " * 3
    path = tmp_path / "sdn.csv"
    path.write_text(
        f'1,"EXAMPLE GROUP LTD",-0- ,"SDGT"{",-0- " * 8}\n'
        f'2,"DOE, Jay","individual","SDGT",-0- ,-0- {empty},-0- ,-0- ,"DOB 1962; Linked To: EXAMPLE GROUP LTD."\n'
        f'3,"EXAMPLE STAR","vessel","SDGT"{",-0- " * 6},"Example Group Ltd",-0- \n'
    )
    entries, ties = read("us-ofac-sdn", path)
    assert [(tie.schema, tie.caption) for tie in ties] == [("UnknownLink", "Linked To"), ("Ownership", "Owner")]
    assert "Linked To: EXAMPLE GROUP LTD" in entries[1].entity.properties["notes"]


def test_parents_and_owners_on_the_uk_list(tmp_path: Path) -> None:
    text = (FIXTURES / "gb-sanctions.xml.xml").read_text(encoding="utf-8")
    entries, _ = read("gb-sanctions", FIXTURES / "gb-sanctions.xml.xml")
    body = next(entry.entity for entry in entries if entry.entity.schema == "Company")
    other = next(entry.entity for entry in entries if entry.entity.id != body.id)
    details = f"<EntityDetails><Entity><ParentCompanies><ParentCompany>{body.caption}</ParentCompany></ParentCompanies></Entity></EntityDetails>"
    path = tmp_path / "uk.xml"
    id_ = other.id.removeprefix("gb-sanctions-")
    path.write_text(
        text.replace(f"<UniqueID>{id_}</UniqueID>", f"<UniqueID>{id_}</UniqueID>{details}"), encoding="utf-8"
    )
    _, (tie,) = read("gb-sanctions", path)
    assert {body.id, other.id} <= {value for values in tie.properties.values() for value in values}


def test_nested_entities_and_pointers_of_followthemoney_are_kept(tmp_path: Path) -> None:
    address = {
        "id": "a-1",
        "schema": "Address",
        "caption": "1 Example Road",
        "properties": {"full": ["1 Example Road"]},
    }
    sanction = {"id": "s-1", "schema": "Sanction", "caption": "s", "properties": {"entity": ["c-1"], "program": ["X"]}}
    company = {"id": "c-1", "schema": "Company", "caption": "Example Ltd", "properties": {
        "name": ["Example Ltd"], "addressEntity": [address], "sanctions": [sanction], "parent": ["c-2"]}}  # fmt: skip
    path = tmp_path / "nested.jsonl"
    path.write_text(json.dumps(company) + "\n", encoding="utf-8")
    (entry,), beside = read("opensanctions", path)
    assert entry.entity.properties == {"name": ("Example Ltd",)}
    assert {(one.id, one.schema) for one in beside} == {("a-1", "Address"), ("s-1", "Sanction"), ("c-1", "Company")}
    (pointing,) = [one for one in beside if one.id == "c-1"]
    assert pointing.properties == {"addressEntity": ("a-1",), "parent": ("c-2",)}


def test_every_pointer_of_followthemoney_is_known() -> None:
    known = {
        name for schema in schemata() for name, prop in ontology.properties(schema).items() if prop.type == "entity"
    }
    assert known == POINTERS
