"""Footnotes and endnotes: out of the flow, each tied to its mark in a sentence.

A line that begins with a number is a note only if that number stands as a mark in the text before it, after the
mark of the note before, or if it directly follows such a note with the next number. So a numbered list stays text.
"""

import re
from dataclasses import dataclass, field

from upperhand.model import Note
from upperhand.read.join import Flow
from upperhand.read.lines import GAP, Line, is_full, is_wide, words

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_CIRCLED = {chr(0x245F + n): n for n in range(1, 21)}
_START = re.compile(
    r"(?:[\[［〔](?P<square>\d{1,3})[\]］〕]|(?P<super>[¹²³⁰⁴-⁹]{1,3})|(?P<circle>[①-⑳])|(?P<plain>\d{1,3})(?:[.)、．](?!\d)|(?=\s|[A-Z“\"《「h\u4e00-\u9fff])))\s*(?=\S)"
)
_RULE = re.compile(r"[_\-–—=─*\s]{5,}")
_URL = re.compile(r"https?://[^\s<>\"“”‘’，。；、）】》]+|(?<![\w.@/])www\.[^\s<>\"“”，。；、）]+", re.IGNORECASE)
_URL_AT_END = re.compile(r"(?:https?://|www\.)\S*$", re.IGNORECASE)
_URL_PART = re.compile(r"(?=\S*[/%=_&?#]|\S*\.[a-z]{2,4}\b|\S*\d\S*(?:\s|$)|\S+-\S*$)\S+")


@dataclass(slots=True)
class _Open:
    """A note being read: its number, the text where its mark may stand, its words so far."""

    mark: str
    number: int
    span: tuple[int, int] | None
    limit: int
    lines: list[Line] = field(default_factory=list)


