"""Our FollowTheMoney against FollowTheMoney's own library, which judges entities, schema and statement ids.

The library needs a compiler to install, so it is looked for where it may be: importable, on the path, or made by
`.ci/judges.sh`.
"""

import csv
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.ledger.samples import T1, T2, claim, document, link
from upperhand.errors import DataError
from upperhand.ledger import Ledger, export
from upperhand.ledger.exports.ftm_levers import mappings
from upperhand.ledger.exports.ftm_map import export_id
from upperhand.ledger.exports.ftm_schema import clean, languages, lineage, schemata
from upperhand.ledger.exports.ftm_statements import statement_id
from upperhand.model import LEVERS, Assertion, Claim, Document, Entity, Judgement, Link, Quantity, Status

ROOT = Path(__file__).parents[2]


def judge() -> Path | None:
    """The Python that can import followthemoney."""
    on_path = shutil.which("ftm")
    candidates = [Path(sys.executable), ROOT / ".venv-judges/bin/python"]
    candidates += [Path(on_path).with_name("python")] if on_path else []
    for python in candidates:
        if (
            python.exists()
            and not subprocess.run([python, "-c", "import followthemoney"], capture_output=True).returncode
        ):
            return python
    return None


JUDGE = judge()
needs_judge = pytest.mark.skipif(
    JUDGE is None, reason="followthemoney is not installed; .ci/judges.sh puts it in .venv-judges (needs a compiler)"
)


