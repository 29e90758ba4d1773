"""Official formulas in a ledger's documents: where they stand, and how often over time, by company and publisher."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from upperhand.extract.formulas import (
    Formula,
    FormulaCount,
    FormulaHit,
    FormulaRow,
    count_formulas,
    find_formulas,
    formulas,
)
from upperhand.model import Document
from upperhand.present import Formula as ShownFormula

if TYPE_CHECKING:
    from upperhand.ledger import Ledger

_MOST = 10_000  # documents
_REMEMBERED: dict[tuple[str | None, bytes], tuple[FormulaHit, ...]] = {}  # by language and text


def formulas_in(documents: Iterable[Document]) -> tuple[ShownFormula, ...]:
    """The formulas that these documents use, the most frequent first, each in the words that they use most."""
    spans: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    words: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        for hit in _found_in(document):
            spans[hit.id].append((document.id, hit.start, hit.end))
            words[hit.id].append(hit.exact)
    known = {formula.id: formula for formula in formulas()}
    shown = (_shown(known[name], words[name], spans[name]) for name in spans)
    return tuple(sorted(shown, key=lambda formula: (-formula.count, formula.text)))


def _found_in(document: Document) -> tuple[FormulaHit, ...]:
    """The formulas in a document; those of the documents last asked for are remembered."""
    key = document.language, blake2b(document.text.encode("utf-8", "replace"), digest_size=16).digest()
    found = _REMEMBERED.get(key)
    if found is None:
        if len(_REMEMBERED) >= _MOST:
            _REMEMBERED.clear()
        found = _REMEMBERED[key] = find_formulas(document.text, document.language)
    return found


def _shown(formula: Formula, words: Sequence[str], spans: Sequence[tuple[str, int, int]]) -> ShownFormula:
    text = max(sorted(set(words)), key=words.count)
    language = "zh" if text[0] >= "\u2e80" else "en"
    return ShownFormula(
        text=text, lang=language, meaning=formula.meaning, count=len(spans),
        documents=len({document for document, _, _ in spans}), spans=tuple(spans),
    )  # fmt: skip


def formula_counts(ledger: "Ledger", *, company: str | None = None, as_of: str | None = None) -> list[FormulaCount]:
    """How often each formula was used in each year, by publisher and by the companies that the documents speak of.

    `company` is an entity id; None counts all. Sorted by formula, year, company and publisher.
    """
    rows = _rows(ledger, as_of)
    if company is not None:
        rows = (replace(row, companies=(company,)) for row in rows if company in row.companies)
    return list(count_formulas(rows))


def _rows(ledger: "Ledger", as_of: str | None) -> Iterator[FormulaRow]:
    for document in ledger.iter_documents(as_of):
        if hits := find_formulas(document.text, document.language):
            links = (link for recorded in ledger.claims(document=document.id, as_of=as_of) for link in recorded.links)
            companies = tuple(sorted({link.entity_id for link in links if link.role == "target" and link.entity_id}))
            for hit in hits:
                yield FormulaRow(hit.id, document.id, document.published_at, document.publisher, companies)
