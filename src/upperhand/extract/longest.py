"""Which lengths a word can have that begins with some characters: for looking up the longest known word at a place of Chinese text."""

from collections.abc import Iterable


def lengths(words: Iterable[str], first: int) -> dict[str, tuple[int, ...]]:
    """For each `first` characters the lengths of the words that they begin, the longest first; shorter words are left out."""
    found: dict[str, set[int]] = {}
    for word in words:
        if len(word) >= first:
            found.setdefault(word[:first], set()).add(len(word))
    return {begun: tuple(sorted(sizes, reverse=True)) for begun, sizes in found.items()}
