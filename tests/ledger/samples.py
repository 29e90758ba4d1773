"""Small documents with claims and links, made up on the spot: no real company does anything here."""

import hashlib
from dataclasses import replace
from typing import Any

from upperhand.model import Claim, Document, Evidence, Link

TEXT = "Acme set up a party branch in 2001. Example Holdings bought 12% of Acme in 2015. 示例公司 was fined."
T1, T2, T3, T4 = (f"2021-0{month}-01T00:00:00Z" for month in (1, 2, 3, 4))


def document(text: str = TEXT, **fields: Any) -> Document:
    fields = {"source_url": "https://example.org/a", "title": "On Acme", "language": "en", **fields}
    fields.setdefault("id", hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    return Document(text=text, **fields)


def claim(
    source: Document, exact: str, lever: str = "party_organization", target: str = "Acme", **fields: Any
) -> Claim:
    start = source.text.index(exact)
    key = "|".join((source.id, str(start), exact, lever, target, str(fields.get("actor"))))
    evidence = Evidence(source.id, start, start + len(exact), exact)
    return Claim(hashlib.sha256(key.encode()).hexdigest()[:32], lever, target, evidence, **fields)  # type: ignore[arg-type]


def link(of: Claim, role: str = "target", name: str | None = None, entity: str | None = None) -> Link:
    name = name or of.target
    return Link(of.id, role, name, entity or f"unknown:{name.lower()}", (), "exact")  # type: ignore[arg-type]


def sample() -> tuple[Document, list[Claim], list[Link]]:
    source = document()
    branch = claim(source, "Acme set up a party branch in 2001.", date="2001", rule="r1", confidence=0.9)
    stake = claim(
        source,
        "Example Holdings bought 12% of Acme in 2015.",
        "state_ownership",
        actor="Example Holdings",
        date="2015",
        people=("Jo Doe",),
        rule="r2",
        confidence=0.6,
    )
    fine = claim(source, "示例公司 was fined.", "enforcement", target="示例公司", rule="r3", confidence=0.8)
    links = [
        link(branch, entity="acme"),
        link(stake, entity="acme"),
        link(stake, "actor", "Example Holdings", "holdings"),
        link(stake, "person", "Jo Doe"),
        link(fine),
    ]
    return source, [branch, stake, fine], links


def elsewhere(source: Document, url: str) -> Document:
    return replace(source, source_url=url)
