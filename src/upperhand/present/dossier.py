"""Builds the dossier of one entity: reads its claims and those of its kin from the ledger, joins and orders them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from upperhand.model import Entity, Finding, Link
from upperhand.present.arrange import apart, sections_of, sources_of, unresolved_of, years_of
from upperhand.present.dates import year_of
from upperhand.present.facts import Cited, by_date, callings_of, cited_of, fact_of, telling_of
from upperhand.present.grouping import Told, join
from upperhand.present.identity import relation, subject_of
from upperhand.present.network import network_of
from upperhand.present.summary import summary_of
from upperhand.present.types import Dossier, ExposurePoint, Fact, Formula, JoinedFact, Part

if TYPE_CHECKING:
    from upperhand.ledger import Ledger

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
    formulas: Sequence[Formula] = (),
    captions: Mapping[str, str] = MappingProxyType({}),
) -> Dossier:
    """The dossier of `entity`, as the ledger stood at `as_of` (UTC ISO 8601; None: as it stands).

    `kin` are companies of its house, shown in a place of their own. `facts` joins claims as already worked out;
    without it claims that plainly tell the same fact are joined for display. `captions` are names by entity id, for
    actors and for what an ambiguous name could be. Raises LedgerError where the ledger cannot be read.
    """
    told = _told(ledger, entity, kin, as_of)
    cited = cited_of(ledger.documents_by_id(sorted({item.claim.evidence.document_id for item in told}), as_of))
    told = [item for item in told if item.claim.evidence.document_id in cited]
    raised = _raised(findings, told)
    shown = _facts(entity, kin, told, cited, raised, facts, callings_of(told) | dict(captions))
    own = [fact for fact in shown if fact.part == "own"]
    others = [fact for fact in shown if fact.part == "other"]
    sections = sections_of(own, "")
    subject = subject_of(entity, kin, Counter(fact.about_id for fact in shown if fact.part == "kin" and fact.about_id))
    return Dossier(
        subject=subject,
        as_of=as_of or max((item.observed_at for item in told), default=None),
        rulesets=tuple(sorted({item.claim.ruleset for item in told if item.claim.ruleset})),
        summary=summary_of(entity.caption, sections, others),
        sections=sections,
        kin=apart(shown, "kin", {other.id: relation(entity, other) for other in kin}),
        other=apart(shown, "other", {}),
        years=years_of(own),
        undated=sum(year_of(fact.date) is None for fact in own),
        timeline=tuple(fact.anchor for fact in shown if year_of(fact.date) is not None),
        network=network_of(entity.id, entity.caption, own, subject.kin),
        sources=sources_of(cited, shown),
        findings=raised,
        unresolved=unresolved_of(told, shown, captions),
        exposure=tuple(exposure or ()),
        formulas=tuple(formulas),
    )


def _told(ledger: "Ledger", entity: Entity, kin: Sequence[Entity], as_of: str | None) -> list[Told]:
    """The claims that name the subject in any role and its kin as their target, with their names under one id each."""
    clusters = ledger.clusters(as_of)
    captions = {entity.id: entity.caption} | {other.id: other.caption for other in kin}
    known = {member: each.id for each in (*kin, entity) for member in clusters.members(each.id)}
    found: dict[str, Told] = {}
    for each in (entity, *kin):
        for record in ledger.claims(entity=each.id, as_of=as_of, role=None if each is entity else "target"):
            links = tuple(
                replace(link, entity_id=known.get(link.entity_id) or clusters.canonical(link.entity_id))
                if link.entity_id
                else link
                for link in record.links
            )
            about, actor = _named(links, "target"), _named(links, "actor")
            caption = captions.get(about or "", record.claim.target)
            found.setdefault(record.claim.id, Told(record.claim, caption, about, actor, record.observed_at, links))
    return sorted(found.values(), key=lambda item: item.claim.id)


def _named(links: Iterable[Link], role: str) -> str | None:
    return next((link.entity_id for link in links if link.role == role), None)


def _raised(findings: Iterable[Finding], told: Sequence[Told]) -> tuple[Finding, ...]:
    claims = {item.claim.id for item in told}
    concerned = (finding for finding in findings if claims.intersection(finding.claim_ids))
    return tuple(sorted(concerned, key=lambda finding: (LEVELS[finding.level], finding.check, finding.id)))


def _facts(
    entity: Entity,
    kin: Sequence[Entity],
    told: Sequence[Told],
    cited: dict[str, Cited],
    findings: Sequence[Finding],
    joined: Iterable[JoinedFact] | None,
    callings: Mapping[str, str],
) -> list[Fact]:
    given = None if joined is None else list(joined)
    known = {claim: fact for fact in given or () for claim in fact.claim_ids}
    parts: dict[str, Part] = {other.id: "kin" for other in kin}
    parts[entity.id] = "own"
    shown = []
    for group in join(told, given):
        tellings = tuple(telling_of(item, cited[item.claim.evidence.document_id]) for item in group)
        part = parts.get(group[0].about_id or "", "other")
        shown.append(fact_of(group, tellings, part, cited, findings, known.get(group[0].claim.id), callings))
    return sorted(shown, key=by_date)
