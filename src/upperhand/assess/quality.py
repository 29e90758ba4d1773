"""How good independence and contradictions are: precision, recall and F1 on planted cases."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from upperhand.assess.contradictions import contradictions
from upperhand.assess.facts import facts
from upperhand.assess.planted import Planted, planted, true_pairs
from upperhand.assess.planted_conflicts import planted_cases
from upperhand.assess.planted_copies import planted_copies
from upperhand.assess.tellings import telling
from upperhand.model import Document

EVENTS, CASES, SEED = 120, 20, 2024


@dataclass(frozen=True, slots=True)
class Quality:
    """What was measured, over how many true cases, and how well it was found. `reach` is what F1 should come to."""

    what: str
    wanted: int
    found: int
    right: int
    reach: float

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def measure(seed: int = SEED, documents: Sequence[Document] = ()) -> list[Quality]:
    """Independence over pairs of documents on one event, contradictions over cases, each on generated data.

    With `documents`, also copies and excerpts planted in them.
    """
    over = [independence(planted_copies(documents, seed), "independence, planted in documents")] if documents else []
    return [independence(planted(EVENTS, seed)), *over, conflicts(seed)]


def independence(made: Sequence[Planted], what: str = "independence, pairs of reports") -> Quality:
    """Which pairs of documents on one event go back to one report."""
    found = {
        (a, b) if a < b else (b, a)
        for fact in facts([each.record for each in made], [each.document for each in made])
        for origin in fact.origins
        for a, b in combinations(origin.document_ids, 2)
    }
    return _quality(what, true_pairs(made), found, 0.90)


def conflicts(seed: int = SEED, each: int = CASES) -> Quality:
    """Which companies have which contradiction."""
    wanted, found = set(), set()
    for case in planted_cases(each, seed):
        if case.case.truth:
            wanted.add((case.entity_id, case.case.truth))
        told = {record.claim.id: telling(record) for record in case.records}
        joined = facts(case.records, case.documents)
        found |= {(case.entity_id, contradiction.kind) for contradiction in contradictions(joined, told)}
    return _quality("contradictions, companies and kinds", wanted, found, 0.85)


def _quality(what: str, wanted: Collection[Hashable], found: Collection[Hashable], reach: float) -> Quality:
    return Quality(what, len(wanted), len(found), len(set(wanted) & set(found)), reach)


def faults(seed: int = SEED, each: int = CASES) -> Iterator[tuple[str, str, int]]:
    """Which kinds of planted case go wrong: the case, what was found in it, how often."""
    counts: Counter[tuple[str, str]] = Counter()
    for case in planted_cases(each, seed):
        told = {record.claim.id: telling(record) for record in case.records}
        kinds = {found.kind for found in contradictions(facts(case.records, case.documents), told)}
        if kinds != ({case.case.truth} if case.case.truth else set()):
            counts[case.case.name, ", ".join(sorted(kinds)) or "nothing"] += 1
    for (name, kinds_found), count in sorted(counts.items()):
        yield name, kinds_found, count


def lines(documents: Sequence[Document] = (), seed: int = SEED) -> Iterator[str]:
    """The figures as text (see `measure`), and the planted contradictions that were missed or made up."""
    yield f"{'planted (seed ' + str(seed) + ')':<42} {'wanted':>7} {'found':>7} {'precision':>9} {'recall':>7} {'F1':>6} {'reach':>6}"
    for each in measure(seed, documents):
        figures = f"{each.precision:>9.3f} {each.recall:>7.3f} {each.f1:>6.3f} {each.reach:>6.2f}"
        yield f"{each.what:<42} {each.wanted:>7} {each.found:>7} {figures}"
    for name, kinds, count in faults(seed):
        yield f"  wrong: {name}: found {kinds}, {count} times"
