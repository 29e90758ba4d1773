"""The words by which it is known what a sentence speaks of: those of the thing's name, those around it, and those between it and what
made the candidate."""

import re
from collections.abc import Sequence
from functools import lru_cache

from upperhand.extract.candidates import Candidate
from upperhand.extract.linear import Linear
from upperhand.extract.mentions import Found
from upperhand.extract.reading import Reading
from upperhand.model import LEVERS

_WORD = re.compile(r"[a-z][a-z'-]*|\d+|[^\s\w]|[\u4e00-\u9fff]")
_REACH, _BETWEEN, _MOST = 24, 80, 14


def target_words(candidate: Candidate, reading: Reading) -> list[str]:
    """Features by name of one that the sentence may speak of."""
    lever, why, kind = LEVERS[candidate.lever], candidate.absent, candidate.entity.kind
    head, names = _named(candidate.entity.name, reading.language)
    found = [f"k:{kind}:{lever}:{why}", f"h:{lever}:{head}", *names]
    mention = candidate.mention
    if mention is None:
        start = candidate.sentence.start
        opens = _first(reading.folded[start : min(start + _REACH, candidate.sentence.end)])
        return [*found, f"c:{lever}:{why}", *[f"c:{why}:{word}" for word in opens]]
    return [*found, *_beside(candidate, mention, reading, lever), *_from_hit(candidate, mention, reading)]


@lru_cache(4096)
def _named(name: str, language: str) -> tuple[str, list[str]]:
    """The last words of a name, and its features."""
    words = _WORD.findall(name.lower())
    head = "".join(words[-2:]) if language == "zh" else (words or [""])[-1]
    return head, [f"h:{head}", *(f"n:{word}" for word in words[-6:])]


@lru_cache(256)
def _first(text: str) -> list[str]:
    return _WORD.findall(text)[:3]


def add_odds(words: Linear, candidates: Sequence[Candidate], rows: Sequence[list[float]], reading: Reading) -> None:
    """Put what words speak for each candidate at the end of its row."""
    for row, odds in zip(rows, words.odds([target_words(one, reading) for one in candidates]), strict=True):
        row.append(odds)


def _beside(candidate: Candidate, mention: Found, reading: Reading, lever: str) -> list[str]:
    folded, sentence = reading.folded, candidate.sentence
    before = _WORD.findall(folded[max(sentence.start, mention.start - _REACH) : mention.start])[-3:]
    after = _WORD.findall(folded[mention.end : min(sentence.end, mention.end + _REACH)])[:3]
    found = [f"p{at}:{word}" for at, word in enumerate(reversed(before))]
    found += [f"f{at}:{word}" for at, word in enumerate(after)]
    found += [f"P:{''.join(before[-2:])}", f"F:{' '.join(after[:2])}"]
    return [*found, *(f"f:{lever}:{word}" for word in after[:2]), *(f"p:{lever}:{word}" for word in before[-2:])]


def _from_hit(candidate: Candidate, mention: Found, reading: Reading) -> list[str]:
    """The first rule that hit beside the mention, on which side of it, and the words between the two."""
    found: list[str] = []
    for hit in candidate.hits[:3]:
        left, right = sorted([(mention.start, mention.end), (hit.start, hit.end)])
        side = "l" if left[0] == mention.start else "r"
        found.append(f"t:{side}:{hit.rule.id}")
        if right[0] < left[1]:
            found.append(f"t:in:{hit.rule.id}")
            continue
        near = right[0] - left[1] <= _BETWEEN
        words = _WORD.findall(reading.folded[left[1] : right[0]])[:_MOST] if near else ["far"]
        return [*found, *(f"b:{side}:{word}" for word in words)]
    return found
