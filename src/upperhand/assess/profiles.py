"""What independence is judged by, drawn from each document once: MinHash, sampled shingles, quotations, credits, marks."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from upperhand.assess import marks, packs, publishers, sources
from upperhand.assess.sources import Outlet, Passage
from upperhand.assess.tellings import address
from upperhand.model import Document

Hashes = NDArray[np.uint64]
SEED = 20210410
_BATCH = 256
_TOKEN = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]|[^\W_a-z0-9\u3400-\u9fff]+")
_TRADITIONAL = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """One document, for comparison. `sample` are the hashes of one shingle in so many, `at` about where each begins.

    `digest` is the MinHash of all shingles (uint32), empty for a text of fewer than one shingle. `key` names its publisher.
    """

    document_id: str
    publisher: str
    kind: str
    key: str
    published_at: str | None
    language: str
    address: str
    agency: Outlet | None
    digest: NDArray[np.uint32]
    sample: Hashes
    at: NDArray[np.uint32]
    quotations: dict[int, str]
    credits: tuple[Passage, ...]
    releases: tuple[Passage, ...]
    marks: tuple[str, ...]
    words: NDArray[np.uint32]


def profiles(documents: Iterable[Document]) -> Iterator[Profile]:
    """The profile of each document, in order; about half a millisecond each."""
    documents = iter(documents)
    while batch := list(islice(documents, _BATCH)):
        texts = [simplified(document.text) for document in batch]
        for document, text, print_ in zip(batch, texts, _fingerprints(texts), strict=True):
            yield _profile(document, text, *print_)


def bare_profile(document: Document) -> Profile:
    """What is known without the text: who published it and when."""
    empty = np.empty(0, np.uint32)
    return _assembled(document, None, (empty, np.empty(0, np.uint64), empty), {}, (), (), (), empty)


def _profile(
    document: Document, text: str, digest: NDArray[np.uint32], sample: Hashes, at: NDArray[np.uint32]
) -> Profile:
    return _assembled(
        document,
        sources.agency_of(text, document.author),
        (digest, sample, at),
        sources.quotations(text),
        sources.credited(text),
        sources.released(text),
        marks.marks(text),
        marks.words(text),
    )


def _assembled(
    document: Document,
    agency: Outlet | None,
    prints: tuple[NDArray[np.uint32], Hashes, NDArray[np.uint32]],
    quotations: dict[int, str],
    credits: tuple[Passage, ...],
    releases: tuple[Passage, ...],
    found: tuple[str, ...],
    words: NDArray[np.uint32],
) -> Profile:
    url = document.source_url
    known = publishers.known(document.publisher, url)
    named = sources.outlet(document.publisher) if document.publisher else None
    key = known.publisher.id if known else named.key if named else f"name:{document.publisher or ''}"
    agency = agency or (Outlet(known.publisher.id, known.publisher.names[0]) if known and known.is_agency else None)
    publisher = document.publisher or (known.publisher.names[0] if known else "")
    return Profile(
        document.id, publisher, known.kind if known else "unknown", key, document.published_at, document.language or "",
        address(url) if url and "://" in url else "", agency, *prints, quotations, credits, releases, found, words,
    )  # fmt: skip


def simplified(text: str) -> str:
    """The text with its Han characters simplified, each in its place (the length stays)."""
    if not _TRADITIONAL.search(text):
        return text
    changed = _converter()(text)
    return changed if len(changed) == len(text) else text


@cache
def _converter() -> Callable[[str], str]:
    import opencc  # loads its tables: only where there are Han characters

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


def _fingerprints(texts: list[str]) -> Iterator[tuple[NDArray[np.uint32], Hashes, NDArray[np.uint32]]]:
    """For each text its MinHash, its sampled shingle hashes in order, and about where they begin."""
    from rensa import RMinHash

    given = packs.independence().resemblance
    tokens = [_TOKEN.findall(text.casefold()) for text in texts]
    hashed = [
        np.array(row, dtype=np.uint64)
        for row in RMinHash.hash_token_sets([_shingles(row, given.shingle) for row in tokens])
    ]
    offsets = np.cumsum([0, *map(len, hashed)]).astype(np.uint64)
    flat = np.concatenate(hashed) if hashed else np.empty(0, np.uint64)
    rows = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, given.permutations, SEED).to_rows()
    for row, hashes, text, found in zip(rows, hashed, texts, tokens, strict=True):
        digest = np.array(row, dtype=np.uint32) if len(hashes) else np.empty(0, np.uint32)
        kept = np.flatnonzero((hashes >> np.uint64(7)) % np.uint64(given.sample) == 0)
        kept = kept[np.argsort(hashes[kept], kind="stable")]
        # By the token's number: near enough to say whether a shingle stands around the evidence.
        starts = (kept * (len(text) / max(1, len(found)))).astype(np.uint32)
        yield digest, hashes[kept], starts


def _shingles(tokens: list[str], size: int) -> list[str]:
    return [" ".join(run) for run in zip(*(tokens[start:] for start in range(size)), strict=False)]
