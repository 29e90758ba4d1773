"""Folding: a text as the rules see it, code point for code point, so that every span holds in both.

Lower case, straight quotes and dashes, plain spaces; soft line breaks become spaces and hard ones stay `\\n`.
In Chinese text each Traditional character becomes its Simplified one, and full-width digits and letters ASCII.
"""

import re
from functools import cache

_PLAIN = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "\t": " ", "\v": "\n", "\f": "\n", "\r": " ",
    "\u00a0": " ", "\u1680": " ", "\u2028": "\n", "\u2029": "\n", "\u202f": " ", "\u205f": " ", "\u3000": " ", "\ufeff": " ",
    **{chr(code): " " for code in range(0x2000, 0x200C)},
}  # fmt: skip
_BREAK = re.compile(r"[ \t\r\f\v\u3000]*\n\s*")
_FINAL = re.compile(r"[.!?:。！？：;；][\"'”’」』）)\]]*[0-9\[\]]{0,5}$")


def fold(text: str, language: str) -> str:
    """The text with the same number of code points, as `language` ("en" or "zh") rules read it."""
    folded = _soften(lowered(text.translate(_table(language))))
    assert len(folded) == len(text)
    return folded


def lowered(text: str) -> str:
    """Small letters, code point for code point."""
    small = text.lower()
    if len(small) == len(text):
        return small
    if "Σ" not in text:  # whose small form depends on where it stands
        small = "İ".join(map(str.lower, text.split("İ")))
        if len(small) == len(text):
            return small
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


@cache
def _table(language: str) -> dict[int, str]:
    table = {ord(char): plain for char, plain in _PLAIN.items()}
    if language == "zh":
        for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF05):
            table[code] = chr(code - 0xFEE0)
        table |= simplified()
    return table


@cache
def simplified() -> dict[int, str]:
    """Traditional character to its Simplified one, by code point, for those that differ."""
    from opencc import OpenCC  # slow to import, and only Chinese needs it

    chars = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    plain = OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return {ord(char): new for char, new in zip(chars, plain, strict=True) if new != char and len(new) == 1}


def _soften(text: str) -> str:
    """Line breaks inside a running sentence become spaces: hard-wrapped and double-spaced text reads on."""
    breaks = list(_BREAK.finditer(text))
    if not breaks:
        return text
    width = _wrap_width(text, breaks)
    pieces, at, line = [], 0, 0
    for found in breaks:
        start, end = found.span()
        if _is_soft(text, line, start, end, width):
            pieces += [text[at:start], " " * (end - start)]
            at = end
        line = end
    pieces.append(text[at:])
    return "".join(pieces)


def _wrap_width(text: str, breaks: list[re.Match[str]]) -> int:
    """The width at which the lines are wrapped, or 0 where each line is a paragraph."""
    lengths, open_ends, line = [], 0, 0
    for found in breaks:
        length = found.start() - line
        if length >= 30:
            lengths.append(length)
            open_ends += not _FINAL.search(text, max(line, found.start() - 8), found.start())
        line = found.end()
    if len(lengths) < 3 or open_ends < 0.5 * len(lengths):
        return 0
    return sorted(lengths)[int(len(lengths) * 0.8)]


def _is_soft(text: str, line: int, start: int, end: int, width: int) -> bool:
    if not width or end >= len(text) or start - line > 2 * width:
        return False
    if _FINAL.search(text, max(line, start - 8), start):
        return False
    return start - line >= 0.7 * width or (text[end].islower() and start - line >= 0.4 * width)
