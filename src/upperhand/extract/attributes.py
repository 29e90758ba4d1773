"""The options for a claim's date, actor and figure, each with what speaks for it; a learned judge picks one or none."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from upperhand.extract import values_en, values_zh
from upperhand.extract.candidates import Candidate, one_hot
from upperhand.extract.mentions import Found
from upperhand.extract.reading import Reading, Sentence
from upperhand.extract.values import Figure, When
from upperhand.model import LEVERS

T = TypeVar("T")
_YEAR = re.compile(r"(?<![\d.,$])(?:19|20)\d\d(?![\d,.]\d|%)")
_PERFECT = re.compile(r"\b(?:has|have|had)\b|已|过|曾")
_PRESENT = re.compile(r"\b(?:is|are|holds?|owns?|sits?)\b|目前|现|正")
_PAST = re.compile(r"\b(?:was|were|did)\b|了")
_FUTURE = re.compile(r"\b(?:will|shall|to be|would|plans?)\b|将|拟|计划")
_PART_OF = re.compile(  # "by the end of 2017" tells when, "the law of 2017" which
    r"\b(?:end|close|start|beginning|middle|course|half|quarter|spring|summer|autumn|fall|winter|months?|weeks?|days?|night|morning|ides) of$"
)
_BEFORE_DATE = (
    "in", "on", "since", "until", "by", "from", "after", "before", "of", "between", "to", "for", "as", "last", "at", "during", "the", "and",
)  # fmt: skip
_ZH_BEFORE_DATE = ("自", "从", "至", "到", "于", "在", "截", "，", "。", "（")
_ZH_AFTER_DATE = ("起", "前", "后", "以", "的", "，", "年", "至", "已", "）")
_WHEN_NAMES = (
    "gap",
    "left",
    "clause",
    "order",
    "many",
    "length",
    "span",
    "carried",
    "published",
    "hits",
    "starts_at",
    "sentence_length",
    "is_zh",
    "index",
    "own_year",
    "days_off",
    "same_year",
    "perfect",
    "present",
    "past",
    "future",
    *(f"prev_{word}" for word in _BEFORE_DATE),
    *(f"zprev_{word}" for word in _ZH_BEFORE_DATE),
    *(f"znext_{word}" for word in _ZH_AFTER_DATE),
)
_BEFORE_ACTOR = (
    "by",
    "from",
    "of",
    "to",
    "with",
    "in",
    "for",
    "against",
    "under",
    "at",
    "and",
    "on",
    "the",
    "that",
    "when",
    "after",
)
_AFTER_ACTOR = (
    "'s", "has", "had", "have", "is", "was", "will", "said", "says", "ordered", "told", "and", "of", "in", "to", "which", "would", "on",
    "put", "added", "opened", "fined", "gave", "took", "owns", "holds",
)  # fmt: skip
_ZH_BEFORE_ACTOR = ("被", "由", "遭", "向", "对", "与", "在", "的", "，", "。", "经", "获", "据", "为")
_ZH_AFTER_ACTOR = (
    "的",
    "对",
    "将",
    "已",
    "在",
    "于",
    "向",
    "宣",
    "发",
    "称",
    "表",
    "要",
    "责",
    "约",
    "、",
    "，",
    "持",
    "派",
    "党",
)
_WHO_NAMES = (
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
    *(f"prev_{word}" for word in _BEFORE_ACTOR),
    *(f"next_{word}" for word in _AFTER_ACTOR),
    *(f"zprev_{word}" for word in _ZH_BEFORE_ACTOR),
    *(f"znext_{word}" for word in _ZH_AFTER_ACTOR),
)
_HOW_NAMES = (
    "gap",
    "left",
    "clause",
    "order",
    "many",
    "money",
    "percent",
    "people",
    "count",
    "wanted",
    "hits",
    "magnitude",
    "of_after",
    "gap_target",
    "is_zh",
)
_LEVER_NAMES = tuple(f"is_{lever}" for lever in LEVERS)
WHEN_NAMES, WHO_NAMES, HOW_NAMES = (names + _LEVER_NAMES for names in (_WHEN_NAMES, _WHO_NAMES, _HOW_NAMES))


@dataclass(slots=True)
class Option(Generic[T]):
    """One thing to choose, and its row of features."""

    value: T
    row: list[float]


_NAMED = frozenset({"company", "unknown", "person"})


class Values:
    """The dates and figures of a reading, found when first asked for, sentence by sentence."""

    def __init__(self, reading: Reading, published: str | None) -> None:
        self.reading = reading
        self.published = published
        self._find = values_en if reading.language == "en" else values_zh
        self._years = [(match.start(), int(match.group())) for match in _YEAR.finditer(reading.folded)]
        self._dates: dict[int, list[When]] = {}
        self._figures: dict[int, list[Figure]] = {}

    def year(self, at: int) -> int | None:
        """The year that the text speaks of at `at`: the last one it names before."""
        before = bisect_left(self._years, at, key=lambda found: found[0])
        return self._years[before - 1][1] if before else None

    def dates(self, number: int) -> list[When]:
        """The dates of a sentence, with spans in the document."""
        if number not in self._dates:
            self._dates[number] = self._told(number, self.year(self.reading.sentences[number].start))
        return self._dates[number]

    def _told(self, number: int, year: int | None) -> list[When]:
        """The dates of a sentence if the text speaks of this year: `tomorrow` in the name of a company is none."""
        sentence = self.reading.sentences[number]
        at = sentence.start
        found = self._find.dates(self.reading.folded[at : sentence.end], self.published, year)
        names = [(m.start, m.end) for m in sentence.mentions if m.kind in _NAMED] if found else []
        moved = [When(when.start + at, when.end + at, when.value) for when in found]
        return [when for when in moved if not any(start <= when.start and when.end < end for start, end in names)]

    def otherwise(self, number: int) -> list[str]:
        """What the dates of a sentence would be if the text spoke of the year of its publication."""
        sentence = self.reading.sentences[number]
        if not self.published or self.year(sentence.start) in {None, int(self.published[:4])}:
            return []
        known = {date.value for date in self.dates(number)}
        return [date.value for date in self._told(number, None) if date.value not in known]

    def figures(self, number: int) -> list[Figure]:
        """The figures of a sentence, with spans in the document."""
        if number not in self._figures:
            sentence = self.reading.sentences[number]
            words = self.reading.folded[sentence.start : sentence.end]
            self._figures[number] = [
                Figure(f.start + sentence.start, f.end + sentence.start, f.value, f.unit, f.kind)
                for f in self._find.figures(words)
            ]
        return self._figures[number]


def trigger(candidate: Candidate) -> tuple[int, int]:
    """Where the words stand that made the candidate: its first hit, or its target, or the whole sentence."""
    if candidate.hits:
        return candidate.hits[0].start, candidate.hits[0].end
    if candidate.mention is not None:
        return candidate.mention.start, candidate.mention.end
    return candidate.sentence.start, candidate.sentence.end


def _stands(candidate: Candidate, start: int, end: int) -> list[float]:
    left, right = trigger(candidate)
    same = candidate.sentence.clause_at(left) == candidate.sentence.clause_at(start)
    return [max(0, start - right, left - end), end <= left, same]


def when(candidate: Candidate, values: Values) -> list[Option[str]]:
    """The dates that the claim could have: those of its sentence, the last ones before it, and the day of publication."""
    own = values.dates(candidate.number)
    sentence, folded = candidate.sentence, values.reading.folded
    words = folded[sentence.start : sentence.end]
    tenses = [bool(tense.search(words)) for tense in (_PERFECT, _PRESENT, _PAST, _FUTURE)]
    shared = [float(len(own)), float(len(candidate.hits)), float(values.reading.language == "zh"), *tenses]
    lever = one_hot(candidate.lever)
    found = [
        Option(
            date.value,
            _dated(date.value, values, shared, candidate, [*_stands(candidate, date.start, date.end), order], 0, 0)
            + _beside_date(folded, date.start, date.end)
            + lever,
        )
        for order, date in enumerate(own)
    ]
    nowhere = [0.0] * (len(_BEFORE_DATE) + len(_ZH_BEFORE_DATE) + len(_ZH_AFTER_DATE)) + lever
    found += [
        Option(value, _dated(value, values, shared, candidate, [999, 1, 0, -1], 0, 2) + nowhere)
        for value in values.otherwise(candidate.number)
    ]
    for back in (1, 2, 3):
        before = values.dates(candidate.number - back) if candidate.number >= back else []
        if before:
            for value in dict.fromkeys((before[-1].value, before[0].value)):
                found.append(Option(value, _dated(value, values, shared, candidate, [999, 1, 0, 0], back, 0) + nowhere))
            break
    if values.published:
        value = values.published[:10]
        found.append(Option(value, _dated(value, values, shared, candidate, [999, 1, 0, 0], 0, 1) + nowhere))
    return found


def _dated(
    value: str,
    values: Values,
    shared: Sequence[float],
    candidate: Candidate,
    stands: Sequence[float],
    carried: int,
    source: int,
) -> list[float]:
    """What speaks for a date; `source` is 0 for the text, 1 for the day of publication, 2 for another reading of the year."""
    many, hits, zh, *tenses = shared
    sentence = candidate.sentence
    off = _days_off(value, values.published)
    return [
        *stands, many, len(value), "/" in value, carried, source, hits, sentence.start, sentence.end - sentence.start, zh,
        candidate.number, values.year(sentence.start) == int(value[:4]), off,
        bool(values.published) and (values.published or "")[:4] == value[:4], *tenses,
    ]  # fmt: skip


def _days_off(value: str, published: str | None) -> float:
    """How long before publication a date lies, roughly in days; -9999 where there is none to compare."""
    if not published:
        return -9999.0
    parts = [[int(part) for part in (date.split("/")[0] + "-07-15")[:10].split("-")[:3]] for date in (value, published)]
    days = [365.0 * p[0] + 30.4 * (p[1] if len(p) > 1 else 7) + (p[2] if len(p) > 2 else 15) for p in parts]
    return days[1] - days[0]


def _one_of(words: Sequence[str]) -> dict[str, int]:
    return {word: at for at, word in enumerate(words)}


_DATE_EDGES = (_one_of(_BEFORE_DATE), _one_of(_ZH_BEFORE_DATE), _one_of(_ZH_AFTER_DATE))


def _beside_date(folded: str, start: int, end: int) -> list[float]:
    before = folded[max(0, start - 20) : start].rstrip()
    word = "in" if _PART_OF.search(before) else before.rsplit(" ", 1)[-1]
    return _marked(_DATE_EDGES, (word, before[-1:], folded[end : end + 1]))


def _marked(edges: Sequence[dict[str, int]], seen: Sequence[str]) -> list[float]:
    """One number for each word that could stand beside, 1 for those that do."""
    row: list[float] = []
    for known, word in zip(edges, seen, strict=True):
        part = [0.0] * len(known)
        at = known.get(word)
        if at is not None:
            part[at] = 1.0
        row += part
    return row


def how_much(candidate: Candidate, values: Values) -> list[Option[Figure]]:
    """The figures that could measure the claim."""
    own = values.figures(candidate.number)
    wanted = [kind for hit in candidate.hits for kind in hit.rule.rule.quantity]
    zh = float(values.reading.language == "zh")
    mention = candidate.mention
    return [
        Option(
            figure,
            [
                *_stands(candidate, figure.start, figure.end),
                order,
                len(own),
                *(figure.kind == kind for kind in ("money", "percent", "people", "count")),
                wanted.index(figure.kind) if figure.kind in wanted else (-1 if wanted else -2),
                len(candidate.hits),
                min(figure.value, 1e12),
                values.reading.folded.startswith((" of", "的"), figure.end),
                abs(figure.start - mention.start) if mention else -1,
                zh,
                *one_hot(candidate.lever),
            ],
        )
        for order, figure in enumerate(own)
    ]


_ACTING = frozenset(
    {"crowd", "state", "party", "foreign", "company", "unknown", "person", "place", "sector", "anaphor", "media"}
)


def who(candidate: Candidate, reading: Reading, frequent: str) -> list[Option[Found]]:
    """Who could have acted: the bodies, firms, people and countries of the sentence, and the last body before it."""
    own = [mention for mention in candidate.sentence.mentions if mention.kind in _ACTING]
    found = [
        Option(mention, _actor(candidate, mention, order, len(own), reading, frequent, 0))
        for order, mention in enumerate(own)
    ]
    return found + [
        Option(mention, _actor(candidate, mention, order, len(own), reading, frequent, back))
        for mention, order, back in _carried(candidate, reading, own)
    ]


_BODIES = frozenset({"state", "party", "foreign"})
_BACK, _GENERIC_BACK = 6, 2


def _carried(candidate: Candidate, reading: Reading, own: Sequence[Found]) -> list[tuple[Found, int, int]]:
    """Who may act without being named in the sentence, each with its order and how many sentences back it stands: the bodies
    last named, and the target itself ("It appealed")."""
    found: list[tuple[Found, int, int]] = []
    seen = {mention.key for mention in own}
    for back in range(1, min(_BACK, candidate.number) + 1):
        bodies = [m for m in reading.sentences[candidate.number - back].mentions if m.kind in _BODIES]
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
    candidate: Candidate, mention: Found, order: int, many: int, reading: Reading, frequent: str, carried: int
) -> list[float]:
    folded, sentence = reading.folded, candidate.sentence
    before = folded[max(0, mention.start - 8) : mention.start].rstrip()
    after = folded[mention.end : mention.end + 3]
    sides = {hit.rule.rule.actor for hit in candidate.hits}
    stands = [999.0, 1.0, 0.0] if carried else _stands(candidate, mention.start, mention.end)
    target = candidate.mention
    slot = any(hit.in_group("actor", mention) for hit in candidate.hits)
    own = candidate.entity.country
    return [
        *stands,
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
        "left" in sides,
        "right" in sides,
        "by" in sides,
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
        *_beside_actor(folded, mention.start, mention.end),
        *one_hot(candidate.lever),
    ]


_ACTOR_EDGES = (
    _one_of(_BEFORE_ACTOR), _one_of(_AFTER_ACTOR), _one_of(_ZH_BEFORE_ACTOR), _one_of(_ZH_AFTER_ACTOR)
)  # fmt: skip


def _beside_actor(folded: str, start: int, end: int) -> list[float]:
    before = folded[max(0, start - 10) : start].rstrip()
    after = folded[end : end + 12].lstrip()
    following = "'s" if after.startswith("'s") else after.split(" ", 1)[0].rstrip(",.;")
    return _marked(_ACTOR_EDGES, (before.rsplit(" ", 1)[-1], following, before[-1:], after[:1]))


def frequent_body(sentences: Sequence[Sentence]) -> str:
    """The key of the state body named most often."""
    counts: dict[str, int] = {}
    for sentence in sentences:
        for mention in sentence.mentions:
            if mention.kind in {"state", "party", "foreign"} and not mention.generic:
                counts[mention.key] = counts.get(mention.key, 0) + 1
    return max(counts, key=lambda key: (counts[key], key), default="")
