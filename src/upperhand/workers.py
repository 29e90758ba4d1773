"""An ordered map over worker processes that holds a bounded number of items and outlives a worker that dies."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

PAYS_FROM = 64  # items: below that, starting processes costs more than it saves
AHEAD = 4  # items under way for each process


def ordered_map(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    jobs: int,
    lost: Callable[[Item], Result],
    pays_from: int = PAYS_FROM,
) -> Iterator[Result]:
    """`function(item)` for each item, in order; `lost(item)` stands in for an item whose worker died.

    `function` must be picklable; it is sent once to each process. With one job, or fewer than `pays_from` items, all
    runs here.
    """
    items = iter(items)
    first = list(islice(items, pays_from))
    if jobs == 1 or len(first) < pays_from:
        yield from map(function, chain(first, items))
    else:
        yield from _Crew(function, jobs, lost).run(chain(first, items))


class _Crew(Generic[Item, Result]):
    def __init__(self, function: Callable[[Item], Result], jobs: int, lost: Callable[[Item], Result]) -> None:
        self.function, self.jobs, self.lost = function, jobs, lost
        self.pool = self._hire()
        self.under_way: deque[tuple[Item, Future[Result]]] = deque()

    def run(self, items: Iterator[Item]) -> Iterator[Result]:
        try:
            for item in items:
                self._submit(item)
                if len(self.under_way) >= AHEAD * self.jobs:
                    yield self._next()
            while self.under_way:
                yield self._next()
        finally:
            self.pool.shutdown(wait=False, cancel_futures=True)

    def _hire(self) -> ProcessPoolExecutor:
        # One process a core: threads within each would only wait for each other.
        for library in ("OPENBLAS", "OMP", "MKL"):
            os.environ.setdefault(f"{library}_NUM_THREADS", "1")
        return ProcessPoolExecutor(
            self.jobs, mp_context=get_context("spawn"), initializer=_keep, initargs=(self.function,)
        )

    def _submit(self, item: Item) -> None:
        try:
            self.under_way.append((item, self.pool.submit(_call, item)))
        except BrokenProcessPool:
            self._hire_anew()
            self.under_way.append((item, self.pool.submit(_call, item)))

    def _next(self) -> Result:
        item, future = self.under_way.popleft()
        try:
            return future.result()
        except BrokenProcessPool:
            return self._alone(item)

    def _alone(self, item: Item) -> Result:
        """Which of the items killed the worker is not known: try this one by itself, then send the others out again."""
        with ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=_keep, initargs=(self.function,)
        ) as pool:
            try:
                result: Result = pool.submit(_call, item).result()
            except BrokenProcessPool:
                result = self.lost(item)
        self._hire_anew()
        return result

    def _hire_anew(self) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)
        self.pool = self._hire()
        waiting = [item for item, _ in self.under_way]
        self.under_way = deque((item, self.pool.submit(_call, item)) for item in waiting)


_function: Callable[[Any], Any] | None = None  # what this worker process was started for


def _keep(function: Callable[[Any], Any]) -> None:
    global _function
    _function = function


def _call(item: Any) -> Any:
    assert _function is not None
    return _function(item)
