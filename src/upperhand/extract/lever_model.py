"""First judgement: how likely is each lever in a sentence? A linear model over its words, with names replaced by their kinds."""

import itertools
import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from upperhand.extract.linear import RULE_SHARE, Floats, Linear, Names
from upperhand.extract.reading import Reading, Sentence

CONCEPT_SHARE = 0.6
NETWORK_SHARE = 0.5
MOST_KNOWN = 30_000  # characters: more than a text has that is not made to fill the memory
SHOWN = {
    "company": "@C",
    "unknown": "@C",
    "person": "@P",
    "state": "@S",
    "party": "@Y",
    "foreign": "@F",
    "media": "@M",
}


def features(reading: Reading, sentence: Sentence) -> list[str]:
    """What the model sees of a sentence: words or characters, pairs of them, kinds of mentions, rules that hit."""
    tokens = english(reading, sentence, reading.stems) if reading.language == "en" else chinese(reading, sentence)
    runs = [tokens, map("|".join, itertools.pairwise(tokens))]
    if reading.language == "zh":
        runs.append(map("|".join, zip(tokens, tokens[1:], tokens[2:], strict=False)))
    found = dict.fromkeys(itertools.chain.from_iterable(runs))
    for hit in sentence.hits:
        found["r:" + hit.rule.id] = None
        found[f"l:{hit.rule.lever}:{hit.rule.rule.strength}"] = None
    for mention in sentence.mentions:
        found["k:" + mention.kind] = None
    return list(found)


def english(reading: Reading, sentence: Sentence, said: Sequence[str]) -> list[str]:
    """What is `said` of the words of a sentence, out of those of the whole text, with each mention of a name as one token for its kind."""
    starts, at, last = reading.starts, sentence.first, sentence.last
    tokens: list[str] = []
    for mention in sentence.mentions:
        if mention.kind in SHOWN and not mention.generic:
            begin = bisect_left(starts, mention.start, at, last)
            tokens += said[at:begin]
            if begin < last and starts[begin] == mention.start:
                tokens.append(SHOWN[mention.kind])
            at = bisect_left(starts, mention.end, begin, last)
    tokens += said[at:last]
    return tokens


def chinese(reading: Reading, sentence: Sentence) -> list[str]:
    """The characters of a sentence, each name as one token for its kind."""
    spans = [m for m in sentence.mentions if m.kind in SHOWN and not m.generic]
    tokens: list[str] = []
    at = sentence.start
    for mention in spans:
        tokens += map(_SAID.__getitem__, reading.folded[at : mention.start])
        tokens.append(SHOWN[mention.kind])
        at = mention.end
    tokens += map(_SAID.__getitem__, reading.folded[at : sentence.end])
    return list(filter(None, tokens))


class _Said(dict[str, str]):
    """Each character as a token: digits are all one, some marks and white space none."""

    def __missing__(self, char: str) -> str:
        said = "" if char in " ，,、。\n" else "#" if char.isdigit() else char
        if len(self) < MOST_KNOWN:
            self[char] = said
        return said


_SAID = _Said()


class LeverModel(Linear):
    """Weights by feature."""

    def scores(self, words: Sequence[Names], concepts: Sequence[Names]) -> tuple[Floats, Floats]:
        """What rules say, and what words and concepts do, in log odds without the bias: one row a sentence, in the order of LEVERS.

        Words are scaled by the root of their number, concepts by that of theirs, rules are not.
        """
        ruled, worded = self.sums(self.look_up(words))
        _, meant = self.sums(self.look_up(concepts))
        return ruled * RULE_SHARE, worded / _roots(words) + meant * (CONCEPT_SHARE / _roots(concepts))

    def judge(self, words: Sequence[Names], concepts: Sequence[Names], sensed: Floats) -> "Likely":
        """How likely each lever is in each sentence; `sensed` are the network's log odds."""
        ruled, worded = self.scores(words, concepts)
        odds = (ruled + worded + self.bias + NETWORK_SHARE * sensed) / (1 + NETWORK_SHARE)
        return Likely(np.asarray(1.0 / (1.0 + np.exp(-odds)), np.float32), ruled, worded, sensed)


def _roots(sentences: Sequence[Names]) -> Floats:
    return np.array([[math.sqrt(len(found) or 1)] for found in sentences], np.float32).reshape(len(sentences), 1)


@dataclass(frozen=True, slots=True)
class Likely:
    """The first view of a document: probabilities, and the parts of rules, of words and of the network in them."""

    p: Floats
    ruled: Floats
    worded: Floats
    sensed: Floats
