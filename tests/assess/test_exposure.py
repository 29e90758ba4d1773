"""Exposure: arithmetic against a slow twin, both clocks, intervals, sensitivity, weights, portfolio."""

import random
from dataclasses import asdict, replace
from math import exp, prod
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from upperhand import data
from upperhand.assess import strength
from upperhand.assess.exposure import exposure, months, over_time, sensitivity, side_draws
from upperhand.assess.portfolio import Held, Holding, portfolio, read_holdings
from upperhand.assess.types import Fact, Origin
from upperhand.assess.weights import Weights, read_weights, shipped
from upperhand.errors import InputError
from upperhand.model import LEVERS, Quantity


def origin(id: str, published: str | None = "2021-01-05", **fields: object) -> Origin:
    return Origin(
        id,
        (f"doc-{id}",),
        (f"Paper {id}",),
        ("newspaper",),
        known_at="2024-01-01T00:00:00Z",
        published_at=published,
        **fields,
    )  # type: ignore[arg-type]


def fact(
    id: str, *origins: Origin, lever: str = "enforcement", date: str | None = "2021-01-01", **fields: object
) -> Fact:
    return Fact(id, "northcam", lever, (f"c{id}",), date=date, origins=origins or (origin(id),), **fields)  # type: ignore[arg-type]


def slow(facts: list[Fact], day: str, weights: Weights) -> dict[str, float]:
    """The points of each lever, by the definitions, one fact at a time; whole dates only, no easing."""
    ordinal = strength._ordinal
    sums = dict.fromkeys(LEVERS, 0.0)
    for each in facts:
        age = ordinal(day) - ordinal(each.date or "")
        if age < 0:
            continue
        sure = 1 - prod(1 - strength.chance(one, weights) for one in each.origins)
        sure *= prod(1 - strength.chance(one, weights) for one in each.opposing_origins)
        recent = 2 ** (-age / weights.levers[each.lever].half_life)
        sums[each.lever] += (
            strength.size(each.quantity, each.date, weights) * weights.status[each.status] * recent * sure
        )
    return {lever: 10 * weights.levers[lever].weight * (1 - exp(-total)) for lever, total in sums.items() if total}


MIXED = [
    fact("1", origin("a"), origin("b", confidence=0.4), quantity=Quantity(18.2e9, "CNY", "CNY")),
    fact("2", origin("a"), lever="foreign_measure", date="2020-05-01", opposing_origins=(origin("z"),)),
    fact(
        "3", origin("c", attributed=True), lever="state_ownership", date="2019-03-04", quantity=Quantity(1, "percent")
    ),
    fact("4", origin("d"), date="2022-07-07", status="planned"),
]


@pytest.mark.parametrize("day", ["2018-01-01", "2020-06-01", "2021-01-01", "2023-05-06"])
def test_it_agrees_with_its_slow_twin(day: str) -> None:
    found = exposure(MIXED, day)
    wanted = slow(MIXED, day, shipped())
    assert {lever: measure.value for lever, measure in found.by_lever.items()} == pytest.approx(wanted, abs=1e-3)
    assert found.balance.value == pytest.approx(found.levers.value - found.counter.value, abs=1e-3)


def test_every_point_opens_into_facts_that_add_up_to_it() -> None:
    found = exposure(MIXED, "2023-05-06")
    for side, levers in ((found.levers, LEVERS[:10]), (found.counter, LEVERS[10:])):
        assert sum(each.points for each in found.contributions if each.lever in levers) == pytest.approx(
            side.value, abs=0.01
        )
    assert [each.points for each in found.contributions] == sorted(
        (each.points for each in found.contributions), reverse=True
    )


def test_a_half_life_halves_and_more_facts_saturate() -> None:
    weights = shipped()
    life = weights.levers["enforcement"].half_life
    given_ = strength.table([fact("1")], weights)
    begun = strength._ordinal("2021-01-01")
    assert strength.recency(given_, np.array([begun - 1, begun, begun + round(life)]))[0] == pytest.approx([0, 1, 0.5])
    many = exposure([fact(str(n)) for n in range(60)], "2021-01-01")
    assert many.by_lever["enforcement"].value == pytest.approx(10 * weights.levers["enforcement"].weight, rel=1e-3)


def test_open_spans_hold_until_last_told() -> None:
    told = origin("a", "2023-01-01")
    given_ = strength.table([fact("1", told, date="2015/"), fact("2", told, date="2015/2018")], shipped())
    assert given_.hold.tolist() == [
        strength._ordinal("2023-01-01"),
        (strength._ordinal("2018-01-01") + strength._ordinal("2018-12-31")) // 2,
    ]


def test_an_undated_fact_counts_less_from_its_publication() -> None:
    given_ = strength.table([fact("1", origin("a", "2022-02-02"), date=None)], shipped())
    assert given_.begin.tolist() == [strength._ordinal("2022-02-02")]
    assert given_.base.tolist() == [shipped().evidence.undated]
    assert not strength.table([fact("1", replace(origin("a", None), known_at=""), date=None)], shipped()).facts


