"""Sums and growth."""

import re
from collections.abc import Iterator
from itertools import pairwise

from upperhand.assess.sanity.figures import Figure
from upperhand.assess.sanity.slip import Slip, at, plain
from upperhand.assess.sanity.text import Reading, Sentence
from upperhand.assess.sanity.words import limits

_TIMES = {
    "doubl": 2.0,
    "tripl": 3.0,
    "trebl": 3.0,
    "quadrupl": 4.0,
    "quintupl": 5.0,
    "tenfold": 10.0,
    "twofold": 2.0,
    "threefold": 3.0,
    "fourfold": 4.0,
    "fivefold": 5.0,
    "sixfold": 6.0,
    "sevenfold": 7.0,
    "eightfold": 8.0,
    "ninefold": 9.0,
    "hundredfold": 100.0,
}
_GROWN = re.compile(
    r"\b(?:(?P<word>doubl|tripl|trebl|quadrupl|quintupl)(?:ed|ing|es|e)|(?P<fold>(?:ten|two|three|"
    r"four|five|six|seven|eight|nine|hundred)fold)|(?P<n>\d+)-?fold)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"(?:more than|almost|nearly|over|at least|less than|about|not|would|could|should|to|will)\s(?:have\s|be\s)?$",
    re.IGNORECASE,
)
_UP = re.compile(
    r"\b(?:rose|rise|rising|risen|up|grew|grown|grow|increas\w+|jump\w*|climb\w*|gain\w*|soar\w*|"
    r"surg\w*|higher)\b|增长|增加|上升|上涨",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:fell|fall|falling|fallen|down|drop\w*|declin\w*|decreas\w*|plung\w*|slump\w*|shrank|lower|"
    r"slid|cut)\b|下降|下跌|减少|下滑",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    r"\bfrom\s(?:just\s|about\s|some\s|around\s|nearly\s|only\s|over\s)*$|[从由](?:约)?$", re.IGNORECASE
)
_TO = re.compile(
    r"^(?:\s?[\w%'’-]+){0,6}?,?\s(?:to|and\s(?:is|was)\snow)\s(?:just\s|about\s|some\s|around\s|"
    r"nearly\s|only\s|over\s|more\sthan\s)*$|^[\u4e00-\u9fff]{0,6}(?:增至|增长到|增长至|增加到|增加至|升至|上升到|涨至|降至|"
    r"下降到|下降至|减至|减少到)(?:约)?$",
    re.IGNORECASE,
)


_UP_FROM = re.compile(
    r"^(?:\s[\w-]+){0,4}?,?\s\(?(?:up|down|(?:a\s|an\s)?(?:rise|increase|gain|jump|drop|fall|decline|"
    r"decrease)\s(?:of|by))\s[\d.]+\s?(?:%|percent|per cent)\s(?:from|on|over)\s(?:just\s|about\s|"
    r"some\s|the\s)*$",
    re.IGNORECASE,
)


def growth_against_ends(reading: Reading) -> Iterator[Slip]:
    """Growth is not that between the two values given: “up 50% from 10 billion to 12 billion”, “doubled from 5 to 8”.

    Tenfold may be read as ten times the size or ten times more; rounding of either end is allowed for, and a tenth
    beside.
    """
    for sentence in reading.sentences:
        for low, high in _ends(sentence):
            said = _said(sentence, low, high)
            if said is None:
                continue
            words, least, most = said
            widest = (
                (high.value - high.step) / (low.value + low.step),
                (high.value + high.step) / max(low.value - low.step, 1e-9),
            )
            room = limits().growth_room
            if widest[1] < least / room or widest[0] > most * room:
                yield Slip(
                    at(sentence, (min(low.start, high.start, words[0]), max(low.end, high.end, words[1]))),
                    f"“{sentence.text[words[0] : words[1]].strip()}” is not the change from “{low.exact}” to "
                    f"“{high.exact}”.",
                    f"{plain(high.value)} / {plain(low.value)} = {high.value / low.value:.3g}; said: {least:.3g}"
                    + (f" to {most:.3g}" if most > least else ""),
                )


def _ends(sentence: Sentence) -> Iterator[tuple[Figure, Figure]]:
    """Pairs of figures of one unit that stand as “from A to B”."""
    figures = [figure for figure in sentence.figures if figure.kind in {"money", "count"} and figure.value > 0]
    for low, high in pairwise(figures):
        alike = low.kind == high.kind and (low.unit == high.unit or low.kind == "count")
        if alike and _UP_FROM.search(sentence.text[low.end : high.start]):
            yield high, low
        if alike and _FROM_TO.search(sentence.text[: low.start]) and _TO.match(sentence.text[low.end : high.start]):
            yield low, high


