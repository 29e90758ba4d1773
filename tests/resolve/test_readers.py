"""What people really hand over for screening: broken encodings, quotes, columns, workbooks and JSON. No row is lost."""

import csv
import datetime
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from upperhand.errors import FormatError
from upperhand.resolve import Row, read_rows


def rows(tmp_path: Path, name: str, content: bytes | str) -> list[Row]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_rows(path))


def names(found: list[Row]) -> list[str | None]:
    return [row.fields.get("name") for row in found]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name,country\nMüller GmbH,de\nSociété Générale,fr\n", "latin-1"),
        ("name\nJosé Ñíguez\nBjörk Guðmundsdóttir\n", "cp1252"),
        ("name,country\nFoo – “Bar” Œuvres,fr\n", "cp1252"),
        ("name,id\nKräuter,1\n" + "Plain name,2\n" * 30_000 + "Zoë,3\n", "cp1252"),
        ("name,country\n华为技术有限公司,cn\n中芯国际,cn\n", "gb18030"),
        ("name\n海康威视 Hikvision Digital Technology Company Limited and its many subsidiaries\n", "gb18030"),
        ("name,country\n台灣積體電路製造股份有限公司,tw\n鴻海精密工業股份有限公司,tw\n", "big5"),
        (
            "name\nОбщество с ограниченной ответственностью Ромашка\nЗакрытое акционерное общество Рога и копыта\n",
            "cp1251",
        ),
        ("name,country\n华为,cn\nMüller,de\n", "utf-8"),
        ("name,country\n华为,cn\nMüller,de\n", "utf-8-sig"),
        ("name,country\n华为,cn\nMüller,de\n", "utf-16"),
        ("name,country\nAcme Trading,us\nMüller,de\n", "utf-16-le"),
        ("name,country\nAcme Trading,us\nMüller,de\n", "utf-16-be"),
        ("name,country\nAcme Trading,us\nMüller,de\n", "utf-32"),
    ],
)
def test_encodings_that_spreadsheets_write(tmp_path: Path, text: str, encoding: str) -> None:
    wanted = [line["name"] for line in csv.DictReader(io.StringIO(text))]
    assert names(rows(tmp_path, "a.csv", text.encode(encoding))) == wanted


def test_utf_16_of_an_odd_length_loses_its_last_character_alone(tmp_path: Path) -> None:
    found = rows(tmp_path, "a.csv", "name\n华为\n中芯国际\n".encode("utf-16")[:-1])
    assert names(found)[:1] == ["华为"] and found[1].fields["name"].startswith("中芯国际")
    assert "\ufffd" in (found[-1].fields["name"])


def test_one_broken_row_does_not_spoil_the_others(tmp_path: Path) -> None:
    content = "name\n华为\n中芯国际\n".encode() + "海康".encode()[:-1] + b"\nAcme\n"
    assert names(rows(tmp_path, "a.csv", content)) == ["华为", "中芯国际", "海\ufffd", "Acme"]


def test_an_unclosed_quote_is_the_fault_of_its_row(tmp_path: Path) -> None:
    found = rows(tmp_path, "a.csv", 'name,country\nAcme,us\n"Broken Ltd,cn\nHuawei,cn\n"SMIC, Inc.",cn\nZTE,cn\n')
    assert [row.number for row in found] == [1, 2, 3, 4, 5]
    assert "quote" in found[1].fields[""] and found[1].fields["name"] == "Broken Ltd"
    assert names(found)[2:] == ["Huawei", "SMIC, Inc.", "ZTE"]


def test_an_unclosed_quote_at_the_end_or_in_a_long_file(tmp_path: Path) -> None:
    found = rows(tmp_path, "a.csv", 'name,country\n"Broken,cn\n' + "Acme,us\n" * 500 + '"Open,us')
    assert len(found) == 502 and [row.number for row in found if "" in row.fields] == [1, 502]


def test_good_quotes_stay_what_they_are(tmp_path: Path) -> None:
    found = rows(tmp_path, "a.csv", 'name,note\n"Two\nlines","a ""b"" c"\n"ABC" Ltd,x\n12" Pipe Co,y\n"",z\n')
    assert names(found) == ["Two\nlines", "ABC Ltd", '12" Pipe Co', None]
    assert found[0].fields["note"] == 'a "b" c' and found[3].fields["note"] == "z"


def test_a_field_beyond_all_bounds_is_the_fault_of_its_row(tmp_path: Path) -> None:
    found = rows(tmp_path, "a.csv", f'name\nAcme\n"{"x" * 1_100_000}"\n{"y" * 4_100_000}\nZTE\n')
    assert names(found)[0] == "Acme" and names(found)[-1] == "ZTE" and len(found) == 4
    assert "not CSV" in found[1].fields[""] and "longer than" in found[2].fields[""]


def test_other_line_ends_stay_within_names(tmp_path: Path) -> None:
    found = rows(tmp_path, "a.csv", "name,country\r\nA\u2028B,us\r\nC\x85D,us\r\n")
    assert names(found) == ["A\u2028B", "C\x85D"]
    assert names(rows(tmp_path, "a.jsonl", '{"name": "A\u2028B"}\n{"name": "C\x85D"}\n')) == ["A\u2028B", "C\x85D"]


