"""exposure, compare, rank, portfolio and events as a user runs them, and their Python twins."""

import json
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.cli.conftest import Run

import upperhand
from upperhand.measures import Clocks

DAY = "2022-01-01"


def test_exposure_with_its_facts_and_picture(run: Run, shelf: Path, tmp_path: Path) -> None:
    picture = tmp_path / "new" / "exposure.svg"
    done = run("exposure", "Alibaba", "--ledger", shelf, "--as-of", DAY, "--picture", picture)
    assert done.code == 0 and "counter-forces" in done.out and "without" in done.out
    assert picture.read_text().startswith("<svg") and 'width="' in picture.read_text()[:400]


def test_exposure_as_json_opens_into_facts_of_the_ledger(run: Run, shelf: Path) -> None:
    found = json.loads(run("exposure", "Alibaba", "--ledger", shelf, "--as-of", DAY, "--json").out)
    facts = {json.loads(line)["id"] for line in run("facts", "Alibaba", "--ledger", shelf, "--json").out.splitlines()}
    assert found["contributions"] and {each["fact_id"] for each in found["contributions"]} <= facts
    assert found["series"][-1]["day"] == DAY
    assert {each["kind"] for each in found["without"]} == {"source", "lever", "attributed"}


def test_what_was_known_is_less_than_what_was_so(run: Run, shelf: Path) -> None:
    def levers(*words: str) -> float:
        return float(
            json.loads(run("exposure", "Alibaba", "--ledger", shelf, "--as-of", DAY, "--json", *words).out)["levers"][
                "value"
            ]
        )

    assert levers("--known", "2019-01-01") <= levers()
    assert levers("--held", "2027-01-01") == levers()
    assert run("exposure", "Alibaba", "--ledger", shelf, "--held", "2020-01-01").code == 2


def test_the_weights_can_be_shown_changed_and_given_back(run: Run, shelf: Path, tmp_path: Path) -> None:
    shown = run("exposure", "--show-weights")
    assert shown.code == 0
    mine = tmp_path / "mine.toml"
    mine.write_text(shown.out.replace("trust = 0.6", "trust = 0.3"))
    own, usual = (
        json.loads(run("exposure", "Alibaba", "--ledger", shelf, "--as-of", DAY, "--json", *extra).out)
        for extra in (("--weights", mine), ())
    )
    assert own["levers"]["value"] < usual["levers"]["value"]


def test_compare_and_rank(run: Run, shelf: Path, tmp_path: Path) -> None:
    done = run("compare", "Tencent", "Alibaba", "--ledger", shelf, "--as-of", DAY, "--picture", tmp_path / "c.svg")
    assert done.code == 0 and done.out.index("Tencent") < done.out.index("Alibaba")
    assert (tmp_path / "c.svg").exists()
    rows = [
        json.loads(line)
        for line in run("rank", "--ledger", shelf, "--as-of", DAY, "--first", "5", "--json").out.splitlines()
    ]
    values = [row["levers"]["value"] for row in rows]
    assert len(rows) == 5 and values == sorted(values, reverse=True)
    assert "Hikvision" in run("rank", "--sector", "surveillance", "--ledger", shelf).out


def test_portfolio_and_what_changed(run: Run, shelf: Path, tmp_path: Path) -> None:
    holdings = tmp_path / "holdings.csv"
    holdings.write_text("Ticker,Weight\nBABA,40\n0700.HK,60\n")
    done = run(
        "portfolio",
        holdings,
        "--since",
        "2020-01-01",
        "--ledger",
        shelf,
        "--as-of",
        DAY,
        "--picture",
        tmp_path / "p.svg",
    )
    assert done.code == 0 and "since 2020-01-01" in done.out and (tmp_path / "p.svg").exists()
    found = json.loads(run("portfolio", holdings, "--ledger", shelf, "--as-of", DAY, "--json").out)
    assert sum(each["holding"]["weight"] for each in found["positions"]) == pytest.approx(1)


