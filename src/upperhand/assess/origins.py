"""How many independent origins a fact has. Copies, rewrites, excerpts and translations of one report count once, and so
do documents that credit one agency, print one release, share a long quotation, or cite one source for the fact.

Copies, rewrites and translations are seen by comparing whole texts, two by two (`Sources.read`); the rest is asked of
the sentences that bear a fact out. Only the documents of one fact are held against each other, so that a further
document changes nothing but the facts that it tells. A person's judgement on two document ids goes before all.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from upperhand.assess import dates, packs, resemblance
from upperhand.assess.joining import Rulings
from upperhand.assess.profiles import Profile, bare_profile, profiles
from upperhand.assess.sources import Passage, outlet
from upperhand.assess.tellings import Telling, folded
from upperhand.assess.types import Origin, Tie, TieKind
from upperhand.model import Document

Ids = tuple[str, str]
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
    """What is known of documents, and which two of them are one report. Made by `Sources.read`.

    Only the documents of one fact are compared, and its origins depend on these alone. `whole` has the ties of whole
    texts by pair of document ids; of facts that a crowd of documents tells `crowded` has them by the fact's
    documents.
    """

    profiles: Mapping[str, Profile]
    whole: Mapping[Ids, Sequence[Tie]] = field(default_factory=dict)
    crowded: Mapping[frozenset[str], Sequence[Tie]] = field(default_factory=dict)
    rulings: Rulings = field(default_factory=Rulings)
    excerpted: dict[Ids, Tie | None] = field(default_factory=dict, repr=False)

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
        known = {each.document_id: each for each in sorted(compared, key=_by_date)}
        groups = {frozenset(known)} if together is None else set(map(frozenset, together))
        crowd = packs.independence().resemblance.crowd
        few = {group for group in groups if len(group) <= crowd}
        crowded = {
            group: _alike_in_crowd([each for each in known.values() if each.document_id in group])
            for group in groups - few
        }
        plain = {each.document_id: each for each in bare if each.document_id not in known}
        return Sources({**plain, **known}, _alike(known, few), crowded, rulings or Rulings())

    def origins(self, tellings: Sequence[Telling], among: frozenset[str] | None = None) -> tuple[Origin, ...]:
        """The independent origins of a fact's tellings, the earliest first; `among` are all documents of the fact."""
        by_document: dict[str, list[Telling]] = defaultdict(list)
        for telling in tellings:
            by_document[telling.document_id].append(telling)
        if len(tellings) == 1:
            return (self.alone(tellings[0]),)
        found, ties = Groups(), list[Tie]()
        if len(by_document) > 1:
            for tie in self._ties(by_document, among or frozenset(by_document)):
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

    def _ties(self, told: Mapping[str, list[Telling]], among: frozenset[str]) -> Iterator[Tie]:
        """What ties the documents of one fact, the strongest kinds first."""
        ids = sorted(told, key=lambda id_: _by_date(self.profile(id_)))
        reports, whole = self._reports(ids, among)
        yield from _same_report(ids, reports, whole)
        yield from self._excerpts(ids, told, reports)
        yield from _shared_keys(ids, lambda id_: self._cited(id_, told[id_]), "citation", 0.9, "both cite {}")
        yield from _shared_keys(
            ids, lambda id_: _same_words(told[id_]), "evidence", 0.9, "their words for it are the same"
        )
        yield from self._quotations(ids, told)
        yield from _shared_keys(ids, lambda id_: self._agencies(id_, told[id_]), "agency", 0.9, "both have it from {}")
        yield from self._releases(ids, told)

    def _reports(self, ids: Sequence[str], among: frozenset[str]) -> tuple[Groups, dict[str, list[Tie]]]:
        """Which of these documents are one report by their whole texts, and the ties of each."""
        reports, whole = Groups(), defaultdict[str, list[Tie]](list)
        for tie in (*self._whole(ids, among), *_judged(self.rulings, ids)):
            ruling = self.rulings.between(tie.left, (tie.right,))
            if ruling is None or ruling.verdict == "positive":
                reports.join(tie.left, tie.right)
                whole[tie.left].append(tie)
                whole[tie.right].append(tie)
        return reports, whole

    def _whole(self, ids: Sequence[str], among: frozenset[str]) -> Iterator[Tie]:
        if among in self.crowded:
            here = set(ids)
            yield from (tie for tie in self.crowded[among] if tie.left in here and tie.right in here)
        elif self.whole:
            for left, right in combinations(ids, 2):
                yield from self.whole.get(_pair(left, right), ())

    def _excerpts(self, ids: Sequence[str], told: Mapping[str, list[Telling]], reports: Groups) -> Iterator[Tie]:
        """What reports hold of each other around the evidence, the fullest document of each standing for it."""
        here = defaultdict[str, list[str]](list)
        for id_ in ids:
            here[reports.find(id_)].append(id_)
        fullest = {self._fullest(report): report[0] for report in here.values()}
        for tie in self._held(list(fullest)):
            left, right = fullest[tie.left], fullest[tie.right]
            if self._bears(left, right, told[left]) or self._bears(right, left, told[right]):
                yield Tie(left, right, tie.kind, tie.strength, tie.why)

    def _fullest(self, report: Sequence[str]) -> str:
        return max(report, key=lambda id_: len(self.profile(id_).sample))

    def _held(self, ids: Sequence[str]) -> Iterator[Tie]:
        """Which of these documents hold a run of another's words."""
        if len(ids) > packs.independence().resemblance.crowd:
            yield from resemblance.excerpts([self.profile(id_) for id_ in ids])
            return
        for left, right in combinations(ids, 2):
            pair = left, right
            if pair not in self.excerpted:
                self.excerpted[pair] = resemblance.excerpt(self.profile(left), self.profile(right))
            if tie := self.excerpted[pair]:
                yield tie

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
            id="o" + hashlib.sha256(ids[0].encode()).hexdigest()[:15],
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


