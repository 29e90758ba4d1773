"""Exports read back by other programs, whole files or none, and nothing that a spreadsheet would run."""

import csv
import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import networkx
import openpyxl
import pytest
from lxml import etree

from tests.ledger.samples import T1, T2, claim, document, link, sample
from upperhand.errors import InputError, LedgerError
from upperhand.ledger import FORMATS, Ledger, export
from upperhand.ledger.exports.network import span
from upperhand.ledger.exports.table import COLUMNS, harmless
from upperhand.model import CitedSource, Evidence, Quantity

NASTY = '=HYPERLINK("https://evil.example";"x")\0\x07\ufffe, "quoted"\n第二行 𠮷'


@pytest.fixture
def full(book: Ledger) -> Ledger:
    source, claims, links = sample()
    rich = replace(claims[1], quantity=Quantity(12.0, "percent"), cited=CitedSource("note 3", "https://example.org/n"))
    book.add(source, [claims[0], rich, claims[2]], links, ruleset="R1", at=T1)
    text = document(NASTY, title=NASTY, publisher="@SUM(1)", source_url="https://example.org/b", author="-1+1")
    told = claim(text, NASTY, "detention", target="+Acme", actor="\t=1", people=(NASTY,), date="2019-02/2020")
    book.add(text, [told], [link(told, entity="acme")], ruleset="R1", at=T2)
    return book


