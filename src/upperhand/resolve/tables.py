"""The name tables under data/resolve, loaded once per process in the form the hot paths need."""

import re
from functools import cache

import msgspec

from upperhand import data
from upperhand.errors import DataError


class _Scripts(msgspec.Struct, forbid_unknown_fields=True):
    cyrillic: dict[str, str]
    greek: dict[str, str]
    arabic: dict[str, str]
    persian: dict[str, str]
    hebrew: dict[str, str]
    latin: dict[str, str]
    homoglyphs: dict[str, str]
    homoglyphs_to_cyrillic: dict[str, str]


class _Sounds(msgspec.Struct, forbid_unknown_fields=True):
    rules: list[tuple[str, str, str]]
    examples: list[list[str]]
    not_examples: list[list[str]]


class _Particles(msgspec.Struct, forbid_unknown_fields=True):
    groups: list[list[str]]
    titles: list[str]


class _Groups(msgspec.Struct, forbid_unknown_fields=True):
    groups: list[list[str]]


class _OrgType(msgspec.Struct, forbid_unknown_fields=True):
    aliases: list[str] = []
    display: str | None = None
    generic: str | None = None
    compare: str | None = None


class _OrgTypes(msgspec.Struct, forbid_unknown_fields=True):
    types: list[_OrgType]


class HanWords(msgspec.Struct, forbid_unknown_fields=True):
    """Chinese words with the English ones that stand for them; `prefixes` are the single characters of short forms."""

    places: dict[str, list[str]]
    words: dict[str, list[str]]
    prefixes: dict[str, list[str]]
    legal_forms: list[str]


class Surnames(msgspec.Struct, forbid_unknown_fields=True):
    """Chinese surnames: compound ones, readings as a surname, and spellings outside Hanyu Pinyin."""

    compound: list[str]
    readings: dict[str, str]
    spellings: dict[str, list[str]]


class _Pinyin(msgspec.Struct, forbid_unknown_fields=True):
    syllables: list[str]
    wade_giles_initials: dict[str, str]
    wade_giles_finals: list[tuple[str, str]]
    wade_giles_whole: dict[str, list[str]]
    postal: dict[str, str]


class _HongKong(msgspec.Struct, forbid_unknown_fields=True):
    initials: dict[str, list[str]]
    finals: dict[str, list[str]]
    whole: dict[str, list[str]]
    examples: dict[str, str]


class _Abbreviations(msgspec.Struct, forbid_unknown_fields=True):
    words: dict[str, str]
    russian: dict[str, str]
    numbers: dict[str, str]
    names: dict[str, list[str]]


class _Places(msgspec.Struct, forbid_unknown_fields=True):
    groups: list[list[str]]


@cache
def scripts() -> _Scripts:
    """Letters of other alphabets to Latin ones, and look-alikes."""
    return data.load("resolve/scripts.yml", _Scripts)


@cache
def letters() -> dict[int, str]:
    """One translation table for all alphabets that map letter by letter."""
    table: dict[int, str] = {}
    for alphabet in (scripts().cyrillic, scripts().greek, scripts().arabic, scripts().hebrew, scripts().latin):
        table |= {ord(letter): latin for letter, latin in alphabet.items()}
    return table


@cache
def persian() -> dict[int, str]:
    """What Persian, Pashto and Urdu read otherwise than Arabic."""
    return {ord(letter): latin for letter, latin in scripts().persian.items()}


@cache
def sounds() -> tuple[tuple[re.Pattern[str], str, frozenset[str]], ...]:
    """The spelling rules of sounds.yml in order: pattern, what it becomes, letters of which a word must have one."""
    try:
        rules = data.load("resolve/sounds.yml", _Sounds).rules
        return tuple((re.compile(pattern), latin, frozenset(letters)) for pattern, latin, letters in rules)
    except re.error as error:
        raise DataError(f"resolve/sounds.yml: rules: {error}") from error


def sound_examples() -> tuple[list[list[str]], list[list[str]]]:
    """Groups of words that must fold to one sound, and groups that must not."""
    table = data.load("resolve/sounds.yml", _Sounds)
    return table.examples, table.not_examples


@cache
def particles() -> dict[str, int]:
    """Each particle with the number of its group: spellings of one particle share it."""
    groups = data.load("resolve/particles.yml", _Particles).groups
    return {word: number for number, group in enumerate(groups) for word in group}


def particle_groups() -> list[list[str]]:
    """The groups of particles that stand for each other."""
    return data.load("resolve/particles.yml", _Particles).groups


@cache
def titles() -> frozenset[str]:
    """Forms of address, ranks and offices that stand before names."""
    return frozenset(data.load("resolve/particles.yml", _Particles).titles)


@cache
def nicknames() -> dict[str, frozenset[int]]:
    """Each given name with the groups it belongs to."""
    found: dict[str, set[int]] = {}
    for number, group in enumerate(data.load("resolve/nicknames.yml", _Groups).groups):
        for name in group:
            found.setdefault(name, set()).add(number)
    return {name: frozenset(groups) for name, groups in found.items()}


@cache
def nickname_groups() -> list[list[str]]:
    """The groups of given names that stand for each other."""
    return data.load("resolve/nicknames.yml", _Groups).groups


def legal_forms() -> list[tuple[str, str, str]]:
    """Every spelling of a legal form: (spelling, form for comparison, generic code such as LLC; empty where none)."""
    files = ("resolve/legal_forms.yml", "resolve/legal_forms_more.yml")
    types = [kind for file in files for kind in data.load(file, _OrgTypes).types]
    return [
        (spelling, kind.compare or kind.display or kind.generic or spelling, kind.generic or "")
        for kind in types
        for spelling in [*kind.aliases, *filter(None, (kind.display, kind.compare))]
    ]


@cache
def han_words() -> HanWords:
    """Chinese words with their English counterparts."""
    return data.load("resolve/han_words.yml", HanWords)


@cache
def surnames() -> Surnames:
    """Chinese surnames and their spellings."""
    return data.load("resolve/surnames_zh.yml", Surnames)


@cache
def pinyin() -> _Pinyin:
    """Syllables of Hanyu Pinyin and how Wade-Giles writes them."""
    return data.load("resolve/pinyin.yml", _Pinyin)


@cache
def abbreviations() -> _Abbreviations:
    """Short forms of words, number words, and short names of well-known bodies with their expansions."""
    return data.load("resolve/abbreviations.yml", _Abbreviations)


@cache
def spelled_out() -> dict[str, str]:
    """Words of names as comparison spells them: short forms in full, number words as digits, Russian words in
    English.
    """
    table = abbreviations()
    return table.words | table.numbers | table.russian


@cache
def places() -> dict[str, int]:
    """Each one-word name of a country, its people or a major city, with the number of its group."""
    groups = data.load("resolve/places.yml", _Places).groups
    return {word: number for number, group in enumerate(groups) for word in group}


@cache
def frequencies() -> dict[str, int]:
    """How often a word stands in names, per million names, as counted on public lists; rarer ones are left out."""
    return data.load("resolve/frequencies.yml", dict[str, int])


@cache
def cantonese() -> dict[str, list[str]]:
    """Hong Kong romanisations of common characters, simplified."""
    return data.load("resolve/cantonese.yml", dict[str, list[str]])


@cache
def jyutping() -> dict[str, str]:
    """Each Cantonese syllable without tone with the characters that are read so, simplified."""
    return data.load("resolve/jyutping.yml", dict[str, str])


@cache
def hong_kong() -> _HongKong:
    """How Hong Kong writes a syllable in names."""
    return data.load("resolve/hong_kong.yml", _HongKong)
