"""How well the sanity checks do: slips planted in documents, with their right twins, and what is found of them."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import msgspec

from upperhand import data
from upperhand.assess.sanity.makers import MAKERS
from upperhand.assess.sanity.run import check_document
from upperhand.model import Document


class Slips(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The wordings in which one check's slips are planted."""

    check: str
    make: str
    en: tuple[str, ...]
    zh: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


class Material(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """All of data/planted/slips.yml."""

    names: tuple[str, ...]
    names_zh: tuple[str, ...]
    slips: tuple[Slips, ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """A document with one sentence planted in it; `check` is what should find it, None where all is right."""

    document: Document
    check: str | None
    made_for: str
    sentence: str


@dataclass
class Tally:
    """Right findings, false ones and slips, by check; `missed` and `false` show the sentences."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    missed: list[Planted] = field(default_factory=list)
    false: list[tuple[Planted, str]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Right findings among all."""
        found = self.right.total() + self.wrong.total()
        return self.right.total() / found if found else 1.0

    @property
    def recall(self) -> float:
        """Slips found among all that were planted."""
        return self.right.total() / max(1, self.wanted.total())


@cache
def material() -> Material:
    """The wordings. Raises DataError if they are wrong."""
    return data.load(Path("planted/slips.yml"), Material)


def plant(documents: Sequence[Document], seed: int = 1, each: int = 4, *, unseen: bool = False) -> Iterator[Planted]:
    """For each wording `each` slips and as many right twins, set into documents of its language. Same seed, same slips.

    `unseen` takes the wordings that the checks were not written with.
    """
    draw = random.Random(seed)
    by_language = {
        language: [document for document in documents if document.language == language] for language in ("en", "zh")
    }
    for slips in material().slips:
        for language, wordings in (("en", slips.unseen),) if unseen else (("en", slips.en), ("zh", slips.zh)):
            names = material().names if language == "en" else material().names_zh
            for wording in wordings:
                for _ in range(each if by_language[language] else 0):
                    host = draw.choice(by_language[language])
                    made = MAKERS[slips.make](draw, int((host.published_at or "2021")[:4]))
                    for fields, check in zip(made, (None, slips.check), strict=True):
                        sentence = wording.format(name=draw.choice(names), **fields)
                        yield Planted(_set_in(host, sentence, draw), check, slips.check, sentence)


def _set_in(host: Document, sentence: str, draw: random.Random) -> Document:
    paragraphs = host.text.split("\n\n")
    paragraphs.insert(draw.randint(1, len(paragraphs)), sentence)
    return replace(host, text="\n\n".join(paragraphs))


def measure(planted: Iterable[Planted]) -> Tally:
    """What the checks find of it. Findings that the host has without the planted sentence do not count."""
    tally = Tally()
    for item in planted:
        found = [
            finding for finding in check_document(item.document) if _touches(finding.message + finding.working, item)
        ]
        if item.check:
            tally.wanted[item.check] += 1
            if found:
                tally.right[item.check] += 1
            else:
                tally.missed.append(item)
        elif found:
            tally.wrong[item.made_for] += 1
            tally.false.append((item, found[0].message))
    return tally


def _touches(told: str, item: Planted) -> bool:
    host = replace(item.document, text=item.document.text.replace(item.sentence, ""))
    return all(told != finding.message + finding.working for finding in check_document(host))


REACH = (0.90, 0.70)  # precision and recall


def lines(hosts: Sequence[Document], seed: int = 1) -> Iterator[str]:
    """The figures as text: for wordings that the checks were written with, and that they were not; the hosts alone."""
    yield f"{'figures and dates planted':<42} {'slips':>7} {'found':>7} {'precision':>9} {'recall':>7} {'false':>6}"
    for what, unseen in (("sanity, wordings worked with", False), ("sanity, wordings never worked with", True)):
        tally = measure(plant(hosts, seed, unseen=unseen))
        found = f"{tally.wanted.total():>7} {tally.right.total():>7} {tally.precision:>9.3f} {tally.recall:>7.3f}"
        yield f"{what:<42} {found} {tally.wrong.total():>6}"
    alone = sum(len(check_document(host)) for host in hosts)
    reach = f"reach {REACH[0]:.2f} and {REACH[1]:.2f}"
    yield f"sanity, {len(hosts)} documents with nothing planted: {alone} findings; {reach}"