def test_a_second_name_is_an_alias(tmp_path: Path) -> None:
    found = rows(tmp_path, "a.csv", "name,name,country,country\nHuawei,华为,cn,hk\nZTE,ZTE,cn,\n,中兴,,\n")
    assert found[0].fields == {"name": "Huawei", "alias": "华为", "country": "cn;hk"}
    assert found[1].fields == {"name": "ZTE", "country": "cn"}
    assert found[2].fields == {"name": "中兴"}


def test_of_several_columns_that_could_be_the_name_the_surest_is(tmp_path: Path) -> None:
    found = rows(tmp_path, "a.csv", "Company,Full Name,Type,schema\nRossum,Helena Gloryova,Boss,Person\nRossum,,,\n")
    assert found[0].fields == {"name": "Helena Gloryova", "company": "Rossum", "type": "Boss", "schema": "Person"}
    assert found[1].fields == {"name": "Rossum"}
    found = rows(tmp_path, "b.csv", "First name,Last name\nHelena,Gloryova\n,Gall\n")
    assert names(found) == ["Helena Gloryova", "Gall"]


def test_empty_header_cells_lose_nothing(tmp_path: Path) -> None:
    found = rows(tmp_path, "a.csv", ",name,,country\n7,Acme,x,us\n")
    assert found[0].fields == {"column_1": "7", "name": "Acme", "column_3": "x", "country": "us"}


def test_too_many_cells_say_so_and_keep_the_rest(tmp_path: Path) -> None:
    found = rows(tmp_path, "a.csv", "id,name,country\n1,Acme, Inc.,us\n2,ZTE,cn,,\n3\n")
    assert "4 fields, the header 3" in found[0].fields[""] and found[0].id == "1"
    assert found[1].fields == {"id": "2", "name": "ZTE", "country": "cn"} and found[2].fields == {"id": "3"}


def test_a_list_of_plain_names_keeps_its_commas(tmp_path: Path) -> None:
    found = rows(tmp_path, "a.txt", 'name\nAcme Co., Ltd.\n"Foo, Inc.",\nBar;\n')
    assert names(found) == ["Acme Co., Ltd.", "Foo, Inc.", "Bar"]


def test_lines_before_the_header(tmp_path: Path) -> None:
    found = rows(tmp_path, "a.csv", "Vendors of 2024\nsep=;\n\nid;name\n1;Acme, Inc.\n")
    assert found == [Row(1, {"id": "1", "name": "Acme, Inc."})]


def test_nul_characters_stay_visible(tmp_path: Path) -> None:
    found = rows(tmp_path, "a.csv", "name,country\nAc\x00me,us\nZTE,cn\n")
    assert names(found) == ["Ac\x00me", "ZTE"]
    assert names(rows(tmp_path, "a.jsonl", '{"name": "Ac\x00me"}\n{"name": "Z\\u0000TE"}\n')) == ["Ac\x00me", "Z\x00TE"]


def test_jsonl_with_a_mark_and_blank_lines(tmp_path: Path) -> None:
    found = rows(tmp_path, "a.jsonl", '\ufeff{"name": "Acme"}\r\n\r\n   \n\ufeff{"name": "ZTE"}')
    assert [(row.number, row.fields["name"]) for row in found] == [(1, "Acme"), (4, "ZTE")]
    found = rows(tmp_path, "b.jsonl", '{"name": "华为"}\n{"name": "ZTE"}\n'.encode("utf-16"))
    assert names(found) == ["华为", "ZTE"]


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        (["Huawei", "华为"], {"name": "Huawei", "alias": "华为"}),
        ([["Huawei"], {"value": "华为"}, None], {"name": "Huawei", "alias": "华为"}),
        ({"first": "Helena", "last": "Gloryova"}, {"name": "Helena Gloryova"}),
        ({"full": "Helena Gloryova", "first": "Helena"}, {"name": "Helena Gloryova"}),
        ({"en": "Huawei", "zh-Hans": "华为"}, {"name": "Huawei", "alias": "华为"}),
        (360, {"name": "360"}),
        (58.0, {"name": "58"}),
        ("", {}),
        (None, {}),
        ([], {}),
        (float("nan"), {}),
    ],
)
def test_nested_names(tmp_path: Path, value: object, fields: dict[str, str]) -> None:
    assert rows(tmp_path, "a.jsonl", json.dumps({"name": value, "id": 7}))[0].fields == {**fields, "id": "7"}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"parent company": "x", "subsidiary of": "y"}, "object with 'parent company', 'subsidiary of'"),
        (True, "the name is true"),
        (json.loads("[" * 30 + "]" * 30), "nested"),
    ],
)
def test_names_that_are_none(tmp_path: Path, value: object, message: str) -> None:
    found = rows(tmp_path, "a.jsonl", json.dumps({"id": "k", "name": value}) + '\n{"name": "ZTE"}\n')
    assert message in found[0].fields[""] and found[0].id == "k" and names(found)[1] == "ZTE"


