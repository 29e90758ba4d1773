"""What a pattern cannot match without, read off its parsed form: how its matches begin, and words that must stand in the text.

A fragment is a piece of one word, or a single mark; `|` in it is the edge of a word, `0` any digit: `|tax` begins a word, `|tax|` is
one. A clause is a set of fragments of which every text that the pattern matches in holds at least one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Strings = frozenset[str]
EDGE = "|"
MOST_STRINGS, MOST_OPENINGS = 160, 600
_NOTHING = frozenset({""})
_PIECE = re.compile(r"[^\W_]+")
_OPENING = re.compile(r"\|?(?P<piece>[^\W_]+)|\|?(?P<mark>[^\w\s|])")
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class Needs:
    """The fragments with which every match begins, or None where nothing can be said; and the most telling clauses."""

    openings: Strings | None
    clauses: list[Strings]


def needs(pattern: re.Pattern[str], most: int = 2) -> Needs:
    """What the pattern needs, with at most so many clauses."""
    if pattern.flags & (re.IGNORECASE | re.MULTILINE):
        return Needs(None, [])
    known = _run(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))
    strings, clauses = known.strings, known.clauses
    found = (_fragments(clause) for clause in ([strings] if strings is not None else clauses))
    telling = sorted(dict.fromkeys(filter(None, found)), key=lambda clause: (_weight(clause), sorted(clause)))
    return Needs(_openings(known.openings), telling[:most])


def plain(word: str) -> str:
    """A word as fragments are looked for in it."""
    return EDGE + _DIGIT.sub("0", word) + EDGE


def _weight(clause: Strings) -> float:
    """Roughly how likely one of the fragments is to stand in a sentence: the longer, the rarer."""
    return sum(3.0 ** -len(fragment) for fragment in clause)


def _fragments(strings: Strings) -> Strings:
    """The longest piece of a word of each string; empty if one has none."""
    found = {
        max((_marked(string, piece) for piece in _PIECE.finditer(string)), key=len, default="") for string in strings
    }
    return frozenset() if "" in found else _shortest(found)


def _marked(string: str, piece: re.Match[str]) -> str:
    """The piece with the edges that the string shows: a mark, or anything that is no part of a word."""
    start, end = piece.span()
    left = EDGE if start and string[start - 1] != "_" else ""
    right = EDGE if end < len(string) and string[end] != "_" else ""
    return left + _DIGIT.sub("0", piece.group()) + right


def _shortest(found: Iterable[str]) -> Strings:
    """Without those that hold another."""
    kept: list[str] = []
    for fragment in sorted(set(found), key=len):
        if not any(other in fragment for other in kept):
            kept.append(fragment)
    return frozenset(kept)


def _openings(strings: Strings | None) -> Strings | None:
    found = set()
    for string in strings or _NOTHING:
        opening = _OPENING.match(string)
        if opening is None:
            return None
        piece = _PIECE.match(string, opening.start("piece")) if opening["piece"] else None
        found.add(_marked(string, piece) if piece else opening["mark"])
    return frozenset(found)


@dataclass(slots=True)
class _Known:
    """Of a part of a pattern: all strings that it can be, if they are few and known; else its clauses, and with what it begins."""

    strings: Strings | None = None
    clauses: list[Strings] = field(default_factory=list)
    openings: Strings | None = None


def _run(items: Any) -> _Known:
    """A sequence: strings grow while they are few; where they stop they are a clause, and the first of them the openings."""
    strings, clauses = _NOTHING, list[Strings]()
    openings: Strings | None = None
    whole = True
    for operation, value in items:
        item = _item(operation, value)
        few = item.strings is not None and len(strings) * len(item.strings) <= MOST_STRINGS
        if few:
            strings = _joined(strings, item.strings or _NOTHING)
            continue
        if whole:
            openings, whole = _begun(strings, item.openings if item.strings is None else item.strings), False
        clauses += [strings, *item.clauses]
        strings = item.strings if item.strings is not None else _NOTHING
    if whole:
        return _Known(strings, [], strings)
    return _Known(None, [clause for clause in (*clauses, strings) if "" not in clause], openings)


def _joined(left: Strings, right: Strings) -> Strings:
    return frozenset(a + b for a in left for b in right)


def _begun(strings: Strings, more: Strings | None) -> Strings:
    """What a sequence begins with, if `strings` are followed by something that begins with `more`."""
    if more is None or len(strings) * len(more) > MOST_OPENINGS:
        return strings
    return _joined(strings, more)


def _item(operation: Any, value: Any) -> _Known:
    if operation is code.LITERAL:
        return _strings({"0" if chr(value).isdecimal() else chr(value)})
    if operation is code.AT:
        return _strings({EDGE if value is code.AT_BOUNDARY else ""})
    if operation in {code.ASSERT, code.ASSERT_NOT}:
        return _strings({""})
    if operation is code.IN:
        return _class(value)
    if operation is code.SUBPATTERN:
        return _Known() if value[1] or value[2] else _run(value[3])
    if operation is code.ATOMIC_GROUP:
        return _run(value)
    if operation in {code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT}:
        return _repeat(*value)
    if operation is code.BRANCH:
        return _branch(value[1])
    return _Known()


def _strings(found: Iterable[str]) -> _Known:
    strings = frozenset(found)
    return _Known(strings, [], strings)


_DIGITS = (code.RANGE, (ord("0"), ord("9")))


def _class(members: Any) -> _Known:
    """A class of few characters; digits count as one."""
    found = set()
    for kind, value in members:
        if (kind, value) in {_DIGITS, (code.CATEGORY, code.CATEGORY_DIGIT)}:
            found.add("0")
        elif kind is code.LITERAL:
            found.add(chr(value))
        else:
            return _Known()
    return _strings(found) if len(found) <= 6 else _Known()


def _repeat(least: int, most: int, items: Any) -> _Known:
    known = _run(items)
    if (least, most) == (1, 1):
        return known
    if least == 0:
        return _strings(known.strings | {""}) if most == 1 and known.strings is not None else _Known()
    if known.strings is None:
        return known
    return _Known(
        None, [known.strings] if "" not in known.strings else [], None if "" in known.strings else known.strings
    )


def _branch(branches: Any) -> _Known:
    """All strings of all branches; else one clause for all, the best of each together."""
    known = [_run(branch) for branch in branches]
    if all(one.strings is not None for one in known):
        union = frozenset().union(*(one.strings for one in known if one.strings))
        if len(union) <= MOST_STRINGS:
            return _strings(union)
    return _Known(None, _best(known), _beginnings(known))


def _best(known: Iterable[_Known]) -> list[Strings]:
    chosen: list[Strings] = []
    for one in known:
        options = [one.strings] if one.strings is not None else one.clauses
        telling = [(_weight(fragments), sorted(c), c) for c in options if (fragments := _fragments(c))]
        if not telling:
            return []
        chosen.append(min(telling)[2])
    return [frozenset().union(*chosen)]


def _beginnings(known: Iterable[_Known]) -> Strings | None:
    found: set[str] = set()
    for one in known:
        if one.openings is None or "" in one.openings:
            return None
        found |= one.openings
    return frozenset(found) if len(found) <= MOST_OPENINGS else None
