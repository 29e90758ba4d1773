"""Strict intake: what a mapping does not understand stops the list, in a sentence that names file, row and field."""

import csv
import gzip
import os
import zipfile
from pathlib import Path

import msgspec
import pytest

from tests.lists.test_lists_forms import FIXTURES, small
from upperhand.errors import DataError, FormatError, InputError
from upperhand.lists import Mapping, Store, mapping_of, read_list
from upperhand.lists.mapping import load_mapping


def refused(mapping: Mapping, path: Path) -> str:
    with pytest.raises(FormatError) as caught:
        list(read_list(mapping, [path]).entries)
    return str(caught.value)


def altered(name: str, old: str, new: str, folder: Path, encoding: str = "utf-8") -> Path:
    text = (FIXTURES / name).read_text(encoding=encoding)
    assert old in text
    path = folder / name
    path.write_text(text.replace(old, new), encoding=encoding)
    return path


@pytest.mark.parametrize(("name", "file", "old", "new", "says"), [
    ("cn-mofcom", "cn-mofcom.table.csv", "Address\n", "Address,Weight\n", ["row 0", "'Weight'", "not known"]),
    ("cn-mofcom", "cn-mofcom.table.csv", "13.07.20", "13.13.20", ["row 2", "'Date'", "13.13.20", "not a date"]),
    ("cn-mofcom", "cn-mofcom.table.csv", "Person,Q1", "Robot,Q1", ["row 2", "'Type'", "'Robot'"]),
    ("cn-mofcom", "cn-mofcom.table.csv", "Person,Q1,Jane Doe,,简·多伊", "Person,Q1,,,", ["row 2", "'Name'", "is empty"]),
    ("cn-mofcom", "cn-mofcom.table.csv", "https://example.org/mfa,", "https://example.org/mfa,,more", ["row 2", "16 fields"]),
    ("un-sc", "un-sc.xml.xml", "<GENDER>Female</GENDER>", "<SEX>Female</SEX>", ["row 1", "'SEX'", "not known"]),
    ("un-sc", "un-sc.xml.xml", "<QUALITY>Low</QUALITY>", "<QUALITY>Dim</QUALITY>", ["row 1", "INDIVIDUAL_ALIAS/ALIAS_NAME", "'Dim'"]),
    ("un-sc", "un-sc.xml.xml", "2012-12-31", "2012-12-32", ["row 1", "'LISTED_ON'", "2012-12-32"]),
    ("un-sc", "un-sc.xml.xml", "2020-10-08T00:00:09.554Z", "yesterday", ["'@dateGenerated'", "'yesterday'"]),
    ("us-ofac-sdn", "ofac-xml.xml", "<Record_Count>2<", "<Record_Count>3<", ["Record_Count", "says 3", "file has 2"]),
    ("us-ofac-sdn", "ofac-csv.csv", '"vessel"', '"submarine"', ["row 3", "'SDN_Type'", "'submarine'"]),
    ("us-bis-dpl", "us-bis-dpl.text.txt", "10/16/2017", "16/10/2017", ["row 1", "'Effective_Date'", "16/10/2017"]),
    ("us-fcc-covered", "us-fcc-covered.table.csv", "produced by Example", "made by Example", ["row 1", "not put as the mapping expects"]),
    ("gb-sanctions", "gb-sanctions.xml.xml", "<IndividualEntityShip>Entity<", "<IndividualEntityShip>Ghost<", ["row 1", "'Ghost'"]),
    ("gb-sanctions", "gb-sanctions.ofsi.csv", "Primary name,,Russia", "Third name,,Russia", ["row 1", "Alias Type", "'Third name'"]),
    ("ocds", "ocds.package.json", '"ocid": "ocds-2"', '"colour": "red"', ["row 2", "'colour'"]),
    ("ocds", "ocds.package.json", '"title": "2,000 cameras"', '"price": "x"', ["row 1", "awards/price"]),
    ("ocds", "ocds.package.json", '"amount": 1250000', '"amount": "much"', ["row 1", "'amount'", "not a number"]),
    ("opensanctions", "ftm.jsonl", '"referents": []', '"friends": []', ["row 1", "'friends'"]),
    ("eu-fsf", "eu-fsf.xml.xml", 'circa="false"', 'circa="false"><new/></birthdate><birthdate', ["birthdate/new", "not known"]),
])  # fmt: skip
def test_what_is_not_understood_is_named(
    name: str, file: str, old: str, new: str, says: list[str], tmp_path: Path
) -> None:
    sentence = refused(small(name), altered(file, old, new, tmp_path))
    assert sentence.startswith(f"{file}: ")
    assert [word for word in says if word not in sentence] == []


