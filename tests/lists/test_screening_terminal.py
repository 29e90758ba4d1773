"""Screening as people run it: a review by single keys in a real terminal, and a run that is killed and gone on with."""

import fcntl
import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from upperhand import Ledger

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX terminal")


def entity(id_: str, name: str) -> str:
    return json.dumps({"id": id_, "schema": "Company", "properties": {"name": [name], "country": ["us"]}}) + "\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two lists on which a company stands twice, and another that stands on one three times."""
    folder = tmp_path_factory.mktemp("terminal")
    (folder / "a.jsonl").write_text(
        entity("a-1", "Marrowdale Shipping Limited")
        + entity("a-2", "Qingyao Nebula Technology")
        + entity("a-3", "Edda Quillon Foundation")
    )
    (folder / "b.yml").write_text(
        "name: others\ntitle: Others\npublisher: Suite\ncountry: us\nhomepage: https://example.org\nbounds: [1, 9]\n"
        "forms: {lines: {use: ftm}}\n"
    )
    (folder / "b.jsonl").write_text(
        entity("b-1", "Marrowdale Shipping Ltd") + entity("b-2", "Qingyao Nebula Technologies")
    )
    run(folder, "lists", "add", "opensanctions", "a.jsonl")
    run(folder, "lists", "add", "others", "b.jsonl", "--format", "b.yml")
    return folder


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "upperhand", *words]


def environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("UPPERHAND")}
    return {**own, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm", "COLUMNS": "120", "UPPERHAND_JOBS": "1"}


def run(folder: Path, *words: str) -> str:
    done = subprocess.run(command(*words), cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _take_terminal() -> None:
    """Make standard input the terminal whose Ctrl-C is heard, as a shell does."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """A program in a terminal of its own."""

    def __init__(self, folder: Path, *words: str) -> None:
        own, theirs = pty.openpty()
        self._own, self.said = own, ""
        self.process = subprocess.Popen(
            command(*words), cwd=folder, env=environment(), stdin=theirs, stdout=theirs, stderr=theirs,
            start_new_session=True, preexec_fn=_take_terminal,
        )  # fmt: skip
        os.close(theirs)

    def until(self, words: str) -> None:
        """Read until it says so, from where the last reading ended."""
        begun = time.monotonic()
        while words not in self.said:
            assert time.monotonic() - begun < 60, self.said
            if select.select([self._own], [], [], 0.1)[0]:
                try:
                    self.said += os.read(self._own, 65536).decode("utf-8", "replace")
                except OSError:
                    break
        assert words in self.said, self.said
        self.said = self.said.partition(words)[2]

    def press(self, key: str) -> None:
        os.write(self._own, key.encode())

    def end(self) -> int:
        code = self.process.wait(30)
        os.close(self._own)
        return code


def test_a_review_by_single_keys(folder: Path) -> None:
    screen = Terminal(folder, "dedupe", "--ledger", "review.db", "--by", "me")
    screen.until("1 of 2")
    screen.until(" quit")
    screen.press("x")  # no Enter: one key decides
    screen.until("2 of 2")
    screen.press("z")
    screen.until("1 of 2")
    screen.press("n")
    screen.until("2 of 2")
    screen.press("?")
    screen.until("No such key")
    screen.press("u")
    screen.until("judgements written")
    assert screen.end() == 0
    with Ledger(folder / "review.db") as ledger:
        assert [ruling.verdict for ruling in ledger.judgements()] == ["positive", "none", "negative", "unsure"]
    assert "no pair is left" in run(folder, "dedupe", "--ledger", "review.db")


def test_ctrl_c_ends_a_review_and_keeps_what_was_decided(folder: Path) -> None:
    screen = Terminal(folder, "dedupe", "--ledger", "stopped.db", "--by", "me")
    screen.until(" quit")
    screen.press("x")
    screen.until("2 of 2")
    screen.press("\x03")
    assert screen.end() in (0, 130)
    with Ledger(folder / "stopped.db") as ledger:
        assert [ruling.verdict for ruling in ledger.judgements()] == ["positive"]


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_a_run_that_is_killed_is_gone_on_with(format: str, folder: Path) -> None:
    rows = [
        f"{name} {number},{number}" for number in range(150) for name in ("Marrowdale Shipping", "Nebula\u00a0Qingyao")
    ]
    (folder / "many.csv").write_text("\n".join(["name,id", *rows, ",empty"]) + "\n", encoding="utf-8")
    words = ("screen", "many.csv", "--format", format, "--limit", "2")
    whole, part = folder / f"whole.{format}", folder / f"part.{format}"
    run(folder, *words, "--out", whole.name)
    process = subprocess.Popen(
        command(*words, "--out", part.name), cwd=folder, env=environment(), start_new_session=True
    )
    while not part.exists() or part.stat().st_size < 3_000:
        assert process.poll() is None
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert part.stat().st_size < whole.stat().st_size
    run(folder, *words, "--out", part.name, "--resume")
    assert part.read_bytes() == whole.read_bytes()


def test_entries_of_lists_are_judged_and_the_judgement_taken_back(folder: Path) -> None:
    def judge(left: str, right: str, verdict: str) -> str:
        words = (
            "judge",
            left,
            right,
            verdict,
            "--ledger",
            "judged.db",
            "--by",
            "suite",
            "--reason",
            f"{left} {verdict}",
        )
        done = subprocess.run(
            command(*words), cwd=folder, env=environment(), capture_output=True, text=True, check=False
        )
        return done.stdout or done.stderr

    with Ledger(folder / "judged.db") as ledger:
        ledger.add_all([], at="2024-01-01T00:00:00Z")
    for left, right, verdict in (("a-1", "b-1", "same"), ("b-1", "b-2", "different")):
        assert verdict in judge(left, right, verdict)
    refused = judge("a-1", "b-2", "same")
    assert "b-1 different" in refused and "a-1 same" in refused
    assert "withdraw" in judge("b-1", "b-2", "withdraw") and "same" in judge("a-1", "b-2", "same")
    with Ledger(folder / "judged.db") as ledger:
        assert ledger.clusters().members("a-1") == {"a-1", "b-1", "b-2"}