def _said(sentence: Sentence, low: Figure, high: Figure) -> tuple[tuple[int, int], float, float] | None:
    """The growth in words or percent that the clause gives with the two ends: its range, the least and the most
    factor."""
    text = sentence.text
    reach = (max(0, min(low.start, high.start) - 80), min(len(text), max(low.end, high.end) + 50))
    for match in _GROWN.finditer(text, *reach):
        if match.end() <= low.start and not re.search(r"[;:]", text[match.end() : low.start]):
            times = _TIMES.get((match["word"] or match["fold"] or "").lower()) or float(match["n"] or 0)
            if times and not _HEDGED.search(text[: match.start()]):
                return match.span(), times, times + 1 if match["fold"] or match["n"] else times
            return None
    percents = [figure for figure in sentence.of("percent") if reach[0] <= figure.start <= reach[1]]
    if len(percents) != 1 or low.kind == "percent" or percents[0].bound:
        return None
    return _percent_growth(text, percents[0], low, high)


def _percent_growth(
    text: str, percent: Figure, low: Figure, high: Figure
) -> tuple[tuple[int, int], float, float] | None:
    window = text[max(0, percent.start - 30) : percent.start]
    if high.end <= percent.start < low.start:  # “20 billion, up 5% from 19 billion”
        return _factor(percent, window)
    if percent.start >= high.end and not re.search(
        r"[，,](?:同比)?(?:增长|增加|上升|上涨|增幅|下降|减少|下滑)(?:了)?$"
        r"|[,(]\s?(?:up|down|an? (?:increase|rise|drop|fall|"
        r"decline) of)\s$",
        window,
    ):
        return None
    between = text[percent.end : low.start] if percent.end <= low.start else text[high.end : percent.start]
    if len(between) > 60 or re.search(r"\b(?:as|while|when|after|and|but|whose|its)\b", between):
        return None
    if (
        re.search(r"(?:stake|share|interest)\b", text[percent.end : percent.end + 20])
        or ";" in text[min(percent.end, low.start) : low.start]
    ):
        return None
    return _factor(percent, window)


def _factor(percent: Figure, before: str) -> tuple[tuple[int, int], float, float] | None:
    """The factor that “up 5%” means, by the words before it; None where they say neither or both."""
    up, down = _UP.search(before), _DOWN.search(before)
    if bool(up) == bool(down):
        return None
    factor = 1 + percent.value / 100 if up else 1 - percent.value / 100
    slack = percent.step / 100
    return ((percent.start, percent.end), factor - slack, factor + slack) if factor > 0 else None


_TOTAL = re.compile(
    r"\b(?:a total of|in total|for a total of|totalling|totaling|altogether|together|combined|in sum|"
    r"in all|together making|adding up to|summing to)\s(?:some\s|about\s)?$|(?:共计|合计|总计|總計|合計|共計)(?:为|"
    r"约|達|达)?$",
    re.IGNORECASE,
)
_TOTAL_AFTER = re.compile(r"(?:\s[a-z][\w-]*)?\s(?:together|in all|in total|altogether|all told)\b")
_LIST = re.compile(
    r"^(?:\s[\w'’-]+){0,6}?(?:,|\sand|,\sand|\splus|\s\+)(?:\s[\w'’-]+){0,4}?\s?$|"
    r"^[\u4e00-\u9fff]{0,8}[、，和及与][\u4e00-\u9fff]{0,8}$",
    re.IGNORECASE,
)


_OTHER_THINGS = 20  # times the sum: a total so much larger is of something else


def sum_of_parts(reading: Reading) -> Iterator[Slip]:
    """A total is not the sum of the parts listed before it: “40 police and 25 clerks, a total of 75”."""
    for sentence in reading.sentences:
        for number, total in enumerate(sentence.figures):
            parts = (
                _parts(sentence, number)
                if number > 1 and total.kind in {"count", "money"} and _is_total(sentence.text, total)
                else ()
            )
            if not parts:
                continue
            whole = sum(part.value for part in parts)
            slack = sum(part.step for part in parts) + total.step + limits().sum_room * whole
            if abs(whole - total.value) > slack and whole and total.value <= _OTHER_THINGS * whole:
                yield Slip(
                    at(sentence, (parts[0].start, total.end)),
                    f"The parts before “{total.exact}” do not come to it.",
                    " + ".join(plain(part.value) for part in parts) + f" = {plain(whole)}, not {plain(total.value)}",
                )


_TIMES_OF = frozenset({"seconds", "minutes", "hours", "days", "weeks", "months", "years", "times", "percent", "points"})


def _is_total(text: str, figure: Figure) -> bool:
    return bool(_TOTAL.search(text[: figure.start]) or _TOTAL_AFTER.match(text, figure.end))


def _parts(sentence: Sentence, number: int) -> tuple[Figure, ...]:
    """The figures of the total's kind and unit that lead up to it as one list, two at least."""
    total = sentence.figures[number]
    found: list[Figure] = []
    for figure in reversed(sentence.figures[:number]):
        gap = sentence.text[figure.end : found[-1].start if found else total.start]
        if figure.kind != total.kind or (figure.kind == "money" and figure.unit != total.unit) or figure.bound:
            return ()
        if found and not _LIST.match(gap):
            return ()
        if figure.unit in _TIMES_OF or re.search(r"[;；。]|\bof which\b|其中", gap):
            return ()
        found.append(figure)
    return tuple(reversed(found)) if len(found) > 1 else ()