def test_too_few_and_too_many_entries_are_refused() -> None:
    path = FIXTURES / "cn-mofcom.table.csv"
    mapping = mapping_of("cn-mofcom")
    assert "2 entries, and should have 50" in refused(mapping, path)
    many = msgspec.structs.replace(mapping, bounds=(0, 1))
    assert "more than 1 entries" in refused(many, path)


def test_names_that_belong_to_no_entry_are_refused(tmp_path: Path) -> None:
    alt = tmp_path / "alt.csv"
    alt.write_text('999,11,"aka","NOBODY",-0- \n')
    with pytest.raises(FormatError, match=r"alt\.csv: row 1: field 'id'.*999"):
        list(read_list(small("us-ofac-sdn"), [FIXTURES / "ofac-csv.csv", alt]).entries)
    with pytest.raises(FormatError, match="only what adds"):
        read_list(small("us-ofac-sdn"), [FIXTURES / "ofac-alt.csv"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"<html><body>503</body></html>",
        b'{"error": "gone"}',
        b"a,b\n1,2\n",
        "a,b\r\n1,2\r\n".encode("utf-16"),
    ],
)
def test_another_file_is_not_taken_for_the_list(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=r"list\.xml: "):
        list(read_list(small("us-ofac-sdn"), [path]).entries)


