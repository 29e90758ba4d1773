"""Speed and memory of exposure on generated facts: `python -m benchmarks.exposure [CLAIMS]` (default 1,000,000).

What it takes together with the ledger and the checks of figures is measured by `benchmarks.assess`. Prints one line a
figure: what, how much, unit.
"""

import random
import sys
import time
from collections.abc import Iterator

from benchmarks.ledger import peak, say, seconds
from upperhand.assess.exposure import exposure, months, over_time, sensitivity
from upperhand.assess.types import Fact, Origin
from upperhand.model import LEVERS


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
