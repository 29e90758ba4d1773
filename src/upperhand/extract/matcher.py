"""Runs the rules of an English sentence: each only where it can begin, and only if the words that it needs stand in the sentence.

What a search finds is the match at the first place where the pattern matches at all. `fragments.py` knows all places where it can,
so trying those alone, from left to right, finds the same, and most patterns need not be tried at all.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from upperhand import data
from upperhand.extract import fragments
from upperhand.extract.fragments import Way, plain, telling, ways
from upperhand.extract.rules import CompiledRule
from upperhand.extract.tokens_en import starts_of

CLAUSES = 2
MOST_KNOWN = 50_000
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]")
Hits = list[tuple[CompiledRule, re.Match[str]]]


class Seen:
    """What one word tells, as sets of ways: those whose rule it may anchor, those whose clauses it meets (the second clause so
    many bits higher), those that can begin in it, with how far in, and those that can begin right before it."""

    __slots__ = ("after", "anchors", "begins", "clauses")

    def __init__(self, anchors: int, clauses: int, after: int, begins: tuple[tuple[int, int], ...]) -> None:
        self.anchors, self.clauses, self.after, self.begins = anchors, clauses, after, begins


class Matcher:
    """The ways of all rules as bits of numbers, so that a sentence is held against all of them at once."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self.rules = rules
        known = _needs(rules)
        self._rule_of = [number for number, need in enumerate(known) for _ in need.ways]
        self._many = len(self._rule_of)
        self._own = [0] * len(rules)
        self._anchored = self._met = self._alone = self._anywhere = 0
        self._anchors, self._clauses, self._openings, self._seconds = (dict[str, int]() for _ in range(4))
        self._known: dict[str, Seen] = {}
        bit = 1
        for number, need in enumerate(known):
            for way in need.ways:
                self._own[number] |= bit
                self._file(bit, way)
                bit <<= 1
            if not need.anchors:
                self._anchored |= self._own[number]
            for fragment in need.anchors:
                self._anchors[fragment] = self._anchors.get(fragment, 0) | self._own[number]
        self._longest = max(map(len, (*self._anchors, *self._clauses, *self._openings, *self._seconds)), default=0)

    def _file(self, bit: int, way: Way) -> None:
        for rank in range(CLAUSES):
            place = bit << rank * self._many
            if rank >= len(way.clauses):
                self._met |= place
                continue
            for fragment in way.clauses[rank]:
                self._clauses[fragment] = self._clauses.get(fragment, 0) | place
        if way.openings is None:
            self._anywhere |= bit
        for fragment in way.openings or ():
            self._openings[fragment] = self._openings.get(fragment, 0) | bit
        if not way.seconds:
            self._alone |= bit
        for fragment in way.seconds:
            self._seconds[fragment] = self._seconds.get(fragment, 0) | bit

    def find(self, folded: str, start: int, end: int) -> Hits:
        """The first match in `folded[start:end]` of each rule that has one and an anchor there, in the order of rules."""
        known, awake = self._known, self._anchored
        tokens = _TOKEN.findall(folded, start, end)
        seen = [known.get(token) or self._see(token) for token in tokens]
        for one in seen:
            if one.anchors:
                awake |= one.anchors
        if not awake:
            return []
        begun, met = self._begin(seen, starts_of(tokens, folded, start), awake)
        found: dict[int, re.Match[str]] = {}
        done = 0
        for number in self._numbers(self._anywhere & awake & met & met >> self._many):
            done |= self._own[number]
            match = self.rules[number].pattern.search(folded, start, end)
            if match:
                found[number] = match
        self._try(folded, begun, end, done, found)
        hits = ((self.rules[number], found[number]) for number in sorted(found))
        words = folded[start:end]
        return [hit for hit in hits if hit[0].anchored(words) and not hit[0].voided(folded, start, end)]

    def _begin(self, tokens: Sequence[Seen], starts: Sequence[int], awake: int) -> tuple[list[tuple[int, int]], int]:
        """The places where ways can begin, the last first, with the ways whose clauses are met from there on; and all that is met."""
        begun, met, many, after = [], self._met, self._many, self._alone
        sure = awake & met & met >> many  # what is awake and has all its clauses
        for seen, at in zip(reversed(tokens), reversed(starts), strict=True):
            if seen.clauses:
                met |= seen.clauses
                sure = awake & met & met >> many
            for offset, beginning in seen.begins:
                possible = beginning & sure & after
                if possible:
                    begun.append((at + offset, possible))
            after = seen.after
        return begun, met

    def _try(
        self, folded: str, begun: list[tuple[int, int]], end: int, done: int, found: dict[int, re.Match[str]]
    ) -> None:
        """Try the rules of the ways at their places, from left to right, each until it matches."""
        for at, possible in reversed(begun):
            possible &= ~done
            while possible:
                number = self._rule_of[(possible & -possible).bit_length() - 1]
                own = self._own[number]
                possible &= ~own
                match = self.rules[number].pattern.match(folded, at, end)
                if match:
                    found[number] = match
                    done |= own

    def _numbers(self, possible: int) -> Iterator[int]:
        while possible:
            number = self._rule_of[(possible & -possible).bit_length() - 1]
            possible &= ~self._own[number]
            yield number

    def _see(self, word: str) -> Seen:
        """Look a word up piece by piece, and keep what it tells."""
        anchors, clauses, seconds, begins = 0, 0, 0, dict[int, int]()
        for left, piece in _pieces(plain(word), self._longest) if word[0].isalnum() else [(0, word)]:
            anchors |= self._anchors.get(piece, 0)
            clauses |= self._clauses.get(piece, 0)
            seconds |= self._seconds.get(piece, 0)
            if piece in self._openings:
                offset = max(left - 1, 0)
                begins[offset] = begins.get(offset, 0) | self._openings[piece]
        # The last place first: places are gone through from the end of the sentence.
        after = self._alone | seconds if seconds else self._alone
        seen = Seen(anchors, clauses, after, tuple(sorted(begins.items(), reverse=True)))
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[word] = seen
        return seen


def _pieces(text: str, longest: int) -> Iterator[tuple[int, str]]:
    for left in range(len(text)):
        for right in range(left + 1, min(len(text), left + longest) + 1):
            yield left, text[left:right]


class Needs(msgspec.Struct):
    """What a rule needs: a fragment of one of its anchors, if that can be said, and one of its ways."""

    anchors: frozenset[str]
    ways: list[Way]


def _needs(rules: Sequence[CompiledRule]) -> list[Needs]:
    """What all rules need: worked out once, then kept in the cache by the hash of the rules and of what works it out."""
    digest = hashlib.sha256(Path(fragments.__file__).read_bytes())
    for rule in rules:
        digest.update("\0".join((rule.source, *rule.rule.anchors, "")).encode())
    kept = data.cache_folder() / f"{digest.hexdigest()}.msgpack"
    try:
        return msgspec.msgpack.decode(kept.read_bytes(), type=list[Needs])
    except (OSError, msgspec.MsgspecError):
        found = [_need(rule) for rule in rules]
        data.keep(kept, msgspec.msgpack.encode(found))
        return found


def _need(rule: CompiledRule) -> Needs:
    anchors = telling([frozenset(rule.rule.anchors)], 1)
    return Needs(anchors[0] if anchors else frozenset(), ways(rule.pattern, CLAUSES))
