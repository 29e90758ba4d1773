"""From names that someone types to measures: exposure, comparison, ranking, portfolio, and what facts did to prices."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from upperhand.errors import InputError, UnknownEntity
from upperhand.inquiry import entity_named
from upperhand.model import LEVERS, Entity, Lever
from upperhand.resolve import NameTable

if TYPE_CHECKING:
    from upperhand.assess.events import Average, Effect, Skipped, Windows
    from upperhand.assess.exposure import Exposure, Without
    from upperhand.assess.portfolio import Portfolio
    from upperhand.assess.types import Fact
    from upperhand.assess.weights import Weights
    from upperhand.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Clocks:
    """Which day is measured (`day`), what had to be known by when (`known`), and the ledger as it stood when
    (`held`)."""

    day: str
    known: str | None = None
    held: str | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A company with its facts and its exposure on a day, over time, and with something left out."""

    entity: Entity
    facts: "tuple[Fact, ...]"
    exposure: "Exposure"
    series: "tuple[Exposure, ...]" = ()
    without: "tuple[Without, ...]" = ()


@dataclass(frozen=True, slots=True)
class Study:
    """What facts did to prices: each event's effect, the events that could not be studied, and the mean of the
    effects."""

    effects: "tuple[Effect, ...]"
    skipped: "tuple[Skipped, ...]"
    average: "Average"


def exposure_of(ledger: "Ledger", name: str, clocks: Clocks, *, weights: "Weights | None" = None) -> Measured:
    """The exposure of whoever bears this name: on the day, month by month up to it, and with each source or lever left
    out.

    Raises UnknownEntity for a name that nothing knows, InputError for one that several bear, or a company without
    facts.
    """
    from upperhand.assess.exposure import exposure, months, over_time, sensitivity

    entity, facts = _facts(ledger, name, clocks)
    days = months(facts, clocks.day)
    series = over_time(facts, days, known=clocks.known, weights=weights, opened=False)
    now = exposure(facts, clocks.day, known=clocks.known, weights=weights)
    without = sensitivity(facts, clocks.day, known=clocks.known, weights=weights)
    return Measured(entity, facts, now, series, without)


def _facts(
    ledger: "Ledger", name: str, clocks: Clocks, names: NameTable | None = None
) -> "tuple[Entity, tuple[Fact, ...]]":

    entity = entity_named(ledger, name, names)
    facts = _on(ledger, entity.id, clocks.held)
    if not facts:
        raise InputError(
            f"the ledger holds no facts about {entity.caption}: ingest documents that tell of it, or try another --held"
        )
    return entity, facts


def compare(
    ledger: "Ledger", names: Sequence[str], clocks: Clocks, *, weights: "Weights | None" = None
) -> tuple[Measured, ...]:
    """The exposure of each of these, in the order given, with a series over the same months. Raises as
    `exposure_of`."""
    from upperhand.assess.exposure import exposure, months, over_time

    table = NameTable.load()
    found = [_facts(ledger, name, clocks, table) for name in dict.fromkeys(names)]
    days = months([fact for _, facts in found for fact in facts], clocks.day)
    return tuple(
        Measured(
            entity,
            facts,
            exposure(facts, clocks.day, known=clocks.known, weights=weights),
            over_time(facts, days, known=clocks.known, weights=weights, opened=False),
        )
        for entity, facts in found
    )


def rank(
    ledger: "Ledger", clocks: Clocks, *, sector: str | None = None, weights: "Weights | None" = None
) -> tuple[Measured, ...]:
    """Every company of the ledger, or of a sector of the name tables, by the strength of the levers on it, strongest
    first.

    Raises InputError for a sector that the tables do not know (naming those like it), or if no company of it has facts.
    """
    from upperhand.assess.exposure import exposure

    table = NameTable.load()
    found = []
    for id, facts in _by_company(ledger, clocks.held, _members(table, sector)):
        entity = table.entity(id) or _unlisted(ledger, id)
        found.append(Measured(entity, facts, exposure(facts, clocks.day, known=clocks.known, weights=weights)))
    if not found:
        raise InputError(
            "the ledger holds no facts about any company"
            + (f" of the sector {sector!r}" if sector else "")
            + ": ingest documents first"
        )
    return tuple(
        sorted(found, key=lambda each: (-each.exposure.levers.value, -each.exposure.counter.value, each.entity.id))
    )


def _members(table: NameTable, sector: str | None) -> frozenset[str] | None:
    if sector is None:
        return None
    wanted = sector.strip().casefold()
    if found := frozenset(
        record.id for record in table.records() if wanted in (name.casefold() for name in record.sectors)
    ):
        return found
    known = sorted({name for record in table.records() for name in record.sectors})
    raise InputError(f"no sector {sector!r}; the sectors are {', '.join(known)}")


