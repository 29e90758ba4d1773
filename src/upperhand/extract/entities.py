"""Who is who inside one document: mentions of one name under one key, short forms joined to full ones, and the fullest form."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from upperhand.extract.lexemes import lexemes
from upperhand.extract.mentions import TARGETS, Found
from upperhand.extract.names_en import beside_company, key_of
from upperhand.extract.reading import Reading

_BRACKETED = re.compile(
    r"\s*[(（]\s*(?:the\s+|hereinafter\s+|formerly\s+|collectively,?\s+|together[^\"“)]{0,40}|以下简称|下称|简称|“|「)*"
    r"[\"“'「”]?(?P<short>[^\"”'」)）,，]{2,30})[\"”'」]?[^)）]{0,30}[)）]",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Entity:
    """Something a claim can be about: its fullest name in the text and the sentences that name it."""

    key: str
    name: str
    kind: str
    sure: int
    sentences: list[int] = field(default_factory=list)
    count: int = 0
    record: str = ""
    tied: str = ""
    country: str = ""
    apt: float = 0.5


def resolve(reading: Reading, title: str | None) -> dict[str, Entity]:
    """All entities of the document by key; sets each mention's key to that of its entity."""
    if reading.language == "en":
        _shed_openers(reading)
    _join_short_forms(reading)
    entities: dict[str, Entity] = {}
    english, shown = reading.language == "en", set[str]()
    for number, sentence in enumerate(reading.sentences):
        for mention in sentence.mentions:
            if mention.kind in TARGETS:
                _count(entities, mention, number)
                if mention.kind == "unknown" and english and beside_company(reading.folded, mention.start, mention.end):
                    shown.add(mention.key)
    for key in shown:
        if entities[key].kind == "unknown":
            entities[key].kind, entities[key].sure = "company", 1
    for mention in (m for sentence in reading.sentences for m in sentence.mentions if shown and m.key in shown):
        mention.kind = entities[mention.key].kind
    return entities


def _shed_openers(reading: Reading) -> None:
    """`Compare Juniper Stream` at the head of a sentence is `Juniper Stream`, if the text names that elsewhere."""
    named = {m.key for sentence in reading.sentences for m in sentence.mentions if m.kind in {"company", "unknown"}}
    for sentence in reading.sentences:
        for mention in sentence.mentions[:1]:
            opener, _, rest = mention.name.partition(" ")
            opens = mention.kind in {"company", "unknown"} and mention.start - sentence.start < 3
            if opens and rest and key_of(rest) in named and opener.lower() in lexemes("en").common:
                mention.start += len(opener) + 1
                mention.name, mention.key = rest, key_of(rest)


def _count(entities: dict[str, Entity], mention: Found, sentence: int) -> None:
    entity = entities.get(mention.key)
    if entity is None:
        entity = entities[mention.key] = Entity(
            mention.key, mention.name, mention.kind, mention.sure, record=mention.record
        )
    entity.count += 1
    if not entity.sentences or entity.sentences[-1] != sentence:
        entity.sentences.append(sentence)
    if mention.sure > entity.sure:
        entity.kind, entity.sure = mention.kind, mention.sure
    entity.country = entity.country or mention.country
    if mention.kind == "person" and mention.record:
        entity.tied = mention.record
    if _fuller(mention.name, entity.name):
        entity.name = mention.name


def _fuller(name: str, than: str) -> bool:
    """Whether a name is a longer form: in Chinese text one in Chinese before one in Latin letters."""
    if name.isascii() == than.isascii():
        return len(name) > len(than)
    return than.isascii()


def _join_short_forms(reading: Reading) -> None:
    """`Tongrun` after `Tongrun Precision Bearings`, and `CAC` after `Cyberspace Administration of China (the "CAC")`, are the same."""
    defined: dict[str, Found] = {}
    full: dict[str, list[str]] = {}
    for sentence in reading.sentences:
        for mention in sentence.mentions:
            _join(mention, defined, full)
            short = _BRACKETED.match(reading.text, mention.end, mention.end + 80)
            if short and mention.kind not in {"sector", "anaphor", "place"}:
                defined.setdefault(" ".join(short["short"].split()).lower(), mention)


def _join(mention: Found, defined: dict[str, Found], full: dict[str, list[str]]) -> None:
    same = defined.get(mention.name.lower())
    if same is not None and not mention.generic:
        mention.key, mention.kind, mention.record = same.key, same.kind, same.record
        mention.sure = max(mention.sure, same.sure)
        return
    if mention.kind not in {"company", "unknown", "person"}:
        return
    words = mention.key.split() if mention.key.isascii() else [mention.key]
    longer = full.get(mention.key)
    if longer and mention.sure < 2 and len(set(longer)) == 1:
        mention.key = longer[0]
    elif len(words) > 1:
        for short in {" ".join(words[:size]) for size in range(1, len(words))} | (
            {words[-1]} if mention.kind == "person" else set()
        ):
            full.setdefault(short, []).append(mention.key)


def main_entity(entities: dict[str, Entity], title: str) -> Entity | None:
    """The company that the document is about: apt to be one, and named in its title, or most often and early."""
    companies = [entity for entity in entities.values() if entity.kind in {"company", "unknown"}]
    if not companies:
        return None
    low = title.lower()

    def weight(entity: Entity) -> tuple[float, int]:
        score = entity.count + 2.0 * entity.sure + (4.0 if entity.name.lower() in low or entity.key in low else 0.0)
        return score * entity.apt, -entity.sentences[0]

    return max(companies, key=weight)


def home(reading: Reading) -> str:
    """The country that the document is about: of its companies first, then of its bodies and places."""
    weights: Counter[str] = Counter()
    for sentence in reading.sentences:
        for mention in sentence.mentions:
            if mention.country:
                weights[mention.country] += 3 if mention.kind == "company" else 1
    return max(weights, key=lambda country: (weights[country], country), default="")


def kinds(sentence_mentions: Sequence[Found]) -> Counter[str]:
    """How many mentions of each kind a sentence has."""
    return Counter(mention.kind for mention in sentence_mentions)
