"""The counts of a dossier that does not show all: they are of everything that is held, from tallies."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from upperhand.present.arrange import years
from upperhand.present.facts import weighed
from upperhand.present.types import Overview, Section, Tally, Year


def counted_sections(sections: Sequence[Section], overview: Overview) -> tuple[Section, ...]:
    """The sections of the facts shown, with the counts of all facts and a line for each that is not shown."""
    by_lever: dict[str, list[Tally]] = defaultdict(list)
    for tally in overview.tallies:
        by_lever[tally.lever].append(tally)
    return tuple(_counted(section, by_lever[section.lever], overview) for section in sections)


def _counted(section: Section, tallies: Sequence[Tally], overview: Overview) -> Section:
    begun = [tally.year for tally in tallies if tally.year is not None]
    shown = {fact.id for fact in section.facts}
    return replace(
        section,
        documents=overview.documents.get(section.lever, 0),
        firm=sum(tally.facts for tally in tallies if _is_firm(tally)),
        weight=round(sum(map(_weight, tallies)), 6),
        count=sum(tally.facts for tally in tallies),
        years=(min(begun), max(begun)) if begun else None,
        rest=tuple(line for line in overview.lines.get(section.lever, ()) if line.id not in shown),
    )


def counted_years(tallies: Iterable[Tally]) -> tuple[Year, ...]:
    """How many facts began in each year that has any."""
    return years((tally.year, tally.lever, _is_firm(tally), tally.facts) for tally in tallies)


def undated(tallies: Iterable[Tally]) -> int:
    """How many facts have no date."""
    return sum(tally.facts for tally in tallies if tally.year is None)


def _is_firm(tally: Tally) -> bool:
    return tally.sure and tally.status == "effective" and tally.stance == "asserted"


def _weight(tally: Tally) -> float:
    return weighed(tally.status, tally.stance, tally.confidence, tally.documents, tally.told)
