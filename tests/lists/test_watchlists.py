"""Lists at work: kept indexed, written into a ledger, screened and compared from the command line."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

from tests.lists.test_lists_forms import FIXTURES, small
from tests.lists.test_lists_store import TABLE, later
from upperhand.cli.app import app
from upperhand.doctor import examine
from upperhand.errors import InputError
from upperhand.ledger import Ledger
from upperhand.lists import Store
from upperhand.lists.publisher import Fetched
from upperhand.resolve import Row
from upperhand.watchlists import Watchlists, add_list, bring_index, entries_of, screen_file, update_lists, write_claims

AT = "2026-10-08T12:00:00Z"
OWN = Path(__file__).parent / "fixtures" / "own"


@pytest.fixture(autouse=True)
def _small_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("upperhand.lists.store.mapping_of", small)
    monkeypatch.setattr("upperhand.watchlists.mapping_of", small)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "lists")


def test_an_added_list_can_be_matched_at_once(store: Store) -> None:
    add_list("cn-mofcom", [TABLE], store, at=AT)
    (best, *_) = Watchlists(store).match("示例防务公司")
    assert (best.caption, best.match, best.datasets) == ("Example Defense Inc.", True, ("cn-mofcom",))


def test_the_index_follows_the_latest_version(store: Store, tmp_path: Path) -> None:
    rows = [
        f"Company,,Example Number {n} Ltd,,示例{n}号公司,US,,,,Ministry of Commerce,,05.08.2026,,," for n in range(40)
    ]
    head = TABLE.read_text(encoding="utf-8").splitlines()[0]
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    second.write_text(
        "\n".join([head, *rows[1:], rows[0].replace("Number 0 Ltd", "Zebra Works Ltd").replace("示例0号", "斑马")])
        + "\n",
        encoding="utf-8",
    )
    add_list("cn-mofcom", [first], store, at=AT, date="2026-09-01")
    add_list("cn-mofcom", [second], store, at=AT, date="2026-10-01")
    index = bring_index(store, "cn-mofcom")
    assert len(index) == 40
    assert Watchlists(store).match("Example Zebra Works Ltd")[0].match
    ids = {entity.id for entity in index.entities()}
    assert ids == {entry.entity.id for entry in store.entries(store.version("cn-mofcom"))}


def test_several_lists_are_asked_as_one(store: Store, tmp_path: Path) -> None:
    add_list("cn-mofcom", [TABLE], store, at=AT)
    add_list("us-dod-1260h", [FIXTURES / "us-dod-1260h.table.csv"], store, at=AT)
    (tmp_path / "names.csv").write_text("name,id\nExample Optics,a\n,b\nNobody at all,c\n", encoding="utf-8")
    answers = list(screen_file(tmp_path / "names.csv", store))
    assert [answer.row.id for answer in answers] == ["a", "b", "c"]
    assert answers[0].matches[0].datasets == ("us-dod-1260h",)
    assert answers[1].error == "row 2: the name is empty"
    with pytest.raises(InputError, match="no version of 'un-sc'"):
        Watchlists(store, ["un-sc"])


def test_claims_go_into_a_ledger_once(store: Store, tmp_path: Path) -> None:
    add_list("cn-mofcom", [TABLE], store, at=AT, date="2026-09-01")
    with Ledger(tmp_path / "l.db") as ledger:
        assert write_claims(store, "cn-mofcom", ledger, at=AT) == (1, 0)
        assert write_claims(store, "cn-mofcom", ledger, at="2026-10-09T12:00:00Z") == (0, 0)
        (recorded,) = ledger.claims()
        assert (recorded.claim.lever, recorded.claim.target, recorded.claim.actor) == (
            "foreign_measure",
            "Example Defense Inc.",
            "Ministry of Commerce",
        )
        (document,) = ledger.documents()
        assert document.retrieved_at == AT


def test_what_a_new_version_changes_changes_in_the_ledger(store: Store, tmp_path: Path) -> None:
    add_list("us-dod-1260h", [FIXTURES / "us-dod-1260h.table.csv"], store, at=AT, date="2025-06-08")
    head, first, _ = (FIXTURES / "us-dod-1260h.table.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "later.csv"
    path.write_text(
        "\n".join([head, first.replace("Example Optics Co., Ltd.", "Example Drones Co., Ltd.")]) + "\n",
        encoding="utf-8",
    )
    with Ledger(tmp_path / "l.db") as ledger:
        assert write_claims(store, "us-dod-1260h", ledger, at=AT) == (2, 0)
        add_list("us-dod-1260h", [path], store, at=AT, date="2026-06-08")
        added, retracted = write_claims(store, "us-dod-1260h", ledger, at="2026-10-09T12:00:00Z")
        assert (added, retracted) == (2, 0)
        gone = [item.claim for item in ledger.claims() if item.claim.evidence.exact.startswith("No longer on the list")]
        assert [(claim.target, claim.date, claim.assertion.status) for claim in gone] == [
            ("Example Optics Co., Ltd.", "2021-06-03/2026-06-08", "eased")
        ]


def test_an_entry_in_other_words_is_withdrawn_in_its_old_ones(store: Store, tmp_path: Path) -> None:
    add_list("cn-mofcom", [TABLE], store, at=AT, date="2026-09-01")
    with Ledger(tmp_path / "l.db") as ledger:
        write_claims(store, "cn-mofcom", ledger, at=AT)
        add_list("cn-mofcom", [later(tmp_path)], store, at=AT, date="2026-10-01")
        assert write_claims(store, "cn-mofcom", ledger, at="2026-10-09T12:00:00Z") == (2, 1)


def release(day: str, award: dict[str, Any], ocid: str = "ocds-1", **more: Any) -> dict[str, Any]:
    supplier = {"id": "s", "name": "Example Optics Co., Ltd.", "roles": ["supplier"]}
    base = {"ocid": ocid, "id": day, "date": f"{day}T00:00:00Z", "tag": ["award"], "initiationType": "tender",
            "buyer": {"name": "Exampleton"}, "parties": [supplier]}  # fmt: skip
    return {**base, "awards": [{"id": "a", **award}], **more}


def award(amount: int, **more: Any) -> dict[str, Any]:
    value = {"amount": amount, "currency": "CNY"}
    return {"title": "Cameras", "status": "active", "date": "2020-08-15T00:00:00Z", "value": value, **more}


def package(folder: Path, name: str, *releases: dict[str, Any]) -> Path:
    path = folder / name
    path.write_text(json.dumps({"uri": name, "releases": releases}), encoding="utf-8")
    return path


def amounts(ledger: Ledger, *, retracted: bool = False) -> list[tuple[float, bool]]:
    found = ledger.claims(retracted=retracted)
    return sorted((item.claim.quantity.value, item.retracted_at is not None) for item in found if item.claim.quantity)


def test_a_later_release_of_an_award_takes_the_place_of_the_earlier_one(store: Store, tmp_path: Path) -> None:
    first, second = release("2020-09-01", award(100)), release("2020-10-01", award(120))
    add_list("ocds", [package(tmp_path, "a.json", second, first)], store, at=AT, date="2020-10-02")
    (entry,) = store.entries(store.version("ocds"))
    assert [(item.amount, item.superseded) for item in entry.listings] == [(100.0, "2020-10-01"), (120.0, None)]
    with Ledger(tmp_path / "l.db") as ledger:
        assert write_claims(store, "ocds", ledger, at=AT) == (2, 1)
        assert amounts(ledger) == [(120.0, False)]
        assert amounts(ledger, retracted=True) == [(100.0, True), (120.0, False)]
        assert write_claims(store, "ocds", ledger, at="2026-10-09T12:00:00Z") == (0, 0)


def test_a_release_that_repeats_or_adds_nothing_makes_no_new_claim(store: Store, tmp_path: Path) -> None:
    partial = release("2020-11-01", {"status": "active"}, tag=["contract"], contracts=[{"id": "k", "awardID": "a"}])
    del partial["parties"]
    path = package(tmp_path, "a.json", release("2020-09-01", award(100)), release("2020-10-01", award(100)), partial)
    add_list("ocds", [path], store, at=AT, date="2020-12-01")
    (entry,) = store.entries(store.version("ocds"))
    assert [(item.amount, item.superseded) for item in entry.listings] == [(100.0, None)]


def test_a_later_package_supersedes_an_earlier_one_and_ends_nothing_else(store: Store, tmp_path: Path) -> None:
    other = release("2020-09-01", award(7), "ocds-2")
    add_list(
        "ocds", [package(tmp_path, "a.json", release("2020-09-01", award(100)), other)], store, at=AT, date="2020-09-02"
    )
    with Ledger(tmp_path / "l.db") as ledger:
        assert write_claims(store, "ocds", ledger, at=AT) == (2, 0)
        called_off = release("2020-10-01", {"status": "cancelled"})
        later = package(tmp_path, "b.json", called_off, release("2020-10-01", award(9), "ocds-3"))
        add_list("ocds", [later], store, at=AT, date="2020-10-02")
        assert write_claims(store, "ocds", ledger, at="2026-10-09T12:00:00Z") == (1, 1)
        assert amounts(ledger) == [(7.0, False), (9.0, False)]
        assert {item.claim.assertion.status for item in ledger.claims()} == {"effective"}
        add_list(
            "ocds",
            [package(tmp_path, "c.json", release("2020-11-01", award(8), "ocds-2"))],
            store,
            at=AT,
            date="2020-11-02",
        )
        assert write_claims(store, "ocds", ledger, at="2026-10-10T12:00:00Z") == (1, 1)
        assert amounts(ledger) == [(8.0, False), (9.0, False)]


def test_a_list_without_a_lever_writes_nothing(store: Store, tmp_path: Path) -> None:
    add_list("cn-listed-tushare", [FIXTURES / "cn-listed-tushare.table.csv"], store, at=AT)
    with Ledger(tmp_path / "l.db") as ledger:
        assert write_claims(store, "cn-listed-tushare", ledger, at=AT) == (0, 0)


def test_a_list_of_several_files_is_updated_when_one_of_them_changes(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mapping = small("us-ofac-sdn")
    changed = {mapping.forms["csv"].address, mapping.forms["names"].address, mapping.forms["addresses"].address}

    def canned(address: str, folder: Path, **_: Any) -> Fetched:
        key = next(key for key, source in mapping.forms.items() if source.address == address)
        if address not in changed:
            return Fetched(address, None, "same")
        path = folder / f"{key}.csv"
        path.write_bytes((FIXTURES / f"{mapping.forms[key].use}.csv").read_bytes())
        return Fetched(address, path, "x", '"1"')

    monkeypatch.setattr("upperhand.watchlists.fetch", canned)
    (first,) = update_lists(["us-ofac-sdn"], store, at=AT)
    assert first.outcome == "new" and first.version is not None and len(first.version.files) == 3
    changed.remove(mapping.forms["names"].address)
    (second,) = update_lists(["us-ofac-sdn"], store, at="2026-10-09T12:00:00Z")
    assert second.version is not None and len(second.version.files) == 3
    changed.clear()
    (third,) = update_lists(["us-ofac-sdn"], store, at="2026-10-09T12:00:00Z")
    assert third.outcome == "unchanged"


def test_files_that_publishers_give_one_name_are_kept_apart(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    mapping = small("us-ofac-sdn")

    def canned(address: str, folder: Path, **_: Any) -> Fetched:
        key = next(key for key, source in mapping.forms.items() if source.address == address)
        path = folder / "content"
        path.write_bytes((FIXTURES / f"{mapping.forms[key].use}.csv").read_bytes())
        return Fetched(address, path, "x", '"1"')

    monkeypatch.setattr("upperhand.watchlists.fetch", canned)
    (first,) = update_lists(["us-ofac-sdn"], store, at=AT)
    assert first.version is not None
    assert [kept.name for kept in first.version.files] == ["1-content", "2-content", "3-content"]
    assert all(kept.address for kept in first.version.files)


def test_a_state_is_a_version_or_a_file(store: Store) -> None:
    add_list("cn-mofcom", [TABLE], store, at=AT)
    assert entries_of("cn-mofcom", store) == [
        msgspec.structs.replace(entry) if isinstance(entry, msgspec.Struct) else entry
        for entry in store.entries(store.version("cn-mofcom"))
    ]
    assert len(entries_of(str(TABLE), store, "cn-mofcom")) == 2


class Shell:
    """The command line in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, input: str | None = None) -> Any:
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            return CliRunner().invoke(
                app, list(words), input=input, env={"COLUMNS": "200", "SOURCE_DATE_EPOCH": "1791460800"}
            )
        finally:
            os.chdir(before)

    def rows(self, *words: str) -> list[dict[str, Any]]:
        done = self(*words)
        assert done.exit_code == 0, done.output
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_add_show_and_diff_from_the_command_line(shell: Shell, tmp_path: Path) -> None:
    done = shell("lists", "add", "cn-mofcom", str(TABLE), "--date", "2020-10-01", "--ledger", "l.db")
    assert (
        done.exit_code == 0 and "cn-mofcom: 2 entries of 2020-10-01" in done.stdout and "1 claims added" in done.output
    )
    assert "already kept" in shell("lists", "add", "cn-mofcom", str(TABLE), "--date", "2020-10-01").stdout
    (row,) = shell.rows("lists", "add", "cn-mofcom", str(later(tmp_path)), "--date", "2026-09-01", "--json")
    assert (row["outcome"], row["entries"]) == ("new", 2)
    known = {row["list"]: row for row in shell.rows("lists", "show", "--json")}
    assert (known["cn-mofcom"]["versions"], known["us-ofac-sdn"]["versions"]) == (2, 0)
    assert "Ministry of Commerce" in shell("lists", "show").stdout
    assert len(shell.rows("lists", "show", "cn-mofcom", "--versions", "--json")) == 2
    assert "2020-10-01" in shell("lists", "show", "cn-mofcom", "--versions").stdout
    assert [row["caption"] for row in shell.rows("lists", "show", "cn-mofcom", "--as-of", "2020-10-08", "--json")] == [
        "Jane Doe"
    ]
    assert "Example Missiles Inc." in shell("lists", "show", "cn-mofcom").stdout
    older = shell("lists", "show", "cn-mofcom", "--as-of", "2020-08-01")
    assert "no version as old as 2020-08-01 is kept" in older.output
    kinds = [row["kind"] for row in shell.rows("lists", "diff", "cn-mofcom@2021-01-01", "cn-mofcom", "--json")]
    assert sorted(kinds) == ["added", "changed", "removed"]
    assert "ExDef" in shell("lists", "diff", str(TABLE), "later.csv", "--list", "cn-mofcom").stdout
    assert "say with --list" in str(shell("lists", "diff", "later.csv", "cn-mofcom").exception)


