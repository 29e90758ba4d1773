"""Legal forms: found anywhere in the words of a name, taken out, and kept as generic codes for comparison."""

import re
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from upperhand.resolve import cantonese, scripts, tables

_DOTTED = re.compile(r"(?<!\w)(?:\w[./])+\w?(?!\w)")
# Vowel signs and other marks belong to the word, though they are no letters.
_WORDS = re.compile(
    r"(?:[^\W_]|[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u0670\u06d6-\u06ed\u0900-\u109f"
    r"\u1780-\u17ff])+"
)
_distance = OSA.distance
_ASCII_WORDS = re.compile(r"[a-z0-9]+")
# Short forms that are also common words or syllables of names are left in the name, but for the most usual.
_USUAL = frozenset(("ao", "pao", "zao", "sa", "se", "as", "ou"))
_NAMES_TOO = frozenset(("co", "no", "in", "and", "oo"))  # U Oo of Burma is no association
_KEPT = 60_000
_no_forms: set[str] = set()


def tokens(text: str) -> list[str]:
    """The cleaned text as Latin words (Chinese runs stay); letters with dots between them are one word."""
    if "." in text or "/" in text:
        text = _DOTTED.sub(_undot, text)
    if "&" in text:
        text = text.replace("&", " and ")
    if text.isascii():
        return _ASCII_WORDS.findall(text)
    eastern = scripts.is_eastern(text)
    return [latin for word in _WORDS.findall(text) if (latin := scripts.latin(word, eastern))]


def _undot(found: re.Match[str]) -> str:
    letters = re.sub(r"[^\w]", "", found.group())
    return f"{letters} " if len(letters) > 1 else found.group()


@cache
def _forms() -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    """Legal forms by their first word, the longest first: (words, form, generic code)."""
    found: dict[str, dict[tuple[str, ...], tuple[str, str]]] = {}
    for spelling, form, generic in tables.legal_forms():
        words = tuple(tokens(scripts.clean(spelling)))
        if words and not _is_doubtful(words) and not any(map(scripts.has_han, words)):
            found.setdefault(words[0], {}).setdefault(words, (form, generic))
    return {
        first: sorted(((words, *codes) for words, codes in group.items()), key=lambda row: -len(row[0]))
        for first, group in found.items()
    }


def _is_doubtful(words: tuple[str, ...]) -> bool:
    if len(words) > 1 or len(words[0]) > 3 or words[0] in _USUAL:
        return False
    return words[0] in tables.particles() or words[0] in tables.pinyin().syllables or words[0] in _NAMES_TOO


def strip(words: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """The words without their legal forms, and the forms' codes. Forms in the middle of a name of one word stay."""
    if _no_forms.issuperset(words):
        return words, ()
    table = _forms()
    if len(words) > 2 and cantonese.syllables().issuperset(
        words
    ):  # Kwai Chow Mau Toi: syllables, of which one looks like a form
        return words, ()
    words, given = [_corrected(word) if len(word) > 5 else word for word in words], words
    if table.keys().isdisjoint(words):
        if words == given:
            _remember(words)
        return words, ()
    rest: list[str] = []
    codes: list[str] = []
    position = 0
    while position < len(words):
        row = _at(table, words, position)
        length = len(row[0]) if row else 0
        if (
            row
            and (position == 0 or position + length == len(words) or length > 1 or len(words[position]) > 1)
            and len(words) > length
        ):
            codes.append(row[2] or row[1])
            position += length
        else:
            rest.append(words[position])
            position += 1
    return (rest, tuple(codes)) if rest else (words, ())


def _remember(words: list[str]) -> None:
    """These begin no legal form and are no misspelling of one."""
    if len(_no_forms) > _KEPT:
        _no_forms.clear()
    _no_forms.update(words)


@cache
def _edges() -> frozenset[str]:
    """How the long words of legal forms begin, and how they end: one slip leaves one of both as it is."""
    long = [word for word, meant in _misspelled().items() if word == meant]
    return frozenset([edge for word in long for edge in (word[:2] + "-", "-" + word[-2:])])


@cache
def _misspelled() -> dict[str, str]:
    """The long words of legal forms by all their misspellings that lack one letter."""
    long = {word for first in _forms().values() for row in first for word in row[0] if len(word) > 5 and word.isascii()}
    return {word[:i] + word[i + 1 :]: word for word in sorted(long) for i in range(len(word))} | {
        word: word for word in long
    }


@lru_cache(maxsize=50_000)
def _corrected(word: str) -> str:
    """`Limied` and `Copmany` are read as what they are misspelled for; words common in names stay."""
    edges = _edges()
    if (word[:2] + "-" not in edges and "-" + word[-2:] not in edges) or word in tables.frequencies():
        return word
    table = _misspelled()
    found = table.get(word) or next(
        (table[less] for i in range(len(word)) if (less := word[:i] + word[i + 1 :]) in table), word
    )
    return found if _distance(found, word) < 2 else word


def _at(
    table: dict[str, list[tuple[tuple[str, ...], str, str]]], words: list[str], position: int
) -> tuple[tuple[str, ...], str, str] | None:
    for row in table.get(words[position], ()):
        if tuple(words[position : position + len(row[0])]) == row[0]:
            return row
    return None
