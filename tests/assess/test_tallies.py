"""Sums from which facts can be taken out again: against the plain arithmetic, and against sums made from nothing."""

import random
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assess.test_exposure import fact, origin

from upperhand.assess import series, strength
from upperhand.assess.disputes import Places
from upperhand.assess.series import Changes, drawn_again, of_facts, of_levers
from upperhand.assess.tallies import combined, quarter_end, quarter_ends, tally
from upperhand.assess.types import Fact
from upperhand.assess.weights import shipped

LAST = date(2024, 5, 20).toordinal()
DATES = (
    None,
    "2019",
    "2020-03",
    "2021-04-10",
    "2024-05-19",
    "2018/2020",
    "2017/",
    "2024/2029",
    "2026-01-01",
    "2024-06-20",
)


def anything(number: int, draw: random.Random) -> Fact:
    origins = [
        origin(f"o{draw.randrange(6)}", draw.choice([None, "2021-01-05"]), confidence=draw.uniform(0.3, 1))
        for _ in range(draw.randrange(1, 3))
    ]
    status = draw.choice(["effective", "effective", "planned", "eased"])
    actor = draw.choice([None, "authority", "court"])
    return fact(f"{number}", *origins, date=draw.choice(DATES), status=status, actor_id=actor)


@pytest.mark.parametrize("seed", range(6))
def test_the_series_from_whole_numbers_is_that_of_the_facts(seed: int) -> None:
    draw = random.Random(seed)
    facts = [anything(number, draw) for number in range(60)]
    first = date(2017, 1, 1).toordinal()
    for last in (LAST, date(2024, 6, 30).toordinal(), date(2026, 1, 1).toordinal()):
        drawn = {"enforcement": drawn_again(None, Changes(), last, lambda: facts)}
        plain = of_facts(facts, first, last)
        found = of_levers(drawn, first, last)  # type: ignore[arg-type]
        assert [each.day for each in found] == [each.day for each in plain]
        for a, b in zip(found, plain, strict=True):
            np.testing.assert_allclose([*a.levers, *a.counter], [*b.levers, *b.counter], atol=2e-4)


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=40)
def test_what_is_taken_out_and_put_in_leaves_what_would_be_summed_up(seed: int) -> None:
    draw = random.Random(seed)
    facts = [anything(number, draw) for number in range(20)]
    last = LAST
    known = drawn_again(None, Changes(), last, lambda: facts)
    for turn in range(3):
        gone = draw.sample(facts, k=3)
        new = [anything(100 + 10 * turn + number, draw) for number in range(draw.randrange(4))]
        facts = [each for each in facts if each not in gone] + new
        last += draw.choice([0, 5, 40, 200])
        now = facts
        known = drawn_again(known, Changes(gone, new), last, lambda now=now: now)
        assert known == drawn_again(None, Changes(), last, lambda now=now: now)


def test_no_other_fact_is_asked_unless_its_actor_eased_the_lever(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = [fact(f"{n}", date=f"20{10 + n}-01-01", actor_id=("court" if n == 3 else "authority")) for n in range(12)]
    known = drawn_again(None, Changes(), LAST, lambda: facts)
    summed: list[int] = []
    counted = series._tallied
    monkeypatch.setattr(series, "_tallied", lambda some, *rest: (summed.append(len(some)), counted(some, *rest))[1])
    more = fact("more", date="2020-02-02", actor_id="authority")
    drawn_again(known, Changes(put=[more]), LAST, lambda: pytest.fail("all are read"))
    assert summed == [1]
    eased = fact("eased", date="2020-02-02", actor_id="court", status="eased")
    drawn_again(known, Changes(put=[eased]), LAST, lambda: [*facts, eased])
    assert summed == [1, 1, 2]


def test_quarters_end_where_they_do() -> None:
    days = np.array([date(2024, month, 17).toordinal() for month in range(1, 13)])
    ends = [date.fromordinal(day).isoformat() for day in quarter_ends(days).tolist()]
    assert sorted(set(ends)) == ["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"]
    assert quarter_end(date(2024, 6, 30).toordinal()) == date(2024, 6, 30).toordinal()


def test_nothing_is_left_of_facts_that_were_taken_out() -> None:
    given = strength.table([fact("1"), fact("2", date="2019/2020")], shipped())
    sums, late = tally(given, 20, LAST)
    assert combined(sums, sums, -1) == {} == late


def test_places_are_those_of_the_parts_as_they_are_now() -> None:
    known = Places().replaced({"a": {1, 2}, "b": {2, -3}})
    assert (known.of([2]), known.of([-3]), known.of([7])) == ({"a", "b"}, {"b"}, set())
    now = known.replaced({"a": {7}, "c": {1}})
    assert (now.of([2]), now.of([7, 1]), now.of([])) == ({"b"}, {"a", "c"}, set())
