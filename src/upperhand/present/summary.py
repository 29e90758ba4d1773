"""Two sentences on who has the upper hand, made from the facts: every clause names the claims that bear it out.

Nothing is asserted that is only attributed, planned, eased or denied: such a fact says so, and counts tell how many.
"""

from collections.abc import Iterable, Sequence

from upperhand.present.dates import bounds
from upperhand.present.scripts import one_line
from upperhand.present.types import Clause, Fact, Section, Side
from upperhand.present.wording import counted, figure_text, when_text, with_article, words

FIRM = (
    "Firm is what a source asserts itself as done or in force, and what is likely to be read rightly; "
    "the rest is attributed, guessed, planned, ended, denied or unsure."
)


def summary_of(
    name: str, sections: Sequence[Section], elsewhere: Sequence[Fact] = ()
) -> tuple[tuple[Clause, ...], ...]:
    """One sentence on the levers, one on the counter-forces; one on a body that only acts on others."""
    if elsewhere and not sections:
        text = f"{one_line(name)} acts on others: the sources read name it in {counted(len(elsewhere), 'fact')}"
        return ((Clause(f"{text}, {_years(elsewhere)}.", _claims(elsewhere)),),)
    return _levers(one_line(name), _heaviest(sections, "lever")), _counter(
        one_line(name), _heaviest(sections, "counter")
    )


def _heaviest(sections: Sequence[Section], side: Side) -> list[Section]:
    return sorted((s for s in sections if s.side == side), key=lambda s: (-s.weight, -s.count, s.title))


def _levers(name: str, ranked: list[Section]) -> tuple[Clause, ...]:
    if not ranked:
        return (Clause(f"The sources read tell of no state lever on {name}."),)
    first, *others = ranked
    clauses = [
        Clause(
            f"In the sources read, the lever that weighs most on {name} is {_lower(first.title)}", _claims(first.facts)
        ),
        Clause(f" ({_extent(first)})", _claims(first.facts)),
        *_above_all(first),
    ]
    if others:
        clauses.append(
            Clause(f"; {_lower(others[0].title)} comes next ({_extent(others[0])})", _claims(others[0].facts))
        )
    return (*clauses, Clause("."))


def _counter(name: str, ranked: list[Section]) -> tuple[Clause, ...]:
    if not ranked:
        return (Clause(f"They tell of no counter-force for or against {name}."),)
    first = ranked[0]
    return (
        Clause("On the other side, what weighs most is "),
        Clause(f"{_lower(first.title)} ({_extent(first)})", _claims(first.facts)),
        *_above_all(first),
        Clause("."),
    )


def _above_all(section: Section) -> list[Clause]:
    fact = max(section.facts, key=lambda fact: (fact.weight, fact.anchor))
    return [Clause(f", {'above all' if section.count > 1 else 'namely'} {phrase(fact)}", _claims([fact]))]


def phrase(fact: Fact) -> str:
    """One fact in a sentence: `an act of enforcement by the State Administration … in April 2021 (US$2.8 billion)`."""
    told = words()
    opening = told.stances[fact.stance].opening
    if fact.stance == "attributed" and fact.attributed_to:
        opening = f"according to {with_article(one_line(fact.attributed_to))},"
    lever = told.levers[fact.lever]
    act = lever.acted.replace("{}", with_article(one_line(fact.actor))) if fact.actor else lever.act
    people = [one_line(person) for person in fact.people if person != fact.actor]
    asides = "; ".join(
        part for part in (figure_text(fact.quantity), ", ".join(people[:2]), told.statuses[fact.status].clause) if part
    )
    parts = (opening, act, when_text(fact.date), f"({asides})" if asides else "")
    return " ".join(part for part in parts if part)


def _extent(section: Section) -> str:
    parts = [
        f"{counted(section.count, 'fact')} from {counted(section.documents, 'source')}",
        _spoken(section.years),
    ]
    if section.firm < section.count:
        parts.append("not firm" if section.count == 1 else f"{section.firm or 'none'} of them firm")
    return ", ".join(part for part in parts if part)


def _years(facts: Iterable[Fact]) -> str:
    known = [found for fact in facts if (found := bounds(fact.date))]
    years = [point[0] for found in known for point in (found.first, found.last)]
    return _spoken((min(years), max(years)) if years else None)


def _spoken(years: tuple[int, int] | None) -> str:
    if years is None:
        return "undated"
    return str(years[0]) if years[0] == years[1] else f"{years[0]} to {years[1]}"


def _lower(title: str) -> str:
    return title if title.startswith("Party") else title[0].lower() + title[1:]


def _claims(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(telling.claim_id for fact in facts for telling in fact.tellings)
