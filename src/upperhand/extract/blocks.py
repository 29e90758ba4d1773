"""A very long document in parts, so that memory does not grow with it: each part is read alone, its spans moved back."""

from collections.abc import Iterator
from dataclasses import replace

from upperhand.extract.claims import CONTEXT, claim_id
from upperhand.model import Claim, Cue, Document, Page

MOST = 100_000


def blocks(document: Document, most: int = MOST) -> Iterator[tuple[int, Document]]:
    """The parts of a document with where each begins; one part, the document itself, if it is no longer than `most`."""
    text, at = document.text, 0
    if len(text) <= most:
        yield 0, document
        return
    while at < len(text):
        end = _cut(text, at, most)
        notes = tuple(replace(n, start=n.start - at, end=n.end - at) for n in document.notes if at <= n.start < end)
        pages = tuple(
            Page(p.number, p.start - at, p.end - at, p.label) for p in document.pages if p.start < end and at < p.end
        )
        yield at, replace(document, text=text[at:end], notes=notes, pages=pages, origins=())
        at = end


def _cut(text: str, at: int, most: int) -> int:
    """Where the part that begins at `at` ends: after a blank line, a line or a sentence, in the last tenth if there is one."""
    if len(text) - at <= most:
        return len(text)
    least = at + most * 9 // 10
    for mark in ("\n\n", "\n", "。", ". "):
        found = text.rfind(mark, least, at + most)
        if found >= 0:
            return found + len(mark)
    return at + most


def moved(claim: Claim, by: int, document: Document) -> Claim:
    """A claim of a part as one of the whole document: its spans moved, its surroundings taken from the whole."""
    proof, text = claim.evidence, document.text
    start, end = proof.start + by, proof.end + by
    evidence = replace(
        proof, start=start, end=end, prefix=text[max(0, start - CONTEXT) : start], suffix=text[end : end + CONTEXT]
    )
    cues = tuple(Cue(cue.start + by, cue.end + by, cue.exact, cue.decides) for cue in claim.assertion.cues)
    whole = replace(claim, evidence=evidence, assertion=replace(claim.assertion, cues=cues))
    return replace(whole, id=claim_id(whole))
