"""What a reader says of a claim's date and actor, option by option, and of its status and stance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from upperhand.extract import actor_options, date_options
from upperhand.extract.answer import Answer
from upperhand.extract.assertion import STATUSES
from upperhand.extract.candidates import Candidate
from upperhand.extract.layers import Floats, Linear, gelu
from upperhand.extract.mentions import Found
from upperhand.extract.options import Option
from upperhand.extract.windows import Span, Window

CHOICES = ("who", "when")
BODIES = (
    "",
    "crowd",
    "state",
    "party",
    "foreign",
    "company",
    "unknown",
    "person",
    "place",
    "sector",
    "anaphor",
    "media",
)
HOWS = actor_options.HOWS + date_options.HOWS + 1  # the last for none
Trait = tuple[int, int, int]
NONE: Trait = (0, HOWS - 1, 0)


@dataclass(frozen=True, eq=False)
class Chooser:
    """Tables with a row for each lever, of CHOICES, of BODIES, of HOWS, and for whether the option is the target; `away` stands for
    an option that the window does not hold."""

    levers: Floats
    choices: Floats
    bodies: Floats
    hows: Floats
    same: Floats
    away: Floats
    seek: Linear
    option: Linear
    pick: Linear
    assertion: Linear

    def odds(self, answer: Answer, candidate: Candidate, choice: str, options: Sequence[Option[Any]]) -> Floats:
        """The log odds of each option against none of them."""
        number = CHOICES.index(choice)
        asked = np.concatenate([answer.thought, self.levers[candidate.lever], self.choices[number]])
        sought = self.seek(asked[None])[0]
        rows = []
        for run, (body, how, same) in weighed(answer.window, candidate, choice, options):
            own = answer.states[slice(*run)].mean(axis=0) if run else self.away
            rows.append([own, own * sought, self.bodies[body], self.hows[how], self.same[same], answer.thought])
        scores = self.pick(gelu(self.option(np.stack([np.concatenate(row) for row in rows]))))[:, 0]
        return np.asarray(scores[1:] - scores[0], np.float32)

    def said(self, answer: Answer, lever: int) -> tuple[Floats, Floats]:
        """Log probabilities of each status and each stance, but for a constant."""
        found = self.assertion(np.concatenate([answer.thought, self.levers[lever]])[None])[0]
        return found[: len(STATUSES)], found[len(STATUSES) :]


def weighed(
    window: Window, candidate: Candidate, choice: str, options: Sequence[Option[Any]]
) -> list[tuple[Span | None, Trait]]:
    """What is weighed for a choice, none of the options first: its pieces in the window and its traits."""
    own = [(window.run(option.start, option.end), trait(option, candidate, choice)) for option in options]
    return [(None, NONE), *own]


def trait(option: Option[Any], candidate: Candidate, choice: str) -> Trait:
    """What an option is: its rows in `bodies`, `hows` and `same`."""
    value = option.value
    if choice == "who" and isinstance(value, Found):
        body = BODIES.index(value.kind) if value.kind in BODIES else 0
        return body, option.how, int(value.key == candidate.entity.key)
    return 0, actor_options.HOWS + option.how, 0
