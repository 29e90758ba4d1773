"""ConText: which cues stand over a claim, and what they decide about its status and stance.

A cue reaches forward or backward from where it stands, to the end of its clause, its sentence or its quotation, and no further
than a word that stops it. The cues that decided are kept with their spans.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import msgspec

from upperhand import data
from upperhand.errors import DataError
from upperhand.extract.rules import Example, compile_pattern

Decides = Literal[
    "status:planned",
    "status:eased",
    "status:denied",
    "status:effective",
    "stance:attributed",
    "stance:speculative",
    "stance:asserted",
]


class CueEntry(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One cue of data/cues/<language>.yml."""

    id: str
    decides: Decides
    pattern: str
    direction: Literal["forward", "backward", "both"] = "forward"
    scope: Literal["clause", "sentence", "quotation"] = "clause"
    stops: tuple[str, ...] = ()
    kind: Literal["cue", "pseudo"] = "cue"
    anchors: tuple[str, ...] = ()
    examples: tuple[str | Example, ...] = ()
    not_examples: tuple[str, ...] = ()


class CueFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """data/cues/<language>.yml."""

    language: Literal["en", "zh"]
    cues: tuple[CueEntry, ...]


@dataclass(frozen=True, slots=True)
class CueHit:
    """A cue in the text with the span over which it holds."""

    cue: "CompiledCue"
    start: int
    end: int
    reach: tuple[int, int]


class CompiledCue:
    """A cue with its patterns, compiled when first needed."""

    def __init__(self, entry: CueEntry, lexicon: Mapping[str, tuple[str, ...]], where: str) -> None:
        self.entry = entry
        self._lexicon = lexicon
        self._where = f"{where}: cue {entry.id}"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the cue looks like in the folded text."""
        return compile_pattern(self.entry.pattern, self._lexicon, self._where)

    @cached_property
    def stops(self) -> tuple[re.Pattern[str], ...]:
        """Words at which its reach ends."""
        return tuple(compile_pattern(stop, self._lexicon, f"{self._where}: stops") for stop in self.entry.stops)

    def reach(self, folded: str, start: int, end: int, within: tuple[int, int]) -> tuple[int, int]:
        """The span over which the cue at `start:end` holds, inside `within`."""
        left = within[0] if self.entry.direction in {"backward", "both"} else start
        right = within[1] if self.entry.direction in {"forward", "both"} else end
        for stop in self.stops:
            ahead = stop.search(folded, end, right)
            right = ahead.start() if ahead else right
            behind = [match.end() for match in stop.finditer(folded, left, start)]
            left = behind[-1] if behind else left
        return left, right


def load_cues(language: str, lexicon: Mapping[str, tuple[str, ...]]) -> list[CompiledCue]:
    """All cues of a language, pseudo cues first. Raises DataError naming the file and the cue."""
    where = f"cues/{language}.yml"
    if not (data.ROOT / where).exists():
        return []
    entries = data.load(where, CueFile).cues
    repeated = {entry.id for entry in entries if sum(entry.id == other.id for other in entries) > 1}
    if repeated:
        raise DataError(f"{where}: cue ids used twice: {', '.join(sorted(repeated))}")
    cues = [CompiledCue(entry, lexicon, where) for entry in entries]
    return sorted(cues, key=lambda cue: cue.entry.kind != "pseudo")


def find_cues(
    folded: str, sentence: tuple[int, int], clauses: Sequence[tuple[int, int]], cues: Sequence[CompiledCue]
) -> list[CueHit]:
    """The cues of one sentence with their reach; what a pseudo cue covers is no cue."""
    found: list[CueHit] = []
    covered: list[tuple[int, int]] = []
    for cue in cues:
        for match in cue.pattern.finditer(folded, *sentence):
            start, end = match.span()
            if start == end or any(left <= start and end <= right for left, right in covered):
                continue
            if cue.entry.kind == "pseudo":
                covered.append((start, end))
                continue
            within = _within(cue.entry.scope, folded, start, sentence, clauses)
            found.append(CueHit(cue, start, end, cue.reach(folded, start, end, within)))
    return found


def _within(
    scope: str, folded: str, at: int, sentence: tuple[int, int], clauses: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    if scope == "clause":
        return next((clause for clause in clauses if clause[0] <= at < clause[1]), sentence)
    if scope == "quotation":
        return _quotation(folded, at, sentence)
    return sentence


def _quotation(folded: str, at: int, sentence: tuple[int, int]) -> tuple[int, int]:
    """The quotation nearest to `at`, or the sentence if it holds none."""
    marks = [match.start() for match in re.finditer('["“”「」『』]', folded[sentence[0] : sentence[1]])]
    pairs = list(zip(marks[::2], marks[1::2], strict=False))
    if not pairs:
        return sentence
    left, right = min(pairs, key=lambda pair: min(abs(sentence[0] + pair[0] - at), abs(sentence[0] + pair[1] - at)))
    return min(at, sentence[0] + left), max(at, sentence[0] + right + 1)
