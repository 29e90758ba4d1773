"""A document as the extractor reads it: folded, cut into sentences, with the literals, mentions and rule hits of each."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from upperhand.extract import mentions_en, mentions_zh
from upperhand.extract.fold import fold
from upperhand.extract.mentions import Found, chain, without_overlap
from upperhand.extract.pack import Pack
from upperhand.extract.rules import CompiledRule
from upperhand.extract.segment import clauses, sentences
from upperhand.extract.stems import stem
from upperhand.extract.tokens_en import TOKENS, starts_of


@dataclass(slots=True)
class RuleHit:
    """Where a rule found its pattern."""

    rule: CompiledRule
    start: int
    end: int
    match: re.Match[str]

    def in_group(self, name: str, mention: Found) -> bool:
        """Whether the mention stands where the pattern's group of that name matched."""
        if name not in self.match.re.groupindex or self.match.start(name) < 0:
            return False
        return self.match.start(name) < mention.end and mention.start < self.match.end(name)


def strong(hits: Sequence[RuleHit]) -> int:
    """How many of the hits are of strong rules."""
    return [hit.rule.rule.strength for hit in hits].count("strong")


@dataclass(slots=True)
class Sentence:
    """One sentence with everything found in it."""

    start: int
    end: int
    first: int = 0
    last: int = 0
    mentions: list[Found] = field(default_factory=list)
    hits: list[RuleHit] = field(default_factory=list)
    cues: list[int] = field(default_factory=list)
    clauses: list[tuple[int, int]] = field(default_factory=list)

    def clause_at(self, at: int) -> int:
        """The number of the clause that holds a place of the text, -1 for none."""
        for number, (start, end) in enumerate(self.clauses):
            if start <= at < end:
                return number
        return -1


@dataclass(slots=True)
class Reading:
    """The whole document, read. `words` and `starts` are the tokens, `stems` their stems (English only)."""

    text: str
    folded: str
    language: str
    sentences: list[Sentence]
    words: Sequence[str] = ()
    stems: Sequence[str] = ()
    starts: Sequence[int] = ()


def read_text(text: str, pack: Pack) -> Reading:
    """Fold, cut, scan once, run the rules whose anchors stand in a sentence, and find the mentions."""
    folded = fold(text, pack.language)
    spans = sentences(folded, pack.language, text)
    reading = Reading(text, folded, pack.language, [Sentence(start, end) for start, end in spans])
    if pack.language == "en":
        _tokenise(reading)
    _distribute(reading, pack)
    if pack.language == "zh":
        mentions_zh.echoes(text, folded, [(s.start, s.end, s.mentions) for s in reading.sentences])
    for sentence in reading.sentences:
        sentence.clauses = clauses(folded, sentence.start, sentence.end, pack.language)
    return reading


def _tokenise(reading: Reading) -> None:
    reading.words = TOKENS.findall(reading.folded)
    reading.starts = starts = starts_of(reading.words, reading.folded)
    reading.stems = list(map(stem, reading.words))
    at = 0
    for sentence in reading.sentences:
        sentence.first = bisect_left(starts, sentence.start, at)
        sentence.last = at = bisect_left(starts, sentence.end, sentence.first)


def _distribute(reading: Reading, pack: Pack) -> None:
    """Give each sentence its literals: run the rules that they wake, make mentions of the aliases."""
    hits = pack.scanner.scan(reading.folded)
    at, many = 0, len(hits)
    for sentence in reading.sentences:
        rules = 0
        names: list[Found] = []
        shapes: list[tuple[int, int, str]] = []
        cues: set[int] = set()
        while at < many and hits[at][2] <= sentence.end:
            number, start, end = hits[at]
            at += 1
            if start < sentence.start:
                continue
            meaning = pack.meanings[number]
            rules |= meaning.rules
            cues.update(meaning.cues)
            if meaning.shape:
                shapes.append((start, end, meaning.shape))
            if meaning.aliases:
                names += pack.named(reading.text, reading.folded, start, end, meaning.aliases)
        _fill(reading, sentence, pack, rules, names, shapes)
        sentence.cues = sorted(cues)


def _fill(
    reading: Reading,
    sentence: Sentence,
    pack: Pack,
    rules: int,
    names: list[Found],
    shapes: list[tuple[int, int, str]],
) -> None:
    start, end = sentence.start, sentence.end
    sentence.hits = [
        RuleHit(rule, *match.span(), match) for rule, match in pack.hits(reading.folded, start, end, rules)
    ]
    if reading.language == "en":
        names += mentions_en.runs(reading.text, start, end)
        names += mentions_en.groups(
            reading.words, reading.starts, sentence.first, sentence.last, reading.folded, reading.text
        )
    else:
        names += mentions_zh.names(reading.text, reading.folded, start, end, shapes)
        names = mentions_zh.surer(reading.folded, start, end, names)
    sentence.mentions = without_overlap(names)
    if reading.language == "zh":
        more = mentions_zh.listed(reading.text, reading.folded, (start, end), sentence.mentions)
        sentence.mentions = without_overlap([*sentence.mentions, *more]) if more else sentence.mentions
    chain(reading.folded, sentence.mentions, mentions_en.JOINS if reading.language == "en" else mentions_zh.JOINS)
    kinds = {mention.kind for mention in sentence.mentions}
    sentence.hits = [hit for hit in sentence.hits if hit.rule.needs_met(reading.folded, start, end, kinds)]
