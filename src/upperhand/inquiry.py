"""From a name that someone types to the dossier on whoever bears it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import astuple

from upperhand.assess import publishers, rulings
from upperhand.assess.check import finding, look_through
from upperhand.assess.digest import BOTH_SIDES, gravest
from upperhand.assess.kept import company
from upperhand.assess.noting import is_dispute, noted_about
from upperhand.assess.renewal import BIG
from upperhand.errors import InputError, UnknownEntity
from upperhand.model import Entity, Finding, Lever
from upperhand.present import Dossier, build_dossier
from upperhand.present.scripts import one_line
from upperhand.present.types import ExposurePoint, Line, Overview, Tally
from upperhand.present.wording import counted
from upperhand.resolve import NameTable
from upperhand.resolve.nametable import caption
from upperhand.speech import formulas_in

if TYPE_CHECKING:
    from upperhand.assess.company import Company
    from upperhand.assess.digest import Digest
    from upperhand.assess.exposure import Exposure, Measure
    from upperhand.assess.types import Contradiction, Fact, Side
    from upperhand.ledger import Ledger

ENTIRE = 200  # claims about a company up to which all its facts are shown with their words
ELSEWHERE = 60  # claims on each kin company, and claims in which it acts on others, that are shown
CLAIMS = 8  # of one fact that are shown, where not all is
LOOKED_THROUGH = 100  # documents that are looked through for a dossier; where more are new it says so


def entity_named(ledger: "Ledger", name: str, names: NameTable | None = None) -> Entity:
    """The one entity that the name tables or the ledger know by this name, ticker or id.

    Raises UnknownEntity if there is none, and InputError listing the candidates if there are several.
    """
    names = names or NameTable.load()
    found = names.lookup(name) or _in_ledger(ledger, name)
    if not found:
        raise UnknownEntity(f"nothing is known of {name!r}: check the spelling, or ingest documents that name it")
    if len(found) > 1:
        choices = "; ".join(f"{entity.caption} ({entity.id})" for entity in found)
        raise InputError(f"{name!r} could be {choices}: ask again with one of these ids")
    return found[0]


def _in_ledger(ledger: "Ledger", name: str) -> tuple[Entity, ...]:
    from upperhand.ledger import bulk

    found = bulk.called(ledger, name) or bulk.called(ledger, id=name)
    return tuple(Entity(id_, "LegalEntity", names[0], {"name": names}) for id_, names in found.items())


@dataclass(frozen=True, slots=True)
class Joined:
    """A fact as the dossier takes it: its claims, for and against, how many independent origins tell it, and how many
    of its claims are left out."""

    id: str
    claim_ids: tuple[str, ...]
    origins: int
    left_out: int = 0


def _joined(facts: "Iterable[Fact]") -> list[Joined]:
    """The facts on the subject; what befell others is joined where it is shown."""
    return [Joined(fact.id, (*fact.supporting, *fact.opposing), len(fact.origins)) for fact in facts]


def _opened(fact: "Fact") -> Joined:
    """A fact with some of its claims: one of each origin first, on both sides."""
    origins = (*fact.origins, *fact.opposing_origins)
    deepest = max(len(origin.claim_ids) for origin in origins)
    claims = [origin.claim_ids[at] for at in range(deepest) for origin in origins if at < len(origin.claim_ids)]
    return Joined(fact.id, tuple(claims[:CLAIMS]), len(fact.origins), max(0, len(claims) - CLAIMS))


def _first_page(told: "Digest") -> list[Joined]:
    """The facts that stand best, and those on both sides of the gravest contradictions."""
    shown = {each.id: each for each in map(_opened, told.best)}
    for each in gravest(told.contradictions, BOTH_SIDES):
        left, right = each.left, each.right
        if len(each.fact_ids) == 1:
            shown.setdefault(each.fact_ids[0], _both(each.fact_ids[0], left, right))
            continue
        for id_, side in zip(each.fact_ids, (left, right), strict=True):
            more = max(0, len(side.claim_ids) - CLAIMS)
            shown.setdefault(id_, Joined(id_, side.claim_ids[:CLAIMS], side.origins, more))
    return list(shown.values())


def _both(id_: str, left: "Side", right: "Side") -> Joined:
    """A fact that some tell and others deny."""
    claims = (*left.claim_ids[: CLAIMS // 2], *right.claim_ids[: CLAIMS // 2])
    return Joined(id_, claims, left.origins, len(left.claim_ids) + len(right.claim_ids) - len(claims))


def _overview(found: "Company") -> Overview:
    """The counts of all, and a line for each fact of a company that is not too large."""
    told = found.digest
    lines: dict[Lever, list[Line]] = {}
    for fact in found.facts() if told.claims <= BIG else ():
        put = fact.status, fact.attributed, len(fact.origins), fact.confidence
        lines.setdefault(fact.lever, []).append(Line(fact.id, fact.date, fact.actor, fact.quantity, *put))
    tallies = tuple(Tally(*astuple(each)) for each in told.counts)
    for rows in lines.values():
        rows.sort(key=lambda row: (row.date is None, row.date or "", row.id))
    return Overview(told.facts, told.known_at, tallies, told.documents, lines)


def _findings(
    ledger: "Ledger", told: "Digest", contradictions: "Sequence[Contradiction]", as_of: str | None
) -> tuple[list[Finding], list[str]]:
    """These contradictions as they are now, and the figures and dates that cannot be right; and sentences on what is
    not among them: contradictions that are not shown, documents that have not been looked through."""
    known = rulings.standing(ledger.judgements(as_of)) if contradictions else {}
    found = [finding(each) for each in rulings.applied(contradictions, known)]
    notes = []
    if told.disputed > len(contradictions):
        notes.append(
            f"{len(contradictions):,} of {counted(told.disputed, 'contradiction')} are shown: the gravest, and all on the facts "
            f"shown. 'upperhand contradictions {one_line(told.entity_id)}' lists all."
        )
    noted = _noted(ledger, told.entity_id, as_of)
    if as_of is not None:
        return found + noted, notes
    unchecked, fresh, left = look_through(ledger, told.entity_id, LOOKED_THROUGH)
    if left:
        which = f"{counted(left, 'document')} about it {'has' if left == 1 else 'have'} not been looked through"
        notes.append(f"{which} for figures and dates that cannot be right: 'upperhand check' does.")
    kept = [each for each in noted if not unchecked.intersection(each.document_ids)]
    return found + kept + fresh, notes


def _noted(ledger: "Ledger", entity_id: str, as_of: str | None) -> list[Finding]:
    """What the last check noted about an entity besides contradictions, as it stood."""
    from upperhand.ledger import bulk

    kept = noted_about(ledger, entity_id) if as_of is None else None
    if kept is not None:
        return kept
    standing = ledger.findings(bulk.subjects_about(ledger, [entity_id]), as_of)
    return [each for each in standing if not is_dispute(each)]


def points_of(series: "Sequence[Exposure]") -> tuple[ExposurePoint, ...]:
    """A series of exposures as the dossier takes it, from the last point at which nothing was drawn; empty if all
    are."""
    return _drawn([ExposurePoint(each.day, *_ends(each.levers), *_ends(each.counter)) for each in series])


def _ends(measure: "Measure") -> tuple[float, float, float]:
    return measure.value, measure.low, measure.high


def _drawn(points: Sequence[ExposurePoint]) -> tuple[ExposurePoint, ...]:
    first = next((at for at, each in enumerate(points) if each.levers or each.counter), len(points))
    return tuple(points[max(0, first - 1) :]) if first < len(points) else ()


def known_among(ledger: "Ledger", as_of: str | None = None) -> list[Entity]:
    """The entities that the ledger's claims name and the name tables know, with their names and identifiers."""
    names = NameTable.load()
    found = (names.entity(id) for count in ledger.entities(as_of=as_of) for id in count.ids)
    return [entity for entity in found if entity is not None]


