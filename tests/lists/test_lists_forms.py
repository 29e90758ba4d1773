"""Every form of every list is read from a small file in the form that its publisher describes; all names are invented."""

from pathlib import Path

import msgspec
import pytest

from upperhand.lists import Entry, Mapping, mapping_of, mappings, read_list
from upperhand.lists.schema import schemata

FIXTURES = Path(__file__).parent / "fixtures"
FORMS = [(mapping.name, key) for mapping in mappings() for key in mapping.forms]


def small(name: str) -> Mapping:
    """A shipped mapping for files with few entries."""
    return msgspec.structs.replace(mapping_of(name), bounds=(1, 100))


def fixture(mapping: Mapping, key: str) -> Path:
    source = mapping.forms[key]
    stem = source.use or f"{mapping.name}.{key}"
    found = [path for path in FIXTURES.iterdir() if path.name.rpartition(".")[0] == stem]
    assert len(found) == 1, f"no fixture {stem}"
    return found[0]


def entries(name: str, key: str) -> list[Entry]:
    mapping = small(name)
    files = [fixture(mapping, key)]
    if mapping.form(key).adds:
        files.insert(0, fixture(mapping, "csv"))
    return list(read_list(mapping, files).entries)


@pytest.mark.parametrize(("name", "key"), FORMS)
def test_every_form_gives_entities_of_followthemoney(name: str, key: str) -> None:
    found = entries(name, key)
    assert found
    for entry in found:
        allowed = schemata()[entry.entity.schema]
        assert set(entry.entity.properties) <= set(allowed)
        assert entry.entity.caption in entry.entity.properties["name"]
        assert entry.listings
        assert len({item.entity.id for item in found}) == len(found)
        assert all(values and all(values) for values in entry.entity.properties.values())


@pytest.mark.parametrize(("name", "key"), FORMS)
def test_every_form_cites_its_description(name: str, key: str) -> None:
    assert mapping_of(name).form(key).describes.startswith("https://")