def prices(path: Path, *, hole: bool = False) -> Path:
    draw, market, price = random.Random(2), 1000.0, 100.0
    rows = ["Date,Company,Price,Market"]
    for number in range(700):
        day = date(2019, 6, 3) + timedelta(number)
        if day.weekday() < 5 and not (hole and 100 < number < 140):
            step = draw.gauss(0, 0.01)
            market, price = market * (1 + step), price * (1 + step + draw.gauss(0, 0.01))
            rows.append(f"{day},Alibaba,{price:.2f},{market:.2f}")
    path.write_text("\n".join(rows) + "\n")
    return path


def test_events_around_the_facts_of_the_ledger(run: Run, shelf: Path, tmp_path: Path) -> None:
    given = prices(tmp_path / "prices.csv")
    done = run("events", given, "--ledger", shelf, "--picture", tmp_path / "s.svg")
    assert done.code == 0 and "mean of" in done.out and (tmp_path / "s.svg").exists()
    found = json.loads(run("events", given, "--lever", "enforcement", "--ledger", shelf, "--json").out)
    assert found["effects"] and all(each["fact_ids"] for each in found["effects"])
    assert (
        run("events", given, "--after", "0", "--before", "0", "--ledger", shelf, "--picture", tmp_path / "one.svg").code
        == 0
    )


def test_bad_input_is_a_sentence_and_nothing_written(run: Run, shelf: Path, tmp_path: Path) -> None:
    empty, wrong, picture = tmp_path / "empty.db", tmp_path / "wrong.csv", tmp_path / "none.svg"
    upperhand.Ledger(empty).close()
    wrong.write_text("day,close\n2020-01-01,3\n")
    blank = tmp_path / "blank.csv"
    blank.write_bytes(b"\xff\xfe\x00")
    cases = [
        (("exposure",), shelf, "exposure of whom"),
        (("exposure", "Nosuch Company"), shelf, "nothing is known"),
        (("exposure", "Alibaba"), empty, "holds no documents"),
        (("exposure", "Alibaba", "--as-of", "soon"), shelf, "not a day"),
        (("exposure", "Alibaba", "--as-of", "1980-01-01"), shelf, "nothing to draw"),
        (("exposure", "Alibaba", "--weights", wrong), shelf, "weights"),
        (("rank",), empty, "holds no documents"),
        (("rank", "--sector", "sorcery"), shelf, "the sectors are"),
        (("portfolio", wrong), shelf, "row 2: no name"),
        (("portfolio", tmp_path / "missing.csv"), shelf, "cannot be read"),
        (("portfolio", blank), shelf, "cannot be read"),
        (("events", wrong), shelf, "row 2: no 'date'"),
        (("events", prices(tmp_path / "hole.csv", hole=True)), shelf, "--longest-gap"),
        (("events", prices(tmp_path / "good.csv"), "--lever", "weather"), shelf, "no lever 'weather'"),
        (("events", prices(tmp_path / "good.csv"), "--lever", "public_reaction"), shelf, "nothing to study"),
    ]
    for words, ledger, says in cases:
        extra = () if words == ("exposure",) else ("--picture", picture)
        done = run(*words, "--ledger", ledger, *extra)
        assert (done.code, says in done.err) == (2, True), (words, done.err)
    assert not picture.exists()


def test_the_twins_of_the_commands(shelf: Path) -> None:
    with upperhand.Ledger(shelf) as ledger:
        clocks = Clocks(DAY)
        one = upperhand.exposure_of(ledger, "Alibaba", clocks)
        assert upperhand.compare(ledger, ["Alibaba"], clocks)[0].exposure == one.exposure
        ranked = {each.entity.id: each.exposure for each in upperhand.rank(ledger, clocks)}
        assert ranked["alibaba"] == one.exposure
        held = upperhand.portfolio_of(ledger, [{"name": "Alibaba", "weight": "1"}], "h.csv", clocks)
        assert held.balance == one.exposure.balance


def test_the_dossier_shows_exposure(shelf: Path) -> None:
    with upperhand.Ledger(shelf) as ledger:
        shown = upperhand.dossier_of(ledger, "Alibaba")
    assert shown.exposure[-1].levers > 0
    assert "chart-exposure" in upperhand.render_html(shown)
