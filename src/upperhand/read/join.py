"""Lines back to paragraphs: what goes between two lines, a space, nothing, or a new paragraph."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from upperhand.read.builder import TextBuilder
from upperhand.read.lines import Layout, Line, dangles, ends_sentence, is_chinese, is_full, is_wide, words

_ITEM = re.compile(
    r"(?:[•●▪■◦‣·*–—]\s|-\s|[(（]?\d{1,2}[.)）、](?!\d)\s?|[(（][a-z一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百]{1,4}[条章节條節])"
)
_CLOSING = re.compile(r"[,;:!?)\]”’»，。、；：！？）】》」』](?!\w*\()|\.(?!\.|\d)")
_BYLINE = re.compile(r"by(?: [A-Z][\w.'’-]*){2,5}")
_BROKEN = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[-‐\u00ad]$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class Joint(NamedTuple):
    """What happens between two lines: `drop` characters leave the end of the first, then `insert` is added."""

    drop: int
    insert: str


PARAGRAPH = Joint(0, "\n\n")
_SPACE = Joint(0, " ")


class Flow:
    """Appends lines to a builder as flowing paragraphs. One line is held back until the next is known."""

    def __init__(self, builder: TextBuilder, layout: Layout, vocabulary: "Vocabulary") -> None:
        self.builder = builder
        self.layout = layout
        self.vocabulary = vocabulary
        self._held: Line | None = None
        self._page = 0

    def add(self, line: Line) -> None:
        """Append one line."""
        held, self._held = self._held, line
        if held is not None:
            goes_on = continues(held, line, self.layout)
            drop, insert = joint(held.text, line.text, self.vocabulary) if goes_on else PARAGRAPH
            self.builder.copy(held.text[:-drop] if drop else held.text, held.position)
            self.builder.insert(insert)
        if line.page != self._page:
            self._turn(line.page)

    def close(self) -> None:
        """Append the line held back."""
        if self._held is not None:
            self.builder.copy(self._held.text, self._held.position)
            self._held = None

    @property
    def reached(self) -> int:
        """The length of the text once the held line is in."""
        return self.builder.length + (len(self._held.text) if self._held else 0)

    def tail(self, start: int) -> str:
        """The text from `start`, the held line included."""
        beyond = max(0, start - self.builder.length)
        return self.builder.tail(start) + self.last[beyond:]

    @property
    def last(self) -> str:
        """The line held back."""
        return self._held.text if self._held else ""

    @property
    def size(self) -> float:
        """The type size of the line held back."""
        return self._held.size if self._held else 0.0

    def _turn(self, page: int) -> None:
        self._page = page
        if self.builder.kind == "page":
            self.builder.start_page(page)


class Vocabulary:
    """How often each word, plain or hyphenated, stands in the lines; counted when first asked."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    def __getitem__(self, word: str) -> int:
        return self._counts[word]

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(_WORD.findall("\n".join(line.text for line in self._lines).lower()))


def continues(line: Line, following: Line, layout: Layout) -> bool:
    """Whether `following` goes on with the paragraph of `line`."""
    if abs(line.size - following.size) > 0.07 * line.size:
        return line.text[-1] in "-‐\u00ad"  # type of another size: a heading, a caption, a byline
    if following.blanks and _BYLINE.fullmatch(following.text) and not ends_sentence(line.text):
        return False  # "by Jane Roe" under a title
    first = following.text[0]
    within = layout.wrapped and following.blanks <= layout.step
    if within and first.isalpha() and following.text.isascii() and _is_plain_wrap(line, following, layout):
        return True
    if not first.isalnum() and _CLOSING.match(following.text):
        return True
    if dangles(line.text) and not _ITEM.match(following.text):
        return True
    ended = ends_sentence(line.text)
    if within:
        return _continues_wrapped(line, following, layout, ended)
    if ended or _ITEM.match(following.text):
        return False
    if following.text[0].islower():
        return True
    return layout.wrapped and is_full(line, following, 0.8 * layout.width) and not line.text.isupper()


def _is_plain_wrap(line: Line, following: Line, layout: Layout) -> bool:
    """The usual case: a line of prose that had no room for the next word."""
    word = following.text.find(" ") % (len(following.text) + 1)  # without a space, the whole line
    return len(line.text) + 1 + word > 0.88 * layout.width and following.indent < line.indent + 2


def _continues_wrapped(line: Line, following: Line, layout: Layout, ended: bool) -> bool:
    if _ITEM.match(following.text) and (ended or not is_full(line, following, 0.8 * layout.width)):
        return False
    if ended:
        indented = following.indent >= line.indent + 2
        return not indented and is_full(line, following, 0.88 * layout.width)
    return following.text[0].islower() or is_full(line, following, 0.7 * layout.width)


def joint(text: str, following: str, vocabulary: Vocabulary) -> Joint:
    """What joins two lines of one paragraph."""
    if text[-1].isascii() and text[-1].isalnum() and following[0].isascii() and following[0].isalnum():
        cut = text[-1].isdigit() and following[0].isdigit() and is_chinese(text)  # a figure cut in two
        return Joint(0, "") if cut else _SPACE
    broken = _BROKEN.search(text) if text[-1] in "-‐\u00ad" else None
    if broken and following[0].isalnum():
        return _hyphen(broken.group(1), following, text[-1], vocabulary)
    if following[0] in "-–—" and text[-1] in "-–—":
        return Joint(0, "")
    if text.endswith(("--", "—", "/")) and not text.endswith((" --", " —", " /")):
        return Joint(0, "")
    if _CLOSING.match(following) or text[-1] in "(（[“《「":
        return Joint(0, "")
    if is_wide(text[-1]) and is_wide(following[0]):
        return Joint(0, "")
    if is_wide(text[-1]) or is_wide(following[0]):
        return Joint(0, "" if is_chinese(text) and is_chinese(following) else " ")
    return Joint(0, " ")


def _hyphen(first: str, following: str, mark: str, vocabulary: Vocabulary) -> Joint:
    keep, drop = Joint(0, ""), Joint(1, "")
    match = _WORD.match(following)
    if mark == "\u00ad" or not match:
        return drop if mark == "\u00ad" else keep
    first, second = first.lower(), match.group().split("-")[0].lower()
    whole, compound = vocabulary[first + second], vocabulary[f"{first}-{second}"]
    if whole or compound:
        return keep if compound > whole else drop
    if following[0].isupper() or first in words().hyphen_first or second in words().hyphen_second:
        return keep
    both = vocabulary[first] > 1 and vocabulary[second] > 1 and min(len(first), len(second)) > 3
    return keep if both and first not in words().fused else drop
