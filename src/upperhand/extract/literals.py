"""What literals a pattern cannot match without: read off the parsed pattern, so that the pattern need not run where they are missing."""

import re
from collections.abc import Iterable
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MOST = 300


def required(pattern: re.Pattern[str]) -> list[frozenset[str]]:
    """Sets of literals; any text that the pattern matches in holds at least one of each set. Empty where nothing can be said."""
    return _sets(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


def best(sets: Iterable[frozenset[str]], least: int) -> frozenset[str] | None:
    """The most telling set: its shortest literal is longest, then it has the fewest. None if all are shorter than `least`."""
    fit = [found for found in sets if min(map(len, found)) >= least and len(found) <= MOST]
    return max(fit, key=lambda found: (min(min(map(len, found)), 6), -len(found), sorted(found)), default=None)


def _sets(parsed: Any) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []
    run = ""
    for operation, value in parsed:
        if operation is code.LITERAL:
            run += chr(value)
            continue
        if operation is code.AT:
            continue
        if run:
            found.append(frozenset({run}))
            run = ""
        found += _inner(operation, value)
    if run:
        found.append(frozenset({run}))
    return found


def _inner(operation: Any, value: Any) -> list[frozenset[str]]:
    if operation is code.SUBPATTERN:
        return _sets(value[3])
    if operation is code.ATOMIC_GROUP:
        return _sets(value)
    if operation in {code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT} and value[0] >= 1:
        return _sets(value[2])
    if operation is code.BRANCH:
        return _branch([_sets(branch) for branch in value[1]])
    return []


def _branch(branches: list[list[frozenset[str]]]) -> list[frozenset[str]]:
    """One set for all branches: the best of each together; none if a branch has none."""
    chosen = [best(sets, 1) for sets in branches]
    if any(one is None for one in chosen):
        return []
    return [frozenset().union(*(one for one in chosen if one))]
