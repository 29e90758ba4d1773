"""Working a few documents into a company that is kept: only the facts that they touch are made anew.

A judgement on claims or documents is worked in as if the documents were new. The claims that can be joined with those
that changed (see `reach`) are joined again; a fact that comes out of the same claims, none of them changed, stays as it
is. The others get their origins. Contradictions are looked for again where such facts are held against others (see
`disputes`), and they are taken out of the sums of exposure and put in (see `series`). A large company is kept in parts,
by lever and year, so that only those near in time are read.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from upperhand.assess.company import (
    WHOLE,
    Company,
    best_of,
    by_claim,
    claims_of,
    is_big,
    ordered,
    part_of,
    places_of,
    series,
    told_in,
)
from upperhand.assess.digest import Brief, Drawn, Point, brief, chosen, digest
from upperhand.assess.disputes import Dispute, Places, Told, all_of, found_in, looked_at, number, touched
from upperhand.assess.facts import Joined, assembled, light, told_together
from upperhand.assess.joining import Rulings, join
from upperhand.assess.origins import Sources
from upperhand.assess.reach import reached
from upperhand.assess.rows import ByLever, Part, Row
from upperhand.assess.shelf import Shelf
from upperhand.assess.tellings import Telling, telling
from upperhand.assess.types import Fact
from upperhand.ledger import bulk
from upperhand.model import Lever

if TYPE_CHECKING:
    from upperhand.assess.library import Library
    from upperhand.ledger import Ledger

BIG = 4_000  # claims, from which a company is kept in several parts


@dataclass(frozen=True)
class Renewed:
    """A company as it is now, the row to keep, and how many facts and claims were worked out anew."""

    company: Company
    row: Row
    facts: int
    claims: int


def renew(
    ledger: "Ledger",
    library: "Library",
    rulings: Rulings,
    company: Company,
    documents: Collection[str],
    *,
    judged: bool,
) -> Renewed:
    """Works documents into a company, which holds something else of them or nothing; `judged` says that a person has
    judged on claims about it. Raises LookupError if what is kept does not fit together."""
    return _Renewal(ledger, library, rulings, company, frozenset(documents), judged).run()


@dataclass
class _Renewal:
    ledger: "Ledger"
    library: "Library"
    rulings: Rulings
    company: Company
    documents: frozenset[str]
    judged: bool
    out: dict[str, tuple[Fact, Mapping[str, Telling]]] = field(default_factory=dict)  # facts that are no longer so
    put: list[tuple[Fact, tuple[Telling, ...]]] = field(default_factory=list)  # facts that are new
    anew: list[Joined] = field(default_factory=list)

    def run(self) -> Renewed:
        before, now = self._seeds()
        levers = sorted({each.lever for each in (*before, *now)})
        for lever in levers:
            self._join(lever, [t for t in before if t.lever == lever], [t for t in now if t.lever == lever])
        self._assemble()
        parts = self._parts()
        held, briefs, by_lever = self._digest(parts)
        row = (
            Row.of(held.digest, parts, briefs, by_lever, whole=False)
            if held.digest.facts or parts
            else Row(held.digest.entity_id, b"")
        )
        return Renewed(held, row, len(self.anew), sum(len(tellings) for tellings, _ in self.anew))

    def _seeds(self) -> tuple[list[Telling], list[Telling]]:
        """The claims of the documents as they were and as they are."""
        records = bulk.claims_in(self.ledger, sorted(self.documents), retracted=True)
        ever = [(telling(each), each.retracted_at is None) for rows in records.values() for each in rows]
        for each, _ in ever:
            for name in self.company.near(each):
                self.company.part(name)
        mine = (each for part in self.company.parts.values() for each in part.tellings)
        before = [each for each in mine if each.document_id in self.documents]
        return before, [each for each, stands in ever if stands and each.entity_id == self.company.digest.entity_id]

    def _join(self, lever: Lever, before: list[Telling], now: list[Telling]) -> None:
        """Joins again what the changed claims of a lever reach."""
        ids = self._reached(lever, before, now)
        parts = list(self.company.of_lever(lever)) if ids is None else list(self.company.parts.values())
        here = [fact for part in parts for fact in part.facts if fact.lever == lever]
        touched = [fact for fact in here if ids is None or not ids.isdisjoint(claims_of(fact))]
        known = told_in(parts)
        changed = {each.claim_id for each in (*before, *now)}
        pool = {id_: known[id_] for fact in touched for id_ in claims_of(fact) if id_ not in changed}
        pool |= {each.claim_id: each for each in now}
        as_was = {frozenset(claims_of(fact)): fact.id for fact in touched if changed.isdisjoint(claims_of(fact))}
        stay = set()
        for draft in join(pool.values(), self.rulings):
            group = light(draft)
            fact = as_was.get(frozenset(each.claim_id for each in group[0]))
            if fact is None:
                self.anew.append(group)
            else:
                stay.add(fact)
        self.out |= {fact.id: (fact, known) for fact in touched if fact.id not in stay}

    def _reached(self, lever: Lever, before: list[Telling], now: list[Telling]) -> set[str] | None:
        strict = not self.judged and not any(each.claim_id in self.rulings.pairs for each in (*before, *now))
        given: set[str] = set()

        def around(of: Telling) -> Iterator[Telling]:
            for name in self.company.near(of):
                if name not in given:
                    given.add(name)
                    yield from (each for each in self.company.part(name).tellings if each.lever == lever)

        return reached([*before, *now], around, self.rulings, strict=strict)

    def _assemble(self) -> None:
        """Makes the facts whose claims are new together."""
        together = told_together([self.anew])
        shared: set[str] = set().union(*together)
        alone = {each.document_id for tellings, _ in self.anew for each in tellings} - shared
        full, bare = self.library.full(sorted(shared)), self.library.bare(sorted(alone))
        sources = Sources.among(full, self.rulings, bare, together)
        self.put = [(assembled(group, sources), group[0]) for group in self.anew]

    def _parts(self) -> dict[str, Part]:
        """The parts that change, as they are now."""
        claims = self.company.digest.claims + sum(len(told) for _, told in self.put)
        claims -= sum(len(claims_of(fact)) for fact, _ in self.out.values())
        big = self.company.digest.parts not in ((), (WHOLE,)) or claims > BIG
        divided = big and self.company.digest.parts == (WHOLE,)
        kept = {name: part for name, part in self.company.parts.items() if divided or self._changes(part)}
        facts: dict[str, list[Fact]] = defaultdict(list, {name: [] for name in kept})
        told = told_in(kept.values()) | by_claim(each for _, tellings in self.put for each in tellings)
        stay = [
            (fact, [told[id_] for id_ in claims_of(fact)])
            for part in kept.values()
            for fact in part.facts
            if fact.id not in self.out
        ]
        for fact, tellings in (*stay, *self.put):
            name = part_of(tellings) if big else WHOLE
            facts[name].append(fact)
        for name in facts.keys() - kept.keys():
            if name in self.company.digest.parts:
                part = self.company.part(name)
                told |= told_in([part])
                facts[name] += part.facts
        return {name: Part(ordered(rows, told), _in_order(rows, told)) for name, rows in facts.items()}

    def _changes(self, part: Part) -> bool:
        return any(fact.id in self.out for fact in part.facts)

    def _digest(self, parts: dict[str, Part]) -> tuple[Company, dict[str, Brief], dict[str, ByLever]]:
        """The company as it is now, with the briefs that changed, and what changed by lever."""
        old, beside = self.company.digest, self.company.shelf
        fresh = {name: brief(part.facts, part.tellings, name) for name, part in parts.items() if part.facts}
        unchanged = {name: each for name, each in beside.briefs(old.entity_id).items() if name not in parts}
        briefs = unchanged | fresh
        held = Company(beside, digest(old.entity_id, briefs), {**self.company.parts, **parts})
        best = best_of(held, old, chosen(each for one in briefs.values() for each in one.best))
        places = places_of(held, parts, fresh=not unchanged)
        disputes = self._disputes(held, places)
        drawn, series = self._series(held, min((each.first for each in briefs.values()), default=0))
        held.disputes = {**self.company.disputed(), **disputes}
        held.digest = digest(old.entity_id, briefs, best, all_of(held.disputes.values()), series)
        return held, fresh, {"drawn": drawn, "disputes": disputes, "places": places}

    def _series(self, held: Company, first: int) -> tuple[dict[Lever, Drawn | None], tuple[Point, ...]]:
        """What is to be kept of levers that changed, and the series."""
        before = self.company.shelf.drawn(held.digest.entity_id)
        out, put = _by_lever(fact for fact, _ in self.out.values()), _by_lever(fact for fact, _ in self.put)
        return series(held, before, out, put, first)

    def _disputes(self, held: Company, places: Mapping[str, Places]) -> dict[str, tuple[Dispute, ...]]:
        """The contradictions of the levers in which some were looked for again."""
        told: list[Told] = [*self.out.values(), *((fact, by_claim(tellings)) for fact, tellings in self.put)]
        found = {}
        for lever, scopes in touched(told).items():
            where = (places.get(lever) or held.shelf.places(held.digest.entity_id, lever)) if is_big(held) else None
            wanted = looked_at(scopes, where)
            names = [WHOLE] if where is None else sorted(where.of([number(each) for each in wanted]))
            parts = [held.part(name) for name in names if name in held.digest.parts]
            by_id = told_in(parts)
            facts = [fact for part in parts for fact in part.facts if lever in ("", fact.lever)]
            gone = {number(each) for each in scopes}
            stay = [each for each in self.company.disputed().get(lever, ()) if each.scope not in gone]
            anew = found_in(ordered(facts, by_id), by_id, wanted).get(lever, [])
            found[lever] = (*stay, *anew)
        return found


def _by_lever(facts: Iterable[Fact]) -> dict[Lever, list[Fact]]:
    found: dict[Lever, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.lever, []).append(fact)
    return found


def _in_order(facts: Iterable[Fact], told: Mapping[str, Telling]) -> tuple[Telling, ...]:
    return tuple(told[id_] for id_ in sorted(id_ for fact in facts for id_ in claims_of(fact)))


def fresh(
    beside: Shelf,
    entity_id: str,
    facts: tuple[Fact, ...],
    told: Mapping[str, Telling],
    as_of: str | None = None,
) -> tuple[Company, Row]:
    """A company that was worked out as a whole, and the row to keep."""
    by_part: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_part[part_of(told[id_] for id_ in claims_of(fact)) if len(told) > BIG else WHOLE].append(fact)
    parts = {name: Part(tuple(rows), _in_order(rows, told)) for name, rows in by_part.items()}
    briefs = {name: brief(part.facts, part.tellings, name) for name, part in parts.items()}
    known = {fact.id: fact for fact in facts}
    best = [known[each.id] for each in chosen(each for one in briefs.values() for each in one.best)]
    held = Company(beside, digest(entity_id, briefs), parts)
    drawn, points = series(held, {}, {}, {}, min((each.first for each in briefs.values()), default=0), as_of)
    held.disputes = {lever: tuple(rows) for lever, rows in found_in(facts, told).items()}
    held.digest = digest(entity_id, briefs, best, all_of(held.disputes.values()), points)
    by_lever: dict[str, ByLever] = {
        "drawn": drawn,
        "disputes": held.disputes,
        "places": places_of(held, parts, fresh=True),
    }
    return held, Row.of(held.digest, parts, briefs, by_lever)
