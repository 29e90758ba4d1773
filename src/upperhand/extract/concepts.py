"""What a sentence speaks of, whatever its words: concepts of data/concepts, and pairs of them.

A thesaurus lets the lever model learn from `land came cheaper` what it needs for `plots at half price`. Words of a language
that no training text had are known by what they mean, and both languages share the concepts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

import msgspec

from upperhand import data
from upperhand.extract.lever_model import SHOWN
from upperhand.extract.longest import lengths
from upperhand.extract.mentions import Found
from upperhand.extract.reading import Reading, Sentence
from upperhand.extract.stems import stem

MARK = "c:"
_NEAR = 13
_SHOWN = SHOWN | {"sector": "@T", "anaphor": "@A", "crowd": "@W", "place": "@L"}
_NAMED = frozenset({"company", "unknown", "person", "media"})


class Concept(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The words of one concept, divided by spaces; `_` joins those of a phrase."""

    en: str
    zh: str


@cache
def _known() -> dict[str, Concept]:
    return data.load("concepts/concepts.yml", dict[str, Concept])


@dataclass(slots=True)
class _Meant:
    """The concepts of a stem, and the phrases that it begins with the concept of each."""

    names: tuple[str, ...] = ()
    phrases: list[tuple[tuple[str, ...], str]] = field(default_factory=list)


@cache
def _english() -> dict[str, _Meant]:
    """What each stem may mean."""
    said = [
        (tuple(map(stem, word.split("_"))), name) for name, concept in _known().items() for word in concept.en.split()
    ]
    single = _by_word((stems[0], name) for stems, name in said if len(stems) == 1)
    found = {word: _Meant(names) for word, names in single.items()}
    for stems, name in said:
        if len(stems) > 1:
            found.setdefault(stems[0], _Meant()).phrases.append((stems, name))
    return found


@cache
def _chinese() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[int, ...]]]:
    """The concepts of each word, and for each first character the lengths of the words that it begins, the longest first."""
    single = _by_word((word, name) for name, concept in _known().items() for word in concept.zh.split())
    return single, lengths(single, 1)


def _by_word(said: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The concepts of each word, each once, in their order."""
    found: dict[str, dict[str, None]] = {}
    for word, name in said:
        found.setdefault(word, {})[name] = None
    return {word: tuple(names) for word, names in found.items()}


def features(reading: Reading, number: int) -> list[str]:
    """The concepts of sentence `number`, any two that stand near each other, which comes first of two in one clause, and the levers
    of the rules that hit in the sentences before and after."""
    sentence = reading.sentences[number]
    mentions = [(mention.start, _SHOWN.get(mention.kind, "@O")) for mention in sentence.mentions]
    said = _in_english(reading, sentence) if reading.language == "en" else _in_chinese(reading, sentence)
    stream = sorted([*mentions, *said])
    clauses = [sentence.clause_at(at) for at, _ in stream]
    found = {MARK + name: None for _, name in stream}
    for side, beside in (("<", number - 1), (">", number + 1)):
        if 0 <= beside < len(reading.sentences):
            found |= {f"{MARK}{side}{hit.rule.lever}": None for hit in reading.sentences[beside].hits}
    names = [name for _, name in stream]
    for at, name in enumerate(names, 1):
        pairs, own = _PAIRS[name], clauses[at - 1]
        for second, clause in zip(names[at : at + _NEAR], clauses[at : at + _NEAR], strict=True):
            if name != second:
                near, first = pairs[second]
                found[near] = None
                if clause == own:
                    found[first] = None
    return list(found)


class _Pairs(dict[str, tuple[str, str]]):
    """By a second concept: that it stands near the first, and that it stands after it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __missing__(self, second: str) -> tuple[str, str]:
        name = self.name
        pair = f"{MARK}{min(name, second)}&{max(name, second)}", f"{MARK}{name}>{second}"
        self[second] = pair
        return pair


class _AllPairs(dict[str, _Pairs]):
    """The pairs of each concept, made as they are met: there are no more than the square of the concepts."""

    def __missing__(self, name: str) -> _Pairs:
        pairs = self[name] = _Pairs(name)
        return pairs


_PAIRS = _AllPairs()


def _in_english(reading: Reading, sentence: Sentence) -> Iterator[tuple[int, str]]:
    """Words and phrases outside names."""
    known, stems, starts = _english(), reading.stems, reading.starts
    names = _spans(sentence.mentions)
    for at in range(sentence.first, sentence.last):
        meant = known.get(stems[at])
        if meant is None:
            continue
        place = starts[at]
        if any(start <= place < end for start, end in names):
            continue
        for name in meant.names:
            yield place, name
        for phrase, name in meant.phrases:
            if tuple(stems[at : min(at + len(phrase), sentence.last)]) == phrase:
                yield place, name


def _in_chinese(reading: Reading, sentence: Sentence) -> Iterator[tuple[int, str]]:
    """The longest word at each place outside names."""
    single, sizes = _chinese()
    names = _spans(sentence.mentions)
    folded, at, last = reading.folded, sentence.start, sentence.end
    while at < last:
        for size in sizes.get(folded[at], ()):
            if at + size <= last and folded[at : at + size] in single:
                break
        else:
            at += 1
            continue
        if not any(start <= at and at + size <= end for start, end in names):
            for name in single[folded[at : at + size]]:
                yield at, name
        at += size


def _spans(mentions: list[Found]) -> list[tuple[int, int]]:
    return [(m.start, m.end) for m in mentions if m.kind in _NAMED and not m.generic]
