"""Leave-one-set-out: each set judged by judges that have not seen it. Learning them needs scikit-learn; what the training run
found is kept in benchmarks/left_out.json, and holds as long as rules, weights and sets are the same."""

import itertools
import json
import sys
from collections.abc import Iterable, Iterator, Sequence, Set
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

import numpy as np

from upperhand.extract import learn_choices, learn_trees, lesson, train
from upperhand.extract.aptness import LABELS
from upperhand.extract.assertion import Chooser
from upperhand.extract.corpus import predicted
from upperhand.extract.engine import Extractor
from upperhand.extract.evaluate import Score, Tally, score
from upperhand.extract.lesson import Lesson
from upperhand.extract.lever_model import LeverModel
from upperhand.extract.linear import Linear
from upperhand.extract.model_file import Model, load
from upperhand.extract.network import Network
from upperhand.extract.pack import pack
from upperhand.extract.sets import OWN, SETS, SHARED, language_of
from upperhand.model import Claim

KEPT = OWN.parent / "left_out.json"


def keep(found: Iterable[Score]) -> None:
    """Keep what was found with the rules and weights that are there now."""
    rows = [json.dumps(asdict(one)) for one in found]
    head = json.dumps(Extractor().ruleset)
    KEPT.write_text(f'{{"ruleset": {head}, "scores": [\n' + ",\n".join(rows) + "\n]}\n", encoding="utf-8")


def kept() -> list[Score]:
    """What was kept, if it was found with these rules, weights and annotated sets; else nothing."""
    if not KEPT.exists():
        return []
    found = json.loads(KEPT.read_text(encoding="utf-8"))
    models = {language: load(language) for language in SETS}
    same = all(model and model.corpus == train.corpus_hash(language, SHARED) for language, model in models.items())
    return [Score(**row) for row in found["scores"]] if same and found["ruleset"] == Extractor().ruleset else []


def left_out(paths: Sequence[Path], *, again: bool = False) -> Iterator[Score]:
    """The score of each set out of fold: as it was kept, or learned now, which `again` asks for in any case."""
    names = {path.stem for path in paths}
    known = [] if again else [one for one in kept() if one.name in names]
    yield from known
    missing = names - {one.name for one in known}
    if missing:
        print("learning without each set in turn: about an hour for all of them", file=sys.stderr, flush=True)
        yield from _learned([path for path in paths if path.stem in missing])


def _learned(paths: Sequence[Path]) -> Iterator[Score]:
    """All sets of its language serve as lessons, whichever are asked for."""
    asked = {language: {path.stem for path in paths if language_of(path) == language} for language in SETS}
    asked = {language: names for language, names in asked.items() if names}
    if len(asked) < 2:
        yield from itertools.chain.from_iterable(map(_of_language, asked, asked.values()))
        return
    with ProcessPoolExecutor(len(asked)) as pool:
        yield from itertools.chain.from_iterable(pool.map(_of_language, asked, asked.values()))


def _of_language(language: str, wanted: Set[str]) -> list[Score]:
    taught = train.with_thinned(train.lessons(language, SHARED))
    train.cross_fit(taught, lesson.examples(pack(language)))
    return [one for one in scores(taught, language) if one.name in wanted]


def scores(taught: Sequence[Lesson], language: str) -> list[Score]:
    """The figures of each set, out of fold."""
    return [score(name, language, "left out", tally) for name, tally in tallies(taught, language).items()]


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
    material = learn_choices.choices(rest, pack(language))
    threshold, further = train.thresholds(rest)
    numbers = {"threshold": threshold, "further": further, "when": -0.5, "who": -0.8, "how_much": -0.6}
    unused = learn_trees.fit_trees([], [])
    return Model(
        names=Chooser(LABELS, {}, np.zeros((0, 2), np.float32), np.zeros(2, np.float32)),
        levers=LeverModel({}, np.zeros((0, 14), np.float32), np.zeros(14, np.float32)),
        network=Network((), (), np.zeros((0, 14), np.float32), np.zeros(14, np.float32)),
        topics=unused,
        aiming=Linear({}, np.zeros((0, 1), np.float32), np.zeros(1, np.float32)),
        targets=unused,
        **learn_choices.fit(material),
        knots=train.calibrate(rest, threshold, further),
        numbers=numbers,
        corpus="",
    )
