"""What exports are made from: the standing claims beside their documents, in bounded memory."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from upperhand.ledger.records import Recorded
from upperhand.model import Document, Entity, Link

if TYPE_CHECKING:
    from upperhand.ledger.store import Ledger


@dataclass
class Source:
    """A ledger as of a moment, and what is known of entities beside it."""

    ledger: "Ledger"
    as_of: str | None = None
    entities: Mapping[str, Entity] = field(default_factory=dict)
    min_confidence: float = 0.0
    _documents: dict[str, Document] = field(default_factory=dict)

    def claims(self, *, canonical: bool = True) -> Iterator[tuple[Recorded, Document]]:
        """Every standing claim with its document (whose text is left out)."""
        for record in self.ledger.iter_claims(
            as_of=self.as_of, min_confidence=self.min_confidence, canonical=canonical
        ):
            yield record, self._document(record.document_id)

    def _document(self, id_: str) -> Document:
        if not self._documents:
            for document in self.ledger.iter_documents(self.as_of, with_text=False):
                self._documents[document.id] = _bare(document)
        if id_ not in self._documents:  # it came in since
            self._documents[id_] = _bare(self.ledger.document(id_, self.as_of))
        return self._documents[id_]


def _bare(document: Document) -> Document:
    """The document without what can be long."""
    return Document(
        document.id, "", document.source_url, document.title, document.publisher, document.author,
        document.published_at, document.retrieved_at, document.mime_type, document.language,
    )  # fmt: skip


def linked(record: Recorded, role: str, name: str | None) -> Link | None:
    """Who a name of a claim is, if a link says so."""
    return next((link for link in record.links if link.role == role and link.name == name), None)
