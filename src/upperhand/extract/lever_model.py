"""First judgement: how likely is each lever in a sentence? A linear model over its words, with names replaced by their kinds."""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from upperhand.extract.linear import RULE_SHARE, Floats, Linear, Names
from upperhand.extract.reading import Reading, Sentence
from upperhand.extract.stems import stem

CONCEPT_SHARE = 0.6
NETWORK_SHARE = 0.5
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
    tokens = english(reading, sentence, stem) if reading.language == "en" else chinese(reading, sentence)
    found = dict.fromkeys(tokens)
    found.update(dict.fromkeys(map("|".join, itertools.pairwise(tokens))))
    if reading.language == "zh":
        found.update(dict.fromkeys(map("|".join, zip(tokens, tokens[1:], tokens[2:], strict=False))))
    for hit in sentence.hits:
        found["r:" + hit.rule.id] = None
        found[f"l:{hit.rule.lever}:{hit.rule.rule.strength}"] = None
    for mention in sentence.mentions:
        found["k:" + mention.kind] = None
    return list(found)


def english(reading: Reading, sentence: Sentence, say: Callable[[str], str]) -> list[str]:
    """The words of a sentence as `say` puts them, each mention of a name as one token for its kind."""
    spans = [m for m in sentence.mentions if m.kind in SHOWN and not m.generic]
    tokens: list[str] = []
    at = 0
    for number in range(sentence.first, sentence.last):
        start = reading.starts[number]
        while at < len(spans) and spans[at].end <= start:
            at += 1
        if at < len(spans) and spans[at].start <= start:
            if spans[at].start == start:
                tokens.append(SHOWN[spans[at].kind])
            continue
        tokens.append(say(reading.words[number]))
    return tokens


def chinese(reading: Reading, sentence: Sentence) -> list[str]:
    """The characters of a sentence, each name as one token for its kind."""
    spans = [m for m in sentence.mentions if m.kind in SHOWN and not m.generic]
    tokens: list[str] = []
    at = sentence.start
    for mention in spans:
        tokens += reading.folded[at : mention.start]
        tokens.append(SHOWN[mention.kind])
        at = mention.end
    tokens += reading.folded[at : sentence.end]
    return ["#" if token.isdigit() else token for token in tokens if token not in " ，,、。\n"]


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
