"""Lines as they stand in a source, and what the whole says about how they were laid out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import msgspec

from upperhand.data import load
from upperhand.read.builder import INVISIBLE

GAP = 99
"""As many blank lines as say: something was taken out here."""

_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_EDGE = " \t\u3000\u00a0\u200b\ufeff\u2060"
_LEFT = re.compile(rf"[\s{INVISIBLE}]*")
_STOP = re.compile(r"[.!?:。！？：…][\]\"'”’»」』）)】》]*(?:\[?\d{1,3}\]?|[¹²³⁰⁴-⁹]+|[①-⑳])?$")
HAN = r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_WIDE = re.compile(rf"[\u3000-\u303f\u3040-\u30ff\uff00-\uffef{HAN}“”‘’—…]")
_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile(r"[A-Za-zÀ-ž]+")
_PIECES = 1_000


@dataclass(slots=True)
class Line:
    """One line without its margins. `blanks` counts the empty lines before it, `indent` the columns.

    `position` is that of its first character; `page` counts from 1; `size` is the type size in points, 0 if unknown.
    """

    text: str
    position: int
    blanks: int = 0
    indent: int = 0
    page: int = 1
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Layout:
    """`wrapped`: lines were broken at `width` columns. `step`: blank lines between two lines of one paragraph."""

    wrapped: bool
    width: int
    step: int


class Words(msgspec.Struct, forbid_unknown_fields=True):
    """data/read/words.yml."""

    dangling: frozenset[str]
    hyphen_first: frozenset[str]
    hyphen_second: frozenset[str]
    fused: frozenset[str]
    note_titles: frozenset[str]


@cache
def words() -> Words:
    """The words that decide how lines are joined."""
    return load("read/words.yml", Words)


def split(text: str) -> Iterator[Line]:
    """The lines that have words, with their offsets in `text`; a form feed starts a page."""
    start, blanks, page = 0, 0, 1
    for end, feed, following in _ends(text):
        raw = text[start:end]
        left = _LEFT.match(raw)
        margin = left.end() if left else 0
        words_of_line = raw[margin:].rstrip(_EDGE + "\x00")
        if words_of_line:
            yield Line(words_of_line, start + margin, blanks, _columns(raw[:margin]), page)
            blanks = 0
        else:
            blanks += 1
        if feed:
            page += 1
        start = following


def _ends(text: str) -> Iterator[tuple[int, bool, int]]:
    for match in _END.finditer(text):
        yield match.start(), match.group() == "\x0c", match.end()
    yield len(text), False, len(text)


def _columns(margin: str) -> int:
    return sum(4 if char == "\t" else 2 if char == "\u3000" else 1 for char in margin)


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does, be it with a quotation mark or a note's mark after the stop."""
    return not text[-1].isalpha() and _STOP.search(text, max(0, len(text) - 12)) is not None


def dangles(text: str) -> bool:
    """Whether a line ends where nothing ends: in a comma, an open bracket, a hyphen, or a word such as "of"."""
    if text[-1] in ",;，、；-‐–—(（[“《「/&":
        return True
    last = text.rsplit(None, 1)[-1]
    return last.islower() and last in words().dangling


def is_full(line: Line, following: Line, width: float) -> bool:
    """Whether the next line's first word would not have fitted on this line: then the break is only a wrap."""
    return len(line.text) + 1 + first_word(following.text) > width


def first_word(text: str) -> int:
    """The columns of the first piece that a line cannot be broken in: a word, or one Chinese character."""
    end = text.find(" ")
    word = text[:end] if end >= 0 else text
    if word.isascii():
        return len(word)
    wide = _WIDE.search(word)
    return max(1, wide.start()) if wide else len(word)


def is_wide(char: str) -> bool:
    """Chinese or Japanese characters and their punctuation, which take no spaces between them."""
    return _WIDE.match(char) is not None


def is_chinese(text: str) -> bool:
    """Whether most of a line's words are Chinese: a character weighs as much as a Latin word."""
    return len(_HAN.findall(text)) > len(_LATIN.findall(text))


def measure(lines: Sequence[Line]) -> Layout:
    """How a text was laid out, from its first lines: most breaks inside sentences, near one width, are wraps."""
    pairs = list(pairwise(lines[:_PIECES]))
    if not pairs:
        return Layout(False, len(lines[0].text) if lines else 0, 0)
    width = sorted(len(line.text) for line in lines[:_PIECES])[int(0.95 * min(len(lines), _PIECES - 1))]
    broken = [b.blanks for a, b in pairs if not ends_sentence(a.text) and is_full(a, b, 0.7 * width)]
    step = max(range(3), key=broken.count)  # single, double or triple spacing; the least of equals
    inside = [pair for pair in pairs if pair[1].blanks <= step]
    wraps = sum(blanks <= step for blanks in broken)
    wrapped = wraps >= max(1, 0.35 * len(inside)) or (step == 0 and _is_filled(inside))
    return Layout(width <= 200 and wrapped, width, step)


def _is_filled(pairs: Sequence[tuple[Line, Line]]) -> bool:
    """Whether every line is as full as it could be, which chance seldom brings about."""
    widest = max((len(line.text) for pair in pairs for line in pair), default=0)
    return len(pairs) > 1 and all(is_full(a, b, widest) for a, b in pairs)