def ask(program: str, *arguments: object) -> Any:
    """The JSON that a program prints under the judge."""
    command = [str(JUDGE), "-c", program, *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def every_kind() -> list[tuple[Document, list[Claim], list[Link]]]:
    """For each lever and status: a claim about a company, a sector and a person, with and without actor and people."""
    found = []
    for number, lever in enumerate(LEVERS):
        source = document(
            f"Text {number}: Acme, Bodies and Jo Doe did it.",
            mime_type=("text/html", "application/pdf", "text/plain", "application/msword")[number % 4],
            source_url=("https://example.org/a b?x=1", "/tmp/a.pdf", None, "https://example.org")[number % 4],
            language=("en", "zh", "xx", None)[number % 4],
            published_at=("2021-04-10", "2021", "soon", None)[number % 4],
            retrieved_at=T1,
            publisher="“Acme”  News",
        )
        claims, links = [], []
        for turn in range(60):
            told = claim(
                source,
                "Acme, Bodies and Jo Doe did it.",
                lever,
                target=f"Acme {turn % 3}",
                target_kind=("company", "person", "sector", "company")[turn % 4],
                actor=("Bodies", None, "  'Bodies' ", "Acme 0", "a\nb\0c")[turn // 2 % 5],
                people=((), ("Jo Doe",), ("Jo Doe", "习大大"))[turn % 3],
                date=(None, "2021", "2020-02/2021", "2019/", "2021-04-10")[turn // 5 % 5],
                place=("Hangzhou", None)[turn % 2],
                quantity=(None, Quantity(12.5, "percent"), Quantity(2.8e9, "USD", "USD"), Quantity(6000, "people"))[
                    turn // 3 % 4
                ],
                assertion=Assertion(get_args(Status)[turn // 4 % 4], attributed_to=("Reuters", None)[turn % 2]),
            )
            told = replace(told, id=f"{told.id}{turn}")
            claims.append(told)
            links.append(link(told, entity=f"acme-{turn % 3}"))
            if told.actor and turn % 2:
                links.append(Link(told.id, "actor", told.actor, ("bodies", None)[turn % 3 == 0], ("x", "y"), "table"))
        found.append((source, claims, links))
    return found


@pytest.fixture
def book(tmp_path: Path) -> Any:
    with Ledger(tmp_path / "ledger.db") as ledger:
        for source, claims, links in every_kind():
            ledger.add(source, claims, links, ruleset="R1", at=T1)
        yield ledger


KNOWN = [
    Entity(
        "acme-0",
        "Company",
        "Acme Group",
        {"alias": ("阿克美", "Acme"), "country": ("cn",), "ticker": ("ACM",), "none": ("x",)},
    ),
    Entity(
        "bodies",
        "PublicBody",
        "Bodies",
        {"website": ("https://bodies.example.org",), "email": ("press@bodies.example.org",)},
    ),
    Entity("acme-1", "Vessel", "Not a schema that exports use", {}),
]


def entities(ledger: Ledger, path: Path) -> list[dict[str, Any]]:
    export(ledger, "ftm", path, entities=KNOWN)
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_every_lever_has_a_mapping_that_the_model_allows() -> None:
    assert set(mappings()) == set(LEVERS)


def test_a_mapping_that_the_model_does_not_allow_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from upperhand.ledger.exports import ftm_levers

    good = mappings()
    for bad, message in (
        ({lever: each for lever, each in good.items() if lever != "detention"}, "no mapping for detention"),
        ({**good, "detention": replace_tie(good["detention"], "Nothing", {})}, "no schema Nothing"),
        (
            {**good, "detention": replace_tie(good["detention"], "Ownership", {"holder": "target"})},
            "no property holder",
        ),
    ):
        monkeypatch.setattr(ftm_levers, "load", lambda *_, bad=bad: bad)
        with pytest.raises(DataError, match=message):
            ftm_levers.mappings.__wrapped__()


def replace_tie(mapping: Any, schema: str, ends: dict[str, Any]) -> Any:
    import msgspec

    from upperhand.ledger.exports.ftm_levers import Tie

    return msgspec.structs.replace(mapping, tie=Tie(schema=schema, ends=ends))


def test_each_entity_stands_once_and_points_to_entities_that_stand(book: Ledger, tmp_path: Path) -> None:
    found = entities(book, tmp_path / "out.ftm.json")
    ids = {each["id"]: each["schema"] for each in found}
    assert len(ids) == len(found)
    for each in found:
        for prop, values in each["properties"].items():
            kind = next(t for name in lineage(each["schema"]) if (t := schemata()[name].properties.get(prop)))
            if kind.startswith("entity "):
                assert all(kind.removeprefix("entity ") in lineage(ids[value]) for value in values), (each, prop)
        assert set(schemata()[each["schema"]].required) <= set(each["properties"]), each


def test_each_lever_makes_its_link_with_the_words(book: Ledger, tmp_path: Path) -> None:
    found = entities(book, tmp_path / "out.ftm.json")
    schemas = {each["schema"] for each in found}
    assert schemas >= {
        "Membership", "Directorship", "Ownership", "Occupancy", "Position", "Contract", "ContractAward", "Payment",
        "Sanction", "Event",
        "Company", "Person", "PublicBody", "Organization", "PlainText", "HyperText", "Pages", "Document",
    }  # fmt: skip
    told = {claim_id for each in found for claim_id in each["properties"].get("recordId", [])}
    assert told == {record.claim.id for record in book.claims()}
    for each in found:
        if "recordId" in each["properties"]:
            assert each["properties"]["summary"] == ["Acme, Bodies and Jo Doe did it."]
            assert each["properties"]["proof"]
    assert any(each["properties"].get("percentage") == ["12.5"] for each in found if each["schema"] == "Ownership")
    assert any(each["properties"].get("amount") == ["2800000000"] for each in found if each["schema"] == "Payment")


def test_planned_and_denied_claims_make_events_only(tmp_path: Path) -> None:
    source = document("Bodies deny that they bought Acme.")
    with Ledger(tmp_path / "ledger.db") as ledger:
        told = claim(source, source.text, "state_ownership", actor="Bodies", assertion=Assertion("denied"))
        ledger.add(source, [told], [], ruleset="R1", at=T1)
        schemas = {each["schema"]: each for each in entities(ledger, tmp_path / "out")}
    assert "Ownership" not in schemas
    assert schemas["Event"]["properties"]["name"] == ["State ownership: Acme (denied)"]


def test_what_is_known_of_an_entity_enriches_it(book: Ledger, tmp_path: Path) -> None:
    acme = next(each for each in entities(book, tmp_path / "out") if each["id"] == "acme-0")
    assert acme["schema"] == "Company"
    assert {"Acme Group", "Acme 0"} <= set(acme["properties"]["name"])
    assert acme["properties"]["alias"] == ["Acme", "阿克美"]
    assert "none" not in acme["properties"]


def test_two_documents_that_say_the_same_make_one_link_and_one_statement(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.db") as ledger:
        for number, at in ((1, T1), (2, T2)):
            source = document(f"Bodies own Acme, says paper {number}.", publisher=f"Paper {number}")
            told = claim(source, "Bodies own Acme", "state_ownership", actor="Bodies", date="2015")
            ledger.add(
                source,
                [told],
                [link(told, entity="acme"), link(told, "actor", "Bodies", "bodies")],
                ruleset="R1",
                at=at,
            )
        found = entities(ledger, tmp_path / "out")
        (stake,) = [each for each in found if each["schema"] == "Ownership"]
        assert (len(stake["properties"]["recordId"]), len(stake["properties"]["proof"])) == (2, 2)
        assert (stake["first_seen"], stake["last_seen"]) == (T1, T2)
        export(ledger, "statements", tmp_path / "statements.csv")
    with (tmp_path / "statements.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["id"] for row in rows}) == len(rows)
    (name,) = [row for row in rows if row["entity_id"] == "acme" and row["prop"] == "name"]
    assert (name["first_seen"], name["last_seen"]) == (T1, T2)


def test_merged_entities_keep_their_ids_in_statements(book: Ledger, tmp_path: Path) -> None:
    def ids() -> dict[str, str]:
        export(book, "statements", tmp_path / "out")
        with (tmp_path / "out").open(encoding="utf-8", newline="") as file:
            return {row["id"]: row["canonical_id"] for row in csv.DictReader(file)}

    before = ids()
    book.judge(Judgement("acme-0", "acme-1", "positive", "me", T2))
    after = ids()
    assert before.keys() == after.keys()
    assert set(before.values()) - set(after.values()) == {"acme-1"}
    assert "acme-1" not in {each["id"] for each in entities(book, tmp_path / "out")}


def test_ids_that_followthemoney_does_not_take_are_replaced_for_good() -> None:
    assert export_id("acme-0") == "acme-0"
    assert export_id("unknown:阿里巴巴") == export_id("unknown:阿里巴巴") != export_id("unknown:腾讯")
    assert all(export_id(each).startswith("uh-") for each in ("unknown:x", "-a", "a.", "a_b", "é", "x" * 201))


@needs_judge
def test_ftm_validate_takes_all_and_drops_nothing(book: Ledger, tmp_path: Path) -> None:
    ours = entities(book, tmp_path / "in.json")
    program = "import sys; from followthemoney.cli.cli import cli; sys.argv[0] = 'ftm'; cli()"
    command = [str(JUDGE), "-c", program, "validate", "-i", str(tmp_path / "in.json"), "-o", str(tmp_path / "out.json")]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    assert said.stderr == ""
    theirs = [json.loads(line) for line in (tmp_path / "out.json").read_text("utf-8").splitlines()]
    for mine, validated in zip(ours, theirs, strict=True):
        assert (validated["id"], validated["schema"]) == (mine["id"], mine["schema"])
        kept = {prop: sorted(values) for prop, values in validated["properties"].items()}
        assert kept == {prop: sorted(values) for prop, values in mine["properties"].items()}


@needs_judge
def test_statement_ids_are_theirs(book: Ledger, tmp_path: Path) -> None:
    export(book, "statements", tmp_path / "statements.csv")
    program = """
import json, sys
from followthemoney.statement import read_path_statements
from pathlib import Path
statements = read_path_statements(Path(sys.argv[1]), "csv")
print(json.dumps([[s.id, s.generate_key(), s.prop_type] for s in statements]))
"""
    found = ask(program, tmp_path / "statements.csv")
    assert len(found) > 100
    with (tmp_path / "statements.csv").open(encoding="utf-8", newline="") as file:
        kinds = {row["id"]: row["prop_type"] for row in csv.DictReader(file)}
    for id_, theirs, prop_type in found:
        assert id_ == theirs
        assert kinds[id_] == prop_type


@needs_judge
def test_a_statement_id_with_a_language_is_theirs() -> None:
    program = """
import json
from followthemoney.statement import Statement
print(json.dumps([Statement.make_key("d", "e", "name", "阿里巴巴", False, lang=l) for l in (None, "zho")]))
"""
    assert ask(program) == [statement_id("d", "e", "name", "阿里巴巴", lang) for lang in (None, "zho")]


@needs_judge
def test_our_part_of_the_model_is_theirs() -> None:
    program = """
import json, string
from followthemoney import model
from followthemoney.types import registry
schemata = {s.name: [sorted(x.name for x in s.schemata), sorted(s.required), {p.name: p.type.name + (f" {p.range.name}"
    if p.type.name == "entity" else "") for p in s.properties.values() if not p.stub}] for s in model}
twos = [a + b for a in string.ascii_lowercase for b in string.ascii_lowercase]
print(json.dumps([schemata, {two: c for two in twos if (c := registry.language.clean(two))}]))
"""
    theirs, their_languages = ask(program)
    assert languages() == their_languages
    for name in schemata():
        ancestors, required, properties = theirs[name]
        assert sorted(lineage(name)) == ancestors
        ours = {prop: kind for each in lineage(name) for prop, kind in schemata()[each].properties.items()}
        assert ours.items() <= properties.items()
        assert sorted(schemata()[name].required) == sorted(set(required))


@needs_judge
def test_what_we_clean_they_keep_as_it_is() -> None:
    values = [
        "Acme  Group ", "'x'", "a\nb", "a\u200bb\x07", "=1+1", "阿里巴巴", "https://example.org", "http://例子.中国/路",
        "https://x.example.org/a b", "file:///x", "https://user@example.org/", "2021", "2021-04-31",
        "2021-04-10T12:00:00Z", "0000", "x" * 5000, "en", "zh", "eng", "cn", "text/html", "12.50", "\ufffe", "?",
    ]  # fmt: skip
    props = [("Company", "name"), ("Ownership", "startDate"), ("Event", "sourceUrl"), ("Event", "summary"),
             ("Pages", "language"), ("Event", "location"), ("Pages", "title"), ("Payment", "amount")]  # fmt: skip
    cleaned = [(*prop, value) for prop in props for raw in values if (value := clean(*prop, raw))]
    cleaned = [each for each in cleaned if each[1] != "amount" or each[2][0].isdigit()]
    program = """
import json, sys
from followthemoney import model
print(json.dumps([model.get(s).get(p).type.clean(v) for s, p, v in json.loads(sys.argv[1])]))
"""
    assert ask(program, json.dumps(cleaned)) == [value for _, _, value in cleaned]
