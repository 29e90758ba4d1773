"""Vectors of words: what a word means, in numbers, so that a word which no training text had is known by its neighbours.

Made by `python -m benchmarks.word_vectors`, which says from what: data/model/words_<language>.bin, in MessagePack and zlib.
"""

import zlib
from collections.abc import Sequence
from functools import cache, cached_property

import msgspec
import numpy as np
from numpy.typing import NDArray

from upperhand import data
from upperhand.errors import DataError
from upperhand.extract.lever_model import SHOWN, english
from upperhand.extract.longest import lengths
from upperhand.extract.reading import Reading, Sentence
from upperhand.extract.stems import stem

UNKNOWN, NUMBER, GAP = "@?", "@#", "@_"
SPECIAL = (GAP, UNKNOWN, NUMBER, *sorted(set(SHOWN.values())))
_SILENT = frozenset(" ，,、。\n")


class VectorFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`rows` has `size` bytes a word; a number is a signed byte times `scale`. The first words are SPECIAL."""

    language: str
    words: list[str]
    size: int
    scale: float
    rows: bytes


class Vectors:
    """The words of one language and a row for each; that of GAP is zero."""

    def __init__(self, file: VectorFile) -> None:
        self.language = file.language
        self.number = {word: at for at, word in enumerate(file.words)}
        self.rows: NDArray[np.int8] = np.frombuffer(file.rows, np.int8).reshape(len(file.words), file.size)
        self.scale = file.scale
        self._lengths = lengths(file.words if file.language == "zh" else (), 2)
        self._seen: dict[str, int] = {}

    def tokens(self, reading: Reading, sentence: Sentence) -> list[int]:
        """The numbers of a sentence's words, each name as that of its kind; at least one."""
        found = self._english(reading, sentence) if reading.language == "en" else self._chinese(reading, sentence)
        return found or [self.number[UNKNOWN]]

    def _english(self, reading: Reading, sentence: Sentence) -> list[int]:
        seen = self._seen
        found: list[int] = []
        for word in english(reading, sentence, reading.words):
            number = seen.get(word)
            if number is None:
                number = seen[word] = self._look_up(word)
            found.append(number)
        return found

    def _look_up(self, word: str) -> int:
        """A word as it stands, without its possessive, or its last part; else another form of it; numbers are all one."""
        if word[0].isdigit():
            return self.number[NUMBER]
        forms = (word, word.removesuffix("'s"), word.rpartition("-")[2] or word)
        known = (self.number.get(form) or self._stems.get(stem(form)) for form in forms)
        return next(filter(None, known), self.number[UNKNOWN])

    @cached_property
    def _stems(self) -> dict[str, int]:
        """The first word of each stem."""
        return {stem(word): number for word, number in reversed(self.number.items()) if number >= len(SPECIAL)}

    def _chinese(self, reading: Reading, sentence: Sentence) -> list[int]:
        at, found = sentence.start, list[int]()
        for mention in sentence.mentions:
            if mention.kind in SHOWN and not mention.generic and mention.start >= at:
                self._cut(reading.folded[at : mention.start], found)
                found.append(self.number[SHOWN[mention.kind]])
                at = mention.end
        self._cut(reading.folded[at : sentence.end], found)
        return found

    def _cut(self, words: str, found: list[int]) -> None:
        """Add the longest known word at each place."""
        known, sizes, at, end = self.number, self._lengths, 0, len(words)
        while at < end:
            for size in sizes.get(words[at : at + 2], ()):
                number = known.get(words[at : at + size])
                if number is not None and at + size <= end:
                    found.append(number)
                    at += size
                    break
            else:
                first = words[at]
                number = known.get(first)
                if number is not None:
                    found.append(number)
                elif first not in _SILENT:
                    found.append(known[NUMBER if first.isdigit() else UNKNOWN])
                at += 1


@cache
def load(language: str) -> Vectors:
    """The vectors of a language. Raises DataError if they are missing or of another form."""
    path = data.ROOT / "model" / f"words_{language}.bin"
    try:
        return Vectors(msgspec.msgpack.decode(zlib.decompress(path.read_bytes()), type=VectorFile))
    except (OSError, msgspec.DecodeError, zlib.error) as error:
        raise DataError(f"{path}: make it with `python -m benchmarks.word_vectors` ({error})") from error


def packed(language: str, words: Sequence[str], rows: NDArray[np.float32]) -> VectorFile:
    """Words with their rows, SPECIAL first, as they are kept: numbers above four standard deviations are cut."""
    chance = np.random.default_rng(0).standard_normal((len(SPECIAL), rows.shape[1])).astype(np.float32) * rows.std()
    chance[0] = 0
    table = np.concatenate([chance, rows])
    scale = float(4 * rows.std() / 127)
    small = np.clip(np.rint(table / scale), -127, 127).astype(np.int8)
    return VectorFile(language, [*SPECIAL, *words], rows.shape[1], scale, small.tobytes())
