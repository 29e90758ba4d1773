"""Which of a pretrained encoder's pieces of words a reader keeps."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from upperhand.extract.unigram import Unigrams
from upperhand.extract.wordpiece import BEGIN, END, MASK, PAD, SPECIAL, UNKNOWN, WordPieces

COMMON = 9_000  # the pieces are in the order of how common they are
MARKS = {BEGIN: "<s>", END: "</s>", PAD: "<pad>", MASK: "<mask>", UNKNOWN: UNKNOWN}  # in MPNet's own words
_CHINESE = re.compile(r"▁?[\u3400-\u9fff]+")


def vocabulary(folder: Path, texts: Sequence[str]) -> tuple[WordPieces | Unigrams, list[int]]:
    """The pieces that are common or stand in the texts, SPECIAL first, and the number of each in the encoder."""
    if (folder / "pieces.json").exists():
        return _unigrams(json.loads((folder / "pieces.json").read_text(encoding="utf-8")), texts)
    every = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    every = [piece.rstrip("\r") for piece in every if piece]
    own = {piece: number for number, piece in enumerate(every)}
    special = [own.get(MARKS[mark], own.get(mark, 0)) for mark in SPECIAL]
    used = {number for text in texts for number, _, _ in WordPieces(every).cut(text)} | set(
        range(min(COMMON, len(every)))
    )
    marks = {*special, *(own.get(mark) for mark in SPECIAL)}
    rest = sorted(n for n in used if n not in marks and not every[n].startswith(("[unused", "<unk")))
    return WordPieces([*SPECIAL, *(every[number] for number in rest)]), [*special, *rest]


def _unigrams(every: Sequence[tuple[str, float]], texts: Sequence[str]) -> tuple[Unigrams, list[int]]:
    """Common here are all that are Chinese, in the script of any of its neighbours."""
    own = {piece: number for number, (piece, _) in enumerate(every)}
    named = [UNKNOWN if piece == "<unk>" else piece for piece, _ in every]
    special = [own["<unk>" if mark == UNKNOWN else MARKS[mark]] for mark in SPECIAL]
    whole = Unigrams(named, [odds for _, odds in every])
    used = {number for text in texts for number, _, _ in whole.cut(text)}
    used |= {number for number, (piece, _) in enumerate(every) if _CHINESE.fullmatch(piece)}
    rest = sorted(used - set(special))
    odds = np.array([every[number][1] for number in rest], np.float16)  # as the file keeps them
    pieces = Unigrams([*SPECIAL, *(named[number] for number in rest)], [*[0.0] * len(SPECIAL), *odds.tolist()])
    return pieces, [*special, *rest]
