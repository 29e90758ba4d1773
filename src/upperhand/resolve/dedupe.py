"""Pairs of entities that may be one, the most useful to decide first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from upperhand.model import Entity, Judgement
from upperhand.resolve.index import Index
from upperhand.resolve.judge import clusters, current
from upperhand.resolve.score import Score, compare


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two entities that may be the same, and how likely that is."""

    left: Entity
    right: Entity
    score: Score


def dedupe_candidates(
    index: Index,
    judgements: Iterable[Judgement] = (),
    *,
    entities: Iterable[Entity] | None = None,
    least: float = 0.2,
    neighbours: int = 4,
) -> list[Candidate]:
    """Undecided pairs of an index, sorted by how useful a decision is: likely merges first, then the doubtful.

    `entities` limits the left sides (the whole index by default). Pairs that were judged, or that judgements decide
    through others, are left out.
    """
    rulings = list(judgements)
    known = clusters(rulings)
    decided = {frozenset((j.left, j.right)) for j in current(rulings)}
    found: dict[frozenset[str], Candidate] = {}
    for left in entities if entities is not None else index.entities():
        for right, score in _alike(index, left, neighbours):
            pair = frozenset((left.id, right.id))
            if (
                len(pair) == 2
                and pair not in decided
                and pair not in found
                and score.score >= least
                and not known.same(left.id, right.id)
            ):
                found[pair] = Candidate(left, right, score)
    return sorted(found.values(), key=lambda c: (-_usefulness(c.score.score), c.left.id, c.right.id))


def _usefulness(score: float) -> float:
    """A merge that is nearly sure saves most work; a doubtful one teaches most; below that, little is gained."""
    return score if score >= 0.5 else 0.5 * score


def _alike(index: Index, left: Entity, neighbours: int) -> Iterator[tuple[Entity, Score]]:
    if not left.properties.get("name") and not left.caption:
        return
    seen: Sequence[str] = [m.id for m in index.match(left, limit=neighbours + 1) if m.id != left.id]
    for other_id in seen:
        right = index.entity(other_id)
        if right is not None:
            yield right, compare(left, right)
