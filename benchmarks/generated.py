"""A generated ledger for the benchmarks of assessment: `python -m benchmarks.generated FILE.db [CLAIMS]`.

Documents of ten claims; a fifth are copies of an earlier one in another outlet; each ends with figures, and one in a
hundred of these is wrong. How often a company is named falls off as in the press (a Zipf law).
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from upperhand.ledger import Ledger
from upperhand.model import LEVERS, Claim, Document, Evidence, Link, Quantity

PER_DOCUMENT, COPIES, WRONG, BODIES = 10, 0.2, 100, 50
FIGURES = "The fine was {n} million yuan (${d} million). Of the {w} firms on the list, {p} have a party cell. "
Item = tuple[Document, list[Claim], list[Link]]
_VOCABULARY = [
    f"{a}{b}"
    for a in ("lor", "mel", "tan", "ris", "quo", "ven", "sal", "dor")
    for b in ("", "en", "ish", "ate", "ing", "um")
]


def companies_of(claims: int) -> int:
    """How many companies a ledger of so many claims names."""
    return max(10, claims // 100)


def generated(claims: int, largest: float = 0.0) -> Iterator[Item]:
    """The documents with their claims and links, always the same; `largest` is a share of the claims that goes to the
    first company before the rest is shared out."""
    draw = random.Random(7)
    companies = companies_of(claims)
    ends, total = [], 0.0
    for rank in range(companies):
        total += 1 / (rank + 1)
        ends.append(total)
    recent: list[Item] = []
    for number in range(claims // PER_DOCUMENT):
        if recent and draw.random() < COPIES:
            yield _copied(draw.choice(recent), number)
            continue
        targets = draw.choices(range(companies), cum_weights=ends, k=PER_DOCUMENT)
        if largest:
            targets = [0 if draw.random() < largest else each for each in targets]
        item = _document(number, targets, draw)
        recent = [*recent[-50:], item]
        yield item


def _document(number: int, targets: list[int], draw: random.Random) -> Item:
    id_, parts, start, claims, links = f"{number:064x}", [], 0, [], []
    published = date(2010, 1, 1) + timedelta(days=draw.randrange(365 * 15))
    for turn, target in enumerate(targets):
        day, value, body = _told(published, draw), draw.randrange(100, 10**6), draw.randrange(BODIES)
        words = f"Body {body} fined Company {target} {value:,} yuan on {day}"
        claim = Claim(
            f"{number:024x}{turn:08x}", LEVERS[draw.randrange(14)], f"Company {target}",
            Evidence(id_, start, start + len(words), words), actor=f"Body {body}", date=day,
            quantity=Quantity(float(value), "CNY", "CNY"), rule="rule", confidence=draw.uniform(0.3, 1.0),
        )  # fmt: skip
        claims.append(claim)
        links.append(Link(claim.id, "target", claim.target, f"company-{target}", (), "name"))
        links.append(Link(claim.id, "actor", claim.actor or "", f"body-{body}", (), "name"))
        filler = ". " + " ".join(draw.choices(_VOCABULARY, k=25)) + ". "
        parts += [words, filler]
        start += len(words) + len(filler)
    text = "".join(parts) + _figures(number)
    place = f"https://p{number % 40}.example/{number}"
    return (
        Document(id_, text, place, publisher=f"Paper {number % 40}", published_at=published.isoformat()),
        claims,
        links,
    )


def _told(published: date, draw: random.Random) -> str:
    """The day of what a document tells: within the year before it came out."""
    return (published - timedelta(days=draw.randrange(365))).isoformat()


def _figures(number: int) -> str:
    whole, fine = 20 + number % 300, 1 + number % 9
    part = whole + 5 if number % WRONG == 0 else whole - 5
    return FIGURES.format(n=64 * fine, d=10 * fine, w=whole, p=part)


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


def write(path: Path, claims: int, largest: float = 0.0) -> None:
    """Makes the ledger, unless the file is there."""
    if not path.exists():
        draft = path.with_suffix(".part")
        draft.unlink(missing_ok=True)
        with Ledger(draft) as ledger:
            for item in generated(claims, largest):
                ledger.add(*item, ruleset="R1", at="2021-01-01T00:00:00Z")
        draft.rename(path)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
