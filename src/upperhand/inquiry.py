"""From a name that someone types to the dossier on whoever bears it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from upperhand.assess.check import CONTRADICTION, finding
from upperhand.assess.of_ledger import Assessed, assess
from upperhand.errors import InputError, UnknownEntity
from upperhand.model import Entity, Finding
from upperhand.present import Dossier, build_dossier
from upperhand.present.types import ExposurePoint
from upperhand.resolve import NameTable
from upperhand.resolve.nametable import caption
from upperhand.speech import formulas_in

if TYPE_CHECKING:
    from upperhand.assess.exposure import Exposure
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


def _joined(assessed: Assessed | None) -> list[Joined] | None:
    """The facts on the subject; what befell others is joined where it is shown."""
    if assessed is None:
        return None
    return [Joined(fact.id, (*fact.supporting, *fact.opposing), len(fact.origins)) for fact in assessed.facts]


def _findings(ledger: "Ledger", assessed: Assessed | None, as_of: str | None) -> list[Finding]:
    """The contradictions as they are now, and what `check` last found in the documents."""
    if assessed is None:
        return []
    kept = [each for each in ledger.findings(assessed.tellings, as_of) if not each.check.startswith(CONTRADICTION)]
    return [finding(each) for each in assessed.contradictions(ledger.judgements(as_of))] + kept


def _exposure(assessed: Assessed | None, as_of: str | None) -> tuple[ExposurePoint, ...]:
    """The exposure of the subject quarter by quarter, up to the day on which the ledger is read."""
    if assessed is None or not assessed.facts:
        return ()
    from upperhand.assess.exposure import months, over_time  # needs numpy

    last = (as_of or max(fact.known_at for fact in assessed.facts))[:10]
    days = months(assessed.facts, last)[::-3][::-1]
    return points_of(over_time(assessed.facts, days, known=last, opened=False))


def points_of(series: "Sequence[Exposure]") -> tuple[ExposurePoint, ...]:
    """A series of exposures as the dossier takes it, from the last point at which nothing was drawn; empty if all are."""
    first = next((at for at, each in enumerate(series) if each.by_lever), None)
    if first is None:
        return ()
    return tuple(
        ExposurePoint(
            each.day,
            each.levers.value,
            each.levers.low,
            each.levers.high,
            each.counter.value,
            each.counter.low,
            each.counter.high,
        )
        for each in series[max(0, first - 1) :]
    )


def known_among(ledger: "Ledger", as_of: str | None = None) -> list[Entity]:
    """The entities that the ledger's claims name and the name tables know, with their names and identifiers."""
    names = NameTable.load()
    found = (names.entity(id) for count in ledger.entities(as_of=as_of) for id in count.ids)
    return [entity for entity in found if entity is not None]


def dossier_of(ledger: "Ledger", name: str, *, as_of: str | None = None) -> Dossier:
    """The dossier on whoever bears this name, as the ledger stood at `as_of` (a UTC time or day; now, if None).

    Raises UnknownEntity if nobody bears it, InputError if several do or `as_of` is no time.
    """
    names = NameTable.load()
    entity = entity_named(ledger, name, names)
    captions = {record.id: caption(record) for record in names.records()}
    assessed = next(assess(ledger, entity.id, as_of), None)
    shown = build_dossier(
        ledger,
        entity,
        kin=names.kin(entity.id),
        as_of=as_of,
        findings=_findings(ledger, assessed, as_of),
        facts=_joined(assessed),
        exposure=_exposure(assessed, as_of),
        captions=captions,
    )
    cited = ledger.documents_by_id([source.document_id for source in shown.sources], as_of)
    return replace(shown, formulas=formulas_in(cited))
