"""A document cut into what an encoder reads at once: some sentences, with pieces before them that are only listened to."""

from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from upperhand.extract.reading import Sentence
from upperhand.extract.wordpiece import Piece

OWN, BEFORE, MOST = 128, 48, 188  # pieces: of the sentences themselves, of what stands before, and of one long sentence
Span = tuple[int, int]


@dataclass(slots=True)
class Window:
    """`ids` are the pieces between the marks of begin and end; `sentences` gives for some sentences their run of them."""

    ids: list[int]
    sentences: dict[int, Span]
    first: int
    starts: Sequence[int]

    def run(self, start: int, end: int) -> Span | None:
        """The run of pieces that holds a stretch of the text, None if it is not all in the window, or nowhere (-1)."""
        if start < 0:
            return None
        left, right = bisect_left(self.starts, start), bisect_left(self.starts, end)
        begin, stop = left - self.first + 1, max(right, left + 1) - self.first + 1
        return (begin, stop) if begin >= 1 and stop < len(self.ids) else None


def windows(
    pieces: Sequence[Piece], sentences: Sequence[Sentence], begin: int, end: int, asked: Container[int] | None = None
) -> Iterator[Window]:
    """The windows of a document that begin and end with these two marks; each sentence that is asked about (None: each) and has
    pieces is in one, and no window begins or ends with others."""
    starts = [start for _, start, _ in pieces]
    runs = [(bisect_left(starts, s.start), bisect_left(starts, s.end)) for s in sentences]
    wanted = [number for number in range(len(runs)) if asked is None or number in asked]
    at = 0
    while at < len(wanted):
        number, left = wanted[at], runs[wanted[at]][0]
        while at < len(wanted) and (wanted[at] == number or runs[wanted[at]][1] - left <= OWN):
            at += 1
        right, first = min(runs[wanted[at - 1]][1], left + MOST), max(0, left - BEFORE)
        own = {
            n: (runs[n][0] - first + 1, min(runs[n][1], right) - first + 1)
            for n in range(number, wanted[at - 1] + 1)
            if runs[n][0] < min(runs[n][1], right)
        }
        if own:
            yield Window([begin, *(piece for piece, _, _ in pieces[first:right]), end], own, first, starts)
