"""The reader of the accurate tier on disk: data/reader/<language>.bin, in MessagePack and zlib, its weights as signed bytes."""

import zlib
from collections.abc import Mapping
from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from upperhand import data
from upperhand.errors import DataError
from upperhand.extract.encoder import Encoder, Floats, Layer, Linear, Norm
from upperhand.extract.model_file import Array
from upperhand.extract.reader import Reader
from upperhand.extract.reader_choices import Chooser
from upperhand.extract.wordpiece import WordPieces

VERSION = 2


class ReaderFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`corpus` is the hash of the texts that it learned from."""

    version: int
    language: str
    corpus: str
    heads: int
    pieces: list[str]
    numbers: dict[str, float]
    arrays: dict[str, Array]


def write(
    language: str,
    corpus: str,
    heads: int,
    pieces: list[str],
    numbers: Mapping[str, float],
    arrays: Mapping[str, NDArray[np.generic]],
) -> bytes:
    """The file's content. Arrays of two dimensions are kept as bytes, each row with its own scale; others as halves."""
    packed: dict[str, Array] = {}
    for name, value in sorted(arrays.items()):
        if value.ndim == 2:
            scale = (np.abs(value).max(axis=1, keepdims=True) / 127 + 1e-9).astype(np.float32)
            packed |= {name: Array.of(np.rint(value / scale).astype(np.int8)), f"{name}.scale": Array.of(scale)}
        else:
            packed[name] = Array.of(value if name.startswith("knots") else value.astype(np.float16))
    file = ReaderFile(VERSION, language, corpus, heads, pieces, dict(numbers), packed)
    return zlib.compress(msgspec.msgpack.encode(file), 9)


@cache
def load(language: str) -> Reader | None:
    """The shipped reader of a language, None if it has none. Raises DataError for a file of another form."""
    path = data.ROOT / "reader" / f"{language}.bin"
    if not path.exists():
        return None
    try:
        return read(path.read_bytes())
    except (msgspec.DecodeError, zlib.error, KeyError) as error:
        raise DataError(
            f"{path}: not a reader of this version; see `python -m benchmarks.reader_model` ({error})"
        ) from error


def read(content: bytes) -> Reader:
    """What `write` wrote. Raises msgspec.DecodeError, zlib.error or KeyError for anything else."""
    file = msgspec.msgpack.decode(zlib.decompress(content), type=ReaderFile)
    if file.version != VERSION:
        raise msgspec.DecodeError(f"version {file.version}, not {VERSION}")
    return _unpacked(file)


def _unpacked(file: ReaderFile) -> Reader:
    """The reader out of a file's content. Linear weights are kept as (out, in)."""
    kept = {name: array.value() for name, array in file.arrays.items()}

    def floats(name: str) -> Floats:
        value = kept[name].astype(np.float32)
        return value * kept[f"{name}.scale"] if f"{name}.scale" in kept else value

    def linear(name: str) -> Linear:
        return Linear(np.ascontiguousarray(floats(f"{name}.weight").T), floats(f"{name}.bias"))

    def norm(name: str) -> Norm:
        return Norm(floats(f"{name}.weight"), floats(f"{name}.bias"))

    count = sum(name.endswith(".up.bias") for name in kept)
    layers = [
        Layer(
            ask=linear(f"{at}.ask"),
            hear=linear(f"{at}.hear"),
            heard=norm(f"{at}.heard"),
            up=linear(f"{at}.up"),
            down=linear(f"{at}.down"),
            made=norm(f"{at}.made"),
        )
        for at in range(count)
    ]
    encoder = Encoder(kept["pieces"], kept["pieces.scale"][:, 0], floats("places"), norm("first"), layers, file.heads)
    return Reader(
        file.language,
        WordPieces(file.pieces),
        encoder,
        floats("far"),
        floats("why"),
        floats("kinds"),
        linear("ask"),
        linear("tell"),
        linear("pair"),
        linear("answer"),
        Chooser(
            levers=floats("levers"),
            choices=floats("choices"),
            bodies=floats("bodies"),
            hows=floats("hows"),
            same=floats("same"),
            away=floats("away"),
            seek=linear("seek"),
            option=linear("option"),
            pick=linear("pick"),
            assertion=linear("assertion"),
        ),
        file.numbers,
        (kept["knots.x"].astype(np.float64), kept["knots.y"].astype(np.float64)),
    )
