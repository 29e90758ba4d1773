"""Names as arrays: their words numbered, and what comparison needs of each word in columns."""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np

from upperhand.resolve.arrays import Array
from upperhand.resolve.names import Name
from upperhand.resolve.words import Kind, Word

WIDEST = 8  # words of a name that is compared in arrays
_NONE = Word("", Kind.NUMBER)  # number 0, where a name has no further word


class WordColumns(NamedTuple):
    """Columns of the words of many names, by their number; `text`, `bones` and `group` are numbers for equality.

    `group` is that of a particle; -1 elsewhere.
    """

    words: list[Word]
    texts: list[str]
    sounds: list[str]
    kind: Array
    weight: Array
    known: Array
    is_telling: Array
    is_place: Array
    abjad: Array
    has_groups: Array
    group: Array
    text: Array
    first: Array
    bones: Array
    length: Array
    sound_length: Array
    bones_length: Array
    text_numbers: dict[str, int]

    @classmethod
    def of(cls, words: list[Word]) -> Self:
        """The columns of these words."""
        texts, sounds, bones = [w.text for w in words], [w.sound for w in words], [w.bones for w in words]
        kind = np.array([w.kind for w in words], np.int8)
        text_numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        bones_numbers = {text: number for number, text in enumerate(dict.fromkeys(bones))}
        return cls(
            words, texts, sounds, kind,
            np.array([w.weight for w in words]),
            np.array([w.known for w in words]),
            (kind != Kind.TITLE) & (kind != Kind.PARTICLE),
            np.array([w.is_place for w in words]),
            np.array([w.abjad for w in words]),
            np.array([bool(w.groups) for w in words]),
            np.array([next(iter(w.groups)) if w.kind is Kind.PARTICLE else -1 for w in words]),
            np.array([text_numbers[text] for text in texts]),
            np.array([ord(text[0]) if text else 0 for text in texts]),
            np.array([bones_numbers[text] for text in bones]),
            np.array([len(text) for text in texts]),
            np.array([len(text) for text in sounds]),
            np.array([len(text) for text in bones]),
            text_numbers,
        )  # fmt: skip


class NameRows(NamedTuple):
    """Many names by rows: the numbers of their words, 0 beyond the last; and what else comparison asks of a name.

    Names are compared in arrays where their `script` is the same: 1 for Chinese, 0 for others, -1 for long and mixed names.
    `letters` are the numbers of texts that are its first letters, -1 where no word is written so.
    """

    names: Sequence[Name]
    rows: Array
    counts: Array
    weight: Array
    is_comma: Array
    letters: Array
    script: Array

    @classmethod
    def of(cls, names: Sequence[Name], numbers: dict[Word, int]) -> Self:
        """The rows of these names, whose words get the next numbers as they come."""
        counts = np.array([len(n.words) for n in names], np.intp)
        script = np.array([_script(n) for n in names], np.int8)
        rows = np.zeros((len(names), WIDEST), np.intp)
        kept = [n.words for n, code in zip(names, script.tolist(), strict=True) if code >= 0]
        flat = [numbers.setdefault(w, len(numbers)) for words in kept for w in words]
        rows[(np.arange(WIDEST) < counts[:, None]) & (script >= 0)[:, None]] = flat
        return cls(
            names, rows, counts,
            np.array([n.weight or 1e-9 for n in names]),
            np.array([n.is_comma for n in names]),
            np.full((len(names), 2), -1),
            script,
        )  # fmt: skip


def _script(name: Name) -> int:
    if not 0 < len(name.words) <= WIDEST:
        return -1
    if not name.is_han:
        return 0
    return 1 if all(w.kind in (Kind.HAN, Kind.NUMBER) for w in name.words) else -1


def tables(left: Sequence[Name], right: Sequence[Name]) -> tuple[WordColumns, NameRows, NameRows]:
    """The words of both sides in one table, and each side's names."""
    numbers = {_NONE: 0}
    sides = NameRows.of(left, numbers), NameRows.of(right, numbers)
    columns = WordColumns.of(list(numbers))
    for side in sides:
        for row, name in enumerate(side.names):
            for place, letters in enumerate(name.letters):
                side.letters[row, place] = columns.text_numbers.get(letters, -1)
    return columns, *sides
