"""The event study against certified values, statsmodels, and simulated prices with a known effect."""

from datetime import date, timedelta

import numpy as np
import pytest

from upperhand.assess import events
from upperhand.errors import InputError

# NIST StRD "Norris", linear least squares with certified values (y, x).
NORRIS = """0.1 0.2 338.8 337.4 118.1 118.2 888.0 884.6 9.2 10.1 228.1 226.5 668.5 666.3 998.5 996.3 449.1 448.6 778.9 777.0
559.2 558.2 0.3 0.4 0.1 0.6 778.1 775.5 668.8 666.9 339.3 338.0 448.9 447.5 10.8 11.6 557.7 556.0 228.3 228.1 998.0 995.8
888.8 887.6 119.6 120.2 0.3 0.3 0.6 0.3 557.6 556.8 339.3 339.1 888.0 887.2 998.5 999.0 778.9 779.0 10.2 11.1 117.6 118.3
228.9 229.2 668.4 669.1 449.2 448.9 0.2 0.5"""


def simulated(random: np.random.Generator, effect: float = 0.0, days: int = 200, event: int = 170) -> events.Series:
    market = random.normal(0.0003, 0.012, days)
    returns = 0.0002 + 1.2 * market + random.normal(0, 0.02, days)
    returns[event] += effect
    calendar = tuple(str(date(2021, 1, 1) + timedelta(day)) for day in range(days))
    return events.Series("Northlake Motors", calendar, returns, market)


def test_the_market_model_gives_the_certified_values() -> None:
    pairs = np.array(NORRIS.split(), dtype=float).reshape(-1, 2)
    model = events._market_model(pairs[:, 0], pairs[:, 1])
    assert model.alpha == pytest.approx(-0.262323073774029, rel=1e-9)
    assert model.beta == pytest.approx(1.00211681802045, rel=1e-12)
    assert np.sqrt(model.variance) == pytest.approx(0.884796396144373, rel=1e-9)


def test_the_cumulative_return_and_its_error_agree_with_statsmodels() -> None:
    regression = pytest.importorskip("statsmodels.regression.linear_model", reason="statsmodels is the judge here")
    series = simulated(np.random.default_rng(7), effect=-0.08)
    windows = events.Windows()
    found = events.study(series, series.days[170], windows)
    assert isinstance(found, events.Effect)
    end = 170 + windows.before - windows.gap
    estimation, window = slice(end - windows.estimation, end), slice(165, 176)
    x = np.column_stack([np.ones(200), series.market])
    # Salkever's dummies: a regression with one dummy a day gives the abnormal returns and their covariance.
    rows = [*range(estimation.start, estimation.stop), *range(window.start, window.stop)]
    dummies = np.vstack([np.zeros((windows.estimation, 11)), np.eye(11)])
    judge = regression.OLS(series.returns[rows], np.hstack([x[rows], dummies])).fit()
    ones = np.r_[0, 0, np.ones(11)]
    assert found.cumulative == pytest.approx(float(ones @ judge.params))
    assert found.error == pytest.approx(float(np.sqrt(ones @ judge.cov_params() @ ones)))


def test_a_known_effect_lies_in_the_interval_95_times_of_100() -> None:
    random = np.random.default_rng(11)
    held = 0
    for _ in range(1000):
        series = simulated(random, effect=-0.10)
        found = events.study(series, series.days[170])
        assert isinstance(found, events.Effect)
        held += found.low <= -0.10 <= found.high
    assert 930 <= held <= 968


def test_without_an_effect_the_standardised_test_rarely_speaks() -> None:
    random = np.random.default_rng(5)
    false_alarms = 0
    for _ in range(200):
        effects = [events.study(series, series.days[170]) for series in (simulated(random) for _ in range(12))]
        false_alarms += events.average([found for found in effects if isinstance(found, events.Effect)]).p_value < 0.05
    assert false_alarms <= 24


def test_the_mean_over_events_finds_a_common_effect() -> None:
    random = np.random.default_rng(3)
    found = [events.study(series, series.days[170]) for series in (simulated(random, effect=-0.15) for _ in range(10))]
    mean = events.average([effect for effect in found if isinstance(effect, events.Effect)])
    assert mean.events == 10
    assert mean.low <= -0.15 <= mean.high
    assert mean.p_value < 0.01


def test_one_event_keeps_its_own_error() -> None:
    series = simulated(np.random.default_rng(1))
    found = events.study(series, series.days[170])
    assert isinstance(found, events.Effect)
    assert events.average([found]).error == found.error


def test_no_event_at_all_is_said() -> None:
    with pytest.raises(InputError, match="no event"):
        events.average([])


@pytest.mark.parametrize(("day", "says"), [("2021-01-20", "begin"), ("2021-07-18", "end"), ("2030-01-01", "end")])
def test_events_outside_the_prices_are_skipped_with_the_reason(day: str, says: str) -> None:
    found = events.study(simulated(np.random.default_rng(1)), day)
    assert isinstance(found, events.Skipped)
    assert says in found.why


def test_a_weekend_event_goes_to_the_next_trading_day() -> None:
    series = simulated(np.random.default_rng(1))
    kept = [i for i, day in enumerate(series.days) if date.fromisoformat(day).weekday() < 5]
    trading = events.Series("N", tuple(series.days[i] for i in kept), series.returns[kept], series.market[kept])
    found = events.study(trading, "2021-06-05", events.Windows(-1, 1, 60, 5))
    assert isinstance(found, events.Effect)
    assert found.day == "2021-06-07"


ROW = {"date": "2021-01-04", "company": "Northlake Motors", "price": "10", "market": "100"}


def test_rows_become_log_returns() -> None:
    rows = [ROW, {**ROW, "date": "2021-01-05", "price": "11", "market": "99"}]
    series = events.series_from_rows(rows, "prices.csv")["Northlake Motors"]
    assert series.days == ("2021-01-05",)
    assert series.returns[0] == pytest.approx(np.log(1.1))
    assert series.market[0] == pytest.approx(np.log(0.99))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"price": "ten"}, "row 3: price 'ten'"), ({"price": "-1"}, "positive"), ({"market": "nan"}, "market"), ({"price": ""}, "no 'price'"),
        ({"date": "4/1/2021"}, "2021-04-10"), ({"date": "2021-01-04"}, "two prices"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_said(changed: dict[str, str], says: str) -> None:
    with pytest.raises(InputError, match=says):
        events.series_from_rows([ROW, {**ROW, "date": "2021-01-05", **changed}], "prices.csv")


def test_an_empty_file_is_said() -> None:
    with pytest.raises(InputError, match="no prices"):
        events.series_from_rows([], "prices.csv")


def test_long_gaps_are_found() -> None:
    rows = [{**ROW, "date": day} for day in ("2021-01-04", "2021-01-05", "2021-03-01", "2021-03-02")]
    assert events.gaps(events.series_from_rows(rows, "p")["Northlake Motors"]) == [("2021-01-05", "2021-03-01")]
