"""One claim, cut down to what joining needs: names as entity ids, words as a hash. A million of them fit in memory."""

import hashlib
import re
import unicodedata
from sys import intern
from typing import TYPE_CHECKING

import msgspec

from upperhand.assess.posts import post_in
from upperhand.model import Claim, Lever, Link, Quantity, Stance, Status

if TYPE_CHECKING:
    from upperhand.ledger import Recorded

LEAST_WORDS = 24  # characters (a Han character counts thrice): shorter evidence says the same by chance
_HAN = re.compile(r"[\u3400-\u9fff]")
_NOT_WORD = re.compile(r"[\W_]+")
POST_LEVERS: tuple[Lever, ...] = ("state_personnel", "political_office", "party_organization", "corporate_resistance")
_VAGUE = ("generic:", "gov-", "sector:")  # "the regulator", "China": may be any of that state's bodies


class Telling(msgspec.Struct, frozen=True, array_like=True):
    """A claim as it is joined. `actor_id` and `people` are entity ids, or `name:` and the folded name where unresolved.

    `named_actor` is the actor's id, unless it is too vague to tell one body from another. `words` is a hash of the evidence.
    """

    claim_id: str
    document_id: str
    entity_id: str
    lever: Lever
    actor_id: str | None
    named_actor: str | None
    actor: str | None
    people: tuple[str, ...]
    date: str | None
    place: str | None
    quantity: Quantity | None
    status: Status
    stance: Stance
    attributed_to: str | None
    cited: str | None
    confidence: float
    observed_at: str
    start: int
    end: int
    words: int | None
    post: str | None = None


def telling(record: "Recorded") -> Telling:
    """The telling of a recorded claim, its links under canonical ids."""
    claim, evidence = record.claim, record.claim.evidence
    actor = intern(_id_of(record.links, "actor", claim.actor) or "") or None
    return Telling(
        claim_id=claim.id,
        document_id=intern(record.document_id),
        entity_id=intern(_id_of(record.links, "target", claim.target) or ""),
        lever=claim.lever,
        actor_id=actor,
        named_actor=None if actor is None or _is_vague(actor, claim.actor or "") else actor,
        actor=intern(claim.actor) if claim.actor else None,
        people=tuple(intern(_id_of(record.links, "person", name) or "") for name in claim.people),
        date=intern(claim.date) if claim.date else None,
        place=claim.place,
        quantity=_slim(claim.quantity),
        status=claim.assertion.status,
        stance=claim.assertion.stance,
        attributed_to=claim.assertion.attributed_to,
        cited=_cited(claim),
        confidence=claim.confidence,
        observed_at=intern(record.observed_at),
        start=evidence.start,
        end=evidence.end,
        words=_words(evidence.exact),
        post=post_in(evidence.exact) if claim.people and claim.lever in POST_LEVERS else None,
    )


def _is_vague(actor: str, name: str) -> bool:
    """Whether an actor may be any body: by its id, or since nothing knows it and what it is called is no name."""
    return actor.startswith(_VAGUE) or (actor.startswith(("unknown:", "name:")) and name.isascii() and name.islower())


def _slim(quantity: Quantity | None) -> Quantity | None:
    """With unit and currency kept once for all claims."""
    if quantity is None:
        return None
    return Quantity(quantity.value, intern(quantity.unit), intern(quantity.currency) if quantity.currency else None)


def _id_of(links: tuple[Link, ...], role: str, name: str | None) -> str | None:
    if name is None:
        return None
    found = next((link.entity_id for link in links if link.role == role and link.name == name), None)
    if found is None and role != "person":
        found = next((link.entity_id for link in links if link.role == role), None)
    return found or f"name:{folded(name)}"


def _cited(claim: Claim) -> str | None:
    """What the sentence itself cites, as an address without its ornaments."""
    if claim.cited is None or not claim.cited.url:
        return None
    return address(claim.cited.url)


def address(url: str) -> str:
    """An address without scheme, `www.`, query, fragment and trailing slash."""
    return re.sub(r"^(?:https?://)?(?:www\.)?|[?#].*$|/+$", "", url.strip().casefold()).rstrip("/")


def _words(exact: str) -> int | None:
    text = folded(exact).replace(" ", "")
    if len(text) < LEAST_WORDS and len(text) + 2 * len(_HAN.findall(text)) < LEAST_WORDS:
        return None
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def folded(text: str) -> str:
    """Without regard to case, width, punctuation and spacing."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
