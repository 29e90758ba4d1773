"""The rules and lexicons under data/: their form, strict loading, and lazy compiling.

A rule's anchors are literals that must stand in the sentence; its pattern runs only where one does.
`{name}` in a pattern stands for the alternatives of that name in data/lexicon/<language>.yml.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Literal

import msgspec

from upperhand import data
from upperhand.errors import DataError
from upperhand.extract.literals import required
from upperhand.model import LEVERS, Lever, Status

Side = Literal["left", "right", "either", "by", "none"]
Need = Literal["state", "foreign", "party", "company", "person", "money", "percent", "count"]
Figures = Literal["money", "percent", "people", "count"]
LANGUAGES = ("en", "zh")
_NEED_KINDS: Mapping[str, frozenset[str]] = {
    "state": frozenset({"state", "party"}), "foreign": frozenset({"foreign"}), "party": frozenset({"party"}),
    "company": frozenset({"company", "unknown", "anaphor", "sector"}), "person": frozenset({"person", "role"}),
}  # fmt: skip
_NEED_WORDS = {"state": "{state}", "foreign": "{foreign}", "party": "{party}", "person": "{role}", "company": "{firm}"}
_NEED_FIGURES = {
    "percent": r"[0-9]\s?%|per\s?cent|百分|[一二三四五六七八九半]成", "count": r"[0-9]|[一二三四五六七八九十百千万亿]",
    "money": r"[$€£¥]\s?[0-9]|[0-9](?:\s?(?:million|billion|trillion|bn|m|万|亿|兆|元)|[0-9,.]*\s(?:yuan|dollars|euros|pounds))|[万亿兆千百]元",
}  # fmt: skip
MOST_LITERALS = 24
_MACRO = re.compile(r"\{([a-z_]+)\}")


class Example(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A sentence on which a rule hits, with the target and actor that must come out, if given."""

    text: str
    target: str | None = None
    actor: str | None = None


class Rule(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, dict=True):
    """One way in which a fact of one lever is said."""

    id: str
    anchors: tuple[str, ...]
    pattern: str | None = None
    target: Side = "either"
    actor: Side = "by"
    needs: tuple[Need, ...] = ()
    unless: tuple[str, ...] = ()
    quantity: tuple[Figures, ...] = ()
    status: Status | None = None
    strength: Literal["strong", "weak"] = "weak"
    examples: tuple[str | Example, ...]
    not_examples: tuple[str, ...] = ()


class RuleFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """data/rules/<lever>/<language>.yml."""

    lever: Lever
    language: Literal["en", "zh"]
    rules: tuple[Rule, ...]


