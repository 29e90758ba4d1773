"""What this process and its children use together: processor time and memory, sampled from /proc (Linux)."""

import os
import threading
import time
from pathlib import Path
from types import TracebackType

TICKS = os.sysconf("SC_CLK_TCK")


class Watched:
    """Between entering and leaving: `wall` and `processor` seconds, `peak` memory in MB (shared pages counted once)."""

    def __init__(self, every: float = 0.5) -> None:
        self.wall = self.processor = self.peak = 0.0
        self._every, self._stop = every, threading.Event()
        self._used: dict[int, float] = {}

    def __enter__(self) -> "Watched":
        self._begun, self._before = time.perf_counter(), _seconds(os.getpid())
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        self.wall = time.perf_counter() - self._begun
        self._used[os.getpid()] = _seconds(os.getpid()) - self._before
        self.processor = sum(self._used.values())

    def _sample(self) -> None:
        while not self._stop.wait(self._every):
            family = [os.getpid(), *_children(os.getpid())]
            self._used.update((pid, _seconds(pid)) for pid in family)
            self.peak = max(self.peak, sum(map(_memory, family)))


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            found += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return found + [each for child in found for each in _children(child)]


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def _memory(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
