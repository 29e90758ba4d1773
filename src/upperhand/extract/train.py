"""`python -m upperhand.extract.train`: learn the judges from the annotated sets and write them to data/model/.

Deterministic: the same sets, rules and names give the same bytes. Folds are whole sets or several, so that no judge is calibrated
on a hand that it has seen; where one hand wrote most of a language, a fold is a third of its set.
"""

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from upperhand import data
from upperhand.extract import learn, learn_choices, learn_trees, lesson
from upperhand.extract.corpus import rows
from upperhand.extract.decide import Chosen, choose
from upperhand.extract.evaluate import match
from upperhand.extract.judge import first_view, weigh
from upperhand.extract.lesson import Lesson
from upperhand.extract.model_file import Model, write
from upperhand.extract.pack import pack
from upperhand.extract.sets import PLAIN, SETS, SHARED, SPARSE, UNLIKE, fold_of, learned_from
from upperhand.extract.target_words import target_words
from upperhand.extract.trees import Trees

HIDDEN = 0.5
WRITTEN = 0.5  # a text written for training is odder than one that tells what a page told
HARDER = 0.04
MODELS = data.ROOT / "model"


def lessons(language: str, folder: Path) -> list[Lesson]:
    """The annotated documents of a language, each with its fold."""
    known = pack(language)
    found = []
    for path in learned_from(language, folder):
        for number, row in enumerate(rows(path)):
            one = lesson.lesson(path.stem, fold_of(path.stem, number), row, known)
            odder = row.get("fictional") and not path.stem.startswith(PLAIN)
            one.weight = WRITTEN if odder else 1.0
            found.append(one)
    return found


def with_thinned(taught: Sequence[Lesson]) -> list[Lesson]:
    """Each lesson, and it again with half of the rules hidden: the judges must not lean on rules that a new text will not meet."""
    return [*taught, *(lesson.thinned(one, HIDDEN) for one in taught)]


def typical(taught: Sequence[Lesson]) -> list[Lesson]:
    """The long texts in the manner of real pages, with half of the rules hidden: most like what will be read."""
    return [one for one in taught if one.thin and not one.name.startswith((*UNLIKE, *PLAIN))]


def real(taught: Sequence[Lesson]) -> list[Lesson]:
    """Those of the long texts that retell real pages, where there are any."""
    long = typical(taught)
    return [one for one in long if one.weight == 1.0] or long or list(taught)


def as_read(taught: Sequence[Lesson]) -> list[Lesson]:
    """The long texts that state about as few facts as the pages that people read: those that retell real ones, and the sparse."""
    return [one for one in typical(taught) if one.weight == 1.0 or one.name.startswith(SPARSE)] or real(taught)


def corpus_hash(language: str, folder: Path) -> str:
    """The hash of the files that were learned from."""
    digest = hashlib.sha256()
    for path in learned_from(language, folder):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cross_fit(taught: Sequence[Lesson], added: Sequence[lesson.Example] = ()) -> None:
    """Give each lesson candidates and scores by judges that have not seen its fold."""
    folds = {fold: [one for one in taught if one.fold == fold] for fold in sorted({one.fold for one in taught})}
    rests = {fold: [one for one in taught if one.fold != fold] for fold in folds}
    for fold, own in folds.items():
        levers, network = learn.fit_levers(rests[fold], added), learn.fit_network(rests[fold])
        names = learn.fit_names(rests[fold])
        for one in own:
            weigh(one.study, names)
            lesson.propose_topics(one, first_view(one.study, levers, network))
    for fold, own in folds.items():
        topics = learn.fit_topics(rests[fold])
        for one in own:
            assert one.proposal is not None
            one.probable = topics.probabilities(one.proposal.table).tolist()
    for one in taught:
        lesson.propose_targets(one, one.probable)
    for fold, own in folds.items():
        aiming = learn.fit_aims(rests[fold])
        for one in own:
            aiming.add_odds(one.options.table, [target_words(c, one.study.reading) for c in one.options.candidates])
    for fold, own in folds.items():
        targets = learn.fit_targets(rests[fold])
        for one in own:
            one.scores = (targets.probabilities(one.options.table) * np.asarray(one.options.topic)).tolist()


def chosen(one: Lesson, numbers: Mapping[str, float]) -> list[Chosen]:
    """What would be claimed of a lesson, out of fold."""
    return choose(one.options.candidates, one.scores, numbers["threshold"], numbers["further"])


def right(one: Lesson, kept: Sequence[Chosen]) -> list[bool]:
    """Which of these are gold claims of the lesson."""
    return match(one.gold, [(c.candidate.lever, c.candidate.entity.name, c.span) for c in kept])


def f1(taught: Sequence[Lesson], numbers: Mapping[str, float]) -> float:
    """F1 of what would be claimed of the lessons, out of fold."""
    hit = found = wanted = 0
    for one in taught:
        kept = chosen(one, numbers)
        hit, found, wanted = hit + sum(right(one, kept)), found + len(kept), wanted + len(one.gold)
    return 2 * hit / max(1, found + wanted)


def thresholds(taught: Sequence[Lesson]) -> tuple[float, float]:
    """What is best for texts that are most like what will be read."""
    return best_thresholds(as_read(taught))


def best_thresholds(taught: Sequence[Lesson]) -> tuple[float, float]:
    """The two thresholds of `choose` with the best F1 out of fold."""
    best = (-1.0, 0.3, 0.4)
    for threshold in np.arange(0.14, 0.5, 0.02):
        for extra in (0.0, 0.05, 0.1, 0.15, 0.2, 0.3):
            numbers = {"threshold": float(threshold), "further": float(threshold + extra)}
            best = max(best, (f1(taught, numbers), numbers["threshold"], numbers["further"]))
    return round(best[1], 4), round(best[2], 4)


