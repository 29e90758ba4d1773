"""Why a claim was made: the rules that hit, the words that spoke for its lever, the cues, and the judges' figures."""

from dataclasses import dataclass

from upperhand.extract.decide import Chosen
from upperhand.extract.judge import Study
from upperhand.extract.lever_model import CONCEPT_SHARE, LeverModel
from upperhand.extract.linear import RULE_SHARE, RULED
from upperhand.extract.tell import Told
from upperhand.model import Cue


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule that hit: its id, its strength, and where and what it found."""

    rule: str
    strength: str
    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class Weight:
    """A feature of the sentence with its weight for the lever (log odds; above 0 speaks for it)."""

    feature: str
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What decided about one claim. `lever_score` is the first view of the sentence, with `network_score` the network's part in it
    (log odds); `topic_score` how likely the sentence states a fact of the lever, `target_score` how likely it is about this target,
    `reader_score` what the reader of a slower tier says to both (log odds; None in the fast tier); `confidence` is calibrated."""

    claim_id: str
    rules: tuple[RuleWords, ...]
    cues: tuple[Cue, ...]
    words: tuple[Weight, ...]
    lever_score: float
    network_score: float
    topic_score: float
    target_score: float
    reader_score: float | None
    confidence: float
    target_named: bool
    target_because: str
    sentence: tuple[int, int]


_BECAUSE = {
    "": "named in the sentence",
    "first": "the company first named in the text before",
    "last": "the company last named in the text before",
    "main": "the company that the document is about",
    "sector": "the group last named in the text before",
    "person": "the person last named in the text before",
    "recent": "a company that the text named shortly before",
    "tied": "the company to which a person in the sentence is tied",
}


def weights(model: LeverModel, words: list[str], concepts: list[str], lever: int, most: int = 12) -> tuple[Weight, ...]:
    """The features of a sentence that weigh most for or against the lever."""
    share, meant = 1 / (len(words) ** 0.5 or 1.0), CONCEPT_SHARE / (len(concepts) ** 0.5 or 1.0)
    shares = dict.fromkeys(words, share) | dict.fromkeys(concepts, meant)
    known = {
        name: float(model.weights[model.vocabulary[name], lever]) * (RULE_SHARE if name[:2] in RULED else own)
        for name, own in shares.items()
        if name in model.vocabulary
    }
    ranked = sorted(known.items(), key=lambda item: (-abs(item[1]), item[0]))[:most]
    return tuple(Weight(name, round(weight, 3)) for name, weight in ranked)


def explanation(
    claim_id: str, studied: Study, chosen: Chosen, told: Told, levers: LeverModel, confidence: float, at: int = 0
) -> Explanation:
    """Put together what the judges saw; `at` is where the part of the document begins that they read."""
    candidate, text = chosen.candidate, studied.document.text
    words, concepts, likely = studied.words[candidate.number], studied.concepts[candidate.number], studied.likely
    options = studied.options
    assert likely is not None and options is not None
    return Explanation(
        claim_id,
        tuple(
            RuleWords(hit.rule.id, hit.rule.rule.strength, hit.start + at, hit.end + at, text[hit.start : hit.end])
            for hit in candidate.hits
        ),
        tuple(Cue(hit.start + at, hit.end + at, text[hit.start : hit.end], hit.cue.entry.decides) for hit in told.cues),
        weights(levers, words, concepts, candidate.lever),
        round(float(likely.p[candidate.number, candidate.lever]), 4),
        round(float(likely.sensed[candidate.number, candidate.lever]), 4),
        round(options.topic[chosen.option], 4),
        round(options.target[chosen.option], 4),
        round(options.read[chosen.option], 4) if options.read else None,
        confidence,
        candidate.mention is not None,
        _BECAUSE[candidate.absent],
        (candidate.sentence.start + at, candidate.sentence.end + at),
    )