def test_update_from_the_command_line(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def canned(address: str, folder: Path, **_: Any) -> Fetched:
        path = folder / "dpl.txt"
        path.write_bytes((FIXTURES / "us-bis-dpl.text.txt").read_bytes())
        return Fetched(address, path, "x", '"1"')

    monkeypatch.setattr("upperhand.watchlists.fetch", canned)
    assert "can be fetched" in str(shell("lists", "update").exception)
    done = shell("lists", "update", "us-bis-dpl", "--ledger", "l.db")
    assert done.exit_code == 0 and "us-bis-dpl: new: 1 entries" in done.stdout
    assert shell.rows("lists", "update", "--json") == [
        {"list": "us-bis-dpl", "outcome": "unchanged", "detail": "1 entries of 2026-10-08"}
    ]
    failed = shell("lists", "update", "us-dod-1260h")
    assert failed.exit_code == 1 and "failed" in failed.stdout


def test_a_form_or_mapping_that_is_not_there(shell: Shell, tmp_path: Path) -> None:
    assert "has no form 'pdf'" in str(shell("lists", "add", "cn-mofcom", str(TABLE), "--format", "pdf").exception)
    assert "no such mapping file" in str(shell("lists", "add", "mine", str(TABLE), "--format", "mine.yml").exception)
    assert "no list 'mine'" in str(shell("lists", "add", "mine", str(TABLE)).exception) or True


def test_a_list_by_a_mapping_of_ones_own_is_kept_with_it(shell: Shell, tmp_path: Path) -> None:
    from tests.lists.test_lists_intake import OWN as MAPPING

    (tmp_path / "own.yml").write_text(MAPPING)
    (tmp_path / "v.csv").write_text("vendor;number;since;extra1\nExample Optics;7;01.02.2020;\n")
    assert shell("lists", "add", "my-vendors", "v.csv", "--format", "own.yml").exit_code == 0
    assert "of 'my-vendors', not of 'other'" in str(
        shell("lists", "add", "other", "v.csv", "--format", "own.yml").exception
    )
    (tmp_path / "own.yml").unlink()
    assert shell("lists", "add", "my-vendors", "v.csv").exit_code == 0
    assert shell.rows("match", "Example Optics", "--lists", "my-vendors", "--json")[0]["id"] == "my-vendors-7"


@pytest.fixture
def screened(shell: Shell, tmp_path: Path) -> Shell:
    shell("lists", "add", "cn-mofcom", str(TABLE))
    (tmp_path / "names.csv").write_text("name,id\nExample Defense,a\n,b\n=1+1 Ltd,c\nJane Doe,d\n", encoding="utf-8")
    return shell


def test_screening_gives_every_row_an_answer(screened: Shell) -> None:
    rows = screened.rows("screen", "names.csv", "--lists", "cn-mofcom", "--format", "jsonl")
    assert [row["id"] for row in rows] == ["a", "b", "c", "d"]
    assert {"id", "caption", "score", "match", "features"} <= set(rows[0]["matches"][0])
    assert rows[0]["matches"][0]["caption"] == "Example Defense Inc."
    assert rows[1]["error"] == "row 2: the name is empty" and rows[1]["matches"] == []
    table = screened("screen", "names.csv").stdout
    assert "Example Defense Inc." in table and "the name is empty" in table
    csv_ = screened("screen", "names.csv", "--format", "csv").stdout
    assert csv_.startswith("row,id,name,") and "'=1+1 Ltd" in csv_


@pytest.mark.parametrize("format", ["jsonl", "csv"])
def test_screening_goes_on_where_it_stopped(format: str, screened: Shell, tmp_path: Path) -> None:
    whole, part = tmp_path / f"whole.{format}", tmp_path / f"part.{format}"
    assert screened("screen", "names.csv", "--format", format, "--out", whole.name).exit_code == 0
    content = whole.read_text(encoding="utf-8")
    part.write_text(content[: len(content) * 2 // 3], encoding="utf-8")
    assert "is there already" in str(screened("screen", "names.csv", "--format", format, "--out", part.name).exception)
    assert screened("screen", "names.csv", "--format", format, "--out", part.name, "--resume").exit_code == 0
    assert part.read_text(encoding="utf-8") == content
    (tmp_path / "names.csv").write_text("name,id\nAnother,z\n", encoding="utf-8")
    assert "answers another file" in str(
        screened("screen", "names.csv", "--format", format, "--out", part.name, "--resume").exception
    )
    part.write_text("nonsense\n", encoding="utf-8")
    assert "can be gone on with" in str(
        screened("screen", "names.csv", "--format", format, "--out", part.name, "--resume").exception
    )


def test_screening_options_that_do_not_go_together(screened: Shell) -> None:
    assert "--out takes" in str(screened("screen", "names.csv", "--out", "x").exception)
    assert "--resume goes on" in str(screened("screen", "names.csv", "--format", "csv", "--resume").exception)


def test_matching_one_name(screened: Shell) -> None:
    (best, *_) = screened.rows("match", "Example Defense Inc", "--schema", "Company", "--country", "us", "--json")
    assert best["match"] and best["lists"] == ["cn-mofcom"] and best["decided_by"]
    assert "Example Defense Inc." in screened("match", "示例防务公司").stdout
    assert "the name is empty" in str(screened("match", "").exception)


def test_the_spellings_of_a_name(shell: Shell) -> None:
    rows = shell.rows("names", "华为", "--json")
    assert rows[0] == {"text": "华为", "why": "as given"}
    assert any(row["text"].lower() == "huawei" for row in rows)


def test_reviewing_likely_duplicates(shell: Shell, tmp_path: Path) -> None:
    head, company, _ = TABLE.read_text(encoding="utf-8").splitlines()
    twin = company.replace("Example Defense Inc.", "Example Defense Incorporated").replace("示例防务公司", "")
    (tmp_path / "twins.csv").write_text("\n".join([head, company, twin]) + "\n", encoding="utf-8")
    shell("lists", "add", "cn-mofcom", "twins.csv")
    assert len(shell.rows("dedupe", "--json", "--ledger", "l.db")) == 1
    done = shell("dedupe", "--ledger", "l.db", "--by", "me", input="x\n")
    assert done.exit_code == 0 and "1 judgements written" in done.output
    assert "no pair is left" in shell("dedupe", "--ledger", "l.db").stdout
    with Ledger(tmp_path / "l.db") as ledger:
        assert [(ruling.verdict, ruling.by) for ruling in ledger.judgements()] == [("positive", "me")]


def test_the_doctor_reads_every_kept_version(store: Store) -> None:
    def told() -> dict[str, tuple[bool, str]]:
        return {one.check: (one.ok, one.says) for one in examine("none.db", str(store.folder))}

    assert told()["lists"][0] and "none in" in told()["lists"][1] and "lists in" in told()["mappings"][1]
    version, _ = add_list("cn-mofcom", [TABLE], store, at=AT)
    assert told()["lists"] == (True, f"{store.folder} opens: 1 lists in 1 versions")
    kept = store.folder / "cn-mofcom" / "versions" / version.id / "entries.jsonl"
    kept.write_bytes(kept.read_bytes().splitlines(keepends=True)[0])
    assert told()["lists"][0] is False and "has 1 entries and should have 2" in told()["lists"][1]


def test_an_index_that_an_older_program_wrote_is_built_anew(store: Store) -> None:
    add_list("cn-mofcom", [TABLE], store, at=AT)
    for array in store.index_folder("cn-mofcom").glob("0*/*.npy"):
        array.unlink()
    assert Watchlists(store).match("Example Defense")[0].match


def test_an_index_of_other_name_tables_is_built_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add_list("cn-mofcom", [TABLE], store, at=AT)
    before = bring_index(store, "cn-mofcom").version
    assert bring_index(store, "cn-mofcom").version == before
    monkeypatch.setattr("upperhand.watchlists.data.fingerprint", lambda *_: "other tables")
    assert bring_index(store, "cn-mofcom").version > before


def test_rows_are_screened_by_several_processes_in_their_order(store: Store) -> None:
    add_list("cn-mofcom", [TABLE], store, at=AT)
    rows = [Row(number, {"name": f"Example Defense {number}"}) for number in range(1, 2001)]
    answers = list(Watchlists(store).screen(rows, jobs=2))
    assert [answer.row.number for answer in answers] == list(range(1, 2001))
    assert answers[-1].matches == next(Watchlists(store).screen(rows[-1:])).matches


def test_an_index_is_made_once_however_many_ask_for_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from upperhand.resolve import Index

    made: list[Path] = []
    build = Index.build

    def counted(entities: Any, folder: Path) -> Index:
        made.append(folder)
        time.sleep(0.1)
        return build(entities, folder)

    store.add(small("cn-mofcom"), [TABLE], at=AT)
    monkeypatch.setattr(Index, "build", counted)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: len(bring_index(store, "cn-mofcom")), range(4)))
    assert found == [2] * 4 and len(made) == 1
