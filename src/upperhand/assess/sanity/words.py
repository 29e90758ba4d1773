"""The numbers behind the checks, from `data/sanity.toml`."""

from functools import cache
from pathlib import Path

import msgspec

from upperhand import data
from upperhand.model import Level


class Limits(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """How far figures may be apart before a check speaks. Rooms are factors; `fine`, `offering` shares of world
    output."""

    exchange_room: float
    output_room: float
    growth_room: float
    sum_room: float
    prices_room: float
    fine: float
    offering: float
    days_after: int


class Example(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A text on which a check speaks or keeps silent; `published` is its date."""

    text: str
    published: str | None = None


class Check(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How grave what a check finds is, and texts that it must find and must leave alone."""

    level: Level
    examples: tuple[Example, ...]
    not_examples: tuple[Example, ...]


class Sanity(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """All of `data/sanity.toml`."""

    limits: Limits
    checks: dict[str, Check]


@cache
def sanity() -> Sanity:
    """The shipped limits and examples. Raises DataError naming file and key if they are wrong."""
    return data.load(Path("sanity.toml"), Sanity)


@cache
def limits() -> Limits:
    """The limits alone."""
    return sanity().limits
