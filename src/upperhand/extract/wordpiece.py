"""Words cut into the pieces that an encoder knows, longest first (WordPiece: Wu and others 2016), each with its place in the text.

The text is taken in small letters and without accents, as the pretrained encoder was taught.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from upperhand.extract.fold import lowered

BEGIN, END, UNKNOWN, MASK, PAD = "[CLS]", "[SEP]", "[UNK]", "[MASK]", "[PAD]"
SPECIAL = (PAD, UNKNOWN, BEGIN, END, MASK)
LONGEST = 100
_PARTS = re.compile(r"[\u3400-\u9fff]|(?:[^\W_\u3400-\u9fff]|[\u0300-\u036f])+|[^\w\s]|_")
Piece = tuple[int, int, int]


class WordPieces:
    """Pieces by number; one that goes on a word begins with `##`."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.number: Mapping[str, int] = {piece: at for at, piece in enumerate(pieces)}
        self._seen: dict[str, tuple[tuple[int, int], ...]] = {}

    def arrays(self) -> dict[str, Any]:
        """What a reader's file holds of them besides their names."""
        return {}

    def cut(self, text: str) -> list[Piece]:
        """(number, start, end) of each piece of the text; the ends are places in the text."""
        found: list[Piece] = []
        for match in _PARTS.finditer(lowered(text)):
            start = match.start()
            for number, size in self._pieces(match.group()):
                found.append((number, start, start + size))
                start += size
        return found

    def _pieces(self, word: str) -> tuple[tuple[int, int], ...]:
        """The pieces of a word, each with how many of its characters it stands for."""
        known = self._seen.get(word)
        if known is None:
            known = self._seen[word] = tuple(self._split(word))
        return known

    def _split(self, word: str) -> list[tuple[int, int]]:
        bare = _bare(word)
        numbers = list(self._longest(bare))
        if not numbers or len(word) > LONGEST:
            return [(self.number[UNKNOWN], len(word))]
        if len(bare) != len(word):  # an accent was a character of its own: the first piece stands for the whole
            return [(number, len(word) if at == 0 else 0) for at, (number, _) in enumerate(numbers)]
        return numbers

    def _longest(self, word: str) -> Iterator[tuple[int, int]]:
        """Nothing if a part of the word is in no piece."""
        found, at = [], 0
        while at < len(word):
            head = "##" if at else ""
            end = next((end for end in range(len(word), at, -1) if head + word[at:end] in self.number), 0)
            if not end:
                return
            found.append((self.number[head + word[at:end]], end - at))
            at = end
        yield from found


def _bare(word: str) -> str:
    if word.isascii():
        return word
    return "".join(char for char in unicodedata.normalize("NFD", word) if unicodedata.category(char) != "Mn")
