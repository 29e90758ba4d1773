"""From the names in a claim to entities: known, unknown with an id of their own, or left open where several fit.

A weak alias (`Ant`), or a person's name that thousands bear (`Wang Wei`, 王伟), counts only beside another name that
speaks for it: of itself, its parents or children, or the company where the person has a public role.

A ruling binds a name's own id (`name_id`) to an entity: positive joins them, negative keeps them apart, the latest
on a pair holds. So what a person decided once about a name holds for every later document.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

import msgspec

from upperhand import data
from upperhand.model import Claim, Judgement, Link
from upperhand.resolve.nameform import normal_form, words
from upperhand.resolve.nametable import NameTable

_SCHEMAS = {"company": "Company", "person": "Person"}
# Names that thousands bear: two Chinese characters, or two syllables of pinyin.
_COMMON = re.compile(r"[\u3400-\u9fff]{2}|(?:[bpmfdtnlgkhjqxzcsrwy]?h?[aeiouü]{1,3}(?:n|ng|r)?\s*){2}", re.IGNORECASE)


class Generic(msgspec.Struct, forbid_unknown_fields=True):
    """Words that name no one in particular, such as `regulators`; they get an id of their own, `generic:…`."""

    words: tuple[str, ...]


def name_id(name: str, schema: str) -> str:
    """The id that a name has of itself: the same for every spelling with one normal form."""
    form = normal_form(name) or name
    return "unknown:" + hashlib.sha256(f"{schema}\0{form}".encode()).hexdigest()[:16]


class Linker:
    """Links the names of claims to entities of the name table, under the judgements given. Picklable."""

    def __init__(self, names: NameTable, judgements: Iterable[Judgement] = ()) -> None:
        self._names = names
        self._same: dict[str, set[str]] = defaultdict(set)
        self._apart: set[frozenset[str]] = set()
        for pair, verdict in _latest(judgements).items():
            if verdict == "positive":
                for left in pair:
                    self._same[left] |= pair - {left}
            elif verdict == "negative":
                self._apart.add(pair)

    def link(self, claim: Claim, context: Sequence[str] = ()) -> tuple[Link, ...]:
        """One link for the target, the actor and each person. `context` is the names that the document mentions."""
        near = (claim.target, *((claim.actor,) if claim.actor else ()), *claim.people, *context)
        if claim.target_kind == "sector":
            links = [Link(claim.id, "target", claim.target, _slug("sector", claim.target), how="sector")]
        else:
            links = [self._link(claim.id, "target", claim.target, _SCHEMAS[claim.target_kind], near)]
        if claim.actor:
            links.append(self._link(claim.id, "actor", claim.actor, "LegalEntity", near))
        return (*links, *(self._link(claim.id, "person", name, "Person", near) for name in claim.people))

    def _link(self, claim_id: str, role: str, name: str, schema: str, near: Sequence[str]) -> Link:
        ids, how = self._resolve(name, schema, near)
        entity = ids[0] if len(ids) == 1 and how != "unsure" else None
        candidates = () if entity else ids
        return Link(claim_id, role, name, entity, candidates, how if entity else "ambiguous")  # type: ignore[arg-type]

    def _resolve(self, name: str, schema: str, near: Sequence[str]) -> tuple[tuple[str, ...], str]:
        """The ids that the name may mean, and how they were found."""
        own = name_id(name, schema)
        if judged := self._judged(own):
            return judged, "judgement"
        if normal_form(name) in _generic():
            return (_slug("generic", name),), "generic"
        found = self._names.find(name)
        fitting = tuple(id for id in found.ids if self._fits(id, schema) and frozenset((own, id)) not in self._apart)
        if not fitting:
            return (own,), "unknown"
        unsure = found.weak or (schema == "Person" and _COMMON.fullmatch(name.strip()) is not None)
        if len(fitting) == 1 and not unsure:
            return fitting, "known"
        return self._by_context(name, fitting, near, unsure)

    def _by_context(
        self, name: str, ids: tuple[str, ...], near: Sequence[str], unsure: bool
    ) -> tuple[tuple[str, ...], str]:
        """The one id that more of the document's other names stand beside than beside any other."""
        form = normal_form(name)
        others = {normal_form(other): other for other in near if normal_form(other) != form}
        said = [set(found.ids) for other in others.values() if not (found := self._names.find(other)).weak]
        support = {id: sum(bool(self._circle(id) & found) for found in said) for id in ids}
        best = max(support.values())
        leading = tuple(id for id in ids if support[id] == best)
        if best and len(leading) == 1:
            return leading, "context"
        return ids, "unsure" if unsure else "ambiguous"

    def _circle(self, id: str) -> set[str]:
        """Whose name in a document speaks for this id: itself, its parents and children, a person's companies."""
        found: set[str] = set()
        for own in (id, *self._names.employers(id)):
            found |= {own, *self._names.parents(own), *self._names.descendants(own)}
        return found

    @staticmethod
    def _fits(id: str, schema: str) -> bool:
        return schema == "LegalEntity" or id.startswith("person:") == (schema == "Person")

    def _judged(self, own: str) -> tuple[str, ...]:
        """The entities that rulings join this name with; unknown ones only if no known one is among them."""
        cluster, queue = {own}, [own]
        while queue:
            fresh = self._same.get(queue.pop(), set()) - cluster
            cluster |= fresh
            queue += fresh
        known = sorted(id for id in cluster if self._names.entity(id))
        return tuple(known or sorted(cluster)[:1]) if len(cluster) > 1 else ()


def _latest(judgements: Iterable[Judgement]) -> dict[frozenset[str], str]:
    """The verdict that holds for each pair: the one given last."""
    ordered = sorted(judgements, key=lambda judgement: judgement.at)
    return {frozenset((judgement.left, judgement.right)): judgement.verdict for judgement in ordered}


def _slug(kind: str, name: str) -> str:
    return f"{kind}:" + "-".join(re.sub(r"[\W_]+", "", word) for word in words(name) if word != "the")


@cache
def _generic() -> frozenset[str]:
    return frozenset(normal_form(word) for word in data.load("names/generic.toml", Generic).words)
