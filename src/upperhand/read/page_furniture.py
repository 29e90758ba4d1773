"""Page furniture where pages are known: what repeats at the top or foot of pages, and page numbers there."""

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from upperhand.read.furniture import page_number, shape
from upperhand.read.lines import Line

_EDGE = 3
"""How many lines from the top and from the foot may be furniture."""


class PageLines(Protocol):
    """One page's lines and their baselines."""

    number: int
    height: float
    lines: list[Line]
    tops: list[float]


def remove(pages: Sequence[PageLines]) -> dict[int, str]:
    """Take running heads, feet and page numbers out of the pages; the printed number of each page, where read."""
    edges = [_edges(page) for page in pages]
    repeated = _repeated(pages, edges)
    labels: dict[int, str] = {}
    for page, runs in zip(pages, edges, strict=True):
        for index in sorted(_taken(page, runs, repeated), reverse=True):
            if label := page_number(page.lines[index].text):
                labels[page.number] = label
            del page.lines[index], page.tops[index]
    return labels


def _edges(page: PageLines) -> tuple[list[int], list[int]]:
    """The topmost lines from above and the lowest from below, by their place, whatever their order in the file."""
    order = sorted(range(len(page.tops)), key=page.tops.__getitem__)
    return order[: -_EDGE - 1 : -1], order[:_EDGE]


def _repeated(pages: Sequence[PageLines], edges: Sequence[tuple[list[int], list[int]]]) -> frozenset[tuple[str, bool]]:
    """Shapes that stand at the top, or at the foot, of at least three pages, or of both of two."""
    counts: Counter[tuple[str, bool]] = Counter()
    for page, (upper, lower) in zip(pages, edges, strict=True):
        counts.update({(shape(page.lines[i].text), _is_upper(page, i)) for i in (*upper, *lower)})
    need = 2 if len(pages) < 4 else max(2, min(3, len(pages) // 4))
    return frozenset(key for key, count in counts.items() if count >= need)


def _is_upper(page: PageLines, index: int) -> bool:
    return page.tops[index] > page.height / 2


def _taken(page: PageLines, runs: tuple[list[int], list[int]], repeated: frozenset[tuple[str, bool]]) -> set[int]:
    taken: set[int] = set()
    for run in runs:
        for index in run:
            if not _is_furniture(page, index, repeated):
                break
            taken.add(index)
    return taken


def _is_furniture(page: PageLines, index: int, repeated: frozenset[tuple[str, bool]]) -> bool:
    text, top = page.lines[index].text, page.tops[index]
    if page_number(text) is not None:
        return top < 0.12 * page.height or top > 0.9 * page.height
    return (shape(text), _is_upper(page, index)) in repeated and len(text) <= 150
