"""The store keeps every version with its day and hash, answers for any day, and is never left half written."""

import hashlib
from pathlib import Path

import msgspec
import pytest

from tests.lists.test_lists_forms import FIXTURES, FORMS, small
from tests.lists.test_lists_forms import entries as form_entries
from upperhand.errors import FormatError, InputError
from upperhand.lists import Entry, Listing, Store, claims, compare, mapping_of
from upperhand.lists.entry import as_dict, dump, load
from upperhand.lists.listing_claims import removals
from upperhand.model import Entity

AT = "2020-10-09T12:00:00Z"
TABLE = FIXTURES / "cn-mofcom.table.csv"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "lists")


def later(tmp_path: Path) -> Path:
    """The table as it stood later: one gone, one come, one changed."""
    head, company, _ = TABLE.read_text(encoding="utf-8").splitlines()
    path = tmp_path / "later.csv"
    fresh = company.replace("Example Defense Inc.", "Example Missiles Inc.").replace("示例防务公司", "示例导弹公司")
    path.write_text("\n".join([head, company.replace("ExD", "ExDef"), fresh]) + "\n", encoding="utf-8")
    return path


def add_both(store: Store, tmp_path: Path) -> None:
    store.add(small("cn-mofcom"), [TABLE], at=AT, date="2020-10-01")
    store.add(small("cn-mofcom"), [later(tmp_path)], at=AT, date="2026-09-01")


def test_a_version_has_its_day_its_hash_and_its_files(store: Store) -> None:
    version, is_new = store.add(small("cn-mofcom"), [TABLE], at=AT, addresses={TABLE.name: "https://example.org/t.csv"})
    assert is_new
    assert (version.date, version.added_at, version.entries) == ("2020-10-09", AT, 2)
    assert version.sha256 == hashlib.sha256(TABLE.read_bytes()).hexdigest()
    assert version.files[0].address == "https://example.org/t.csv"
    assert store.files(version)[TABLE.name].read_bytes() == TABLE.read_bytes()
    assert store.lists() == ("cn-mofcom",)


def test_the_publishers_day_stands_unless_another_is_given(store: Store) -> None:
    assert store.add(small("un-sc"), [FIXTURES / "un-sc.xml.xml"], at="2026-01-01T00:00:00Z")[0].date == "2020-10-08"
    assert (
        store.add(small("un-sc"), [FIXTURES / "un-sc.xml.xml"], at="2026-01-01T00:00:00Z", date="2019-01-01")[0].date
        == "2019-01-01"
    )


def test_the_same_files_add_nothing(store: Store) -> None:
    first, _ = store.add(small("cn-mofcom"), [TABLE], at=AT)
    again, is_new = store.add(small("cn-mofcom"), [TABLE], at="2020-10-09T18:00:00Z")
    assert (again, is_new) == (first, False)
    assert len(store.versions("cn-mofcom")) == 1


def test_a_refused_file_leaves_the_last_good_version(store: Store, tmp_path: Path) -> None:
    good, _ = store.add(small("cn-mofcom"), [TABLE], at=AT)
    bad = tmp_path / "bad.csv"
    bad.write_text(TABLE.read_text(encoding="utf-8").replace("13.07.20", "13.13.20"), encoding="utf-8")
    with pytest.raises(FormatError, match=r"bad\.csv: row 2: field 'Date'"):
        store.add(small("cn-mofcom"), [bad], at="2026-01-01T00:00:00Z")
    assert store.versions("cn-mofcom") == (good,)
    assert [path.name for path in (store.folder / "cn-mofcom" / "versions").iterdir()] == [good.id]
    assert len(list(store.entries(good))) == 2


def test_what_a_crash_left_is_not_a_version(store: Store) -> None:
    good, _ = store.add(small("cn-mofcom"), [TABLE], at=AT)
    (store.folder / "cn-mofcom" / "versions" / ".draft-1").mkdir()
    assert store.versions("cn-mofcom") == (good,)


