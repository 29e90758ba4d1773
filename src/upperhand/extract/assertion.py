"""Status and stance: what the cues over a claim and the words of its sentence say."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from upperhand.extract.candidates import Candidate
from upperhand.extract.context import CueHit
from upperhand.extract.lever_model import RULE_SHARE, RULED
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


class Chooser:
    """A linear model with one column of weights a label."""

    def __init__(
        self,
        labels: Sequence[str],
        vocabulary: Mapping[str, int],
        weights: NDArray[np.float32],
        bias: NDArray[np.float32],
    ) -> None:
        self.labels = tuple(labels)
        self.vocabulary = vocabulary
        self.weights = weights
        self.bias = bias
        self.is_rule = np.array([name[:2] in RULED for name in vocabulary], bool)

    def scores(self, found: Sequence[str]) -> NDArray[np.float64]:
        """The probability of each label."""
        get = self.vocabulary.get
        known = np.array([index for name in found if (index := get(name)) is not None], np.intp)
        is_rule = self.is_rule[known]
        share = 1 / math.sqrt(len(found) or 1)
        raw = (
            self.bias
            + self.weights[known[is_rule]].sum(axis=0) * RULE_SHARE
            + self.weights[known[~is_rule]].sum(axis=0) * share
        )
        raw = np.exp(np.asarray(raw, dtype=np.float64) - float(np.max(raw)))
        return np.asarray(raw / raw.sum())

    def choose(self, found: Sequence[str]) -> str:
        """The likeliest label."""
        return self.labels[int(self.scores(found).argmax())]