BOMB = """<?xml version="1.0"?>
<!DOCTYPE CONSOLIDATED_LIST [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;">]>
<CONSOLIDATED_LIST><ENTITIES><ENTITY><FIRST_NAME>&f;</FIRST_NAME></ENTITY></ENTITIES></CONSOLIDATED_LIST>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("document", [
    BOMB,
    '<!DOCTYPE CONSOLIDATED_LIST [<!ENTITY x SYSTEM "file:///etc/hostname">]><CONSOLIDATED_LIST><ENTITIES><ENTITY><FIRST_NAME>&x;</FIRST_NAME></ENTITY></ENTITIES></CONSOLIDATED_LIST>',
])  # fmt: skip
def test_entities_in_xml_are_refused(document: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "un.xml"
    path.write_bytes(document.replace('<?xml version="1.0"?>\n', "").encode(encoding))
    with pytest.raises(FormatError, match=r"un\.xml: line \d+: .*(DOCTYPE|entit)"):
        list(read_list(small("un-sc"), [path], form="xml").entries)


def test_broken_xml_and_another_root_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "un.xml"
    path.write_text("<CONSOLIDATED_LIST><ENTITIES>")
    with pytest.raises(FormatError, match="is not XML that can be read"):
        list(read_list(small("un-sc"), [path], form="xml").entries)
    path.write_text("<sdnList></sdnList>")
    with pytest.raises(FormatError, match="outermost element is 'sdnList'"):
        list(read_list(small("un-sc"), [path], form="xml").entries)


def test_json_that_is_none_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": "1", "schema": "Person", "caption": "A B", "properties": {}}\n[1]\n')
    with pytest.raises(FormatError, match=r"x\.jsonl: row 2: is not a JSON object"):
        list(read_list(small("opensanctions"), [path], form="jsonl").entries)
    path.write_text("{")
    with pytest.raises(FormatError, match="is not JSON"):
        list(read_list(small("opensanctions"), [path], form="json").entries)


@pytest.mark.parametrize("depth", [70, 400, 600, 900, 100_000])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}")])
def test_json_that_is_nested_too_deep_is_refused(start: str, end: str, depth: int, tmp_path: Path) -> None:
    deep = start * depth + "1" + end * depth
    lines, package = tmp_path / "a.jsonl", tmp_path / "a.json"
    lines.write_text('{"id": "x", "schema": "Company", "properties": {"name": ["Deep Ltd"], "q": ' + deep + "}}\n")
    assert "deep" in refused(small("opensanctions"), lines) or depth > 900
    package.write_text('{"releases": [{"ocid": "x", "planning": ' + deep + "}]}")
    assert refused(small("ocds"), package).startswith("a.json: ")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("<td>August 2, 2023</td>", "", "row 2: has 1 cells"),
        ("<td>August 2, 2023</td>", "<td>August 42, 2023</td>", "row 2: field 'Effective Date'"),
        ("<th>Effective Date</th>", "<th>Since</th>", "field 'Since' is not known"),
        ("<th>Name of Entity</th>", "<th>Weight</th>", "'Weight' is not known"),
        ("<table", "<div", "no table on this page"),
    ],
)
def test_a_page_in_another_form_is_refused(old: str, new: str, says: str, tmp_path: Path) -> None:
    assert says in refused(small("us-uflpa"), altered("us-uflpa.page.html", old, new, tmp_path))


def test_a_page_of_another_kind_is_no_list(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    for content in ("<html></html>", "<!doctype html><p>Access denied", "<html>" + "<div>" * 5_000):
        path.write_text(content)
        assert "no table on this page" in refused(small("us-uflpa"), path) or "is no web page" in refused(
            small("us-uflpa"), path
        )


def test_zip_and_gzip_are_opened(tmp_path: Path) -> None:
    content = (FIXTURES / "gleif-lei.csv.csv").read_bytes()
    with zipfile.ZipFile(tmp_path / "lei.zip", "w") as archive:
        archive.writestr("lei.csv", content)
    (tmp_path / "lei.csv.gz").write_bytes(gzip.compress(content))
    for name in ("lei.zip", "lei.csv.gz"):
        assert len(list(read_list(small("gleif-lei"), [tmp_path / name]).entries)) == 1
    with zipfile.ZipFile(tmp_path / "lei.zip", "a") as archive:
        archive.writestr("two.csv", content)
    with pytest.raises(FormatError, match="a ZIP of 2 files"):
        read_list(small("gleif-lei"), [tmp_path / "lei.zip"])
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(FormatError, match="a broken ZIP"):
        read_list(small("gleif-lei"), [tmp_path / "bad.zip"])


def test_what_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("upperhand.lists.records.LARGEST", 100)
    (tmp_path / "lei.csv.gz").write_bytes(gzip.compress((FIXTURES / "gleif-lei.csv.csv").read_bytes()))
    with pytest.raises(FormatError, match="more than 100 bytes when unpacked"):
        read_list(small("gleif-lei"), [tmp_path / "lei.csv.gz"])


def test_archives_that_are_broken_or_cut_short_are_named(tmp_path: Path) -> None:
    whole = gzip.compress((FIXTURES / "cn-mofcom.table.csv").read_bytes())
    for content in (whole[: len(whole) // 2], b"\x1f\x8b\x08broken", b"PK\x03\x04broken"):
        path = tmp_path / "cn-mofcom.csv.gz"
        path.write_bytes(content)
        assert refused(small("cn-mofcom"), path).startswith("cn-mofcom.csv.gz: ")


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is no regular file" in refused(small("cn-mofcom"), tmp_path / "pipe")
    with pytest.raises(InputError, match="is no regular file"):
        Store(tmp_path / "lists").add(small("cn-mofcom"), [tmp_path / "pipe"], at="2026-01-01T00:00:00Z")


def test_a_column_that_tells_who_or_since_when_may_not_be_missing(tmp_path: Path) -> None:
    lines = list(csv.reader((FIXTURES / "cn-mofcom.table.csv").read_text().splitlines()))
    for column in ("Type", "Name", "Date"):
        place, path = lines[0].index(column), tmp_path / "table.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([*row[:place], *row[place + 1 :]] for row in lines)
        assert f"table.csv: row 0: field '{column}' is missing" in refused(small("cn-mofcom"), path)


def test_a_slip_that_the_publisher_is_known_for_is_put_right_and_no_other(tmp_path: Path) -> None:
    known = altered("csl-csv.csv", "2019-10-09", "0097-06-30", tmp_path)
    entry = next(iter(read_list(small("us-csl"), [known]).entries))
    assert entry.listings[0].start == "1997-06-30"
    assert "0097-06-30" in entry.listings[0].text  # the evidence is in the words of the list
    other = altered("csl-csv.csv", "2019-10-09", "0098-06-30", tmp_path)
    assert "'0098-06-30' is not a date" in refused(small("us-csl"), other)


def test_what_xml_says_of_its_schema_is_no_field(tmp_path: Path) -> None:
    about = '<INDIVIDUAL xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="x.xsd">'
    path = altered("un-sc.xml.xml", "<INDIVIDUAL>", about, tmp_path)
    assert list(read_list(small("un-sc"), [path]).entries)


def test_columns_of_before_are_known(tmp_path: Path) -> None:
    path = altered("gb-sanctions.ofsi.csv", "National Identification Number", "NI Number", tmp_path)
    path.write_text(path.read_text().replace(",Primary name,", ",Prime Alias,"))
    first = next(iter(read_list(small("gb-sanctions"), [path]).entries))
    assert first.entity.caption == "EXAMPLE OPTICS LLC"


def test_an_encoding_that_does_not_fit_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mofcom.csv"
    path.write_bytes((FIXTURES / "cn-mofcom.table.csv").read_text(encoding="utf-8").encode("gb18030"))
    assert "is not utf-8-sig" in refused(small("cn-mofcom"), path)


def test_an_unknown_country_is_kept_in_the_words_of_the_list(tmp_path: Path) -> None:
    path = altered("us-bis-dpl.text.txt", '"US"', '"Atlantis"', tmp_path)
    (entry,) = read_list(small("us-bis-dpl"), [path]).entries
    assert "country" not in entry.entity.properties
    assert "country: Atlantis" in entry.entity.properties["notes"]


def test_records_of_one_id_are_one_entry_with_its_listings() -> None:
    (entry,) = read_list(small("us-dod-1260h"), [FIXTURES / "us-dod-1260h.table.csv"]).entries
    assert [(item.start, item.end, item.row) for item in entry.listings] == [
        ("2021-06-03", "2025-01-07", 1),
        ("2025-01-07", None, 2),
    ]


def test_rows_that_together_make_an_entry_are_one_listing() -> None:
    first, _ = read_list(small("gb-sanctions"), [FIXTURES / "gb-sanctions.csv.csv"]).entries
    assert len(first.listings) == 1
    assert "EXOP" in first.listings[0].text


OWN = """
name: my-vendors
title: Vendors under review
publisher: Compliance
country: us
homepage: https://example.org
bounds: [1, 10]
forms:
  table:
    form:
      format: csv
      describes: https://example.org
      delimiter: ";"
      order: dmy
      fields: {vendor: name, number: id, since: listing.start, 'extra*': null}
