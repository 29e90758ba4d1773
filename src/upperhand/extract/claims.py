"""From a chosen candidate to a Claim: its evidence, its id, the source it cites."""

import hashlib
from collections.abc import Iterable

from upperhand.model import CitedSource, Claim, Document, Evidence, Note

CONTEXT = 32


def evidence(document: Document, start: int, end: int) -> Evidence:
    """The words at `start:end` with up to 32 code points either side and the page on which they begin."""
    text = document.text
    page = next((page.number for page in document.pages if page.start <= start < page.end), None)
    return Evidence(
        document.id, start, end, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], page
    )


def cited(notes: Iterable[Note], start: int, end: int) -> CitedSource | None:
    """The note whose mark stands in the sentence `start:end` or right after it."""
    for note in notes:
        if start <= note.start <= end + 2:
            return CitedSource(note.content, note.urls[0] if note.urls else None, note.mark)
    return None


def claim_id(claim: Claim) -> str:
    """A hash of the document, the span and the content: not of rule, model, confidence or ruleset."""
    proof, assertion, quantity = claim.evidence, claim.assertion, claim.quantity
    content = (
        proof.document_id,
        proof.start,
        proof.end,
        claim.lever,
        claim.target,
        claim.target_kind,
        claim.actor,
        claim.people,
        claim.date,
        claim.place,
        (quantity.value, quantity.unit) if quantity else None,
        assertion.status,
        assertion.stance,
        assertion.attributed_to,
    )
    return hashlib.sha256(repr(content).encode()).hexdigest()[:32]
