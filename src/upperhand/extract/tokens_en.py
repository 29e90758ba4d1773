"""The words of an English text, and where they stand."""

import re
from collections.abc import Iterable

TOKENS = re.compile(r"[^\W_]+(?:['&-][^\W_]+)*")


def starts_of(words: Iterable[str], folded: str, at: int = 0) -> list[int]:
    """Where words stand that were found one after the other from `at` on: with nothing between in which one could begin, a search
    finds them far sooner than matches can be asked."""
    starts = []
    for word in words:
        at = folded.index(word, at)
        starts.append(at)
        at += len(word)
    return starts