def test_easing_by_the_same_actor_ends_what_went_before() -> None:
    before, after = fact("1", actor_id="sec"), fact("2", date="2021-06-01", actor_id="sec", status="eased")
    other = fact("3", actor_id="tax")
    given_ = strength.table([before, after, other], shipped())
    day = np.array([strength._ordinal("2021-06-01")])
    recent = strength.recency(given_, day)[:, 0]
    assert recent[0] == pytest.approx(recent[2] * shipped().evidence.eased)


def test_two_clocks() -> None:
    facts = [fact("1", origin("a", "2021-01-05"), origin("b", "2022-01-05"))]
    assert exposure(facts, "2020-12-31").levers.value == 0
    early, late = exposure(facts, "2023-01-01", known="2021-12-31"), exposure(facts, "2023-01-01")
    assert early.contributions[0].origins == 1 and late.contributions[0].origins == 2
    assert 0 < early.levers.value < late.levers.value
    assert exposure(facts, "2023-01-01", known="2020-12-31").contributions == ()
    undated = [fact("1", origin("a", None))]
    assert not exposure(undated, "2023-01-01", known="2023-12-31").contributions  # the ledger held it only in 2024
    assert exposure(undated, "2023-01-01", known="2024-01-01").contributions


def test_more_origins_make_the_interval_narrower() -> None:
    def width(n: int) -> float:
        found = exposure([fact("1", *(origin(str(each)) for each in range(n)))], "2021-01-01").levers
        return (found.high - found.low) / found.value

    assert width(8) < width(3) < width(1)


@given(st.permutations(MIXED))
def test_neither_order_nor_repetition_changes_anything(facts: list[Fact]) -> None:
    assert exposure(facts, "2023-05-06") == exposure(MIXED, "2023-05-06")


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.integers(1990, 2030))
def test_values_lie_in_their_intervals(confidences: list[float], year: int) -> None:
    facts = [fact(str(n), origin(str(n), confidence=each)) for n, each in enumerate(confidences)]
    found = exposure(facts, f"{year}-06-01")
    for measure in (found.levers, found.counter, found.balance, *found.by_lever.values()):
        assert measure.low <= measure.value <= measure.high


def test_the_bootstrap_is_blockwise_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = exposure(MIXED, "2023-05-06")
    monkeypatch.setattr(strength, "_BLOCK", 7)
    assert exposure(MIXED, "2023-05-06") == whole


def test_the_random_weights_are_exponential() -> None:
    hashes = np.array([strength._hash(str(n)) for n in range(300)], dtype=np.uint64)
    drawn = strength._exponential(1, hashes, np.arange(300))
    assert drawn.mean() == pytest.approx(1, abs=0.02)
    assert drawn.var() == pytest.approx(1, abs=0.05)
    assert abs(np.corrcoef(drawn[0], drawn[1])[0, 1]) < 0.2


def test_over_time_is_each_day_by_itself() -> None:
    days = months(MIXED, "2021-04-10")
    assert days[0] == "2019-03-31" and days[-1] == "2021-04-10"
    assert over_time(MIXED, days)[5] == exposure(MIXED, days[5])
    assert months([], "2021-04-10") == ("2021-04-10",)


def test_sensitivity_leaves_out_sources_levers_and_attributed_claims() -> None:
    day = "2023-05-06"
    whole = exposure(MIXED, day)
    found = {(each.kind, each.name): each for each in sensitivity(MIXED, day)}
    assert found["lever", "foreign_measure"].counter == 0
    assert found["attributed", "all attributed claims"].levers == pytest.approx(
        exposure([each for each in MIXED if each.id != "3"], day).levers.value, abs=1e-3
    )
    without_d = [each for each in MIXED if each.id != "4"]
    assert found["source", "Paper d"].balance == pytest.approx(exposure(without_d, day).balance.value, abs=1e-3)
    assert found["source", "Paper d"].change == pytest.approx(
        found["source", "Paper d"].balance - whole.balance.value, abs=1e-3
    )
    assert [abs(each.change) for each in sensitivity(MIXED, day)] == sorted(
        (abs(each.change) for each in found.values()), reverse=True
    )


def test_figures_count_by_their_unit() -> None:
    weights = shipped()
    ordinary = weights.size.ordinary["money"]
    assert strength.size(Quantity(ordinary, "USD", "USD"), "2021", weights) == 1
    assert strength.size(Quantity(ordinary * 1e9, "USD", "USD"), "2021", weights) == weights.size.most
    assert strength.size(Quantity(ordinary * 6.45, "CNY", "CNY"), "2021", weights) == pytest.approx(1, abs=0.01)
    assert (
        strength.size(Quantity(3, "zebras"), None, weights)
        == strength.size(Quantity(3, "XAU", "XAU"), None, weights)
        == 1
    )


