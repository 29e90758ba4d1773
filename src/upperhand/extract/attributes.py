"""The options for a claim's date, actor and figure, each with what speaks for it; a learned judge picks one or none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from upperhand.extract import values_en, values_zh
from upperhand.extract.candidates import Candidate
from upperhand.extract.mentions import Found
from upperhand.extract.reading import Reading, Sentence
from upperhand.extract.values import Figure, When
from upperhand.model import LEVERS

T = TypeVar("T")
_YEAR = re.compile(r"(?<![\d.,$])(?:19|20)\d\d(?![\d,.]\d|%)")
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
    "from_start",
    "to_end",
    "is_zh",
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


class Values:
    """The dates and figures of a reading, found when first asked for, sentence by sentence."""

    def __init__(self, reading: Reading, published: str | None) -> None:
        self.reading = reading
        self.published = published
        self._years = [(match.start(), int(match.group())) for match in _YEAR.finditer(reading.folded)]
        self._dates: dict[int, list[When]] = {}
        self._figures: dict[int, list[Figure]] = {}

    def year(self, at: int) -> int | None:
        """The year that the text speaks of at `at`: the last one it names before."""
        before = [year for start, year in self._years if start < at]
        return before[-1] if before else None

    def dates(self, number: int) -> list[When]:
        """The dates of a sentence, with spans in the document."""
        if number not in self._dates:
            sentence = self.reading.sentences[number]
            words = self.reading.folded[sentence.start : sentence.end]
            find = values_en.dates if self.reading.language == "en" else values_zh.dates
            found = find(words, self.published, self.year(sentence.start))
            self._dates[number] = [When(w.start + sentence.start, w.end + sentence.start, w.value) for w in found]
        return self._dates[number]

    def figures(self, number: int) -> list[Figure]:
        """The figures of a sentence, with spans in the document."""
        if number not in self._figures:
            sentence = self.reading.sentences[number]
            words = self.reading.folded[sentence.start : sentence.end]
            find = values_en.figures if self.reading.language == "en" else values_zh.figures
            self._figures[number] = [
                Figure(f.start + sentence.start, f.end + sentence.start, f.value, f.unit, f.kind) for f in find(words)
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
    same = _clause(candidate.sentence, left) == _clause(candidate.sentence, start)
    return [max(0, start - right, left - end), end <= left, same]


def _clause(sentence: Sentence, at: int) -> int:
    return next((number for number, (start, end) in enumerate(sentence.clauses) if start <= at < end), -1)


def _one_hot(lever: int) -> list[float]:
    row = [0.0] * len(LEVERS)
    row[lever] = 1.0
    return row


def when(candidate: Candidate, values: Values) -> list[Option[str]]:
    """The dates that the claim could have: those of its sentence, the last one before it, and the day of publication."""
    own = values.dates(candidate.number)
    zh = float(values.reading.language == "zh")
    hits, lever = float(len(candidate.hits)), _one_hot(candidate.lever)
    sentence = candidate.sentence
    found = [
        Option(
            date.value,
            [
                *_stands(candidate, date.start, date.end),
                order,
                len(own),
                len(date.value),
                "/" in date.value,
                0,
                0,
                hits,
                date.start - sentence.start,
                sentence.end - date.end,
                zh,
                *lever,
            ],
        )
        for order, date in enumerate(own)
    ]
    for back in (1, 2):
        before = values.dates(candidate.number - back) if candidate.number >= back else []
        if before:
            value = before[-1].value
            found.append(
                Option(value, [999, 1, 0, 0, len(own), len(value), "/" in value, back, 0, hits, 0, 0, zh, *lever])
            )
            break
    if values.published:
        value = values.published[:10]
        found.append(Option(value, [999, 1, 0, 0, len(own), len(value), 0, 0, 1, hits, 0, 0, zh, *lever]))
    return found


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
                *_one_hot(candidate.lever),
            ],
        )
        for order, figure in enumerate(own)
    ]


_ACTING = frozenset({"state", "party", "foreign", "company", "unknown", "person", "place", "sector"})


def who(candidate: Candidate, reading: Reading, frequent: str) -> list[Option[Found]]:
    """Who could have acted: the bodies, firms, people and countries of the sentence, and the last body before it."""
    own = [mention for mention in candidate.sentence.mentions if mention.kind in _ACTING]
    found = [
        Option(mention, _actor(candidate, mention, order, len(own), reading, frequent, 0))
        for order, mention in enumerate(own)
    ]
    for back in (1, 2):
        if candidate.number >= back:
            before = [
                m
                for m in reading.sentences[candidate.number - back].mentions
                if m.kind in {"state", "party", "foreign"}
            ]
            named = [mention for mention in before if not mention.generic] or before
            if named:
                found.append(Option(named[0], _actor(candidate, named[0], 0, len(own), reading, frequent, back)))
                break
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
    slot = any(_in_slot(hit.match, mention) for hit in candidate.hits)
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
        *_one_hot(candidate.lever),
    ]


def _in_slot(match: re.Match[str], mention: Found) -> bool:
    if "actor" not in match.re.groupindex or match.start("actor") < 0:
        return False
    return match.start("actor") < mention.end and mention.start < match.end("actor")


def frequent_body(sentences: Sequence[Sentence]) -> str:
    """The key of the state body named most often."""
    counts: dict[str, int] = {}
    for sentence in sentences:
        for mention in sentence.mentions:
            if mention.kind in {"state", "party", "foreign"} and not mention.generic:
                counts[mention.key] = counts.get(mention.key, 0) + 1
    return max(counts, key=lambda key: (counts[key], key), default="")
