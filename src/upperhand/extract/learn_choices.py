"""What lessons teach about a claim's date, actor, figure, status and stance."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from upperhand.extract import actor_options, assertion, date_options, figure_options
from upperhand.extract.agreement import same_actor, same_date, same_quantity
from upperhand.extract.candidates import Candidate
from upperhand.extract.decide import span
from upperhand.extract.judge import cues_of
from upperhand.extract.learn_trees import Rows, fit_trees
from upperhand.extract.lesson import Lesson, stated
from upperhand.extract.options import Option
from upperhand.extract.pack import Pack
from upperhand.extract.trees import Trees

CHOICE_ROUNDS = 120
T = TypeVar("T")


@dataclass
class Choices:
    """Training material for the attribute judges: rows with yes or no, and for each claim its options and the truth."""

    when: list[tuple[Rows, list[int]]] = field(default_factory=list)
    who: list[tuple[Rows, list[int]]] = field(default_factory=list)
    how_much: list[tuple[Rows, list[int]]] = field(default_factory=list)
    wanted: dict[str, list[bool]] = field(default_factory=lambda: {"when": [], "who": [], "how_much": []})
    weight: list[float] = field(default_factory=list)
    words: list[list[str]] = field(default_factory=list)
    status: list[str] = field(default_factory=list)
    stance: list[str] = field(default_factory=list)


def choices(lessons: Iterable[Lesson], pack: Pack) -> Choices:
    """What the right candidates of the lessons teach about attributes."""
    taught = Choices()
    for one in lessons:
        for candidate, right in zip(one.options.candidates, one.right, strict=True):
            claim = stated(candidate, one) if right else None
            if claim is not None:
                _teach_options(taught, one, candidate, claim)
                _teach_words(taught, one, candidate, claim, pack)
    return taught


def _teach_options(taught: Choices, one: Lesson, candidate: Candidate, claim: Mapping[str, Any]) -> None:
    when, who, how_much = claim["date"], claim["actor"], claim["quantity"]
    for name, wanted in (("when", when), ("who", who), ("how_much", how_much)):
        taught.wanted[name].append(bool(wanted))
    dates = date_options.when(candidate, one.study.values)
    taught.when.append(_answered(dates, lambda date: bool(when) and same_date(when, date)))
    actors = actor_options.who(candidate, one.study.reading, one.study.frequent)
    taught.who.append(_answered(actors, lambda actor: bool(who) and same_actor(who, actor.name)))
    figures = figure_options.how_much(candidate, one.study.values)
    taught.how_much.append(
        _answered(figures, lambda f: bool(how_much) and same_quantity(how_much, {"value": f.value, "unit": f.unit}))
    )


def _answered(options: Sequence[Option[T]], right: Callable[[T], bool]) -> tuple[Rows, list[int]]:
    return [option.row for option in options], [int(right(option.value)) for option in options]


def _teach_words(taught: Choices, one: Lesson, candidate: Candidate, claim: Mapping[str, Any], pack: Pack) -> None:
    cues = cues_of(one.study, candidate, pack)
    taught.weight.append(one.weight)
    taught.words.append(assertion.features(candidate, one.study.words[candidate.number], cues, span(candidate)))
    taught.status.append(claim["status"])
    taught.stance.append(claim["stance"])


def fit_choice(taught: Sequence[tuple[Rows, list[int]]], weight: Sequence[float]) -> Trees:
    """A judge over options; each claim has its weight."""
    table = [row for rows, _ in taught for row in rows]
    right = [yes for _, answers in taught for yes in answers]
    each = [one for one, (rows, _) in zip(weight, taught, strict=True) for _ in rows]
    return fit_trees(table, right, rounds=CHOICE_ROUNDS, leaves=10, smallest=12, weight=each)
