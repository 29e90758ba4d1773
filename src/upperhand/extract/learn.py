"""Learning the judges of names, topics and targets from lessons."""

import sys
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from upperhand.extract import aptness, learn_linear, learn_network, vectors
from upperhand.extract.assertion import Chooser
from upperhand.extract.learn_linear import fit_chooser
from upperhand.extract.learn_trees import fit_trees
from upperhand.extract.lesson import Example, Lesson
from upperhand.extract.lever_model import LeverModel
from upperhand.extract.linear import Linear
from upperhand.extract.network import Network
from upperhand.extract.target_words import target_words
from upperhand.extract.trees import Trees
from upperhand.model import LEVERS

EXAMPLE_WEIGHT = 0.3
AIM_STRENGTH, AIM_LEAST = 1.0, 4


def fit_levers(
    lessons: Sequence[Lesson],
    added: Sequence[Example] = (),
    strength: float = 10.0,
    least: int = 2,
) -> LeverModel:
    """One logistic regression a lever over the features of sentences; `added` sentences weigh less."""
    sentences = [words for one in lessons for words in one.study.words] + [words for words, _, _ in added]
    meant = [found for one in lessons for found in one.study.concepts] + [found for _, found, _ in added]
    more = np.zeros((len(added), len(LEVERS)), np.float32)
    for number, (_, _, own) in enumerate(added):
        if own is not None:
            more[number, own] = 1
    wanted = np.concatenate([*(one.wanted for one in lessons), more])
    weight = np.full(len(sentences), EXAMPLE_WEIGHT)
    weight[: len(sentences) - len(added)] = [one.weight for one in lessons for _ in one.study.words]
    return learn_linear.fit_levers(sentences, meant, wanted, weight, strength, least)


def fit_network(lessons: Sequence[Lesson]) -> Network:
    """The network over the words of sentences; it knows no rules, so that a lesson with some hidden teaches it nothing more."""
    texts = [
        learn_network.Text(one.study.tokens, one.wanted, one.weight)
        for one in lessons
        if not one.thin and one.study.tokens
    ]
    return learn_network.fit(texts, vectors.load(lessons[0].study.reading.language))


def fit_names(lessons: Iterable[Lesson]) -> Chooser:
    """The judge of which names can be what a claim is about."""
    seen: list[list[str]] = []
    truth: list[str] = []
    for one in lessons:
        if not one.thin:
            entities = one.study.entities
            seen += [one.study.names[key] for key in entities]
            truth += aptness.wanted(list(entities.values()), [claim["target"] for claim, _ in one.gold])
    return fit_chooser(aptness.LABELS, seen, truth, strength=3.0)


def fit_topics(lessons: Iterable[Lesson]) -> Trees:
    """The judge of whether a sentence states a fact of a lever."""
    proposed = [one for one in lessons if one.proposal]
    table = [row for one in proposed if one.proposal for row in one.proposal.table]
    weight = [one.weight for one in proposed for _ in one.topic_right]
    return fit_trees(table, [yes for one in proposed for yes in one.topic_right], weight=weight)


def fit_aims(lessons: Iterable[Lesson]) -> Linear:
    """What words speak for a thing being what a fact is about, learned where there is one."""
    found = list(_of_facts(lessons))
    words = [list(map(sys.intern, target_words(one.options.candidates[at], one.study.reading))) for one, at in found]
    right, weight = [one.right[at] for one, at in found], [one.weight for one, _ in found]
    return learn_linear.fit_odds(words, right, weight, AIM_STRENGTH, AIM_LEAST)


def fit_targets(lessons: Iterable[Lesson]) -> Trees:
    """The judge of what a fact is about, learned where there is one."""
    found = list(_of_facts(lessons))
    right, weight = [one.right[at] for one, at in found], [one.weight for one, _ in found]
    return fit_trees([one.options.table[at] for one, at in found], right, weight=weight)


def _of_facts(lessons: Iterable[Lesson]) -> Iterator[tuple[Lesson, int]]:
    """The lessons' candidates by number, of those sentences that state a fact of their lever."""
    for one in lessons:
        for at, candidate in enumerate(one.options.candidates):
            if one.wanted[candidate.number, candidate.lever]:
                yield one, at
