"""From any script to lower-case Latin words: look-alikes, diacritics, and letter-by-letter transliteration.

Chinese characters stay as they are (folded to Simplified) and are read by `han`.
"""

import re
import unicodedata
from functools import cache
from typing import Any

from upperhand.resolve import tables

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_APOSTROPHES = re.compile(r"(?<=\w)['’‘`´ʼʻʹ′“”\"](?=\w)|['’‘`´ʼʻʹ′]")
_WORD = re.compile(r"\w+")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_ARABIC = re.compile(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]")
_LATIN = re.compile(r"[a-z]")
_GREEK = re.compile(r"[\u0370-\u03ff]")
_ABJAD = re.compile(r"[\u0590-\u06ff\ufb1d-\ufdff\ufe70-\ufeff]")
_UKRAINIAN = re.compile("[іїєґў]")
_PERSIAN = re.compile("[پچژگکیہےڈٹړښځ]")
_UKRAINIAN_LETTERS = str.maketrans({"г": "h", "и": "y"})
_INVISIBLE = dict.fromkeys(
    (0xAD, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070))
)  # joiners, soft hyphens, and the marks that turn the direction of reading
_GREEK_CAPITALS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
_MIXED_GREEK = re.compile(r"(?=\w*[A-Za-z])\w*[ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]\w*")


def has_han(text: str) -> bool:
    """Whether a Chinese character stands in the text."""
    return not text.isascii() and _HAN.search(text) is not None


def is_abjad(word: str) -> bool:
    """Whether the word is written in a script that leaves vowels out."""
    return not word.isascii() and _ABJAD.search(word) is not None


@cache
def _simplifier() -> Any:
    import opencc  # loads its dictionaries: only where there are Chinese characters

    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters to Simplified ones (OpenCC)."""
    return str(_simplifier().convert(text))


@cache
def _traditionaliser() -> Any:
    import opencc

    return opencc.OpenCC("s2t")


def traditional(text: str) -> str:
    """Simplified characters to Traditional ones (OpenCC)."""
    return str(_traditionaliser().convert(text))


def clean(text: str) -> str:
    """NFKC, lower case, without invisible characters and apostrophes; letters keep their script and marks."""
    if text.isascii():
        text = text.lower()
        return _APOSTROPHES.sub("", text) if "'" in text or '"' in text or "`" in text else text
    text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    if _GREEK.search(text):  # capitals are alike where their small letters are not: Η and H, Ν and N
        text = _MIXED_GREEK.sub(lambda found: found.group().translate(_GREEK_CAPITALS), text)
    text = text.lower()
    return _APOSTROPHES.sub("", simplify(text) if has_han(text) else text)


def latin(word: str, is_eastern: bool = False) -> str:
    """One cleaned word in Latin letters; Chinese characters stay. `is_eastern`: read as Ukrainian, or as Persian."""
    if word.isascii():
        return word
    word = undisguise(word)
    if is_eastern:
        word = word.translate(_UKRAINIAN_LETTERS)
    if _ARABIC.match(word):
        word = word[2:] if word.startswith("ال") and len(word) > 4 else word
        word = word.translate(tables.persian()) if is_eastern else word
    word = word.translate(tables.letters())
    if word.isascii():
        return word
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    plain = plain.translate(tables.letters())
    return plain if plain.isascii() or has_han(plain) else _any_script(plain)


def undisguise(word: str) -> str:
    """A word that mixes look-alike letters of two alphabets, read as the one that has more letters in it."""
    latin_letters = len(_LATIN.findall(word))
    others = len(_CYRILLIC.findall(word)) + len(_GREEK.findall(word))
    if not latin_letters or not others:
        return word
    table = tables.scripts()
    glyphs = table.homoglyphs if latin_letters >= others else table.homoglyphs_to_cyrillic
    return "".join(glyphs.get(letter, letter) for letter in word)


def is_eastern(text: str) -> bool:
    """Whether letters stand in the text that Ukrainian has and Russian has not, or Persian has and Arabic has not."""
    return not text.isascii() and (
        _PERSIAN.search(text) is not None
        or (_UKRAINIAN.search(text) is not None and _CYRILLIC.search(text) is not None)
    )


def _any_script(word: str) -> str:
    from anyascii import anyascii

    return "".join(c for c in anyascii(word).lower() if c.isalnum())


def scripts_of(text: str) -> tuple[str, ...]:
    """The names of the scripts in the text, as Unicode names them, in order of appearance."""
    found: dict[str, None] = {}
    for letter in text:
        if letter.isalpha():
            found[unicodedata.name(letter, "UNKNOWN").split()[0].title()] = None
    return tuple(found)
