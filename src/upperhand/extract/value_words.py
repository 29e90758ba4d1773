"""The words by which dates and figures are read: data/values/<language>.yml."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

from upperhand import data


class ValueWords(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """data/values/<language>.yml, which explains each table."""

    language: str
    months: tuple[tuple[str, ...], ...]
    weekdays: tuple[str, ...]
    ordinals: tuple[str, ...]
    seasons: tuple[str, ...]
    after_amount: tuple[str, ...]
    small_numbers: tuple[str, ...]
    tens: tuple[str, ...]
    loose_numbers: dict[str, float]
    scales: dict[str, float]
    short_scales: dict[str, float]
    fractions: dict[str, int | float]
    signs: dict[str, tuple[str, ...]]
    coins: dict[str, tuple[str, ...]]
    people: frozenset[str]
    not_counted: frozenset[str]


@cache
def value_words(language: str) -> ValueWords:
    """The words of a language, read once a process."""
    return data.load(f"values/{language}.yml", ValueWords)


def by_word(groups: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Each word of the groups with the name of its group."""
    return {word: name for name, words in groups.items() for word in words}


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
