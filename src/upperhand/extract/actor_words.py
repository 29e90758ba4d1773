"""The words by which an actor is known: those of its own name, those around it, and those between it and the target."""

from upperhand.extract.candidates import Candidate
from upperhand.extract.mentions import Found
from upperhand.extract.nearby_words import beside, between, named, words
from upperhand.extract.reading import Reading
from upperhand.model import LEVERS


def actor_words(candidate: Candidate, mention: Found, reading: Reading, back: int) -> list[str]:
    """Features by name of one who may have acted, named `back` sentences before."""
    lever, kind, folded = LEVERS[candidate.lever], mention.kind, reading.folded
    own = mention.key == candidate.entity.key
    head, names = named(mention.name, reading.language)
    found = [f"k:{kind}:{lever}:{own}", f"h:{lever}:{head}", *names]
    if back:
        opens = words(folded[candidate.sentence.start : candidate.sentence.start + 12])
        return [*found, f"c:{min(back, 4)}:{kind}", f"c:{min(back, 4)}:{lever}", *(f"c:{word}" for word in opens[:2])]
    found += beside(folded, (mention.start, mention.end), (0, len(folded)), lever, 1)
    target = candidate.mention
    if target is None or own:
        return found
    side, _, told = between(folded, (mention.start, mention.end), (target.start, target.end))
    return [*found, *(f"b:{side}:{word}" for word in told)]