def test_who_was_listed_on_a_day(store: Store, tmp_path: Path) -> None:
    add_both(store, tmp_path)
    assert store.version("cn-mofcom", "2020-10-08").date == "2020-10-01"
    assert store.version("cn-mofcom").date == "2026-09-01"
    version, entries, exact = store.listed("cn-mofcom", "2020-10-08")
    assert exact
    assert [entry.entity.caption for entry in entries] == ["Jane Doe"]  # the company's listing begins in 2026
    version, entries, exact = store.listed("cn-mofcom", "2026-10-08")
    assert version.date == "2026-09-01"
    assert {entry.entity.caption for entry in entries} == {"Example Defense Inc.", "Example Missiles Inc."}


def test_before_the_oldest_version_its_own_dates_answer(store: Store) -> None:
    store.add(small("us-dod-1260h"), [FIXTURES / "us-dod-1260h.table.csv"], at=AT, date="2026-06-08")
    _, entries, exact = store.listed("us-dod-1260h", "2022-01-01")
    assert not exact
    assert len(list(entries)) == 1
    assert list(store.listed("us-dod-1260h", "2020-01-01")[1]) == []


def test_a_day_that_nothing_is_known_of_is_an_error(store: Store) -> None:
    store.add(small("us-ofac-sdn"), [FIXTURES / "ofac-csv.csv"], at=AT)
    with pytest.raises(InputError, match=r"oldest version .* is of 2020-10-09"):
        store.listed("us-ofac-sdn", "2019-01-01")
    with pytest.raises(InputError, match="not a day"):
        store.version("us-ofac-sdn", "last week")
    with pytest.raises(InputError, match="no version of 'un-sc'"):
        store.version("un-sc")


def test_a_version_is_found_by_day_or_id(store: Store, tmp_path: Path) -> None:
    add_both(store, tmp_path)
    old, new = store.versions("cn-mofcom")
    assert store.find("cn-mofcom") == new
    assert store.find("cn-mofcom@2021-01-01") == old
    assert store.find(f"cn-mofcom@{old.id}") == old


def test_a_mapping_that_changed_reads_the_same_files_anew(store: Store) -> None:
    mapping = small("cn-mofcom")
    first, _ = store.add(mapping, [TABLE], at=AT)
    other = msgspec.structs.replace(mapping, topics=("export.control",))
    second, is_new = store.add(other, [TABLE], at=AT)
    assert is_new and second.ruleset != first.ruleset
    assert store.versions("cn-mofcom") == (second,)


def test_files_that_are_not_there_or_share_a_name(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        store.add(small("cn-mofcom"), [tmp_path / "none.csv"], at=AT)
    with pytest.raises(InputError, match="two files are called"):
        store.add(small("cn-mofcom"), [TABLE, TABLE], at=AT)


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "lists").write_text("a file")
    with pytest.raises(InputError, match="cannot be written"):
        Store(tmp_path / "lists").add(small("cn-mofcom"), [TABLE], at=AT)


def test_a_broken_version_says_so(store: Store) -> None:
    version, _ = store.add(small("cn-mofcom"), [TABLE], at=AT)
    (store.folder / "cn-mofcom" / "versions" / version.id / "version.json").write_text("{")
    with pytest.raises(FormatError, match="is no version of a list"):
        store.versions("cn-mofcom")
    with pytest.raises(FormatError, match="not an entry"):
        load(b"{")


def test_an_entry_comes_back_as_it_went(store: Store) -> None:
    version, _ = store.add(small("cn-mofcom"), [TABLE], at=AT)
    for entry in store.entries(version):
        assert load(dump(entry, "cn-mofcom")) == entry
        assert as_dict(entry, "cn-mofcom")["datasets"] == ["cn-mofcom"]


def test_changes_between_two_versions(store: Store, tmp_path: Path) -> None:
    add_both(store, tmp_path)
    old, new = store.versions("cn-mofcom")
    changes = {change.caption: change for change in compare(store.entries(old), store.entries(new))}
    assert {name: change.kind for name, change in changes.items()} == {
        "Example Defense Inc.": "changed", "Example Missiles Inc.": "added", "Jane Doe": "removed",
    }  # fmt: skip
    assert changes["Example Defense Inc."].gained == (("alias", "ExDef"),)
    assert changes["Example Defense Inc."].lost == (("alias", "ExD"),)
    assert list(compare(store.entries(new), store.entries(new))) == []