EXPECTED = [
    # list, form, which entry, schema, caption, some properties, start, end
    ("us-ofac-sdn", "csv", 0, "Company", "EXAMPLE OPTICS CO., LTD.",
     {"program": ("CMIC-EO13959", "SDGT"), "uscCode": ("91330000712345678N",), "incorporationDate": ("2001-11-30",), "weakAlias": ("EXOP",),
      "website": ("http://www.example-optics.cn",)}, None, None),
    ("us-ofac-sdn", "csv", 1, "Person", "Jane Ann DOE",
     {"birthDate": ("1966-09-08", "1967"), "nationality": ("ir",), "gender": ("female",), "passportNumber": ("K1234567",), "position": ("Director",)}, None, None),
    ("us-ofac-sdn", "csv", 2, "Vessel", "EXAMPLE STAR", {"imoNumber": ("9187629",), "mmsi": ("256865000",), "flag": ("mt",)}, None, None),
    ("us-ofac-sdn", "csv", 3, "Organization", "FRONT FOR EXAMPLES", {}, None, None),
    ("us-ofac-sdn", "names", 0, "Company", "EXAMPLE OPTICS CO., LTD.", {"alias": ("EXAMPLE GUANGXUE",), "previousName": ("OLD OPTICS",)}, None, None),
    ("us-ofac-sdn", "names", 1, "Person", "Jane Ann DOE", {"alias": ("Janie DOE",)}, None, None),
    ("us-ofac-sdn", "addresses", 0, "Company", "EXAMPLE OPTICS CO., LTD.",
     {"address": ("No. 1 Example Road, Hangzhou, Zhejiang, China",), "country": ("cn",)}, None, None),
    ("us-ofac-sdn", "xml", 0, "Company", "EXAMPLE OPTICS CO., LTD.",
     {"uscCode": ("91330000712345678N",), "alias": ("EXAMPLE GUANGXUE",), "weakAlias": ("EXOP",), "country": ("cn",)}, None, None),
    ("us-ofac-sdn", "xml", 1, "Person", "Jane Ann DOE", {"birthDate": ("1966-09-08",), "birthPlace": ("Exampleton, Iran",)}, None, None),
    ("us-ofac-cons", "csv", 0, "Company", "EXAMPLE OPTICS CO., LTD.", {"topics": ("sanction.linked",)}, None, None),
    ("us-csl", "csv", 0, "Company", "Example Optics Co., Ltd.", {"alias": ("Example Guangxue", "EXOP"), "country": ("cn", "hk")}, "2019-10-09", None),
    ("us-csl", "csv", 3, "Person", "Jane Ann DOE", {"passportNumber": ("K1234567",), "birthDate": ("1966-09-08",), "alias": ("Janie DOE",)}, None, None),
    ("us-csl", "json", 0, "Company", "Example Optics Co., Ltd.", {"uscCode": ("91330000712345678N",), "country": ("cn",)}, "2019-10-09", None),
    ("us-bis-entity-list", "csl", 0, "Company", "Example Optics Co., Ltd.", {}, "2019-10-09", None),
    ("us-bis-entity-list", "supplement", 0, "Company", "Example Optics Co., Ltd.",
     {"alias": ("Example Guangxue", "EXOP"), "country": ("cn",)}, "2019-10-09", None),
    ("us-bis-entity-list", "supplement", 1, "Company", "Example Aero JSC", {"address": ("5 Example Street, Moscow, Russia",)}, "2022-03-03", None),
    ("us-bis-meu", "csl", 0, "LegalEntity", "Example Aero Institute", {}, "2020-12-23", None),
    ("us-bis-meu", "table", 0, "Organization", "Example Reconnaissance Bureau", {"country": ("kp",), "alias": ("ERB",)}, "2021-03-16", None),
    ("us-bis-dpl", "text", 0, "Company", "EXAMPLE EXPORTS INC", {"country": ("us",)}, "2017-10-16", "2020-10-13"),
    ("us-dod-1260h", "table", 0, "Company", "Example Optics Co., Ltd.",
     {"previousName": ("Old Optics Co.", "Older Optics Co."), "notes": ("Parent: Example Group",)}, "2021-06-03", "2025-01-07"),
    ("us-section-889", "table", 0, "Company", "Example Optics Company", {"alias": ("EXOP", "Example Guangxue")}, "2019", None),
    ("us-section-1286", "table", 0, "Company", "Example Institute", {}, "2022", "2026-07-23"),
    ("us-section-5949", "table", 0, "Company", "Example Memory Corp", {}, "2027-10-01", None),
    ("us-section-154", "table", 0, "Company", "Example Battery Ltd", {}, "2027-10-01", None),
    ("us-inksna", "table", 0, "Person", "Jane Doe", {"country": ("kp",)}, "2026-01-22", "2028-01-22"),
    ("us-uflpa", "table", 0, "Company", "Example Cotton Co., Ltd.",
     {"alias": ("Example Textile Co., Ltd.", "Example Mianhua", "Old Cotton Factory")}, "2022-06-21", None),
    ("us-uflpa", "table", 1, "Company", "Example Silicon Industry", {"alias": ("Example Si",)}, "2024-08-09", None),
    ("us-fcc-covered", "table", 0, "Company", "Example Technologies Company", {}, "2021-03-12", None),
    ("us-fcc-covered", "table", 2, "Company", "ExNet (USA) LLC", {}, "2022-09-20", None),
    ("un-sc", "xml", 0, "Person", "JANE DOE",
     {"alias": ("제인 도",), "weakAlias": ("Janie",), "birthDate": ("1957", "1959"), "nationality": ("kp",), "passportNumber": ("K123",)}, "2012-12-31", None),
    ("un-sc", "xml", 1, "Company", "EXAMPLE TRADING CORPORATION", {"previousName": ("OLD TRADING",), "modifiedAt": ("2016-10-19",)}, "2009-04-24", None),
    ("eu-journal", "act", 0, "Person", "Ivan EXAMPLE",
     {"alias": ("Иван ПРИМЕР", "Vanya EXAMPLE", "Іван ПРИКЛАД"), "birthDate": ("1957", "1959"), "nationality": ("ru",)}, "2014-03-17", None),
    ("eu-journal", "act", 1, "Company", "Example Optics LLC", {"innCode": ("7707083893",), "incorporationDate": ("1968-03-26", "1970-10-15")}, "2025-07-08", None),
    ("us-uflpa", "page", 0, "Company", "Example Textile Co., Ltd.", {"alias": ("Example Weaving", "EXT Mills")}, "2022-06-21", None),
    ("us-uflpa", "page", 1, "Company", "Example Cotton Co. Ltd.", {"alias": ("Exampleton Cotton", "EC Ginning")}, "2023-08-02", None),
    ("us-uflpa", "page", 2, "Company", "Example Silicon Co., Ltd.", {}, "2025-01-15", None),
    ("eu-fsf", "csv", 0, "Person", "Jane Doe",
     {"birthDate": ("1966-09-08", "1966"), "passportNumber": ("K1234567",), "citizenship": ("ir",), "gender": ("female",)}, "2003-07-07", None),
    ("eu-fsf", "csv", 1, "Company", "Example Optics LLC", {"registrationNumber": ("1027700132195",)}, "2022-12-16", None),
    ("eu-fsf", "xml", 0, "Person", "Jane Doe", {"weakAlias": ("Janie",), "passportNumber": ("K1234567",), "citizenship": ("ir",)}, "2003-07-07", None),
    ("eu-fsf", "xml", 1, "Company", "Example Optics LLC", {"country": ("ru",)}, "2022-12-16", None),
    ("eu-fsf", "csv-1", 0, "Person", "Jane Ann Doe",
     {"birthDate": ("1966-09-08",), "birthCountry": ("ir",), "passportNumber": ("K123",), "citizenship": ("ir",)}, "2018-02-16", None),
    ("eu-fsf", "csv-1", 1, "Company", "Example Shipyard Ltd", {"address": ("1, Harbour Road, 99, Exampleton",), "idNumber": ("44-9",)}, "2018-03-22", None),
    ("eu-fsf", "xml-1", 0, "Person", "Jane Ann Doe",
     {"birthDate": ("1966-09-08",), "birthCountry": ("ir",), "passportNumber": ("K123",), "citizenship": ("ir",)}, "2012-02-21", None),
    ("eu-fsf", "xml-1", 1, "Company", "Example Shipyard Ltd", {"country": ("ir",), "idNumber": ("44-9",)}, "2012-03-22", None),
    ("gb-sanctions", "csv", 0, "Company", "EXAMPLE OPTICS LLC", {"alias": ("ООО ПРИМЕР", "EXOP"), "country": ("ru",)}, "2012-06-29", None),
    ("gb-sanctions", "csv", 1, "Person", "Jane DOE", {"birthDate": ("1966",), "gender": ("female",)}, "2012-06-29", None),
    ("gb-sanctions", "xml", 0, "Company", "EXAMPLE OPTICS LLC", {"alias": ("EXOP", "ООО ПРИМЕР"), "registrationNumber": ("1027700132195",)}, "2012-06-29", None),
    ("gb-sanctions", "xml", 1, "Person", "Jane DOE", {"birthDate": ("1966",), "passportNumber": ("K123",)}, "2012-06-29", None),
    ("gb-sanctions", "ofsi", 0, "Company", "EXAMPLE OPTICS LLC", {"alias": ("ООО ПРИМЕР", "EXOP")}, "2012-06-29", None),
    ("gb-sanctions", "ofsi", 1, "Person", "Jane DOE", {"passportNumber": ("K123", "K124"), "birthDate": ("1966",)}, "2012-06-29", None),
    ("cn-mofcom", "table", 0, "Company", "Example Defense Inc.", {"alias": ("Example Drones", "ExD", "示例防务公司"), "country": ("us",)}, "2026-08-05", None),
    ("cn-mofcom", "table", 1, "Person", "Jane Doe", {"wikidataId": ("Q1",)}, "2020-07-13", None),
    ("gleif-lei", "csv", 0, "Company", "示例光学股份有限公司",
     {"leiCode": ("529900T8BM49AURSDO55",), "alias": ("Example Optics Co., Ltd.", "Shili Guangxue Gufen Youxian Gongsi"), "jurisdiction": ("cn",),
      "incorporationDate": ("2001-11-30",)}, None, None),
    ("opensanctions", "jsonl", 0, "Company", "Example Optics", {"alias": ("示例光学",), "country": ("cn",)}, None, None),
    ("opensanctions", "jsonl", 1, "Person", "Jane Doe", {"birthDate": ("1966-09-08",)}, None, None),
    ("opensanctions", "json", 0, "Company", "Example Optics", {}, None, None),
    ("ocds", "package", 0, "Company", "Example Optics Co., Ltd.", {"alias": ("示例光学股份有限公司",), "country": ("cn",)}, "2020-08-15", None),
    ("ocds", "lines", 0, "Company", "Example Optics Co., Ltd.", {"registrationNumber": ("91330000712345678N",)}, "2020-08-15", None),
    ("cn-listed-financedatabase", "table", 0, "Company", "Example Optics Co., Ltd.", {"ticker": ("600000.SS",), "isinCode": ("CNE100000HD4",)}, None, None),
    ("cn-listed-baostock", "table", 0, "Company", "示例光学", {"ticker": ("600000",), "country": ("cn",)}, None, None),
    ("cn-listed-tushare", "table", 0, "Company", "示例光学", {"sector": ("元器件",)}, None, None),
]  # fmt: skip


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: "-".join(map(str, row[:3])))
def test_what_an_entry_says(
    row: tuple[str, str, int, str, str, dict[str, tuple[str, ...]], str | None, str | None],
) -> None:
    name, key, number, schema, caption, properties, start, end = row
    entry = entries(name, key)[number]
    assert (entry.entity.schema, entry.entity.caption) == (schema, caption)
    assert {prop: entry.entity.properties.get(prop) for prop in properties} == properties
    assert (entry.listings[0].start, entry.listings[0].end) == (start, end)


