"""What the judges see of a topic: does the sentence state a fact of this lever?"""

from bisect import bisect_right
from collections.abc import Sequence

from upperhand.extract.candidates import LEVER_NAMES, Focus, Topic, one_hot
from upperhand.extract.mentions import ACTORS, Found
from upperhand.extract.reading import strong
from upperhand.extract.sentence_features import SENTENCE_NAMES
from upperhand.extract.setting import Setting, acting, countries

_FIRMS = frozenset({"company", "unknown"})
_NEAR = _FIRMS | ACTORS | {"sector", "anaphor", "person"}
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
TOPIC_NAMES = SENTENCE_NAMES + LEVER_NAMES + _TOPIC


def topic_row(
    topic: Topic, shared: Sequence[float], around: Setting, focus: Focus, parts: Sequence[float]
) -> list[float]:
    """The features of one topic; `shared` are those of its sentence, `parts` what rules, words and the network say of it, and what
    rules say of its lever in the sentence before."""
    number, lever, likely = topic.number, topic.lever, around.likely
    row = likely[number]
    own, ordered = row[lever], sorted(row)
    own_strong = strong(topic.hits)
    others = len(topic.sentence.hits) - len(topic.hits)
    other_strong = strong(topic.sentence.hits) - own_strong
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
        own_strong,
        len(topic.hits) - own_strong,
        other_strong,
        others - other_strong,
        len({topic.sentence.clause_at(hit.start) for hit in topic.hits}),
        *_nearest(topic, mentions),
        max((hit.end - hit.start for hit in topic.hits), default=0),
        any("target" in hit.match.re.groupindex for hit in topic.hits),
        focus.main is not None and any(m.key == focus.main.key for m in mentions),
        any(m.key in around.title for m in mentions if m.kind in {"company", "unknown"}),
        *countries(acting(mentions), around.home),
        bool(around.home),
        around.home == "cn",
        len(around.columns[lever]) - bisect_right(around.columns[lever], own),
        around.rivals[lever],
        *parts[:3],
        likely[number - 2][lever] if number > 1 else 0.0,
        likely[0][lever],
        max(likely[number - 1]) if number else 0.0,
        parts[3],
    ]


def _nearest(topic: Topic, mentions: Sequence[Found]) -> tuple[int, int, int]:
    """How far from a hit the nearest company, the nearest body and the nearest thing of any kind stand."""
    if not topic.hits:
        return -2, -2, -2
    gaps = [(m.kind, min(m.gap(hit.start, hit.end) for hit in topic.hits)) for m in mentions if m.kind in _NEAR]
    firms = min((gap for kind, gap in gaps if kind in _FIRMS), default=-1)
    bodies = min((gap for kind, gap in gaps if kind in ACTORS), default=-1)
    return firms, bodies, min((gap for kind, gap in gaps if kind not in ACTORS), default=-1)
