"""Bad input to assessment: one clear sentence, exit code 2, and nothing written."""

import random
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.assess.assess_samples import AT, document, record

from upperhand import data
from upperhand.ledger import Ledger

WEIGHTS = (data.ROOT / "exposure.toml").read_text()


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a ledger on one company, an empty ledger and files to go wrong with."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1714521600")
    monkeypatch.chdir(tmp_path)
    Ledger("empty.db").close()
    with Ledger("book.db") as ledger:
        for company in ("acme-works", "bravo-works"):
            source = document(f"In April {company} was fined.", publisher="Paper")
            told = record(source, company=company, money=18e6)
            ledger.add(source, [told.claim], told.links, ruleset="r", at=AT)
    for name, text in FILES.items():
        Path(name).write_text(text)
    return tmp_path


def prices(hole: bool = False, columns: str = "date,company,price,market") -> str:
    draw, level = random.Random(1), 100.0
    lines = [columns]
    for number in range(300):
        if hole and 180 <= number < 210:
            continue
        level *= 1 + draw.gauss(0, 0.01)
        lines.append(f"{date(2020, 9, 1) + timedelta(number)},acme-works,{level:.4f},{level + draw.random():.4f}")
    return "\n".join(lines) + "\n"


FILES = {
    "gaps.csv": prices(hole=True),
    "columns.csv": prices(columns="day,firm,close,index"),
    "negative.csv": "date,company,price,market\n2021-01-04,acme-works,-3,100\n",
    "day.csv": "date,company,price,market\n4 January,acme-works,3,100\n",
    "twice.csv": "date,company,price,market\n" + "2021-01-04,acme-works,3,100\n" * 2,
    "none.csv": "",
    "unknown.csv": prices().replace("acme-works", "Nobody & Sons"),
    "binary.csv": "\x00\x01\x02",
    "key.toml": WEIGHTS.replace("trust =", "thrust ="),
    "lever.toml": WEIGHTS.replace("state_service =", "state_servise ="),
    "range.toml": WEIGHTS.replace("trust = 0.6", "trust = 1.6"),
    "broken.toml": "levers = [",
    "holdings.csv": "name,weight\nacme-works,60\nNobody & Sons,40\n",
    "no-weight.csv": "name,share\nacme-works,60\n",
    "bad-weight.csv": "name,weight\nacme-works,much\n",
}
CASES = [
    (("facts", "Nobody & Sons"), "nothing is known of 'Nobody & Sons'"),
    (("origins", "--company", "Nobody & Sons"), "nothing is known of"),
    (("origins", "f00"), "no fact 'f00'"),
    (("origins",), "name one fact"),
    (("contradictions", "Nobody & Sons"), "nothing is known of"),
    (("check", "Nobody & Sons"), "nothing is known of"),
    (("check", "--fail-on", "fatal"), "no level 'fatal'"),
    (("dossier", "Nobody & Sons", "--out", "out"), "nothing is known of"),
    (("exposure", "Nobody & Sons", "--picture", "out.svg"), "nothing is known of"),
    (("exposure",), "exposure of whom"),
    (("exposure", "acme-works", "--as-of", "some day"), "not a day of the form"),
    (("exposure", "acme-works", "--known", "2021/"), "not a day of the form"),
    (("exposure", "acme-works", "--held", "some day"), "not a UTC time"),
    (("exposure", "acme-works", "--held", "2001-01-01", "--picture", "out.svg"), "holds no facts about"),
    (("compare", "acme-works", "Nobody & Sons", "--picture", "out.svg"), "nothing is known of"),
    (("rank", "--sector", "handkerchiefs", "--picture", "out.svg"), "no sector 'handkerchiefs'"),
    (("exposure", "acme-works", "--weights", "key.toml"), "thrust"),
    (("compare", "acme-works", "bravo-works", "--weights", "lever.toml"), "state_servise"),
    (("rank", "--weights", "range.toml"), "trust"),
    (("portfolio", "holdings.csv", "--weights", "broken.toml"), "does not parse"),
    (("exposure", "acme-works", "--weights", "missing.toml"), "missing.toml"),
    (("portfolio", "holdings.csv", "--picture", "out.svg"), "holdings.csv: nothing is known of 'Nobody & Sons'"),
    (("portfolio", "no-weight.csv"), "no-weight.csv, row 2: no weight"),
    (("portfolio", "bad-weight.csv"), "'much' is not a positive number"),
    (("portfolio", "none.csv"), "no holdings in it"),
    (("portfolio", "missing.csv"), "missing.csv"),
    (("events", "gaps.csv", "--picture", "out.svg"), "has no price between 2021-02-27 and 2021-03-30"),
    (("events", "columns.csv"), "columns.csv, row 2: no 'date'; the columns are date, company, price, market"),
    (("events", "negative.csv"), "row 2: price '-3' is not a positive number"),
    (("events", "day.csv"), "row 2: date '4 January' is not of the form"),
    (("events", "twice.csv"), "row 3: acme-works has two prices"),
    (("events", "none.csv"), "no prices in it"),
    (("events", "binary.csv"), "binary.csv"),
    (("events", "unknown.csv"), "unknown.csv: nothing is known of 'Nobody & Sons'"),
    (("events", "missing.csv"), "missing.csv"),
    (("events", "gaps.csv", "--lever", "handshake"), "no lever 'handshake'"),
    (("rule", "x00", "left", "--reason", "so", "--by", "Ada"), "no contradiction"),
    (("judge", "zz", "zy", "maybe", "--reason", "so", "--by", "Ada"), "no verdict 'maybe'"),
]
EMPTY = [
    (words, "empty.db holds no documents: read some with 'upperhand ingest FILES --ledger")
    for words in (
        ("facts",),
        ("origins", "f00"),
        ("contradictions",),
        ("check",),
        ("dossier", "Alibaba", "--out", "out"),
        ("exposure", "Alibaba", "--picture", "out.svg"),
        ("compare", "Alibaba", "Tencent", "--picture", "out.svg"),
        ("rank", "--picture", "out.svg"),
        ("portfolio", "holdings.csv", "--picture", "out.svg"),
        ("events", "gaps.csv", "--longest-gap", "60", "--picture", "out.svg"),
        ("rule", "x00", "left", "--reason", "so", "--by", "Ada"),
    )
]


def told(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    from upperhand.cli import main

    monkeypatch.setattr(sys, "argv", ["upperhand", *words])
    with pytest.raises(SystemExit) as left:
        main()
    sys.stdout.flush()
    printed = capfd.readouterr()
    return int(left.value.code or 0), printed.out, printed.err


def written(folder: Path) -> dict[str, int]:
    """Every file but those that SQLite keeps beside an open database, with its size."""
    ours = [path for path in folder.rglob("*") if not path.name.endswith(("-wal", "-shm", "-assessed"))]
    return {str(path): path.stat().st_size for path in ours}


@pytest.mark.parametrize(
    ("ledger", "words", "says"),
    [
        *(("book.db", *case) for case in CASES),
        *(("empty.db", *case) for case in EMPTY),
        ("none.db", ("facts",), "no ledger"),
    ],
)
def test_bad_input_is_one_sentence_exit_code_2_and_nothing_written(
    room: Path,
    ledger: str,
    words: tuple[str, ...],
    says: str,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = written(room)
    code, out, err = told(capfd, monkeypatch, *words, "--ledger", ledger)
    assert (code, out) == (2, "")
    assert says in err and err.startswith("error: ") and err.count("\n") == 1, err
    assert written(room) == before