def calibrate(
    taught: Sequence[Lesson], threshold: float, further: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Knots of a monotone curve from raw scores to the share of right claims, out of fold."""
    from sklearn.isotonic import IsotonicRegression

    scores, hits = [], []
    for one in taught:
        kept = chosen(one, {"threshold": 0.05, "further": 0.05})
        scores += [c.probability for c in kept]
        hits += right(one, kept)
    # A new text is a little harder than a set left out: each claim also counts a little as wrong.
    truth = np.concatenate([np.asarray(hits, float), np.zeros(len(hits))])
    weight = np.repeat([1.0, HARDER], len(hits))
    fitted = IsotonicRegression(y_min=0.01, y_max=0.97, out_of_bounds="clip").fit(scores * 2, truth, weight)
    return np.asarray(fitted.X_thresholds_, np.float64), np.asarray(fitted.y_thresholds_, np.float64)


def option_threshold(
    folds: Sequence[tuple[Trees, Sequence[tuple[learn_trees.Rows, list[int]]], Sequence[bool], Sequence[float]]],
) -> float:
    """The raw score below which no option is taken, best out of fold."""
    judged = []
    for trees, taught, wanted, weights in folds:
        for (table, answers), want, weight in zip(taught, wanted, weights, strict=True):
            scores = trees.judge(table)
            at = int(scores.argmax()) if table else -1
            judged.append(
                (float(scores[at]), bool(answers[at]), want, weight) if table else (-99.0, False, want, weight)
            )
    cuts = sorted({round(score, 1) for score, *_ in judged})
    return max(
        cuts,
        key=lambda cut: sum(weight * (right if score >= cut else not want) for score, right, want, weight in judged),
    )


def train(language: str, folder: Path) -> tuple[Model, list[Lesson]]:
    """All judges of a language, and the lessons with their out-of-fold scores."""
    known = pack(language)
    added = lesson.examples(known)
    taught = with_thinned(lessons(language, folder))
    cross_fit(taught, added)
    threshold, further = thresholds(taught)
    numbers = {"threshold": threshold, "further": further}
    material = learn_choices.choices(taught, known)
    by_fold = {
        fold: learn_choices.of_lessons(material, [one for one in taught if one.fold == fold])
        for fold in sorted({one.fold for one in taught})
    }
    asked = {fold: learn_choices.of_lessons(own, real(taught)) for fold, own in by_fold.items()}
    for name in ("when", "who", "how_much"):
        numbers[name] = _cross_threshold(name, by_fold, asked)
    model = Model(
        names=learn.fit_names(taught),
        levers=learn.fit_levers(taught, added),
        network=learn.fit_network(taught),
        topics=learn.fit_topics(taught),
        aiming=learn.fit_aims(taught),
        targets=learn.fit_targets(taught),
        **learn_choices.fit(material),
        knots=calibrate(taught, threshold, further),
        numbers=numbers,
        corpus=corpus_hash(language, folder),
    )
    return model, taught


def _cross_threshold(
    name: str, by_fold: Mapping[str, learn_choices.Choices], asked: Mapping[str, learn_choices.Choices]
) -> float:
    """For the claims that are asked about, each judged by what the other folds teach."""
    folds = []
    for fold, material in asked.items():
        others = [m for other, m in by_fold.items() if other != fold]
        if material.weight:
            judge = learn_choices.fit_choice(name, *others)
            folds.append((judge, getattr(material, name), material.wanted[name], material.weight))
    return option_threshold(folds)


def scores(taught: Sequence[Lesson]) -> Iterator[dict[str, Any]]:
    """What the judges of other folds say of each document, half of the rules hidden: one row a document."""
    for one in taught:
        if one.thin:
            candidates = [(c.number, c.lever, c.entity.key) for c in one.options.candidates]
            yield {"id": one.row["id"], "candidates": candidates, "scores": [round(score, 5) for score in one.scores]}


def common_words(folder: Path) -> list[str]:
    """English words that at least three of the texts write small."""
    counts: Counter[str] = Counter()
    for path in learned_from("en", folder):
        for row in rows(path):
            counts.update(set(re.findall(r"(?<![\w'’-])[a-z]{2,}(?![\w])", row["text"])))
    return sorted(word for word, count in counts.items() if count >= 3)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write; says where the sets must be if they are not there."""
    parser = argparse.ArgumentParser(
        prog="python -m upperhand.extract.train", description=__doc__.split("\n")[0] if __doc__ else ""
    )
    parser.add_argument("--corpus", type=Path, default=SHARED, help="folder of the annotated sets")
    parser.add_argument("--scores", type=Path, help="folder for what judges of other folds say of each document")
    options = parser.parse_args(arguments)
    if not (options.corpus / "party.jsonl").exists():
        print(f"no annotated sets in {options.corpus}: give their folder with --corpus", file=sys.stderr)
        return 2
    target = MODELS
    head = "# English words that the training texts write small: one with a capital at the start of a sentence is no name.\n"
    (target / "common_en.yml").write_text(head + json.dumps(common_words(options.corpus)) + "\n", encoding="utf-8")
    from upperhand.extract import left_out  # which needs this module

    found = []
    for language in SETS:
        model, taught = train(language, options.corpus)
        found += left_out.scores(taught, language)
        if options.scores:
            lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in scores(taught))
            (options.scores / f"scores-{language}.jsonl").write_text(lines, encoding="utf-8")
        content = write(model, language)
        (target / f"{language}.bin").write_bytes(content)
        print(f"{language}: {len(content) / 1e6:.1f} MB, corpus {model.corpus}, {model.numbers}")
    left_out.keep(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
