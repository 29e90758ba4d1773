"""What the judges see of where a possible target stands: beside which words, and how far from what a rule found."""

from collections.abc import Sequence
from functools import lru_cache

from upperhand.extract.candidates import Candidate
from upperhand.extract.mentions import ACTORS, Found
from upperhand.extract.reading import Reading

_RIVALS = frozenset({"company", "unknown", "sector"})
_PREPOSITIONS = (
    "by", "against", "on", "of", "for", "in", "at", "to", "from", "with", "and", "the", "than", "like",
    "between", "into", "over",
)  # fmt: skip
_ZH_BEFORE = (
    "被", "对", "向", "把", "将", "给", "与", "和", "由", "在", "从", "让", "令", "的", "、", "入股", "约谈", "要求", "旗下",
)  # fmt: skip
_ZH_AFTER = (
    "被", "的", "党", "在", "、", "与", "和", "向", "将", "已", "拟", "宣", "称", "表", "旗", "等", "创", "董", "获", "遭", "股",
)  # fmt: skip
POSITION_NAMES = (
    "gap",
    "left",
    "right",
    "side_fits",
    "same_clause",
    "slot",
    "actor_slot",
    "possessive",
    "listed",
    "begins",
    "from_start",
    "state_left",
    "state_right",
    "between",
    "nearest",
    *(f"prev_{word}" for word in _PREPOSITIONS),
    *(f"zprev_{word}" for word in _ZH_BEFORE),
    *(f"znext_{word}" for word in _ZH_AFTER),
)


def position(reading: Reading, candidate: Candidate) -> list[float]:
    """The features of where the candidate's mention stands; -1 throughout if the sentence does not name it."""
    mention, sentence, mentions = candidate.mention, candidate.sentence, candidate.sentence.mentions
    if mention is None:
        return [-1.0] * len(POSITION_NAMES)
    folded = reading.folded
    before = folded[max(sentence.start, mention.start - 12) : mention.start].rstrip()
    after = folded[mention.end : mention.end + 4]
    word = before.rsplit(" ", 1)[-1]
    at = mentions.index(mention)
    from_hit, between, nearest = _from_hit(candidate, mention)
    return [
        *from_hit,
        after.startswith(("'s", "的")),
        before.endswith((",", "、")) or word == "and" or after.startswith((",", "、", " and")),
        mention.start - sentence.start < 3,
        mention.start - sentence.start,
        at > 0 and mentions[at - 1].kind in ACTORS,
        at + 1 < len(mentions) and mentions[at + 1].kind in ACTORS,
        between,
        nearest,
        *_beside(word if word in _PREPOSITIONS else "", before[-2:], after[:1]),
    ]


def _from_hit(candidate: Candidate, mention: Found) -> tuple[Sequence[float], int, bool]:
    """How the mention stands to the nearest thing that a rule found, how many others stand between, and whether none does."""
    hit = min(candidate.hits, key=lambda h: mention.gap(h.start, h.end), default=None)
    if hit is None:
        return (-1, *[False] * 6), -1, False
    left, right = mention.end <= hit.start, mention.start >= hit.end
    side, clause_at = hit.rule.rule.target, candidate.sentence.clause_at
    low, high = (mention.end, hit.start) if left else (hit.end, mention.start)
    between = sum(low <= m.start < high for m in candidate.sentence.mentions if m.kind in _RIVALS)
    stands = (
        mention.gap(hit.start, hit.end),
        left,
        right,
        side == "either" or (side == "left" and left) or (side == "right" and right),
        clause_at(mention.start) == clause_at(hit.start),
        hit.in_group("target", mention),
        hit.in_group("actor", mention),
    )
    return stands, between, between == 0


@lru_cache(20_000)
def _beside(word: str, before: str, after: str) -> tuple[bool, ...]:
    """Which of the words and marks that tell something stand right before a mention, and which right after."""
    return (
        *(word == preposition for preposition in _PREPOSITIONS),
        *(before.endswith(mark) for mark in _ZH_BEFORE),
        *(after.startswith(mark) for mark in _ZH_AFTER),
    )
