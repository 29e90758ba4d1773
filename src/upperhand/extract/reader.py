"""The reader of the tiers `accurate` and `thorough`: an encoder that sees sentences in their place and says, of each thing that a
sentence may be about, which levers it states of it."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from upperhand.extract.answer import Answer, Answers
from upperhand.extract.candidates import ABSENT, Candidate
from upperhand.extract.encoder import Encoder
from upperhand.extract.layers import Floats, Linear, gelu, heard
from upperhand.extract.reader_choices import Chooser
from upperhand.extract.reading import Reading
from upperhand.extract.unigram import Unigrams
from upperhand.extract.windows import Span, Window, windows
from upperhand.extract.wordpiece import BEGIN, END, WordPieces

KINDS = ("company", "unknown", "person", "sector")
WHY = ("", *ABSENT)
HEADS = 8  # in what a thing hears of its sentence
LEAST = 0.06  # what the fast tier thinks less likely hardly ever becomes a claim, and is not asked about
Places = Mapping[str, tuple[list[int], list[Span]]]


@dataclass(frozen=True, eq=False)
class Reader:
    """`far` stands for something that the window does not name; `why` and `kinds` have a row for each of WHY and KINDS. What a thing
    hears of its sentence is found by `ask` and `tell`. `share` is the weight of its word beside the fast tier's; `threshold`, `further`
    and `knots` are as in the model of the fast tier; `who`, `when` and their shares are for the options of a claim."""

    language: str
    pieces: WordPieces | Unigrams
    encoder: Encoder
    far: Floats
    why: Floats
    kinds: Floats
    ask: Linear
    tell: Linear
    pair: Linear
    answer: Linear
    chooser: Chooser
    numbers: Mapping[str, float]
    knots: tuple[NDArray[np.float64], NDArray[np.float64]]

    def answers(self, reading: Reading, candidates: Sequence[Candidate], scores: Sequence[float]) -> Answers:
        """What it makes of the sentences and things of those candidates whose score, the fast tier's probability, is LEAST or more."""
        asked: dict[int, dict[str, Candidate]] = {}
        for one, score in zip(candidates, scores, strict=True):
            if score >= LEAST:
                asked.setdefault(one.number, {}).setdefault(one.entity.key, one)
        return self.read(reading, {number: list(own.values()) for number, own in asked.items()})

    def read(self, reading: Reading, asked: Mapping[int, Sequence[Candidate]]) -> Answers:
        """What it makes of each thing of each sentence that is asked about."""
        number = self.pieces.number
        places = places_of(reading)
        answers: dict[tuple[int, str], Answer] = {}
        for window in windows(self.pieces.cut(reading.text), reading.sentences, number[BEGIN], number[END], asked):
            states = self.encoder.states(window.ids)
            for sentence in asked.keys() & window.sentences.keys():
                answers |= self._answers(window, states, sentence, asked[sentence], places)
        return answers

    def _answers(
        self, window: Window, states: Floats, sentence: int, things: Sequence[Candidate], places: Places
    ) -> Answers:
        own = states[slice(*window.sentences[sentence])]
        mean, most = own.mean(axis=0), own.max(axis=0)
        runs = [run_of(window, thing, places) for thing in things]
        named = np.stack([states[slice(*run)].mean(axis=0) if run else self.far for run in runs])
        told = [(self.why[WHY.index(thing.absent)], self.kinds[kind_of(thing)]) for thing in things]
        key, value = np.split(self.tell(own), 2, axis=1)
        hears = heard(self.ask(named), key, value, HEADS)
        rows = [np.concatenate([mean, most, n, mean * n, h, *t]) for n, h, t in zip(named, hears, told, strict=True)]
        thoughts = gelu(self.pair(np.stack(rows)))
        odds = self.answer(thoughts)
        return {
            (sentence, thing.entity.key): Answer(odds[at], thoughts[at], window, states)
            for at, thing in enumerate(things)
        }


def kind_of(thing: Candidate) -> int:
    """The number of its kind in KINDS."""
    return KINDS.index(thing.entity.kind) if thing.entity.kind in KINDS else KINDS.index("unknown")


def places_of(reading: Reading) -> Places:
    """For each entity the numbers of the sentences that name it, in order, and where each does."""
    found: dict[str, tuple[list[int], list[Span]]] = {}
    for number, sentence in enumerate(reading.sentences):
        for mention in sentence.mentions:
            numbers, spans = found.setdefault(mention.key, ([], []))
            numbers.append(number)
            spans.append((mention.start, mention.end))
    return found


def run_of(window: Window, thing: Candidate, places: Places) -> Span | None:
    """Its pieces in the window: where the sentence names it, or where it was named last before."""
    if thing.mention is not None:
        return window.run(thing.mention.start, thing.mention.end)
    numbers, spans = places.get(thing.entity.key, ([], []))
    before = bisect_left(numbers, thing.number)
    return window.run(*spans[before - 1]) if before else None


def blended(scores: NDArray[np.float64], odds: Floats, share: float) -> NDArray[np.float64]:
    """The fast tier's probabilities with the reader's log odds, `share` of the latter."""
    sure = np.clip(scores, 1e-4, 1 - 1e-4)
    both = (1 - share) * np.log(sure / (1 - sure)) + share * odds
    return np.asarray(1 / (1 + np.exp(-both)), np.float64)
