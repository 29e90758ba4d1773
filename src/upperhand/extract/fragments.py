"""What a pattern cannot match without, read off its parsed form: how its matches begin, and words that must follow.

A pattern has one way of matching for each alternative at its head, and each way its own needs. A fragment is a piece of one word, or
a single mark; `|` in it is the edge of a word, `0` any digit: `|tax` begins a word, `|tax|` is one. A clause is a set of fragments of
which one must stand in the text.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Strings = frozenset[str]
EDGE = "|"
MOST_STRINGS, MOST_OPENINGS, MOST_WAYS = 160, 600, 12
_NOTHING = frozenset({""})
_PIECE = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[^\W_]+|[^\w\s|]")
_RARE = frozenset("$€£¥₹%#")
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class Way:
    """One way of matching: the fragments with which it begins, or None where nothing can be said; those of which one must be in the
    very next word or mark, none where nothing can be said; and the most telling clauses that are met where it begins or after."""

    openings: Strings | None
    seconds: Strings
    clauses: list[Strings]


def ways(pattern: re.Pattern[str], most: int = 2) -> list[Way]:
    """The ways of a pattern, each with at most so many clauses; every match is one of a way."""
    if pattern.flags & (re.IGNORECASE | re.MULTILINE):
        return [Way(None, frozenset(), [])]
    known = _run(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))
    return _merged([way for head in known.heads for way in _finished(head, most)])


def _finished(head: "_Head", most: int) -> Iterator[Way]:
    """A head in fragments: what has a second word, and what has none. A clause that says no more than the openings is left out."""
    begun = [_opening(string) for string in head.openings or _NOTHING]
    if None in begun:
        yield Way(None, frozenset(), telling(head.clauses, most))
        return
    for wanted in (False, True):
        own = [string for string, one in zip(head.openings or (), begun, strict=True) if one and bool(one[1]) == wanted]
        pairs = [one for one in begun if one and bool(one[1]) == wanted]
        if own:
            openings = frozenset(first for first, _ in pairs)
            found = telling([frozenset(own), *head.clauses], most + 1)
            yield Way(
                openings, frozenset(second for _, second in pairs if second), [c for c in found if c != openings][:most]
            )


def telling(clauses: Iterable[Strings], most: int) -> list[Strings]:
    """The most telling of clauses made of strings, as fragments."""
    found = dict.fromkeys(filter(None, map(_fragments, clauses)))
    return sorted(found, key=lambda clause: (_weight(clause), sorted(clause)))[:most]


def _merged(found: Iterable[Way]) -> list[Way]:
    """Ways with the same clauses as one, and what is too many as one with a clause of all."""
    groups: dict[tuple[bool, tuple[Strings, ...]], list[Way]] = {}
    for way in found:
        groups.setdefault((bool(way.seconds), tuple(way.clauses)), []).append(way)
    merged = [_united(group, list(clauses)) for (_, clauses), group in groups.items()]
    kept, rest = merged[:MOST_WAYS], merged[MOST_WAYS:]
    if rest:
        clauses = [] if any(not way.clauses for way in rest) else [frozenset().union(*(way.clauses[0] for way in rest))]
        kept.append(_united(rest, clauses))
    return kept


def _united(group: Sequence[Way], clauses: list[Strings]) -> Way:
    openings = [way.openings for way in group if way.openings is not None]
    seconds = [way.seconds for way in group] if all(way.seconds for way in group) else []
    return Way(
        frozenset().union(*openings) if len(openings) == len(group) else None, frozenset().union(*seconds), clauses
    )


def plain(word: str) -> str:
    """A word as fragments are looked for in it."""
    return EDGE + _DIGIT.sub("0", word) + EDGE


def _weight(clause: Strings) -> float:
    """Roughly how likely one of the fragments is to stand in a sentence: the longer, the rarer."""
    return sum(3.0 ** -_length(fragment) for fragment in clause)


def _length(fragment: str) -> int:
    return 4 if fragment in _RARE else len(fragment)


def _fragments(strings: Strings) -> Strings:
    """The longest piece of a word, or rare mark, of each string; empty if one has none."""
    found = {_longest(string) for string in strings}
    return frozenset() if "" in found else _shortest(found)


def _longest(string: str) -> str:
    pieces = [_marked(string, piece) for piece in _PIECE.finditer(string)]
    return max([*pieces, *(_RARE & set(string))], key=_length, default="")


def _marked(string: str, piece: re.Match[str]) -> str:
    """The piece with the edges that the string shows: a mark, or anything that is no part of a word."""
    start, end = piece.span()
    if not piece.group()[0].isalnum():
        return piece.group()
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


def _opening(string: str) -> tuple[str, str] | None:
    """The first word or mark of a string and the one right after it, as fragments; None if it begins with neither."""
    tokens = list(itertools.islice(_TOKEN.finditer(string), 2))
    if not tokens or string[: tokens[0].start()].strip(EDGE):
        return None
    first, second = (
        [_marked(string, token) for token in tokens] if len(tokens) > 1 else (_marked(string, tokens[0]), "")
    )
    return first, second if "_" not in string else ""


@dataclass(slots=True)
class _Head:
    """How a part of a pattern may begin: strings, or None where nothing can be said; and the clauses that follow."""

    openings: Strings | None
    clauses: list[Strings]


@dataclass(slots=True)
class _Known:
    """Of a part of a pattern: all strings that it can be, if they are few and known, else its clauses; and its heads."""

    strings: Strings | None
    clauses: list[Strings]
    heads: list[_Head]


def _run(items: Any) -> _Known:
    """A sequence: strings grow while they are few; where they stop they are a clause. The first that is no string opens the heads."""
    strings, clauses, later = _NOTHING, list[Strings](), list[Strings]()
    heads: list[_Head] | None = None
    for operation, value in items:
        item = _item(operation, value)
        if item.strings is not None and len(strings) * len(item.strings) <= MOST_STRINGS:
            strings = _joined(strings, item.strings)
            continue
        if heads is None:
            heads = [_Head(_begun(strings, head.openings), head.clauses) for head in item.heads]
            clauses = [strings, *item.clauses]
        else:
            later += [strings, *item.clauses]
        strings = item.strings if item.strings is not None else _NOTHING
    if heads is None:
        return _strings(strings)
    later = [clause for clause in (*later, strings) if "" not in clause]
    clauses = [clause for clause in clauses if "" not in clause]
    return _Known(None, clauses + later, [_Head(head.openings, head.clauses + later) for head in heads])


def _joined(left: Strings, right: Strings) -> Strings:
    return frozenset(a + b for a in left for b in right)


def _begun(strings: Strings, more: Strings | None) -> Strings:
    """What a sequence begins with, if `strings` are followed by something that begins with `more`."""
    if more is None or len(strings) * len(more) > MOST_OPENINGS:
        return strings
    return _joined(strings, more)


def _item(operation: Any, value: Any) -> _Known:
    if operation is code.LITERAL:
        return _class([(code.LITERAL, value)])
    if operation is code.AT:
        return _strings({EDGE if value is code.AT_BOUNDARY else ""})
    if operation in {code.ASSERT, code.ASSERT_NOT}:
        return _strings({""})
    if operation is code.IN:
        return _class(value)
    if operation is code.SUBPATTERN:
        return _anything() if value[1] or value[2] else _run(value[3])
    if operation is code.ATOMIC_GROUP:
        return _run(value)
    if operation in {code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT}:
        return _repeat(*value)
    if operation is code.BRANCH:
        return _branch(value[1])
    return _anything()


def _strings(found: Iterable[str]) -> _Known:
    strings = frozenset(found)
    return _Known(strings, [], [_Head(strings, [])])


def _anything() -> _Known:
    return _Known(None, [], [_Head(None, [])])


_DIGITS = (code.RANGE, (ord("0"), ord("9")))


def _class(members: Any) -> _Known:
    """A class of few characters; digits count as one, and so does white space."""
    found = set()
    for kind, value in members:
        if (kind, value) in {_DIGITS, (code.CATEGORY, code.CATEGORY_DIGIT)}:
            found.add("0")
        elif (kind, value) == (code.CATEGORY, code.CATEGORY_SPACE):
            found.add(" ")
        elif kind is code.LITERAL and chr(value) != EDGE:
            found.add("0" if chr(value).isdecimal() else chr(value))
        else:
            return _anything()
    return _strings(found) if len(found) <= 6 else _anything()


def _repeat(least: int, most: int, items: Any) -> _Known:
    known = _run(items)
    if (least, most) == (1, 1) or (least and known.strings == frozenset(" ")):
        return known
    if least == 0:
        return _strings(known.strings | {""}) if most == 1 and known.strings is not None else _anything()
    if known.strings is None:
        return known
    return _anything() if "" in known.strings else _Known(None, [known.strings], [_Head(known.strings, [])])


def _branch(branches: Any) -> _Known:
    """All strings of all branches; else one clause for all, the best of each together."""
    known = [_run(branch) for branch in branches]
    if all(one.strings is not None for one in known):
        union = frozenset().union(*(one.strings for one in known if one.strings))
        if len(union) <= MOST_STRINGS:
            return _strings(union)
    return _Known(None, _best(known), _heads(known))


def _heads(known: Sequence[_Known]) -> list[_Head]:
    """The heads of all branches, those that are mere strings as one."""
    plainly = frozenset().union(*(one.strings for one in known if one.strings is not None))
    heads = [head for one in known if one.strings is None for head in one.heads]
    return [_Head(plainly, []), *heads] if plainly else heads


def _best(known: Iterable[_Known]) -> list[Strings]:
    chosen: list[Strings] = []
    for one in known:
        options = [one.strings] if one.strings is not None else one.clauses
        telling = [(_weight(fragments), sorted(c), c) for c in options if (fragments := _fragments(c))]
        if not telling:
            return []
        chosen.append(min(telling)[2])
    return [frozenset().union(*chosen)]
