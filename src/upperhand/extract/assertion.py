"""Status and stance: what the cues over a claim and the words of its sentence say."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from upperhand.extract.candidates import Candidate
from upperhand.extract.context import CueHit
from upperhand.extract.linear import Floats, Linear, Names
from upperhand.model import LEVERS

STATUSES = ("effective", "planned", "eased", "denied")
STANCES = ("asserted", "attributed", "speculative")


def features(candidate: Candidate, words: Sequence[str], cues: Sequence[CueHit], span: tuple[int, int]) -> list[str]:
    """What the model sees: the lever, the cues that reach the claim, those that do not, the words of the sentence."""
    found = [f"lever:{LEVERS[candidate.lever]}", *words]
    for cue in cues:
        near = cue.reach[0] < span[1] and span[0] < cue.reach[1]
        side = "l:over" if near else "l:off"
        found += [f"{side}:{cue.cue.entry.decides}", f"{side}:{cue.cue.entry.id}"]
    for hit in candidate.hits:
        if hit.rule.rule.status:
            found.append(f"l:says:{hit.rule.rule.status}")
    return list(dict.fromkeys(found))


class Chooser(Linear):
    """A linear model with one column of weights a label."""

    def __init__(self, labels: Sequence[str], vocabulary: Mapping[str, int], weights: Floats, bias: Floats) -> None:
        super().__init__(vocabulary, weights, bias)
        self.labels = tuple(labels)

    def probabilities(self, many: Sequence[Names]) -> NDArray[np.float64]:
        """The probability of each label, a row a text."""
        return self.weighed(*self.sums(self.look_up(many)), many)

    def weighed(self, ruled: Floats, worded: Floats, many: Sequence[Names]) -> NDArray[np.float64]:
        """The same out of the sums of weights."""
        raw = self.raw(ruled, worded, many)
        raw = np.exp(raw - raw.max(axis=1, keepdims=True))
        return np.asarray(raw / raw.sum(axis=1, keepdims=True))

    def scores(self, found: Names) -> NDArray[np.float64]:
        """The probability of each label for one text."""
        return np.asarray(self.probabilities([found])[0])

    def choose(self, many: Sequence[Names]) -> list[str]:
        """The likeliest label of each text."""
        return [self.labels[at] for at in self.probabilities(many).argmax(axis=1)] if len(many) else []


Said = tuple[Sequence[tuple[Floats, Floats] | None], float]


def chosen(
    status: Chooser, stance: Chooser, many: Sequence[Names], said: Said | None = None
) -> tuple[list[str], list[str]]:
    """The likeliest status and the likeliest stance of each text: what both choose, with each feature looked up once. `said` is what
    a reader says of each text, in logarithms, and the weight of its word."""
    if not many:
        return [], []
    joint, middle = together(status, stance), len(status.labels)
    ruled, worded = joint.sums(joint.look_up(many))
    statuses = status.weighed(ruled[:, :middle], worded[:, :middle], many)
    stances = stance.weighed(ruled[:, middle:], worded[:, middle:], many)
    for row, told in enumerate(said[0] if said else ()):
        if said and told:
            statuses[row] = blended(statuses[row], told[0], said[1])
            stances[row] = blended(stances[row], told[1], said[1])
    best = statuses.argmax(axis=1), stances.argmax(axis=1)
    return [status.labels[at] for at in best[0]], [stance.labels[at] for at in best[1]]


def blended(own: NDArray[np.float64], told: NDArray[Any], share: float) -> NDArray[np.float64]:
    """Our probabilities of the labels, and what a reader says of them in logarithms but for a constant, with `share` of the latter:
    log odds, one text or a row a text."""
    sure = told - np.logaddexp.reduce(told, axis=-1, keepdims=True)
    return np.asarray((1 - share) * np.log(own + 1e-9) + share * sure, np.float64)


@lru_cache(maxsize=4)
def together(one: Linear, other: Linear) -> Linear:
    """Two models as one with the columns of both: what only one knows adds nothing to the sums of the other."""
    vocabulary = dict(one.vocabulary)
    for name in other.vocabulary:
        vocabulary.setdefault(name, len(vocabulary))
    middle = len(one.bias)
    weights = np.zeros((len(vocabulary), middle + len(other.bias)), np.float32)
    weights[: len(one.vocabulary), :middle] = one.weights
    weights[[vocabulary[name] for name in other.vocabulary], middle:] = other.weights
    return Linear(vocabulary, weights, np.concatenate([one.bias, other.bias]))
