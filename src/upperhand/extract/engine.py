"""The extractor: a document in, its claims out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from typing import Any

from upperhand import data
from upperhand.collector import uncollected
from upperhand.errors import DataError, InputError
from upperhand.extract import reader_file
from upperhand.extract.blocks import blocks, moved
from upperhand.extract.claims import cited, claim_id, evidence
from upperhand.extract.decide import Chosen
from upperhand.extract.explain import Explanation, explanation
from upperhand.extract.judge import Study, judge, study
from upperhand.extract.model_file import Model, load
from upperhand.extract.pack import pack
from upperhand.extract.reader import Reader
from upperhand.extract.tell import Told, tell
from upperhand.model import LEVERS, Assertion, Claim, Cue, Document, Quantity

TIERS = ("fast", "accurate", "thorough")
FOLDERS = ("rules", "cues", "concepts", "lexicon", "shapes", "values", "names", "model")
_PEOPLE_LEVERS = frozenset(
    {"political_office", "detention", "state_personnel", "loyalty_display", "party_organization"}
)


class Extractor:
    """Finds claims. Loads its knowledge when first used; `ruleset` is the fingerprint of that knowledge. Picklable.

    `min_confidence` keeps claims with at least that calibrated probability; None keeps what gives the best F1. The tiers
    `accurate` and `thorough` ask a small or a large reader besides (English only): better claims for more time. Raises InputError for
    another tier.
    """

    def __init__(self, *, min_confidence: float | None = None, tier: str = "fast") -> None:
        if tier not in TIERS:
            raise InputError(f"no tier {tier!r}; there are {', '.join(TIERS[:-1])} and {TIERS[-1]}")
        self.min_confidence = min_confidence
        self.tier = tier
        folders: tuple[str, ...] = FOLDERS
        if tier != TIERS[0]:
            _check(tier)
            folders = (*FOLDERS, f"reader/{tier}")
        self.ruleset = data.fingerprint(*folders)

    @classmethod
    def of(cls, ruleset: str) -> "Extractor":
        """The extractor of the tier that has this ruleset; of the fast one, if none has."""
        fast = cls()
        if ruleset == fast.ruleset:
            return fast
        others = (cls(tier=tier) for tier in TIERS[1:] if _has_reader(tier) and _has_runtime())
        return next((one for one in others if one.ruleset == ruleset), fast)

    def extract(self, document: Document) -> tuple[Claim, ...]:
        """The claims of one document, in the order of the text."""
        return tuple(self.each(document))

    def each(self, document: Document) -> Iterator[Claim]:
        """The same one by one, so that memory does not grow with the claims of a very long document."""
        language = language_of(document)
        model, reader = _judges(language, self.tier)
        least = None if self.min_confidence is None else 0.05
        for at, part in blocks(document):
            with uncollected():
                claims = self._read(part, model, reader, least, language)
            for claim in claims:
                yield claim if part is document else moved(claim, at, document)

    def _read(
        self, part: Document, model: Model, reader: Reader | None, least: float | None, language: str
    ) -> tuple[Claim, ...]:
        """The claims of a part of a document; whatever else was made of it is let go."""
        studied = study(part, pack(language))
        return self.claims(studied, judge(studied, model, least, reader), model, language, reader)

    def claims(
        self, studied: Study, kept: Sequence[Chosen], model: Model, language: str, reader: Reader | None = None
    ) -> tuple[Claim, ...]:
        """Claims out of what the judges chose, without doubles, in the order of the text."""
        sure = [one for one in kept if model.confidence(one.probability) >= (self.min_confidence or 0.0)]
        told = tell(studied, sure, model, pack(language), reader)
        made = [self._claim(studied, one, said, model, language) for one, said in zip(sure, told, strict=True)]
        unique = {claim.id: claim for claim in reversed(made)}
        return tuple(sorted(unique.values(), key=lambda claim: (claim.evidence.start, claim.lever, claim.target)))

    def explain(self, document: Document, claim: Claim) -> Explanation:
        """Which rules, cues, words and scores decided about a claim of this document.

        Raises InputError if this ruleset does not find the claim in the document.
        """
        language = language_of(document)
        model, reader = _judges(language, self.tier)
        at, part = max((b for b in blocks(document) if b[0] <= claim.evidence.start), key=lambda b: b[0])
        studied = study(part, pack(language))
        for chosen in judge(studied, model, 0.01, reader):
            if self._is(claim, chosen, at):
                (told,) = tell(studied, [chosen], model, pack(language), reader)
                confidence = round(model.confidence(chosen.probability), 4)
                return explanation(claim.id, studied, chosen, told, model.levers, confidence, at)
        raise InputError(
            f"claim {claim.id}: this ruleset ({self.ruleset}) does not find it in document {document.id}; extract again"
        )

    def _is(self, claim: Claim, chosen: Chosen, at: int) -> bool:
        same = (claim.evidence.start - at, claim.evidence.end - at) == chosen.span
        return same and claim.lever == LEVERS[chosen.candidate.lever] and claim.target == chosen.candidate.entity.name

    def _claim(self, studied: Study, chosen: Chosen, told: Told, model: Model, language: str) -> Claim:
        candidate, document = chosen.candidate, studied.document
        start, end = chosen.span
        figure = told.figure
        kind = candidate.entity.kind
        claim = Claim(
            id="",
            lever=LEVERS[candidate.lever],
            target=candidate.entity.name,
            evidence=evidence(document, start, end),
            target_kind=kind if kind in {"person", "sector"} else "company",  # type: ignore[arg-type]
            actor=told.actor.name if told.actor else None,
            people=_people(studied, chosen),
            date=told.date,
            place=_place(studied, chosen),
            quantity=Quantity(figure.value, figure.unit, figure.unit if figure.kind == "money" else None)
            if figure
            else None,
            assertion=_assertion(document, told, chosen),
            cited=cited(document.notes, candidate.sentence.start, candidate.sentence.end),
            rule=_rule(chosen, language),
            ruleset=self.ruleset,
            confidence=round(model.confidence(chosen.probability), 4),
        )
        return replace(claim, id=claim_id(claim))


def language_of(document: Document) -> str:
    """The language whose rules read the document: `zh` for Chinese, else `en`."""
    if document.language:
        return "zh" if document.language.lower().startswith("zh") else "en"
    sample = document.text[:5000]
    han = sum("\u4e00" <= char <= "\u9fff" for char in sample)
    return "zh" if han * 4 > len(sample) else "en"


def _has_reader(tier: str) -> bool:
    return any(data.files(f"reader/{tier}", ".bin"))


def _has_runtime() -> bool:
    return find_spec("onnxruntime") is not None


def _check(tier: str) -> None:
    """Raises for a tier that cannot be read with here, saying what it needs."""
    if not _has_reader(tier):
        raise DataError(f"{data.ROOT / 'reader' / tier}: no reader; `python -m benchmarks.reader_model` makes it")
    if not _has_runtime():
        raise InputError(f"the tier {tier} needs ONNX Runtime: pip install 'upperhand[readers]', or onnxruntime alone")


def _judges(language: str, tier: str) -> tuple[Model, Reader | None]:
    """The judges of a tier: with a reader, claims are as sure as it was found to make them."""
    reader = reader_file.load(language, tier) if tier != TIERS[0] else None
    model = _model(language)
    return (replace(model, knots=reader.knots), reader) if reader else (model, None)


def _model(language: str) -> Model:
    model = load(language)
    if model is None:
        raise DataError(f"data/model/{language}.bin is missing: make it with `make model`")
    return model


def _rule(chosen: Chosen, language: str) -> str:
    hits = sorted(chosen.candidate.hits, key=lambda hit: hit.rule.rule.strength != "strong")
    return hits[0].rule.id if hits else f"{LEVERS[chosen.candidate.lever]}/{language}/learned"


def _people(studied: Study, chosen: Chosen) -> tuple[str, ...]:
    """The people whom the sentence names, for levers that are about people."""
    candidate = chosen.candidate
    if LEVERS[candidate.lever] not in _PEOPLE_LEVERS:
        return ()
    names = [m.name for m in candidate.sentence.mentions if m.kind == "person" and m.key != candidate.entity.key]
    return tuple(dict.fromkeys(names))


def _place(studied: Study, chosen: Chosen) -> str | None:
    """The first place that stands in the claim's own words after `in`, `at` or 在."""
    start, end = chosen.span
    folded = studied.reading.folded
    for mention in chosen.candidate.sentence.mentions:
        if mention.kind == "place" and start <= mention.start < end:
            before = folded[max(0, mention.start - 4) : mention.start]
            if before.rstrip().endswith((" in", " at", "在")):
                return mention.name
    return None


