"""The ordered map over worker processes: order, few items, a worker that dies."""

import os
import signal

import pytest

from upperhand.workers import PAYS_FROM, ordered_map


def double(item: int) -> int:
    return 2 * item


def double_or_die(item: int) -> int:
    if item == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * item


def lost(item: int) -> int:
    return -item


@pytest.mark.parametrize("count", [0, 1, PAYS_FROM - 1, PAYS_FROM, 5 * PAYS_FROM])
@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_order(count: int, jobs: int) -> None:
    assert list(ordered_map(double, range(count), jobs=jobs, lost=lost)) == [2 * item for item in range(count)]


def test_a_dead_worker_takes_only_its_own_item_with_it() -> None:
    results = list(ordered_map(double_or_die, range(PAYS_FROM), jobs=2, lost=lost))
    assert results == [-7 if item == 7 else 2 * item for item in range(PAYS_FROM)]


def test_stopping_early_stops_the_crew() -> None:
    results = ordered_map(double, iter(range(10_000)), jobs=2, lost=lost)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]


def test_an_error_in_the_function_reaches_the_caller() -> None:
    with pytest.raises(TypeError):
        list(ordered_map(double, [None, *range(PAYS_FROM)], jobs=2, lost=lost))  # type: ignore[list-item]
