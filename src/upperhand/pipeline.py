"""The road: a source is read, its claims drawn out, the names in them resolved, and all of it written down."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from upperhand import data
from upperhand.errors import LedgerError, UpperhandError
from upperhand.extract import Extractor
from upperhand.model import Claim, Document, Failure, Link
from upperhand.read import ReadOptions, Source, find, read_source
from upperhand.resolve import Linker
from upperhand.workers import ordered_map

if TYPE_CHECKING:
    from upperhand.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Taken:
    """One document with its claims and links; `claims` is None where the ledger already has them."""

    document: Document
    claims: tuple[Claim, ...] | None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Road:
    """What a source travels through. `known` holds ids of documents that this ruleset has already read."""

    extractor: Extractor
    linker: Linker
    options: ReadOptions = field(default_factory=ReadOptions)
    known: frozenset[str] = frozenset()

    def __call__(self, source: Source | Failure) -> list[Taken | Failure]:
        """Read, extract and link one source; whatever goes wrong becomes a Failure."""
        if isinstance(source, Failure):
            return [source]
        return [
            item if isinstance(item, Failure) else self._take(item)
            for item in read_source(source, options=self.options)
        ]

    def _take(self, document: Document) -> Taken | Failure:
        if document.id in self.known:
            return Taken(document, None)
        try:
            claims = self.extractor.extract(document)
            names = tuple(dict.fromkeys(claim.target for claim in claims))
            return Taken(document, claims, tuple(link for claim in claims for link in self.linker.link(claim, names)))
        except UpperhandError:
            raise  # a broken installation, not a broken document
        except Exception as error:
            detail = f"{type(error).__name__}: {error}; this is a fault of the program, please report it with the file"
            return Failure(document.source_url or document.id, "extract", "internal", detail)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is; `known` counts documents that this ruleset had read before."""

    sources: int = 0
    documents: int = 0
    known: int = 0
    failures: int = 0
    claims: int = 0
    retracted: int = 0


def ingest(sources: Iterable[str], ledger: "Ledger", road: Road, *, at: str, jobs: int = 1) -> Iterator[Progress]:
    """Take sources into the ledger, yielding the progress after each; what was yielded is stored.

    `sources` are files, folders, patterns, archives, or "-"; `at` is the UTC time to write, to the second
    (`2021-04-10T12:00:00Z`); with several `jobs` (processes) the ledger comes out the same. What cannot be read becomes
    a row of `ledger.failures()`. Raises LedgerError if the ledger cannot be written.
    """
    road = replace(road, known=frozenset(ledger.known_documents(road.extractor.ruleset, _resolver())))
    progress = Progress()
    for items in ordered_map(road, find(sources, options=road.options), jobs=jobs, lost=_lost):
        for item in items:
            progress = _store(ledger, item, progress, road.extractor.ruleset, at)
        progress = replace(progress, sources=progress.sources + 1)
        yield progress


@cache
def _resolver() -> str:
    """The version of the name tables: a newer one links known documents anew."""
    return data.fingerprint("names")


def _lost(source: Source | Failure) -> list[Taken | Failure]:
    return [
        Failure(
            str(source), "read", "crashed", "the process that read it died; the file may be hostile or need more memory"
        )
    ]


def _store(ledger: "Ledger", item: Taken | Failure, so_far: Progress, ruleset: str, at: str) -> Progress:
    if isinstance(item, Failure):
        ledger.add_failure(replace(item, occurred_at=at))
        return replace(so_far, failures=so_far.failures + 1)
    if item.claims is None:
        ledger.add_sighting(item.document, at=at)
        return replace(so_far, known=so_far.known + 1)
    try:
        added = ledger.add(item.document, item.claims, item.links, ruleset=ruleset, resolver=_resolver(), at=at)
    except LedgerError as error:
        # A ledger that cannot be written at all cannot note this either, and that error stops the run.
        refused = Failure(item.document.source_url or item.document.id, "store", "refused", str(error))
        return _store(ledger, refused, so_far, ruleset, at)
    return replace(
        so_far,
        documents=so_far.documents + 1,
        claims=so_far.claims + added.claims,
        retracted=so_far.retracted + added.retracted,
    )