class CompiledRule:
    """A rule with its lever and its patterns, compiled when first needed."""

    def __init__(
        self, rule: Rule, lever: Lever, language: str, lexicon: Mapping[str, tuple[str, ...]], where: str
    ) -> None:
        self.rule = rule
        self.lever = lever
        self.language = language
        self.id = f"{lever}/{language}/{rule.id}"
        self.where = where
        self._lexicon = lexicon

    @cached_property
    def source(self) -> str:
        """The pattern with its macros filled in; without one in the file, any anchor at the start of a word."""
        source = self.rule.pattern
        if source is None:
            start = r"\b" if self.language == "en" else ""
            source = start + "(?:" + "|".join(map(re.escape, self.rule.anchors)) + ")"
        return expand(source, self._lexicon, f"{self.where}: rule {self.rule.id}")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What must be found in the folded sentence."""
        return compile_source(self.source, f"{self.where}: rule {self.rule.id}")

    @cached_property
    def unless(self) -> tuple[re.Pattern[str], ...]:
        """What voids a hit in the sentence."""
        where = f"{self.where}: rule {self.rule.id}: unless"
        return tuple(compile_pattern(source, self._lexicon, where) for source in self.rule.unless)

    @cached_property
    def needs(self) -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
        """What else must stand in the sentence: for each need the kinds of mention, or the words, that meet it."""
        where = f"{self.where}: rule {self.rule.id}: needs"
        words = {need: _NEED_FIGURES.get(need) or self._word_for(need) for need in self.rule.needs}
        return tuple(
            (_NEED_KINDS.get(need, frozenset()), compile_pattern(source, self._lexicon, where))
            for need, source in words.items()
        )

    def _word_for(self, need: str) -> str:
        macro = _NEED_WORDS[need]
        return macro if macro[1:-1] in self._lexicon else "(?!)"

    def needs_met(self, folded: str, start: int, end: int, kinds: Collection[str]) -> bool:
        """Whether the sentence, whose mentions are of these kinds, holds all that the rule needs beside its pattern."""
        return all(
            any(kind in wanted for kind in kinds) or words.search(folded, start, end) for wanted, words in self.needs
        )

    @cached_property
    def literals(self) -> tuple[tuple[str, ...], ...]:
        """What else than an anchor the pattern cannot match without: looked for first, since that is far cheaper."""
        sets = [found for found in required(self.pattern) if len(found) <= MOST_LITERALS and min(map(len, found)) > 1]
        sure = [found for found in sets if all(any(one in anchor for one in found) for anchor in self.rule.anchors)]
        return tuple(tuple(sorted(found, key=len)) for found in sorted(sets, key=len) if found not in sure)

    def search(self, folded: str, start: int, end: int) -> re.Match[str] | None:
        """The first hit in the sentence `folded[start:end]` (bounds are word edges for the pattern)."""
        words = folded[start:end]
        for literals in self.literals:
            for literal in literals:
                if literal in words:
                    break
            else:
                return None
        match = self.pattern.search(folded, start, end)
        return None if match and self.voided(folded, start, end) else match

    def voided(self, folded: str, start: int, end: int) -> bool:
        """Whether something in the sentence voids a hit."""
        return any(pattern.search(folded, start, end) for pattern in self.unless)

    def anchored(self, words: str) -> bool:
        """Whether an anchor stands in the words of a sentence."""
        return any(map(words.__contains__, self.rule.anchors))


def compile_pattern(source: str, lexicon: Mapping[str, tuple[str, ...]], where: str) -> re.Pattern[str]:
    """A pattern with its macros filled in. Raises DataError naming `where`."""
    return compile_source(expand(source, lexicon, where), where)


def compile_source(source: str, where: str) -> re.Pattern[str]:
    """A pattern without macros. Raises DataError naming `where`."""
    try:
        return re.compile(source)
    except re.error as error:
        raise DataError(f"{where}: the pattern does not compile ({error}): {source}") from error


def expand(source: str, lexicon: Mapping[str, tuple[str, ...]], where: str, depth: int = 0) -> str:
    """The source with each `{name}` replaced by its alternatives, which may hold macros themselves."""

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in lexicon or depth > 4:
            raise DataError(f"{where}: no lexicon entry {{{name}}} (or it holds itself)")
        parts = [expand(part, lexicon, where, depth + 1) for part in lexicon[name]]
        return "(?:" + "|".join(parts) + ")"

    return _MACRO.sub(fill, source)


def load_lexicon(language: str) -> dict[str, tuple[str, ...]]:
    """data/lexicon/<language>.yml: name to alternatives, each a piece of a pattern."""
    path = data.ROOT / "lexicon" / f"{language}.yml"
    return data.load(path, dict[str, tuple[str, ...]]) if path.exists() else {}


def load_rules(language: str) -> list[CompiledRule]:
    """All rules of a language, in the order of levers and files. Raises DataError naming file and rule."""
    lexicon = load_lexicon(language)
    rules: list[CompiledRule] = []
    for lever in LEVERS:
        path = data.ROOT / "rules" / lever / f"{language}.yml"
        if path.exists():
            rules += _load_file(path.relative_to(data.ROOT).as_posix(), lever, language, lexicon)
    return rules


def _load_file(where: str, lever: str, language: str, lexicon: Mapping[str, tuple[str, ...]]) -> Iterator[CompiledRule]:
    pack = data.load(where, RuleFile)
    if (pack.lever, pack.language) != (lever, language):
        raise DataError(
            f"{where}: says lever {pack.lever} and language {pack.language}, but stands under {lever}/{language}"
        )
    if not pack.rules:
        raise DataError(f"{where}: holds no rules; remove the file or fill it")
    seen: set[str] = set()
    for rule in pack.rules:
        _check(rule, seen, where)
        yield CompiledRule(rule, pack.lever, language, lexicon, where)


def _check(rule: Rule, seen: set[str], where: str) -> None:
    name = f"{where}: rule {rule.id}"
    if rule.id in seen:
        raise DataError(f"{name}: the id is used twice")
    seen.add(rule.id)
    if not rule.anchors or not all(anchor.strip() for anchor in rule.anchors):
        raise DataError(f"{name}: needs at least one anchor, and none empty")
    if any(anchor != anchor.lower() for anchor in rule.anchors):
        raise DataError(f"{name}: anchors stand in the folded text, so they must be lower case")
    if not rule.examples:
        raise DataError(f"{name}: needs examples")
