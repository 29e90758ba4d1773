"""Judgements into clusters: who is who, as people and rules have ruled. Pure functions over Judgement rows.

The invariant: no two members of a cluster stand under a "negative" judgement. A positive that would break it is
refused,
with both reasons; it stays a row, and takes effect once the "no" has been replaced.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from upperhand.model import Judgement


@dataclass(frozen=True, slots=True)
class Conflict:
    """A positive judgement that contradicts an earlier negative one, and the positives through which it does."""

    refused: Judgement
    against: Judgement
    through: tuple[Judgement, ...] = ()

    @property
    def message(self) -> str:
        """Both reasons in one sentence."""
        new, old = self.refused, self.against
        wish, fact = ("the same", "different") if new.verdict == "positive" else ("different", "the same")
        via = f", through {len(self.through)} other merge(s)" if self.through else ""
        return (
            f"{new.left} and {new.right} cannot be {wish} ({_said(new)}): "
            f"{old.left} and {old.right} were judged {fact} ({_said(old)}){via}"
        )


def _said(judgement: Judgement) -> str:
    reason = f": {judgement.reason}" if judgement.reason else ""
    return f"{judgement.by}, {judgement.at}{reason}"


@dataclass(frozen=True, slots=True)
class Clusters:
    """The members of each cluster by canonical id, the canonical id of each member, and what was refused."""

    members: Mapping[str, frozenset[str]]
    canonical: Mapping[str, str]
    conflicts: tuple[Conflict, ...] = ()

    def of(self, entity_id: str) -> str:
        """The canonical id: the entity's own where nothing was merged with it."""
        return self.canonical.get(entity_id, entity_id)

    def same(self, left: str, right: str) -> bool:
        """Whether the two were judged the same, directly or through others."""
        return self.of(left) == self.of(right)


def current(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The ruling in force on each pair: a later row replaces an earlier one on the same pair, and `none`
    takes it back.
    """
    latest: dict[frozenset[str], Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: j.at):
        pair = frozenset((judgement.left, judgement.right))
        latest.pop(pair, None)
        latest[pair] = judgement
    return [j for j in latest.values() if j.verdict != "none" and j.left != j.right]


def clusters(judgements: Iterable[Judgement]) -> Clusters:
    """Clusters of what was judged the same; earlier rulings stand, and a merge that contradicts a "no" is refused.

    A "no" that comes after the merges which contradict it undoes none of them: it is the ruling that is refused,
    as a Conflict whose `refused` is the "no".
    """
    forest = _Forest()
    enemies: dict[str, dict[str, Judgement]] = {}
    conflicts: list[Conflict] = []
    accepted: list[Judgement] = []
    for ruling in current(judgements):
        a, b = forest.root(ruling.left), forest.root(ruling.right)
        if ruling.verdict == "negative":
            if a == b:
                conflicts.append(_refused_no(ruling, accepted))
            else:
                enemies.setdefault(a, {}).setdefault(b, ruling)
                enemies.setdefault(b, {}).setdefault(a, ruling)
        elif ruling.verdict == "positive" and a != b:
            against = enemies.get(a, {}).get(b)
            if against is not None:
                conflicts.append(Conflict(ruling, against, _path(accepted, ruling, against)))
            else:
                accepted.append(ruling)
                _merge(forest, enemies, a, b)
    return forest.clusters(tuple(conflicts))


def check(judgements: Iterable[Judgement], proposed: Judgement) -> Conflict | None:
    """The conflict that a proposed judgement would meet, if any."""
    found = clusters([*judgements, proposed])
    return next((c for c in found.conflicts if c.refused == proposed), None)


def _merge(forest: "_Forest", enemies: dict[str, dict[str, Judgement]], a: str, b: str) -> None:
    kept = forest.join(a, b)
    gone = b if kept == a else a
    for enemy, ruling in enemies.pop(gone, {}).items():
        enemies.setdefault(kept, {}).setdefault(enemy, ruling)
        own = enemies.setdefault(enemy, {})
        own.pop(gone, None)
        own.setdefault(kept, ruling)


def _refused_no(ruling: Judgement, accepted: list[Judgement]) -> Conflict:
    through = _chain(accepted, ruling.left, ruling.right)
    return Conflict(ruling, through[0], tuple(through[1:]))


def _path(accepted: list[Judgement], yes: Judgement, no: Judgement) -> tuple[Judgement, ...]:
    """The merges that lead from the proposed pair to the pair that was judged different."""
    for near, far in ((no.left, no.right), (no.right, no.left)):
        first, second = _chain(accepted, yes.left, near), _chain(accepted, yes.right, far)
        if (first or yes.left == near) and (second or yes.right == far):
            return (*first, *second)
    return ()


def _chain(accepted: list[Judgement], start: str, end: str) -> list[Judgement]:
    """The shortest chain of merges between two ids (breadth first)."""
    neighbours: dict[str, list[tuple[str, Judgement]]] = {}
    for judgement in accepted:
        neighbours.setdefault(judgement.left, []).append((judgement.right, judgement))
        neighbours.setdefault(judgement.right, []).append((judgement.left, judgement))
    came: dict[str, tuple[str, Judgement] | None] = {start: None}
    queue = [start]
    for node in queue:
        for other, judgement in neighbours.get(node, ()):
            if other not in came:
                came[other] = (node, judgement)
                queue.append(other)
    chain: list[Judgement] = []
    step = came.get(end)
    while step is not None:
        chain.append(step[1])
        step = came[step[0]]
    return chain[::-1]


class _Forest:
    """Union-find with path halving, by size."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._size: dict[str, int] = {}

    def root(self, node: str) -> str:
        parent = self._parent.setdefault(node, node)
        while parent != node:
            self._parent[node] = self._parent[parent]
            node, parent = self._parent[node], self._parent[self._parent[node]]
        return node

    def join(self, a: str, b: str) -> str:
        if self._size.get(a, 1) < self._size.get(b, 1):
            a, b = b, a
        self._parent[b] = a
        self._size[a] = self._size.get(a, 1) + self._size.get(b, 1)
        return a

    def clusters(self, conflicts: tuple[Conflict, ...]) -> Clusters:
        groups: dict[str, set[str]] = {}
        for node in list(self._parent):
            groups.setdefault(self.root(node), set()).add(node)
        members = {min(group): frozenset(group) for group in groups.values() if len(group) > 1}
        return Clusters(members, {node: head for head, group in members.items() for node in group}, conflicts)
