"""Types to bytes and back: JSON in UTF-8, the same bytes for the same value."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import msgspec

from upperhand.errors import LedgerError
from upperhand.model import Claim, Document, Finding

T = TypeVar("T")
_ENCODER = msgspec.json.Encoder()
_CLAIM = msgspec.json.Decoder(Claim)
_FINDING = msgspec.json.Decoder(Finding)
_DOCUMENT = msgspec.json.Decoder(Document)
_NAMES = msgspec.json.Decoder(tuple[str, ...])


def utf8(text: str, what: str) -> bytes:
    """The text as UTF-8. Raises LedgerError naming `what` if it holds half a surrogate pair."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise LedgerError(
            f"{what} is not valid Unicode at position {error.start} (half a surrogate pair); decode its source anew"
        ) from error


def pack(value: object, what: str) -> bytes:
    """A value of the shared types as compact JSON, without the fields that are None."""
    try:
        return _ENCODER.encode(_slim(msgspec.to_builtins(value)))
    except UnicodeEncodeError as error:
        raise LedgerError(f"{what} is not valid Unicode (half a surrogate pair); decode its source anew") from error


def _slim(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _slim(each) for key, each in value.items() if each is not None and each != []}
    return [_slim(each) for each in value] if isinstance(value, list) else value


def pack_claim(claim: Claim) -> bytes:
    """The content of a claim: all but rule, ruleset and confidence, which belong to each observation."""
    return pack(replace(claim, rule="", ruleset="", confidence=1.0), f"claim {claim.id}")


@dataclass(frozen=True, slots=True)
class Version:
    """What a reader made of a document. `digest` is two hashes: of the text with its spans, and of all."""

    metadata: bytes
    text: bytes
    digest: str

    def same_text(self, digest: str) -> bool:
        """Whether the version of that digest has the same text, pages, notes and origins."""
        return self.digest.partition("-")[0] == digest.partition("-")[0]


def pack_document(document: Document) -> Version:
    """A document without where and when it was met, which is a sighting."""
    what = f"document {document.id}"
    bare = replace(document, text="", source_url=None, publisher=None, retrieved_at=None)
    metadata, text = pack(bare, what), utf8(document.text, f"the text of {what}")
    spans = pack([document.pages, document.notes, document.origins], what)
    return Version(metadata, text, f"{_hash(text, spans)}-{_hash(text, metadata)}")


def _hash(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]


def unpack_claim(content: bytes, rule: str, ruleset: str, confidence: float) -> Claim:
    """A claim from its content and from what the last observation says of it."""
    claim = _CLAIM.decode(content)
    for field, value in (("rule", rule), ("ruleset", ruleset), ("confidence", confidence)):
        object.__setattr__(claim, field, value)  # nobody has seen it yet, and a copy would take longer than the rest
    return claim


def unpack_document(metadata: bytes, text: bytes) -> Document:
    """A document from its two parts."""
    return replace(_DOCUMENT.decode(metadata), text=bytes(text).decode())


def unpack_finding(content: bytes) -> Finding:
    """A finding from its content."""
    return _FINDING.decode(content)


def unpack_names(content: bytes) -> tuple[str, ...]:
    """A list of names or ids."""
    return _NAMES.decode(content) if content else ()
