"""All knowledge of one language, made ready to run: rules, cues, names and shapes behind one scanner."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from upperhand.extract import mentions_zh
from upperhand.extract.context import CompiledCue, load_cues
from upperhand.extract.lexemes import lexemes
from upperhand.extract.literals import best, required
from upperhand.extract.matcher import Hits, Matcher
from upperhand.extract.mentions import Found
from upperhand.extract.names import Alias, aliases
from upperhand.extract.rules import CompiledRule, load_lexicon, load_rules
from upperhand.extract.scan import Scanner

_KINDS = {"company": "company", "person": "person", "descriptor": "anaphor", "party": "party", "fund": "state"}


@dataclass(slots=True)
class Meaning:
    """What one literal may stand for. `rules` is a set of bits: those of the rules that it anchors."""

    rules: int = 0
    cues: list[int] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)
    shape: str = ""


class Pack:
    """The knowledge of a language. `meanings` runs parallel to the scanner's literals."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.rules: Sequence[CompiledRule] = load_rules(language)
        self.matcher = Matcher(self.rules) if language == "en" else None
        self.cues: Sequence[CompiledCue] = load_cues(language, load_lexicon(language))
        meanings: dict[str, Meaning] = {}
        for number, rule in enumerate(() if self.matcher else self.rules):
            for anchor in rule.rule.anchors:
                meanings.setdefault(anchor, Meaning()).rules |= 1 << number
        self.always: list[int] = []
        for number, cue in enumerate(self.cues):
            literals = best(required(cue.pattern), 2 if language == "en" else 1)
            for literal in sorted(literals or ()):
                meanings.setdefault(literal, Meaning()).cues.append(number)
            if literals is None:
                self.always.append(number)
        for alias in aliases(language):
            meanings.setdefault(alias.literal, Meaning()).aliases.append(alias)
        if language == "zh":
            for literal, shape in mentions_zh.literals().items():
                meanings.setdefault(literal, Meaning()).shape = shape
        self.scanner = Scanner(meanings)
        self.meanings = tuple(meanings.values())

    def hits(self, folded: str, start: int, end: int, awake: int) -> Hits:
        """What the rules find in the sentence `folded[start:end]`, in the order of rules; `awake` are those that the scan anchored."""
        if self.matcher:
            return self.matcher.find(folded, start, end)
        found: Hits = []
        while awake:
            lowest = awake & -awake
            rule = self.rules[lowest.bit_length() - 1]
            match = rule.search(folded, start, end)
            if match:
                found.append((rule, match))
            awake ^= lowest
        return found

    def named(self, text: str, folded: str, start: int, end: int, known: Sequence[Alias]) -> list[Found]:
        """The mentions that an alias at `start:end` makes, if it stands there as a word of its own."""
        if folded[start].isascii() and start and _in_word(folded, start - 1, start):
            return []
        if folded[end - 1].isascii() and end < len(folded) and _in_word(folded, end - 1, end):
            return []
        alias = known[0]
        if alias.capital and not text[start].isupper():
            return []
        name = " ".join(text[start:end].split()) if self.language == "en" else text[start:end]
        kind = "media" if alias.literal in lexemes(self.language).media else _kind(alias)
        key = f"{kind}:{alias.literal}" if kind in {"person", "anaphor"} else alias.record
        return [
            Found(
                start,
                end,
                name,
                kind,
                key,
                1 if alias.weak else 2,
                kind == "anaphor",
                alias.record,
                country=alias.country,
            )
        ]


def _in_word(folded: str, left: int, right: int) -> bool:
    a, b = folded[left], folded[right]
    return a.isascii() and b.isascii() and a.isalnum() and b.isalnum()


def _kind(alias: Alias) -> str:
    if alias.kind in _KINDS:
        return _KINDS[alias.kind]
    if alias.kind in {"association"}:
        return "state" if alias.country == "cn" else "unknown"
    return "state" if alias.country == "cn" else "foreign"


@cache
def pack(language: str) -> Pack:
    """The pack of a language, made once a process."""
    return Pack(language)
