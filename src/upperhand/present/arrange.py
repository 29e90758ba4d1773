"""The order in which a dossier shows its facts: by lever, by entity, by year; its sources; what is unresolved."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from upperhand.model import COUNTER_FORCES, LEVERS, Lever
from upperhand.present.dates import bounds, year_of
from upperhand.present.facts import Cited
from upperhand.present.grouping import Told
from upperhand.present.reader import passages
from upperhand.present.scripts import language_tag, one_line
from upperhand.present.types import Fact, KinSections, Part, Section, Source, Unresolved, Year
from upperhand.present.wording import words


def is_firm(fact: Fact) -> bool:
    """Whether a source itself says that it is in force or done, and is likely to be read rightly."""
    sure = fact.confidence >= words().unsure_below
    return sure and fact.status == "effective" and fact.stance == "asserted"


def sections_of(facts: Sequence[Fact], prefix: str) -> tuple[Section, ...]:
    """One section a lever that has facts, in the order of the ontology."""
    found = []
    for lever in LEVERS:
        of_lever = tuple(fact for fact in facts if fact.lever == lever)
        if of_lever:
            told = words().levers[lever]
            found.append(
                Section(
                    f"{prefix}{lever.replace('_', '-')}",
                    lever,
                    "counter" if lever in COUNTER_FORCES else "lever",
                    told.title,
                    told.definition,
                    of_lever,
                    len({t.document_id for fact in of_lever for t in fact.tellings}),
                    sum(map(is_firm, of_lever)),
                    round(sum(fact.weight for fact in of_lever), 6),
                    len(of_lever),
                    _span(of_lever),
                )
            )
    return tuple(found)


def _span(facts: Sequence[Fact]) -> tuple[int, int] | None:
    """The first and the last year that their dates name."""
    known = [found for fact in facts if (found := bounds(fact.date))]
    years = [point[0] for found in known for point in (found.first, found.last)]
    return (min(years), max(years)) if years else None


def apart(facts: Sequence[Fact], part: Part, relations: dict[str, str]) -> tuple[KinSections, ...]:
    """Facts on another entity than the subject, an entity at a time, the one with most facts first."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.part == part:
            groups.setdefault(fact.about_id or f"name:{fact.about}", []).append(fact)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[1][0].about, item[0]))
    return tuple(
        KinSections(
            key,
            found[0].about,
            language_tag(found[0].about),
            relations.get(key, ""),
            sections_of(found, f"{part}-{place}-"),
        )
        for place, (key, found) in enumerate(ordered, 1)
    )


def years_of(facts: Sequence[Fact]) -> tuple[Year, ...]:
    """How many facts began in each year that has any."""
    return years((year_of(fact.date), fact.lever, is_firm(fact), 1) for fact in facts)


def years(begun: Iterable[tuple[int | None, Lever, bool, int]]) -> tuple[Year, ...]:
    """The same from years, levers, whether firm, and how many facts; without a year they are left out."""
    counts: Counter[tuple[int, bool, bool]] = Counter()
    for year, lever, firm, many in begun:
        if year is not None:
            counts[year, lever in COUNTER_FORCES, firm] += many
    sides = ((False, True), (False, False), (True, True), (True, False))
    return tuple(Year(year, *(counts[year, *side] for side in sides)) for year in sorted({year for year, *_ in counts}))


def sources_of(cited: dict[str, Cited], facts: Sequence[Fact]) -> tuple[Source, ...]:
    """The cited documents with their counts and the passages to carry, in the order of their numbers."""
    spans: dict[str, list[tuple[int, int]]] = {key: [] for key in cited}
    borne: Counter[str] = Counter()
    for fact in facts:
        borne.update({telling.document_id for telling in fact.tellings})
        for telling in fact.tellings:
            spans[telling.document_id].append((telling.start, telling.end))
    return tuple(_source(each, spans[key], borne[key]) for key, each in cited.items())


def _source(cited: Cited, spans: list[tuple[int, int]], facts: int) -> Source:
    document = cited.document
    return Source(
        number=cited.number,
        document_id=document.id,
        title=document.title,
        publisher=document.publisher,
        author=document.author,
        published_at=document.published_at,
        retrieved_at=document.retrieved_at,
        url=document.source_url,
        lang=cited.lang,
        claims=len(spans),
        facts=facts,
        length=len(document.text),
        passages=passages(document.text, spans),
    )


def unresolved_of(told: Sequence[Told], facts: Sequence[Fact], captions: Mapping[str, str]) -> tuple[Unresolved, ...]:
    """Ambiguous names, claims that are not sure, claims without date."""
    names: dict[tuple[str, str], list[str]] = {}
    for item in told:
        for link in item.links:
            if link.entity_id is None:
                candidates = [one_line(captions.get(candidate, candidate)) for candidate in link.candidates]
                could_be = f": could be {', '.join(candidates)}" if candidates else ""
                names.setdefault((one_line(link.name), could_be), []).append(item.claim.id)
    unsure = [item.claim.id for item in told if item.claim.confidence < words().unsure_below]
    undated = [telling.claim_id for fact in facts if not fact.date for telling in fact.tellings]
    rows = [
        Unresolved("ambiguous", f"“{name}” is not resolved{could_be}.", tuple(dict.fromkeys(claims)))
        for (name, could_be), claims in sorted(names.items())
    ]
    if unsure:
        rows.append(Unresolved("unsure", f"Claims that are less sure than {words().unsure_below:.0%}.", tuple(unsure)))
    if undated:
        rows.append(Unresolved("undated", "Claims to which the sources give no date.", tuple(undated)))
    return tuple(rows)
