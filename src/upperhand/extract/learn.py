"""Fitting the judges: needs scikit-learn, which nothing at run time does."""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from upperhand.extract import aptness, assertion, attributes, concepts, learn_network, lever_model, vectors
from upperhand.extract.agreement import overlap, same_actor, same_date, same_name, same_quantity
from upperhand.extract.assertion import Chooser
from upperhand.extract.candidates import Candidate
from upperhand.extract.corpus import document
from upperhand.extract.decide import span
from upperhand.extract.judge import Options, Proposal, Study, cues_of, propose, study, targets
from upperhand.extract.lever_model import CONCEPT_SHARE, LeverModel, Likely
from upperhand.extract.linear import RULE_SHARE, RULED, Floats
from upperhand.extract.network import Network
from upperhand.extract.pack import Pack
from upperhand.extract.reading import read_text
from upperhand.extract.trees import Trees
from upperhand.model import LEVERS

Rows = list[list[float]]
Example = tuple[list[str], list[str], int | None]
LEAST_TOPIC = 0.03
ROUNDS, CHOICE_ROUNDS = 250, 120


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
    values = attributes.Values(bare, one.study.document.published_at)
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


EXAMPLE_WEIGHT = 0.3
LEAST_MEANT = 3


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


def fit_levers(
    lessons: Sequence[Lesson],
    added: Sequence[Example] = (),
    strength: float = 10.0,
    least: int = 2,
) -> LeverModel:
    """One logistic regression a lever over the features of sentences; `added` sentences weigh less."""
    from sklearn.linear_model import LogisticRegression

    sentences = [words for one in lessons for words in one.study.words] + [words for words, _, _ in added]
    meant = [found for one in lessons for found in one.study.concepts] + [found for _, found, _ in added]
    more = np.zeros((len(added), len(LEVERS)), np.float32)
    for number, (_, _, own) in enumerate(added):
        if own is not None:
            more[number, own] = 1
    wanted = np.concatenate([*(one.wanted for one in lessons), more])
    weight = np.full(len(sentences), EXAMPLE_WEIGHT)
    weight[: len(sentences) - len(added)] = [one.weight for one in lessons for _ in one.study.words]
    vocabulary = _vocabulary(sentences, least)
    vocabulary |= {name: at for at, name in enumerate(_vocabulary(meant, LEAST_MEANT), len(vocabulary))}
    table = _sparse(sentences, vocabulary) + _sparse(meant, vocabulary) * CONCEPT_SHARE
    weights = np.zeros((len(vocabulary), len(LEVERS)), np.float32)
    bias = np.full(len(LEVERS), -8.0, np.float32)
    for lever in range(len(LEVERS)):
        if wanted[:, lever].sum() >= 2:
            fitted = LogisticRegression(C=strength, solver="liblinear", tol=1e-3, random_state=0).fit(
                table, wanted[:, lever], weight
            )
            weights[:, lever], bias[lever] = fitted.coef_[0], fitted.intercept_[0]
    return LeverModel(*_without_small(vocabulary, weights), bias)


LEAST_WEIGHT = 0.1  # a hundredth of a log odd in a sentence: half of all features, and not worth their bytes


def _without_small(vocabulary: Mapping[str, int], weights: Floats) -> tuple[dict[str, int], Floats]:
    kept = np.abs(weights).max(axis=1, initial=0.0) >= LEAST_WEIGHT
    return {name: at for at, name in enumerate(name for name, row in vocabulary.items() if kept[row])}, weights[kept]


def _vocabulary(rows: Iterable[Sequence[str]], least: int) -> dict[str, int]:
    counts = Counter(name for row in rows for name in row)
    return {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= least))}


def _sparse(rows: Sequence[Sequence[str]], vocabulary: Mapping[str, int]) -> Any:
    import scipy.sparse

    lines, columns, cells = [], [], []
    for number, row in enumerate(rows):
        for name in row:
            if name in vocabulary:
                lines.append(number)
                columns.append(vocabulary[name])
                cells.append(RULE_SHARE if name[:2] in RULED else 1 / math.sqrt(len(row)))
    return scipy.sparse.csr_matrix((cells, (lines, columns)), shape=(len(rows), len(vocabulary)), dtype=np.float32)


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


def fit_topics(lessons: Iterable[Lesson]) -> Trees:
    """The judge of whether a sentence states a fact of a lever."""
    proposed = [one for one in lessons if one.proposal]
    table = [row for one in proposed if one.proposal for row in one.proposal.table]
    weight = [one.weight for one in proposed for _ in one.topic_right]
    return fit_trees(table, [yes for one in proposed for yes in one.topic_right], weight=weight)


def fit_targets(lessons: Iterable[Lesson]) -> Trees:
    """The judge of what a fact is about, learned where there is one."""
    table: Rows = []
    right: list[int] = []
    weight: list[float] = []
    for one in lessons:
        for candidate, row, yes in zip(one.options.candidates, one.options.table, one.right, strict=True):
            if one.wanted[candidate.number, candidate.lever]:
                table.append(row)
                right.append(yes)
                weight.append(one.weight)
    return fit_trees(table, right, weight=weight)


def matches(candidate: Candidate, one: Lesson) -> bool:
    """Whether a gold claim has this lever, this target and these words."""
    said = span(candidate)
    return any(
        claim["lever"] == LEVERS[candidate.lever]
        and overlap(said, where) >= 0.3
        and same_name(claim["target"], candidate.entity.name)
        for claim, where in one.gold
    )


