"""How many independent origins a fact has. Copies, rewrites, excerpts and translations of one report count once, and so
do documents that credit one agency, print one release, share a long quotation, or cite one source for the fact.

Whole reports are compared first (`Sources.read`): copies, rewrites and translations are one origin in every fact. The rest
is asked fact by fact, of the sentences that bear it out. A person's judgement on two document ids goes before all.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from upperhand.assess import dates, packs, resemblance
from upperhand.assess.joining import Rulings
from upperhand.assess.profiles import Profile, bare_profile, profiles
from upperhand.assess.sources import Passage, outlet
from upperhand.assess.tellings import Telling, folded
from upperhand.assess.types import Origin, Tie, TieKind
from upperhand.model import Document

NEAR = 250  # characters either side of the evidence in which an excerpt must agree


class Groups:
    """Things joined two by two (a union-find); what a ruling keeps apart is not joined."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, item: str) -> str:
        """The one that stands for all it is joined with."""
        while (up := self._parent.get(item, item)) != item:
            self._parent[item] = self._parent.get(up, up)
            item = up
        return item

    def join(self, left: str, right: str) -> bool:
        """Joins two; False if they were one already."""
        a, b = sorted((self.find(left), self.find(right)))
        if a == b:
            return False
        self._parent[b] = a
        return True


