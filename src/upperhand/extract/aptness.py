"""How apt each name of a document is to be what a claim is about: a company, or a fragment of a headline? A linear model over
the name's own words and what stands beside it, wherever the document names it."""

from collections.abc import Sequence

from upperhand.extract.entities import Entity
from upperhand.extract.lexemes import lexemes
from upperhand.extract.mentions import TARGETS, Found
from upperhand.extract.reading import Reading, Sentence
from upperhand.extract.stems import stem
from upperhand.extract.tokens_en import TOKENS

LABELS = ("no", "yes")
_MANY = 4


def features(reading: Reading, entities: dict[str, Entity], title: str) -> dict[str, list[str]]:
    """By key of entity what the model sees of it."""
    found: dict[str, dict[str, None]] = {key: dict.fromkeys(_own(entity, title)) for key, entity in entities.items()}
    beside = _beside_en if reading.language == "en" else _beside_zh
    for sentence in reading.sentences:
        head = sentence.end - sentence.start < 120 and reading.text[sentence.end - 1] not in '.!?。！？；;"”』」'
        for mention in sentence.mentions:
            if mention.kind in TARGETS and mention.key in found:
                seen = found[mention.key]
                seen.update(dict.fromkeys(beside(reading.folded, mention, sentence)))
                seen["head" if head else "text"] = None
                if mention.start - sentence.start > 2:
                    seen["inside"] = None
                if mention.chain:
                    seen["chain"] = None
    return {key: list(seen) for key, seen in found.items()}


def _own(entity: Entity, title: str) -> list[str]:
    name = entity.name
    low = name.lower()
    words = low.split() if name.isascii() else [low[-2:], low[-1:]]
    count = min(entity.count, _MANY)
    found = [
        f"k:{entity.kind}", f"k:{entity.kind}:{entity.sure}", f"w:{words[-1]}", f"f:{words[0]}", f"n:{min(len(words), 5)}",
        f"c:{count}", f"c:{entity.kind}:{count}", f"s:{min(len(entity.sentences), _MANY)}",
    ]  # fmt: skip
    found += [f"i:{word}" for word in words]
    if entity.record:
        found.append("record")
    if low in title.lower():
        found.append("title")
    if name.isascii() and len(name) > 3 and name.isupper():
        found.append("capitals")
    if any(map(str.isdigit, name)):
        found.append("digits")
    if name.isascii():
        common = lexemes("en").common
        found.append(f"small:{sum(word.strip('()') in common for word in words)}/{min(len(words), 4)}")
    return found


def _beside_en(folded: str, mention: Found, sentence: Sentence) -> list[str]:
    before = TOKENS.findall(folded, max(sentence.start, mention.start - 40), mention.start)
    after = TOKENS.findall(folded, mention.end, min(sentence.end, mention.end + 40))
    left, right = [stem(word) for word in before[-2:]], [stem(word) for word in after[:2]]
    found = [
        f"b:{left[-1]}" if left else "b:^",
        f"a:{right[0]}" if right else "a:$",
        "p:" + folded[mention.end : mention.end + 1],
    ]
    found += ["b:" + "|".join(left)] if len(left) > 1 else []
    found += ["a:" + "|".join(right)] if len(right) > 1 else []
    if folded.startswith("'s ", mention.end):
        found += ["own", f"own:{right[1]}" if len(right) > 1 else "own:"]
    return found


def _beside_zh(folded: str, mention: Found, sentence: Sentence) -> list[str]:
    before = folded[max(sentence.start, mention.start - 2) : mention.start]
    after = folded[mention.end : min(sentence.end, mention.end + 2)]
    return [f"b:{before[-1:] or '^'}", f"b:{before}", f"a:{after[:1] or '$'}", f"a:{after}"]


def wanted(entities: Sequence[Entity], targets: Sequence[str]) -> list[str]:
    """Whether each entity is the target of some claim: the labels to learn from."""
    from upperhand.extract.agreement import same_name

    return [LABELS[any(same_name(target, entity.name) for target in targets)] for entity in entities]
