"""The knowledge of this room, loaded strictly: thresholds of independence, and how documents credit their sources."""

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from upperhand import data


class Resemblance(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How like two texts must be (see data/assess/independence.toml)."""

    shingle: int
    permutations: int
    bands: int
    copy: float
    sample: int
    contained: float
    excerpt: int
    bearing: float
    crowd: int


class Quotation(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How long a quotation must be that is not said twice by chance."""

    least_words: int
    least_han: int


class TellingAgain(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """When a telling in other words or another language is the same report."""

    days: int
    marks: int
    figures: int
    translation: float
    rewrite: float
    words: float


class Independence(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """data/assess/independence.toml."""

    resemblance: Resemblance
    quotation: Quotation
    telling: TellingAgain


class Pattern(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A regular expression with texts that it must and must not find something in; one of `words` stands in all it finds."""

    pattern: str
    examples: tuple[str, ...]
    not_examples: tuple[str, ...]
    words: tuple[str, ...] = ()


class Credits(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """data/assess/credits.toml."""

    datelines: tuple[Pattern, ...]
    bylines: tuple[Pattern, ...]
    credits: tuple[Pattern, ...]
    releases: tuple[Pattern, ...]


@cache
def independence() -> Independence:
    """The thresholds of independence."""
    return data.load("assess/independence.toml", Independence)


@cache
def credits() -> Credits:
    """How documents say whence they have their words."""
    return data.load("assess/credits.toml", Credits)


_OUTLET = r"(?:[A-Z][\w&'-]*(?: (?:of|and|[A-Z][\w&'-]*)){0,4}|[\u4e00-\u9fff]{2,10})"


@cache
def compiled(part: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of one part of credits.toml; `{agency}` stands for the name of an outlet."""
    return tuple(re.compile(each.pattern.replace("{agency}", _OUTLET)) for each in getattr(credits(), part))


def tried(part: str, text: str) -> Iterator[re.Pattern[str]]:
    """The patterns of a part that can find something in this text: those one of whose words stands in it."""
    for given, pattern in zip(getattr(credits(), part), compiled(part), strict=True):
        if not given.words or any(word in text for word in given.words):
            yield pattern