def _same_report(ids: Sequence[str], reports: Groups, whole: Mapping[str, Sequence[Tie]]) -> Iterator[Tie]:
    """The ties of documents that are one report as a whole: each with the first."""
    first: dict[str, str] = {}
    for id_ in ids:
        leader = first.setdefault(reports.find(id_), id_)
        if leader != id_:
            known = [tie for tie in whole[id_] if leader in (tie.left, tie.right)] or list(whole[id_])
            best = max(known, key=lambda tie: (tie.kind in ("copy", "judgement"), tie.strength))
            direct = leader in (best.left, best.right)
            by_way = "" if direct else f" (by way of {best.left if best.right == id_ else best.right})"
            yield Tie(leader, id_, best.kind, best.strength, best.why + by_way)


def _alike(known: Mapping[str, Profile], groups: Iterable[Collection[str]]) -> dict[Ids, list[Tie]]:
    """The ties of whole texts within each group, by pair of documents."""
    found: dict[Ids, list[Tie]] = defaultdict(list)
    compared = list(known.values())
    for pairs in resemblance.pairs_within(groups, list(known)):
        for tie in (*resemblance.copies(compared, pairs), *resemblance.tellings_again(compared, pairs)):
            if tie not in found[_pair(tie.left, tie.right)]:
                found[_pair(tie.left, tie.right)].append(tie)
    return dict(found)


def _alike_in_crowd(compared: Sequence[Profile]) -> list[Tie]:
    """The ties of whole texts among the documents of one fact that a crowd tells: what they all share says nothing."""
    pairs = resemblance.pairs_of(len(compared))
    crowd = packs.independence().resemblance.crowd
    return [*resemblance.copies(compared, pairs), *resemblance.tellings_again(compared, pairs, crowd)]


def _pair(left: str, right: str) -> Ids:
    return (left, right) if left <= right else (right, left)


def _judged(rulings: Rulings, ids: Collection[str]) -> Iterator[Tie]:
    """What people have judged to be one report."""
    for left in ids if rulings.pairs else ():
        for right, ruling in rulings.pairs.get(left, {}).items():
            if left < right and ruling.verdict == "positive" and right in ids:
                yield Tie(left, right, "judgement", 1.0, f"{ruling.by}: {ruling.reason or 'one report'}")


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