def _by_company(
    ledger: "Ledger", held: str | None, only: frozenset[str] | None
) -> "Iterator[tuple[str, tuple[Fact, ...]]]":
    from upperhand.assess.answers import iter_facts

    if only is None:
        yield from iter_facts(ledger, held)
        return
    for id in sorted({ledger.canonical(each, held) for each in only}):
        if facts := _on(ledger, id, held):
            yield id, facts


def _unlisted(ledger: "Ledger", id: str) -> Entity:
    known = ledger.entities(ids=[id])
    name = known[0].names[0] if known and known[0].names else id.removeprefix("name:")
    return Entity(id, "LegalEntity", name)


def portfolio_of(
    ledger: "Ledger",
    rows: Iterable[Mapping[str, str]],
    source: str,
    clocks: Clocks,
    *,
    since: str | None = None,
    weights: "Weights | None" = None,
) -> "Portfolio":
    """The portfolio in the rows of a CSV (name or ticker, weight), and what changed since a day.

    A holding that the ledger has no facts about counts with no exposure. Raises InputError naming file, row and column,
    and
    UnknownEntity for a name that nothing knows.
    """
    from upperhand.assess.exposure import exposure, side_draws
    from upperhand.assess.portfolio import Held, portfolio, read_holdings

    table = NameTable.load()
    held = []
    for holding in read_holdings(rows, source):
        entity = _held(ledger, holding.name, table, source)
        facts = _on(ledger, entity.id, clocks.held)
        now = exposure(facts, clocks.day, known=clocks.known, weights=weights)
        draws = side_draws(facts, clocks.day, known=clocks.known, weights=weights)
        before = None
        if since is not None:
            before = exposure(facts, since, known=_earlier(clocks.known, since), weights=weights)
        held.append(Held(holding, entity.id, now, draws, before))
    return portfolio(held, weights)


def _on(ledger: "Ledger", id: str, held: str | None) -> "tuple[Fact, ...]":
    """The facts on a company: the kept ones, if nothing about it was written since."""
    from upperhand.assess.kept import assessment

    return assessment(ledger, id, held).facts


def _held(ledger: "Ledger", name: str, table: NameTable, source: str) -> Entity:
    try:
        return entity_named(ledger, name, table)
    except UnknownEntity as error:
        raise UnknownEntity(f"{source}: {error}") from None


def _earlier(known: str | None, since: str) -> str | None:
    return None if known is None else min(known, since)


def events_of(
    ledger: "Ledger",
    rows: Iterable[dict[str, str]],
    source: str,
    *,
    levers: Sequence[Lever] = LEVERS,
    windows: "Windows | None" = None,
    held: str | None = None,
    longest_gap: int = 15,
) -> Study:
    """The event study of the ledger's facts that are dated to the day, on the prices in the rows of a CSV.

    Facts of one company and trading day are one event. Raises InputError naming file, row and column for prices that cannot be
    used, for a
    hole of more than `longest_gap` days in them, and if no fact can be studied.
    """
    from upperhand.assess import events

    table = NameTable.load()
    effects: list[events.Effect] = []
    skipped: list[events.Skipped] = []
    for firm, series in events.series_from_rows(rows, source).items():
        _gapless(events.gaps(series, longest_gap), source, firm, longest_gap)
        entity = _held(ledger, firm, table, source)
        by_day: dict[str, list[Fact]] = {}
        for fact in _on(ledger, entity.id, held):
            if fact.lever in levers and fact.status == "effective" and len(fact.date or "") == 10:
                by_day.setdefault(fact.date or "", []).append(fact)
        for day, theirs in sorted(by_day.items()):
            found = events.study(series, day, windows, [fact.id for fact in theirs])
            if isinstance(found, events.Effect) and effects and _traded_with(effects[-1], found):
                effects[-1] = replace(effects[-1], fact_ids=(*effects[-1].fact_ids, *found.fact_ids))
            elif isinstance(found, events.Effect):
                effects.append(found)
            else:
                skipped.append(found)
    if not effects and not skipped:
        which = "" if len(levers) == len(LEVERS) else " by these levers"
        raise InputError(
            f"{source}: the ledger dates no fact about these companies{which} to the day: nothing to study"
        )
    return Study(tuple(effects), tuple(skipped), events.average(effects))


def _traded_with(before: "Effect", found: "Effect") -> bool:
    """Whether two events have one first trading day, as Saturday and Sunday have: the market saw them as one."""
    return (before.firm, before.day) == (found.firm, found.day)


def _gapless(found: Sequence[tuple[str, str]], source: str, firm: str, longest: int) -> None:
    if found:
        (left, right), more = found[0], len(found) - 1
        raise InputError(
            f"{source}: {firm} has no price between {left} and {right}"
            + (f" (and {more} more such holes)" if more else "")
            + f": fill the holes, or allow them with --longest-gap (now {longest} days)"
        )
