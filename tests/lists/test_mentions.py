"""Names in documents beside lists: who may be meant is asked, judged, and taken back; a mention never is an entity."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import upperhand.cli  # noqa: F401
from upperhand import Ledger
from upperhand.cli.app import app
from upperhand.errors import InputError
from upperhand.lists import Store
from upperhand.mentions import listed, mentions, questions
from upperhand.model import Claim, Document, Evidence, Judgement, Link
from upperhand.resolve import NameTable
from upperhand.watchlists import Watchlists, add_list, write_claims

AT, LATER = "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"


def say(ledger: Ledger, name: str, entity: str | None, candidates: tuple[str, ...] = (), rule: str = "suite") -> str:
    text = f"{name} was fined by the {rule} office."
    source = Document(id=hashlib.sha256(text.encode()).hexdigest(), text=text, language="en")
    claim = Claim(
        source.id[:32], "enforcement", name, Evidence(source.id, 0, len(text), text), rule=rule, confidence=0.9
    )
    link = Link(claim.id, "target", name, entity, candidates, "suite")
    ledger.add(source, [claim], [link], ruleset="suite", at=AT)
    return claim.id


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "lists")
    rows = [
        ("m-1", "Marrowdale Shipping Limited"),
        ("q-1", "青曜星云科技有限公司"),
        ("q-2", "Qingyao Nebula Technology"),
    ]
    path = tmp_path / "list.jsonl"
    path.write_text(
        "".join(json.dumps({"id": i, "schema": "Company", "properties": {"name": [n]}}) + "\n" for i, n in rows)
    )
    add_list("opensanctions", [path], store, at=AT)
    return store


@pytest.fixture
def ledger(tmp_path: Path) -> Any:
    with Ledger(tmp_path / "ledger.db") as ledger:
        say(ledger, "Marrowdale Shipping", "unknown:1")
        say(ledger, "Marrowdale Shipping", "unknown:1", rule="second")
        say(ledger, "Qingyao Nebula", None, ("alibaba", "tencent"))
        say(ledger, "Edda Quillon", "unknown:2")
        say(ledger, "Marrowdale Lines", "unknown:3", rule="lists/opensanctions")
        yield ledger


def test_names_in_documents_are_counted_and_those_of_lists_left_out(ledger: Ledger) -> None:
    found = [(one.name, one.claims, one.candidates) for one in mentions(ledger)]
    assert found == [
        ("Marrowdale Shipping", 2, ()),
        ("Edda Quillon", 1, ()),
        ("Qingyao Nebula", 1, ("alibaba", "tencent")),
    ]


def test_a_mention_is_matched_and_stays_no_entity(ledger: Ledger, store: Store) -> None:
    watch, before = Watchlists(store), [entity.id for entity in ledger.entities()]
    found = {(one.mention.name, one.match.id): one.match.score for one in listed(ledger, watch)}
    assert found["Marrowdale Shipping", "m-1"] > 0.8 and ("Qingyao Nebula", "q-2") in found
    assert not any(name == "Edda Quillon" for name, _ in found)
    assert [entity.id for entity in ledger.entities()] == before
    assert watch.index.entity("unknown:1") is None


def test_ambiguous_names_and_matches_are_asked_until_they_are_judged(ledger: Ledger, store: Store) -> None:
    names = NameTable.load()
    asked = questions(ledger, Watchlists(store), names)
    assert [pair.right.id for pair in asked[:2]] == ["alibaba", "tencent"]
    assert ("unknown:1", "m-1") in [(pair.left.id, pair.right.id) for pair in asked]
    ledger.judge(Judgement("unknown:1", "m-1", "positive", "me", AT, "same registry number"))
    ledger.judge(Judgement(asked[0].left.id, "alibaba", "negative", "me", AT, "another firm"))
    left = [(pair.left.id, pair.right.id) for pair in questions(ledger, Watchlists(store), names)]
    assert ("unknown:1", "m-1") not in left and (asked[0].left.id, "alibaba") not in left
    ledger.judge(Judgement("unknown:1", "m-1", "none", "me", LATER, "taken back"))
    assert ("unknown:1", "m-1") in [
        (pair.left.id, pair.right.id) for pair in questions(ledger, Watchlists(store), names)
    ]
    assert all(pair.left.id.startswith("unknown:") for pair in questions(ledger, None, names))


def test_a_merge_against_an_earlier_no_is_refused_with_both_reasons(ledger: Ledger) -> None:
    ledger.judge(Judgement("unknown:1", "m-1", "negative", "ann", AT, "another port"))
    ledger.judge(Judgement("unknown:1", "m-2", "positive", "bob", AT, "same owner"))
    with pytest.raises(InputError) as caught:
        ledger.judge(Judgement("m-2", "m-1", "positive", "cai", LATER, "same address"))
    assert "another port" in str(caught.value) and "same address" in str(caught.value)


def test_what_was_judged_says_whose_a_lists_claims_are(ledger: Ledger, tmp_path: Path) -> None:
    store = Store(tmp_path / "others")
    table = tmp_path / "v.csv"
    table.write_text("number,vendor,since\n7,Example Optics Holding,2020-10-08\n")
    (tmp_path / "own.yml").write_text(
        "name: my-vendors\ntitle: Vendors\npublisher: Suite\ncountry: us\nhomepage: https://example.org\nbounds: [1, 9]\n"
        "schema: Company\nlever: foreign_measure\nforms: {table: {form: {format: csv, describes: https://example.org,\n"
        "  fields: {number: id, vendor: name, since: listing.start}}}}\n"
    )
    add_list("my-vendors", [table], store, at=AT, format=str(tmp_path / "own.yml"))
    assert write_claims(store, "my-vendors", ledger, at=AT) == (1, 0)
    ledger.judge(Judgement("my-vendors-7", "unknown:1", "positive", "me", AT, "renamed"))
    assert write_claims(store, "my-vendors", ledger, at=LATER) == (0, 0)
    assert "Example Optics Holding" in [record.claim.target for record in ledger.claims("unknown:1")]
    assert write_claims(store, "my-vendors", ledger, at=LATER) == (0, 0)


def test_mentions_from_the_command_line(ledger: Ledger, store: Store, tmp_path: Path) -> None:
    told = ["mentions", "--ledger", str(tmp_path / "ledger.db"), "--store", str(store.folder)]
    rows = [json.loads(line) for line in CliRunner().invoke(app, [*told, "--json"]).stdout.splitlines()]
    assert rows[0]["name"] == "Marrowdale Shipping" and rows[0]["id"] == "m-1" and rows[0]["lists"] == ["opensanctions"]
    done = CliRunner().invoke(app, [*told, "--review", "--by", "me"], input="nnx\n", env={"COLUMNS": "200"})
    assert "3 judgements written" in done.output
    with Ledger(tmp_path / "ledger.db") as book:
        assert [ruling.verdict for ruling in book.judgements()] == ["negative", "negative", "positive"]
    bare = [*told[:3], "--store", str(tmp_path / "none")]
    assert "no list in" in str(CliRunner().invoke(app, bare).exception)
    assert "no list is kept" in CliRunner().invoke(app, [*bare, "--review"], input="q\n").output
