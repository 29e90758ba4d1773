"""The contradictions of a company as they are kept: by the scope in which they were found (see `contradictions.scopes`).

What is found in a scope depends on the facts in it alone. So where some facts change, their scopes are looked through
again and no others. Where the facts of a scope are is kept too, for a company that is kept in parts.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b

import msgspec

from upperhand.assess.contradictions import Scope, by_scope, in_order, scopes
from upperhand.assess.tellings import Telling
from upperhand.assess.types import Contradiction, Fact

Disputes = Mapping[str, tuple["Dispute", ...]]  # by lever; under the empty name those of several levers
Told = tuple[Fact, Mapping[str, Telling]]  # a fact, and where its claims are found by id


class Dispute(msgspec.Struct, frozen=True, array_like=True):
    """A contradiction, and the scope in which it was found."""

    scope: int
    contradiction: Contradiction


class Places(msgspec.Struct, frozen=True, array_like=True):
    """In which parts the facts of each scope are: `scopes` in order, `at` the numbers of their parts (int64 both)."""

    parts: tuple[str, ...] = ()
    scopes: bytes = b""
    at: bytes = b""

    def of(self, wanted: Collection[int]) -> set[str]:
        """The parts in which facts of these scopes are."""
        import numpy as np

        known, at = np.frombuffer(self.scopes, np.int64), np.frombuffer(self.at, np.int64)
        ends = [(np.searchsorted(known, each), np.searchsorted(known, each, side="right")) for each in wanted]
        return {self.parts[number] for first, last in ends for number in at[first:last].tolist()}

    def replaced(self, parts: Mapping[str, Collection[int]]) -> "Places":
        """With other scopes in these parts."""
        import numpy as np

        names = (*self.parts, *(name for name in parts if name not in self.parts))
        number = {name: place for place, name in enumerate(names)}
        known, at = np.frombuffer(self.scopes, np.int64), np.frombuffer(self.at, np.int64)
        stay = ~np.isin(at, [number[name] for name in parts])
        rows = [(scope, number[name]) for name, theirs in parts.items() for scope in theirs]
        added = np.array(rows, dtype=np.int64).reshape(-1, 2)
        known, at = np.concatenate([known[stay], added[:, 0]]), np.concatenate([at[stay], added[:, 1]])
        order = np.lexsort((at, known))
        return Places(names, known[order].tobytes(), at[order].tobytes())


def number(scope: Scope) -> int:
    """A scope as a number."""
    text = "\x1f".join(map(str, scope)).encode("utf-8", "replace")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big", signed=True)


def found_in(
    facts: Sequence[Fact], told: Mapping[str, Telling], wanted: Collection[Scope] | None = None
) -> dict[str, list[Dispute]]:
    """The contradictions among facts, in the order in which joining makes them, by lever."""
    found: dict[str, list[Dispute]] = {}
    for scope, rows in by_scope(facts, told, wanted).items():
        found.setdefault(str(scope[1]), []).extend(Dispute(number(scope), each) for each in rows)
    return found


def all_of(known: Iterable[Iterable[Dispute]]) -> tuple[Contradiction, ...]:
    """The contradictions, each once."""
    return in_order(each.contradiction for rows in known for each in rows)


def touched(changed: Iterable[Told]) -> dict[str, set[Scope]]:
    """The scopes of these facts, by lever."""
    found: dict[str, set[Scope]] = {}
    for fact, told in changed:
        for scope in scopes(fact, told):
            found.setdefault(str(scope[1]), set()).add(scope)
    return found


def looked_at(wanted: set[Scope], places: Places | None) -> set[Scope]:
    """Those of these scopes in which anything may be: in a subject only where something ended."""
    ended = {scope[1:] for scope in wanted if scope[0] == "ended"}

    def idle(scope: Scope) -> bool:
        return (
            scope[0] == "subject"
            and scope[1:] not in ended
            and places is not None
            and not places.of([number(("ended", *scope[1:]))])
        )

    return {scope for scope in wanted if not idle(scope)}


def placed(
    known: Callable[[str], Places], parts: Mapping[str, tuple[Sequence[Fact], Mapping[str, Telling]]], fresh: bool
) -> dict[str, Places]:
    """Where the facts of scopes are, by lever, once these parts hold these facts; `fresh` if there are no others."""
    by_lever: dict[str, dict[str, set[int]]] = {}
    for name, (facts, told) in parts.items():
        for lever in {name.partition("/")[0], ""}:
            by_lever.setdefault(lever, {})[name] = set()
        for scope in _of(facts, told):
            by_lever[str(scope[1])][name].add(number(scope))
    return {lever: (Places() if fresh else known(lever)).replaced(rows) for lever, rows in by_lever.items()}


def _of(facts: Iterable[Fact], told: Mapping[str, Telling]) -> Iterator[Scope]:
    return (scope for fact in facts for scope in scopes(fact, told))
