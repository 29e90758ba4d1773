"""Copies and excerpts planted in real documents, beside others that tell the same fact on their own."""

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from upperhand.assess.planted import Planted
from upperhand.ledger import Recorded
from upperhand.model import Claim, Document, Evidence, Link, Quantity

_AT = "2024-01-01T00:00:00Z"
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]+[”\"’]?\s*")
LEAST = 8  # sentences


def planted_copies(documents: Sequence[Document], seed: int) -> list[Planted]:
    """For each document of some length: itself, a shortened copy, another that holds three of its sentences, and one that
    tells the fact in its own words. All four tell one fact; the first three are one origin."""
    draw = random.Random(seed)
    given = [(document, found) for document in documents if len(found := _SENTENCE.findall(document.text)) >= LEAST]
    return [
        each for number, (document, found) in enumerate(given) for each in _four(number, document, found, given, draw)
    ]


def _four(
    number: int,
    document: Document,
    sentences: list[str],
    given: Sequence[tuple[Document, list[str]]],
    draw: random.Random,
) -> Iterator[Planted]:
    others = [each for each in given if each[0].language == document.language and each[0].id != document.id]
    if len(others) < 2:
        return
    (_, host), (_, alone) = draw.sample(others, 2)
    at = draw.randrange(1, len(sentences) - 3)
    passage, told = sentences[at : at + 3], sentences[at + 1].strip()
    yield _told(number, document, sentences, told, "report")
    yield _told(
        number, document, [*sentences[:at], *passage, *sentences[at + 4 :]][: len(sentences) - 1], told, "report"
    )
    yield _told(number, document, [*host[:3], *passage, *host[3:]], told, "report")
    yield _told(number, document, alone, alone[draw.randrange(1, len(alone))].strip(), "alone")


def _told(number: int, like: Document, sentences: Sequence[str], exact: str, origin: str) -> Planted:
    text = "".join(sentences)
    id_ = hashlib.sha256(f"{number}{origin}{text}".encode()).hexdigest()
    document = Document(id_, text, publisher=f"Outlet {id_[:8]}", published_at="2021-04-10", language=like.language)
    start = text.index(exact)
    claim = Claim(
        id_[:32], "enforcement", f"Subject {number}", Evidence(id_, start, start + len(exact), exact), date="2021-04-10",
        quantity=Quantity(1000.0 + number, "CNY", "CNY"), confidence=0.9,
    )  # fmt: skip
    link = Link(claim.id, "target", claim.target, f"planted:subject-{number}")
    return Planted(replace(document, title=None), Recorded(claim, id_, _AT, (link,)), f"{number}-{origin}", number)
