"""The reader of a tier while it learns, in torch: the encoder with what is asked of it."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn.functional import gelu

from benchmarks.reader_lessons import Choice, Seen, Stated
from upperhand.extract.assertion import STANCES, STATUSES
from upperhand.extract.reader import HEADS, KINDS, WHY
from upperhand.extract.reader_choices import BODIES, CHOICES, HOWS
from upperhand.extract.windows import Span
from upperhand.extract.wordpiece import SPECIAL
from upperhand.model import LEVERS

HIDDEN, HEARD, PICKED, SIDE, MASKED, DROPPED = 256, 256, 128, 32, 0.1, 0.1
LONGEST = 256  # pieces of a window


class Form(NamedTuple):
    """The names of the parts of a layer of an encoder, and of its table of distances."""

    ask: tuple[str, str, str]
    hear: str
    heard: str
    apart: str = ""


_SELF, _ATTENTION = "attention.self.", "attention.attn."
FORMS = {
    "bert": Form(
        (_SELF + "query", _SELF + "key", _SELF + "value"), "attention.output.dense", "attention.output.LayerNorm"
    ),
    "mpnet": Form(
        (_ATTENTION + "q", _ATTENTION + "k", _ATTENTION + "v"),
        _ATTENTION + "o",
        "attention.LayerNorm",
        "relative_attention_bias",
    ),
}


class Net(nn.Module):
    """The encoder with what is asked of it; the levers of whole sentences are asked only while it learns."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        size = encoder.config.hidden_size
        self.encoder, self.drop = encoder, nn.Dropout(DROPPED)
        self.far, self.away = nn.Parameter(torch.zeros(size)), nn.Parameter(torch.zeros(size))
        tables = {"why": WHY, "kinds": KINDS, "levers": LEVERS, "choices": CHOICES, "bodies": BODIES}
        sizes = {name: len(rows) for name, rows in tables.items()} | {"hows": HOWS, "same": 2}
        self.tables = nn.ModuleDict({name: nn.Embedding(count, SIDE) for name, count in sizes.items()})
        self.ask, self.tell = nn.Linear(size, HEARD), nn.Linear(size, 2 * HEARD)
        self.sentence = nn.Linear(2 * size, len(LEVERS))
        self.pair, self.answer = nn.Linear(4 * size + HEARD + 2 * SIDE, HIDDEN), nn.Linear(HIDDEN, len(LEVERS))
        self.seek = nn.Linear(HIDDEN + 2 * SIDE, size)
        self.option, self.pick = nn.Linear(2 * size + 3 * SIDE + HIDDEN, PICKED), nn.Linear(PICKED, 1)
        self.assertion = nn.Linear(HIDDEN + SIDE, len(STATUSES) + len(STANCES))
        nn.init.constant_(self.sentence.bias, -4)
        nn.init.constant_(self.answer.bias, -5)

    def forward(self, batch: Sequence[Seen], mask: int | None = None) -> tuple[Any, Any, Any, Any]:
        """Log odds of levers a sentence and a thing, scores an option, and of statuses and stances a claim (None where there are none)."""
        states = self._states(batch, mask)
        longest = states.shape[1]
        flat = states.reshape(-1, states.shape[2])
        mean, most = _pooled(flat, [_moved(run, row * longest) for row, one in enumerate(batch) for run in one.runs])
        own = torch.cat([mean, most], 1)
        levers = self.sentence(self.drop(own))
        things = [(row, thing) for row, one in enumerate(batch) for thing in one.things]
        if not things:
            return levers, None, None, None
        base = [0, *accumulate(len(one.runs) for one in batch)]
        at = torch.tensor([base[row] + thing.sentence for row, thing in things])
        named = _named(flat, [thing.run and _moved(thing.run, row * longest) for row, thing in things], self.far)
        told = [self._row("why", [t.why for _, t in things]), self._row("kinds", [t.kind for _, t in things])]
        rows = torch.cat([own[at], named, mean[at] * named, self._hear(states, batch, named), *told], 1)
        thoughts = _bent(self.pair(self.drop(rows)))
        return levers, self.answer(self.drop(thoughts)), *self._stated(flat, batch, longest, thoughts)

    def keep(self, layers: Sequence[int]) -> None:
        """Let all layers of the encoder go but these."""
        own = self.encoder.encoder.layer
        self.encoder.encoder.layer = nn.ModuleList([own[at] for at in layers])

    def _row(self, name: str, numbers: Sequence[int]) -> Any:
        return self.tables[name](torch.tensor(numbers))

    def _states(self, batch: Sequence[Seen], mask: int | None) -> Any:
        longest = max(len(one.ids) for one in batch)
        ids = torch.zeros((len(batch), longest), dtype=torch.long)
        for row, one in enumerate(batch):
            ids[row, : len(one.ids)] = torch.tensor(one.ids)
        there = torch.arange(longest)[None] < torch.tensor([len(one.ids) for one in batch])[:, None]
        if mask is not None:
            ids[(torch.rand(ids.shape) < MASKED) & there & (ids >= len(SPECIAL))] = mask
        return self.encoder(input_ids=ids, attention_mask=there.long()).last_hidden_state.float()

    def _hear(self, states: Any, batch: Sequence[Seen], named: Any) -> Any:
        """What each thing hears of its sentence."""
        (count, longest, _), size = states.shape, HEARD // HEADS
        most = max(len(one.things) for one in batch)
        row = torch.tensor([at for at, one in enumerate(batch) for _ in one.things])
        column = torch.tensor([at for one in batch for at in range(len(one.things))])
        spans = torch.tensor([one.runs[thing.sentence] for one in batch for thing in one.things])
        place = torch.arange(longest)
        inside = torch.zeros((count, most, longest), dtype=torch.bool)
        inside[row, column] = (place >= spans[:, :1]) & (place < spans[:, 1:])
        asks = torch.zeros((count, most, HEARD)).index_put((row, column), self.ask(named).float())
        key, value = self.tell(states).float().split(HEARD, 2)
        asks, key, value = (x.reshape(count, -1, HEADS, size).transpose(1, 2) for x in (asks, key, value))
        weight = (asks @ key.transpose(2, 3)).float() * size**-0.5
        weight = weight.masked_fill(~inside[:, None], -1e4).softmax(3)
        return (weight @ value).transpose(1, 2).reshape(count, most, HEARD)[row, column]

    def _stated(self, flat: Any, batch: Sequence[Seen], longest: int, thoughts: Any) -> tuple[Any, Any]:
        base = [0, *accumulate(len(one.things) for one in batch)]
        claims = [(row, base[row] + claim.thing, claim) for row, one in enumerate(batch) for claim in one.stated]
        if not claims:
            return None, None
        levers = self._row("levers", [claim.lever for _, _, claim in claims])
        own = thoughts[torch.tensor([thing for _, thing, _ in claims])].float()
        said = self.assertion(self.drop(torch.cat([own, levers], 1)))
        return self._options(flat, claims, longest, torch.cat([own, levers], 1)), said

    def _options(self, flat: Any, claims: Sequence[tuple[int, int, Stated]], longest: int, ground: Any) -> Any:
        asked = [(row, at, choice) for at, (row, _, claim) in enumerate(claims) for choice in claim.choices]
        if not asked:
            return None
        at = torch.tensor([at for _, at, choice in asked for _ in choice.runs])
        runs = [run and _moved(run, row * longest) for row, _, choice in asked for run in choice.runs]
        number = self._row("choices", [choice.number for _, _, choice in asked for _ in choice.runs])
        sought = self.seek(torch.cat([ground[at], number], 1)).float()
        own = _named(flat, runs, self.away)
        traits = zip(*(trait for _, _, choice in asked for trait in choice.traits), strict=True)
        told = [self._row(name, part) for name, part in zip(("bodies", "hows", "same"), traits, strict=True)]
        rows = torch.cat([own, own * sought, *told, ground[at][:, :HIDDEN]], 1)
        return self.pick(self.drop(_bent(self.option(self.drop(rows)))))[:, 0]


