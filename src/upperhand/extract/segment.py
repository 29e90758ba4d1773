"""Sentences and clauses, as spans straight into the text."""

import re

Span = tuple[int, int]

_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'\[])(?:mr|mrs|ms|dr|prof|gen|col|lt|sen|rep|gov|st|no|nos|vs|inc|ltd|co|corp|plc|bros|jr|sr|fig|art|sec|ch"
    r"|p|pp|vol|ed|eds|cf|al|e\.g|i\.e|etc|approx|est|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    r"|u\.s|u\.k|u\.n|e\.u|p\.r\.c|d\.c|[a-z]|(?:[a-z]\.)+[a-z])\.$"
)
_CLOSES_ANYWAY = re.compile(r"(?:inc|ltd|co|corp|plc|u\.s|u\.k|u\.n|e\.u|p\.r\.c|d\.c|etc|jr|sr)\.$")
_OPENER = frozenset(
    [
        "the",
        "a",
        "an",
        "it",
        "its",
        "he",
        "she",
        "they",
        "we",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "to",
        "but",
        "and",
        "so",
        "as",
        "if",
        "when",
        "while",
        "after",
        "before",
        "under",
        "this",
        "that",
        "these",
        "those",
        "there",
        "what",
        "who",
        "how",
        "why",
        "our",
        "their",
        "his",
        "her",
        "one",
        "two",
        "no",
        "not",
        "with",
        "last",
        "since",
        "although",
        "though",
        "despite",
    ]
)
_OPENING = frozenset("“‘「『（")
_NUMBERED = (
    r"(?<!\d\.)(?<!\sp\.)(?<!\s(?:no|rs|pp)\.)(?<!\s(?:nos|art|sec|vol)\.)"  # "No.1" ends nothing, "party.1" does
)
_END_EN = re.compile(rf"(?:[!?]+|\.+)[\"')\]]*(?:(?:\[\d{{1,3}}\])+|{_NUMBERED}\d{{1,3}})?(?=\s|$)|\n\s*")
_END_ZH = re.compile(r"[。！？!?；;]+[\"'”’」』）)]*|\n\s*|\.(?=\s|$)")
_CLAUSE_EN = re.compile(
    r"[;:]\s|\s-{1,2}\s|,\s(?=(?:and|but|while|whereas|which|who|whose|where|when|after|although|though|yet|so|because|as|"
    r"with|before|until|since|then)\s)|\s(?=(?:while|whereas|although|after|before|until|because)\s)"
)
_CLAUSE_ZH = re.compile(r"[,，;；:：]")
_BULLET = re.compile(r"\s*(?:[-*•·▪◦‣■●○]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)|\d{1,2}\.(?=\s))?\s*")
_WORD = re.compile(r"[a-z']+")


def sentences(folded: str, language: str, text: str = "") -> list[Span]:
    """Every sentence of a folded text, trimmed of white space and bullet marks, in order.

    Folding makes “ and ” alike; the raw `text`, where given, tells which mark opens the next sentence.
    """
    ends = _END_ZH if language == "zh" else _END_EN
    found: list[Span] = []
    start = 0
    for match in ends.finditer(folded):
        if language != "zh" and folded[match.start()] != "\n" and not _is_end(folded, start, match):
            continue
        end = match.end()
        while end - 1 > match.start() and text[end - 1 : end] in _OPENING:
            end -= 1
        _add(found, folded, start, end)
        start = end
    _add(found, folded, start, len(folded))
    return found


def _add(found: list[Span], folded: str, start: int, end: int) -> None:
    bullet = _BULLET.match(folded, start, end)
    start = bullet.end() if bullet else start
    while end > start and folded[end - 1].isspace():
        end -= 1
    if end > start:
        found.append((start, end))


def _is_end(folded: str, start: int, match: re.Match[str]) -> bool:
    """Whether this full stop closes a sentence: not after an abbreviation or an initial, unless an opener follows."""
    if folded[start : match.start()].strip().isdigit() and match.start() - start < 5:
        return False
    if folded[match.start()] != "." or match.end() - match.start() > 1:
        return True
    if not _ABBREVIATION.search(folded, max(start, match.start() - 12), match.end()):
        return True
    follower = _WORD.match(folded, _skip_space(folded, match.end()))
    closes = _CLOSES_ANYWAY.search(folded, max(start, match.start() - 6), match.end())
    return bool(closes and follower and follower.group() in _OPENER)


def _skip_space(folded: str, at: int) -> int:
    while at < len(folded) and folded[at].isspace():
        at += 1
    return at


def clauses(folded: str, start: int, end: int, language: str) -> list[Span]:
    """The clauses of one sentence: they cover it without a gap but for white space and the marks between."""
    cut = _CLAUSE_ZH if language == "zh" else _CLAUSE_EN
    shortest = 4 if language == "zh" else 20
    found: list[Span] = []
    at = start
    for match in cut.finditer(folded, start, end):
        if match.start() - at >= shortest and end - match.end() >= shortest:
            found.append((at, match.start()))
            at = match.end()
    found.append((at, end))
    return found
