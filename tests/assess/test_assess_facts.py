"""Which claims join into one fact, which do not, and why."""

import random

import pytest
from tests.assess.assess_samples import AT, document, record

from upperhand.assess import same_figure
from upperhand.assess.facts import facts
from upperhand.assess.types import Fact
from upperhand.ledger import Recorded
from upperhand.model import Document, Judgement, Quantity

A = document("The authority fined Acme 18.2 billion yuan.", publisher="Lakeport Chronicle")
B = document("A record penalty for Acme was announced in the morning.", publisher="Westmere Tribune")
C = document("Acme, it was learned, has to pay up soon, and will.", publisher="Meridian Daily")


def joined(*records: Recorded, judgements: tuple[Judgement, ...] = ()) -> tuple[Fact, ...]:
    return facts(records, (A, B, C), judgements)


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        ({"money": 18.228e9}, {"money": 18e9, "date": "2021"}, "rounds to 18 billion CNY"),
        ({"money": 18.228e9}, {"quantity": Quantity(2.8e9, "USD", "USD")}, "USD"),
        ({"money": 18.228e9}, {"money": 18.228e9, "actor": None, "date": None}, "the same figure"),
        ({"money": 18.228e9}, {"money": 18.228e9, "date": "2021-04-12"}, "dates that agree (2021-04-10, 2021-04-12)"),
        ({}, {"date": "2021-04"}, "the same actor (authority)"),
        ({"actor": None, "people": ("lin",)}, {"actor": None, "people": ("lin", "hu")}, "the same people (lin)"),
        ({"actor": "generic:regulator"}, {"actor": "authority"}, "the same company and lever"),
        ({"money": 18.228e9, "actor": "name:market regulator"}, {"money": 18.228e9}, "the same figure"),
        ({"status": "planned"}, {}, "the same actor"),
        ({}, {"status": "denied", "date": "2021"}, "denied of the same actor"),
    ],
)
def test_claims_that_tell_one_fact_join_and_say_why(left: dict, right: dict, why: str) -> None:  # type: ignore[type-arg]
    found = joined(record(A, **left), record(B, **right))
    assert len(found) == 1
    assert why in found[0].joins[0].why
    assert found[0].joins[0].by == "rule"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"money": 18.2e9}, {"money": 17.1e9}),
        ({"money": 18.228e9}, {"quantity": Quantity(9.9e9, "USD", "USD")}),
        ({"money": 18.228e9}, {"money": 18.228e9, "date": "2022-04-10"}),
        ({"money": 18.228e9}, {"money": 18.228e9, "actor": "court"}),
        ({"money": 18.228e9}, {"money": 18.228e9, "actor": "unknown:Market Office"}),
        ({}, {"lever": "state_support"}),
        ({}, {"company": "bravo"}),
        ({}, {"status": "eased"}),
        ({"actor": None}, {"actor": None, "date": "2021"}),
        ({"actor": None, "date": "2021"}, {"actor": None, "date": "2021"}),
        ({"people": ("lin",)}, {"people": ("hu",)}),
        ({"date": "2021-04-10"}, {"date": "2021-04-20"}),
    ],
)
def test_claims_that_differ_stay_apart(left: dict, right: dict) -> None:  # type: ignore[type-arg]
    assert len(joined(record(A, **left), record(B, **right))) == 2


def test_a_fact_knows_what_stands_for_and_against_it() -> None:
    found = joined(
        record(A, money=18.228e9, confidence=0.8),
        record(B, money=18.2e9, date="2021", confidence=0.5, stance="attributed"),
        record(C, status="denied", money=18.228e9, at="2024-02-01T00:00:00Z"),
    )
    assert len(found) == 1
    fact = found[0]
    assert (len(fact.supporting), len(fact.opposing), fact.status) == (2, 1, "effective")
    assert (fact.date, fact.quantity, fact.known_at) == ("2021-04-10", Quantity(18.228e9, "CNY", "CNY"), AT)
    assert fact.publishers == ("Lakeport Chronicle", "Westmere Tribune")
    assert fact.confidence == pytest.approx(0.9)
    assert [origin.publishers for origin in fact.opposing_origins] == [("Meridian Daily",)]
    assert not fact.attributed


def test_more_denials_than_tellings_deny_a_fact() -> None:
    found = joined(record(A), record(B, status="denied"), record(C, status="denied"))
    assert found[0].status == "denied"
    assert len(found[0].supporting) == 2


def test_two_claims_of_one_document_are_two_facts_unless_the_figure_says_otherwise() -> None:
    text = document("Acme was fined 5 million on 10 April. Acme was also censured. A fine of 5 million for Acme.")
    first = record(text, "Acme was fined 5 million on 10 April", money=5e6)
    second = record(text, "Acme was also censured")
    third = record(text, "A fine of 5 million for Acme", money=5e6, date=None)
    found = facts((first, second, third), (text,))
    assert sorted(len(fact.supporting) for fact in found) == [1, 2]


def test_a_judgement_splits_and_joins_and_can_be_taken_back() -> None:
    a, b = record(A, money=18.228e9), record(B, money=18.228e9)
    apart = Judgement(a.claim.id, b.claim.id, "negative", "Ada", AT, "two fines of one size")
    assert len(joined(a, b, judgements=(apart,))) == 2
    back = Judgement(a.claim.id, b.claim.id, "none", "Ada", AT)
    assert len(joined(a, b, judgements=(apart, back))) == 1
    c = record(C, money=99e6, date="2019")
    found = joined(a, c, judgements=(Judgement(c.claim.id, a.claim.id, "positive", "Ada", AT, "one fine"),))
    assert len(found) == 1
    assert (found[0].joins[0].by, found[0].joins[0].why) == ("Ada", "one fine")


def test_the_order_of_claims_does_not_matter() -> None:
    records = [
        record(source, money=money, date=date)
        for source in (A, B, C)
        for money in (1.5e9, 2.5e9)
        for date in ("2021", "2021-04-10")
    ]
    expected = joined(*records)
    for seed in range(5):
        shuffled = random.Random(seed).sample(records, len(records))
        assert joined(*shuffled) == expected


def test_a_fact_keeps_its_id_as_others_join() -> None:
    first = record(A, money=18.228e9)
    before = joined(first)[0].id
    later = record(B, money=18.228e9, at="2025-01-01T00:00:00Z")
    assert [fact.id for fact in joined(later, first)] == [before]


def test_an_ambiguous_target_is_kept_under_its_name() -> None:
    from dataclasses import replace

    given = record(A)
    nameless = replace(given, links=tuple(replace(link, entity_id=None) for link in given.links))
    assert joined(nameless)[0].entity_id == "name:acme"


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (18.2e9, 18.228e9, True),
        (18e9, 18.228e9, True),
        (2e9, 1.5e9, False),
        (0, 0, True),
        (0, 5, False),
        (43.57, 44, True),
    ],
)
def test_figures_round(left: float, right: float, same: bool) -> None:
    assert bool(same_figure.agreement(Quantity(left, "x"), Quantity(right, "x"))) is same


def test_figures_without_a_rate_do_not_agree() -> None:
    assert same_figure.agreement(Quantity(1, "USD", "USD"), Quantity(1, "XXX", "XXX"), 2020) is None
    assert same_figure.agreement(Quantity(1, "people"), Quantity(1, "percent"), 2020) is None


def test_documents_of_facts_are_dated_by_the_first() -> None:
    early = document("It began with Acme, some say, and may well end with it too.", published="2021-04-01")
    found = facts((record(A, money=5e6), record(early, money=5e6)), (A, early))
    assert found[0].published_at == "2021-04-01"
    assert isinstance(early, Document)
