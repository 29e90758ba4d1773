"""One pass over a folded text for every literal at once: the anchors of rules and cues, and the aliases of names."""

from collections.abc import Iterable, Sequence

import ahocorasick_rs

Hit = tuple[int, int, int]


class Scanner:
    """Finds literals, overlapping ones too, in time linear in the text."""

    def __init__(self, literals: Iterable[str]) -> None:
        self.literals: Sequence[str] = tuple(dict.fromkeys(literals))
        self._number = {literal: number for number, literal in enumerate(self.literals)}
        self._automaton = ahocorasick_rs.AhoCorasick(
            self.literals, matchkind=ahocorasick_rs.MatchKind.Standard, store_patterns=False
        )

    def number(self, literal: str) -> int:
        """The number under which a literal is reported."""
        return self._number[literal]

    def scan(self, folded: str) -> list[Hit]:
        """All hits as (number of the literal, start, end), in the order of their ends."""
        if not self.literals:
            return []
        return list(self._automaton.find_matches_as_indexes(folded, overlapping=True))

    def __reduce__(self) -> tuple[type["Scanner"], tuple[Sequence[str]]]:
        return Scanner, (self.literals,)