@pytest.mark.parametrize(("name", "key"), FORMS)
def test_every_claims_words_stand_in_its_document(name: str, key: str) -> None:
    for entry in form_entries(name, key):
        found = list(claims(mapping_of(name), entry, as_of="2026-10-08"))
        assert len(found) == (
            len(entry.listings) if mapping_of(name).lever and entry.entity.schema in mapping_of(name).schemata else 0
        )
        for document, claim in found:
            evidence = claim.evidence
            assert document.text[evidence.start : evidence.end] == evidence.exact
            assert document.text[evidence.start - len(evidence.prefix) : evidence.start] == evidence.prefix
            assert document.id == evidence.document_id == hashlib.sha256(document.text.encode()).hexdigest()
            assert claim.target == entry.entity.caption
            assert len({claim.id for _, claim in found}) == len(found)


def test_a_name_is_never_a_way_out_of_the_store(store: Store) -> None:
    with pytest.raises(InputError, match="no version"):
        store.version("../../etc")
    with pytest.raises(InputError, match="no list"):
        store.mapping("../cn-mofcom")


def claim_of(name: str, listing: Listing, as_of: str = "2026-01-01") -> list[object]:
    entry = Entry(Entity("x", "Company", "Example", {"name": ("Example",)}), (listing,))
    return [
        (claim.lever, claim.actor, claim.date, claim.assertion.status)
        for _, claim in claims(mapping_of(name), entry, as_of=as_of)
    ]


@pytest.mark.parametrize(("start", "end", "date", "status"), [
    ("2019-05-16", None, "2019-05-16", "effective"), ("2027-10-01", None, "2027-10-01", "planned"),
    ("2017-10-16", "2020-10-13", "2017-10-16/2020-10-13", "eased"), ("2017-10-16", "2030-10-13", "2017-10-16/2030-10-13", "effective"),
    (None, "2020-10-13", "2020-10-13", "eased"), (None, None, None, "effective"), ("2026", None, "2026", "effective"),
])  # fmt: skip
def test_what_a_listing_claims(start: str | None, end: str | None, date: str | None, status: str) -> None:
    assert claim_of("us-ofac-sdn", Listing("Example", start, end)) == [("foreign_measure", "US Treasury", date, status)]


def test_what_a_list_is_about_decides_the_lever() -> None:
    assert claim_of("ocds", Listing("Example", authority="A bureau", amount=5, currency="CNY")) == [
        ("state_service", "A bureau", None, "effective")
    ]
    assert claim_of("cn-mofcom", Listing("Example"))[0][:2] == ("foreign_measure", "Ministry of Commerce of China")  # type: ignore[index]
    assert claim_of("cn-listed-baostock", Listing("示例")) == []


def test_people_and_ships_are_entities_without_claims() -> None:
    person = Entry(Entity("x", "Person", "Jane Doe", {"name": ("Jane Doe",)}), (Listing("Jane Doe"),))
    assert list(claims(mapping_of("us-ofac-sdn"), person, as_of="2026-01-01")) == []


def test_the_same_entry_is_the_same_document_in_every_version(store: Store, tmp_path: Path) -> None:
    listing = Listing("Name: Example", "2019-05-16", file="a.csv", row=1)
    moved = (
        msgspec.structs.replace(listing)
        if isinstance(listing, msgspec.Struct)
        else Listing("Name: Example", "2019-05-16", file="b.csv", row=7)
    )
    entity = Entity("x", "Company", "Example", {"name": ("Example",)})
    mapping = mapping_of("us-ofac-sdn")
    (one,), (two,) = (list(claims(mapping, Entry(entity, (item,)), as_of="2026-01-01")) for item in (listing, moved))
    assert one == two


def test_an_entry_that_is_gone_is_eased() -> None:
    entry = Entry(Entity("x", "Company", "Example", {"name": ("Example",)}), (Listing("Name: Example", "2019-05-16"),))
    ((document, claim),) = removals(
        mapping_of("us-ofac-sdn"), entry, f"2020-01-01 {'a' * 64}", f"2020-10-08 {'b' * 64}"
    )
    assert (claim.date, claim.assertion.status) == ("2019-05-16/2020-10-08", "eased")
    assert claim.evidence.exact.startswith("No longer on the list: Example (x)")
    assert document.text[claim.evidence.start : claim.evidence.end] == claim.evidence.exact
