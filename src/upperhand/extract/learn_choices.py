"""What lessons teach about a claim's date, actor, figure, status and stance."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from upperhand.extract import actor_options, assertion, date_options, figure_options, learn_linear
from upperhand.extract.agreement import same_actor, same_date, same_quantity
from upperhand.extract.candidates import Candidate
from upperhand.extract.decide import span
from upperhand.extract.learn_trees import Rows, fit_trees
from upperhand.extract.lesson import Lesson, stated
from upperhand.extract.linear import Linear
from upperhand.extract.options import Option
from upperhand.extract.pack import Pack
from upperhand.extract.tell import cues_of
from upperhand.extract.trees import Trees

SIZES = {"when": (120, 10), "who": (240, 15), "how_much": (120, 10)}  # how many trees, and how many leaves each
ACTOR_STRENGTH, ACTOR_LEAST = 1.0, 4
T = TypeVar("T")


@dataclass
class Choices:
    """Training material for the attribute judges: of each claim its lesson, its options as rows with yes or no, and the truth."""

    of: list[Lesson] = field(default_factory=list)
    when: list[tuple[Rows, list[int]]] = field(default_factory=list)
    who: list[tuple[Rows, list[int]]] = field(default_factory=list)
    how_much: list[tuple[Rows, list[int]]] = field(default_factory=list)
    wanted: dict[str, list[bool]] = field(default_factory=lambda: {"when": [], "who": [], "how_much": []})
    acting: list[list[Sequence[str]]] = field(default_factory=list)
    weight: list[float] = field(default_factory=list)
    words: list[list[str]] = field(default_factory=list)
    status: list[str] = field(default_factory=list)
    stance: list[str] = field(default_factory=list)


def choices(lessons: Iterable[Lesson], pack: Pack) -> Choices:
    """What the right candidates of the lessons teach about attributes; what words speak for an actor is said by those of other folds."""
    taught = Choices()
    for one in lessons:
        for candidate, right in zip(one.options.candidates, one.right, strict=True):
            claim = stated(candidate, one) if right else None
            if claim is not None:
                taught.of.append(one)
                _teach_options(taught, one, candidate, claim)
                _teach_words(taught, one, candidate, claim, pack)
    for own, others in _folds(taught):
        _add_odds(part(taught, own), fit_words(part(taught, others)))
    return taught


def _folds(taught: Choices) -> Iterator[tuple[list[int], list[int]]]:
    """The claims of each fold, and those of the others; halves where there is but one."""
    folds = [one.fold for one in taught.of]
    if len(set(folds)) < 2:
        folds = [one.row["id"] < taught.of[len(folds) // 2].row["id"] for one in taught.of]
    for fold in sorted(set(folds)):
        own = [number for number, name in enumerate(folds) if name == fold]
        yield own, [number for number, name in enumerate(folds) if name != fold] or own


def part(taught: Choices, numbers: Sequence[int]) -> Choices:
    """Some of the claims; their rows are the same ones."""
    found = Choices()
    for name in (one.name for one in fields(Choices) if one.name != "wanted"):
        setattr(found, name, [getattr(taught, name)[number] for number in numbers])
    found.wanted = {name: [wanted[number] for number in numbers] for name, wanted in taught.wanted.items()}
    return found


def of_lessons(taught: Choices, lessons: Iterable[Lesson]) -> Choices:
    """The claims of some of the lessons."""
    wanted = {id(one) for one in lessons}
    return part(taught, [number for number, one in enumerate(taught.of) if id(one) in wanted])


def fit_words(taught: Choices) -> Linear:
    """What words speak for an option being the actor."""
    words = [option for options in taught.acting for option in options]
    right = [yes for _, answers in taught.who for yes in answers]
    weight = [one for one, (rows, _) in zip(taught.weight, taught.who, strict=True) for _ in rows]
    return learn_linear.fit_odds(words, right, weight, ACTOR_STRENGTH, ACTOR_LEAST)


def _add_odds(taught: Choices, words: Linear) -> None:
    """Put what words speak for each actor at the end of its row."""
    rows = [row for rows, _ in taught.who for row in rows]
    words.add_odds(rows, [option for options in taught.acting for option in options])


def _teach_options(taught: Choices, one: Lesson, candidate: Candidate, claim: Mapping[str, Any]) -> None:
    when, who, how_much = claim["date"], claim["actor"], claim["quantity"]
    for name, wanted in (("when", when), ("who", who), ("how_much", how_much)):
        taught.wanted[name].append(bool(wanted))
    dates = date_options.when(candidate, one.study.values)
    taught.when.append(_answered(dates, lambda date: same_date(when, date)))
    actors = actor_options.who(candidate, one.study.reading, one.study.frequent)
    taught.who.append(_answered(actors, lambda actor: same_actor(who, actor.name)))
    taught.acting.append([list(map(sys.intern, actor.words)) for actor in actors])
    figures = figure_options.how_much(candidate, one.study.values)
    taught.how_much.append(_answered(figures, lambda f: same_quantity(how_much, {"value": f.value, "unit": f.unit})))


def _answered(options: Sequence[Option[T]], right: Callable[[T], bool]) -> tuple[Rows, list[int]]:
    return [option.row for option in options], [int(right(option.value)) for option in options]


def _teach_words(taught: Choices, one: Lesson, candidate: Candidate, claim: Mapping[str, Any], pack: Pack) -> None:
    cues = cues_of(one.study, candidate, pack)
    taught.weight.append(one.weight)
    taught.words.append(assertion.features(candidate, one.study.words[candidate.number], cues, span(candidate)))
    taught.status.append(claim["status"])
    taught.stance.append(claim["stance"])


def fit(taught: Choices) -> dict[str, Any]:
    """The judges of attributes, under their names in `Model`."""
    return {
        "when": fit_choice("when", taught),
        "acting": fit_words(taught),
        "who": fit_choice("who", taught),
        "how_much": fit_choice("how_much", taught),
        "status": learn_linear.fit_chooser(assertion.STATUSES, taught.words, taught.status),
        "stance": learn_linear.fit_chooser(assertion.STANCES, taught.words, taught.stance),
    }


def fit_choice(name: str, *taught: Choices) -> Trees:
    """A judge over the options for `when`, `who` or `how_much`; each claim has its weight."""
    material = [
        (rows, answers, weight)
        for one in taught
        for (rows, answers), weight in zip(getattr(one, name), one.weight, strict=True)
    ]
    table = [row for rows, _, _ in material for row in rows]
    right = [yes for _, answers, _ in material for yes in answers]
    each = [weight for rows, _, weight in material for _ in rows]
    rounds, leaves = SIZES[name]
    return fit_trees(table, right, rounds=rounds, leaves=leaves, smallest=12, weight=each)
