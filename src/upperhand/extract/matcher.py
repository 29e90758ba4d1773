"""Runs the rules of an English sentence: each only where it can begin, and only if the words that it needs stand in the sentence.

What a search finds is the match at the first place where the pattern matches at all. `fragments.py` knows all places where it can,
so trying those alone, from left to right, finds the same, and many patterns need not be tried at all.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from upperhand import data
from upperhand.extract import fragments
from upperhand.extract.fragments import Needs, needs, plain
from upperhand.extract.rules import CompiledRule

CLAUSES = 2
MOST_KNOWN = 50_000
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]")


class Seen(NamedTuple):
    """What one word tells: the clauses that it meets, and the rules that can begin in it with how far in."""

    clauses: int
    begins: tuple[tuple[int, int], ...]


class Matcher:
    """The rules as sets of bits: bit n is rule n, and bit n + k * number of rules is its k-th clause."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self.rules = rules
        self._many = len(rules)
        self._all = (1 << self._many) - 1
        self._met = 0
        self._anywhere = 0
        self._clauses: dict[str, int] = {}
        self._openings: dict[str, int] = {}
        self._known: dict[str, Seen] = {}
        for number, need in enumerate(_needs(rules)):
            self._file(number, need)
        self._longest = max(map(len, (*self._clauses, *self._openings)), default=0)

    def _file(self, number: int, need: Needs) -> None:
        bit = 1 << number
        for rank in range(CLAUSES):
            place = bit << rank * self._many
            if rank >= len(need.clauses):
                self._met |= place
                continue
            for fragment in need.clauses[rank]:
                self._clauses[fragment] = self._clauses.get(fragment, 0) | place
        if need.openings is None:
            self._anywhere |= bit
        for fragment in need.openings or ():
            self._openings[fragment] = self._openings.get(fragment, 0) | bit

    def find(self, folded: str, start: int, end: int, awake: int) -> list[tuple[CompiledRule, re.Match[str]]]:
        """The first match of each rule of the set `awake` that has one in `folded[start:end]`, in the order of rules."""
        known = self._known
        tokens = []
        met = self._met
        for token in _TOKEN.finditer(folded, start, end):
            word = token.group()
            seen = known.get(word) or self._see(word)
            met |= seen.clauses
            if seen.begins:
                tokens.append((token.start(), seen.begins))
        for rank in range(CLAUSES):
            awake &= met >> rank * self._many
        if not awake:
            return []
        found = self._begun(folded, tokens, end, awake & ~self._anywhere)
        for number in bits(awake & self._anywhere):
            match = self.rules[number].pattern.search(folded, start, end)
            if match:
                found[number] = match
        return [
            (self.rules[number], found[number])
            for number in sorted(found)
            if not self.rules[number].voided(folded, start, end)
        ]

    def _begun(
        self, folded: str, tokens: Sequence[tuple[int, tuple[tuple[int, int], ...]]], end: int, awake: int
    ) -> dict[int, re.Match[str]]:
        found: dict[int, re.Match[str]] = {}
        for at, begins in tokens:
            for offset, beginning in begins:
                beginning &= awake
                while beginning:
                    lowest = beginning & -beginning
                    beginning ^= lowest
                    number = lowest.bit_length() - 1
                    match = self.rules[number].pattern.match(folded, at + offset, end)
                    if match:
                        found[number] = match
                        awake ^= lowest
        return found

    def _see(self, word: str) -> Seen:
        """Look a word up piece by piece, and keep what it tells."""
        clauses, begins = 0, dict[int, int]()
        if len(word) == 1 and not word.isalnum():
            begins = {0: self._openings.get(word, 0)}
        else:
            text = plain(word)
            for left, piece in _pieces(text, self._longest):
                clauses |= self._clauses.get(piece, 0)
                opened = self._openings.get(piece)
                if opened:
                    offset = max(left - 1, 0)
                    begins[offset] = begins.get(offset, 0) | opened
        seen = Seen(clauses, tuple((offset, rules) for offset, rules in sorted(begins.items()) if rules))
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[word] = seen
        return seen


def _pieces(text: str, longest: int) -> Iterator[tuple[int, str]]:
    for left in range(len(text)):
        for right in range(left + 1, min(len(text), left + longest) + 1):
            yield left, text[left:right]


def bits(numbers: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    while numbers:
        lowest = numbers & -numbers
        yield lowest.bit_length() - 1
        numbers ^= lowest


def _needs(rules: Sequence[CompiledRule]) -> list[Needs]:
    """What the rules need: worked out once, then kept in the cache by the hash of the rules and of what works it out."""
    digest = hashlib.sha256(Path(fragments.__file__).read_bytes())
    for rule in rules:
        digest.update(rule.source.encode() + b"\0")
    kept = data.cache_folder() / f"{digest.hexdigest()}.msgpack"
    try:
        return msgspec.msgpack.decode(kept.read_bytes(), type=list[Needs])
    except (OSError, msgspec.MsgspecError):
        found = [needs(rule.pattern, CLAUSES) for rule in rules]
        data.keep(kept, msgspec.msgpack.encode(found))
        return found
