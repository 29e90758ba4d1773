"""English noun phrases that name no one: sectors, crowds, generic bodies, and what points back ("the firm")."""

from collections.abc import Sequence
from functools import cache

from upperhand.extract.lexemes import lexemes
from upperhand.extract.mentions import Found
from upperhand.extract.names_en import nation


def groups(words: Sequence[str], starts: Sequence[int], first: int, last: int, folded: str, text: str) -> list[Found]:
    """Noun phrases among the tokens `first:last`: sectors, generic state and party bodies, "the firm"."""
    lexicon = lexemes("en")
    found: list[Found] = []
    kinds, pairs = _heads()
    for at in range(first, last):
        kind = kinds.get(words[at])
        if words[at] in pairs and at > first:
            kind = pairs[words[at]].get(words[at - 1], kind)
        if kind is None:
            continue
        left = at
        while left > first and words[left - 1] in lexicon.sector_adjective and _joined(words, starts, left, folded):
            left -= 1
        while left < at and words[left] in {"and", "or", "other", "many", "most", "some", "several", "such", "all"}:
            left += 1
        mention = _phrase(kind, words, starts, first, left, at, folded, text)
        if mention:
            found.append(mention)
    return found


@cache
def _heads() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The kind of what ends in a word; and for words before which another decides ("central bank"), that of the two."""
    lexicon = lexemes("en")
    heads = {word.split()[-1]: "anaphor" for word in lexicon.shapes.firm_noun}
    heads |= dict.fromkeys(lexicon.shapes.sector_noun, "singular")
    heads |= {word.split()[-1]: "sector" for word in lexicon.shapes.firm_plural}
    heads |= dict.fromkeys(lexicon.shapes.crowd_noun, "crowd")
    pairs: dict[str, dict[str, str]] = {}
    for kind, nouns in (("state", lexicon.shapes.state_noun), ("party", lexicon.shapes.party_noun)):
        for noun in nouns:
            *before, last = noun.split()
            if before:
                pairs.setdefault(last, {})[before[-1]] = kind
            else:
                heads[last] = kind
    for body in lexicon.shapes.state_body:
        pairs[body] = dict.fromkeys(lexicon.shapes.state_field, "state") | pairs.get(body, {})
    return heads, pairs


def _joined(words: Sequence[str], starts: Sequence[int], at: int, folded: str) -> bool:
    end = starts[at - 1] + len(words[at - 1])
    return not folded[end : starts[at]].strip(" \n,") and starts[at] - end <= 4


def _phrase(
    kind: str, words: Sequence[str], starts: Sequence[int], first: int, left: int, at: int, folded: str, text: str
) -> Found | None:
    start, end = starts[left], starts[at] + len(words[at])
    name = " ".join(text[start:end].split())
    if kind == "sector":
        return Found(start, end, name, "sector", name.lower(), 1, generic=left == at)
    if kind == "singular":
        each = left > first and words[left - 1] in {"every", "each", "any", "no"}
        return Found(start, end, name, "sector", name.lower(), 1) if left < at or each else None
    if kind == "crowd":
        return Found(starts[at], end, words[at], "crowd", words[at], 0, generic=True)
    if kind in {"state", "party"}:
        if (
            kind == "state"
            and text[starts[at]].isupper()
            and at > first
            and words[at - 1] not in lexemes("en").determiner
        ):
            return None
        begin = _modifiers(words, starts, first, at, folded)
        whole = " ".join(text[begin:end].split())
        return Found(begin, end, whole, kind, whole.lower(), 0, generic=True, country=nation(whole.lower()))
    if at > first and words[left - 1 if left > first else first] in {"every", "each", "any"}:
        return Found(start, end, name, "sector", name.lower(), 1)
    return _pointing(words, starts, first, left, at, folded, text)


def _pointing(
    words: Sequence[str], starts: Sequence[int], first: int, left: int, at: int, folded: str, text: str
) -> Found | None:
    """A noun that points back with its determiner: "the … firm"."""
    determined = _determined(words, starts, first, left, folded)
    if determined is None:
        return None
    end = starts[at] + len(words[at])
    return Found(determined, end, " ".join(text[determined:end].split()), "anaphor", words[at], 0, generic=True)


def _modifiers(words: Sequence[str], starts: Sequence[int], first: int, at: int, folded: str) -> int:
    left = at
    while (
        left > first
        and at - left < 3
        and (words[left - 1] in lexemes("en").state_modifier or words[left - 1] in lexemes("en").state_field)
        and _joined(words, starts, left, folded)
    ):
        left -= 1
    return starts[left]


def _determined(words: Sequence[str], starts: Sequence[int], first: int, left: int, folded: str) -> int | None:
    """Where "the … firm" begins, if a determiner stands up to three words before the noun."""
    lexicon = lexemes("en")
    for at in range(left - 1, max(first - 1, left - 5), -1):
        end = starts[at] + len(words[at])
        if folded[end : starts[at + 1]].strip():
            return None
        if words[at] in lexicon.determiner:
            return starts[at]
    return None