lever: foreign_measure
schema: Company
"""


def test_any_csv_by_a_mapping_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_text(OWN)
    (tmp_path / "v.csv").write_text("vendor;number;since;extra1;extra2\nExample Optics;7;01.02.2020;x;\n")
    (entry,) = read_list(load_mapping(tmp_path / "own.yml"), [tmp_path / "v.csv"]).entries
    assert (entry.entity.id, entry.entity.caption, entry.listings[0].start) == (
        "my-vendors-7",
        "Example Optics",
        "2020-02-01",
    )


@pytest.mark.parametrize(("old", "new", "says"), [
    ("vendor: name", "vendor: nickname", "'nickname' is neither a property"),
    ("name: my-vendors", "name: My Vendors", "small letters"),
    ("bounds:", "limits:", "limits"),
    ("schema: Company", "schema: Firm", "'Firm'"),
    ("lever: foreign_measure", "lever: magic", "magic"),
    ("number: id", "number: {to: id, split: '('}", "no regular expression"),
    ("    form:", "    use: ftm\n    form:", "either `use` or `form`"),
])  # fmt: skip
def test_a_mapping_that_is_wrong_says_where(old: str, new: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "own.yml"
    path.write_text(OWN.replace(old, new, 1))
    with pytest.raises(DataError, match=r"own\.yml") as caught:
        load_mapping(path)
    assert says in str(caught.value)


def test_a_list_that_is_not_known_names_those_that_are() -> None:
    with pytest.raises(InputError, match="us-ofac-sdn"):
        mapping_of("us-ofac")
