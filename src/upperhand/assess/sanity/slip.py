"""What a check gives back before it becomes a Finding, and the words in which figures are put."""

from dataclasses import dataclass

from upperhand.assess.sanity.text import Sentence


@dataclass(frozen=True, slots=True)
class Slip:
    """Something that cannot be right: where in the document, a sentence for people, and the working in one line."""

    spans: tuple[tuple[int, int], ...]
    message: str
    working: str


def at(sentence: Sentence, *ranges: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """Spans of a sentence as spans of the document."""
    return tuple(sentence.span(start, end) for start, end in ranges)


def plain(value: float) -> str:
    """A number for people: 1,857; 43.57; 2.6 billion."""
    for size, name in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")):
        if abs(value) >= size:
            return f"{value / size:.4g}{name}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def rounded(value: float, like: float) -> float:
    """A reference value to no more figures than the figure it is held against has, and at least two."""
    digits = len(f"{like:.10g}".replace(".", "").strip("0")) if like < 1e15 else 2
    return float(f"{value:.{max(2, min(digits, 4))}g}")
