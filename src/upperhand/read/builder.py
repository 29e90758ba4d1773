"""The one text of a document, and where each run of it came from.

Origins are recorded while text is appended; nothing is searched for afterwards. `copy` takes words of the
source as they stand; `insert` adds what the source does not have, such as the space where a line was wrapped.
"""

import re
from typing import Literal

from upperhand.model import Origin, Page

# Invisible characters that would break words apart or turn text around: soft hyphen, zero-width
# space and joiner marks, direction controls, byte order mark, and control characters but tab.
INVISIBLE = "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
_CONTROL = "\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff"
_DROPPED = re.compile(rf"[{INVISIBLE}{_CONTROL}]+|(?<=[ \t\u3000\u00a0])[ \t\u3000\u00a0]+")


class TextBuilder:
    """Appends text and its origins. `kind` is the unit of all positions: `byte`, `char` or `page`."""

    def __init__(self, kind: Literal["byte", "char", "page"]) -> None:
        self.kind = kind
        self.length = 0
        self._parts: list[str] = []
        self._runs: list[tuple[int, int, int]] = []
        self._pages: list[tuple[int, int, str | None]] = []

    def copy(self, text: str, position: int) -> None:
        """Append source text that begins at `position`, without invisible characters and repeated spaces."""
        if text.isprintable() and "  " not in text:  # nothing to drop: the usual case
            self._append(text, position)
            return
        done = 0
        for match in _DROPPED.finditer(text):
            self._append(text[done : match.start()], position + self._units(text, done))
            done = match.end()
        self._append(text[done:] if done else text, position + self._units(text, done))

    def copy_at(self, text: str, position: int) -> None:
        """Append source text all of which is credited to one position (an entity, a decoded escape)."""
        text = _DROPPED.sub("", text)
        if text:
            self._runs.append((self.length, self.length + len(text), position))
            self.insert(text)

    def insert(self, text: str) -> None:
        """Append text that the source does not have at this place."""
        if text:
            self._parts.append(text)
            self.length += len(text)

    def start_page(self, number: int, label: str | None = None) -> None:
        """The text from here on stands on this page."""
        self._pages.append((number, self.length, label))

    def label_pages(self, labels: dict[int, str]) -> None:
        """Give pages their printed numbers."""
        self._pages = [(number, start, labels.get(number, label)) for number, start, label in self._pages]

    def tail(self, start: int) -> str:
        """The text from `start` on."""
        parts, wanted = [], self.length - start
        for part in reversed(self._parts):
            if wanted <= 0:
                break
            parts.append(part)
            wanted -= len(part)
        return "".join(reversed(parts))[max(0, -wanted) :]

    @property
    def text(self) -> str:
        """All text so far."""
        return "".join(self._parts)

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The runs, in order; `text[start:end]` begins at `position` of the source. By page, the pages themselves."""
        if self.kind == "page":
            return tuple(Origin(p.start, p.end, "page", p.number) for p in self.pages if p.end > p.start)
        return tuple(Origin(start, end, self.kind, position) for start, end, position in self._runs)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages, each ending where the next begins."""
        ends = [start for _, start, _ in self._pages[1:]] + [self.length] * bool(self._pages)
        return tuple(Page(n, start, end, label) for (n, start, label), end in zip(self._pages, ends, strict=True))

    def _units(self, text: str, count: int) -> int:
        """How far the first `count` characters reach in the source."""
        if self.kind == "byte":
            return len(text[:count].encode("utf-8", "surrogatepass"))
        return count if self.kind == "char" else 0

    def _append(self, text: str, position: int) -> None:
        if not text:
            return
        start = self.length
        self.length = end = start + len(text)
        self._parts.append(text)
        if self.kind == "page":
            return
        if self._runs and self._continues(start, position):
            self._runs[-1] = (self._runs[-1][0], end, self._runs[-1][2])
        else:
            self._runs.append((start, end, position))

    def _continues(self, start: int, position: int) -> bool:
        first, last, origin = self._runs[-1]
        return last == start and origin + (last - first) == position
