"""Builds the dossier of one entity: reads its claims and those of its kin from the ledger, joins and orders them."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from upperhand.model import Document, Entity, Finding, Link
from upperhand.present.arrange import apart, sections_of, sources_of, unresolved_of, years_of
from upperhand.present.dates import year_of
from upperhand.present.facts import Cited, by_date, callings_of, cited_of, fact_of, telling_of
from upperhand.present.grouping import Told, join
from upperhand.present.identity import relation, subject_of
from upperhand.present.network import network_of
from upperhand.present.overview import counted_sections, counted_years, undated
from upperhand.present.scripts import one_line
from upperhand.present.summary import summary_of
from upperhand.present.types import Dossier, ExposurePoint, Fact, Formula, JoinedFact, Overview, Part, Section
from upperhand.present.wording import counted

if TYPE_CHECKING:
    from upperhand.ledger import Clusters, Ledger, Recorded

LEVELS = {"error": 0, "warning": 1, "info": 2}


def build_dossier(
    ledger: "Ledger",
    entity: Entity,
    *,
    kin: Sequence[Entity] = (),
    as_of: str | None = None,
    findings: Iterable[Finding] = (),
    facts: Iterable[JoinedFact] | None = None,
    exposure: Sequence[ExposurePoint] | None = None,
    formulas: Sequence[Formula] | Callable[[Sequence[Document]], Sequence[Formula]] = (),
    captions: Mapping[str, str] = MappingProxyType({}),
    overview: Overview | None = None,
    elsewhere: int | None = None,
    notes: Sequence[str] = (),
) -> Dossier:
    """The dossier of `entity`, as the ledger stood at `as_of` (UTC ISO 8601; None: as it stands).

    `kin` are companies of its house, shown in a place of their own. `facts` joins claims as already worked out;
    without it claims that plainly tell the same fact are joined for display. `captions` are names by entity id, for
    actors and for what an ambiguous name could be. `formulas` may be worked out from the cited documents.

    With an `overview` of all that is held, only `facts` are shown of the subject. `elsewhere` is how many claims are
    shown at most of each kin company, and of those where the subject acts itself: the surest. `notes` are sentences
    for its head. Raises LedgerError where the ledger cannot be read.
    """
    given = None if facts is None else list(facts)
    reader = _Reader(ledger, entity, kin, as_of, elsewhere)
    told = reader.told(None if overview is None else [claim for fact in given or () for claim in fact.claim_ids])
    cited = cited_of(ledger.documents_by_id(sorted({item.claim.evidence.document_id for item in told}), as_of))
    told = [item for item in told if item.claim.evidence.document_id in cited]
    raised = _raised(findings, None if overview else told)
    shown = _facts(entity, kin, told, cited, raised, given, callings_of(told) | dict(captions))
    own = [fact for fact in shown if fact.part == "own"]
    others = [fact for fact in shown if fact.part == "other"]
    sections = sections_of(own, "") if overview is None else counted_sections(sections_of(own, ""), overview)
    subject = subject_of(entity, kin, Counter(fact.about_id for fact in shown if fact.part == "kin" and fact.about_id))
    return Dossier(
        subject=subject,
        as_of=as_of or max([overview.observed_at] if overview else [], default=None) or _last(told),
        rulesets=tuple(sorted({item.claim.ruleset for item in told if item.claim.ruleset})),
        summary=summary_of(entity.caption, sections, others),
        sections=sections,
        kin=apart(shown, "kin", {other.id: relation(entity, other) for other in kin}),
        other=apart(shown, "other", {}),
        years=years_of(own) if overview is None else counted_years(overview.tallies),
        undated=sum(year_of(fact.date) is None for fact in own) if overview is None else undated(overview.tallies),
        timeline=tuple(fact.anchor for fact in shown if year_of(fact.date) is not None),
        network=network_of(entity.id, entity.caption, own, subject.kin),
        sources=sources_of(cited, shown),
        findings=raised,
        unresolved=unresolved_of(told, shown, captions),
        exposure=tuple(exposure or ()),
        formulas=tuple(formulas([each.document for each in cited.values()]) if callable(formulas) else formulas),
        facts_in_all=len(own) if overview is None else sum(section.count for section in sections),
        notes=(*_how_much(entity, own, sections, overview), *reader.notes, *notes),
    )


def _how_much(
    entity: Entity, own: Sequence[Fact], sections: Sequence[Section], overview: Overview | None
) -> Iterator[str]:
    """What is shown, if that is not all."""
    if overview is None:
        return
    total = sum(section.count for section in sections)
    command = f"'upperhand dossier {one_line(entity.id)} --all' shows all."
    if len(own) >= total:
        if any(fact.left_out for fact in own):
            yield f"Of facts that many claims tell, some claims are shown. {command}"
        return
    others = "the others stand in one line each at the end of their lever. "
    listed = f"'upperhand facts {one_line(entity.id)}' lists the others. "
    yield (
        f"{len(own):,} of {counted(total, 'fact')} are shown with their words: those that stand best, some of each lever; "
        + (others if overview.lines else listed)
        + "Counts by lever and year and exposure are of all; timeline, network and sources of those shown. "
        + command
    )


def _last(told: Sequence[Told]) -> str | None:
    return max((item.observed_at for item in told), default=None)


def _raised(findings: Iterable[Finding], told: Sequence[Told] | None) -> tuple[Finding, ...]:
    """The findings about any of these claims (all, if None), the gravest first."""
    claims = {item.claim.id for item in told or ()}
    concerned = (finding for finding in findings if told is None or claims.intersection(finding.claim_ids))
    return tuple(sorted(concerned, key=lambda finding: (LEVELS[finding.level], finding.check, finding.id)))


def _facts(
    entity: Entity,
    kin: Sequence[Entity],
    told: Sequence[Told],
    cited: dict[str, Cited],
    findings: Sequence[Finding],
    given: Sequence[JoinedFact] | None,
    callings: Mapping[str, str],
) -> list[Fact]:
    raised: dict[str, list[str]] = {}
    for finding in findings:
        for claim in finding.claim_ids:
            raised.setdefault(claim, []).append(finding.id)
    known = {claim: fact for fact in given or () for claim in fact.claim_ids}
    parts: dict[str, Part] = {other.id: "kin" for other in kin}
    parts[entity.id] = "own"
    shown = []
    for group in join(told, given):
        tellings = tuple(telling_of(item, cited[item.claim.evidence.document_id]) for item in group)
        part = parts.get(group[0].about_id or "", "other")
        shown.append(fact_of(group, tellings, part, cited, raised, known.get(group[0].claim.id), callings))
    return sorted(shown, key=by_date)


@dataclass
class _Reader:
    """Reads the claims of one dossier. `elsewhere` is how many are read of each kin company, and of those in which the
    subject acts, at most; `notes` say which were more."""

    ledger: "Ledger"
    entity: Entity
    kin: Sequence[Entity]
    as_of: str | None = None
    elsewhere: int | None = None
    notes: list[str] = field(default_factory=list)

    def told(self, own: Collection[str] | None) -> list[Told]:
        """The claims with their names under one id each; on the subject itself only `own` (by id), or all if None."""
        clusters = self.ledger.clusters(self.as_of)
        captions = {self.entity.id: self.entity.caption} | {other.id: other.caption for other in self.kin}
        known = {member: each.id for each in (*self.kin, self.entity) for member in clusters.members(each.id)}
        found: dict[str, Told] = {}
        for record in self._records(own):
            links = _links(record, known, clusters)
            about, actor = _named(links, "target"), _named(links, "actor")
            caption = captions.get(about or "", record.claim.target)
            found.setdefault(record.claim.id, Told(record.claim, caption, about, actor, record.observed_at, links))
        return sorted(found.values(), key=lambda item: item.claim.id)

    def _records(self, own: Collection[str] | None) -> Iterator["Recorded"]:
        if own is None:
            yield from self.ledger.claims(entity=self.entity.id, as_of=self.as_of, role="target")
        else:
            yield from self.ledger.claims_by_id(own, self.as_of, retracted=False)
        name = one_line(self.entity.caption)
        yield from self._surest(self.entity, ("actor", "person"), f"in which {name} acts on others")
        for each in self.kin:
            yield from self._surest(each, ("target",), f"on {one_line(each.caption)}")

    def _surest(self, entity: Entity, roles: Sequence[str], which: str) -> Iterator["Recorded"]:
        """The claims that name an entity in these roles: all, or the surest of too many."""
        from upperhand.ledger import bulk  # needs SQLAlchemy

        if self.elsewhere is None:
            for role in roles:
                yield from self.ledger.claims(entity=entity.id, as_of=self.as_of, role=role)  # type: ignore[arg-type]
            return
        ids, count = bulk.surest(self.ledger, entity.id, roles, self.elsewhere, self.as_of)
        if count > len(ids):
            self.notes.append(f"Of {counted(count, 'claim')} {which}, the {len(ids)} surest are shown.")
        yield from self.ledger.claims_by_id(ids, self.as_of, retracted=False)


def _links(record: "Recorded", known: dict[str, str], clusters: "Clusters") -> tuple[Link, ...]:
    def under_one_id(link: Link) -> Link:
        own = link.entity_id and (known.get(link.entity_id) or clusters.canonical(link.entity_id))
        return link if own == link.entity_id else replace(link, entity_id=own)

    return tuple(map(under_one_id, record.links))


def _named(links: Iterable[Link], role: str) -> str | None:
    return next((link.entity_id for link in links if link.role == role), None)
