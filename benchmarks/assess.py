"""All of assessment on a generated ledger: `python -m benchmarks.assess [CLAIMS] [--ledger FILE.db]` (default 1,000,000).

`--largest 0.85` gives that share of the claims to one company before the rest is shared out.

Facts, origins, contradictions, exposure and the checks of figures over the whole ledger, reading it included, on all
cores; then single dossiers; then one more document. Prints one line a figure. `--ledger` keeps the generated ledger for
the next run.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path

from benchmarks.generated import companies_of, generated, write
from benchmarks.ledger import say, seconds
from benchmarks.processes import Watched
from upperhand.assess.check import check_ledger
from upperhand.assess.kept import digest_of, place
from upperhand.inquiry import dossier_of
from upperhand.ledger import Ledger
from upperhand.present import render_html

TURNS = 5
AT = "2026-01-01T00:00:00Z"


def whole(ledger: Ledger, claims: int) -> None:
    """A check of all of it, the first time."""
    with Watched() as watched:
        checked = check_ledger(ledger, at=AT, jobs=os.cpu_count() or 1)
    say(f"all of it over {claims:,} claims, wall", watched.wall, "s")
    say("  processor time of all processes", watched.processor, "s")
    say("  memory of all processes at most", watched.peak, "MB")
    say("  documents", checked.documents, "")
    say("  companies", checked.companies, "")
    say("  findings", len(checked.findings), "")
    say("  kept beside the ledger", place(ledger).stat().st_size / 2**20, "MB")


def dossiers(ledger: Ledger, companies: int) -> None:
    """The data of one company's dossier, its facts, origins, findings and exposure with it, and its page; in a warm process."""
    render_html(dossier_of(ledger, "company-1"))
    for rank in sorted({0, 1, companies // 1000, companies // 100, companies // 20, companies // 2, companies - 1}):
        name = f"company-{rank}"
        told = digest_of(ledger, name)
        once = seconds(lambda n=name: dossier_of(ledger, n), 1)  # type: ignore[misc]
        begun = time.process_time()
        taken = seconds(lambda n=name: dossier_of(ledger, n), TURNS)  # type: ignore[misc]
        say(f"dossier of number {rank + 1:,}, {told.claims:,} claims, wall", taken * 1000, "ms")
        say("  the first time in this process", once * 1000, "ms")
        say("  processor time", (time.process_time() - begun) / TURNS * 1000, "ms")
        shown = dossier_of(ledger, name)
        begun, at = time.process_time(), time.perf_counter()
        page = render_html(shown)
        say("  its page, wall", (time.perf_counter() - at) * 1000, "ms")
        say("  its page, processor time", (time.process_time() - begun) * 1000, "ms")
        say("  its page", len(page.encode()) / 1000, "kB")


def cold(path: Path, companies: int) -> None:
    """The command, from nothing to the last line on the screen."""
    for name in ("company-0", f"company-{companies // 100}"):
        command = [sys.executable, "-m", "upperhand", "dossier", name, "--ledger", str(path)]
        with Watched() as watched:
            subprocess.run(command, check=True, capture_output=True)
        say(f"upperhand dossier {name}, a new process, wall", watched.wall, "s")
        say("  processor time", watched.processor, "s")


def one_more(ledger: Ledger, claims: int, largest: float) -> None:
    """One more document, on ten companies drawn as all others are."""
    document, found, links = deque(generated(claims + 10_000, largest), maxlen=1).pop()
    with Watched() as watched:
        ledger.add(document, found, links, ruleset="R1", at=AT)
        checked = check_ledger(ledger, at=AT)
    say("one more document and a check, wall", watched.wall, "s")
    say("  processor time", watched.processor, "s")
    say("  documents looked at", checked.documents, "")
    say("  companies looked at", checked.companies, "")
    say("  facts made anew", checked.facts, "")
    say("  of claims", checked.claims, "")
    with Watched() as watched:
        again = check_ledger(ledger, at=AT)
    say("a check with nothing new, wall", watched.wall, "s")
    say("  documents looked at", again.documents, "")


def main(claims: int, kept: Path | None, largest: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        if kept is not None:
            write(kept, claims, largest)
            shutil.copyfile(kept, path)
        else:
            write(path, claims, largest)
        with Ledger(path) as ledger:
            whole(ledger, claims)
            dossiers(ledger, companies_of(claims))
            cold(path, companies_of(claims))
            one_more(ledger, claims, largest)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("claims", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--ledger", type=Path)
    parser.add_argument("--largest", type=float, default=0.0)
    given = parser.parse_args()
    main(given.claims, given.ledger, given.largest)
