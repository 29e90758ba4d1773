"""What the scorer sees of a candidate: numbers about its sentence, its lever, its target, and how they stand to each other."""

import re
from collections.abc import Sequence

from upperhand.extract.candidates import Candidate
from upperhand.extract.entities import Entity
from upperhand.extract.mentions import Found
from upperhand.extract.reading import Reading, Sentence
from upperhand.model import LEVERS

_KINDS = ("company", "unknown", "person", "state", "party", "foreign", "sector", "anaphor", "place", "media")
_TARGET = ("company", "unknown", "person", "sector")
_ABSENT = ("first", "last", "main", "sector", "person", "tied")
_WE = re.compile(r"\b(?:we|our|us)\b")
_IT = re.compile(r"\b(?:it|its|he|his|she|her|they|their)\b")
_ZH_IT = re.compile(r"其|该|它|他|自己|本")
_PREPOSITIONS = ("by", "against", "on", "of", "for", "in", "at", "to", "from", "with", "and", "the", "than", "like")
_ZH_BEFORE = ("被", "对", "向", "把", "将", "给", "与", "和", "由", "在", "从", "让", "令", "的", "、", "入股", "约谈")
_ZH_AFTER = ("被", "的", "党", "在", "、", "与", "和", "向", "将", "已", "拟", "宣", "称", "表", "旗", "等", "创", "董", "获", "遭")

SENTENCE = (*(f"n_{kind}" for kind in _KINDS), "length", "index", "is_first", "is_last", "unfinished", "question", "digits", "money",
            "percent", "quoted", "we", "it", "clauses", "sentences")  # fmt: skip
LEVER = (*(f"is_{lever}" for lever in LEVERS), "p", "p_rank", "p_best_other", "p_sum", "p_before", "p_after", "strong", "weak",
         "other_strong", "other_weak")  # fmt: skip
TARGET = (*(f"t_{kind}" for kind in _TARGET), "sure", "count", "share", "is_main", "in_title", "named", "new", "order", "options",
          "generic", *(f"absent_{why}" for why in _ABSENT), "since", "words", "next_named")  # fmt: skip
PLACE = ("gap", "left", "right", "side_fits", "same_clause", "slot", "actor_slot", "possessive", "listed", "begins", "before_state",
         "after_state", *(f"prev_{word}" for word in _PREPOSITIONS), *(f"zprev_{word}" for word in _ZH_BEFORE),
         *(f"znext_{word}" for word in _ZH_AFTER), "p_times_named")  # fmt: skip
NAMES = SENTENCE + LEVER + TARGET + PLACE


def rows(
    reading: Reading, found: Sequence[Candidate], likely: Sequence[Sequence[float]], main: Entity | None, title: str
) -> list[list[float]]:
    """One row of `NAMES` a candidate."""
    title = title.lower()
    most = max((candidate.entity.count for candidate in found), default=1)
    table: list[list[float]] = []
    shared: tuple[int, list[float]] = (-1, [])
    for candidate in found:
        if shared[0] != candidate.number:
            shared = candidate.number, _sentence(reading, candidate.sentence, candidate.number)
        table.append(
            shared[1]
            + _lever(candidate, likely)
            + _target(candidate, main, title, most)
            + _place(reading, candidate, likely[candidate.number][candidate.lever])
        )
    return table


def _sentence(reading: Reading, sentence: Sentence, number: int) -> list[float]:
    words = reading.folded[sentence.start : sentence.end]
    counts = dict.fromkeys(_KINDS, 0)
    for mention in sentence.mentions:
        if mention.kind in counts:
            counts[mention.kind] += 1
    english = reading.language == "en"
    return [
        *counts.values(),
        len(words),
        number,
        number == 0,
        number == len(reading.sentences) - 1,
        words[-1] not in ".!?。！？”\"'）)",
        "?" in words or "？" in words,
        sum(char.isdigit() for char in words),
        "$" in words or "yuan" in words or "元" in words or "million" in words or "billion" in words or "亿" in words,
        "%" in words or "percent" in words or "per cent" in words or "成" in words,
        '"' in words or "“" in words or "「" in words,
        bool(english and _WE.search(words)),
        bool((_IT if english else _ZH_IT).search(words)),
        len(sentence.clauses),
        len(reading.sentences),
    ]


