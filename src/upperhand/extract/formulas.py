"""The fixed formulas of official language (四个意识, "two safeguards"): found in a text, and counted over time.

One pass for all of them, the longest at each place wins. Chinese is matched in both scripts and through quotes and
commas (`设置“红绿灯”`), English through inflection, hyphens and line breaks, at word boundaries.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Literal

import msgspec

from upperhand import data
from upperhand.errors import DataError
from upperhand.extract.fold import fold
from upperhand.extract.scan import Scanner
from upperhand.model import Lever

_HAN = re.compile(r"[\u3400-\u9fff]")
_DROPPED = re.compile(r"[\"“”]|(?<=[\u3400-\u9fff])[\s、，,·「」『』‘’']+(?=[\u3400-\u9fff])|(?<=[\s\-])\s+")
_SPACES = str.maketrans("\n\t-", "   ")
_IRREGULAR = {
    "uphold": "upheld", "keep": "kept", "give": "gave given", "make": "made", "write": "wrote written",
    "strike": "struck", "feel": "felt", "forget": "forgot forgotten", "bring": "brought", "sweep": "swept",
    "swat": "swatted swatting", "set": "setting", "rob": "robbed robbing", "steer": "steered", "lead": "led",
}  # fmt: skip


class First(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Where a formula first stood; `by` says that it is only known to have been in use by then."""

    date: str
    source: str
    by: bool = False


class Formula(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One formula: Simplified Chinese and English renderings (`~` marks a word that inflects), and what it means."""

    id: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    meaning: str
    first: First
    lever: Lever | None
    category: str
    examples: tuple[str, ...]
    not_examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormulaHit:
    """A formula in a text: `text[start:end] == exact`."""

    id: str
    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class FormulaRow:
    """One hit with what is known of its document: the day (or year, or None), the publisher, the companies in it."""

    formula: str
    document_id: str
    published_at: str | None = None
    publisher: str | None = None
    companies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormulaCount:
    """How often a formula stands in one period, with one company, at one publisher. None where that is unknown."""

    formula: str
    period: str | None
    company: str | None
    publisher: str | None
    hits: int
    documents: int


@cache
def formulas() -> tuple[Formula, ...]:
    """Every formula of data/formulas. Raises DataError naming the file and the key that is wrong."""
    return tuple(formula for path in data.files("formulas") for formula in data.load(path, list[Formula]))


def find_formulas(text: str, language: str | None = None) -> tuple[FormulaHit, ...]:
    """The formulas in a text, in order, none overlapping. Both languages are looked for, whatever `language` says."""
    folded = fold(text, "zh" if language == "zh" or _HAN.search(text) else "en").translate(_SPACES)
    squeezed, starts, shifts = _squeeze(folded)
    scanner, ids = _finder()
    found = [(start, end, number) for number, start, end in scanner.scan(squeezed) if _is_whole(squeezed, start, end)]
    hits, at = [], 0
    for start, end, number in sorted(found, key=lambda hit: (hit[0], -hit[1])):
        if start >= at:
            first, last = _origin(start, starts, shifts), _origin(end - 1, starts, shifts) + 1
            hits.append(FormulaHit(ids[number], first, last, text[first:last]))
            at = end
    return tuple(hits)


def count_formulas(
    rows: Iterable[FormulaRow], period: Literal["year", "month", "day"] = "year"
) -> tuple[FormulaCount, ...]:
    """Hits and documents for each formula, period, company and publisher, in that order.

    A document that names two companies counts for both; one that names none counts under None.
    """
    length = {"year": 4, "month": 7, "day": 10}[period]
    documents: dict[tuple[str, str | None, str | None, str | None], list[str]] = defaultdict(list)
    for row in rows:
        when = row.published_at[:length] if row.published_at else None
        for company in row.companies or (None,):
            documents[row.formula, when, company, row.publisher].append(row.document_id)
    ordered = sorted(documents.items(), key=lambda item: tuple(part or "" for part in item[0]))
    return tuple(FormulaCount(*key, len(found), len(set(found))) for key, found in ordered)


def renderings(phrase: str) -> tuple[str, ...]:
    """All forms of an English rendering, folded: `uphold~` inflected, `-ize` and `-ise`, hyphens as spaces."""
    words = fold(phrase, "en").translate(_SPACES).split()
    return tuple(" ".join(chosen) for chosen in product(*(_inflected(word) for word in words)))


def _inflected(word: str) -> Sequence[str]:
    if not word.endswith("~"):
        return tuple(dict.fromkeys((word, re.sub(r"iz(?=e|ing|ation|ed)", "is", word))))
    stem = word[:-1]
    if stem.endswith("y") and stem[-2] not in "aeiou":
        regular = [stem[:-1] + "ies", stem[:-1] + "ied", stem + "ing"]
    elif stem.endswith("e"):
        regular = [stem + "s", stem + "d", stem[:-1] + "ing"]
    else:
        regular = [stem + ("es" if stem.endswith(("s", "x", "sh", "ch")) else "s"), stem + "ed", stem + "ing"]
    return tuple(dict.fromkeys([stem, *regular, *_IRREGULAR.get(stem, "").split()]))


@cache
def _finder() -> tuple[Scanner, tuple[str, ...]]:
    """All literals, and the formula of each."""
    owners: dict[str, str] = {}
    for formula in formulas():
        literals = [_squeeze(phrase)[0].casefold() for phrase in formula.zh]
        for literal in (*literals, *(form for phrase in formula.en for form in renderings(phrase))):
            if owners.setdefault(literal, formula.id) != formula.id:
                raise DataError(f"data/formulas: {literal!r} stands with {owners[literal]!r} and {formula.id!r}")
    return Scanner(owners), tuple(owners.values())


def _squeeze(folded: str) -> tuple[str, list[int], list[int]]:
    """The text without quotes, repeated spaces, and punctuation between Chinese characters; and where it was cut.

    From `starts[i]` in the result on, a position lies `shifts[i]` further on in the text.
    """
    pieces, starts, shifts, at, shift = [], [0], [0], 0, 0
    for found in _DROPPED.finditer(folded):
        pieces.append(folded[at : found.start()])
        at = found.end()
        shift += len(found.group())
        starts.append(at - shift)
        shifts.append(shift)
    return "".join([*pieces, folded[at:]]), starts, shifts


def _origin(position: int, starts: list[int], shifts: list[int]) -> int:
    return position + shifts[bisect_right(starts, position) - 1]


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a hit begins and ends at word boundaries; Chinese has none to respect."""
    return not (_is_letter(text, start - 1) and _is_letter(text, start)) and not (
        _is_letter(text, end - 1) and _is_letter(text, end)
    )


def _is_letter(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isalnum() and not _HAN.match(text[at])
