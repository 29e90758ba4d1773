"""Which post a sentence gives to somebody, of those that one person holds at a time."""

import re
from functools import cache

import msgspec

from upperhand import data


class Post(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A post: how texts call it, and what stands before the words when another post is meant."""

    id: str
    pattern: str
    other: str
    examples: tuple[str, ...]
    not_examples: tuple[str, ...]


class Rules(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """data/assess/contradictions.toml."""

    least_confidence: float
    still_after_days: int
    posts: tuple[Post, ...]


@cache
def rules() -> Rules:
    """When two facts cannot both be so."""
    return data.load("assess/contradictions.toml", Rules)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((post.id, re.compile(post.pattern), re.compile(post.other)) for post in rules().posts)


def post_in(text: str) -> str | None:
    """The one such post that a text names; None if it names none, or several."""
    found = {
        id_
        for id_, pattern, other in _patterns()
        for match in pattern.finditer(text)
        if not other.search(text[max(0, match.start() - 10) : match.start()])
    }
    return found.pop() if len(found) == 1 else None
