"""Chinese names: cut into words, read in pinyin, Cantonese and Wade-Giles, with the English words that stand
for them.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import islice, product

from upperhand.resolve import cantonese, tables
from upperhand.resolve.hashes import hash48
from upperhand.resolve.syllables import syllables
from upperhand.resolve.words import Kind, Word

_LONGEST = 6


@cache
def _lexicon() -> dict[str, tuple[str, ...]]:
    table = tables.han_words()
    return {word: tuple(english) for words in (table.places, table.words) for word, english in words.items()}


@cache
def _legal_forms() -> re.Pattern[str]:
    forms = sorted((form.strip("()") for form in tables.han_words().legal_forms), key=len, reverse=True)
    return re.compile("(?:" + "|".join(forms) + ")$")


def core(text: str, keep: int = 2) -> tuple[str, str]:
    """A Chinese name without the legal forms at its end, and those; at least `keep` characters are left."""
    rest, forms = text, ""
    while (found := _legal_forms().search(rest)) and found.start() >= keep:
        rest, forms = rest[: found.start()], found.group() + forms
    return rest, forms


def cut(text: str) -> list[str]:
    """The words of a Chinese name: longest known words, fewest characters left over; the rest stays in runs."""
    best: list[tuple[int, int, int]] = [(0, 0, 0)]  # characters left over, words, start of the last word
    lexicon = _lexicon()
    for end in range(1, len(text) + 1):
        left, words, _ = best[end - 1]
        choice = (left + 1, words + 1, end - 1)
        for start in range(max(0, end - _LONGEST), end - 1):
            if text[start:end] in lexicon:
                choice = min(choice, (best[start][0], best[start][1] + 1, start))
        best.append(choice)
    return _joined_runs(text, best)


def _joined_runs(text: str, best: list[tuple[int, int, int]]) -> list[str]:
    pieces: list[str] = []
    end = len(text)
    single = False
    while end:
        start = best[end][2]
        if end - start == 1 and single:
            pieces[-1] = text[start] + pieces[-1]
        else:
            pieces.append(text[start:end])
        single = end - start == 1
        end = start
    return pieces[::-1]


def surname(text: str) -> int:
    """How many characters of a Chinese personal name are its surname: 0 where it does not look like one."""
    table = tables.surnames()
    if text[:2] in table.compound and 3 <= len(text) <= 4:
        return 2
    return 1 if 2 <= len(text) <= 3 and (text[0] in table.spellings or text[0] in table.readings) else 0


@lru_cache(maxsize=20_000)
def readings(text: str, is_surname: bool = False) -> frozenset[str]:
    """All Latin spellings of a run of characters: pinyin, Wade-Giles, Cantonese, and surname spellings."""
    found = {"".join(syllables(text))}
    if is_surname:
        table = tables.surnames()
        found |= set(table.spellings.get(text, ())) | set(filter(None, [table.readings.get(text)]))
        found = {spelling.replace("-", "") for spelling in found}
    if len(text) <= 4:
        found |= _combined([wade_giles(syllable) for syllable in syllables(text)])
        found |= cantonese.readings(text)
    return frozenset(found)


def _combined(parts: list[list[str]]) -> set[str]:
    return {"".join(choice) for choice in product(*parts)} if all(parts) else set()


@lru_cache(maxsize=1_000)
def wade_giles(syllable: str) -> list[str]:
    """A pinyin syllable as Wade-Giles writes it without apostrophes and marks."""
    table = tables.pinyin()
    if syllable in table.wade_giles_whole:
        return table.wade_giles_whole[syllable]
    for pattern, latin in table.wade_giles_finals:
        syllable = re.sub(pattern, latin, syllable)
    for length in (2, 1):
        initial = table.wade_giles_initials.get(syllable[:length])
        if initial is not None:
            return [initial + syllable[length:].replace("v", "u")]
    return [syllable.replace("v", "u")]


@cache
def _from_wade_giles() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for syllable in tables.pinyin().syllables:
        for written in wade_giles(syllable):
            found.setdefault(written, []).append(syllable)
    return {written: tuple(pinyin) for written, pinyin in found.items()}


def pinyin_of_wade_giles(syllable: str) -> tuple[str, ...]:
    """The pinyin syllables that one Wade-Giles syllable without apostrophe may stand for."""
    return _from_wade_giles().get(syllable, ())


def choices(parts: Sequence[Sequence[str]], most: int = 16) -> list[tuple[str, ...]]:
    """One of each, in every combination, up to a number."""
    return list(islice(product(*parts), most))


def toned(text: str) -> str:
    """The pinyin of a text with tone marks, by syllable."""
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(text, style=Style.TONE, errors="ignore"))


def english(text: str) -> str | None:
    """The first English word that stands for a Chinese word in company names."""
    found = _lexicon().get(text)
    return found[0] if found else None


@lru_cache(maxsize=20_000)
def as_pinyin(words: tuple[str, ...]) -> tuple[str, ...]:
    """The Pinyin of words that Wade-Giles could have written and Hanyu Pinyin could not; none for other words."""
    if not 2 <= len(words) <= 4 or all(word in _syllable_set() or word not in _from_wade_giles() for word in words):
        return ()
    parts = [pinyin_of_wade_giles(word) or ((word,) if word in _syllable_set() else ()) for word in words]
    return tuple(" ".join(choice) for choice in choices(parts)) if all(parts) else ()


@cache
def _syllable_set() -> frozenset[str]:
    return frozenset(tables.pinyin().syllables)


@cache
def pinyin_ends() -> frozenset[str]:
    """The letters with which a pinyin syllable may end: most other words end otherwise."""
    return frozenset(syllable[-1] for syllable in _syllable_set())


@lru_cache(maxsize=50_000)
def split_pinyin(word: str) -> tuple[str, ...]:
    """A Latin word as pinyin syllables, the longest first; empty where it is not pinyin throughout."""
    if not word:
        return ()
    known = _syllable_set()
    for length in range(min(6, len(word)), 0, -1):
        if word[:length] in known:
            if length == len(word):
                return (word,)
            rest = split_pinyin(word[length:])
            if rest:
                return (word[:length], *rest)
    return ()


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[Word, ...]:
    """The words of the core of a Chinese name, each with its Latin readings."""
    if not text:
        return ()
    known = surname(text)
    if known and not any(piece in _lexicon() for piece in cut(text)[1:]) and text not in _lexicon():
        given = text[known:]
        return (_word(text[:known], readings(text[:known], True), 0.45), _word(given, readings(given), 0.95))
    pieces = cut(text)
    return tuple(_piece(piece, number == 0) for number, piece in enumerate(pieces))


def _piece(piece: str, is_first: bool) -> Word:
    english = _lexicon().get(piece)
    if english is None:
        return _word(piece, readings(piece) | _prefixed(piece), 1.0 if len(piece) > 1 else 0.6)
    joined = frozenset(word.replace(" ", "") for word in english) | readings(piece)
    is_place = piece in tables.han_words().places
    return _word(piece, joined, 0.35 if is_place else 0.3, is_place)


def _prefixed(piece: str) -> frozenset[str]:
    """中核 may be written Sinohe or China He: the first character's word before the pinyin of the rest."""
    words = tables.han_words().prefixes.get(piece[0], ())
    rest = "".join(syllables(piece[1:]))
    return frozenset(word + rest for word in words if word and rest)


@lru_cache(maxsize=20_000)
def _word(text: str, forms: frozenset[str], weight: float, is_place: bool = False) -> Word:
    known = weight < 0.5
    return Word(
        text, Kind.HAN, text, text, weight=weight, known=known, forms=forms, key=hash48(text), is_place=is_place
    )