class NoteTaker:
    """Sees every line before the flow does; `take` says whether the line belonged to a note."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._done: list[Note] = []
        self._open: _Open | None = None
        self._number = 0
        self._after = 0
        self._ruled = False
        self._width = flow.layout.width if flow.layout.wrapped else 0

    def take(self, line: Line) -> bool:
        """Take the line if it begins or continues a note; a rule above notes is taken too."""
        if self._open is None and line.text[0].isalpha():  # the usual line of prose
            self._ruled = False
            return False
        if _RULE.fullmatch(line.text):
            self._ruled = True
            return True
        if self._starts(line) or self._continues(line):
            self._ruled = False
            return True
        self._close()
        self._ruled = False
        return False

    def finish(self) -> tuple[Note, ...]:
        """All notes, in the order of their marks."""
        self._close()
        return tuple(sorted(self._done, key=lambda note: note.start))

    @property
    def open(self) -> bool:
        """Whether the line just taken belonged to a note."""
        return self._open is not None

    def _starts(self, line: Line) -> bool:
        match = _START.match(line.text)
        if not match:
            return False
        number = _number(match)
        follows = self._open is not None and number == self._open.number + 1
        if not follows and not self._stands_apart(line):
            return False
        span = self._mark(number) if number > self._number or number == 1 else None
        if span and match["plain"] and not follows and not self._announced() and self._is_bracketed(span):
            return False  # a numbered list, in a text whose marks look otherwise
        if span is None and not (follows and _URL.search(line.text)) and not self._is_small(line, number):
            return False
        self._close()
        rest = Line(line.text[match.end() :], line.position, line.blanks, line.indent, line.page, line.size)
        mark = match.group().strip("[]［］〔〕.)、． \t")
        self._width = max(self._width, len(line.text))
        self._open = _Open(mark, number, span, self._flow.reached, [rest])
        self._number = number
        if span:
            self._after = span[1]
        return True

    def _stands_apart(self, line: Line) -> bool:
        return line.blanks > self._flow.layout.step or self._open is not None or self._announced()

    def _announced(self) -> bool:
        """Whether a rule or a title such as "Notes" stands above."""
        return self._ruled or self._flow.last.strip(":： ").lower() in words().note_titles

    def _is_bracketed(self, span: tuple[int, int]) -> bool:
        return self._flow.tail(span[0])[0] in "[［〔①②③④⑤⑥⑦⑧⑨⑩"

    def _is_small(self, line: Line, number: int) -> bool:
        """Where type sizes are known: the next number, in smaller type than the text above it."""
        return 0 < line.size < 0.93 * self._flow.size and number == self._number + 1

    def _continues(self, line: Line) -> bool:
        if self._open is None or line.blanks > self._flow.layout.step or _broken_off(line, self._open, self._width):
            return False
        self._open.lines.append(line)
        self._width = max(self._width, len(line.text))
        return True

    def _mark(self, number: int) -> tuple[int, int] | None:
        """Where the number stands as a mark in the text since the last mark."""
        text = self._flow.tail(self._after)
        for pattern in _mark_patterns(number):
            if match := pattern.search(text):
                return self._after + match.start(), self._after + match.end()
        return None

    def _close(self) -> None:
        if self._open is None:
            return
        note, self._open = self._open, None
        start, end = note.span or (note.limit, note.limit)
        content = _content(note.lines)
        self._done.append(Note(note.mark, start, end, content, urls_in(content)))


def urls_in(text: str) -> tuple[str, ...]:
    """The web addresses in a text, without the punctuation that follows them."""
    return tuple(dict.fromkeys(url.rstrip(".,;:)]'") for url in _URL.findall(text)))


def _number(match: re.Match[str]) -> int:
    if circle := match["circle"]:
        return _CIRCLED[circle]
    return int((match["square"] or match["super"] or match["plain"]).translate(_SUPERSCRIPT))


def _mark_patterns(number: int) -> tuple[re.Pattern[str], ...]:
    raised = str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    circle = chr(0x245F + number) if number <= 20 else raised
    return (
        re.compile(rf"[\[［〔]{number}[\]］〕]|(?<![⁰¹²³⁴-⁹]){raised}(?![⁰¹²³⁴-⁹])|{circle}"),
        re.compile(
            rf"(?<=[.,;:!?)\]\"'”’。，；：！？）」』》])(?<!\d[.,:])(?<!No\.)(?<!no\.){number}(?![\w%‰]|[.,]\d)"
        ),
        re.compile(rf"(?<=(?:19|20)\d\d[.,]){number}(?=\s+[A-Z“\"(\[]|\s*$)"),
        re.compile(rf"(?<=[a-z\u4e00-\u9fff]){number}(?=[\s.,;:)\"”。，；：）]|$)(?![.,]\d)"),
    )


def _broken_off(line: Line, note: _Open, width: int) -> bool:
    """Whether the line cannot be a wrap of the note: its first word would have fitted on the line above."""
    last = note.lines[-1].text
    if line.page != note.lines[-1].page or abs(line.size - note.lines[-1].size) > 0.07 * line.size:
        return True
    if _URL_AT_END.search(last) and _URL_PART.match(line.text):
        return False
    if len(note.lines) > 1 and _is_url_rest(note.lines) and _URL_PART.match(line.text.split(None, 1)[0]):
        return False
    return not is_full(note.lines[-1], line, 0.8 * width)


def _is_url_rest(lines: list[Line]) -> bool:
    return " " not in lines[-1].text and "/" in lines[-2].text


def _content(lines: list[Line]) -> str:
    """The words of a note on one line; an address broken over lines is put together."""
    content = lines[0].text
    for line in lines[1:]:
        url = _URL_AT_END.search(content)
        first = line.text.split(None, 1)[0]
        if (url and (_URL_PART.fullmatch(first) or content[-1] in "-/=%&_?")) or _meet(content, line.text):
            content += line.text
        else:
            content += " " + line.text
    return content.strip()


def _meet(content: str, following: str) -> bool:
    return is_wide(content[-1]) and is_wide(following[0])


def apart(line: Line) -> Line:
    """The same line, known to stand after something that was taken out of the flow."""
    line.blanks = GAP
    return line