@pytest.mark.parametrize(("name", "key"), FORMS)
def test_the_form_of_a_file_is_recognised(name: str, key: str) -> None:
    from upperhand.lists.recognise import recognise

    mapping = small(name)
    path = fixture(mapping, key)
    found = recognise(mapping, path)
    assert mapping.form(found).fields == mapping.form(key).fields


@pytest.mark.parametrize(("name", "key", "date"), [
    ("us-ofac-sdn", "xml", "2020-10-08"), ("un-sc", "xml", "2020-10-08"), ("eu-fsf", "csv", "2020-10-08"), ("eu-fsf", "xml", "2020-10-08"),
    ("eu-fsf", "csv-1", "2018-07-04"), ("eu-fsf", "xml-1", "2016-02-11"),
    ("gb-sanctions", "csv", "2020-10-08"), ("gb-sanctions", "xml", "2020-10-08"), ("gb-sanctions", "ofsi", "2020-10-08"), ("ocds", "package", "2020-10-08"),
    ("cn-mofcom", "table", None),
])  # fmt: skip
def test_the_publisher_says_of_which_day_the_list_is(name: str, key: str, date: str | None) -> None:
    intake = read_list(small(name), [fixture(small(name), key)])
    list(intake.entries)
    assert intake.date == date


def test_a_contract_has_its_buyer_and_its_sum() -> None:
    (listing,) = entries("ocds", "package")[0].listings
    assert (listing.authority, listing.amount, listing.currency) == (
        "Exampleton Public Security Bureau",
        1_250_000,
        "CNY",
    )


def test_the_part_of_a_page_in_which_an_entry_stands_is_its_reason() -> None:
    first, _, last = entries("us-uflpa", "page")
    assert (
        first.listings[0].reason == "Section 2(d)(2)(B)(i): entities in Exampleton" and last.listings[0].reason is None
    )
