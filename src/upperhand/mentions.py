"""Names in documents beside lists and name tables: who may be meant, for a person to decide.

A mention is never an entity of its own: what is asked is whether the id under which the ledger files a name and an
entity of a list are one, and the answer is a judgement, a row that can be taken back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from upperhand.errors import InputError
from upperhand.model import Entity
from upperhand.resolve import Candidate, NameTable, clusters, compare
from upperhand.resolve.judge import current
from upperhand.resolve.linker import name_id

if TYPE_CHECKING:
    from upperhand.ledger import Ledger
    from upperhand.model import Claim, Judgement, Link
    from upperhand.resolve import Match
    from upperhand.watchlists import Watchlists

_OF_LISTS = "lists/"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in documents: the id under which it goes, in how many claims, and who it could be where that is open."""

    id: str
    name: str
    schema: str
    claims: int = 0
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A mention that may be a listed entity."""

    mention: Mention
    match: "Match"


def mentions(ledger: "Ledger") -> list[Mention]:
    """Every name that claims from documents give for a target, an actor or a person; the most frequent first."""
    found: dict[tuple[str, str], Mention] = {}
    for recorded in ledger.iter_claims():
        if recorded.claim.rule.startswith(_OF_LISTS):
            continue
        for link in recorded.links:
            schema = _schema(recorded.claim, link)
            if schema is None:
                continue
            id_ = link.entity_id or name_id(link.name, schema)
            known = found.get((id_, link.name))
            found[id_, link.name] = Mention(
                id_, link.name, schema, 1 + (known.claims if known else 0), tuple(link.candidates)
            )
    return sorted(found.values(), key=lambda one: (-one.claims, one.name, one.id))


def _schema(claim: "Claim", link: "Link") -> str | None:
    if link.role == "target" and claim.target_kind == "sector":
        return None
    if link.role == "actor":
        return "LegalEntity"
    return "Person" if link.role == "person" or claim.target_kind == "person" else "Company"


def listed(ledger: "Ledger", watch: "Watchlists", *, least: float = 0.2) -> Iterator[Listed]:
    """The listed entities that a mention may be, at least so likely; the likeliest of each mention first."""
    for mention in mentions(ledger):
        try:
            found = watch.match(_entity(mention), limit=3)
        except InputError:
            continue  # nothing in it that could be a name
        yield from (Listed(mention, match) for match in found if match.score >= least)


def questions(
    ledger: "Ledger", watch: "Watchlists | None", names: NameTable | None = None, *, least: float = 0.2
) -> list[Candidate]:
    """Pairs to decide: names that several bear beside each of these, and names beside the listed entities they may be.

    What was judged, or follows from judgements, is not asked again.
    """
    rulings = ledger.judgements()
    pairs = [*_ambiguous(mentions(ledger), names or NameTable.load())]
    if watch is not None:
        pairs += [
            (_entity(one.mention), entity)
            for one in listed(ledger, watch, least=least)
            if (entity := watch.index.entity(one.match.id)) is not None
        ]
    return list(_open(pairs, rulings))


def _ambiguous(found: Sequence[Mention], names: NameTable) -> Iterator[tuple[Entity, Entity]]:
    for mention in found:
        for id_ in mention.candidates:
            known = names.entity(id_)
            yield _entity(mention), known or Entity(id_, mention.schema, id_, {})


def _open(pairs: Sequence[tuple[Entity, Entity]], rulings: "Sequence[Judgement]") -> Iterator[Candidate]:
    known = clusters(rulings)
    asked = {frozenset((ruling.left, ruling.right)) for ruling in current(rulings)}
    for left, right in pairs:
        pair = frozenset((left.id, right.id))
        if len(pair) == 2 and pair not in asked and not known.same(left.id, right.id):
            asked.add(pair)
            yield Candidate(left, right, compare(left, right))


def _entity(mention: Mention) -> Entity:
    return Entity(mention.id, mention.schema, mention.name, {"name": (mention.name,)})
