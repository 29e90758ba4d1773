"""Small claims and documents, made up on the spot: no real company does anything here."""

import hashlib
from typing import Any

from upperhand.ledger import Recorded
from upperhand.model import Assertion, Claim, Document, Evidence, Link, Quantity

AT = "2024-01-01T00:00:00Z"


def document(text: str, published: str | None = "2021-04-10", publisher: str | None = None, **fields: Any) -> Document:
    id_ = hashlib.sha256(f"{text}|{publisher}|{published}".encode()).hexdigest()
    fields.setdefault("language", "en")
    return Document(id_, text, publisher=publisher, published_at=published, **fields)


def record(
    source: Document,
    exact: str | None = None,
    *,
    lever: str = "enforcement",
    company: str = "acme",
    actor: str | None = "authority",
    people: tuple[str, ...] = (),
    date: str | None = "2021-04-10",
    money: float | None = None,
    quantity: Quantity | None = None,
    status: str = "effective",
    stance: str = "asserted",
    attributed_to: str | None = None,
    confidence: float = 0.9,
    at: str = AT,
    **fields: Any,
) -> Recorded:
    exact = exact or source.text
    start = source.text.index(exact)
    quantity = Quantity(money, "CNY", "CNY") if money else quantity
    content = f"{source.id}{start}{exact}{lever}{company}{actor}{people}{date}{quantity}{status}"
    claim = Claim(
        hashlib.sha256(content.encode()).hexdigest()[:32], lever, company, Evidence(source.id, start, start + len(exact), exact),  # type: ignore[arg-type]
        actor=actor, people=people, date=date, quantity=quantity, confidence=confidence,
        assertion=Assertion(status, stance, attributed_to), **fields,  # type: ignore[arg-type]
    )  # fmt: skip
    links = [Link(claim.id, "target", company, company)]
    if actor:
        links.append(Link(claim.id, "actor", actor, actor))
    links += [Link(claim.id, "person", person, f"person:{person}") for person in people]
    return Recorded(claim, source.id, at, tuple(links))
