"""Speed and memory of exposure and of the sanity checks: `python -m benchmarks.exposure [CLAIMS]` (default 1,000,000).

The ledger is that of `benchmarks.ledger`; its documents get two sentences with figures each, so that the checks have work.
Prints one line a figure: what, how much, unit.
"""

import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.ledger import PER_DOCUMENT, generated, peak, say, seconds
from upperhand.assess.exposure import exposure, months, over_time, sensitivity
from upperhand.assess.sanity import check_document
from upperhand.assess.types import Fact, Origin
from upperhand.model import LEVERS, Claim, Document, Link

FIGURES = "The fine was {n} million yuan (${d} million). Of the {w} firms on the list, {p} have a party cell. "


def documents(claims: int, companies: int) -> Iterator[tuple[Document, list[Claim], list[Link]]]:
    """The generated documents with figures at their end, one in a hundred of them wrong."""
    for number, (document, found, links) in enumerate(generated(claims, companies)):
        whole = 20 + number % 300
        part = whole + 5 if number % 100 == 0 else whole - 5
        told = FIGURES.format(n=64 * (1 + number % 9), d=10 * (1 + number % 9), w=whole, p=part)
        yield replace(document, text=document.text + told, published_at="2020-06-01"), found, links


def by_company(claims: int, companies: int) -> Iterator[list[Fact]]:
    """Facts company by company, the largest first, as many as a Zipf law gives it; ten to an origin."""
    draw = random.Random(7)
    whole = sum(1 / rank for rank in range(1, companies + 1))
    for rank in range(1, companies + 1):
        yield [_fact(rank, number, draw) for number in range(max(1, round(claims / rank / whole)))]


def _fact(company: int, number: int, draw: random.Random) -> Fact:
    document = f"{company}-{number // 10}"
    origin = Origin(document, (document,), ("",), ("unknown",), (), draw.random(), False, "", "2020-06-01")
    lever = LEVERS[draw.randrange(14)]
    return Fact(f"{company}/{number}", str(company), lever, (), date=str(2000 + number % 20), origins=(origin,))


def main(claims: int) -> None:
    companies = max(10, claims // 100)
    begun, faults, count = time.perf_counter(), 0, 0
    for document, theirs, _ in documents(claims, companies):
        faults += len(check_document(document, theirs))
        count += 1
    taken = time.perf_counter() - begun
    say(f"sanity checks, documents of {PER_DOCUMENT} claims", count / taken, "documents/s")
    say(f"sanity checks over {claims:,} claims", taken, "s")
    say("findings", faults, f"of {(count + 99) // 100} planted")
    begun = time.perf_counter()
    sizes = [len(exposure(each, "2024-01-01").contributions) for each in by_company(claims, companies)]
    taken = time.perf_counter() - begun
    say(f"exposure of all {companies:,} companies, {sum(sizes):,} facts, on a day", taken, "s")
    most = next(by_company(claims, companies))
    say(f"exposure of the largest, {len(most):,} facts", seconds(lambda: exposure(most, "2024-01-01"), 3) * 1000, "ms")
    middle = most[:30]
    for name, some in (("the largest", most), (f"one of {len(middle)} facts", middle)):
        days = months(some, "2024-01-01")
        say(
            f"{len(days)} months of {name}",
            seconds(lambda s=some, d=days: over_time(s, d, opened=False), 1) * 1000,
            "ms",
        )
    say(
        f"sensitivity of one of {len(middle)} facts", seconds(lambda: sensitivity(middle, "2024-01-01"), 1) * 1000, "ms"
    )
    say("memory at most", peak(), "MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
