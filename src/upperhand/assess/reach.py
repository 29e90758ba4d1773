"""What a claim can change: the claims that it could be joined with, and those that these could be joined with in turn.

Joining (see `joining`) looks at nothing else: to join these claims alone comes to the same as to join all of a lever.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

from upperhand.assess import dates, same_figure
from upperhand.assess.joining import Keys, Rulings
from upperhand.assess.tellings import Telling

PAIRS = 200_000  # pairs of claims that are held against each other one by one
MOST = 5_000  # claims reached: beyond that a lever is joined as a whole


class Neighbours:
    """Claims of one company and lever by what they could be joined through.

    A few are held against each other one by one; only where that is asked often are they all put under their keys.
    """

    def __init__(self, rulings: Rulings, *, strict: bool) -> None:
        self._keys, self._strict = Keys.all(rulings), strict
        self._told: list[Telling] = []
        self._indexed = not strict
        self._pairs = 0
        self._kept: dict[object, list[Telling]] = defaultdict(list)
        self._looked_up: dict[object, list[Telling]] = defaultdict(list)

    def add(self, tellings: Iterable[Telling]) -> None:
        """Take these claims in."""
        if not self._indexed:
            self._told += tellings
            return
        for each in tellings:
            for key in set(self._keys.kept_under(each)):
                self._kept[key].append(each)
            for key in set(self._keys.looked_up(each)):
                self._looked_up[key].append(each)

    def of(self, telling: Telling, known: Collection[str]) -> dict[str, Telling]:
        """The claims that could be joined with this one directly, by id, but for those known."""
        kept, looked_up = set(self._keys.kept_under(telling)), set(self._keys.looked_up(telling))
        if not self._indexed:
            self._pairs += len(self._told)
            if self._pairs <= PAIRS:
                return {each.claim_id: each for each in self._near(telling, known, kept, looked_up)}
            self._indexed = True
            self.add(self._told)
        lists = [self._kept[key] for key in looked_up if key in self._kept]
        lists += [self._looked_up[key] for key in kept if key in self._looked_up]
        met = {each.claim_id: each for row in lists for each in row if each.claim_id not in known}
        return {id_: each for id_, each in met.items() if not self._strict or _may_meet(telling, each)}

    def _near(
        self, telling: Telling, known: Collection[str], kept: set[object], looked_up: set[object]
    ) -> Iterator[Telling]:
        for each in self._told:
            if each.claim_id not in known and _may_meet(telling, each):
                meets = any(key in looked_up for key in self._keys.kept_under(each))
                if meets or any(key in kept for key in self._keys.looked_up(each)):
                    yield each


def _may_meet(a: Telling, b: Telling) -> bool:
    """Whether two claims can be of one fact without a third that stands between them (see `joining._may_join`)."""
    if "denied" not in (a.status, b.status) and (a.status == "eased") != (b.status == "eased"):
        return False
    if a.named_actor and b.named_actor and a.named_actor != b.named_actor:
        return False
    return dates.agree(a.date, b.date) and not _of_two_figures(a, b)


def _of_two_figures(a: Telling, b: Telling) -> bool:
    if a.quantity is None or b.quantity is None or a.quantity.unit != b.quantity.unit:
        return False
    return same_figure.agreement(a.quantity, b.quantity) is None


def reached(
    seeds: Collection[Telling], around: Callable[[Telling], Iterable[Telling]], rulings: Rulings, *, strict: bool
) -> set[str] | None:
    """The ids of the seeds and of all claims that can be reached from them; None if these are too many.

    `around(telling)` gives, once each, the claims among which its neighbours are. `strict` says that no person has judged
    on any of these claims: a judgement may join what no rule would, so that nothing can be ruled out.
    """
    neighbours = Neighbours(rulings, strict=strict)
    found = {each.claim_id for each in seeds}
    waiting = list(seeds)
    neighbours.add(waiting)
    while waiting:
        here = waiting.pop()
        neighbours.add(around(here))
        fresh = neighbours.of(here, found)
        found |= fresh.keys()
        waiting += fresh.values()
        if len(found) > MOST:
            return None
    return found
