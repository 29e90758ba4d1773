"""Speed and size of the ledger on a generated one: `python -m benchmarks.ledger [CLAIMS]` (default 1,000,000).

Prints one line a figure: what, how much, unit. Timings are medians of several turns where a turn is short.
"""

import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from upperhand.ledger import Ledger, export
from upperhand.model import LEVERS, Claim, Document, Evidence, Link

PER_DOCUMENT = 10
FILLER = "The quick brown fox jumps over the lazy dog, and nothing else happened on that day. " * 3


def generated(claims: int, companies: int) -> Iterator[tuple[Document, list[Claim], list[Link]]]:
    """Documents of ten claims each; how often a company is named falls off as in the press (a Zipf law)."""
    draw = random.Random(7)
    weights = [1 / (rank + 1) for rank in range(companies)]
    for number in range(claims // PER_DOCUMENT):
        targets = draw.choices(range(companies), weights, k=PER_DOCUMENT)
        parts, start, found, links = [], 0, [], []
        for turn, target in enumerate(targets):
            words = f"Company {target} was told by Body {target % 50} to do number {turn}."
            evidence = Evidence(
                f"{number:064x}", start, start + len(words), words, parts[-1][-32:] if parts else "", FILLER[:32]
            )
            told = Claim(
                f"{number:024x}{turn:08x}", LEVERS[draw.randrange(14)], f"Company {target}", evidence,
                actor=f"Body {target % 50}", date=str(2000 + number % 25), rule="rule", confidence=draw.random(),
            )  # fmt: skip
            found.append(told)
            links.append(Link(told.id, "target", told.target, f"company-{target}", (), "name"))
            links.append(Link(told.id, "actor", told.actor or "", f"body-{target % 50}", (), "name"))
            parts += [words, FILLER]
            start += len(words) + len(FILLER)
        yield (
            Document(f"{number:064x}", "".join(parts), f"https://example.org/{number}", f"Title {number}"),
            found,
            links,
        )


def seconds(work: Callable[[], object], turns: int = 5) -> float:
    """The median time of some work."""
    times = []
    for _ in range(turns):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def say(what: str, figure: float, unit: str) -> None:
    print(f"{what:<58} {figure:>12,.2f} {unit}", flush=True)


def peak() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(claims: int) -> None:
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "ledger.db") as ledger:
        begun = time.perf_counter()
        for item in generated(claims, companies=max(10, claims // 100)):
            ledger.add(*item, ruleset="R1", at="2021-01-01T00:00:00Z")
        taken = time.perf_counter() - begun
        say("take in", claims / taken, "claims/s")
        say("size on disk per million claims", Path(folder, "ledger.db").stat().st_size / claims * 1e6 / 2**20, "MB")
        for rank in (0, 10, 100, 1000):
            found = len(ledger.claims(f"company-{rank}"))
            if found:
                took = seconds(lambda rank=rank: ledger.claims(f"company-{rank}"))  # type: ignore[misc]
                say(f"one company's {found:,} claims", took * 1000, "ms")
        again = next(generated(PER_DOCUMENT, max(10, claims // 100)))
        say(
            "the same document again",
            seconds(lambda: ledger.add(*again, ruleset="R1", at="2021-01-01T00:00:00Z")) * 1000,
            "ms",
        )
        say("open", seconds(lambda: Ledger(Path(folder) / "ledger.db").close()) * 1000, "ms")
        before = peak()
        say("read every claim", claims / seconds(lambda: sum(1 for _ in ledger.iter_claims()), 1), "claims/s")
        say("memory that this adds", peak() - before, "MB")
        say("find an entity by name", seconds(lambda: ledger.entities("company 10")) * 1000, "ms")
        say("count all entities", seconds(ledger.entities, 1), "s")
        for form in ("jsonl", "csv", "parquet", "ftm", "gexf"):
            took = seconds(lambda form=form: export(ledger, form, Path(folder) / form), 1)  # type: ignore[misc]
            say(f"export as {form}", claims / took, "claims/s")
        say("memory at most", peak(), "MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
