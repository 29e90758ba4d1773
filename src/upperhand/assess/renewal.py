"""Working a few documents into a company that is kept: only the facts that they touch are made anew.

A judgement on claims or documents is worked in as if the documents were new. The claims that can be joined with those
that changed (see `reach`) are joined again; a fact that comes out of the same claims, none of them changed, stays as it
is. The others get their origins. Contradictions are looked for again within the levers touched. A large company is kept
in parts, by lever and year, so that only those near in time are read.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from upperhand.assess import dates
from upperhand.assess.contradictions import in_order, over_levers, within_levers
from upperhand.assess.digest import Brief, Digest, Drawn, Point, Ranked, brief, chosen, digest
from upperhand.assess.facts import Joined, assembled, light, told_together
from upperhand.assess.joining import Rulings, join, order
from upperhand.assess.origins import Sources
from upperhand.assess.reach import reached
from upperhand.assess.shelf import Part, Row, Shelf
from upperhand.assess.tellings import POST_LEVERS, Telling, telling
from upperhand.assess.types import Contradiction, Fact
from upperhand.ledger import bulk
from upperhand.model import LEVERS, Lever

if TYPE_CHECKING:
    from upperhand.assess.library import Library
    from upperhand.ledger import Ledger

BIG = 4_000  # claims, from which a company is kept in several parts
WHOLE = ""  # the name of the only part


def part_of(tellings: Iterable[Telling]) -> str:
    """The part in which a fact of a large company is kept: by lever and year, or by lever alone where any date is
    vague."""
    given = list(tellings)
    years = [_years(each) for each in given]
    sure = all(years) and len(set().union(*years)) == 1
    return f"{given[0].lever}/{min(years[0]) if sure else ''}"


def _years(telling: Telling) -> set[str]:
    """The years in which a date may lie that is exact to the month; of others none."""
    return {month[:4] for month in dates.months(telling.date)}


@dataclass
class Company:
    """A company that is kept, its parts read as they are needed."""

    shelf: Shelf
    digest: Digest
    parts: dict[str, Part] = field(default_factory=dict)

    def part(self, name: str) -> Part:
        """One part. Raises LookupError if it is not kept."""
        if name not in self.parts:
            found = self.shelf.part(self.digest.entity_id, name)
            if found is None:
                raise LookupError(name)
            self.parts[name] = found
        return self.parts[name]

    def of_lever(self, lever: Lever) -> Iterator[Part]:
        """All parts in which facts of a lever are."""
        return (self.part(name) for name in self.digest.parts if name == WHOLE or name.startswith(f"{lever}/"))

    def near(self, telling: Telling) -> Iterator[str]:
        """The names of the parts in which claims are that could be joined with this one."""
        years = _years(telling)
        for name in self.digest.parts:
            lever, _, year = name.partition("/")
            if name == WHOLE or (lever == telling.lever and (not years or not year or year in years)):
                yield name

    def facts(self) -> tuple[Fact, ...]:
        """All facts, by lever and date."""
        parts = [self.part(name) for name in self.digest.parts]
        return (
            ordered([fact for part in parts for fact in part.facts], _by_id(parts))
            if len(parts) > 1
            else parts[0].facts
            if parts
            else ()
        )


@dataclass(frozen=True)
class Renewed:
    """A company as it is now, the row to keep, and how many facts and claims were worked out anew."""

    company: Company
    row: Row
    facts: int
    claims: int


def ordered(facts: Iterable[Fact], told: Mapping[str, Telling]) -> tuple[Fact, ...]:
    """Facts in the order in which joining makes them: by lever, and the claim that says most."""
    return tuple(sorted(facts, key=lambda fact: (fact.lever, min(order(told[id_]) for id_ in _claims(fact)))))


def _claims(fact: Fact) -> tuple[str, ...]:
    return (*fact.supporting, *fact.opposing)


def _by_id(parts: Iterable[Part]) -> dict[str, Telling]:
    return {each.claim_id: each for part in parts for each in part.tellings}


def renew(
    ledger: "Ledger", library: "Library", rulings: Rulings, company: Company, documents: Collection[str]
) -> Renewed:
    """Works documents into a company, which holds something else of them or nothing. Raises LookupError if what is
    kept does not fit together."""
    return _Renewal(ledger, library, rulings, company, frozenset(documents)).run()


@dataclass
class _Renewal:
    ledger: "Ledger"
    library: "Library"
    rulings: Rulings
    company: Company
    documents: frozenset[str]
    gone: set[str] = field(default_factory=set)  # ids of facts that are no longer
    made: list[tuple[Fact, tuple[Telling, ...]]] = field(default_factory=list)
    anew: list[Joined] = field(default_factory=list)
    posts: bool = False

    def run(self) -> Renewed:
        before, now = self._seeds()
        levers = sorted({each.lever for each in (*before, *now)})
        for lever in levers:
            self._join(lever, [t for t in before if t.lever == lever], [t for t in now if t.lever == lever])
        self._assemble()
        parts = self._parts()
        digested, briefs, drawn = self._digest(parts, levers)
        row = (
            Row.of(digested, parts, briefs, drawn, whole=False)
            if digested.facts or parts
            else Row(digested.entity_id, b"", ())
        )
        held = Company(self.company.shelf, digested, {**self.company.parts, **parts})
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
        touched = [fact for fact in here if ids is None or not ids.isdisjoint(_claims(fact))]
        known = _by_id(parts)
        changed = {each.claim_id for each in (*before, *now)}
        pool = {id_: known[id_] for fact in touched for id_ in _claims(fact) if id_ not in changed}
        pool |= {each.claim_id: each for each in now}
        as_was = {frozenset(_claims(fact)): fact for fact in touched if changed.isdisjoint(_claims(fact))}
        self.gone.update(fact.id for fact in touched)
        for draft in join(pool.values(), self.rulings):
            group = light(draft)
            fact = as_was.get(frozenset(each.claim_id for each in group[0]))
            if fact is None:
                self.anew.append(group)
            else:
                self.made.append((fact, group[0]))
        self.posts |= any(each.post for each in (*pool.values(), *before))

    def _reached(self, lever: Lever, before: list[Telling], now: list[Telling]) -> set[str] | None:
        judged = bool(self.rulings.pairs)
        if judged:
            list(self.company.of_lever(lever))  # reads them
        mine = [each for part in self.company.parts.values() for each in part.tellings if each.lever == lever]
        strict = not judged or not any(each.claim_id in self.rulings.pairs for each in (*mine, *now))
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
        self.made += [(assembled(group, sources), group[0]) for group in self.anew]

    def _parts(self) -> dict[str, Part]:
        """The parts that change, as they are now."""
        claims = self.company.digest.claims + sum(len(told) for _, told in self.made)
        big = self.company.digest.parts not in ((), (WHOLE,)) or claims > BIG
        divided = big and self.company.digest.parts == (WHOLE,)
        kept = {name: part for name, part in self.company.parts.items() if divided or self._changes(part)}
        facts: dict[str, list[Fact]] = defaultdict(list, {name: [] for name in kept})
        told = _by_id(kept.values()) | {each.claim_id: each for _, tellings in self.made for each in tellings}
        stay = [
            (fact, [told[id_] for id_ in _claims(fact)])
            for part in kept.values()
            for fact in part.facts
            if fact.id not in self.gone
        ]
        for fact, tellings in (*stay, *self.made):
            name = part_of(tellings) if big else WHOLE
            facts[name].append(fact)
        for name in facts.keys() - kept.keys():
            if name in self.company.digest.parts:
                part = self.company.part(name)
                told |= _by_id([part])
                facts[name] += part.facts
        return {name: Part(ordered(rows, told), _in_order(rows, told)) for name, rows in facts.items()}

    def _changes(self, part: Part) -> bool:
        return any(fact.id in self.gone for fact in part.facts)

    def _digest(
        self, parts: dict[str, Part], levers: Collection[Lever]
    ) -> tuple[Digest, dict[str, Brief], dict[Lever, Drawn | None]]:
        old = self.company.digest
        fresh = {name: brief(part.facts, part.tellings, name) for name, part in parts.items() if part.facts}
        unchanged = self.company.shelf.briefs(old.entity_id)
        briefs = {name: each for name, each in unchanged.items() if name not in parts} | fresh
        names = tuple(sorted(briefs))
        held = Company(self.company.shelf, digest(old.entity_id, briefs, (), (), ()), {**self.company.parts, **parts})
        best = _best(held, old, chosen(each for one in briefs.values() for each in one.best))
        contradictions = self._contradictions(held, levers)
        drawn, series = self._series(held, names, levers)
        return digest(old.entity_id, briefs, best, contradictions, series), fresh, drawn

    def _series(
        self, held: Company, names: Collection[str], levers: Collection[Lever]
    ) -> tuple[dict[Lever, Drawn | None], tuple[Point, ...]]:
        """What is to be kept of levers that were summed up again, and the series."""
        before = self.company.shelf.drawn(held.digest.entity_id)
        kept = {lever: each for lever, each in before.items() if lever not in levers}
        present, drawn, points = series(held, names, kept)
        return {**dict.fromkeys(before.keys() - present), **drawn}, points

    def _contradictions(self, held: Company, levers: Collection[Lever]) -> tuple[Contradiction, ...]:
        found: list[Contradiction] = []
        for each in self.company.digest.contradictions:
            is_over = each.kind == "holders"
            if not self.posts if is_over else each.lever not in levers:
                found.append(each)
        for lever in levers:
            facts, told = _of_levers(held, [lever])
            found += within_levers(facts, told)
        if self.posts:
            found += over_levers(*_of_levers(held, POST_LEVERS))
        return in_order(found)


def _of_levers(held: Company, levers: Collection[Lever]) -> tuple[tuple[Fact, ...], dict[str, Telling]]:
    parts = list({id(part): part for lever in levers for part in held.of_lever(lever)}.values())
    told = _by_id(parts)
    return ordered([fact for part in parts for fact in part.facts if fact.lever in levers], told), told


def _in_order(facts: Iterable[Fact], told: Mapping[str, Telling]) -> tuple[Telling, ...]:
    return tuple(told[id_] for id_ in sorted(id_ for fact in facts for id_ in _claims(fact)))


def series(
    held: Company, names: Collection[str], kept: Mapping[Lever, Drawn], as_of: str | None = None
) -> tuple[set[Lever], dict[Lever, Drawn | None], tuple[Point, ...]]:
    """The series of a company from its parts: its levers, what is to be kept of those summed up again, and the points.

    A company in one part is summed up as a whole, and nothing is kept."""
    from upperhand.assess.series import drawn_again, of_facts, of_levers  # needs numpy

    if set(names) <= {WHOLE}:
        return set(), {}, of_facts([fact for name in names for fact in held.part(name).facts], as_of)
    levers = {lever for lever in LEVERS if any(name.startswith(f"{lever}/") for name in names)}
    drawn = drawn_again(
        {lever: each for lever, each in kept.items() if lever in levers},
        sorted(levers),
        lambda lever: [fact for part in held.of_lever(lever) for fact in part.facts],
        as_of,
    )
    return levers, {**drawn}, of_levers({**{lever: kept[lever] for lever in levers & kept.keys()}, **drawn}, as_of)


def _best(held: Company, old: Digest, ranked: Iterable[Ranked]) -> tuple[Fact, ...]:
    """The facts that stand best, read from where they are kept."""
    read = {fact.id: fact for part in held.parts.values() for fact in part.facts}
    known = {fact.id: fact for fact in old.best} | read
    found = []
    for each in ranked:
        if each.id not in known:
            known |= {fact.id: fact for fact in held.part(each.part).facts}
        found.append(known[each.id])
    return tuple(found)


def fresh(
    beside: Shelf,
    entity_id: str,
    facts: tuple[Fact, ...],
    told: Mapping[str, Telling],
    contradictions: tuple[Contradiction, ...],
    as_of: str | None = None,
) -> tuple[Company, Row]:
    """A company that was worked out as a whole, and the row to keep."""
    by_part: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_part[part_of(told[id_] for id_ in _claims(fact)) if len(told) > BIG else WHOLE].append(fact)
    parts = {name: Part(tuple(rows), _in_order(rows, told)) for name, rows in by_part.items()}
    briefs = {name: brief(part.facts, part.tellings, name) for name, part in parts.items()}
    known = {fact.id: fact for fact in facts}
    best = [known[each.id] for each in chosen(each for one in briefs.values() for each in one.best)]
    held = Company(beside, digest(entity_id, briefs, (), (), ()), parts)
    _, drawn, points = series(held, sorted(briefs), {}, as_of)
    told_so = digest(entity_id, briefs, best, contradictions, points)
    return Company(beside, told_so, parts), Row.of(told_so, parts, briefs, drawn)
