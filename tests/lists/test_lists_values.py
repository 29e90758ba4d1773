"""Values: dates, countries, names, numbers, the cells of the supplements."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upperhand.lists.company import is_company
from upperhand.lists.countries import country_code, country_codes
from upperhand.lists.dates import Order, loose_dates, read_dates
from upperhand.lists.schema import schemata
from upperhand.lists.supplement import read, read_brackets
from upperhand.lists.values import inverted, number_property, read_value


@pytest.mark.parametrize(("text", "order", "dates"), [
    ("2020-10-08", "ymd", ("2020-10-08",)), ("17.3.2014", "dmy", ("2014-03-17",)), ("10/16/2017", "mdy", ("2017-10-16",)),
    ("March 12, 2021", "ymd", ("2021-03-12",)), ("4 Apr. 1944", "ymd", ("1944-04-04",)), ("8 Oct.1970", "ymd", ("1970-10-08",)),
    ("13-Feb-2026", "dmy", ("2026-02-13",)), ("21.06.24", "dmy", ("2024-06-21",)), ("01.02.85", "dmy", ("1985-02-01",)),
    ("dd/mm/1960", "dmy", ("1960",)), ("00/05/1975", "dmy", ("1975-05",)), ("Sep 2023", "ymd", ("2023-09",)), ("1950s", "ymd", ("1950",)),
    ("Between 1957 and 1959", "ymd", ("1957", "1959")), ("(a) 22.9.1988, (b) 22.9.1989", "dmy", ("1988-09-22", "1989-09-22")),
    ("2015-04-07-04:00", "ymd", ("2015-04-07",)), ("2026-02-27T00:00:09.554Z", "ymd", ("2026-02-27",)), ("28.01 1966", "dmy", ("1966-01-28",)),
    ("20201008", "ymd", ("2020-10-08",)), ("circa 1970", "ymd", ("1970",)), ("2019/03/04", "ymd", ("2019-03-04",)),
    ("31/02/2020", "dmy", None), ("13/13/2020", "dmy", None), ("soon", "ymd", None), ("2 of 2020", "ymd", None), ("1340", "ymd", None),
    ("12.6.2002 by Law No. 67", "dmy", None), ("", "ymd", None), ("00/00/0000", "dmy", None), ("8 October", "dmy", None),
])  # fmt: skip
def test_dates(text: str, order: Order, dates: tuple[str, ...] | None) -> None:
    assert read_dates(text, order) == dates


@given(st.dates(datetime.date(1700, 1, 1), datetime.date(2199, 12, 31)))
def test_every_day_is_read_in_every_order(day: datetime.date) -> None:
    written = {
        "ymd": day.isoformat(),
        "dmy": f"{day.day}.{day.month}.{day.year}",
        "mdy": f"{day.month}/{day.day}/{day.year}",
    }
    for order, text in written.items():
        assert read_dates(text, order) == (day.isoformat(),)  # type: ignore[arg-type]
    assert read_dates(f"{day.day} {day:%B} {day.year}") == (day.isoformat(),)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    assert all(date[:4].isdigit() for date in (*(read_dates(text) or ()), *loose_dates(text)))


@pytest.mark.parametrize(("text", "codes"), [
    ("China", ("cn",)), ("CN", ("cn",)), ("PRC", ("cn",)), ("Korea, North", ("kp",)), ("DPRK", ("kp",)), ("Cote d’Ivoire", ("ci",)),
    ("Russian", ("ru",)), ("Ukrainian, Russian", ("ua", "ru")), ("CHINA, PEOPLE'S REPUBLIC OF", ("cn",)), ("Norway", ("no",)), ("NO", ("no",)),
    ("Iran (Islamic Republic of)", ("ir",)), ("Congo, Democratic Republic of the", ("cd",)), ("Atlantis", None), ("Iran; Atlantis", None), ("", None),
])  # fmt: skip
def test_countries(text: str, codes: tuple[str, ...] | None) -> None:
    assert country_codes(text) == codes


def test_no_country_name_has_two_codes() -> None:
    from upperhand import data
    from upperhand.lists.countries import _fold

    seen: dict[str, str] = {}
    for code, names in data.load("lists/countries.yml", dict[str, tuple[str, ...]]).items():
        for name in names:
            assert seen.setdefault(_fold(name), code) == code, name
            assert country_code(name) == code


def test_names_in_two_scripts_are_two_names() -> None:
    values = list(read_value("Sergei AKSENOV (Сергей АКСЁНОВ)", "name", "names", "ymd", "Person"))
    assert [(value.to, value.text) for value in values] == [("alias", "Сергей АКСЁНОВ"), ("name", "Sergei AKSENOV")]
    (same,) = read_value("Example (Holdings) Ltd", "name", "names", "ymd", "Company")
    assert same.text == "Example (Holdings) Ltd"


def test_last_names_that_stand_first_are_put_last() -> None:
    assert inverted("DOE, Jane Ann") == "Jane Ann DOE"
    assert inverted("Example Trading, Ltd., Co.") == "Example Trading, Ltd., Co."


@pytest.mark.parametrize(("name", "prop"), [
    ("Unified Social Credit Code (USCC)", "uscCode"), ("Tax ID No.", "taxNumber"), ("Vessel Registration Identification", "imoNumber"),
    ("National Passport", "passportNumber"), ("Registration Number", "registrationNumber"), ("SWIFT/BIC", "swiftBic"), ("Gender", "gender"),
    ("Additional Sanctions Information -", "notes"), ("", None), ("National ID No.", "idNumber"), ("Government Gazette Number", "okpoCode"),
])  # fmt: skip
def test_numbers_by_their_names(name: str, prop: str | None) -> None:
    assert number_property(name) == prop


def test_a_cell_of_the_supplement() -> None:
    cell = "Example Optics, f.k.a., the following one alias:\n—Old Optics Co., Ltd.\nRoom 5, Example Road, Wuhan, China"
    assert list(read(cell)) == [
        ("name", "Example Optics"),
        ("previousName", "Old Optics Co., Ltd."),
        ("address", "Room 5, Example Road, Wuhan, China"),
    ]
    assert list(read("Example Optics Co., Ltd.")) == [("name", "Example Optics Co., Ltd.")]


def test_names_in_brackets() -> None:
    assert list(read_brackets("A B Co., Ltd. (also known as C D Co., Ltd.; and E F)")) == [
        ("alias", "C D Co., Ltd."),
        ("alias", "E F"),
        ("name", "A B Co., Ltd."),
    ]


@pytest.mark.parametrize(("name", "company"), [
    ("Example Optics Co., Ltd.", True), ("示例光学股份有限公司", True), ("EXAMPLE AIRLINES", True), ("Example University Technology Group", False),
    ("Ministry of Examples", False), ("FRONT FOR EXAMPLES", False),
])  # fmt: skip
def test_companies_by_their_names(name: str, company: bool) -> None:
    assert is_company({"name": (name,)}) is company


def test_schemata_are_those_of_followthemoney() -> None:
    model = pytest.importorskip(
        "followthemoney", reason="followthemoney's own library is not installed (.ci/judges.sh)"
    ).model
    for name, properties in schemata().items():
        theirs = model.get(name)
        assert {prop: theirs.get(prop).type.name for prop in properties} == properties
