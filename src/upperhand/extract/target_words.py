"""The words by which it is known what a sentence speaks of: those of the thing's name, those around it, and those between it and what
made the candidate."""

from upperhand.extract.candidates import Candidate
from upperhand.extract.mentions import Found
from upperhand.extract.nearby_words import beside, between, named, opening
from upperhand.extract.reading import Reading
from upperhand.model import LEVERS


def target_words(candidate: Candidate, reading: Reading) -> list[str]:
    """Features by name of one that the sentence may speak of."""
    lever, why, sentence = LEVERS[candidate.lever], candidate.absent, candidate.sentence
    head, names = named(candidate.entity.name, reading.language)
    found = [f"k:{candidate.entity.kind}:{lever}:{why}", f"h:{lever}:{head}", *names]
    mention = candidate.mention
    if mention is None:
        opens = opening(reading.folded, sentence.start, sentence.end)[:3]
        return [*found, f"c:{lever}:{why}", *[f"c:{why}:{word}" for word in opens]]
    found += beside(reading.folded, (mention.start, mention.end), (sentence.start, sentence.end), lever, 2)
    return [*found, *_from_hit(candidate, mention, reading)]


def _from_hit(candidate: Candidate, mention: Found, reading: Reading) -> list[str]:
    """The first rule that hit beside the mention, on which side of it, and the words between the two."""
    found: list[str] = []
    for hit in candidate.hits[:3]:
        side, gap, told = between(reading.folded, (mention.start, mention.end), (hit.start, hit.end))
        found.append(f"t:{side}:{hit.rule.id}")
        if gap >= 0:
            return [*found, *(f"b:{side}:{word}" for word in told)]
        found.append(f"t:in:{hit.rule.id}")
    return found
