"""What the judges see of each thing that a topic could be about."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter

from upperhand.extract.candidates import ABSENT, LEVER_NAMES, Candidate, Focus, one_hot
from upperhand.extract.position_features import POSITION_NAMES, position
from upperhand.extract.reading import strong
from upperhand.extract.sentence_features import SENTENCE_NAMES
from upperhand.extract.setting import Setting, acting, countries

_KINDS = ("company", "unknown", "person", "sector")
_TARGETS = (
    *(f"t_{kind}" for kind in _KINDS),
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
_SHORT = ("n_company", "n_unknown", "n_person", "n_sector", "n_anaphor", "we", "it", "length")
_short = itemgetter(*map(SENTENCE_NAMES.index, _SHORT))
# What words say comes after these: `target_words.py`.
TARGET_NAMES = (*LEVER_NAMES, "p", "strong", "weak", *_SHORT, *_TARGETS, *POSITION_NAMES, *_GROUP)
_IS_KIND = {kind: tuple(kind == other for other in _KINDS) for kind in _KINDS}
_IS_ABSENT = {why: tuple(why == other for other in ABSENT) for why in ABSENT}
_NO_KIND, _NOT_ABSENT = (False,) * len(_KINDS), (False,) * len(ABSENT)


def target_rows(
    group: Sequence[Candidate], shared: Sequence[float], p: float, around: Setting, focus: Focus
) -> list[list[float]]:
    """The features of the possible targets of one topic; `shared` are those of its sentence, `p` the likelihood of the topic."""
    if not group:
        return []
    first = group[0]
    sure = strong(first.hits)
    same = [*one_hot(first.lever), p, sure, len(first.hits) - sure, *_short(shared)]
    ties = {candidate.entity.tied for candidate in group if candidate.mention is not None}
    bodies = acting(first.sentence.mentions)
    backs = {id(entity): back for back, entity in enumerate(focus.recent)}
    rows = []
    for candidate, among in zip(group, _among(group), strict=True):
        entity = candidate.entity
        own = _target(candidate, around, focus, entity.key in ties, bodies)
        rows.append([*same, *own, backs.get(id(entity), -1), *position(around.reading, candidate), *among])
    return rows


def _among(group: Sequence[Candidate]) -> list[tuple[float, float, float]]:
    """For each candidate how many others are apter, how much apter the aptest is, and how many apt ones come before it."""
    apts = [candidate.entity.apt for candidate in group]
    ordered, most = sorted(apts), max(apts)
    found: list[tuple[float, float, float]] = []
    before = named_before = 0  # the second counts those that the sentence names
    for candidate, apt in zip(group, apts, strict=True):
        named = candidate.mention is not None
        found.append((len(apts) - bisect_right(ordered, apt), most - apt, named_before if named else before))
        if apt >= 0.3:
            before += 1
            named_before += named
    return found


def _target(candidate: Candidate, around: Setting, focus: Focus, tied: bool, bodies: Sequence[str]) -> list[float]:
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
        *countries(bodies, entity.country or around.home),
        entity.apt,
        mention is not None and mention.chain > 0,
        bool(entity.tied),
        tied,
        entity is focus.subject,
    ]
