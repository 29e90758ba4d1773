"""The words by which an actor is known: those of its own name, and those that stand around it."""

import re

from upperhand.extract.candidates import Candidate
from upperhand.extract.mentions import Found
from upperhand.extract.reading import Reading
from upperhand.model import LEVERS

_WORD = re.compile(r"[a-z][a-z'-]*|\d+|[^\s\w]|[\u4e00-\u9fff]")
_REACH, _BETWEEN = 24, 80


def actor_words(candidate: Candidate, mention: Found, reading: Reading, back: int) -> list[str]:
    """Features by name of one who may have acted, named `back` sentences before."""
    lever, kind = LEVERS[candidate.lever], mention.kind
    own = mention.key == candidate.entity.key
    name = _WORD.findall(mention.name.lower())
    head = "".join(name[-2:]) if reading.language == "zh" else (name or [""])[-1]
    found = [f"k:{kind}:{lever}:{own}", f"h:{head}", f"h:{lever}:{head}", *(f"n:{word}" for word in name[-6:])]
    if back:
        opens = _WORD.findall(reading.folded[candidate.sentence.start : candidate.sentence.start + 12])
        return [*found, f"c:{min(back, 4)}:{kind}", f"c:{min(back, 4)}:{lever}", *(f"c:{word}" for word in opens[:2])]
    return [*found, *_beside(mention, reading, lever), *_between(candidate, mention, reading)]


def _beside(mention: Found, reading: Reading, lever: str) -> list[str]:
    folded = reading.folded
    before = _WORD.findall(folded[max(0, mention.start - _REACH) : mention.start])[-3:]
    after = _WORD.findall(folded[mention.end : mention.end + _REACH])[:3]
    found = [f"p{at}:{word}" for at, word in enumerate(reversed(before))]
    found += [f"f{at}:{word}" for at, word in enumerate(after)]
    found += [f"P:{''.join(before[-2:])}", f"F:{' '.join(after[:2])}"]
    return [*found, *(f"f:{lever}:{word}" for word in after[:2]), *(f"p:{lever}:{word}" for word in before[-1:])]


def _between(candidate: Candidate, mention: Found, reading: Reading) -> list[str]:
    """The words between it and the target, or the words that made the candidate."""
    target = candidate.mention
    if target is None or mention.key == candidate.entity.key:
        return []
    left, right = sorted([(mention.start, mention.end), (target.start, target.end)])
    side = "l" if left[0] == mention.start else "r"
    if not 0 <= right[0] - left[1] <= _BETWEEN:
        return [f"b:{side}:far"]
    return [f"b:{side}:{word}" for word in _WORD.findall(reading.folded[left[1] : right[0]])[:14]]
