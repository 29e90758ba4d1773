"""What is asked of a ledger is answered from what is kept, and is what would be worked out."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.assess.test_kept import DAYS, put, sample

from upperhand.assess import answers, of_ledger
from upperhand.assess.check import check_ledger
from upperhand.errors import UnknownEntity
from upperhand.ledger import Ledger


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    draw = random.Random(2)
    with Ledger(tmp_path / "ledger.db") as ledger:
        for number in range(8):
            put(ledger, *sample(number, draw), at=DAYS[0])
        yield ledger


@pytest.mark.parametrize("checked", [True, False])
def test_the_kept_answers_are_the_worked_out_ones(book: Ledger, checked: bool) -> None:
    if checked:
        check_ledger(book, at=DAYS[1])
    put(book, *sample(9, random.Random(9)), at=DAYS[2])
    assert answers.facts_of(book, "acme") == of_ledger.facts_of(book, "acme") != ()
    assert answers.facts_of(book, "acme", DAYS[0]) == of_ledger.facts_of(book, "acme", DAYS[0])
    assert answers.facts_of(book, "acme", min_confidence=0.95) == ()
    assert answers.contradictions_of(book, "acme") == of_ledger.contradictions_of(book, "acme")
    assert answers.contradictions_of(book) == of_ledger.contradictions_of(book) != ()
    assert list(answers.iter_facts(book)) == list(of_ledger.iter_facts(book))
    assert list(answers.iter_facts(book, DAYS[0])) == list(of_ledger.iter_facts(book, DAYS[0]))


def test_a_fact_is_known_by_its_id_its_beginning_or_a_claim(book: Ledger) -> None:
    fact = answers.facts_of(book, "acme")[0]
    for name in (fact.id, fact.id[:14], fact.supporting[-1], f" {fact.supporting[0][:20]} "):
        assert answers.fact_by_id(book, name) == fact
    for name in ("f00", "", "%"):
        with pytest.raises(UnknownEntity, match="no fact"):
            answers.fact_by_id(book, name)
