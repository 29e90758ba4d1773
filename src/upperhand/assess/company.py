"""A company as it is kept: its digest, and its parts read as they are needed. What is told of all its facts is made here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from upperhand.assess import dates
from upperhand.assess.digest import Digest, Drawn, Point, Ranked
from upperhand.assess.disputes import Dispute, Places, all_of, placed
from upperhand.assess.joining import order
from upperhand.assess.rows import Part
from upperhand.assess.shelf import Shelf
from upperhand.assess.tellings import Telling
from upperhand.assess.types import Contradiction, Fact
from upperhand.model import LEVERS, Lever

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
    disputes: dict[str, tuple[Dispute, ...]] | None = None

    def contradictions(self) -> tuple[Contradiction, ...]:
        """All of them, without the rulings. Raises LookupError if they are not kept."""
        if len(self.digest.contradictions) == self.digest.disputed:
            return self.digest.contradictions
        found = all_of(self.disputed().values())
        if len(found) != self.digest.disputed:
            raise LookupError(self.digest.entity_id)
        return found

    def disputed(self) -> dict[str, tuple[Dispute, ...]]:
        """The contradictions by lever, with where they were found."""
        if self.disputes is None:
            self.disputes = self.shelf.disputes(self.digest.entity_id)
        return self.disputes

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

    def facts_of(self, lever: Lever) -> list[Fact]:
        """The facts of a lever."""
        return [fact for part in self.of_lever(lever) for fact in part.facts if fact.lever == lever]

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
            ordered([fact for part in parts for fact in part.facts], told_in(parts))
            if len(parts) > 1
            else parts[0].facts
            if parts
            else ()
        )


def ordered(facts: Iterable[Fact], told: Mapping[str, Telling]) -> tuple[Fact, ...]:
    """Facts in the order in which joining makes them: by lever, and the claim that says most."""
    return tuple(sorted(facts, key=lambda fact: (fact.lever, min(order(told[id_]) for id_ in claims_of(fact)))))


def claims_of(fact: Fact) -> tuple[str, ...]:
    """The claims that tell a fact, for and against it."""
    return (*fact.supporting, *fact.opposing)


def told_in(parts: Iterable[Part]) -> dict[str, Telling]:
    """The claims of these parts by id."""
    return by_claim(each for part in parts for each in part.tellings)


def is_big(company: Company) -> bool:
    """Whether a company is kept in parts."""
    return not set(company.digest.parts) <= {WHOLE}


def by_claim(tellings: Iterable[Telling]) -> dict[str, Telling]:
    """The same of any claims."""
    return {each.claim_id: each for each in tellings}


def places_of(held: Company, parts: Mapping[str, Part], *, fresh: bool) -> dict[str, Places]:
    """Where the facts of scopes are, in the levers of these parts."""
    if not is_big(held):
        return {}
    told = {name: (part.facts, by_claim(part.tellings)) for name, part in parts.items() if name != WHOLE}
    return placed(lambda lever: held.shelf.places(held.digest.entity_id, lever), told, fresh)


def series(
    held: Company,
    before: Mapping[Lever, Drawn],
    out: Mapping[Lever, Sequence[Fact]],
    put: Mapping[Lever, Sequence[Fact]],
    first: int,
    as_of: str | None = None,
) -> tuple[dict[Lever, Drawn | None], tuple[Point, ...]]:
    """What is to be kept of the levers of a company that changed, and its series, from the first day on which a fact
    began; from the sums before some facts changed.

    A company in one part is summed up as a whole, and nothing is kept."""
    from upperhand.assess.series import Changes, day_of, drawn_again, holds_on, of_facts, of_levers  # needs numpy

    moment = as_of or held.digest.known_at
    if not moment:
        return dict.fromkeys(before), ()
    last = day_of(moment)
    if not is_big(held):
        facts = [fact for name in held.digest.parts for fact in held.part(name).facts]
        return dict.fromkeys(before), of_facts(facts, first, last)
    levers = [lever for lever in LEVERS if any(name.startswith(f"{lever}/") for name in held.digest.parts)]
    drawn: dict[Lever, Drawn] = {}
    for lever in levers:
        known, changes = before.get(lever), Changes(out.get(lever, ()), put.get(lever, ()))
        if known is None or changes.out or changes.put or not holds_on(known, last):
            drawn[lever] = drawn_again(known, changes, last, lambda of=lever: held.facts_of(of))  # type: ignore[misc]
    points = of_levers({lever: drawn.get(lever) or before[lever] for lever in levers}, first, last)
    return {**dict.fromkeys(before.keys() - set(levers)), **drawn}, points


def best_of(held: Company, old: Digest, ranked: Iterable[Ranked]) -> tuple[Fact, ...]:
    """The facts that stand best, read from where they are kept."""
    read = {fact.id: fact for part in held.parts.values() for fact in part.facts}
    known = {fact.id: fact for fact in old.best} | read
    found = []
    for each in ranked:
        if each.id not in known:
            known |= {fact.id: fact for fact in held.part(each.part).facts}
        found.append(known[each.id])
    return tuple(found)