def test_every_format_is_written_the_same_twice_and_leaves_nothing_else(full: Ledger, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for form in FORMATS:
        export(full, form, out / form)
        export(full, form, str(out / f"{form}2"))
        if form != "xlsx":  # which holds the time of writing
            assert (out / form).read_bytes() == (out / f"{form}2").read_bytes()
    assert len(list(out.iterdir())) == 2 * len(FORMATS)


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_ledger_is_exported_too(book: Ledger, tmp_path: Path, form: str) -> None:
    export(book, form, tmp_path / "out")
    assert (tmp_path / "out").exists()


def test_an_unknown_format_names_those_there_are(full: Ledger, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="csv, ftm, gexf, graphml, jsonl, parquet, statements, xlsx"):
        export(full, "docx", tmp_path / "out")


def test_a_file_appears_whole_or_not_at_all(full: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "claims.csv"
    target.write_text("as it was")

    def breaks(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("upperhand.ledger.exports.csv_.harmless", breaks)
    with pytest.raises(LedgerError, match="No space left"):
        export(full, "csv", target)
    assert target.read_text() == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir() if "csv" in path.name) == ["claims.csv"]
    for bad in (tmp_path / "missing" / "claims.csv", tmp_path):
        with pytest.raises(InputError):
            export(full, "csv", bad)


def test_text_streams_take_text_formats(full: Ledger, tmp_path: Path) -> None:
    stream = io.StringIO(newline="")
    export(full, "jsonl", stream)
    assert len(stream.getvalue().splitlines()) == 4
    with pytest.raises(InputError, match="binary format"):
        export(full, "parquet", stream)
    with (tmp_path / "out.parquet").open("w") as file:
        export(full, "parquet", file)
    assert (tmp_path / "out.parquet").read_bytes().startswith(b"PAR1")


def test_as_of(full: Ledger, tmp_path: Path) -> None:
    export(full, "jsonl", tmp_path / "then", as_of=T1)
    assert len((tmp_path / "then").read_text("utf-8").splitlines()) == 3
    export(full, "jsonl", tmp_path / "sure", as_of=T1, min_confidence=0.7)
    assert len((tmp_path / "sure").read_text("utf-8").splitlines()) == 2


def test_jsonl_holds_the_claim_whole(full: Ledger, tmp_path: Path) -> None:
    export(full, "jsonl", tmp_path / "out")
    lines = [json.loads(line) for line in (tmp_path / "out").read_text("utf-8").splitlines()]
    for line, record in zip(lines, full.claims(), strict=True):
        assert line["claim"]["evidence"] == json.loads(json.dumps(_fields(record.claim.evidence)))
        assert [each["entity_id"] for each in line["links"]] == [each.entity_id for each in record.links]
        assert line["document"]["source_url"] == full.document(record.document_id).source_url
        assert "text" not in line["document"]


def _fields(evidence: Evidence) -> dict[str, object]:
    return {name: getattr(evidence, name) for name in Evidence.__slots__}  # type: ignore[attr-defined]


def test_csv_is_harmless(full: Ledger, tmp_path: Path) -> None:
    export(full, "csv", tmp_path / "out")
    with (tmp_path / "out").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(COLUMNS)
    assert rows[1]["value"] == "12.0" and rows[1]["people_ids"] == "unknown:jo doe" and rows[1]["cited"] == "note 3"
    assert rows[3]["quote"] == "'" + NASTY
    for row in rows:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    assert harmless(-5.0) == -5.0
    assert harmless(" \n=1") == "' \n=1"


def test_xlsx_is_harmless(full: Ledger, tmp_path: Path) -> None:
    export(full, "xlsx", tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Claims"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert not any(cell.data_type == "f" for cell in cells)
    quote = sheet[5][list(COLUMNS).index("quote")].value
    assert quote == "'" + NASTY.replace("\0", "\ufffd").replace("\x07", "\ufffd").replace("\ufffe", "\ufffd")


def test_xlsx_goes_on_in_another_sheet(full: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("upperhand.ledger.exports.xlsx_._MOST_ROWS", 3)
    monkeypatch.setattr("upperhand.ledger.exports.xlsx_._LONGEST", 10)
    export(full, "xlsx", tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert [(sheet.title, sheet.max_row) for sheet in book] == [("Claims", 3), ("Claims 2", 3)]
    assert book["Claims"]["A2"].value.endswith("…")


def test_parquet(full: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "it's.parquet"
    export(full, "parquet", path)
    with duckdb.connect() as database:
        relation = database.read_parquet(str(path))
        assert relation.columns == list(COLUMNS)
        rows = relation.fetchall()
    assert [row[0] for row in rows] == [record.claim.id for record in full.claims()]
    assert rows[3][list(COLUMNS).index("quote")] == NASTY  # a typed format runs nothing: the words are as they are
    assert rows[1][list(COLUMNS).index("value")] == 12.0


def test_graphml_is_read_by_networkx(full: Ledger, tmp_path: Path) -> None:
    export(full, "graphml", tmp_path / "out.graphml")
    graph = networkx.read_graphml(tmp_path / "out.graphml", force_multigraph=True)
    assert set(graph.nodes) >= {"acme", "holdings", "unknown:jo doe", "unknown:示例公司"}
    assert graph.nodes["acme"]["label"] == "Acme" and graph.nodes["acme"]["claims"] == 3
    edges = list(graph.edges("holdings", data=True))
    assert [(edge[1], edge[2]["lever"], edge[2]["value"]) for edge in edges] == [("acme", "state_ownership", 12.0)]
    assert edges[0][2]["quote"] == "Example Holdings bought 12% of Acme in 2015."


def test_gexf_is_read_by_networkx_and_has_time(full: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "out.gexf"
    export(full, "gexf", path)
    graph = networkx.read_gexf(path, version="1.3")
    assert {node for node in graph.nodes if node in ("acme", "holdings")} == {"acme", "holdings"}
    edge = next(data for source, _, data in graph.edges(data=True) if source == "holdings")
    assert (edge["start"], edge["end"], edge["lever"]) == ("2015-01-01", "2015-12-31", "state_ownership")
    root = etree.parse(path).getroot()
    assert root.get("version") == "1.3" and etree.QName(root).namespace == "http://gexf.net/1.3"


def test_a_date_spans_the_days_that_it_names() -> None:
    cases = {
        None: (None, None),
        "2015": ("2015-01-01", "2015-12-31"),
        "2020-02": ("2020-02-01", "2020-02-29"),
        "2020-02-03": ("2020-02-03", "2020-02-03"),
        "2019/2021-06": ("2019-01-01", "2021-06-30"),
        "2019/": ("2019-01-01", None),
        "/2020": (None, "2020-12-31"),
        "2019-13": (None, None),
        "2019-02-30": (None, None),
        "soon": (None, None),
    }
    assert {date: span(date) for date in cases} == cases


def test_exports_import_what_they_need_only_when_asked() -> None:
    import subprocess

    check = "import sys, upperhand.ledger; sys.exit(any(m in sys.modules for m in ('openpyxl', 'duckdb', 'lxml')))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
