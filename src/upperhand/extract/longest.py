"""Which lengths a word can have that begins with a character: for looking up the longest known word at a place of Chinese text."""

from collections.abc import Iterable


def lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """For each first character the lengths of the words that it begins, the longest first."""
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in found.items()}
