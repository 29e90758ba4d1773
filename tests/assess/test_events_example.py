"""The event study against a published worked example with its raw numbers.

J.-B. Lemaire, `eventstudy` (2020), notebook “Eventstudy Example”: the market model for Apple around 9 January 2007, when
the iPhone was shown, on 300 days that end 30 days before the window. `apple_2007.csv` has the daily returns of Apple and
of the market (SPY) in that span, as published with it; figures alone were taken. Abnormal returns are printed there to
three decimals, standard errors to five. Its standard error divides by n where ours divides by n - 2, and leaves out the
error of the fitted line, so that ours is the larger.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from upperhand.assess.events import Effect, Series, Windows, study

ABNORMAL = (0.004, -0.003, 0.083, 0.041, -0.020, -0.025, 0.028, -0.024, -0.058, -0.011, -0.016, -0.018, -0.002)
CUMULATIVE = (0.004, 0.0, 0.083, 0.125, 0.104, 0.079, 0.107, 0.083, 0.024, 0.014, -0.002, -0.021, -0.023)
ERROR_OF_A_DAY, ERROR_OF_ALL, T_OF_ALL = 0.02245, 0.08093, -0.28
DAYS = 300


@pytest.fixture(scope="module")
def series() -> Series:
    with Path(__file__).with_name("apple_2007.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    firm, market = (np.array([float(row[name]) for row in rows]) for name in ("AAPL", "SPY"))
    return Series("AAPL", tuple(row["date"] for row in rows), firm, market)


def effect(series: Series, after: int = 10) -> Effect:
    found = study(series, "2007-01-09", Windows(-2, after, DAYS, 30), ["f1"])
    assert isinstance(found, Effect)
    return found


def test_abnormal_returns_are_those_of_the_example(series: Series) -> None:
    found = effect(series)
    assert found.abnormal == pytest.approx(ABNORMAL, abs=0.0005001)
    assert np.cumsum(found.abnormal) == pytest.approx(CUMULATIVE, abs=0.0005001)


def test_errors_are_those_of_the_example_but_for_their_degrees_of_freedom(series: Series) -> None:
    found = effect(series)
    before = slice(0, DAYS)
    residuals = series.returns[before] - found.alpha - found.beta * series.market[before]
    assert float(np.sqrt(residuals @ residuals / DAYS)) == pytest.approx(ERROR_OF_A_DAY, abs=0.000005001)
    bare = np.sqrt(13 * residuals @ residuals / DAYS)
    assert float(bare) == pytest.approx(ERROR_OF_ALL, abs=0.00002)
    assert found.cumulative / float(bare) == pytest.approx(T_OF_ALL, abs=0.005001)
    assert 1 < found.error / float(bare) < 1.05
