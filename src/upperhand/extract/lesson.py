"""Annotated documents as lessons: what they say, what is wanted of them, and what the judges of other folds think of them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from upperhand.extract import concepts, lever_model
from upperhand.extract.agreement import overlap, same_name
from upperhand.extract.candidates import Candidate
from upperhand.extract.corpus import document
from upperhand.extract.decide import span
from upperhand.extract.document_values import Values
from upperhand.extract.judge import Options, Proposal, Study, propose, study, targets
from upperhand.extract.lever_model import Likely
from upperhand.extract.pack import Pack
from upperhand.extract.reading import read_text
from upperhand.model import LEVERS

Example = tuple[list[str], list[str], int | None]
LEAST_TOPIC = 0.03


@dataclass
class Lesson:
    """An annotated document of the set `name`, read: its gold claims with their spans, and what the judges of other folds think of it."""

    name: str
    fold: str
    row: Mapping[str, Any]
    study: Study
    gold: list[tuple[Mapping[str, Any], tuple[int, int]]]
    wanted: NDArray[np.float32]
    thin: bool = False
    weight: float = 1.0
    likely: Likely | None = None
    proposal: Proposal | None = None
    topic_right: list[int] = field(default_factory=list)
    probable: list[float] = field(default_factory=list)
    options: Options = field(default_factory=lambda: Options([], [], []))
    right: list[int] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)


def lesson(name: str, fold: str, row: Mapping[str, Any], pack: Pack) -> Lesson:
    """Read one annotated row."""
    studied = study(document(dict(row)), pack)
    gold = []
    for claim in row["claims"]:
        start = claim.get("start", row["text"].find(claim["quote"]))
        gold.append((claim, (start, start + len(claim["quote"]))))
    return Lesson(name, fold, row, studied, gold, _wanted(studied, gold))


def thinned(one: Lesson, share: float, salt: str = "") -> Lesson:
    """The same lesson as if a share of the rules had not been written: documents yet unread are said in words that fewer rules know."""
    reading = one.study.reading
    sentences = [
        replace(
            sentence, hits=[hit for hit in sentence.hits if _chance(f"{salt}{one.row['id']}{hit.rule.id}") >= share]
        )
        for sentence in reading.sentences
    ]
    bare = replace(reading, sentences=sentences)
    words = [lever_model.features(bare, sentence) for sentence in sentences]
    meant = [concepts.features(bare, number) for number in range(len(sentences))]
    values = Values(bare, one.study.document.published_at)
    return replace(
        one, study=replace(one.study, reading=bare, words=words, concepts=meant, values=values, cues={}), thin=True
    )


def _chance(text: str) -> float:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") / 2**32


def _wanted(studied: Study, gold: Sequence[tuple[Mapping[str, Any], tuple[int, int]]]) -> NDArray[np.float32]:
    """1 where a sentence says a gold claim of that lever."""
    sentences = studied.reading.sentences
    table = np.zeros((len(sentences), len(LEVERS)), np.float32)
    for claim, (start, end) in gold:
        shared = [min(end, s.end) - max(start, s.start) for s in sentences]
        for number, sentence in enumerate(sentences):
            half = overlap((start, end), (sentence.start, sentence.end)) >= 0.5
            if shared[number] > 0 and (half or shared[number] == max(shared)):
                table[number, LEVERS.index(claim["lever"])] = 1
    return table


def examples(known: Pack) -> list[Example]:
    """The rules' own examples and counter-examples as sentences: words, concepts, and the lever or none."""
    found: list[Example] = []
    for rule in known.rules:
        said = [(e if isinstance(e, str) else e.text, LEVERS.index(rule.lever)) for e in rule.rule.examples]
        for text, lever in [*said, *((text, None) for text in rule.rule.not_examples)]:
            reading = read_text(text, known)
            found += [
                (lever_model.features(reading, sentence), concepts.features(reading, number), lever)
                for number, sentence in enumerate(reading.sentences)
            ]
    return found


def propose_topics(one: Lesson, likely: Likely) -> None:
    """Set the topics of a lesson, and which of them are right."""
    one.likely = likely
    one.proposal = propose(one.study, likely)
    one.topic_right = [int(one.wanted[topic.number, topic.lever]) for topic in one.proposal.topics]


def propose_targets(one: Lesson, probable: Sequence[float]) -> None:
    """Set the candidates of a lesson, given how probable its topics are, and which of them are right."""
    assert one.proposal is not None
    one.probable = list(probable)
    one.options = targets(one.study, one.proposal, probable, LEAST_TOPIC)
    one.right = [int(matches(candidate, one)) for candidate in one.options.candidates]


def matches(candidate: Candidate, one: Lesson) -> bool:
    """Whether a gold claim has this lever, this target and these words."""
    return stated(candidate, one) is not None


def stated(candidate: Candidate, one: Lesson) -> Mapping[str, Any] | None:
    """The first gold claim that has this lever, this target and these words."""
    said = span(candidate)
    return next(
        (
            claim
            for claim, where in one.gold
            if claim["lever"] == LEVERS[candidate.lever]
            and overlap(said, where) >= 0.3
            and same_name(claim["target"], candidate.entity.name)
        ),
        None,
    )
