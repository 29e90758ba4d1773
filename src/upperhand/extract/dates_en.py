"""Dates in English sentences: how they are written; which days they mean is for `clock_en.py`."""

import re
from collections.abc import Sequence
from functools import cache

from upperhand.extract.clock_en import HOURS, Clock, month_of
from upperhand.extract.value_words import any_of, value_words
from upperhand.extract.values import Before, When, nothing

_YEAR = r"(?:1[89]\d\d|20\d\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_CLUE = re.compile(  # a sentence without any of these is not searched for dates
    r"\d|year|month|week|day|quarter|ago|later|earlier|spring|summer|autumn|fall\b|winter|tonight|tomorrow"
    r"|morning|afternoon|evening|night|the\s+[a-z-]*th\b|-(?:first|second|third)\b"
    r"|january|february|march|april|may\b|june|july|august|september|october|november|december"
    r"|\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
)
# What may follow a day that is told by its number alone: "on the 21st it fell", but not "on the 21st floor".
_AFTER_DAY = (
    r"(?=\s*(?:[,.;:)]|$)|\s+(?:the|a|an|and|it|he|she|they|its|his|her|their|in|to|for|that|which|after|before|when|with|by|from|at|was|were"
    r"|had|has)\b)"
)


@cache
def _pattern() -> re.Pattern[str]:
    """Put together from named parts, so that each way of writing a date stands on its own line."""
    known = value_words("en")
    month = rf"(?:{any_of(name for names in known.months for name in names)})\b\.?"
    count = rf"(?:\d{{1,2}}|{any_of(known.small_numbers[1:13])}|a|an|a couple of)"
    parts = (
        rf"(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])(?:-\d\d)?)\b(?![-\d])",
        rf"(?P<slash>{_YEAR}/\d\d?/\d\d?)\b",
        rf"(?:(?:between|from)\s+)?(?P<from>{_YEAR})\s?(?:-|to|and|through|until)\s?(?P<to>{_YEAR}|\d\d(?![\d,.%]))\b",
        rf"(?P<m1>{month})\s+(?P<d1>{_DAY})(?:\s?(?:-|to|and)\s?{_DAY}\b)?(?:,?\s+(?P<y1>{_YEAR}))?\b(?![,.]?\d)",
        rf"(?P<d2>{_DAY})(?:\s?-\s?{_DAY})?\s+(?:of\s+)?(?P<m2>{month})(?:,?\s+(?P<y2>{_YEAR}))?",
        rf"(?P<m3>{month}),?\s+(?:of\s+)?(?P<y3>{_YEAR})\b",
        rf"(?P<which>last|this|next|that|the following|the same|early|late|mid|in|since|by|until|during|of|from|for)[\s-]+(?P<m4>{month})(?!\s+\d)(?![\w'])",
        r"(?P<relday>yesterday|today|tonight|tomorrow)\b",
        rf"(?P<ago>{count}|a decade)\s+(?P<agounit>days?|weeks?|months?|years?|decades?)?\s*(?P<dir>ago|earlier|later|before|after that|afterwards"
        r"|after(?=[,.;]|$))\b",
        r"(?P<rel>last|this|next|that|that same|the following|the same|the very same|the next|the very next|the previous|the past|previous|earlier this"
        r"|later this|earlier that|later that|late last|early last|early this|late this)"
        rf"\s+(?P<unit>week|month|year|quarter|{any_of(known.seasons)}|day|{any_of(HOURS)})\b",
        r"the (?:day|night|evening) (?P<beside>before|after)\b",
        rf"(?:in|since|over|during|from|by)\s+the\s+(?P<season>{any_of(set(known.seasons) - {'fall'})})\b(?!,?\s+(?:of\s+)?{_YEAR})",
        rf"(?:(?:on|last|this|late|early|next|the|of|by|since|until|starting|beginning)\s+){{0,2}}(?P<weekday>{any_of(known.weekdays)})\b",
        rf"(?:on|since|by|until|from|of)\s+the\s+(?P<nth>{_DAY}(?<=[a-z])|{any_of(known.ordinals[3:])}){_AFTER_DAY}",
        r"(?P<decade>(?:1[89]|20)\d0)s\b",
        rf"(?P<since>since|from)\s+(?P<y9>{_YEAR})\b",
        rf"(?<![\d.,$])(?P<year>{_YEAR})\b(?![,.]\d"
        rf"|\s*(?:{any_of(known.after_amount)}))",
    )
    return re.compile(r"\b(?:" + "|".join(parts) + ")")


def dates(
    folded: str, published: str | None, year: int | None, before: Before = nothing, afresh: bool = False
) -> list[When]:
    """The dates of one sentence, resolved against the day of publication, the year the text speaks of and the day or month that it told
    before; `afresh`, a month without a year is the last before publication."""
    if not _CLUE.search(folded):
        return []
    found: list[When] = []
    clock = Clock(published, year, before, afresh)
    matches = list(_pattern().finditer(folded))
    for at, match in enumerate(matches, 1):
        clock.ahead = _year_ahead(match, matches[at:])
        value = clock.resolve(match)
        if value:
            found.append(When(match.start(), match.end(), value))
    return found


def _year_ahead(match: re.Match[str], later: Sequence[re.Match[str]]) -> int | None:
    """The year of a day that is told without one, if a day of the same month follows with it: `on May 2 … and on May 3, 2020`."""
    month = match["m1"] or match["m2"]
    if not month or match["y1"] or match["y2"]:
        return None
    days = ((other["m1"] or other["m2"], other["y1"] or other["y2"]) for other in later)
    return next((int(year) for name, year in days if year and month_of(name) == month_of(month)), None)
