"""The standard event study: what a day's facts did to a share price, against what the market model expected.

Source: A. C. MacKinlay, "Event Studies in Economics and Finance", Journal of Economic Literature 35 (1997), sections 4 to 6;
standardised cross-section test: E. Boehmer, J. Musumeci, A. Poulsen, Journal of Financial Economics 30 (1991).
Intervals and p-values are the asymptotic (normal) ones of those papers. Returns are log returns, as plain numbers (0.01 is 1%).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from upperhand.errors import InputError

Returns = NDArray[np.float64]
NORMAL = NormalDist()
LEAST_ESTIMATION_DAYS = 30


@dataclass(frozen=True, slots=True)
class Series:
    """One firm's trading days (`YYYY-MM-DD`, ascending) with its and the market's log returns on each, of one length."""

    firm: str
    days: tuple[str, ...]
    returns: Returns
    market: Returns


@dataclass(frozen=True, slots=True)
class Windows:
    """Days around the event day 0: the window `before` to `after`; `estimation` days end `gap` days before it."""

    before: int = -5
    after: int = 5
    estimation: int = 120
    gap: int = 10


@dataclass(frozen=True, slots=True)
class Effect:
    """What one event did: the market model, abnormal returns by day, their sum with its standard error, and the test.

    `abnormal` has one value for each day of the event window; `low` and `high` bound the cumulative abnormal return at 95%.
    """

    firm: str
    event: str
    day: str
    alpha: float
    beta: float
    days: tuple[str, ...]
    abnormal: tuple[float, ...]
    cumulative: float
    error: float
    low: float
    high: float
    p_value: float
    fact_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Average:
    """The mean cumulative abnormal return over events, its cross-section interval, and the standardised (BMP) test.

    With fewer than two events the error is that of the one event, and the test its own.
    """

    events: int
    cumulative: float
    error: float
    low: float
    high: float
    z: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Skipped:
    """An event that cannot be studied, and why."""

    firm: str
    event: str
    why: str


def study(series: Series, event: str, windows: Windows | None = None, fact_ids: Sequence[str] = ()) -> Effect | Skipped:
    """The effect on one firm of what happened on `event` (`YYYY-MM-DD`), taken to the first trading day on or after it."""
    windows = windows or Windows()
    zero = int(np.searchsorted(np.array(series.days), event))
    first, last = zero + windows.before, zero + windows.after + 1
    end = first - windows.gap
    start = end - windows.estimation
    if zero >= len(series.days) or last > len(series.days):
        return Skipped(series.firm, event, f"prices end on {series.days[-1]}, before its event window does")
    if start < 0:
        return Skipped(
            series.firm,
            event,
            f"prices begin on {series.days[0]}; {windows.estimation} days are needed before the window",
        )
    model = _market_model(series.returns[start:end], series.market[start:end])
    return _effect(series, event, zero, slice(first, last), model, tuple(fact_ids))


@dataclass(frozen=True, slots=True)
class _Model:
    alpha: float
    beta: float
    variance: float
    inverse: Returns  # (X'X)^-1 of the estimation window, 2 x 2


def _market_model(returns: Returns, market: Returns) -> _Model:
    """Ordinary least squares of the firm's returns on the market's."""
    x = np.column_stack([np.ones_like(market), market])
    inverse = np.linalg.inv(x.T @ x)
    alpha, beta = inverse @ x.T @ returns
    residuals = returns - alpha - beta * market
    return _Model(float(alpha), float(beta), float(residuals @ residuals) / (len(returns) - 2), inverse)


def _effect(series: Series, event: str, zero: int, window: slice, model: _Model, fact_ids: tuple[str, ...]) -> Effect:
    market = series.market[window]
    abnormal = series.returns[window] - model.alpha - model.beta * market
    x = np.column_stack([np.ones_like(market), market])
    # The second term is the error of the estimated line, which does not average out over the window.
    covariance = model.variance * (np.eye(len(market)) + x @ model.inverse @ x.T)
    cumulative, error = float(abnormal.sum()), float(np.sqrt(covariance.sum()))
    low, high, p_value = interval(cumulative, error)
    return Effect(
        series.firm, event, series.days[zero], model.alpha, model.beta, series.days[window], tuple(map(float, abnormal)),
        cumulative, error, low, high, p_value, fact_ids,
    )  # fmt: skip


def interval(value: float, error: float) -> tuple[float, float, float]:
    """The 95% interval and the two-sided p-value of a value with this standard error."""
    reach = NORMAL.inv_cdf(0.975) * error
    return value - reach, value + reach, _p_value(value / error if error else 0.0)


def _p_value(z: float) -> float:
    return 2 * (1 - NORMAL.cdf(abs(z)))


def average(effects: Sequence[Effect]) -> Average:
    """The mean effect over several events. Raises InputError if there is none."""
    if not effects:
        raise InputError(
            "no event could be studied: give prices that reach at least half a year before the facts' dates"
        )
    values = np.array([effect.cumulative for effect in effects])
    if len(effects) == 1:
        only = effects[0]
        z = only.cumulative / only.error if only.error else 0.0
        return Average(1, only.cumulative, only.error, only.low, only.high, z, only.p_value)
    error = float(values.std(ddof=1) / np.sqrt(len(values)))
    low, high, _ = interval(float(values.mean()), error)
    standardised = values / np.array([effect.error for effect in effects])
    spread = float(standardised.std(ddof=1))
    z = float(standardised.mean() / (spread / np.sqrt(len(values)))) if spread > 0 else 0.0
    return Average(len(effects), float(values.mean()), error, low, high, z, _p_value(z))


def series_from_rows(rows: Iterable[dict[str, str]], source: str) -> dict[str, Series]:
    """Prices as read from a CSV with `date`, `company`, `price` and `market` (an index level): one Series for each company.

    Raises InputError naming file, row and column for a wrong column, number, date or order, or a day given twice.
    """
    levels: dict[str, dict[str, tuple[float, float]]] = {}
    for number, row in enumerate(rows, start=2):
        missing = [column for column in ("date", "company", "price", "market") if row.get(column) in (None, "")]
        if missing:
            raise InputError(f"{source}, row {number}: no {missing[0]!r}; the columns are date, company, price, market")
        days = levels.setdefault(row["company"].strip(), {})
        day = _day(row["date"], source, number)
        if day in days:
            raise InputError(f"{source}, row {number}: {row['company']} has two prices for {day}; keep one")
        days[day] = (_level(row["price"], source, number, "price"), _level(row["market"], source, number, "market"))
    if not levels:
        raise InputError(f"{source}: no prices in it; the columns are date, company, price, market")
    return {firm: _series(firm, days) for firm, days in levels.items()}


def _day(text: str, source: str, number: int) -> str:
    from datetime import date

    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise InputError(f"{source}, row {number}: date {text!r} is not of the form 2021-04-10") from None


def _level(text: str, source: str, number: int, column: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0 < value < float("inf"):
        raise InputError(f"{source}, row {number}: {column} {text!r} is not a positive number")
    return value


def _series(firm: str, levels: dict[str, tuple[float, float]]) -> Series:
    days = sorted(levels)
    prices = np.log(np.array([levels[day] for day in days]))
    returns = np.diff(prices, axis=0)
    return Series(firm, tuple(days[1:]), returns[:, 0], returns[:, 1])


def gaps(series: Series, longest: int = 15) -> list[tuple[str, str]]:
    """Pairs of neighbouring trading days more than `longest` calendar days apart: halts, or holes in the file."""
    from datetime import date

    days = [date.fromisoformat(day) for day in series.days]
    return [(str(a), str(b)) for a, b in pairwise(days) if (b - a).days > longest]