def _assertion(document: Document, told: Told, chosen: Chosen) -> Assertion:
    start, end = chosen.span
    shown: list[Cue] = []
    speaker = None
    for hit in told.cues:
        decides = hit.cue.entry.decides
        agrees = decides in {f"status:{told.status}", f"stance:{told.stance}"}
        if agrees and hit.reach[0] < end and start < hit.reach[1]:
            shown.append(Cue(hit.start, hit.end, document.text[hit.start : hit.end], decides))
            if decides == "stance:attributed" and speaker is None:
                speaker = _speaker(chosen, hit.start, hit.end)
    status: Any = told.status
    stance: Any = told.stance
    return Assertion(status, stance, speaker if stance == "attributed" else None, tuple(shown))


def _speaker(chosen: Chosen, start: int, end: int) -> str | None:
    """The mention that the cue's verb belongs to: the one right before it, or right after."""
    mentions = [
        m for m in chosen.candidate.sentence.mentions if m.kind != "place" and m.key != chosen.candidate.entity.key
    ]
    near = sorted(mentions, key=lambda m: min(abs(start - m.end), abs(m.start - end)))
    return near[0].name if near and min(abs(start - near[0].end), abs(near[0].start - end)) <= 40 else None


@cache
def _shared() -> Extractor:
    return Extractor()


def extract(document: Document) -> tuple[Claim, ...]:
    """The claims of one document, with an extractor that is made once."""
    return _shared().extract(document)
