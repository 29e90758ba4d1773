"""Names and groups in a document: what a claim can be about, and who can act."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

TARGETS = frozenset({"company", "unknown", "person", "sector"})
ACTORS = frozenset({"state", "party", "foreign"})


@dataclass(slots=True)
class Found:
    """One mention. `kind`: company, unknown (a name of no known kind), person, state, party, foreign, media, place, sector,
    anaphor ("the firm"), role ("its founder"). `key` is the same for all mentions of one entity; `sure` grows from 0 (a guess)
    over 1 (by its shape) to 2 (in the name tables). Mentions of one list (A、B和C) share the number `chain`; 0 is no list."""

    start: int
    end: int
    name: str
    kind: str
    key: str
    sure: int = 0
    generic: bool = False
    record: str = ""
    chain: int = 0
    country: str = ""

    def gap(self, start: int, end: int) -> int:
        """How many characters lie between the mention and `start:end`."""
        return max(0, start - self.end, self.start - end)


def without_overlap(found: list[Found]) -> list[Found]:
    """In the order of the text; of two that overlap the proper name, then the longer, then the surer stays."""
    best: list[Found] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        while best and best[-1].end > mention.start:
            if _rank(best[-1]) >= _rank(mention):
                break
            best.pop()
        else:
            best.append(mention)
    return best


def _rank(mention: Found) -> tuple[bool, int, int]:
    return not mention.generic, mention.end - mention.start, mention.sure


def chain(folded: str, mentions: Sequence[Found], joins: re.Pattern[str]) -> None:
    """Give the names of each list the same number, `joins` being what stands between two: what befalls one of 阿里、腾讯和京东 befalls all."""
    last: Found | None = None
    for mention in mentions:
        if mention.kind not in {"company", "unknown"}:
            continue
        if last and mention.start - last.end < 60 and joins.fullmatch(folded, last.end, mention.start):
            last.chain = mention.chain = last.chain or last.start + 1
        last = mention
