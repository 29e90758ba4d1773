"""The extractor: a document in, its claims out."""

from dataclasses import replace
from functools import cache

from upperhand import data
from upperhand.extract.claims import cited, claim_id, evidence
from upperhand.extract.entities import Entity, main_entity, resolve
from upperhand.extract.mentions import TARGETS
from upperhand.extract.pack import Pack, pack
from upperhand.extract.reading import Reading, RuleHit, Sentence, read_text
from upperhand.model import Claim, Document

FOLDERS = ("rules", "cues", "lexicon", "shapes", "names", "model")


class Extractor:
    """Loads the knowledge once; `ruleset` is the fingerprint of that knowledge. Picklable."""

    def __init__(self, *, min_confidence: float | None = None) -> None:
        self.min_confidence = min_confidence
        self.ruleset = data.fingerprint(*FOLDERS)

    def extract(self, document: Document) -> tuple[Claim, ...]:
        """The claims of one document, in the order of the text."""
        language = "zh" if (document.language or "en").startswith("zh") else "en"
        known: Pack = pack(language)
        reading = read_text(document.text, known)
        entities = resolve(reading, document.title)
        main = main_entity(entities, document.title or "")
        claims = []
        seen: set[tuple[str, str]] = set()
        focus = main
        for sentence in reading.sentences:
            levers: dict[str, list[RuleHit]] = {}
            for hit in sentence.hits:
                levers.setdefault(hit.rule.lever, []).append(hit)
            for lever, hits in levers.items():
                target = _target(sentence, hits[0], entities) or focus
                if target is None or (lever, target.key) in seen:
                    continue
                seen.add((lever, target.key))
                claims.append(self._claim(document, reading, sentence, hits[0], target))
            focus = _focus(sentence, entities) or focus
        return tuple(claims)

    def _claim(self, document: Document, reading: Reading, sentence: Sentence, hit: RuleHit, target: Entity) -> Claim:
        claim = Claim(
            id="", lever=hit.rule.lever, target=target.name, evidence=evidence(document, sentence.start, sentence.end),
            target_kind=target.kind if target.kind in {"person", "sector"} else "company",  # type: ignore[arg-type]
            cited=cited(document.notes, sentence.start, sentence.end), rule=hit.rule.id, ruleset=self.ruleset,
        )  # fmt: skip
        return replace(claim, id=claim_id(claim))


def _target(sentence: Sentence, hit: RuleHit, entities: dict[str, Entity]) -> Entity | None:
    fits = [mention for mention in sentence.mentions if mention.kind in TARGETS]
    if not fits:
        return None

    def cost(mention: object) -> float:
        m = mention
        distance = min(abs(m.start - hit.end), abs(hit.start - m.end))  # type: ignore[attr-defined]
        side = "left" if m.end <= hit.start else "right"  # type: ignore[attr-defined]
        penalty = 0 if hit.rule.rule.target in {side, "either"} else 60
        return distance + penalty + {"company": 0, "unknown": 30, "sector": 30, "person": 60}[m.kind]  # type: ignore[attr-defined]

    return entities[min(fits, key=cost).key]


def _focus(sentence: Sentence, entities: dict[str, Entity]) -> Entity | None:
    return next((entities[m.key] for m in sentence.mentions if m.kind in {"company", "unknown"}), None)


@cache
def _shared() -> Extractor:
    return Extractor()


def extract(document: Document) -> tuple[Claim, ...]:
    """The claims of one document, with an extractor that is made once."""
    return _shared().extract(document)
