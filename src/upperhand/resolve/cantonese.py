"""Chinese characters as Hong Kong spells them: by the table of usual spellings, and by their Jyutping."""

from functools import cache, lru_cache
from itertools import islice, product

from upperhand.resolve import tables

_INITIALS = ("gw", "kw", "ng", *"bpmfdtnlgkhwzcsj")
_OF_A_CHARACTER = 4
_MOST = 32  # spellings of a word


def readings(text: str) -> set[str]:
    """The Latin spellings of a word of a few characters, run together, the usual ones; and its Jyutping."""
    spoken = [_jyutping().get(character, "") for character in text]
    parts = [spellings(character) for character in text]
    if not all(parts):
        return set()
    found = {"".join(choice) for choice in islice(product(*_fitting(parts)), _MOST)}
    return found | ({"".join(spoken)} if all(spoken) else set())


def _fitting(parts: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """So many spellings of each character that all combinations are few: the less usual ones go first."""
    number = 2 if len(parts) > 2 else _OF_A_CHARACTER
    return [part[:number] for part in parts]


@lru_cache(maxsize=10_000)
def spellings(character: str) -> tuple[str, ...]:
    """How Hong Kong spells one character, the most usual first."""
    usual = tables.cantonese().get(character, [])
    spoken = _jyutping().get(character)
    return tuple(dict.fromkeys([*(_spelled(spoken)[:2] if spoken else ()), *usual]))


@lru_cache(maxsize=1_000)
def _spelled(spoken: str) -> list[str]:
    """A Jyutping syllable without tone in the spellings of names."""
    table = tables.hong_kong()
    if spoken in table.whole:
        return table.whole[spoken]
    initial = next((start for start in _INITIALS if spoken.startswith(start) and spoken != start), "")
    finals = table.finals.get(spoken[len(initial) :], [])
    first = [start + final for start in table.initials[initial][:1] for final in finals]
    return first + [start + final for start in table.initials[initial][1:] for final in finals]


@cache
def syllables() -> frozenset[str]:
    """All syllables that Hong Kong writes."""
    return frozenset(s for spoken in tables.jyutping() for s in _spelled(spoken)) | frozenset(
        s for usual in tables.cantonese().values() for s in usual
    )


@cache
def _jyutping() -> dict[str, str]:
    return {character: spoken for spoken, characters in tables.jyutping().items() for character in characters}