def asked(batch: Sequence[Seen]) -> list[tuple[Choice, float]]:
    """The choices of a batch in the order of their scores, each with its weight."""
    return [(choice, one.weight) for one in batch for claim in one.stated for choice in claim.choices]


def _bent(x: Any) -> Any:
    return gelu(x, approximate="tanh")


def _moved(run: Span, by: int) -> Span:
    return run[0] + by, run[1] + by


def _named(flat: Any, runs: Sequence[Span | None], otherwise: Any) -> Any:
    """The mean state of each run of pieces, `otherwise` where there is none."""
    found = otherwise.expand(len(runs), -1).clone()
    there = [number for number, run in enumerate(runs) if run]
    if there:
        found[torch.tensor(there)] = _pooled(flat, [run for run in runs if run])[0]
    return found


def _pooled(states: Any, runs: Sequence[Span]) -> tuple[Any, Any]:
    sizes = torch.tensor([end - start for start, end in runs])
    rows = states[torch.cat([torch.arange(start, end) for start, end in runs])]
    group = torch.repeat_interleave(torch.arange(len(runs)), sizes)
    mean = torch.zeros(len(runs), states.shape[1]).index_add_(0, group, rows) / sizes[:, None]
    most = torch.full((len(runs), states.shape[1]), -1e4).scatter_reduce_(
        0, group[:, None].expand_as(rows), rows, "amax"
    )
    return mean, most


def arrays(net: Net) -> dict[str, Any]:
    """The weights under the names of the file, linear ones as (out, in)."""
    state = {name: value.detach().float().numpy() for name, value in net.state_dict().items()}
    kind = FORMS[net.encoder.config.model_type]
    embed = "encoder.embeddings."
    names = {"first": embed + "LayerNorm"}
    names |= {name: name for name in ("ask", "tell", "pair", "answer", "seek", "option", "pick", "assertion")}
    found: dict[str, Any] = {"pieces": state[embed + "word_embeddings.weight"], "places": _places(state, embed)}
    for at in range(len(net.encoder.encoder.layer)):
        layer = f"encoder.encoder.layer.{at}."
        for part in ("weight", "bias"):
            found[f"{at}.ask.{part}"] = np.concatenate([state[f"{layer}{name}.{part}"] for name in kind.ask])
        names |= {f"{at}.hear": layer + kind.hear, f"{at}.heard": layer + kind.heard}
        names |= {f"{at}.up": layer + "intermediate.dense", f"{at}.down": layer + "output.dense"}
        names |= {f"{at}.made": layer + "output.LayerNorm"}
    for short, long in names.items():
        found |= {f"{short}.{part}": state[f"{long}.{part}"] for part in ("weight", "bias")}
    found |= {name: state[f"tables.{name}.weight"] for name in net.tables}
    if kind.apart:
        found["apart"] = state[f"encoder.encoder.{kind.apart}.weight"]
    return found | {"far": state["far"], "away": state["away"]}


def _places(state: Mapping[str, Any], embed: str) -> Any:
    """What is added for the place of each piece, from the first."""
    places = state[embed + "position_embeddings.weight"]
    types = embed + "token_type_embeddings.weight"
    return (places + state[types][0] if types in state else places[1:])[:LONGEST]
