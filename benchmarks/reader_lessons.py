"""What the reader of a tier learns from: windows of annotated documents with what their sentences state."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from upperhand.extract.actor_options import who
from upperhand.extract.agreement import overlap, same_actor, same_date, same_name
from upperhand.extract.assertion import STANCES, STATUSES
from upperhand.extract.candidates import Candidate, Topic, candidates, focuses
from upperhand.extract.date_options import when
from upperhand.extract.judge import Study, weigh
from upperhand.extract.lesson import Lesson
from upperhand.extract.model_file import load
from upperhand.extract.options import Option
from upperhand.extract.reader import WHY, kind_of, places_of, run_of
from upperhand.extract.reader_choices import CHOICES, Trait, weighed
from upperhand.extract.unigram import Unigrams
from upperhand.extract.windows import Span, Window, windows
from upperhand.extract.wordpiece import BEGIN, END, WordPieces
from upperhand.model import LEVERS


@dataclass
class Thing:
    """Something that a sentence may be about: its pieces in the window, why and what it is, and the levers stated of it."""

    sentence: int
    run: Span | None
    why: int
    kind: int
    levers: np.ndarray[Any, Any]


@dataclass
class Choice:
    """The options for the actor or the date of a claim, none of them first: their pieces, traits, and which are right."""

    number: int
    runs: list[Span | None]
    traits: list[Trait]
    right: list[float]


@dataclass
class Stated:
    """A claim about one of the window's things."""

    thing: int
    lever: int
    choices: list[Choice]
    status: int
    stance: int


@dataclass
class Seen:
    """One window as a lesson: the runs of its sentences with their levers, the things they may be about, and the claims."""

    ids: list[int]
    runs: list[Span]
    levers: list[np.ndarray[Any, Any]]
    weight: float
    things: list[Thing] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)


def seen(one: Lesson, pieces: WordPieces | Unigrams) -> Iterator[Seen]:
    """The windows of an annotated document."""
    study, reading = one.study, one.study.reading
    weigh(study, load(reading.language).names)  # type: ignore[union-attr]
    own: dict[int, list[Candidate]] = {}
    for thing in things(study):
        own.setdefault(thing.number, []).append(thing)
    places, number = places_of(reading), pieces.number
    for window in windows(pieces.cut(reading.text), reading.sentences, number[BEGIN], number[END]):
        found = Seen(window.ids, [], [], one.weight)
        for at, run in window.sentences.items():
            for thing in own.get(at, ()):
                claims = stated(one, thing)
                levers = np.array([float(lever in claims) for lever in LEVERS], np.float32)
                for lever, claim in claims.items():
                    found.stated.append(
                        _told(claim, of_lever(thing, LEVERS.index(lever)), len(found.things), study, window)
                    )
                named = run_of(window, thing, places)
                found.things.append(Thing(len(found.runs), named, WHY.index(thing.absent), kind_of(thing), levers))
            found.runs.append(run)
            found.levers.append(one.wanted[at])
        yield found


def things(study: Study) -> Iterator[Candidate]:
    """Everything that each sentence may be about, of no lever yet."""
    focus = focuses(study.reading, study.entities, study.main)
    for number, sentence in enumerate(study.reading.sentences):
        yield from candidates(Topic(number, sentence, 0, []), study.entities, focus[number])


def of_lever(thing: Candidate, lever: int) -> Candidate:
    """The candidate that the thing's sentence states this lever of it, with the rules of that lever that hit."""
    hits = [hit for hit in thing.sentence.hits if hit.rule.lever == LEVERS[lever]]
    return replace(thing, lever=lever, hits=hits)


def stated(one: Lesson, thing: Candidate) -> dict[str, Mapping[str, Any]]:
    """The first gold claim in the sentence about the thing, for each lever that has one."""
    found: dict[str, Mapping[str, Any]] = {}
    for claim, span in one.gold:
        inside = overlap((thing.sentence.start, thing.sentence.end), span) >= 0.3
        if inside and same_name(claim["target"], thing.entity.name):
            found.setdefault(claim["lever"], claim)
    return found


def _told(claim: Mapping[str, Any], candidate: Candidate, thing: int, study: Study, window: Window) -> Stated:
    actors, dates = who(candidate, study.reading, study.frequent), when(candidate, study.values)
    actor, date = claim["actor"], claim["date"]
    choices = [
        _choice("who", candidate, actors, window, [not actor, *(same_actor(actor, o.value.name) for o in actors)]),
        _choice("when", candidate, dates, window, [not date, *(same_date(date, o.value) for o in dates)]),
    ]
    status, stance = STATUSES.index(claim["status"]), STANCES.index(claim["stance"])
    return Stated(thing, candidate.lever, [choice for choice in choices if any(choice.right)], status, stance)


def _choice(
    name: str, candidate: Candidate, options: Sequence[Option[Any]], window: Window, right: Sequence[bool]
) -> Choice:
    runs, traits = zip(*weighed(window, candidate, name, options), strict=True)
    return Choice(CHOICES.index(name), list(runs), list(traits), [float(one) for one in right])
