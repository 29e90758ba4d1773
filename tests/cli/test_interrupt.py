"""Ctrl-C leaves a ledger that can be used, and says how to go on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_keeps_what_was_read(tmp_path: Path, jobs: int) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    words = (
        "The regulator fined Northlake Motors {} million yuan on 3 May 2021. The firm said that it would appeal. " * 40
    )
    for number in range(600):
        (papers / f"{number:03}.txt").write_text(words.replace("{}", str(number)))
    ledger = tmp_path / "own.db"
    command = [sys.executable, "-m", "upperhand", "ingest", str(papers), "--ledger", str(ledger), "--jobs", str(jobs)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hear_interrupts,
    )
    wait_until_something_is_stored(ledger)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "run the same command again" in err
    assert "Traceback" not in err
    from upperhand import Ledger

    with Ledger(ledger) as kept:
        assert 0 < kept.counts().documents < 600


def hear_interrupts() -> None:
    # A shell that starts the suite in the background tells it, and so its children, to ignore them.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_until_something_is_stored(ledger: Path) -> None:
    from upperhand import Ledger

    for _ in range(600):
        time.sleep(0.1)
        if ledger.exists():
            with Ledger(ledger) as book:
                if book.counts().documents > 5:
                    return
    raise AssertionError("nothing was stored within a minute")