@dataclass(frozen=True)
class Sources:
    """What is known of documents, and which of them are one report. Made by `Sources.read`."""

    profiles: Mapping[str, Profile]
    reports: Groups
    whole: Mapping[str, Sequence[Tie]] = field(default_factory=dict)
    partial: Mapping[str, Mapping[str, Tie]] = field(default_factory=dict)
    rulings: Rulings = field(default_factory=Rulings)

    @staticmethod
    def read(
        documents: Iterable[Document],
        rulings: Rulings | None = None,
        bare: Iterable[Document] = (),
        together: Iterable[Collection[str]] | None = None,
    ) -> "Sources":
        """Reads and compares documents; `bare` ones, which nothing is compared with, only for publisher and date.

        `together` are the documents of each fact, by id: only those are compared with each other. Without it all are.
        """
        return Sources.among(profiles(documents), rulings, map(bare_profile, bare), together)

    @staticmethod
    def among(
        compared: Iterable[Profile],
        rulings: Rulings | None = None,
        bare: Iterable[Profile] = (),
        together: Iterable[Collection[str]] | None = None,
    ) -> "Sources":
        """As `read`, from what was read already."""
        rulings = rulings or Rulings()
        known = {each.document_id: each for each in sorted(compared, key=_by_date)}
        pairs = None if together is None else resemblance.pairs_within(together, list(known))
        reports, whole = Groups(), defaultdict[str, list[Tie]](list)
        for tie in (*_alike(list(known.values()), pairs), *_judged(rulings, known)):
            ruling = rulings.between(tie.left, (tie.right,))
            if ruling is None or ruling.verdict == "positive":
                reports.join(tie.left, tie.right)
                whole[tie.left].append(tie)
                whole[tie.right].append(tie)
        partial: dict[str, dict[str, Tie]] = defaultdict(dict)
        for tie in _excerpts(list(known.values()), reports, pairs):
            partial[reports.find(tie.left)][reports.find(tie.right)] = tie
            partial[reports.find(tie.right)][reports.find(tie.left)] = tie
        plain = {each.document_id: each for each in bare if each.document_id not in known}
        return Sources({**plain, **known}, reports, dict(whole), dict(partial), rulings)

    def origins(self, tellings: Sequence[Telling]) -> tuple[Origin, ...]:
        """The independent origins of a fact's tellings, the earliest first."""
        by_document: dict[str, list[Telling]] = defaultdict(list)
        for telling in tellings:
            by_document[telling.document_id].append(telling)
        if len(tellings) == 1:
            return (self.alone(tellings[0]),)
        found, ties = Groups(), list[Tie]()
        if len(by_document) > 1:
            for tie in self._ties(by_document):
                ruling = self.rulings.between(tie.left, (tie.right,))
                if (ruling is None or ruling.verdict == "positive") and found.join(tie.left, tie.right):
                    ties.append(tie)
        parts: dict[str, list[str]] = defaultdict(list)
        for document_id in sorted(by_document, key=lambda id_: _by_date(self.profile(id_))):
            parts[found.find(document_id)].append(document_id)
        return tuple(self._origin(ids, by_document, ties) for ids in parts.values())

    def alone(self, only: Telling) -> Origin:
        """The origin of a fact that one claim tells."""
        return self._origin((only.document_id,), {only.document_id: [only]}, ())

    def profile(self, document_id: str) -> Profile:
        """What is known of a document; one that was not given has neither publisher nor date."""
        return self.profiles.get(document_id) or bare_profile(Document(document_id, ""))

    def _ties(self, told: Mapping[str, list[Telling]]) -> Iterator[Tie]:
        """What ties the documents of one fact, the strongest kinds first."""
        ids = sorted(told, key=lambda id_: _by_date(self.profile(id_)))
        yield from self._same_report(ids)
        yield from self._excerpts(ids, told)
        yield from _shared_keys(ids, lambda id_: self._cited(id_, told[id_]), "citation", 0.9, "both cite {}")
        yield from _shared_keys(
            ids, lambda id_: _same_words(told[id_]), "evidence", 0.9, "their words for it are the same"
        )
        yield from self._quotations(ids, told)
        yield from _shared_keys(ids, lambda id_: self._agencies(id_, told[id_]), "agency", 0.9, "both have it from {}")
        yield from self._releases(ids, told)

    def _same_report(self, ids: Sequence[str]) -> Iterator[Tie]:
        first: dict[str, str] = {}
        for id_ in ids:
            leader = first.setdefault(self.reports.find(id_), id_)
            if leader != id_:
                known = [tie for tie in self.whole.get(id_, ()) if leader in (tie.left, tie.right)] or list(
                    self.whole[id_]
                )
                best = max(known, key=lambda tie: (tie.kind in ("copy", "judgement"), tie.strength))
                direct = leader in (best.left, best.right)
                by_way = "" if direct else f" (by way of {best.left if best.right == id_ else best.right})"
                yield Tie(leader, id_, best.kind, best.strength, best.why + by_way)

    def _excerpts(self, ids: Sequence[str], told: Mapping[str, list[Telling]]) -> Iterator[Tie]:
        here = defaultdict[str, list[str]](list)
        for id_ in ids:
            here[self.reports.find(id_)].append(id_)
        for report, members in here.items():
            for other, tie in self.partial.get(report, {}).items():
                if report < other and other in here:
                    left, right = members[0], here[other][0]
                    if self._bears(left, right, told[left]) or self._bears(right, left, told[right]):
                        yield Tie(left, right, tie.kind, tie.strength, tie.why)

    def _bears(self, left: str, right: str, tellings: Sequence[Telling]) -> bool:
        """Whether the words around the evidence in `left` stand in `right` too."""
        a, b = self.profile(left), self.profile(right)
        for telling in tellings:
            near = a.sample[(a.at >= max(0, telling.start - NEAR)) & (a.at < telling.end + NEAR)]
            if len(near) and np.isin(near, b.sample).mean() >= packs.independence().resemblance.bearing:
                return True
        return False

    def _cited(self, document_id: str, tellings: Sequence[Telling]) -> Iterator[tuple[str, str]]:
        yield from ((telling.cited, telling.cited) for telling in tellings if telling.cited)
        if own := self.profile(document_id).address:
            yield own, own

    def _quotations(self, ids: Sequence[str], told: Mapping[str, list[Telling]]) -> Iterator[Tie]:
        def quoted(id_: str) -> Iterator[tuple[str, str]]:
            for key, words in self.profile(id_).quotations.items():
                yield str(key), f"“{words[:80]}”"

        for tie in _shared_keys(ids, quoted, "quotation", 0.8, "both quote {}"):
            released = all(self.profile(id_).releases for id_ in (tie.left, tie.right))
            kind: TieKind = "release" if released else "quotation"
            yield Tie(tie.left, tie.right, kind, tie.strength, tie.why + (" from a statement" if released else ""))

    def _agencies(self, document_id: str, tellings: Sequence[Telling]) -> Iterator[tuple[str, str]]:
        """The outlets whose word a document gives for the fact; an outlet gives its own."""
        profile = self.profile(document_id)
        if profile.agency:
            yield profile.agency.key, profile.agency.name
        if not profile.key.startswith("name:"):
            yield f"own:{profile.key}", profile.publisher
        for telling in tellings:
            if telling.attributed_to and (found := outlet(telling.attributed_to)):
                yield found.key, found.name
            for passage in _around(profile.credits, telling):
                yield passage.key, passage.name

    def _releases(self, ids: Sequence[str], told: Mapping[str, list[Telling]]) -> Iterator[Tie]:
        """Sentences that rely on a statement of one speaker, days apart at most."""
        speakers: dict[str, list[str]] = defaultdict(list)
        for id_ in ids:
            for telling in told[id_]:
                if telling.attributed_to and any(_around(self.profile(id_).releases, telling)):
                    speakers[folded(telling.attributed_to)].append(id_)
        for speaker, documents in speakers.items():
            for other in dict.fromkeys(documents[1:]):
                apart = dates.days_between(self.profile(documents[0]).published_at, self.profile(other).published_at)
                if other != documents[0] and (apart is None or apart <= packs.independence().telling.days):
                    yield Tie(documents[0], other, "release", 0.7, f"both rely on a statement of {speaker}")

    def _origin(self, ids: Sequence[str], told: Mapping[str, list[Telling]], ties: Sequence[Tie]) -> Origin:
        tellings = [telling for id_ in ids for telling in told[id_]]
        known = [self.profile(id_) for id_ in ids]
        dated = [profile.published_at for profile in known if profile.published_at]
        return Origin(
            id="o" + hashlib.sha256(self.reports.find(ids[0]).encode()).hexdigest()[:15],
            document_ids=tuple(ids),
            publishers=tuple(profile.publisher for profile in known),
            publisher_kinds=tuple(profile.kind for profile in known),
            claim_ids=tuple(sorted(telling.claim_id for telling in tellings)),
            confidence=max(telling.confidence for telling in tellings),
            attributed=all(telling.stance != "asserted" for telling in tellings),
            known_at=min(telling.observed_at for telling in tellings),
            published_at=min(dated, default=None),
            ties=tuple(tie for tie in ties if tie.left in ids),
            agency=next((profile.agency.name for profile in known if profile.agency), None),
        )


