"""Contradictions as objects, rulings on them, findings in the ledger."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.assess.assess_samples import AT, document, record

from upperhand.assess import posts, rulings
from upperhand.assess.answers import contradictions_of, fact_by_id, facts_of
from upperhand.assess.check import check_ledger
from upperhand.assess.contradictions import CHECKS, contradictions
from upperhand.assess.facts import facts
from upperhand.assess.of_ledger import iter_facts
from upperhand.assess.planted import planted
from upperhand.assess.planted_copies import planted_copies
from upperhand.assess.quality import conflicts, faults, independence, lines
from upperhand.assess.tellings import telling
from upperhand.assess.types import Contradiction
from upperhand.errors import InputError, UnknownEntity
from upperhand.ledger import Ledger, Recorded
from upperhand.model import Document, Judgement

A = document(
    "The authority fined Acme in April; so it says itself.", publisher="Lakeport Chronicle", published="2021-04-11"
)
B = document(
    "A penalty for Acme was announced before the weekend.", publisher="Westmere Tribune", published="2021-04-12"
)
C = document(
    "The Acme affair has found its end, as far as we know.", publisher="Meridian Daily", published="2023-01-05"
)


def found(*records: Recorded) -> tuple[Contradiction, ...]:
    return contradictions(facts(records, (A, B, C)), {each.claim.id: telling(each) for each in records})


def test_a_contradiction_holds_both_values_with_sources_and_dates() -> None:
    one = found(record(A, money=18e6), record(B, money=81e6))[0]
    assert (one.kind, one.entity_id, one.lever) == ("figures", "acme", "enforcement")
    assert (one.left.value, one.left.publishers, one.left.dates) == (
        "18 million CNY",
        ("Lakeport Chronicle",),
        ("2021-04-11",),
    )
    assert (one.right.value, one.right.publishers, one.right.origins) == ("81 million CNY", ("Westmere Tribune",), 1)
    assert one.working == "18 million CNY / 81 million CNY = 0.222"


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ({"money": 5e6}, {"money": 5e9}, "figures"),
        ({"money": 5e6}, {"status": "denied", "money": 5e6}, "denied"),
        ({"money": 5.25e6}, {"money": 5.25e6, "date": "2021-06-10"}, "dates"),
        (
            {"people": ("lin",), "actor": None},
            {"people": ("lin",), "actor": None, "status": "eased", "date": "2020-01"},
            "dates",
        ),
        ({"date": "2021-04/2024-01"}, {"status": "eased", "date": "2022-01-10"}, "eased"),
        ({}, {"status": "eased"}, "eased"),
    ],
)
def test_what_cannot_both_be_so_is_found(left: dict, right: dict, kind: str) -> None:  # type: ignore[type-arg]
    assert [each.kind for each in found(record(A, **left), record(B, **right))] == [kind]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"money": 5e6}, {"money": 5.04e6}),
        ({"money": 5e6}, {"money": 9e6, "date": "2022-04-10"}),
        ({"money": 5e6}, {"money": 9e6, "actor": "court"}),
        ({"money": 5e6}, {"money": 9e6, "confidence": 0.3}),
        ({"money": 5e6}, {"money": 9e6, "lever": "state_support"}),
        ({"status": "planned", "date": "2021-03-01"}, {}),
        ({}, {"status": "eased", "date": "2022-01-10"}),
        ({"date": "2021-04/"}, {"status": "eased", "date": "2022-01-10"}),
        ({"money": 5.25e6}, {"money": 5.25e6, "date": "2021"}),
        ({"money": 5.25e6, "people": ("lin",)}, {"money": 5.25e6, "date": "2021-09-01", "people": ("hu",)}),
    ],
)
def test_what_only_looks_like_one_is_left_alone(left: dict, right: dict) -> None:  # type: ignore[type-arg]
    assert found(record(A, **left), record(B, **right)) == ()


def test_one_document_does_not_contradict_itself() -> None:
    text = document("Acme was fined 5 million. Acme was fined 9 million.")
    records = record(text, "Acme was fined 5 million.", money=5e6), record(text, "Acme was fined 9 million.", money=9e6)
    assert contradictions(facts(records, (text,)), {each.claim.id: telling(each) for each in records}) == ()


def test_a_source_long_after_the_end_that_calls_it_in_force_contradicts_it() -> None:
    lasting = record(C, date="2021-04/")
    ended = record(B, status="eased", date="2022-01-10")
    one = found(lasting, ended)[0]
    assert (one.kind, one.working) == ("eased", "called in force on 2023-01-05, 360 days after 2022-01-10")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Lin was named chairman", "Hu 出任董事长", True),
        ("Lin was named chairman", "Hu was named deputy chairman", False),
        ("Lin was named chairman", "Hu became chief executive", False),
        ("Lin went home", "Hu went home", False),
    ],
)
def test_two_holders_of_one_post(left: str, right: str, expected: bool) -> None:
    a, b = document(left, publisher="A"), document(right, publisher="B")
    records = (
        record(a, lever="state_personnel", people=("lin",), actor=None),
        record(b, lever="state_personnel", people=("hu",), actor=None),
    )
    told = {each.claim.id: telling(each) for each in records}
    kinds = [each.kind for each in contradictions(facts(records, (a, b)), told)]
    assert kinds == (["holders"] if expected else [])


def test_posts_find_their_examples_and_nothing_else() -> None:
    for post in posts.rules().posts:
        assert [text for text in post.examples if posts.post_in(text) != post.id] == []
        assert [text for text in post.not_examples if posts.post_in(text) is not None] == []


def test_every_check_explains_itself_to_users() -> None:
    assert all(check.__doc__ and ":" in check.__doc__ for checks in CHECKS.values() for check in checks)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.db") as ledger:
        put(ledger, A, record(A, money=18e6))
        put(ledger, B, record(B, money=81e6))
        yield ledger


def put(ledger: Ledger, source: Document, *records: Recorded, at: str = AT) -> None:
    links = [link for each in records for link in each.links]
    ledger.add(source, [each.claim for each in records], links, ruleset="r", at=at)


def test_a_ruling_is_kept_and_can_be_replaced(book: Ledger) -> None:
    one = contradictions_of(book)[0]
    assert one.ruling is None
    rulings.rule(book, one.id, "left", by="Ada", reason="the decision says 18", at=AT)
    ruled = contradictions_of(book, "acme")[0].ruling
    assert ruled is not None and (ruled.holds, ruled.by, ruled.reason) == ("left", "Ada", "the decision says 18")
    rulings.rule(book, one.id, "both", by="Bo", reason="two fines", at="2024-02-01T00:00:00Z")
    ruled = contradictions_of(book, "acme")[0].ruling
    assert ruled is not None and (ruled.holds, ruled.by) == ("both", "Bo")
    assert len(book.judgements()) == 5  # the side that held no more was withdrawn first
    before = contradictions_of(book, "acme", as_of="2024-01-15")[0].ruling
    assert before is not None and before.holds == "left"


@pytest.mark.parametrize(("holds", "by", "reason"), [("left", "Ada", " "), ("left", "", "so"), ("maybe", "Ada", "so")])
def test_a_ruling_without_reason_or_name_is_refused(book: Ledger, holds: str, by: str, reason: str) -> None:
    with pytest.raises(InputError):
        rulings.rule(book, "x1", holds, by=by, reason=reason, at=AT)  # type: ignore[arg-type]
    assert book.judgements() == []


def test_a_check_keeps_its_findings_and_withdraws_what_is_no_longer_so(book: Ledger) -> None:
    first = check_ledger(book, at=AT)
    kinds = [each.check for each in first.findings if each.check.startswith("contradiction:")]
    assert (kinds, first.withdrawn) == (["contradiction:figures"], 0)
    assert check_ledger(book, at=AT).added == 0
    book.add(B, [], [], ruleset="r2", at="2024-03-01T00:00:00Z")
    second = check_ledger(book, at="2024-03-01T00:00:00Z")
    assert second.withdrawn == len(kinds)
    assert [each for each in book.findings() if each.check.startswith("contradiction:")] == []


def test_a_ruled_contradiction_is_a_note(book: Ledger) -> None:
    rulings.rule(book, contradictions_of(book)[0].id, "right", by="Ada", reason="a slip of the pen", at=AT)
    finding = next(each for each in check_ledger(book, at=AT).findings if each.check == "contradiction:figures")
    assert finding.level == "info"
    assert "Ada holds right (a slip of the pen)" in finding.message


def test_one_company_is_assessed_as_it_is_among_all(book: Ledger) -> None:
    put(book, C, record(C, company="bravo", money=5e6), record(C, "Acme affair", money=18e6))
    assert dict(iter_facts(book))["acme"] == facts_of(book, "acme")
    assert facts_of(book) == (*facts_of(book, "acme"), *facts_of(book, "bravo"))
    assert facts_of(book, "nobody") == ()


def test_the_ledger_can_be_assessed_as_it_stood(book: Ledger) -> None:
    put(book, C, record(C, company="bravo", money=5e6), at="2024-06-01T00:00:00Z")
    assert {entity for entity, _ in iter_facts(book, "2024-05-31")} == {"acme"}
    assert {entity for entity, _ in iter_facts(book)} == {"acme", "bravo"}


def test_merged_companies_are_one(book: Ledger) -> None:
    put(book, C, record(C, company="acme-holdings", money=18e6))
    assert len(facts_of(book, "acme")) == 2
    book.judge(Judgement("acme", "acme-holdings", "positive", "Ada", AT))
    assert [len(fact.supporting) for fact in facts_of(book, "acme-holdings")] == [2, 1]


def test_a_fact_is_found_by_its_id_a_prefix_or_a_claim(book: Ledger) -> None:
    fact = facts_of(book)[0]
    for key in (fact.id, fact.id[:9], fact.supporting[0]):
        assert fact_by_id(book, key) == fact
    with pytest.raises(UnknownEntity, match="upperhand facts"):
        fact_by_id(book, "f0000nothing")


def test_planted_duplicates_and_contradictions_are_found() -> None:
    assert independence(planted(25, seed=11)).f1 >= 0.90
    assert conflicts(seed=11, each=4).f1 >= 0.85
    assert all(count < 3 for _, _, count in faults(seed=11, each=4))


def test_copies_planted_in_documents_are_found() -> None:
    corpus = Path(__file__).parents[2] / "benchmarks" / "corpus" / "voices-en.jsonl"
    given = [document(json.loads(line)["text"]) for line in corpus.read_text(encoding="utf-8").splitlines()]
    made = planted_copies(given, seed=1)
    assert len(made) >= 40
    assert independence(made).f1 >= 0.90


def test_the_figures_are_printed() -> None:
    assert sum("independence" in line or "contradictions" in line for line in lines(seed=3)) >= 2
