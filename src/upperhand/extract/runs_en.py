"""English names as runs of capitals, cut where one name ends and another begins."""

import re
from functools import lru_cache

from upperhand.extract.lexemes import lexemes
from upperhand.extract.mentions import Found
from upperhand.extract.names_en import WORD, key_of, kind_of, nation

# A point and a number after a word are the mark of a note ("Communist Party.2"), but for "No.1" and "Rs.5".
_POINT = r"\.(?=[^\W\d])|(?:(?<=\d)|(?<=No)|(?<=Rs))\.(?=\d)"
_BODIES = "Court|Bank|Congress|Government|Procuratorate|Liberation|Republic|Political"
_REST = rf"(?:[\w-]|&(?=\w)|{_POINT}|['’](?=[A-Z]|s\s(?:{_BODIES})))*"
_TOKEN = rf"(?:[A-ZÀ-ÖØ-Þ]{_REST})"
_UPPER = rf"(?:[A-ZÀ-ÖØ-Þ]{_REST}|\d{{1,3}}(?=\s[A-Z]))"
_RUN = re.compile(
    rf"(?<![\w.]){_UPPER}(?:(?:\s{{1,3}}(?:of(?:\sthe)?|for(?:\sthe)?|and|de|la|on)\s{{1,3}}|\s{{1,3}}&\s{{1,3}}|\s{{1,3}}"
    rf"|\.?,\s(?=(?:Inc|Ltd|LLC|Limited|Co\b))|\s?\()(?:{_TOKEN}\)?)(?<=[\w)]))*"
)
_JOINT = re.compile(r"\s+(?:and|of(?:\s+the)?|for(?:\s+the)?|on|de|la)\s+")
_NUMBERS = frozenset(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "first", "second", "third"]
)
_OPENS = frozenset(["", ".", "!", "?", ":", '"', "”", "“"])
_SHORT = re.compile(r"\s\((?P<short>[A-ZÀ-ÖØ-Þ][\w&-]*)\)$")


def runs(text: str, start: int, end: int) -> list[Found]:
    """The capitalised names in one sentence of the raw text, classed by their own words."""
    found: list[Found] = []
    for match in _RUN.finditer(text, start, end):
        for left, right, titled in _pieces(text, match.start(), match.end()):
            kind, sure = kind_of(" ".join(text[left:right].split()))
            if kind == "unknown" and titled:
                kind, sure = "person", 1
            if kind == "unknown" and text[left:right].lower() in lexemes("en").common:
                continue
            if kind:
                found.append(_mention(text, left, right, kind, sure))
    return found


def _mention(text: str, start: int, end: int, kind: str, sure: int) -> Found:
    name = " ".join(text[start:end].split())
    country = nation(name.lower()) if kind in {"state", "foreign", "place", "party"} else ""
    return Found(start, end, name, kind, key_of(name), sure, country=country)


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """A run cut at `and`, `of`, `for`, unless they belong to the name of a body, and at titles of people.

    Each piece comes with whether a title stands before it. A short form in brackets at the end (MAZ) is a name of its own.
    """
    opens = text[max(0, start - 3) : start].rstrip()[-1:] in _OPENS
    return [(start + left, start + right, titled) for left, right, titled in _cut(text[start:end], opens)]


@lru_cache(20_000)
def _cut(run: str, opens: bool) -> tuple[tuple[int, int, bool], ...]:
    """The pieces of a run; `opens` says whether it opens its sentence or a quotation."""
    pieces, at, head = [], 0, ""
    short = _SHORT.search(run)
    if short:
        return (*_cut(run[: short.start()], opens), (*short.span("short"), False))
    for joint in _JOINT.finditer(run):
        words = run[at : joint.start()].lower().split()
        head = head or next((word for word in words if word in lexemes("en").of_head), "")
        if not head:
            pieces.append((at, joint.start()))
            at = joint.end()
    pieces.append((at, len(run)))
    return tuple(part for left, right in pieces for part in _cut_titles(run, left, right, opens))


def _cut_titles(run: str, start: int, end: int, opens: bool) -> list[tuple[int, int, bool]]:
    lexicon = lexemes("en")
    parts, at, titled = [], start, False
    if start:
        opens = run[max(0, start - 3) : start].rstrip()[-1:] in _OPENS
    for word in WORD.finditer(run, start, end):
        low = word.group().lower()
        edge = low in lexicon.not_name and (word.start() == at or word.end() == end)
        if edge and low in _NUMBERS and word.end() < end and not opens:
            continue  # Seven Bridges Rubber
        if low in lexicon.person_title or edge:
            if word.start() > at:
                parts.append((at, _rstrip(run, at, word.start()), titled))
            at, titled = _lstrip(run, word.end(), end), low in lexicon.person_title
    if at < end:
        parts.append((at, end, titled))
    return [(left, right, after) for left, right, after in parts if right > left]


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return end


def _lstrip(text: str, start: int, end: int) -> int:
    while start < end and not text[start].isalnum():
        start += 1
    return start
