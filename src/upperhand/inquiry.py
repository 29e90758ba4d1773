"""From a name that someone types to the dossier on whoever bears it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from upperhand.assess import publishers, rulings
from upperhand.assess.check import CONTRADICTION, finding
from upperhand.assess.kept import Assessment, assessment
from upperhand.errors import InputError, UnknownEntity
from upperhand.model import Entity, Finding
from upperhand.present import Dossier, build_dossier
from upperhand.present.types import ExposurePoint
from upperhand.resolve import NameTable
from upperhand.resolve.nametable import caption
from upperhand.speech import formulas_in

if TYPE_CHECKING:
    from upperhand.assess.exposure import Exposure, Measure
    from upperhand.ledger import Ledger


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
    found = ledger.entities(name) or ledger.entities(ids=[name])
    return tuple(Entity(known.id, "LegalEntity", known.names[0], {"name": known.names}) for known in found)


@dataclass(frozen=True, slots=True)
class Joined:
    """A fact as the dossier takes it: its claims, for and against, and how many independent origins tell it."""

    id: str
    claim_ids: tuple[str, ...]
    origins: int


def _joined(found: Assessment) -> list[Joined]:
    """The facts on the subject; what befell others is joined where it is shown."""
    return [Joined(fact.id, (*fact.supporting, *fact.opposing), len(fact.origins)) for fact in found.facts]


def _findings(ledger: "Ledger", found: Assessment, as_of: str | None) -> list[Finding]:
    """The contradictions as they are now, and what `check` last found in the documents."""
    claims = [claim for fact in found.facts for claim in (*fact.supporting, *fact.opposing)]
    kept = [each for each in ledger.findings(claims, as_of) if not each.check.startswith(CONTRADICTION)]
    known = rulings.standing(ledger.judgements(as_of)) if found.contradictions else {}
    return [finding(each) for each in rulings.applied(found.contradictions, known)] + kept


def points_of(series: "Sequence[Exposure]") -> tuple[ExposurePoint, ...]:
    """A series of exposures as the dossier takes it, from the last point at which nothing was drawn; empty if all are."""
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


def dossier_of(ledger: "Ledger", name: str, *, as_of: str | None = None) -> Dossier:
    """The dossier on whoever bears this name, as the ledger stood at `as_of` (a UTC time or day; now, if None).

    Raises UnknownEntity if nobody bears it, InputError if several do or `as_of` is no time.
    """
    names = NameTable.load()
    entity = entity_named(ledger, name, names)
    assessed = assessment(ledger, entity.id, as_of)
    shown = build_dossier(
        ledger,
        entity,
        kin=names.kin(entity.id),
        as_of=as_of,
        findings=_findings(ledger, assessed, as_of),
        facts=_joined(assessed) or None,
        exposure=_drawn([ExposurePoint(each.day, *each.levers, *each.counter) for each in assessed.series]),
        captions=_captions(),
    )
    cited = ledger.documents_by_id([source.document_id for source in shown.sources], as_of)
    sources = [replace(each, publisher_kind=publishers.kind(each.publisher, each.url)) for each in shown.sources]
    return replace(shown, formulas=formulas_in(cited), sources=tuple(sources))
