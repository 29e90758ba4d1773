"""Who is whom, computed from the judgements whenever it is asked.

The invariant: no cluster holds two ids that a standing "negative" keeps apart. `judge` refuses what would break it;
reading skips such a merge should one stand in the ledger nonetheless. The last judgement on a pair stands.
"""

from collections import deque
from collections.abc import Iterable

from upperhand.errors import InputError
from upperhand.model import Judgement

Pair = tuple[str, str]


class Clusters:
    """The ids that judgements have joined, and those that they keep apart."""

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self.standing: dict[Pair, Judgement] = {}
        for judgement in judgements:
            key = pair(judgement.left, judgement.right)
            self.standing.pop(key, None)  # so that the last ruling is also the last in order
            self.standing[key] = judgement
        self._apart: dict[str, set[str]] = {}
        for left, right in (key for key, ruling in self.standing.items() if ruling.verdict == "negative"):
            self._apart.setdefault(left, set()).add(right)
            self._apart.setdefault(right, set()).add(left)
        self._members: dict[str, set[str]] = {}
        for key, ruling in self.standing.items():
            if ruling.verdict == "positive" and self.kept_apart(*key) is None:
                self._join(*key)

    @property
    def is_empty(self) -> bool:
        """Whether every id stands for itself alone."""
        return not self._members

    def members(self, entity_id: str) -> frozenset[str]:
        """All ids that stand for the same entity, this one included."""
        return frozenset(self._members.get(entity_id, {entity_id}))

    def canonical(self, entity_id: str) -> str:
        """The one id by which the entity goes: a known one before an unknown one, then the first in order."""
        if entity_id not in self._members:
            return entity_id
        return min(self._members[entity_id], key=lambda id_: (id_.startswith("unknown:"), id_))

    def kept_apart(self, left: str, right: str) -> Judgement | None:
        """The standing "negative" that keeps these two from being joined, if any."""
        others = self.members(right)
        for member in sorted(self.members(left)):
            for other in sorted(self._apart.get(member, set()) & others):
                return self.standing[pair(member, other)]
        return None

    def path(self, left: str, right: str) -> list[Judgement]:
        """The shortest chain of standing merges from one id to the other; empty if there is none."""
        edges: dict[str, list[tuple[str, Judgement]]] = {}
        for (one, other), ruling in self.standing.items():
            if ruling.verdict == "positive":
                edges.setdefault(one, []).append((other, ruling))
                edges.setdefault(other, []).append((one, ruling))
        chains: dict[str, list[Judgement]] = {left: []}
        queue = deque([left])
        while queue and right not in chains:
            here = queue.popleft()
            for there, ruling in edges.get(here, []):
                if there not in chains:
                    chains[there] = [*chains[here], ruling]
                    queue.append(there)
        return chains.get(right, [])

    def _join(self, left: str, right: str) -> None:
        joined = set(self.members(left)) | self.members(right)
        for member in joined:
            self._members[member] = joined


def pair(left: str, right: str) -> Pair:
    """The two ids in order, so that a pair is one thing however it is written."""
    return (left, right) if left <= right else (right, left)


def check(judgement: Judgement, clusters: Clusters) -> None:
    """Raises InputError if this ruling contradicts those that stand; the message gives both reasons."""
    left, right = judgement.left, judgement.right
    if not left or not right or left == right:
        raise InputError(f"a judgement is about two different ids, not {left!r} and {right!r}")
    before = clusters.standing.get(pair(left, right))
    if before is not None and judgement.at < before.at:
        raise InputError(
            f"{left} and {right} were last judged at {before.at}; a ruling at {judgement.at} would come before it"
        )
    if judgement.verdict == "positive" and (no := clusters.kept_apart(left, right)):
        raise InputError(f"{_said(judgement)} contradicts {_said(no)}; withdraw one of the two (verdict none) first")
    rest = Clusters(ruling for key, ruling in clusters.standing.items() if key != pair(left, right))
    if judgement.verdict == "negative" and (chain := rest.path(left, right)):
        said = "; ".join(_said(ruling) for ruling in chain)
        raise InputError(f"{_said(judgement)} contradicts {said}; withdraw one of these (verdict none) first")


def _said(ruling: Judgement) -> str:
    sign = {"positive": "is", "negative": "is not"}.get(ruling.verdict, ruling.verdict)
    because = f": {ruling.reason}" if ruling.reason else ""
    return f"“{ruling.left} {sign} {ruling.right}” ({ruling.by}, {ruling.at}{because})"
