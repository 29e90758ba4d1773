"""Every field that publishers are known to use, in one record each: none may stop the list, and the telling ones are read.

The names of fields are those of the published files and their schemata, as the mappings cite them; what stands in them
is made up.
"""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.lists.test_lists_forms import FIXTURES, small
from upperhand.errors import FormatError
from upperhand.lists import Entry, read_list

UK_SHIP = {
    "IMONumbers": {"IMONumber": "IMO 9187629"}, "CurrentOwnerOperators": {"CurrentOwnerOperator": "Example Lines"},
    "PreviousOwnerOperators": {"PreviousOwnerOperator": "Old Lines"}, "CurrentBelievedFlagOfShips": {"CurrentBelievedFlagOfShip": "Gabon"},
    "PreviousFlags": {"PreviousFlag": "Panama"}, "TypeOfShipDetails": {"TypeOfShip": "Crude oil tanker"},
    "TonnageOfShipDetails": {"TonnageOfShip": "57,000"}, "LengthOfShipDetails": {"LengthOfShip": "244"}, "YearsBuilt": {"YearBuilt": "2003"},
}  # fmt: skip
UK_PERSON = {
    "DOBs": {"DOB": ["15/08/19yy", "'00/00/1975", "dd/mm/1976"]},
    "BirthDetails": {"Location": {"CountryOfBirth": "Iran", "TownOfBirth": "Exampleton"}},
    "Genders": {"Gender": "Male"}, "Nationalities": {"Nationality": "Iran"}, "Positions": {"Position": "Director"},
    "PassportDetails": {"Passport": {"PassportNumber": "K1", "PassportAdditionalInformation": "expired"}},
    "NationalIdentifierDetails": {
        "NationalIdentifier": {"NationalIdentifierNumber": "77", "NationalIdentifierAdditionalInformation": "Iran"}
    },
}  # fmt: skip
UK_BODY = {
    "BusinessRegistrationNumbers": {"BusinessRegistrationNumber": "1027700132195"}, "TypeOfEntities": {"TypeOfEntity": "LLC"},
    "ParentCompanies": {"ParentCompany": "Example Group"}, "Subsidiaries": {"Subsidiary": "Example Sub"},
}  # fmt: skip
UK_INDICATORS = (
    "AssetFreeze", "ArmsEmbargo", "TargetedArmsEmbargo", "CharteringOfShips", "ClosureOfRepresentativeOffices", "CrewServicingOfShipsAndAircraft",
    "Deflag", "PreventionOfBusinessArrangements", "ProhibitionOfPortEntry", "TravelBan", "PreventionOfCharteringOfShips",
    "PreventionOfCharteringOfShipsAndAircraft", "TechnicalAssistanceRelatedToAircraft", "TrustServicesSanctions", "DirectorDisqualificationSanction",
)  # fmt: skip


def designation(kind: str, **details: Any) -> dict[str, Any]:
    names = [
        {
            "Name1": "Jay",
            "Name2": "B",
            "Name3": "C",
            "Name4": "D",
            "Name5": "E",
            "Name6": "DOE",
            "NameType": "Primary name",
        },
        {"Name6": "Janie", "NameType": "ALias", "AliasStrength": "Low quality a.k.a"},
        {"Name6": "John Doe", "NameType": "alias", "AliasStrength": "Good quality a.k.a"},
        {"Name6": "Jey Doe", "NameType": "Primary Name Variation"},
    ]
    address = {f"AddressLine{number}": str(number) for number in range(1, 7)} | {
        "AddressPostalCode": "1",
        "AddressCountry": "Iran",
    }
    native = {"NameNonLatinScript": "Джей Доу", "NonLatinScriptType": "Cyrillic", "NonLatinScriptLanguage": "Russian"}
    return {
        "LastUpdated": "12/01/2020", "DateDesignated": "29/06/2012", "UniqueID": f"EXA-{kind}", "OFSIGroupID": "1", "UNReferenceNumber": "EXi.1",
        "Names": {"Name": names}, "NonLatinNames": {"NonLatinName": native}, "Titles": {"Title": "Dr"}, "RegimeName": "The Example Regulations",
        "IndividualEntityShip": kind, "DesignationSource": "UK", "SanctionsImposed": "Asset freeze|Travel ban",
        "SanctionsImposedIndicators": dict.fromkeys(UK_INDICATORS, "true"), "OtherInformation": "Note.", "UKStatementofReasons": "For an example.",
        "Addresses": {"Address": address}, "PhoneNumbers": {"PhoneNumber": "1"}, "EmailAddresses": {"EmailAddress": "a@example.org"},
        "Websites": {"Website": "example.org"}, **details,
    }  # fmt: skip