@cache
def _captions() -> dict[str, str]:
    """What to call each entity of the name tables."""
    return {record.id: caption(record) for record in NameTable.load().records()}


def dossier_of(ledger: "Ledger", name: str, *, as_of: str | None = None, everything: bool = False) -> Dossier:
    """The dossier of whoever bears this name, as the ledger stood at `as_of` (a UTC time or day; now, if None).

    Of a company with more than 200 claims the facts that stand best are shown with their words, the counts, findings
    and the exposure are of all; with `everything` all facts are. What was written since the last check is worked in
    first. Raises UnknownEntity if nobody bears it, InputError if several do or `as_of` is no time.
    """
    names = NameTable.load()
    entity = entity_named(ledger, name, names)
    with company(ledger, entity.id, as_of) as found:
        told = found.digest
        whole = everything or told.claims <= ENTIRE
        facts = _joined(found.facts()) if whole else _first_page(told)
        overview = None if whole else _overview(found)
        contradictions = found.contradictions() if whole else told.contradictions
    findings, notes = _findings(ledger, told, contradictions, as_of)
    shown = build_dossier(
        ledger,
        entity,
        kin=names.kin(entity.id),
        as_of=as_of,
        findings=findings,
        facts=facts or None,
        exposure=_drawn([ExposurePoint(each.day, *each.levers, *each.counter) for each in told.series]),
        formulas=formulas_in,
        captions=_captions(),
        overview=overview,
        elsewhere=None if everything else ELSEWHERE,
        notes=notes,
    )
    sources = [replace(each, publisher_kind=publishers.kind(each.publisher, each.url)) for each in shown.sources]
    return replace(shown, sources=tuple(sources))
