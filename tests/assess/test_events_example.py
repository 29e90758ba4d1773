"""The event study against published worked examples with their raw numbers: one of a package, one of a textbook.

J.-B. Lemaire, `eventstudy` (2020), notebook “Eventstudy Example”: the market model for Apple around 9 January 2007, when
the iPhone was shown, on 300 days that end 30 days before the window. `apple_2007.csv` has the daily returns of Apple and
of the market (SPY) in that span, as published with it; figures alone were taken. Abnormal returns are printed there to
three decimals, standard errors to five. Its standard error divides by n where ours divides by n - 2, and leaves out the
error of the fitted line, so that ours is the larger.

N. Huntington-Klein, The Effect (CRC Press 2022), chapter 17: Google around 10 August 2015, when it announced that it would be
part of Alphabet. The market model is fitted on May to July, abnormal returns are taken from 6 to 24 August.
`google_2015.csv` has the daily returns of Google and the S&P 500 as the author publishes them (package `causaldata`, MIT).
The book shows the outcome as a picture and gives the code, so its regression is run here by statsmodels, the library that its
Python code uses; the values below are what that code gives, to four decimals.
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
    return series_of("apple_2007.csv", "AAPL", "SPY")


def series_of(file: str, firm: str, market: str) -> Series:
    with Path(__file__).with_name(file).open() as lines:
        rows = list(csv.DictReader(lines))
    returns = [np.array([float(row[name]) for row in rows]) for name in (firm, market)]
    return Series(firm, tuple(row["date"] for row in rows), *returns)


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


TEXTBOOK_WINDOWS = Windows(-2, 10, 63, 3)
TEXTBOOK = (
    0.0066,
    -0.0101,
    -0.0232,
    0.0535,
    -0.0059,
    -0.0056,
    -0.0072,
    -0.0043,
    -0.0061,
    0.0163,
    0.0058,
    -0.0108,
    0.0156,
)
ALPHA, BETA, DEVIATION_OF_ALL = 0.0027, 1.4121, 0.0205


@pytest.fixture(scope="module")
def google() -> Series:
    return series_of("google_2015.csv", "GOOG", "SP500")


def test_the_textbook_example_comes_out(google: Series) -> None:
    found = study(google, "2015-08-10", TEXTBOOK_WINDOWS)
    assert isinstance(found, Effect)
    assert (found.days[0], found.days[-1]) == ("2015-08-06", "2015-08-24")
    assert found.abnormal == pytest.approx(TEXTBOOK, abs=0.00005001)
    assert (found.alpha, found.beta) == pytest.approx((ALPHA, BETA), abs=0.00005001)
    everywhere = google.returns - found.alpha - found.beta * google.market
    assert float(everywhere.std(ddof=1)) == pytest.approx(DEVIATION_OF_ALL, abs=0.00005001)


def test_the_textbook_example_is_what_its_own_regression_gives(google: Series) -> None:
    linear_model = pytest.importorskip("statsmodels.regression.linear_model", reason="statsmodels is the judge here")
    fitted = np.array(["2015-05-01" <= day <= "2015-07-31" for day in google.days])
    shown = np.array(["2015-08-06" <= day <= "2015-08-24" for day in google.days])
    x = np.column_stack([np.ones_like(google.market), google.market])
    model = linear_model.OLS(google.returns[fitted], x[fitted]).fit()
    expected = model.get_prediction(x[shown])
    found = study(google, "2015-08-10", TEXTBOOK_WINDOWS)
    assert isinstance(found, Effect)
    assert found.abnormal == pytest.approx(google.returns[shown] - expected.predicted_mean, abs=1e-12)
    for at, day in enumerate(found.days):
        of_a_day = study(google, day, Windows(0, 0, 63, 3 + at))
        assert isinstance(of_a_day, Effect)
        # From 63 days that end three trading days before 6 August; a day alone has the error of a forecast.
        assert of_a_day.error == pytest.approx(float(expected.se_obs[at]), rel=1e-9)
