"""A person's rulings on contradictions, kept as judgements in the ledger: rows that are only ever added.

A ruling is two judgements, on the contradiction with each of its sides (`x1f…` with `x1f…/left` and `x1f…/right`):
`positive` where the side holds, `negative` where it does not. A later ruling replaces an earlier one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from upperhand.assess.types import Contradiction, Holds, Ruling
from upperhand.errors import InputError
from upperhand.model import Judgement, Verdict

if TYPE_CHECKING:
    from upperhand.ledger import Ledger

_SIDES: dict[Holds, tuple[bool, bool]] = {
    "left": (True, False),
    "right": (False, True),
    "both": (True, True),
    "neither": (False, False),
}


def rule(ledger: "Ledger", contradiction_id: str, holds: Holds, *, by: str, reason: str, at: str) -> Ruling:
    """Notes which side of a contradiction holds, and why. Raises InputError without a reason or a name."""
    if holds not in _SIDES:
        raise InputError(f"a ruling says left, right, both or neither, not {holds!r}")
    if not reason.strip() or not by.strip():
        raise InputError("a ruling needs a reason and the name of who makes it, so that others can weigh it")
    before = {ruled.right: ruled.verdict for ruled in ledger.judgements() if ruled.left == contradiction_id}
    for side, stands in zip(("left", "right"), _SIDES[holds], strict=True):
        verdict: Verdict = "positive" if stands else "negative"
        about = f"{contradiction_id}/{side}"
        if before.get(about, verdict) not in (verdict, "none"):
            ledger.judge(Judgement(contradiction_id, about, "none", by, at, "replaced by a later ruling"))
        ledger.judge(Judgement(contradiction_id, about, verdict, by, at, reason))
    return Ruling(contradiction_id, holds, by, at, reason)


def applied(found: Iterable[Contradiction], known: Mapping[str, Ruling]) -> tuple[Contradiction, ...]:
    """The contradictions, each with the ruling on it, if there is one."""
    return tuple(replace(each, ruling=known.get(each.id)) for each in found)


def standing(judgements: Iterable[Judgement]) -> dict[str, Ruling]:
    """The rulings that stand, by the contradiction's id, from judgements in the order of writing."""
    sides: dict[str, dict[str, Judgement]] = {}
    for judgement in judgements:
        contradiction, _, side = judgement.right.partition("/")
        if contradiction == judgement.left and side in ("left", "right"):
            sides.setdefault(contradiction, {})[side] = judgement
    found = {}
    for contradiction, ruled in sides.items():
        if len(ruled) == 2 and all(each.verdict in ("positive", "negative") for each in ruled.values()):
            held = ruled["left"].verdict == "positive", ruled["right"].verdict == "positive"
            last = max(ruled.values(), key=lambda each: each.at)
            holds = next(name for name, pair in _SIDES.items() if pair == held)
            found[contradiction] = Ruling(contradiction, holds, last.by, last.at, last.reason)
    return found
