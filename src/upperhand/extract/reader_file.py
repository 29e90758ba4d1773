"""The reader of a tier on disk: data/reader/<tier>/<language>.bin, in MessagePack, its weights as signed bytes, each array in zlib.

A large reader must not fill the memory while it is unpacked: what was read is let go array by array."""

import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from upperhand import data
from upperhand.errors import DataError
from upperhand.extract.encoder import Encoder, give_back, session
from upperhand.extract.layers import Floats, Linear, Norm
from upperhand.extract.model_file import Array
from upperhand.extract.reader import Reader
from upperhand.extract.reader_choices import Chooser
from upperhand.extract.unigram import Unigrams
from upperhand.extract.wordpiece import WordPieces

VERSION = 3


class ReaderFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`corpus` is the hash of the texts that it learned from, `graph` the layers of the encoder in ONNX, which name their weights."""

    version: int
    language: str
    corpus: str
    graph: bytes
    pieces: list[str]
    numbers: dict[str, float]
    arrays: dict[str, Array]


def write(
    language: str,
    corpus: str,
    graph: bytes,
    pieces: list[str],
    numbers: Mapping[str, float],
    arrays: Mapping[str, NDArray[np.generic]],
    steps: int = 63,
) -> bytes:
    """The file's content. Arrays of two dimensions are kept as bytes from -steps to steps, each row with its own scale; others as
    halves. Fewer steps make a smaller file; with more than 63, a processor may overflow where it multiplies bytes."""
    packed: dict[str, Array] = {}
    for name, value in sorted(arrays.items()):
        if value.ndim == 2:
            scale = (np.abs(value).max(axis=1, keepdims=True) / steps + 1e-9).astype(np.float32)
            packed |= {name: _packed(np.rint(value / scale).astype(np.int8)), f"{name}.scale": _packed(scale)}
        else:
            packed[name] = _packed(value if name.startswith("knots") else value.astype(np.float16))
    return msgspec.msgpack.encode(ReaderFile(VERSION, language, corpus, graph, pieces, dict(numbers), packed))


def _packed(value: NDArray[Any]) -> Array:
    plain = Array.of(value)
    return Array(plain.dtype, plain.shape, zlib.compress(plain.content, 9))


def _value(packed: Array) -> NDArray[Any]:
    return Array(packed.dtype, packed.shape, zlib.decompress(packed.content)).value()


@cache
def load(language: str, tier: str) -> Reader | None:
    """The shipped reader of a tier and language, None if it has none. Raises DataError for a file of another form."""
    path = data.ROOT / "reader" / tier / f"{language}.bin"
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
    file = msgspec.msgpack.decode(content, type=ReaderFile)
    if file.version != VERSION:
        raise msgspec.DecodeError(f"version {file.version}, not {VERSION}")
    arrays = file.arrays
    kept = {name: _value(arrays.pop(name)) for name in list(arrays)}
    layers = session(file.graph, _layers(kept))
    give_back()
    return _reader(file, kept, layers)


def _reader(file: ReaderFile, kept: Mapping[str, NDArray[Any]], layers: Any) -> Reader:
    """The reader out of a file's arrays and the encoder's layers. Linear weights are kept as (out, in)."""

    def floats(name: str) -> Floats:
        value = kept[name].astype(np.float32)
        return value * kept[f"{name}.scale"] if f"{name}.scale" in kept else value

    def linear(name: str) -> Linear:
        return Linear(np.ascontiguousarray(floats(f"{name}.weight").T), floats(f"{name}.bias"))

    def norm(name: str) -> Norm:
        return Norm(floats(f"{name}.weight"), floats(f"{name}.bias"))

    apart = floats("apart") if "apart" in kept else None
    scales, first = kept["pieces.scale"][:, 0], norm("first")
    encoder = Encoder(kept["pieces"], scales, floats("places"), first, layers, apart)
    return Reader(
        file.language,
        Unigrams(file.pieces, floats("odds").tolist()) if "odds" in kept else WordPieces(file.pieces),
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


def _layers(kept: dict[str, NDArray[Any]]) -> Iterator[tuple[str, NDArray[Any]]]:
    """The weights of the encoder's layers, taken out of `kept`: linear ones as (in, out) in bytes with a scale a column."""
    for name in [name for name in kept if name[0].isdigit()]:
        value = kept.pop(name)
        owner, _, part = name.rpartition(".")
        if value.dtype == np.int8:
            yield name, value.T
        elif part == "scale":
            yield f"{owner.removesuffix('.weight')}.scale", value[:, 0]
        else:
            yield name, value.astype(np.float32)
