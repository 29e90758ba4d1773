"""From judged candidates to claims: which to keep, and which words bear them out."""

from collections.abc import Sequence
from dataclasses import dataclass

from upperhand.extract.candidates import Candidate, trigger

Span = tuple[int, int]
LISTED, SHARED = 0.06, 0.9


@dataclass(slots=True)
class Chosen:
    """A candidate that is kept, with its raw probability, the span of its words, and its number among all."""

    candidate: Candidate
    probability: float
    span: Span
    option: int = -1


def choose(
    found: Sequence[Candidate],
    probabilities: Sequence[float],
    threshold: float,
    further: float,
) -> list[Chosen]:
    """In each sentence and for each lever the likeliest target above `threshold`, and others above `further`.

    The others of a list share the lot of one that is kept, down to `LISTED`, and `SHARED` of its probability.
    """
    groups: dict[tuple[int, int], list[tuple[float, int]]] = {}
    least = min(threshold, further, LISTED)
    for index, (candidate, probability) in enumerate(zip(found, probabilities, strict=True)):
        if probability >= least:
            groups.setdefault((candidate.number, candidate.lever), []).append((-probability, index))
    kept: list[Chosen] = []
    for group in groups.values():
        chains: dict[int, float] = {}
        for rank, (negative, index) in enumerate(sorted(group)):
            mention = found[index].mention
            chain = mention.chain if mention else 0
            shared = chains.get(chain, 0.0) if chain else 0.0
            if shared or -negative >= (further if rank else threshold):
                chains.setdefault(chain, SHARED * -negative)
                kept.append(Chosen(found[index], max(-negative, shared), span(found[index]), index))
    return kept


def span(candidate: Candidate) -> Span:
    """The run of whole clauses that holds what made the candidate and its target; the sentence where no rule hit."""
    sentence = candidate.sentence
    if not candidate.hits or len(sentence.clauses) == 1:
        return sentence.start, sentence.end
    left, right = trigger(candidate)
    if candidate.mention is not None:
        left, right = min(left, candidate.mention.start), max(right, candidate.mention.end)
    touched = [clause for clause in sentence.clauses if clause[0] < right and left < clause[1]]
    return (touched[0][0], touched[-1][1]) if touched else (sentence.start, sentence.end)
