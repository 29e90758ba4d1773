"""What the judges see: numbers about a topic (does the sentence state a fact of this lever?) and about each possible target of it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from upperhand.extract.candidates import ABSENT, Candidate, Focus, Topic, one_hot
from upperhand.extract.entities import Entity, home
from upperhand.extract.mentions import Found
from upperhand.extract.reading import Reading, RuleHit, Sentence
from upperhand.model import LEVERS

RIVAL = 0.2
Table = Sequence[Sequence[float]]
_KINDS = ("company", "unknown", "person", "state", "party", "foreign", "sector", "anaphor", "place", "media")
_TARGET = ("company", "unknown", "person", "sector")
_WE_WORDS = frozenset(["we", "our", "us"])
_IT_WORDS = frozenset(["it", "its", "he", "his", "she", "her", "they", "their"])
_UNREAL_WORDS = frozenset(
    ["if", "would", "could", "should", "might", "may", "not", "never", "no", "nobody", "nothing", "without", "unless"]
)
_GOES_ON = re.compile(  # a fact that the sentence before began: "So is …", "The third got …"
    r"^\W*(?:(?:the )?(?:first|second|third|fourth|fifth|others?|rest|same|latter|former|next|last)\b"
    r"|another|both|one of|among|also|as (?:is|are|did|does|had|has)"
    r"|likewise|neither|nor|and|two|three|four|five|six|the (?:two|three|four|five) )\b|\bso (?:is|are|did|do|does|had|has|have|was|were)\b"
    r"|\b(?:among (?:them|these|those)|as well|too|likewise|the same|the others?|the rest|in turn|each|respectively)\b"
    r"|其中|同样|亦|也|均|另有|另一|另外|此外|还有|包括|分别|两家|三家|前者|后者|其余|各"
)
_MONEY_WORDS = frozenset(["yuan", "million", "billion", "crore", "rmb", "euro", "euros"])


def _any_of(words: frozenset[str], more: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(words))})\b|{more}")


_WE = _any_of(_WE_WORDS, "本公司|我们|本集团|我司")
_IT = _any_of(_IT_WORDS, "其|该|它|他|自己")
_UNREAL = _any_of(_UNREAL_WORDS, "如果|若|可能|不|未|没|无")
_MONEY = _any_of(_MONEY_WORDS, "[$€£¥₹]|[亿万]?元")
_WORDS = re.compile(r"\w+")
_PERCENT = re.compile(r"%|per\s?cent|成(?!立|为|功|员|果|都|长|本)")
_PREPOSITIONS = (
    "by",
    "against",
    "on",
    "of",
    "for",
    "in",
    "at",
    "to",
    "from",
    "with",
    "and",
    "the",
    "than",
    "like",
    "between",
    "into",
    "over",
)
_ZH_BEFORE = (
    "被",
    "对",
    "向",
    "把",
    "将",
    "给",
    "与",
    "和",
    "由",
    "在",
    "从",
    "让",
    "令",
    "的",
    "、",
    "入股",
    "约谈",
    "要求",
    "旗下",
)
_ZH_AFTER = (
    "被",
    "的",
    "党",
    "在",
    "、",
    "与",
    "和",
    "向",
    "将",
    "已",
    "拟",
    "宣",
    "称",
    "表",
    "旗",
    "等",
    "创",
    "董",
    "获",
    "遭",
    "股",
)

_FIRMS, _BODIES = frozenset({"company", "unknown"}), frozenset({"state", "party", "foreign"})
_ACTING = _BODIES | {"place"}
_NEAR = _FIRMS | _BODIES | {"sector", "anaphor", "person"}

_SENTENCE = (
    *(f"n_{kind}" for kind in _KINDS),
    "length",
    "index",
    "is_first",
    "is_last",
    "unfinished",
    "question",
    "digits",
    "money",
    "percent",
    "quoted",
    "we",
    "it",
    "unreal",
    "clauses",
    "goes_on",
    "sentences",
)
_LEVER = tuple(f"is_{lever}" for lever in LEVERS)
_TOPIC = (
    "p",
    "p_rank",
    "p_best_other",
    "p_sum",
    "p_before",
    "p_after",
    "p_most",
    "p_mean",
    "p_all",
    "strong",
    "weak",
    "other_strong",
    "other_weak",
    "hit_clauses",
    "gap_company",
    "gap_state",
    "gap_any",
    "hit_length",
    "group_target",
    "main_here",
    "title_here",
    "actor_same",
    "actor_other",
    "home_known",
    "home_cn",
    "rank",
    "rivals",
    "rule_score",
    "word_score",
    "network_score",
    "p_two_before",
    "p_first",
    "p_any_before",
    "ruled_before",
)
TOPIC_NAMES = _SENTENCE + _LEVER + _TOPIC
_TARGETS = (
    *(f"t_{kind}" for kind in _TARGET),
    "sure",
    "count",
    "share",
    "is_main",
    "in_title",
    "named",
    "new",
    "order",
    "options",
    "generic",
    *(f"absent_{why}" for why in ABSENT),
    "since",
    "words",
    "next_named",
    "same_kind_before",
    "is_record",
    "actor_same",
    "actor_other",
    "apt",
    "chain",
    "is_tied",
    "tie_here",
    "subject",
    "back",
)
_GROUP = ("apter", "apt_most", "nearer")
_PLACE = (
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
_SHORT = ("n_company", "n_unknown", "n_person", "n_sector", "n_anaphor", "we", "it", "length")
TARGET_NAMES = (*_LEVER, "p", "strong", "weak", *_SHORT, *_TARGETS, *_PLACE, *_GROUP)


_IS_KIND = {kind: tuple(kind == other for other in _TARGET) for kind in _TARGET}
_IS_ABSENT = {why: tuple(why == other for other in ABSENT) for why in ABSENT}
_NO_KIND, _NOT_ABSENT = (False,) * len(_TARGET), (False,) * len(ABSENT)


@dataclass(slots=True)
class Setting:
    """What is the same for all topics of a document."""

    reading: Reading
    likely: Table
    main: Entity | None
    title: str
    most: int
    peaks: Sequence[float]
    means: Sequence[float]
    home: str
    scores: Sequence[Sequence[Sequence[float]]]
    columns: Sequence[Sequence[float]]
    all: float
    rivals: Sequence[int]


def setting(
    reading: Reading,
    likely: Table,
    scores: Sequence[Sequence[Sequence[float]]],
    entities: dict[str, Entity],
    main: Entity | None,
    title: str,
) -> Setting:
    """Look over the document once: the most likely place and the mean of each lever."""
    columns = list(zip(*likely, strict=True)) or [(0.0,)] * len(LEVERS)
    means = [sum(c) / len(c) for c in columns]
    ordered = [sorted(c) for c in columns]
    most = max((entity.count for entity in entities.values()), default=1)
    return Setting(
        reading,
        likely,
        main,
        title.lower(),
        most,
        [max(c) for c in columns],
        means,
        (main.country if main else "") or home(reading),
        scores,
        ordered,
        sum(means),
        [len(c) - bisect_right(c, RIVAL) for c in ordered],
    )


def sentence_row(reading: Reading, sentence: Sentence, number: int) -> list[float]:
    """The features of a sentence that all its topics share."""
    words = reading.folded[sentence.start : sentence.end]
    counts = dict.fromkeys(_KINDS, 0)
    for mention in sentence.mentions:
        if mention.kind in counts:
            counts[mention.kind] += 1
    digits, money, percent, we, it, unreal = (_shown_plainly if words.isascii() else _shown)(words)
    return [
        *counts.values(),
        len(words),
        number,
        number == 0,
        number == len(reading.sentences) - 1,
        words[-1] not in ".!?。！？”\"'）)」",
        "?" in words or "？" in words,
        digits,
        money,
        percent,
        '"' in words or "“" in words or "「" in words,
        we,
        it,
        unreal,
        len(sentence.clauses),
        _GOES_ON.search(words) is not None,
        len(reading.sentences),
    ]


def _shown(words: str) -> tuple[int, bool, bool, bool, bool, bool]:
    """How many digits a sentence has, and whether it shows money, a share, us, others, and what is not so."""
    found = [pattern.search(words) is not None for pattern in (_MONEY, _PERCENT, _WE, _IT, _UNREAL)]
    return sum(map(str.isdigit, words)), *found  # type: ignore[return-value]


def _shown_plainly(words: str) -> tuple[int, bool, bool, bool, bool, bool]:
    """The same for a sentence in ASCII, in one look at its words."""
    own = set(_WORDS.findall(words))
    digits = sum(map(words.count, "0123456789"))
    money = "$" in words or not own.isdisjoint(_MONEY_WORDS)
    percent = "%" in words or ("cent" in words and _PERCENT.search(words) is not None)
    return (
        digits,
        money,
        percent,
        not own.isdisjoint(_WE_WORDS),
        not own.isdisjoint(_IT_WORDS),
        not own.isdisjoint(_UNREAL_WORDS),
    )


def topic_row(topic: Topic, shared: Sequence[float], around: Setting, focus: Focus) -> list[float]:
    """The features of one topic; `shared` are those of its sentence."""
    number, lever, likely = topic.number, topic.lever, around.likely
    row = likely[number]
    own, ordered = row[lever], sorted(row)
    strong = _strong(topic.hits)
    others = len(topic.sentence.hits) - len(topic.hits)
    other_strong = _strong(topic.sentence.hits) - strong
    mentions = topic.sentence.mentions
    return [
        *shared,
        *one_hot(lever),
        own,
        len(row) - bisect_right(ordered, own),
        ordered[-2] if own == ordered[-1] else ordered[-1],
        sum(row),
        likely[number - 1][lever] if number else 0.0,
        likely[number + 1][lever] if number + 1 < len(likely) else 0.0,
        around.peaks[lever],
        around.means[lever],
        around.all,
        strong,
        len(topic.hits) - strong,
        other_strong,
        others - other_strong,
        len({topic.sentence.clause_at(hit.start) for hit in topic.hits}),
        *_nearest(topic, mentions),
        max((hit.end - hit.start for hit in topic.hits), default=0),
        any("target" in hit.match.re.groupindex for hit in topic.hits),
        focus.main is not None and any(m.key == focus.main.key for m in mentions),
        any(m.key in around.title for m in mentions if m.kind in {"company", "unknown"}),
        *_countries(_acting(mentions), around.home),
        bool(around.home),
        around.home == "cn",
        len(around.columns[lever]) - bisect_right(around.columns[lever], own),
        around.rivals[lever],
        *around.scores[number][lever],
        likely[number - 2][lever] if number > 1 else 0.0,
        likely[0][lever],
        max(likely[number - 1]) if number else 0.0,
        around.scores[number - 1][lever][0] if number else 0.0,
    ]


def _strong(hits: Sequence[RuleHit]) -> int:
    return [hit.rule.rule.strength for hit in hits].count("strong")


def _acting(mentions: Sequence[Found]) -> list[str]:
    """The countries of the bodies and places of a sentence."""
    return [m.country for m in mentions if m.country and m.kind in _ACTING]


def _countries(acting: Sequence[str], own: str) -> tuple[bool, bool]:
    """Whether a body of the same country acts in the sentence, and whether one of another does."""
    return own in acting, acting.count(own) < len(acting)


def _nearest(topic: Topic, mentions: Sequence[Found]) -> tuple[int, int, int]:
    """How far from a hit the nearest company, the nearest body and the nearest thing of any kind stand."""
    if not topic.hits:
        return -2, -2, -2
    gaps = [(m.kind, min(_gap(m, hit.start, hit.end) for hit in topic.hits)) for m in mentions if m.kind in _NEAR]
    firms = min((gap for kind, gap in gaps if kind in _FIRMS), default=-1)
    bodies = min((gap for kind, gap in gaps if kind in _BODIES), default=-1)
    return firms, bodies, min((gap for kind, gap in gaps if kind not in _BODIES), default=-1)


def target_rows(
    group: Sequence[Candidate], shared: Sequence[float], p: float, around: Setting, focus: Focus
) -> list[list[float]]:
    """The features of the possible targets of one topic; `shared` are those of its sentence, `p` the likelihood of the topic."""
    ties = {candidate.entity.tied for candidate in group if candidate.mention is not None}
    apts = [candidate.entity.apt for candidate in group]
    acting = _acting(group[0].sentence.mentions) if group else []
    rows = []
    for at, candidate in enumerate(group):
        row = _target_row(candidate, shared, p, around, focus, candidate.entity.key in ties, acting)
        named = candidate.mention is not None
        nearer = sum(
            apt >= 0.3 and (other.mention is not None) >= named for apt, other in zip(apts[:at], group, strict=False)
        )
        rows.append([*row, sum(apt > apts[at] for apt in apts), max(apts) - apts[at], nearer])
    return rows


def _target_row(
    candidate: Candidate,
    shared: Sequence[float],
    p: float,
    around: Setting,
    focus: Focus,
    tied: bool,
    acting: Sequence[str],
) -> list[float]:
    strong = _strong(candidate.hits)
    return [
        *one_hot(candidate.lever),
        p,
        strong,
        len(candidate.hits) - strong,
        shared[0],
        shared[1],
        shared[2],
        shared[6],
        shared[7],
        shared[20],
        shared[21],
        shared[10],
        *_target(candidate, around, focus, tied, acting),
        *_place(around.reading, candidate),
    ]


def _target(candidate: Candidate, around: Setting, focus: Focus, tied: bool, acting: Sequence[str]) -> list[float]:
    entity, mention, number = candidate.entity, candidate.mention, candidate.number
    first, last = bisect_left(entity.sentences, number), bisect_right(entity.sentences, number)
    before = entity.sentences[first - 1] if first else -1
    after = entity.sentences[last] if last < len(entity.sentences) else -1
    mentions = candidate.sentence.mentions
    return [
        *_IS_KIND.get(entity.kind, _NO_KIND),
        entity.sure,
        entity.count,
        entity.count / around.most,
        entity is around.main,
        entity.name.lower() in around.title or entity.key in around.title,
        mention is not None,
        before < 0,
        candidate.order,
        len(mentions),
        mention is not None and mention.generic,
        *_IS_ABSENT.get(candidate.absent, _NOT_ABSENT),
        number - before if before >= 0 else 99,
        len(entity.name.split()) if entity.name.isascii() else len(entity.name),
        after - number if after >= 0 else 99,
        sum(m.kind == entity.kind and m.start < mention.start for m in mentions) if mention else -1,
        bool(entity.record),
        *_countries(acting, entity.country or around.home),
        entity.apt,
        mention is not None and mention.chain > 0,
        bool(entity.tied),
        tied,
        entity is focus.subject,
        next((back for back, other in enumerate(focus.recent) if other is entity), -1),
    ]


def _place(reading: Reading, candidate: Candidate) -> list[float]:
    mention, sentence, mentions = candidate.mention, candidate.sentence, candidate.sentence.mentions
    if mention is None:
        return [-1.0] * len(_PLACE)
    folded = reading.folded
    hit = min(candidate.hits, key=lambda h: _gap(mention, h.start, h.end), default=None)
    left = right = fits = same = slot = actor_slot = nearest = False
    gap = between = -1
    if hit is not None:
        gap = _gap(mention, hit.start, hit.end)
        left, right = mention.end <= hit.start, mention.start >= hit.end
        side = hit.rule.rule.target
        fits = side == "either" or (side == "left" and left) or (side == "right" and right)
        same = sentence.clause_at(mention.start) == sentence.clause_at(hit.start)
        slot, actor_slot = hit.in_group("target", mention), hit.in_group("actor", mention)
        low, high = (mention.end, hit.start) if left else (hit.end, mention.start)
        between = sum(low <= m.start < high for m in mentions if m.kind in {"company", "unknown", "sector"})
        nearest = between == 0
    before = folded[max(sentence.start, mention.start - 12) : mention.start].rstrip()
    after = folded[mention.end : mention.end + 4]
    word = before.rsplit(" ", 1)[-1]
    at = mentions.index(mention)
    acting = {"state", "party", "foreign"}
    return [
        gap,
        left,
        right,
        fits,
        same,
        slot,
        actor_slot,
        after.startswith(("'s", "的")),
        before.endswith((",", "、")) or word == "and" or after.startswith((",", "、", " and")),
        mention.start - sentence.start < 3,
        mention.start - sentence.start,
        at > 0 and mentions[at - 1].kind in acting,
        at + 1 < len(mentions) and mentions[at + 1].kind in acting,
        between,
        nearest,
        *_beside(word if word in _PREPOSITIONS else "", before[-2:], after[:1]),
    ]


@lru_cache(20_000)
def _beside(word: str, before: str, after: str) -> tuple[bool, ...]:
    """Which of the words and marks that tell something stand right before a mention, and which right after."""
    return (
        *(word == preposition for preposition in _PREPOSITIONS),
        *(before.endswith(mark) for mark in _ZH_BEFORE),
        *(after.startswith(mark) for mark in _ZH_AFTER),
    )


def _gap(mention: Found, start: int, end: int) -> int:
    return max(0, start - mention.end, mention.start - end)
