"""Which of a pretrained encoder's pieces of words a reader keeps."""

from collections.abc import Sequence
from pathlib import Path

from upperhand.extract.wordpiece import BEGIN, END, MASK, PAD, SPECIAL, UNKNOWN, WordPieces

COMMON = 9_000  # the pieces are in the order of how common they are
MARKS = {BEGIN: "<s>", END: "</s>", PAD: "<pad>", MASK: "<mask>", UNKNOWN: UNKNOWN}  # in MPNet's own words


def vocabulary(folder: Path, texts: Sequence[str]) -> tuple[WordPieces, list[int]]:
    """The pieces that are common or stand in the texts, SPECIAL first, and the number of each in the encoder."""
    every = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    every = [piece.rstrip("\r") for piece in every if piece]
    own = {piece: number for number, piece in enumerate(every)}
    special = [own.get(MARKS[mark], own.get(mark, 0)) for mark in SPECIAL]
    whole = WordPieces(every)
    used = {number for text in texts for number, _, _ in whole.cut(text)} | set(range(min(COMMON, len(every))))
    marks = {*special, *(own.get(mark) for mark in SPECIAL)}
    rest = sorted(n for n in used if n not in marks and not every[n].startswith(("[unused", "<unk")))
    return WordPieces([*SPECIAL, *(every[number] for number in rest)]), [*special, *rest]
