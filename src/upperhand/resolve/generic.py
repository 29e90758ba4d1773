"""Organisations' names that differ in nothing but words that say little: Golem Air Company and Golem Air.

The trees have learned from names taken one by one that a word more or less may mean another body; here it is judged by
what the word is. The names are then compared without such words, and what these cost is taken off the log odds.
"""

import math
from functools import cache
from typing import NamedTuple

import msgspec

from upperhand import data
from upperhand.resolve.names import Name
from upperhand.resolve.tables import spelled_out
from upperhand.resolve.words import Kind, Word

_RARE = 0.55  # the weight from which a word names somebody
_ENOUGH = 0.9  # of weight must agree where such words are only added
_BRAND = 0.66
_MOST_OF_BRAND = 0.7  # log odds: others may bear it too
_SHORTEST_BRAND = 5
_MOST_BESIDE_BRAND = 3
_COSTS = {"form": 0.5, "trade": 1.0, "swap": 0.9, "brand": 1.9}  # log odds, set by hand


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    form: list[str]
    trade: list[str]
    same: list[list[str]]
    examples: list[tuple[str, str]]
    not_examples: list[tuple[str, str]]


class Core(NamedTuple):
    """Two names without the generic words in which they differ, what these cost in log odds, and how much is left at most."""

    left: Name
    right: Name
    cost: float
    most: float


def core(left: Name, right: Name) -> Core | None:
    """What is left of the names of two organisations, if they differ in generic words only; `left` is the one asked for."""
    if left.is_han or right.is_han or not left.words or not right.words:
        return None
    shared = {w.text for w in left.words} & {w.text for w in right.words}
    if not shared or len(shared) == len(left.words) == len(right.words):
        return None
    kept = [w for w in left.words if w.text in shared]
    spare = [w for w in left.words if w.text not in shared], [w for w in right.words if w.text not in shared]
    cost, most = _cost(*spare, kept), math.inf
    if cost is None and not spare[0]:
        cost, most = _brand(left, right, spare[1]), _MOST_OF_BRAND
    return None if cost is None else Core(_only(left, kept), _only(right, kept), cost, most)


def _cost(left: list[Word], right: list[Word], kept: list[Word]) -> float | None:
    """What words beyond the common ones cost; None where one of them tells bodies apart, or too little is left."""
    mine, theirs = _unlike(left, right), _unlike(right, left)
    spare = mine + theirs
    if not _generic().issuperset(spare):
        return None
    is_swapped = len(spare) < len(left) + len(right)
    is_added = not is_swapped and not (mine and theirs) and _forms().issuperset(spare)
    is_rare = any(w.weight >= _RARE and w.kind is Kind.WORD for w in kept)
    if not is_rare and (not is_added or sum([w.weight for w in kept]) < _ENOUGH):
        return None
    return sum([_COSTS["form" if text in _forms() else "trade"] for text in spare]) + is_swapped * _COSTS["swap"]


def _unlike(words: list[Word], others: list[Word]) -> list[str]:
    """The words for which none of the others stands."""
    meant = {text for w in others for text in _same().get(w.text, ())}
    return [w.text for w in words if w.text not in meant]


def _brand(left: Name, right: Name, spare: list[Word]) -> float | None:
    """A name that is the one rare word of another, which stands first and has but known words behind it."""
    (brand, *more), first = left.words, right.words[0]
    is_brand = brand.kind is Kind.WORD and brand.weight >= _BRAND and len(brand.text) >= _SHORTEST_BRAND
    if more or not is_brand or first.text != brand.text or len(spare) > _MOST_BESIDE_BRAND:
        return None
    is_plain = all(w.known and w.weight <= brand.weight for w in spare)
    return _COSTS["brand"] if is_plain else None


def _only(name: Name, kept: list[Word]) -> Name:
    words = tuple(kept)
    return name._replace(
        words=words, compact="".join([w.text for w in words]), letters=(), weight=sum(w.weight for w in words)
    )


@cache
def _forms() -> frozenset[str]:
    return frozenset(_spelled(table().form))


@cache
def _generic() -> frozenset[str]:
    return _forms() | frozenset(_spelled(table().trade))


@cache
def _same() -> dict[str, frozenset[str]]:
    return {word: frozenset(_spelled(group)) for group in table().same for word in _spelled(group)}


def _spelled(words: list[str]) -> list[str]:
    """As comparison spells them."""
    return [spelled_out().get(word, word) for word in words]


@cache
def table() -> _Table:
    """The words, with examples that the suite runs."""
    return data.load("resolve/generic.yml", _Table)
