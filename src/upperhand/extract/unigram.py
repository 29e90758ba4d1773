"""A text cut into the likeliest pieces that an encoder knows (SentencePiece's unigram model: Kudo 2018), each with its place.

Each character is made plain by itself (NFKC), so that a piece keeps its place in the text; a piece that begins with `▁` comes after a
space or begins the text.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from upperhand.extract.wordpiece import SPECIAL, UNKNOWN, Piece

SPACE = "▁"
UNLIKELY = 10.0  # how much less likely than the rarest piece a character is that no piece has
_PARTS = re.compile(
    r"[^\s，。；：、！？（）《》“”]+|[，。；：、！？（）《》“”]"
)  # no piece is looked for across Chinese punctuation
_REMEMBERED = 1 << 14  # parts of a text, most of them met once


class Unigrams:
    """Pieces by number, each with its log odds; those of SPECIAL stand in no text."""

    def __init__(self, pieces: Sequence[str], odds: Sequence[float]) -> None:
        self.number: Mapping[str, int] = {piece: at for at, piece in enumerate(pieces)}
        told = zip(pieces, map(float, odds), strict=True)
        self._odds = {piece: own for piece, own in told if piece not in SPECIAL}
        self._heads = {piece[:end] for piece in self._odds for end in range(1, len(piece) + 1)}
        self._unknown = min(self._odds.values()) - UNLIKELY
        self._cut = lru_cache(_REMEMBERED)(self._best)

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """What a reader's file holds of them besides their names."""
        return {"odds": np.array([self._odds.get(piece, 0.0) for piece in self.number], np.float32)}

    def cut(self, text: str) -> list[Piece]:
        """(number, start, end) of each piece of the text; the ends are places in the text."""
        found: list[Piece] = []
        plain = _plain(text)
        for match in _PARTS.finditer(plain):
            start = match.start()
            spaced = start == 0 or plain[start - 1].isspace()
            at = start - spaced
            for number, size in self._cut(SPACE + match.group() if spaced else match.group()):
                found.append((number, max(at, start), at + size))
                at += size
        return found

    def _best(self, part: str) -> tuple[tuple[int, int], ...]:
        """The pieces of the likeliest way to cut a part, each with its number of characters (Viterbi)."""
        odds = [0.0] + [-1e30] * len(part)
        came = [0] * (len(part) + 1)
        for start in range(len(part)):
            for end, own in self._pieces(part, start):
                if odds[start] + own > odds[end]:
                    odds[end], came[end] = odds[start] + own, start
        found, end = [], len(part)
        while end:
            start = came[end]
            found.append((self.number.get(part[start:end], self.number[UNKNOWN]), end - start))
            end = start
        return tuple(reversed(found))

    def _pieces(self, part: str, start: int) -> Iterator[tuple[int, float]]:
        """The end and log odds of each piece that begins here; a character that no piece has is one."""
        yield start + 1, self._odds.get(part[start], self._unknown)
        for end in range(start + 2, len(part) + 1):
            piece = part[start:end]
            if piece not in self._heads:
                return
            if piece in self._odds:
                yield end, self._odds[piece]


def _plain(text: str) -> str:
    """The same length: a character that NFKC would make several stays as it is."""
    return "".join(map(_character, text))


@lru_cache(_REMEMBERED)
def _character(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char