def xml(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(xml(name, item) for item in value)
    inner = "".join(xml(key, item) for key, item in value.items()) if isinstance(value, dict) else value
    return f"<{name}>{inner}</{name}>"


def entries(name: str, path: Path) -> list[Entry]:
    return list(read_list(small(name), [path]).entries)


def test_the_uk_list(tmp_path: Path) -> None:
    path = tmp_path / "uk.xml"
    told = [
        designation("Individual", IndividualDetails={"Individual": UK_PERSON}), designation("entity", EntityDetails={"Entity": UK_BODY}),
        designation("SHIP", ShipDetails={"Ship": UK_SHIP}),
    ]  # fmt: skip
    path.write_text(xml("Designations", {"DateGenerated": "08/10/2020", "Designation": told}), encoding="utf-8")
    person, body, ship = (entry.entity for entry in entries("gb-sanctions", path))
    assert (person.schema, body.schema, ship.schema) == ("Person", "Organization", "Vessel")
    assert person.properties["name"] == ("Jay B C D E DOE",)
    assert person.properties["alias"] == ("John Doe", "Jey Doe", "Джей Доу") and person.properties["weakAlias"] == (
        "Janie",
    )
    assert person.properties["birthDate"] == ("1975", "1976") and person.properties["idNumber"] == ("77",)
    assert body.properties["registrationNumber"] == ("1027700132195",)
    assert ship.properties["imoNumber"] == ("9187629",) and ship.properties["buildDate"] == ("2003",)


_ACT = "Regulation_Type Regulation_OrganisationType Regulation_PublicationDate Regulation_EntryIntoForceDate Regulation_NumberTitle "
_ACT += "Regulation_Programme Regulation_PublicationUrl"
_PLACE = "City ZipCode Region Place CountryIso2Code CountryDescription LogicalId RegulationLanguage Remark"
EU_COLUMNS = {
    "Entity": f"LogicalId EU_ReferenceNumber UnitedNationId DesignationDate DesignationDetails Remark SubjectType SubjectType_ClassificationCode {_ACT}",
    "NameAlias": f"LastName FirstName MiddleName WholeName NameLanguage Gender Title Function LogicalId RegulationLanguage Remark {_ACT}",
    "Address": f"Street PoBox AsAtListingTime ContactInfo {_PLACE} {_ACT}",
    "BirthDate": f"BirthDate Day Month Year YearRangeFrom YearRangeTo Circa CalendarType {_PLACE} {_ACT}",
    "Identification": "Number Diplomatic KnownExpired KnownFalse ReportedLost RevokedByIssuer IssuedBy IssuedDate ValidFrom ValidTo LatinNumber "
    f"NameOnDocument TypeCode TypeDescription Region CountryIso2Code CountryDescription LogicalId RegulationLanguage Remark {_ACT}",
    "Citizenship": f"Region CountryIso2Code CountryDescription LogicalId RegulationLanguage Remark {_ACT}",
}


@pytest.mark.parametrize(("kind", "code"), [("P", "person"), ("person", "P")])
def test_all_columns_of_the_eu_list(kind: str, code: str, tmp_path: Path) -> None:
    columns = [
        "fileGenerationDate",
        *(f"{group}_{name}" for group, names in EU_COLUMNS.items() for name in names.split()),
    ]
    assert len(columns) == 118
    row = dict.fromkeys(columns, "") | {
        "fileGenerationDate": "08/10/2020", "Entity_LogicalId": "13", "Entity_SubjectType": kind, "Entity_SubjectType_ClassificationCode": code,
        "Entity_Regulation_EntryIntoForceDate": "2003-07-07", "NameAlias_WholeName": "Jay Doe", "BirthDate_Year": "1966",
        "Citizenship_CountryIso2Code": "IR", "Identification_Number": "K1", "Identification_TypeDescription": "National passport",
    }  # fmt: skip
    path = tmp_path / "eu.csv"
    path.write_text("\ufeff" + "\n".join([";".join(columns), ";".join(row.values())]) + "\n", encoding="utf-8")
    (entry,) = entries("eu-fsf", path)
    assert entry.entity.schema == "Person" and entry.listings[0].start == "2003-07-07"
    assert entry.entity.properties["passportNumber"] == ("K1",) and entry.entity.properties["citizenship"] == ("ir",)


def test_ofacs_xml(tmp_path: Path) -> None:
    aka = [
        {"uid": "3", "type": "a.k.a.", "category": "weak", "lastName": "EXSTAR"},
        {"uid": "4", "type": "f.k.a.", "category": "strong", "lastName": "OLD STAR"},
    ]
    ship = {
        "uid": "101", "lastName": "EXAMPLE STAR", "sdnType": "Vessel", "remarks": "(Linked To: EXAMPLE GROUP)", "programList": {"program": "SDGT"},
        "idList": {"id": {"uid": "1", "idType": "Vessel Registration Identification", "idNumber": "IMO 9187629"}}, "akaList": {"aka": aka},
        "addressList": {"address": {
            "uid": "5", "address1": "1", "address2": "2", "address3": "3", "city": "C", "stateOrProvince": "S", "postalCode": "P", "country": "Iran",
        }},
        "vesselInfo": {"callSign": "ABC", "vesselType": "Tanker", "vesselFlag": "Iran", "vesselOwner": "Owner", "tonnage": "10", "grossRegisteredTonnage": "20"},
    }  # fmt: skip
    path = tmp_path / "sdn.xml"
    head = {"Publish_Date": "10/08/2020", "Record_Count": "1"}
    path.write_text(xml("sdnList", {"publshInformation": head, "sdnEntry": ship}), encoding="utf-8")
    (entry,) = entries("us-ofac-sdn", path)
    properties = entry.entity.properties
    assert entry.entity.schema == "Vessel" and properties["imoNumber"] == ("9187629",)
    assert properties["weakAlias"] == ("EXSTAR",) and properties["previousName"] == ("OLD STAR",)


@pytest.mark.parametrize(("words", "name", "aliases"), [
    ("Example Cotton Co., Ltd. (including one alias: Shili Mianhua)", "Example Cotton Co., Ltd.", ("Shili Mianhua",)),
    ("Example Silicon and subsidiaries", "Example Silicon", ()),
    ("Example Corps (including two aliases: EPC; and Bingtuan) and its subordinate and affiliated entities", "Example Corps", ("EPC", "Bingtuan")),
    ("Example Meat and its subsidiary Other Meat Co., Ltd.", "Example Meat", ("Other Meat Co., Ltd.",)),
    ("Example Alloys and its two Hebei-based subsidiaries, which include North Alloys, and South Alloys", "Example Alloys", ("North Alloys", "South Alloys")),
])  # fmt: skip
def test_how_the_uflpa_list_names_companies(words: str, name: str, aliases: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "uflpa.csv"
    path.write_text(f'Name of Entity,Effective Date\n"{words}","June 21, 2022"\n', encoding="utf-8")
    (entry,) = entries("us-uflpa", path)
    assert entry.entity.caption == name and entry.entity.properties.get("alias", ()) == aliases


def test_ofacs_advanced_list() -> None:
    intake = read_list(small("us-ofac-sdn"), [FIXTURES / "ofac-advanced.xml"])
    body, person, ship = intake.entries
    assert intake.date == "2020-10-08"
    assert body.entity.id == "us-ofac-sdn-101" and body.entity.schema == "Company"
    assert body.entity.properties | {"topics": ()} == {
        "name": ("EXAMPLE OPTICS CO., LTD.",), "alias": ("示例光学有限公司",), "weakAlias": ("EXOP",), "previousName": ("OLD OPTICS",),
        "address": ("No. 1 Example Road, Hangzhou, China",), "country": ("cn",), "ticker": ("600999",), "incorporationDate": ("2001-04",),
        "uscCode": ("91330000712345678N",), "program": ("CMIC-EO13959",), "topics": (),
        "notes": ("Effective Date (CMIC): 11 Jan 2021", "List: NS-CMIC List", "(Linked To: EXAMPLE GROUP)"),
    }  # fmt: skip
    assert body.listings[0].start == "2020-08-28" and body.listings[0].reason == "Executive Order 13959."
    assert person.entity.properties["name"] == ("Jay Ann DOE",) and person.entity.properties["alias"] == (
        "جاي دو",
        "杜杰",
    )
    assert person.entity.properties["birthDate"] == ("1962", "1964") and person.entity.properties["gender"] == ("male",)
    assert person.entity.properties["nationality"] == ("ir",) and person.entity.properties["passportNumber"] == (
        "K1234567",
    )
    assert "Digital Currency Address - XBT: 1ExampleExampleExample" in person.entity.properties["notes"]
    assert "address" not in person.entity.properties and person.listings[0].reason is None
    assert ship.entity.schema == "Vessel" and ship.entity.properties["imoNumber"] == ("9187629",)
    assert ship.entity.properties["type"] == ("Crude Oil Tanker",) and ship.entity.properties["flag"] == ("ir",)
    assert ship.entity.properties["notes"] == ("Owned or Controlled By: EXAMPLE OPTICS CO., LTD.",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('<Comment />', '<Remark>x</Remark>', "'LocationPartValue/Remark' is not known"),
        ('<Profile ID="1103"', '<Profile DeltaAction="changed" ID="1103"', "row 3: field 'Profile/@DeltaAction' is not known"),
        ('Version="3"', 'Version="3" DeltaBaseVersion="2"', "changes since 2 alone"),
        ("<PartyType ID=\"2\">Entity", "<PartyType ID=\"2\">Planet", "row 1: field 'type': 'Planet' is not one"),
        ("<Month>7</Month><Day>1<", "<Month>17</Month><Day>1<", "'2008-17-01' is not a date"),
    ],
)  # fmt: skip
def test_ofacs_advanced_list_is_taken_strictly(old: str, new: str, message: str, tmp_path: Path) -> None:
    content = (FIXTURES / "ofac-advanced.xml").read_text(encoding="utf-8")
    assert old in content
    path = tmp_path / "sdn_advanced.xml"
    path.write_text(content.replace(old, new), encoding="utf-8")
    with pytest.raises(FormatError, match=message):
        list(read_list(small("us-ofac-sdn"), [path]).entries)


def test_a_number_whose_name_ends_in_no(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv"
    path.write_text(
        '101,"EXAMPLE OPTICS",-0- ,"X",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Tax ID No. 7740000044 (Russia)."\n',
        encoding="utf-8",
    )
    (entry,) = entries("us-ofac-sdn", path)
    assert entry.entity.properties["taxNumber"] == ("7740000044",)


def test_the_lei_file_in_each_of_its_forms(tmp_path: Path) -> None:
    found = {
        kind: list(read_list(small("gleif-lei"), [FIXTURES / f"gleif-lei.{kind}.{kind}"]).entries)
        for kind in ("csv", "xml", "json")
    }
    assert len({entries[0].entity.id for entries in found.values()}) == 1
    for entries in found.values():
        told = entries[0].entity
        assert (
            told.schema == "Company"
            and told.caption == "示例光学股份有限公司"
            and "Example Optics Co., Ltd." in told.properties["alias"]
        )
        assert told.properties["leiCode"] == ("529900T8BM49AURSDO55",) and told.properties["jurisdiction"] == ("cn",)
        assert told.properties["address"] == ("1 Example Road, Hangzhou, CN-ZJ, 310000, CN",) and told.properties[
            "incorporationDate"
        ] == ("2001-11-30",)
    for kind in ("xml", "json"):
        assert found[kind][0].entity.properties["previousName"] == ("旧例光学有限公司",)
    assert found["xml"][1].entity.schema == "PublicBody"
    path = tmp_path / "delta.xml"
    content = (FIXTURES / "gleif-lei.xml.xml").read_text(encoding="utf-8")
    path.write_text(
        content.replace("<lei:FileContent>", "<lei:DeltaStart>2020-10-07T00:00:00Z</lei:DeltaStart><lei:FileContent>"),
        encoding="utf-8",
    )
    with pytest.raises(FormatError, match="changes since 2020-10-07T00:00:00Z alone"):
        list(read_list(small("gleif-lei"), [path]).entries)


def test_a_large_json_file_is_read_piece_by_piece(tmp_path: Path) -> None:
    import json

    record = json.loads((FIXTURES / "gleif-lei.json.json").read_text(encoding="utf-8"))["records"][0]
    many = [record | {"LEI": {"$": f"{number:020d}"}} for number in range(2_000)]
    path = tmp_path / "lei.json"
    path.write_text(
        json.dumps({"about": {"a": 1.5}, "records": many, "last": 12}, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    mapping = msgspec.structs.replace(small("gleif-lei"), bounds=(1, 3_000))
    assert len(list(read_list(mapping, [path]).entries)) == 2_000
    whole = (FIXTURES / "gleif-lei.json.json").read_text(encoding="utf-8").strip()
    for content in (whole[:-1], whole[:-2], whole[:200], whole + " x", whole.replace('"records":', '"records"')):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(FormatError, match="is not JSON"):
            list(read_list(mapping, [path], form="json").entries)


def test_contracts_as_their_publishers_release_them(tmp_path: Path) -> None:
    import json

    supplier = {
        "id": "s",
        "name": "Example Optics Co., Ltd.",
        "roles": ["supplier"],
        "identifier": {"scheme": "CN-USCC", "id": "9133"},
    }
    other = {"id": "o", "name": "Other Optics Ltd", "roles": ["supplier"]}
    base = {
        "buyer": {"id": "b", "name": "Exampleton"},
        "tender": {"id": "t", "title": "Cameras"},
        "date": "2020-01-01T00:00:00Z",
    }
    value = {"amount": 5, "currency": "CNY"}
    releases = [
        base | {"ocid": "1", "parties": [supplier], "awards": [
            {"id": "a", "status": "active", "suppliers": [{"id": "s", "name": "Example Optics Co., Ltd."}]}, {"id": "c", "status": "cancelled", "suppliers": [other]}],
            "contracts": [{"id": "k", "awardID": "a", "dateSigned": "2020-03-04T00:00:00Z", "value": value, "status": "active"}]},
        base | {"ocid": "2", "tag": ["contract"], "parties": [supplier, {"id": "b", "roles": ["buyer"]}], "contracts": [
            {"id": "k", "awardID": "a", "title": "2,000 cameras", "dateSigned": "2020-05-06T00:00:00Z", "value": value}]},
        base | {"ocid": "3", "parties": [other], "awards": [{"id": "a", "date": "2020-07-08T00:00:00Z", "value": value, "suppliers": [
            {"id": "s", "name": "Example Optics Co., Ltd."}, {"id": "o", "name": "Other Optics Ltd"}]}]},
    ]  # fmt: skip
    lines, package, records = tmp_path / "a.jsonl", tmp_path / "a.json", tmp_path / "b.json"
    lines.write_text(
        "".join(json.dumps(line) + "\n" for line in [releases[0], {"releases": releases[1:]}]), encoding="utf-8"
    )
    package.write_text(
        json.dumps({"uri": "x", "publishedDate": "2020-10-08T00:00:00Z", "releases": releases}), encoding="utf-8"
    )
    records.write_text(
        json.dumps({"records": [{"ocid": "x", "compiledRelease": one} for one in releases]}), encoding="utf-8"
    )
    told = []
    for path in (lines, package, records):
        listings = [
            (entry.entity.caption, item)
            for entry in read_list(small("ocds"), [path]).entries
            for item in entry.listings
        ]
        told.append({(name, item.start, item.reason, item.authority, item.amount) for name, item in listings})
    assert told[0] == told[1] == told[2] == {
        ("Example Optics Co., Ltd.", "2020-03-04", "Cameras", "Exampleton", 5.0), ("Example Optics Co., Ltd.", "2020-05-06", "2,000 cameras", "Exampleton", 5.0),
        ("Example Optics Co., Ltd.", "2020-07-08", "Cameras", "Exampleton", None), ("Other Optics Ltd", "2020-07-08", "Cameras", "Exampleton", None),
    }  # fmt: skip
    package.write_text(
        json.dumps({"releases": [releases[1] | {"contracts": [{"id": "k", "odd": 1}]}]}), encoding="utf-8"
    )
    with pytest.raises(FormatError, match="'contracts/odd' is not known"):
        list(read_list(small("ocds"), [package]).entries)