@pytest.mark.parametrize("day", ["yesterday", "2021/2022", ""])
def test_a_wrong_day_is_a_clear_error(day: str) -> None:
    with pytest.raises(InputError, match="not a day of the form"):
        exposure(MIXED, day)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("seed = 1", "sed = 1"), "sed"), (("draws = 200", "draws = 2"), "draws"), (("effective = 1.0\n", ""), "effective"),
        (("trust = 0.6", "trust = 2"), "trust"), (("state_service", "state_servise"), "state_servise"), (("[levers]", "[levers"), "parse"),
    ],
)  # fmt: skip
def test_a_wrong_weights_file_names_file_and_key(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text((data.ROOT / "exposure.toml").read_text().replace(*change))
    with pytest.raises(InputError, match=rf"mine\.toml.*{says}"):
        read_weights(path)


def test_ones_own_weights(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text((data.ROOT / "exposure.toml").read_text().replace("draws = 200", "draws = 20"))
    assert read_weights(path).interval.draws == 20
    assert read_weights(None) is shipped()


def held(holding: Holding, entity: str, facts: list[Fact], before: str | None = None) -> Held:
    was = exposure(facts, before) if before else None
    return Held(holding, entity, exposure(facts, "2023-05-06"), side_draws(facts, "2023-05-06"), was)


def test_a_portfolio_adds_up() -> None:
    holdings = read_holdings([{"name": "Northcam", "weight": "60"}, {"ticker": "LKS", "weight": "40%"}], "h.csv")
    assert [holding.weight for holding in holdings] == [0.6, 0.4]
    one = held(holdings[0], "northcam", MIXED, "2020-06-01")
    other = held(holdings[1], "lakeside", MIXED[:1], "2020-06-01")
    found = portfolio([one, other])
    assert found.levers.value == pytest.approx(sum(each.levers for each in found.positions), abs=1e-3)
    assert found.levers.value == pytest.approx(
        0.6 * one.exposure.levers.value + 0.4 * other.exposure.levers.value, abs=1e-3
    )
    assert found.balance.low <= found.balance.value <= found.balance.high
    assert found.since == pytest.approx(sum(each.holding.weight * (each.since or 0) for each in found.positions))
    change = next(each for each in found.positions if each.entity_id == "lakeside").changes[0]
    assert change.before == 0 and change.after == pytest.approx(other.exposure.levers.value, abs=0.01)
    assert portfolio([held(holdings[0], "northcam", MIXED)]).since is None


def test_holdings_on_one_source_err_together() -> None:
    halves = read_holdings([{"name": name, "weight": "1"} for name in ("A", "B")], "h.csv")
    told = [fact("1", origin("a"))], [fact("2", origin("b"))], [fact("3", origin("a"))]
    alone = held(halves[0], "a", told[0]).exposure.levers
    shared = portfolio([held(halves[0], "a", told[0]), held(halves[1], "b", told[2])]).levers
    apart = portfolio([held(halves[0], "a", told[0]), held(halves[1], "b", told[1])]).levers
    assert (shared.value, shared.low, shared.high) == pytest.approx((alone.value, alone.low, alone.high), abs=1e-3)
    assert apart.high - apart.low < 0.9 * (shared.high - shared.low)


@pytest.mark.parametrize("seed", range(3))
def test_step_by_step_gives_the_sums_of_the_plain_formula(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(seed)
    when = ["2019", "2020-05", "2021-02-03", "2018/", "2017/2020", None]
    status = ["effective", "eased", "planned", "denied"]
    many = [
        fact(str(n), origin(str(n % 7), "2021-06-01"), date=draw.choice(when), status=draw.choice(status))
        for n in range(60)
    ]
    days = ["2022-01-01", "2017-01-01", "2020-06-30", "2020-06-30", "2025-12-31", "2021-02-03"]
    plain_sums = over_time(many, days)
    monkeypatch.setattr(strength, "_MANY", 0)
    for one, other in zip(plain_sums, over_time(many, days), strict=True):
        for side in ("levers", "counter", "balance"):
            assert asdict(getattr(one, side)) == pytest.approx(asdict(getattr(other, side)), abs=2e-4)
        assert one.by_lever.keys() == other.by_lever.keys()
        assert one.contributions == other.contributions


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"weight": "3"}, "row 2: no name"), ({"name": "A"}, "row 2: no weight"), ({"name": "A", "weight": "much"}, "'much' is not"),
        ({"name": "A", "weight": "-1"}, "'-1' is not"), ({"name": "A", "weight": "inf"}, "'inf' is not"),
    ],
)  # fmt: skip
def test_wrong_holdings_name_file_row_and_column(row: dict[str, str], says: str) -> None:
    with pytest.raises(InputError, match=rf"h\.csv.*{says}"):
        read_holdings([row], "h.csv")


def test_no_holdings_and_holdings_given_twice() -> None:
    with pytest.raises(InputError, match="no holdings"):
        read_holdings([], "h.csv")
    with pytest.raises(InputError, match="stands twice"):
        read_holdings([{"name": "A", "weight": "1"}] * 2, "h.csv")
