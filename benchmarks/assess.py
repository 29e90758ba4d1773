"""Speed and memory of facts, origins and contradictions on a generated ledger: `python -m benchmarks.assess [CLAIMS]`.

The default is 1,000,000 claims. Some documents are copies of others; some facts are told by several. One line a figure.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.ledger import say, seconds
from upperhand.assess.check import contradiction_findings
from upperhand.assess.of_ledger import assess, touched
from upperhand.ledger import Ledger
from upperhand.model import LEVERS, Claim, Document, Evidence, Link, Quantity

PER_DOCUMENT, COPIES = 10, 0.2
Item = tuple[Document, list[Claim], list[Link]]


def generated(claims: int, companies: int) -> Iterator[Item]:
    """Documents of ten claims; a fifth are copies of an earlier one. Companies are named as in the press (a Zipf law)."""
    draw = random.Random(7)
    vocabulary = [
        f"{a}{b}"
        for a in ("lor", "mel", "tan", "ris", "quo", "ven", "sal", "dor")
        for b in ("", "en", "ish", "ate", "ing", "um")
    ]
    weights = [1 / (rank + 1) for rank in range(companies)]
    recent: list[Item] = []
    for number in range(claims // PER_DOCUMENT):
        if recent and draw.random() < COPIES:
            yield _copied(draw.choice(recent), number)
            continue
        item = _document(number, draw.choices(range(companies), weights, k=PER_DOCUMENT), vocabulary, draw)
        recent = [*recent[-50:], item]
        yield item


def _document(number: int, targets: list[int], vocabulary: list[str], draw: random.Random) -> Item:
    id_, parts, start, claims, links = f"{number:064x}", [], 0, [], []
    for turn, target in enumerate(targets):
        day, value = (
            f"20{draw.randrange(10, 25)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}",
            draw.randrange(100, 10**6),
        )
        words = f"Body {target % 50} fined Company {target} {value:,} yuan on {day}"
        evidence = Evidence(id_, start, start + len(words), words)
        claim = Claim(
            f"{number:024x}{turn:08x}", LEVERS[draw.randrange(14)], f"Company {target}", evidence, actor=f"Body {target % 50}",
            date=day, quantity=Quantity(float(value), "CNY", "CNY"), rule="rule", confidence=draw.uniform(0.3, 1.0),
        )  # fmt: skip
        claims.append(claim)
        links.append(Link(claim.id, "target", claim.target, f"company-{target}", (), "name"))
        links.append(Link(claim.id, "actor", claim.actor or "", f"body-{target % 50}", (), "name"))
        filler = ". " + " ".join(draw.choices(vocabulary, k=25)) + ". "
        parts += [words, filler]
        start += len(words) + len(filler)
    published = f"20{draw.randrange(10, 25)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
    text = "".join(parts)
    return (
        Document(
            id_,
            text,
            f"https://p{number % 40}.example/{number}",
            publisher=f"Paper {number % 40}",
            published_at=published,
        ),
        claims,
        links,
    )


def _copied(item: Item, number: int) -> Item:
    """The same text in another outlet."""
    document, claims, links = item
    id_ = f"{number:064x}"
    renamed = {claim.id: f"{number:024x}{turn:08x}" for turn, claim in enumerate(claims)}
    return (
        replace(document, id=id_, source_url=f"https://q.example/{number}", publisher=f"Paper {number % 40}"),
        [replace(claim, id=renamed[claim.id], evidence=replace(claim.evidence, document_id=id_)) for claim in claims],
        [replace(link, claim_id=renamed[link.claim_id]) for link in links],
    )


def main(claims: int) -> None:
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "ledger.db") as ledger:
        for item in generated(claims, companies=max(10, claims // 100)):
            ledger.add(*item, ruleset="R1", at="2021-01-01T00:00:00Z")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        begun, facts, found = time.perf_counter(), 0, 0
        for each in assess(ledger):
            facts += len(each.facts)
            found += len(each.contradictions())
        say(f"all facts, origins, contradictions of {claims:,} claims", time.perf_counter() - begun, "s")
        say("facts", facts, "")
        say("contradictions", found, "")
        say("memory before", before, "MB")
        say("memory at most", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")
        for rank in (0, 10, 100, 1000):
            if count := len(ledger.claims(f"company-{rank}")):
                took = seconds(lambda rank=rank: list(contradiction_findings(ledger, f"company-{rank}")), 3)  # type: ignore[misc]
                say(f"one company's {count:,} claims, with findings", took * 1000, "ms")
        say("companies that one more document touches", len(touched(ledger, f"{5:064x}")), "")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
