"""Counts against the lists and rankings that they announce."""

import re
from collections.abc import Iterator

from upperhand.assess.sanity.numerals import NUMBER, number
from upperhand.assess.sanity.slip import Slip, at, plain
from upperhand.assess.sanity.text import Reading, Sentence

_LEAD = re.compile(
    rf"(?<![\w.,$-])(?P<count>{NUMBER})\s(?:[a-z-]+\s){{0,2}}(?P<noun>[a-z]+s|cities|companies)\b(?P<said>[^.;:!?\d]{{0,60}}):\s",
    re.IGNORECASE,
)
_ROUGH = re.compile(
    r"\b(?:more than|over|at least|about|around|some|nearly|almost|up to|like|such as|includ\w+|among|for example|"
    r"e\.g|especially|led by|other)\b",
    re.IGNORECASE,
)
_NAMES = re.compile(r"[A-Z][\w.&’'-]*(?:\s(?:(?:of|the|de)\s)?[A-Z][\w.&’'-]*){0,3}")


def count_against_list(reading: Reading) -> Iterator[Slip]:
    """A list has more or fewer names than it is said to have: four firms, and then three names.

    Only lists of plain names that a colon opens and the sentence ends, their last two joined by “and”.
    """
    for sentence in reading.having(": "):
        for match in _LEAD.finditer(sentence.text):
            before = sentence.text[max(0, match.start() - 25) : match.start()]
            names = _names(sentence.text[match.end() :])
            count = number(match["count"])
            rough = _ROUGH.search(before) or _ROUGH.search(match["said"])
            if names and not rough and 1 < count <= 30 and len(names) != count:
                yield Slip(
                    at(sentence, (match.start(), len(sentence.text.rstrip()))),
                    f"“{match['count']} {match['noun']}” are announced, and {len(names)} are named.",
                    f"{', '.join(names)}: {len(names)}, not {plain(count)}",
                )


def _names(text: str) -> list[str]:
    """The names of a list that fills the rest of a sentence; none if there is anything else in it."""
    listed = re.fullmatch(r"(?P<first>[^.;:()]+?),?\s(?:and|&)\s(?P<last>[^.,;:()]+)\.?[”\"]?", text.strip())
    if not listed:
        return []
    names = [name.strip() for name in (*listed["first"].split(","), listed["last"])]
    plain_names = len(names) > 2 and all(_NAMES.fullmatch(name) for name in names)
    return names if plain_names else []


_PLACE = r"(?P<place>[A-Z]\w+)"
_TOP = rf"the\s(?:world[’']s\s)?top\s(?P<all>{NUMBER})"
_LIES = r"(?:are|were|is|lie|sit)\s(?:now\s)?(?:located\s|based\s|found\s|to be found\s)?(?:in|from)\s"
_ALL_OF = re.compile(
    rf"\b[Tt]he\s(?:top\s)?(?P<all>{NUMBER})\s(?P<noun>[a-z]+)\b[^.;:]{{0,80}}?\s(?:are|were)\sall\s"
    rf"(?:located\s|based\s|found\s)?(?:in|from)\s{_PLACE}|\b[Aa]ll\s(?:of\s)?{_TOP.replace('<all>', '<all2>')}\s"
    rf"(?P<noun2>[a-z]+)\s{_LIES}{_PLACE.replace('<place>', '<place2>')}"
)
_SOME_OF = re.compile(
    rf"{_PLACE}[’']s\s(?P<some>{NUMBER})\s(?P<noun>[a-z]+)\s(?:are|were|rank|stand)\s(?:among|in)\s{_TOP}\b"
    rf"|(?<![\w-])(?P<some2>(?i:{NUMBER}))\s(?:out\s)?of\s{_TOP.replace('<all>', '<all2>')}\s(?P<noun2>[a-z]+)\s{_LIES}"
    rf"{_PLACE.replace('<place>', '<place2>')}"
)
_DATED = re.compile(r"\b(?:19|20)\d\d\b")


def places_in_a_ranking(reading: Reading) -> Iterator[Slip]:
    """How many of the first ten lie in one place is told in two ways: all ten in China here, eight of the top ten there.

    The rankings must have the same length, noun and place, and no year that could tell them apart.
    """
    seen: dict[tuple[float, str, str], tuple[float, Sentence, tuple[int, int], str]] = {}
    for sentence in reading.sentences:
        for some, key, span in _rankings(sentence) if "top " in sentence.text or "re all " in sentence.text else ():
            years = " ".join(_DATED.findall(sentence.text))
            first, where, before, when = seen.setdefault(key, (some, sentence, span, years))
            if first != some and when == years:
                words, again = where.text[slice(*before)], sentence.text[slice(*span)]
                yield Slip(
                    (*at(where, before), *at(sentence, span)),
                    f"“{words}” and “{again}” cannot both be so.",
                    f"{plain(first)} of {plain(key[0])} is not {plain(some)} of {plain(key[0])}",
                )


def _rankings(sentence: Sentence) -> Iterator[tuple[float, tuple[float, str, str], tuple[int, int]]]:
    """How many of how many, of what and where."""
    for pattern in (_ALL_OF, _SOME_OF):
        for match in pattern.finditer(sentence.text):
            named = match.groupdict()
            whole, noun, place = (named[name] or named[f"{name}2"] or "" for name in ("all", "noun", "place"))
            some = named.get("some") or named.get("some2") or whole
            if number(some) <= number(whole):
                yield number(some), (number(whole), noun, place), match.span()
