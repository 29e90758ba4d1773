"""Screening rows and files: every row gets an answer or an error of its own."""

import pickle
from pathlib import Path

import pytest
from openpyxl import Workbook

from upperhand.errors import FormatError
from upperhand.model import Entity
from upperhand.resolve import Index, Row, read_rows, screen


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    entities = [
        Entity("rossum", "Company", "Rossum Robotics Ltd", {"name": ("Rossum Robotics Ltd",), "country": ("cz",)}),
        Entity("helena", "Person", "Helena Gloryova", {"name": ("Helena Gloryova",), "birthDate": ("1970-03-04",)}),
    ]
    return Index.build(entities, tmp_path_factory.mktemp("index"))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "empty"),
        ("x" * 10_000, "10,000 characters"),
        ("Ros\x00sum", "U+0000"),
        ("***", "no letter"),
        ("Rоssγm ψtrаnge", "mixes alphabets"),
    ],
)
def test_a_bad_row_says_so_and_the_run_goes_on(index: Index, name: str, message: str) -> None:
    rows = [Row(1, {"name": name}), Row(2, {"name": "Rossum Robotics"})]
    bad, good = screen(rows, index)
    assert bad.error and message in bad.error and bad.error.startswith("row 1:") and not bad.matches
    assert good.error is None and good.matches[0].id == "rossum" and good.matches[0].match


def test_a_disguised_name_is_screened(index: Index) -> None:
    assert next(screen([Row(1, {"name": "Rоssum Robotics"})], index)).matches[0].match  # a Cyrillic o


def test_fields_of_a_row_are_used(index: Index) -> None:
    row = Row(1, {"name": "Helena Gloryova", "schema": "Person", "birth_date": "1970-03-04", "id": "K7"})
    answer = next(screen([row], index))
    assert answer.row.id == "K7" and answer.matches[0].features["birth_date"] == 1.0
    assert Row(5).id == "5"


def test_answers_travel(index: Index) -> None:
    answer = next(screen([Row(1, {"name": "Rossum"})], index))
    assert pickle.loads(pickle.dumps(answer)) == answer


def test_csv_with_other_column_names_and_encodings(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('公司名称;Country\n华为;cn\n\n"A; B";us\nx;y;z\n'.encode("gb18030"))
    rows = list(read_rows(path))
    assert [r.fields.get("name") for r in rows[:2]] == ["华为", "A; B"] and rows[0].number == 1
    assert "3 fields" in rows[2].fields[""]
    path.write_text("name,dob\nIvan,1960\n", encoding="utf-16")
    assert next(iter(read_rows(path))).fields == {"name": "Ivan", "birth_date": "1960"}


def test_xlsx(tmp_path: Path) -> None:
    import datetime

    book = Workbook()
    book.active.append(["Name", "Date of birth", "id"])
    book.active.append(["Ivan", datetime.date(1960, 1, 2), 7])
    book.active.append([None, None, None])
    book.save(tmp_path / "a.xlsx")
    assert [r.fields for r in read_rows(tmp_path / "a.xlsx")] == [
        {"name": "Ivan", "birth_date": "1960-01-02", "id": "7"}
    ]


def test_jsonl_and_followthemoney(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"name": "Ivan", "country": ["ru", "by"]}\n\n[1]\n{broken\n'
        '{"id": "x", "schema": "Person", "properties": {"name": ["Eva"], "birthDate": ["1970"]}}\n'
    )
    rows = list(read_rows(path))
    assert rows[0].fields == {"name": "Ivan", "country": "ru;by"}
    assert "not a JSON object" in rows[1].fields[""] and "not JSON" in rows[2].fields[""]
    assert rows[3].fields == {"id": "x", "schema": "Person", "name": "Eva", "birth_date": "1970"}


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("a.csv", b"id,country\n1,ru\n", "no column `name`"),
        ("a.csv", b"", "no column `name`"),
        ("a.xlsx", b"PK\x03\x04broken", "XLSX"),
        ("a.doc", b"", "format"),
    ],
)
def test_files_that_are_not_what_they_say(tmp_path: Path, file: str, content: bytes, message: str) -> None:
    (tmp_path / file).write_bytes(content)
    with pytest.raises(FormatError, match=message):
        list(read_rows(tmp_path / file))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no such file"):
        list(read_rows(tmp_path / "none.csv"))


def test_broken_rows_of_files_come_out_as_errors(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"name": "Rossum Robotics"}\n{broken\n')
    good, bad = screen(read_rows(path), index)
    assert good.matches and bad.error and "not JSON" in bad.error
