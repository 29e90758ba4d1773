"""Floors for extraction: F1 by lever and language on fixed sets may not sink, and each gold claim gained or lost is named.

    python -m benchmarks.gate              measure, print gains and losses against the accepted run
    python -m benchmarks.gate --accept     take this run as the accepted one; floors rise with it
    python -m benchmarks.gate --accept --lower "why"    let floors sink too; the reason is kept in the file

The accepted run is `benchmarks/accepted.json`: for each set its hash and the numbers of the gold claims that were found, for each
lever and language the floor. A set whose hash has changed has no floor until it is accepted again.
"""

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from upperhand.extract import Extractor
from upperhand.extract.corpus import document, predicted, rows
from upperhand.extract.evaluate import Tally, figures
from upperhand.extract.sets import HELD_OUT, OWN, SHARED, language_of

ACCEPTED = Path(__file__).with_name("accepted.json")
SLACK = 0.02


@dataclass
class Run:
    """One measurement: by set its hash and, by document, the gold claims found; by group and `language/lever` the F1."""

    hashes: dict[str, str] = field(default_factory=dict)
    found: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    f1: dict[str, dict[str, float]] = field(default_factory=dict)


def paths() -> dict[str, list[Path]]:
    """The sets by group: the project's own, and those beside the checkout, held-out ones left alone."""
    shared = [path for path in sorted(SHARED.glob("*.jsonl")) if path.stem not in HELD_OUT]
    return {"own": sorted(OWN.glob("*.jsonl")), "shared": shared}


def measure() -> Run:
    """Run the extractor as it ships over all sets that are there."""
    run, extractor = Run(), Extractor()
    for group, files in paths().items():
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for path in files:
            run.hashes[path.stem] = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
            run.found[path.stem] = {}
            tally = Tally()
            for row in rows(path):
                paired = tally.add(row, [predicted(claim) for claim in extractor.extract(document(row))])
                run.found[path.stem][str(row["id"])] = sorted(number for number in paired if number is not None)
            for lever, column in tally.levers.items():
                for key in (f"{language_of(path)}/{lever}", f"{language_of(path)}/all"):
                    counts[key] = [a + b for a, b in zip(counts[key], column, strict=True)]
        run.f1[group] = {key: round(figures(*column)[2], 4) for key, column in sorted(counts.items())}
    return run


def changes(run: Run, accepted: dict[str, Any]) -> list[str]:
    """A line for each gold claim gained or lost since the accepted run, in the sets that are the same."""
    lines = []
    for group in paths().values():
        for path in group:
            before = accepted.get("found", {}).get(path.stem)
            if before is None or accepted["hashes"].get(path.stem) != run.hashes[path.stem]:
                continue
            for row in rows(path):
                old, new = set(before.get(str(row["id"]), [])), set(run.found[path.stem].get(str(row["id"]), []))
                for number in sorted(old ^ new):
                    claim = row["claims"][number]
                    sign = "gained" if number in new else "lost  "
                    lines.append(
                        f"{sign} {path.stem} {row['id']} {claim['lever']}: {claim['target']}: {claim['quote'][:90]}"
                    )
    return lines


def sunk(run: Run, accepted: dict[str, Any]) -> list[str]:
    """The floors that this run is below, in groups whose sets are the same as when they were set."""
    lines = []
    for group, floors in accepted.get("floors", {}).items():
        stems = [path.stem for path in paths().get(group, [])]
        same = stems and all(run.hashes[stem] == accepted["hashes"].get(stem) for stem in stems)
        for key, floor in floors.items() if same else ():
            if run.f1[group].get(key, 0.0) < floor:
                lines.append(f"{group} {key}: F1 {run.f1[group].get(key, 0.0):.3f} is below its floor {floor:.3f}")
    return lines


def accept(run: Run, accepted: dict[str, Any], reason: str | None) -> dict[str, Any]:
    """The accepted run anew. Floors only rise, unless a reason is given."""
    floors = {}
    for group, f1 in run.f1.items():
        old = accepted.get("floors", {}).get(group, {}) if reason is None else {}
        floors[group] = {key: max(round(max(0.0, value - SLACK), 3), old.get(key, 0.0)) for key, value in f1.items()}
    lowered = [*accepted.get("lowered", []), *([reason] if reason else [])]
    return {"floors": floors, "lowered": lowered, "hashes": run.hashes, "found": run.found}


def load() -> dict[str, Any]:
    """The accepted run, or an empty one."""
    return json.loads(ACCEPTED.read_text(encoding="utf-8")) if ACCEPTED.exists() else {}  # type: ignore[no-any-return]


def main() -> int:
    """Measure, print, and accept if asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gate")
    parser.add_argument("--accept", action="store_true", help="take this run as the accepted one")
    parser.add_argument("--lower", metavar="REASON", help="with --accept: let floors sink, for this reason")
    options = parser.parse_args()
    run, accepted = measure(), load()
    print("\n".join([*changes(run, accepted), *sunk(run, accepted)]))
    print(
        "\n".join(
            f"{group} {key}: {value:.3f}"
            for group, f1 in run.f1.items()
            for key, value in f1.items()
            if key.endswith("all")
        )
    )
    if options.accept:
        text = json.dumps(accept(run, accepted, options.lower), separators=(",", ":"), ensure_ascii=False)
        ACCEPTED.write_text(text + "\n", encoding="utf-8")
    return 1 if sunk(run, accepted) and not options.lower else 0


if __name__ == "__main__":
    sys.exit(main())
