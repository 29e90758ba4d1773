"""The dates that a claim could have, each with what speaks for it."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from upperhand.extract.candidates import LEVER_NAMES, Candidate, one_hot
from upperhand.extract.document_values import Values
from upperhand.extract.options import Option, marked, places, stands

_PERFECT = re.compile(r"\b(?:has|have|had)\b|已|过|曾")
_PRESENT = re.compile(r"\b(?:is|are|holds?|owns?|sits?)\b|目前|现|正")
_PAST = re.compile(r"\b(?:was|were|did)\b|了")
_FUTURE = re.compile(r"\b(?:will|shall|to be|would|plans?)\b|将|拟|计划")
_PART_OF = re.compile(  # "by the end of 2017" tells when, "the law of 2017" which
    r"\b(?:end|close|start|beginning|middle|course|half|quarter|spring|summer|autumn|fall|winter|months?|weeks?|days?|night|morning|ides) of$"
)
_BEFORE = (
    "in", "on", "since", "until", "by", "from", "after", "before", "of", "between", "to", "for", "as", "last", "at", "during", "the", "and",
)  # fmt: skip
_ZH_BEFORE = ("自", "从", "至", "到", "于", "在", "截", "，", "。", "（")
_ZH_AFTER = ("起", "前", "后", "以", "的", "，", "年", "至", "已", "）")
WHEN_NAMES = (
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
    *(f"prev_{word}" for word in _BEFORE),
    *(f"zprev_{word}" for word in _ZH_BEFORE),
    *(f"znext_{word}" for word in _ZH_AFTER),
    *LEVER_NAMES,
)
_EDGES = places(_BEFORE, _ZH_BEFORE, _ZH_AFTER)
_NOTHING = [0.0] * sum(map(len, _EDGES))
_AWAY = (999.0, 1.0, 0.0)
_BACK = 3
HOWS = _BACK + 3


def when(candidate: Candidate, values: Values) -> list[Option[str]]:
    """The dates that the claim could have: those of its sentence, the last ones before it, and the day of publication."""
    sentence = candidate.sentence
    words = values.reading.folded[sentence.start : sentence.end]
    tenses = [bool(tense.search(words)) for tense in (_PERFECT, _PRESENT, _PAST, _FUTURE)]
    lever, many = one_hot(candidate.lever), len(values.dates(candidate.number))
    return [
        Option(one.value, [*_dated(one, candidate, values, many), *tenses, *one.beside, *lever], *one.span, _how(one))
        for one in _possible(candidate, values)
    ]


class _Possible(NamedTuple):
    """A date, how it stands to the claim's words, how many sentences back, whence (0 the text, 1 the day of publication, 2 another
    reading of the year), what stands beside it, and where it stands itself."""

    value: str
    stands: Sequence[float]
    carried: int
    source: int
    beside: Sequence[float]
    span: tuple[int, int] = (-1, -1)


def _possible(candidate: Candidate, values: Values) -> Iterator[_Possible]:
    number = candidate.number
    for order, date in enumerate(values.dates(number)):
        beside = _beside(values.reading.folded, date.start, date.end)
        near = (*stands(candidate, date.start, date.end), order)
        yield _Possible(date.value, near, 0, 0, beside, (date.start, date.end))
    for value in values.otherwise(number):
        yield _Possible(value, (*_AWAY, -1), 0, 2, _NOTHING)
    told = ((back, values.dates(number - back)) for back in range(1, min(_BACK, number) + 1))
    carried, before = next(((back, dates) for back, dates in told if dates), (0, []))
    for value, date in {date.value: date for date in before[-1:] + before[:1]}.items():
        yield _Possible(value, (*_AWAY, 0), carried, 0, _NOTHING, (date.start, date.end))
    if values.published:
        yield _Possible(values.published[:10], (*_AWAY, 0), 0, 1, _NOTHING)


def _how(one: _Possible) -> int:
    """A number below HOWS: told in the sentence, before it by so many, with another year, the day of publication."""
    return one.carried if one.source == 0 else _BACK + one.source


def _dated(one: _Possible, candidate: Candidate, values: Values, many: int) -> list[float]:
    """What speaks for a date, but for the tenses of its sentence and what stands beside it; `many` dates are in the sentence."""
    sentence, value, published = candidate.sentence, one.value, values.published or ""
    return [
        *one.stands,
        many,
        len(value),
        "/" in value,
        one.carried,
        one.source,
        len(candidate.hits),
        sentence.start,
        sentence.end - sentence.start,
        values.reading.language == "zh",
        candidate.number,
        values.year(sentence.start) == int(value[:4]),
        _days_off(value, values.published),
        bool(published) and published[:4] == value[:4],
    ]


def _days_off(value: str, published: str | None) -> float:
    """How long before publication a date lies, roughly in days; -9999 where there is none to compare."""
    if not published:
        return -9999.0
    parts = [[int(part) for part in (date.split("/")[0] + "-07-15")[:10].split("-")[:3]] for date in (value, published)]
    days = [365.0 * p[0] + 30.4 * (p[1] if len(p) > 1 else 7) + (p[2] if len(p) > 2 else 15) for p in parts]
    return days[1] - days[0]


def _beside(folded: str, start: int, end: int) -> list[float]:
    before = folded[max(0, start - 20) : start].rstrip()
    word = "in" if _PART_OF.search(before) else before.rsplit(" ", 1)[-1]
    return marked(_EDGES, (word, before[-1:], folded[end : end + 1]))
