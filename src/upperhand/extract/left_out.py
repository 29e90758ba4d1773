"""Leave-one-set-out: each set judged by judges that have not seen it. Needs scikit-learn."""

import itertools
from collections.abc import Iterator, Sequence, Set
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from upperhand.extract import learn, train
from upperhand.extract.aptness import LABELS
from upperhand.extract.assertion import STANCES, STATUSES, Chooser
from upperhand.extract.corpus import predicted
from upperhand.extract.engine import Extractor
from upperhand.extract.evaluate import Score, Tally, score
from upperhand.extract.learn import Lesson
from upperhand.extract.lever_model import LeverModel
from upperhand.extract.model_file import Model
from upperhand.extract.network import Network
from upperhand.extract.pack import pack
from upperhand.extract.sets import SETS, SHARED, language_of
from upperhand.model import Claim


def left_out(paths: Sequence[Path]) -> Iterator[Score]:
    """The score of each set out of fold. All sets of its language serve as lessons, whichever are asked for."""
    asked = {language: {path.stem for path in paths if language_of(path) == language} for language in SETS}
    asked = {language: names for language, names in asked.items() if names}
    if len(asked) < 2:
        yield from itertools.chain.from_iterable(map(_of_language, asked, asked.values()))
        return
    with ProcessPoolExecutor(len(asked)) as pool:
        yield from itertools.chain.from_iterable(pool.map(_of_language, asked, asked.values()))


def _of_language(language: str, wanted: Set[str]) -> list[Score]:
    taught = train.with_thinned(train.lessons(language, SHARED))
    train.cross_fit(taught, learn.examples(pack(language)))
    found = tallies(taught, language)
    return [score(name, language, "left out", tally) for name, tally in found.items() if name in wanted]


def tallies(taught: Sequence[Lesson], language: str, least: float | None = None) -> dict[str, Tally]:
    """Counts by set, each fold told by attribute judges, thresholds and calibration of the other folds; `least` replaces the thresholds."""
    found: dict[str, Tally] = {}
    for fold in sorted({one.fold for one in taught}):
        rest = [one for one in taught if one.fold != fold]
        model = fold_model(rest, language)
        extractor = Extractor()
        for one in taught:
            if one.fold == fold and not one.thin:
                numbers = model.numbers if least is None else {"threshold": least, "further": least}
                chosen = train.chosen(one, numbers)
                claims: Sequence[Claim] = extractor.claims(one.study, chosen, model, language)
                if least is not None:  # doubtful claims must not be paired before the sure ones that they stand beside
                    claims = sorted(claims, key=lambda claim: -claim.confidence)
                found.setdefault(one.name, Tally()).add(one.row, [predicted(claim) for claim in claims])
    return found


def fold_model(rest: Sequence[Lesson], language: str) -> Model:
    """The judges after the scorer, learned from the lessons of the other folds; the scorer itself is not needed again."""
    material = learn.choices(rest, pack(language))
    threshold, further = train.thresholds(rest)
    numbers = {"threshold": threshold, "further": further, "when": -0.5, "who": -0.8, "how_much": -0.6}
    unused = learn.fit_trees([], [])
    return Model(
        names=Chooser(LABELS, {}, np.zeros((0, 2), np.float32), np.zeros(2, np.float32)),
        levers=LeverModel({}, np.zeros((0, 14), np.float32), np.zeros(14, np.float32)),
        network=Network((), (), np.zeros((0, 14), np.float32), np.zeros(14, np.float32)),
        topics=unused,
        targets=unused,
        when=learn.fit_choice(material.when, material.weight),
        who=learn.fit_choice(material.who, material.weight),
        how_much=learn.fit_choice(material.how_much, material.weight),
        status=learn.fit_chooser(STATUSES, material.words, material.status),
        stance=learn.fit_chooser(STANCES, material.words, material.stance),
        knots=train.calibrate(rest, threshold, further),
        numbers=numbers,
        corpus="",
    )
