"""The source text beside the claims: which passages a dossier carries, and where the marks stand in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from upperhand.present.types import Passage

WHOLE = 120_000
AROUND = 2_000


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text under the same marks. `starts` and `ends` name the marks that begin before it and end after it.

    `formula` is the plain meaning of the official formula that it belongs to, or empty.
    """

    text: str
    marks: tuple[str, ...]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    formula: str = ""


def passages(
    text: str, spans: Iterable[tuple[int, int]], *, whole: int = WHOLE, around: int = AROUND
) -> tuple[Passage, ...]:
    """All of a text of at most `whole` code points; of a longer one what stands `around` each span, in whole lines."""
    if len(text) <= whole:
        return (Passage(0, len(text), text),)
    kept: list[list[int]] = []
    for start, end in sorted(spans):
        left, right = _line_start(text, max(0, start - around)), _line_end(text, min(len(text), end + around))
        if kept and left <= kept[-1][1]:
            kept[-1][1] = max(kept[-1][1], right)
        else:
            kept.append([left, right])
    return tuple(Passage(left, right, text[left:right]) for left, right in kept)


def _line_start(text: str, at: int, near: int = 200) -> int:
    found = text.rfind("\n", max(0, at - near), at)
    return found + 1 if found >= 0 else at


def _line_end(text: str, at: int, near: int = 200) -> int:
    found = text.find("\n", at, at + near)
    return found if found >= 0 else at


def segments(
    passage: Passage, spans: Sequence[tuple[int, int, str]], formulas: Sequence[tuple[int, int, str]] = ()
) -> Iterator[Segment]:
    """The passage cut wherever a mark begins or ends; spans are (start, end, name) in the text and may overlap.

    `formulas` are (start, end, meaning) of official formulas.
    """
    inside, spoken = _inside(passage, spans), _inside(passage, formulas)
    cuts = sorted({passage.start, passage.end, *(at for start, end, _ in inside + spoken for at in (start, end))})
    for left, right in pairwise(cuts):
        over = [span for span in inside if span[0] <= left and span[1] >= right]
        yield Segment(
            text=passage.text[left - passage.start : right - passage.start],
            marks=tuple(name for _, _, name in over),
            starts=tuple(name for start, _, name in over if start == left),
            ends=tuple(name for _, end, name in over if end == right),
            formula=next((meaning for start, end, meaning in spoken if start <= left and end >= right), ""),
        )


def _inside(passage: Passage, spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    return sorted(
        (max(start, passage.start), min(end, passage.end), name)
        for start, end, name in spans
        if start < passage.end and end > passage.start
    )