def test_json_objects_in_other_fields_and_double_keys(tmp_path: Path) -> None:
    text = '{"name": "Acme", "country": {"code": "us", "name": "USA"}, "name": "ACME Corp", "extra": {"a": 1}}'
    assert rows(tmp_path, "a.jsonl", text)[0].fields == {
        "name": "Acme", "alias": "ACME Corp", "country": "us", "extra": '{"a": 1}',
    }  # fmt: skip


def test_a_json_array(tmp_path: Path) -> None:
    assert names(rows(tmp_path, "a.json", '[\n {"name": "Acme"},\n {"name": "ZTE"}\n]\n')) == ["Acme", "ZTE"]
    assert names(rows(tmp_path, "b.json", '[{"name": "Acme"}, 7]')) == ["Acme", None]
    with pytest.raises(FormatError, match="not JSON"):
        rows(tmp_path, "c.json", '[\n {"name": "Acme"},\n')


def test_followthemoney_with_caption_and_names(tmp_path: Path) -> None:
    text = json.dumps({
        "id": "x", "caption": "Eva", "schema": "Person",
        "properties": {"name": ["Eva", "Ewa"], "birthDate": ["1970"], "leiCode": ["L"], "alias": ["E."]},
    })  # fmt: skip
    assert rows(tmp_path, "a.jsonl", text)[0].fields == {
        "id": "x", "caption": "Eva", "schema": "Person", "name": "Eva", "alias": "E.;Ewa", "birth_date": "1970", "lei": "L",
    }  # fmt: skip


def workbook(tmp_path: Path, book: Workbook) -> list[Row]:
    book.save(tmp_path / "a.xlsx")
    return list(read_rows(tmp_path / "a.xlsx"))


def test_a_workbook_with_formulas_dates_numbers_and_errors_as_names(tmp_path: Path) -> None:
    book = Workbook()
    for cells in (["name"], ["=A1&B1"], [datetime.date(2024, 3, 1)], [360], [58.0], ["#N/A"], [True], [None], ["Acme"]):
        book.active.append(cells)
    found = workbook(tmp_path, book)
    assert [row.number for row in found] == [1, 2, 3, 4, 5, 6, 8]
    assert "formula" in found[0].fields[""] and "is a date (2024-03-01)" in found[1].fields[""]
    assert "#N/A" in found[4].fields[""] and names([*found[2:4], *found[5:]]) == ["360", "58", "TRUE", "Acme"]


def test_a_workbook_with_formulas_and_dates_elsewhere(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["name", "dob", "sum"])
    book.active.append(["Eva", datetime.datetime(1970, 1, 2, 3, 4), "=1+1"])
    assert workbook(tmp_path, book) == [Row(1, {"name": "Eva", "birth_date": "1970-01-02"})]


def test_merged_cells_hold_for_each_of_their_rows(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for cells in (
        ["Vendors"],
        ["id", "name", "country"],
        [1, "Acme", "us"],
        [2, None, "de"],
        [3, None, "fr"],
        [4, "ZTE"],
    ):
        sheet.append(cells)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B3:B5")
    sheet.merge_cells("B6:C6")
    found = workbook(tmp_path, book)
    assert [(row.id, row.fields.get("name"), row.fields.get("country")) for row in found] == [
        ("1", "Acme", "us"), ("2", "Acme", "de"), ("3", "Acme", "fr"), ("4", "ZTE", None),
    ]  # fmt: skip


def test_all_sheets_are_read(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["name"])
    book.active.append(["Acme"])
    book.create_sheet("Empty")
    book.create_sheet("Notes").append(["made by", "Eva"])
    more = book.create_sheet("More")
    more.append(["country", "name"])
    more.append(["cn", "ZTE"])
    found = workbook(tmp_path, book)
    assert [(row.number, row.fields.get("name"), row.fields.get("sheet")) for row in found] == [
        (1, "Acme", None), (2, "ZTE", "More"), (3, None, "Notes"),
    ]  # fmt: skip
    assert "'Notes' is not screened" in found[2].fields[""]


def test_a_workbook_without_names(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["id", "country"])
    with pytest.raises(FormatError, match="no column `name`"):
        workbook(tmp_path, book)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\ufeff"), min_size=1), st.text("ab,;\"'\n ")),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_well_formed_csv_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([("name", "note"), *cells])
    found = rows(tmp_path_factory.mktemp("csv"), "a.csv", text.getvalue().encode("utf-8-sig"))
    wanted = [
        {key: value for key, value in zip(("name", "note"), pair, strict=True) if value.strip()} for pair in cells
    ]
    assert [row.fields for row in found if "" not in row.fields] == [fields for fields in wanted if fields]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.jsonl", "a.json", "a.txt"]))
def test_any_bytes_are_rows_or_a_clear_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    try:
        found = rows(tmp_path_factory.mktemp("any"), name, b"name,id\n" + content if name[-3:] == "csv" else content)
    except FormatError as error:
        assert name in str(error)
    else:
        assert [row.number for row in found] == sorted({row.number for row in found})
