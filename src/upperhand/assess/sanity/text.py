"""A text as the checks read it: sentences with the figures in them, and what the document knows of its own date."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from upperhand.assess.sanity.figures import Figure, figures
from upperhand.model import Claim, Document

_END = re.compile(
    r"[。！？]+[”』」\"]?|[.!?]+[\"”’')\]]*(?:\d{1,2})?(?=\s+[\"“‘'(\[A-Z\d•–-]|\s*$)|\n\s*\n|\n(?=\s*[-•–*#])"
)
_SHORT = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|No|Nos|Co|Corp|Inc|Ltd|vs|Jr|Sr|Gen|Sen|Rep|Gov|approx|"
    r"[Aa]pr|[Jj]an|[Ff]eb|[Mm]ar"
    r"|[Aa]ug|[Ss]ept?|[Oo]ct|[Nn]ov|[Dd]ec|U\.S|U\.K|E\.U|a\.m|p\.m|e\.g|i\.e|cf|bn|mn))\.$"
)
_SPACE = re.compile(r"\s+")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_YEAR = re.compile(r"(?<![\d.,$€£¥/-])(?:19[5-9]\d|20[0-4]\d)(?![\d%]|[,.]\d)")
_DIGIT = re.compile(
    r"\d|[一二三四五六七八九十百千万亿半两]|\b(?:half|third|quarter|last|this|dozen|hundred)\b"
    r"|\b(?:[Tt](?:wo|hree|en|wel|hir|wen)|[Ff](?:our|ive|if|or)|[Ss](?:ix|even)|[Ee]ig|[Nn]in|eleven|Eleven)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with single spaces for all white space and its addresses blotted out; `raw` is how it stands."""

    start: int
    raw: str
    text: str
    figures: tuple[Figure, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A range of `text` as a span of the document."""
        kept = [at for at, char in enumerate(self.raw) if not (char.isspace() and at and self.raw[at - 1].isspace())]
        return self.start + kept[start], self.start + kept[end - 1] + 1

    def of(self, kind: str) -> tuple[Figure, ...]:
        """The figures of one kind."""
        return tuple(figure for figure in self.figures if figure.kind == kind)


@dataclass(frozen=True)
class Reading:
    """A document with its claims, cut into sentences as the checks want them."""

    document: Document
    claims: tuple[Claim, ...] = ()

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences in which a figure or a date word stands."""
        text = self.document.text
        found = []
        for start, end in _spans(text):
            if _DIGIT.search(text, start, end):
                raw = text[start:end]
                flat = _SPACE.sub(" ", _ADDRESS.sub(lambda match: "_" * len(match[0]), raw))
                found.append(Sentence(start, raw, flat, figures(flat)))
        return tuple(found)

    def having(self, *words: str) -> Iterator[Sentence]:
        """The sentences in which one of these words stands, as written."""
        if any(word in self.document.text for word in words):
            for sentence in self.sentences:
                if any(word in sentence.text for word in words):
                    yield sentence

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Every year that the text names, ascending."""
        return tuple(sorted({int(year) for year in _YEAR.findall(self.document.text)}))

    @cached_property
    def published(self) -> str | None:
        """The day, month or year of publication, as far as known."""
        return (self.document.published_at or "")[:10] or None

    @cached_property
    def year(self) -> int | None:
        """The year the document was written: that of publication, or else the last that it names in the past."""
        return int(self.published[:4]) if self.published else None


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if match.start() < start or _runs_on(text, start, match):
            continue
        yield start, match.end()
        start = match.end()
    yield start, len(text)


def _runs_on(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the sentence goes on: after an abbreviation, or over the blank line of a dumped page."""
    if match[0].isspace() or match[0].startswith("\n"):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].rstrip()
        return len(line) > 60 and line[-1] not in '.!?。！？:："”'
    return match[0].startswith(".") and bool(_SHORT.search(text, max(start, match.start() - 8), match.start() + 1))
