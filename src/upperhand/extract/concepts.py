"""What a sentence speaks of, whatever its words: concepts of data/concepts, and pairs of them.

A thesaurus lets the lever model learn from `land came cheaper` what it needs for `plots at half price`. Words of a language
that no training text had are known by what they mean, and both languages share the concepts.
"""

from collections.abc import Iterable, Iterator
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


@cache
def _english() -> tuple[dict[str, tuple[str, ...]], dict[str, list[tuple[tuple[str, ...], str]]]]:
    """The concepts of each stem, and for the first stem of each phrase its phrases."""
    said = [
        (tuple(map(stem, word.split("_"))), name) for name, concept in _known().items() for word in concept.en.split()
    ]
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for stems, name in said:
        if len(stems) > 1:
            phrases.setdefault(stems[0], []).append((stems, name))
    return _by_word((stems[0], name) for stems, name in said if len(stems) == 1), phrases


@cache
def _chinese() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[int, ...]]]:
    """The concepts of each word, and for each first character the lengths of the words that it begins, the longest first."""
    single = _by_word((word, name) for name, concept in _known().items() for word in concept.zh.split())
    return single, lengths(single)


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
    for at, (_, name) in enumerate(stream):
        for other in range(at + 1, min(len(stream), at + 1 + _NEAR)):
            second = stream[other][1]
            if name == second:
                continue
            found[f"{MARK}{name}&{second}" if name < second else f"{MARK}{second}&{name}"] = None
            if clauses[at] == clauses[other]:
                found[f"{MARK}{name}>{second}"] = None
    return list(found)


def _in_english(reading: Reading, sentence: Sentence) -> Iterator[tuple[int, str]]:
    """Words and phrases outside names."""
    single, phrases = _english()
    names = _spans(sentence.mentions)
    starts = reading.starts[sentence.first : sentence.last]
    tokens = [stem(word) for word in reading.words[sentence.first : sentence.last]]
    for at, token in enumerate(tokens):
        place = starts[at]
        if (token in single or token in phrases) and not any(start <= place < end for start, end in names):
            for name in single.get(token, ()):
                yield place, name
            for stems, name in phrases.get(token, ()):
                if tuple(tokens[at : at + len(stems)]) == stems:
                    yield place, name


def _in_chinese(reading: Reading, sentence: Sentence) -> Iterator[tuple[int, str]]:
    """The longest word at each place outside names."""
    single, sizes = _chinese()
    names = _spans(sentence.mentions)
    folded, at = reading.folded, sentence.start
    while at < sentence.end:
        size = next((n for n in sizes.get(folded[at], ()) if folded[at : at + n] in single), 0)
        if not size or at + size > sentence.end:
            at += 1
            continue
        if not any(start <= at and at + size <= end for start, end in names):
            for name in single[folded[at : at + size]]:
                yield at, name
        at += size


def _spans(mentions: list[Found]) -> list[tuple[int, int]]:
    return [(m.start, m.end) for m in mentions if m.kind in _NAMED and not m.generic]