def fit_trees(
    table: Rows,
    right: Sequence[int],
    rounds: int | None = None,
    leaves: int = 15,
    smallest: int = 15,
    rate: float = 0.06,
    weight: Sequence[float] | None = None,
) -> Trees:
    """Boosted trees for a yes-or-no question, as arrays."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    if len(set(right)) < 2:
        return _constant(4.0 if right and right[0] else -4.0)
    model = HistGradientBoostingClassifier(
        max_iter=rounds or ROUNDS,
        learning_rate=rate,
        max_leaf_nodes=leaves,
        min_samples_leaf=smallest,
        l2_regularization=2.0,
        early_stopping=False,
        random_state=0,
    )
    with threadpool_limits(1):  # threads that wait for each other are slower here than one that works
        fitted = model.fit(
            np.asarray(table, np.float32), np.asarray(right), None if weight is None else np.asarray(weight)
        )
    nodes = [predictors[0].nodes for predictors in fitted._predictors]
    most = max(map(len, nodes))
    shape = (len(nodes), most)
    feature, left, right_ = (np.zeros(shape, np.int16) for _ in range(3))
    threshold, value = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for tree, node in enumerate(nodes):
        leaf = node["is_leaf"].astype(bool)
        own = np.arange(len(node))
        feature[tree, : len(node)] = node["feature_idx"]
        threshold[tree, : len(node)] = np.where(leaf, 0, node["num_threshold"])
        left[tree, : len(node)] = np.where(leaf, own, node["left"])
        right_[tree, : len(node)] = np.where(leaf, own, node["right"])
        value[tree, : len(node)] = np.where(leaf, node["value"], 0)
        left[tree, len(node) :] = right_[tree, len(node) :] = np.arange(len(node), most)
    return Trees(feature, threshold, left, right_, value, float(np.ravel(fitted._baseline_prediction)[0]))


def _constant(score: float) -> Trees:
    """Trees that give every row the same score."""
    node, value = np.zeros((1, 1), np.int16), np.zeros((1, 1), np.float32)
    return Trees(node, value, node, node, value, score)


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
            if right:
                _teach(taught, one, candidate, pack)
    return taught


def _teach(taught: Choices, one: Lesson, candidate: Candidate, pack: Pack) -> None:
    said = span(candidate)
    claim = next(
        claim
        for claim, where in one.gold
        if claim["lever"] == LEVERS[candidate.lever]
        and overlap(said, where) >= 0.3
        and same_name(claim["target"], candidate.entity.name)
    )
    for name, key in (("when", "date"), ("who", "actor"), ("how_much", "quantity")):
        taught.wanted[name].append(bool(claim[key]))
    dates = attributes.when(candidate, one.study.values)
    taught.when.append(
        ([o.row for o in dates], [int(bool(claim["date"]) and same_date(claim["date"], o.value)) for o in dates])
    )
    actors = attributes.who(candidate, one.study.reading, one.study.frequent)
    taught.who.append(
        (
            [o.row for o in actors],
            [int(bool(claim["actor"]) and same_actor(claim["actor"], o.value.name)) for o in actors],
        )
    )
    figures = attributes.how_much(candidate, one.study.values)
    fits = [
        same_quantity(claim["quantity"], {"value": o.value.value, "unit": o.value.unit}) if claim["quantity"] else False
        for o in figures
    ]
    taught.how_much.append(([o.row for o in figures], [int(fit) for fit in fits]))
    cues = cues_of(one.study, candidate, pack)
    taught.weight.append(one.weight)
    taught.words.append(assertion.features(candidate, one.study.words[candidate.number], cues, said))
    taught.status.append(claim["status"])
    taught.stance.append(claim["stance"])


def fit_choice(taught: Sequence[tuple[Rows, list[int]]], weight: Sequence[float]) -> Trees:
    """A judge over options; each claim has its weight."""
    table = [row for rows, _ in taught for row in rows]
    right = [yes for _, answers in taught for yes in answers]
    each = [one for one, (rows, _) in zip(weight, taught, strict=True) for _ in rows]
    return fit_trees(table, right, rounds=CHOICE_ROUNDS, leaves=10, smallest=12, weight=each)


def fit_chooser(
    labels: Sequence[str], words: Sequence[Sequence[str]], truth: Sequence[str], strength: float = 10.0
) -> Chooser:
    """A multinomial logistic regression over words and cues."""
    from sklearn.linear_model import LogisticRegression

    vocabulary = _vocabulary(words, 2)
    table = _sparse(words, vocabulary)
    fitted = LogisticRegression(C=strength, max_iter=2000).fit(table, np.array(truth))
    weights = np.zeros((len(vocabulary), len(labels)), np.float32)
    bias = np.full(len(labels), -9.0, np.float32)
    coefficients, intercepts = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:
        coefficients, intercepts = (
            np.vstack([-coefficients[0] / 2, coefficients[0] / 2]),
            np.array([-intercepts[0] / 2, intercepts[0] / 2]),
        )
    for at, label in enumerate(fitted.classes_):
        weights[:, labels.index(label)] = coefficients[at]
        bias[labels.index(label)] = intercepts[at]
    return Chooser(labels, *_without_small(vocabulary, weights), bias)