def _by_date(profile: Profile) -> tuple[str, str]:
    return profile.published_at or "9999", profile.document_id


def _alike(compared: Sequence[Profile], pairs: Sequence[resemblance.Pair] | None) -> Iterator[Tie]:
    yield from resemblance.copies(compared, pairs)
    yield from resemblance.tellings_again(compared, pairs)


def _excerpts(compared: Sequence[Profile], reports: Groups, pairs: Sequence[resemblance.Pair] | None) -> Iterator[Tie]:
    """What reports hold of each other, the fullest document of each standing for it."""
    ones = _one_each(compared, reports)
    if pairs is None:
        return resemblance.excerpts(ones)
    at = {reports.find(profile.document_id): number for number, profile in enumerate(ones)}
    stands = [at[reports.find(profile.document_id)] for profile in compared]
    between = {(min(a, b), max(a, b)) for a, b in ((stands[left], stands[right]) for left, right in pairs) if a != b}
    return resemblance.excerpts(ones, sorted(between))


def _judged(rulings: Rulings, known: Mapping[str, Profile]) -> Iterator[Tie]:
    """What people have judged to be one report."""
    for left, others in rulings.pairs.items():
        for right, ruling in others.items():
            if left < right and ruling.verdict == "positive" and left in known and right in known:
                yield Tie(left, right, "judgement", 1.0, f"{ruling.by}: {ruling.reason or 'one report'}")


def _one_each(profiles: Sequence[Profile], reports: Groups) -> list[Profile]:
    """One document for each report: the fullest."""
    best: dict[str, Profile] = {}
    for profile in profiles:
        root = reports.find(profile.document_id)
        if root not in best or len(profile.sample) > len(best[root].sample):
            best[root] = profile
    return list(best.values())


def _same_words(tellings: Iterable[Telling]) -> Iterator[tuple[str, str]]:
    yield from ((str(telling.words), "") for telling in tellings if telling.words is not None)


def _around(passages: Iterable[Passage], telling: Telling) -> Iterator[Passage]:
    return (passage for passage in passages if passage.start < telling.end and telling.start < passage.end)


def _shared_keys(
    ids: Sequence[str],
    keys_of: Callable[[str], Iterable[tuple[str, str]]],
    kind: TieKind,
    strength: float,
    why: str,
) -> Iterator[Tie]:
    """Ties each document to the first that has a key in common with it. A key `own:…` is met only by one without."""
    first: dict[str, tuple[str, str]] = {}
    given = {id_: dict(keys_of(id_)) for id_ in ids}
    for id_ in ids:
        for key, name in given[id_].items():
            if not key.startswith("own:"):
                first.setdefault(key, (id_, name))
    for id_ in ids:
        for key, name in given[id_].items():
            leader = first.get(key.removeprefix("own:"))
            if leader and leader[0] != id_:
                yield Tie(leader[0], id_, kind, strength, why.format(leader[1] or name))