def _lever(candidate: Candidate, likely: Sequence[Sequence[float]]) -> list[float]:
    number, lever = candidate.number, candidate.lever
    row = likely[number]
    own = row[lever]
    strong = sum(hit.rule.rule.strength == "strong" for hit in candidate.hits)
    other = [hit for hit in candidate.sentence.hits if hit.rule.lever != LEVERS[lever]]
    other_strong = sum(hit.rule.rule.strength == "strong" for hit in other)
    one_hot = [0.0] * len(LEVERS)
    one_hot[lever] = 1.0
    return [
        *one_hot,
        own,
        sum(p > own for p in row),
        max(p for at, p in enumerate(row) if at != lever),
        float(sum(row)),
        likely[number - 1][lever] if number else 0.0,
        likely[number + 1][lever] if number + 1 < len(likely) else 0.0,
        strong,
        len(candidate.hits) - strong,
        other_strong,
        len(other) - other_strong,
    ]


def _target(candidate: Candidate, main: Entity | None, title: str, most: int) -> list[float]:
    entity, mention, number = candidate.entity, candidate.mention, candidate.number
    before = [at for at in entity.sentences if at < number]
    after = [at for at in entity.sentences if at > number]
    return [
        *(entity.kind == kind for kind in _TARGET),
        entity.sure,
        entity.count,
        entity.count / most,
        entity is main,
        entity.name.lower() in title or entity.key in title,
        mention is not None,
        not before,
        candidate.order,
        len(candidate.sentence.mentions),
        mention is not None and mention.generic,
        *(candidate.absent == why for why in _ABSENT),
        number - before[-1] if before else 99,
        len(entity.name.split()) if entity.name.isascii() else len(entity.name),
        after[0] - number if after else 99,
    ]


def _place(reading: Reading, candidate: Candidate, p: float) -> list[float]:
    mention, sentence = candidate.mention, candidate.sentence
    if mention is None:
        return [-1.0] * (len(PLACE) - 1) + [0.0]
    folded = reading.folded
    hit = min(candidate.hits, key=lambda h: _gap(mention, h.start, h.end), default=None)
    left = right = fits = same = slot = actor_slot = 0
    gap = -1
    if hit is not None:
        gap = _gap(mention, hit.start, hit.end)
        left, right = mention.end <= hit.start, mention.start >= hit.end
        side = hit.rule.rule.target
        fits = side == "either" or (side == "left" and left) or (side == "right" and right)
        same = _clause(sentence, mention.start) == _clause(sentence, hit.start)
        slot = _in_group(hit.match, "target", mention)
        actor_slot = _in_group(hit.match, "actor", mention)
    before = folded[max(sentence.start, mention.start - 12) : mention.start].rstrip()
    after = folded[mention.end : mention.end + 4]
    word = before.rsplit(" ", 1)[-1]
    return [
        gap, left, right, fits, same, slot, actor_slot,
        after.startswith("'s") or after.startswith("的"),
        before.endswith((",", "、")) or word == "and" or after.startswith((",", "、", " and")),
        mention.start - sentence.start < 3,
        _kind_beside(sentence, mention, -1), _kind_beside(sentence, mention, 1),
        *(word == preposition for preposition in _PREPOSITIONS),
        *(before.endswith(mark) for mark in _ZH_BEFORE),
        *(after.startswith(mark) for mark in _ZH_AFTER),
        p,
    ]  # fmt: skip


def _gap(mention: Found, start: int, end: int) -> int:
    return max(0, start - mention.end, mention.start - end)


def _clause(sentence: Sentence, at: int) -> int:
    return next((number for number, (start, end) in enumerate(sentence.clauses) if start <= at < end), -1)


def _in_group(match: re.Match[str], name: str, mention: Found) -> bool:
    if name not in match.re.groupindex or match.start(name) < 0:
        return False
    return match.start(name) < mention.end and mention.start < match.end(name)


def _kind_beside(sentence: Sentence, mention: Found, step: int) -> float:
    at = sentence.mentions.index(mention) + step
    return float(0 <= at < len(sentence.mentions) and sentence.mentions[at].kind in {"state", "party", "foreign"})
