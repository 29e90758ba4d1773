"""Fine-tuning the encoder of a reader, with what is asked of it."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from benchmarks.reader_lessons import Seen
from benchmarks.reader_net import Net, asked
from upperhand.extract.assertion import STATUSES

TOKENS, PAIR_WEIGHT, CHOICE_WEIGHT, SAID_WEIGHT, STEEPEST = 2048, 2.0, 0.3, 0.1, 5.0


@dataclass(frozen=True)
class Course:
    """How often the lessons are read, how fast the encoder and the rest learn, and how many of its lowest layers stay as they were."""

    epochs: float
    rate: float
    head_rate: float
    frozen: int


def fit(net: Net, mask: int, lessons: Sequence[Seen], course: Course) -> Net:
    """Fine-tune a net: AdamW, the rate up for a tenth of the way and down to nothing."""
    chance = random.Random(0)
    net.train()
    groups = [[value for value in net.encoder.parameters() if value.requires_grad]]
    groups.append([value for name, value in net.named_parameters() if not name.startswith("encoder.")])
    adam = torch.optim.AdamW([{"params": group} for group in groups], lr=course.rate, weight_decay=0.01, fused=True)
    steps = int(course.epochs * len(batches(lessons, chance)))
    for step, batch in zip(range(steps), _endless(lessons, chance), strict=False):
        at = step / steps
        share = at / 0.1 if at < 0.1 else (1 - at) / 0.9
        adam.param_groups[0]["lr"], adam.param_groups[1]["lr"] = course.rate * share, course.head_rate * share
        loss = _loss(net, batch, mask)
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([*groups[0], *groups[1]], STEEPEST)
        adam.step()
        if step % 100 == 0:
            print(f"{step} of {steps}: {loss.item():.2f}", flush=True)
    return net.eval()


def untaught(folder: Path, kept: Sequence[int], course: Course) -> Net:
    """The pretrained encoder of the folder, of whose pieces these are kept, with what is asked of it not yet learned."""
    torch.manual_seed(0)
    return Net(_encoder(folder, kept, course.frozen))


def _encoder(folder: Path, kept: Sequence[int], frozen: int) -> Any:
    """The encoder without dropout; it counts as the reader will (`reader_graph.py`)."""
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(
        folder, attn_implementation="eager", hidden_act="gelu_pytorch_tanh", layer_norm_eps=1e-12
    )
    for module in encoder.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
        if hasattr(module, "dropout_prob"):
            module.dropout_prob = 0.0
    first = encoder.embeddings
    words = first.word_embeddings.weight[torch.tensor(kept)].detach().clone()
    first.word_embeddings = nn.Embedding.from_pretrained(words, freeze=True)
    if encoder.config.model_type == "mpnet":
        # It counts places from after its mark for nothing, which is now the first piece.
        places = first.position_embeddings.weight[1:].detach().clone()
        first.position_embeddings, first.padding_idx = nn.Embedding.from_pretrained(places), 0
    still = [first, *encoder.encoder.layer[:frozen]] if frozen else []
    for value in (value for module in still for value in module.parameters()):
        value.requires_grad = False
    return encoder


def batches(lessons: Sequence[Seen], chance: random.Random) -> list[list[Seen]]:
    """Windows of about the same length together, TOKENS pieces a batch."""
    found: list[list[Seen]] = [[]]
    for one in sorted(lessons, key=lambda one: len(one.ids) + 40 * chance.random()):
        if found[-1] and max(len(one.ids), *(len(o.ids) for o in found[-1])) * (len(found[-1]) + 1) > TOKENS:
            found.append([])
        found[-1].append(one)
    chance.shuffle(found)
    return found


def _endless(lessons: Sequence[Seen], chance: random.Random) -> Iterator[list[Seen]]:
    while True:
        yield from batches(lessons, chance)


def _loss(net: Net, batch: Sequence[Seen], mask: int) -> Any:
    with torch.autocast("cpu", torch.bfloat16):
        levers, things, options, said = net(batch, mask)
    loss = _crossed(
        levers, [own for one in batch for own in one.levers], [one.weight for one in batch for _ in one.runs]
    )
    if things is not None:
        told = [(thing.levers, one.weight) for one in batch for thing in one.things]
        loss = loss + PAIR_WEIGHT * _crossed(things, [levers for levers, _ in told], [weight for _, weight in told])
    if options is not None:
        loss = loss + CHOICE_WEIGHT * _missed(options.float(), batch)
    if said is not None:
        claims = [claim for one in batch for claim in one.stated]
        status, stance = said.float().split([len(STATUSES), said.shape[1] - len(STATUSES)], 1)
        loss = loss + SAID_WEIGHT * cross_entropy(status, torch.tensor([claim.status for claim in claims]))
        loss = loss + SAID_WEIGHT * cross_entropy(stance, torch.tensor([claim.stance for claim in claims]))
    return loss


def _missed(scores: Any, batch: Sequence[Seen]) -> Any:
    """How little of the probability of a claim's options is on the right ones."""
    choices = asked(batch)
    group = torch.repeat_interleave(torch.arange(len(choices)), torch.tensor([len(c.right) for c, _ in choices]))
    top = torch.full((len(choices),), -1e4).scatter_reduce_(0, group, scores.detach(), "amax")
    odds = torch.exp(scores - top[group])
    right = odds * torch.tensor([one for choice, _ in choices for one in choice.right])
    every, good = (torch.zeros(len(choices)).index_add_(0, group, one) for one in (odds, right))
    weight = torch.tensor([weight for _, weight in choices])
    return ((torch.log(every) - torch.log(good + 1e-9)) * weight).sum() / weight.sum()


def _crossed(found: Any, wanted: Sequence[Any], weights: Sequence[float]) -> Any:
    weight = torch.tensor(weights)
    each = binary_cross_entropy_with_logits(found.float(), torch.tensor(np.array(wanted)), reduction="none").sum(1)
    return (each * weight).sum() / weight.sum()
