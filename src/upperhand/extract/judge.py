"""The whole road of one document through rules and learned judges, each step open to view."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from upperhand.extract import aptness, concepts, lever_model, vectors
from upperhand.extract.actor_options import frequent_body
from upperhand.extract.answer import Answers, odds_of
from upperhand.extract.assertion import Chooser
from upperhand.extract.candidates import Candidate, Focus, Topic, candidates, focuses, topics
from upperhand.extract.context import CueHit
from upperhand.extract.decide import Chosen, choose
from upperhand.extract.document_values import Values
from upperhand.extract.entities import Entity, main_entity, resolve
from upperhand.extract.lever_model import LeverModel, Likely
from upperhand.extract.model_file import Model
from upperhand.extract.network import Network
from upperhand.extract.pack import Pack
from upperhand.extract.reader import LEAST, Reader, blended
from upperhand.extract.reading import Reading, read_text
from upperhand.extract.sentence_features import sentence_row
from upperhand.extract.setting import Setting, setting
from upperhand.extract.target_features import target_rows
from upperhand.extract.target_words import target_words
from upperhand.extract.ties import tie
from upperhand.extract.topic_features import topic_row
from upperhand.model import Document


@dataclass(slots=True)
class Study:
    """A document read and ready to be judged: `names` are the features of each entity, `words` and `concepts` those of
    each sentence, `tokens` its words as numbers of the vectors."""

    document: Document
    reading: Reading
    entities: dict[str, Entity]
    names: dict[str, list[str]]
    words: list[list[str]]
    concepts: list[list[str]]
    tokens: list[list[int]]
    values: Values
    frequent: str
    main: Entity | None = None
    likely: Likely | None = None
    options: "Options | None" = None
    answers: Answers = field(default_factory=dict)
    cues: dict[int, list[CueHit]] = field(default_factory=dict)


def study(document: Document, pack: Pack) -> Study:
    """Read a document with the pack of its language."""
    reading = read_text(document.text, pack)
    title = document.title or ""
    entities = resolve(reading, title)
    tie(reading, entities)
    return Study(
        document,
        reading,
        entities,
        aptness.features(reading, entities, title),
        [lever_model.features(reading, sentence) for sentence in reading.sentences],
        [concepts.features(reading, number) for number in range(len(reading.sentences))],
        [vectors.load(pack.language).tokens(reading, sentence) for sentence in reading.sentences],
        Values(reading, document.published_at),
        frequent_body(reading.sentences),
    )


def weigh(studied: Study, names: Chooser) -> None:
    """Say how apt each entity is to be a target, and which the document is about."""
    seen = [studied.names[key] for key in studied.entities]
    if seen:
        for entity, apt in zip(studied.entities.values(), names.probabilities(seen)[:, 1].tolist(), strict=True):
            entity.apt = apt
    studied.main = main_entity(studied.entities, studied.document.title or "")


def first_view(studied: Study, levers: LeverModel, network: Network) -> Likely:
    """How likely each lever is in each sentence, by rules and words and by the network."""
    sensed = network.scores(vectors.load(studied.reading.language), studied.tokens)
    return levers.judge(studied.words, studied.concepts, sensed)


@dataclass(slots=True)
class Proposal:
    """The topics of a document with their features."""

    around: Setting
    focus: list[Focus]
    shared: list[list[float]]
    topics: list[Topic]
    table: list[list[float]]


def propose(studied: Study, likely: Likely) -> Proposal:
    """What the sentences may speak of, given the lever model's view of each."""
    reading, rows = studied.reading, likely.p.tolist()
    around = setting(reading, rows, studied.entities, studied.main, studied.document.title or "")
    focus = focuses(reading, studied.entities, studied.main)
    found = topics(reading, rows)
    shared: list[list[float]] = [[] for _ in reading.sentences]
    for topic in found:
        if not shared[topic.number]:
            shared[topic.number] = sentence_row(reading, topic.sentence, topic.number)
    table = [
        topic_row(topic, shared[topic.number], around, focus[topic.number], parts)
        for topic, parts in zip(found, _parts(likely, found), strict=True)
    ]
    return Proposal(around, focus, shared, found, table)


def _parts(likely: Likely, found: Sequence[Topic]) -> list[list[float]]:
    """What rules, words and the network say of each topic, and what rules say of that lever in the sentence before."""
    numbers, levers = (np.array([getattr(one, name) for one in found], np.intp) for name in ("number", "lever"))
    own = [part[numbers, levers] for part in (likely.ruled, likely.worded, likely.sensed)]
    before = np.where(numbers > 0, likely.ruled[numbers - 1, levers], 0.0)
    return np.stack([*own, before], axis=1).tolist()  # type: ignore[no-any-return]


@dataclass(slots=True)
class Options:
    """The candidates of a document with their features, how likely the topic of each is and that it is about this target, and
    the reader's log odds, if one was asked."""

    candidates: list[Candidate]
    table: list[list[float]]
    topic: list[float]
    target: Sequence[float] = ()
    read: Sequence[float] = ()


def targets(studied: Study, proposal: Proposal, probable: Sequence[float], least: float) -> Options:
    """What each topic that is at least so probable could be about."""
    options = Options([], [], [])
    for topic, p in zip(proposal.topics, probable, strict=True):
        if p < least:
            continue
        focus = proposal.focus[topic.number]
        group = candidates(topic, studied.entities, focus)
        options.candidates += group
        options.table += target_rows(group, proposal.shared[topic.number], p, proposal.around, focus)
        options.topic += [p] * len(group)
    return options


def judge(studied: Study, model: Model, least: float | None = None, reader: Reader | None = None) -> list[Chosen]:
    """The claims that the model keeps, a reader asked or not; `least` replaces the thresholds."""
    numbers = reader.numbers if reader else model.numbers
    threshold, further = (numbers["threshold"], numbers["further"]) if least is None else (least, least)
    weigh(studied, model.names)
    studied.likely = first_view(studied, model.levers, model.network)
    proposal = propose(studied, studied.likely)
    probable = model.topics.probabilities(proposal.table)
    asked = LEAST if reader else min(threshold, further)
    studied.options = options = targets(studied, proposal, probable.tolist(), asked)
    model.aiming.add_odds(options.table, [target_words(one, studied.reading) for one in options.candidates])
    about = model.targets.probabilities(options.table)
    options.target = about.tolist()
    scores = about * np.asarray(options.topic)
    if reader and options.candidates:
        studied.answers = reader.answers(studied.reading, options.candidates, scores.tolist())
        odds = odds_of(studied.answers, options.candidates)
        options.read = odds.tolist()
        scores = blended(scores, odds, reader.numbers["share"])
    return choose(options.candidates, scores.tolist(), threshold, further)
