"""Who could have acted in a claim, each with what speaks for it."""

from collections.abc import Iterable, Sequence

from upperhand.extract.actor_words import actor_words
from upperhand.extract.candidates import LEVER_NAMES, Candidate, one_hot
from upperhand.extract.linear import Linear
from upperhand.extract.mentions import ACTORS, Found
from upperhand.extract.options import Option, marked, places, stands
from upperhand.extract.reading import Reading, Sentence

_BEFORE = (
    "by", "from", "of", "to", "with", "in", "for", "against", "under", "at", "and", "on", "the", "that", "when",
    "after",
)  # fmt: skip
_AFTER = (
    "'s", "has", "had", "have", "is", "was", "will", "said", "says", "ordered", "told", "and", "of", "in", "to", "which", "would", "on",
    "put", "added", "opened", "fined", "gave", "took", "owns", "holds",
)  # fmt: skip
_ZH_BEFORE = ("被", "由", "遭", "向", "对", "与", "在", "的", "，", "。", "经", "获", "据", "为")
_ZH_AFTER = (
    "的", "对", "将", "已", "在", "于", "向", "宣", "发", "称", "表", "要", "责", "约", "、", "，", "持", "派", "党",
)  # fmt: skip
WHO_NAMES = (
    "gap",
    "left",
    "clause",
    "order",
    "many",
    "state",
    "party",
    "foreign",
    "company",
    "person",
    "place",
    "generic",
    "sure",
    "by",
    "begins",
    "possessive",
    "slot",
    "side_left",
    "side_right",
    "side_by",
    "carried",
    "is_target",
    "hits",
    "before_target",
    "count",
    "frequent",
    "after_by",
    "is_zh",
    "crowd",
    "same_country",
    "other_country",
    "last_carried",
    *(f"prev_{word}" for word in _BEFORE),
    *(f"next_{word}" for word in _AFTER),
    *(f"zprev_{word}" for word in _ZH_BEFORE),
    *(f"znext_{word}" for word in _ZH_AFTER),
    *LEVER_NAMES,
    "words",
)
_EDGES = places(_BEFORE, _AFTER, _ZH_BEFORE, _ZH_AFTER)
_ACTING = frozenset(
    {"crowd", "state", "party", "foreign", "company", "unknown", "person", "place", "sector", "anaphor", "media"}
)
_BACK, _GENERIC_BACK = 6, 2
HOWS = 8  # how many sentences back it was named, the last for the target itself


def who(candidate: Candidate, reading: Reading, frequent: str) -> list[Option[Found]]:
    """Who could have acted: the bodies, firms, people and countries of the sentence, and the last body before it. What their words
    speak for each is still to come at the end of its row (`worded`)."""
    own = [mention for mention in candidate.sentence.mentions if mention.kind in _ACTING]
    possible = [(mention, order, 0) for order, mention in enumerate(own)] + _carried(candidate, reading, own)
    sides = {hit.rule.rule.actor for hit in candidate.hits}
    where = ["left" in sides, "right" in sides, "by" in sides]
    slots = [hit.match.span("actor") for hit in candidate.hits if "actor" in hit.match.re.groupindex]
    slots = [span for span in slots if span[0] >= 0]
    return [
        Option(
            mention,
            _actor(candidate, mention, order, len(own), reading, frequent, back, where, slots),
            mention.start,
            mention.end,
            min(back, HOWS - 1),
            actor_words(candidate, mention, reading, back),
        )
        for mention, order, back in possible
    ]


def worded(words: Linear, options: Iterable[Option[Found]]) -> list[list[float]]:
    """The rows of options with the log odds that their words give."""
    found = list(options)
    return [[*one.row, odds] for one, odds in zip(found, words.odds([one.words for one in found]), strict=True)]


def _carried(candidate: Candidate, reading: Reading, own: Sequence[Found]) -> list[tuple[Found, int, int]]:
    """Who may act without being named in the sentence, each with its order and how many sentences back it stands: the bodies
    last named, and the target itself ("It appealed")."""
    found: list[tuple[Found, int, int]] = []
    seen = {mention.key for mention in own}
    for back in range(1, min(_BACK, candidate.number) + 1):
        bodies = [m for m in reading.sentences[candidate.number - back].mentions if m.kind in ACTORS]
        named = [mention for mention in bodies if not mention.generic]
        first = named or (bodies if back <= _GENERIC_BACK else [])
        for order, mention in enumerate(first[:1] + named[1:][-1:]):
            if mention.key not in seen:
                seen.add(mention.key)
                found.append((mention, order, back))
        if len(found) > 3 or (named and back > _GENERIC_BACK):
            break
    entity = candidate.entity
    if entity.key not in seen and entity.kind in {"company", "unknown", "person"}:
        found.append((Found(-1, -1, entity.name, entity.kind, entity.key, entity.sure, country=entity.country), 0, 9))
    return found


def _actor(
    candidate: Candidate,
    mention: Found,
    order: int,
    many: int,
    reading: Reading,
    frequent: str,
    carried: int,
    where: Sequence[float],
    slots: Sequence[tuple[int, int]],
) -> list[float]:
    """What speaks for an actor; `where` says on which sides the rules that hit look for one, `slots` where they found one."""
    folded, sentence = reading.folded, candidate.sentence
    before = folded[max(0, mention.start - 8) : mention.start].rstrip()
    after = folded[mention.end : mention.end + 3]
    away = [999.0, 1.0, 0.0] if carried else stands(candidate, mention.start, mention.end)
    target = candidate.mention
    slot = any(start < mention.end and mention.start < end for start, end in slots)
    own = candidate.entity.country
    return [
        *away,
        order,
        many,
        *(mention.kind == kind for kind in ("state", "party", "foreign")),
        mention.kind in {"company", "unknown"},
        mention.kind == "person",
        mention.kind == "place",
        mention.generic,
        mention.sure,
        before.endswith((" by", "被", "由", "遭")),
        mention.start - sentence.start < 5,
        after.startswith(("'s", "的")),
        slot,
        *where,
        carried,
        mention.key == candidate.entity.key,
        len(candidate.hits),
        target is not None and mention.end <= target.start,
        0,
        mention.key == frequent,
        before.endswith(("the", "'s")),
        reading.language == "zh",
        mention.kind == "crowd",
        bool(own) and mention.country == own,
        bool(own and mention.country) and mention.country != own,
        carried > 0 and order > 0,
        *_beside(folded, mention.start, mention.end),
        *one_hot(candidate.lever),
    ]


def _beside(folded: str, start: int, end: int) -> list[float]:
    before = folded[max(0, start - 10) : start].rstrip()
    after = folded[end : end + 12].lstrip()
    following = "'s" if after.startswith("'s") else after.split(" ", 1)[0].rstrip(",.;")
    return marked(_EDGES, (before.rsplit(" ", 1)[-1], following, before[-1:], after[:1]))


def frequent_body(sentences: Sequence[Sentence]) -> str:
    """The key of the state body named most often."""
    counts: dict[str, int] = {}
    for sentence in sentences:
        for mention in sentence.mentions:
            if mention.kind in ACTORS and not mention.generic:
                counts[mention.key] = counts.get(mention.key, 0) + 1
    return max(counts, key=lambda key: (counts[key], key), default="")
