"""The words by which names and groups are told apart: data/shapes/<language>.yml as sets."""

from dataclasses import dataclass
from functools import cache

import msgspec

from upperhand import data


class Shapes(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """data/shapes/<language>.yml; a list that a language has no use for stays empty."""

    language: str
    corporate_suffix: tuple[str, ...]
    company_word: tuple[str, ...]
    person_title: tuple[str, ...]
    firm_noun: tuple[str, ...]
    sector_noun: tuple[str, ...]
    sector_adjective: tuple[str, ...]
    foreign_name: tuple[str, ...]
    state_noun: tuple[str, ...]
    party_noun: tuple[str, ...]
    firm_plural: tuple[str, ...] = ()
    crowd_noun: tuple[str, ...] = ()
    state_head: tuple[str, ...] = ()
    of_head: tuple[str, ...] = ()
    state_modifier: tuple[str, ...] = ()
    state_body: tuple[str, ...] = ()
    state_field: tuple[str, ...] = ()
    state_name: tuple[str, ...] = ()
    state_suffix: tuple[str, ...] = ()
    party_word: tuple[str, ...] = ()
    party_suffix: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    demonym: tuple[str, ...] = ()
    not_name: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    surname_pinyin: tuple[str, ...] = ()
    given_name: tuple[str, ...] = ()
    determiner: tuple[str, ...] = ()
    company_before: tuple[str, ...] = ()
    company_own: tuple[str, ...] = ()
    nations: dict[str, str] = {}
    surname: str = ""
    compound_surname: tuple[str, ...] = ()
    stop_left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexemes:
    """The same as sets, and phrase tables by last word."""

    shapes: Shapes
    sets: dict[str, frozenset[str]]

    def __post_init__(self) -> None:
        self.__dict__.update(self.sets)  # found at once, where `__getattr__` is asked last

    def __getattr__(self, name: str) -> frozenset[str]:
        raise AttributeError(name)


@cache
def lexemes(language: str) -> Lexemes:
    """The shapes of a language, each list as a frozen set under its name."""
    shapes = data.load(f"shapes/{language}.yml", Shapes)
    sets = {
        name: frozenset(getattr(shapes, name))
        for name in Shapes.__struct_fields__
        if name not in {"language", "nations"}
    }
    common = data.ROOT / "model" / f"common_{language}.yml"
    sets["common"] = frozenset(data.load(common, list[str])) if common.exists() else frozenset()
    return Lexemes(shapes, sets)
