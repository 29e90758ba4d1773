"""The learned weights of one language: what is in the file, and how it is read and written."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from upperhand import data
from upperhand.errors import DataError
from upperhand.extract import aptness
from upperhand.extract.assertion import STANCES, STATUSES, Chooser
from upperhand.extract.lever_model import LeverModel
from upperhand.extract.linear import Linear
from upperhand.extract.network import Network
from upperhand.extract.trees import Trees

VERSION = 5


class Array(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """An array as bytes."""

    dtype: str
    shape: tuple[int, ...]
    content: bytes

    @staticmethod
    def of(value: NDArray[Any]) -> "Array":
        """The bytes of an array."""
        return Array(str(value.dtype), value.shape, value.tobytes())

    def value(self) -> NDArray[Any]:
        """The array of these bytes; it cannot be written to."""
        return np.frombuffer(self.content, dtype=self.dtype).reshape(self.shape)


class ModelFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """data/model/<language>.bin, in MessagePack and zlib. `corpus` is the hash of the texts that it learned from."""

    version: int
    language: str
    corpus: str
    numbers: dict[str, float]
    vocabulary: dict[str, list[str]]
    arrays: dict[str, Array]


@dataclass(frozen=True)
class Model:
    """All judges of one language. `knots` turn a raw probability into a calibrated one."""

    names: Chooser
    levers: LeverModel
    network: Network
    topics: Trees
    aiming: Linear
    targets: Trees
    when: Trees
    acting: Linear
    who: Trees
    how_much: Trees
    status: Chooser
    stance: Chooser
    knots: tuple[NDArray[np.float64], NDArray[np.float64]]
    numbers: Mapping[str, float]
    corpus: str

    def confidence(self, probability: float) -> float:
        """The calibrated probability that a claim with this raw one is right."""
        return float(np.interp(probability, *self.knots))


WORDS = ("aiming", "acting")
TREES = ("topics", "targets", "when", "who", "how_much")
CHOOSERS = {"names": aptness.LABELS, "status": STATUSES, "stance": STANCES}


def write(model: Model, language: str) -> bytes:
    """The file's content; the same model gives the same bytes."""
    arrays: dict[str, NDArray[np.generic]] = {
        "levers.bias": model.levers.bias,
        "network.out": _half(model.network.out),
        "network.bias": model.network.bias,
    }
    arrays |= _in_bytes("levers.weights", model.levers.weights)
    for at, (filters, offset) in enumerate(zip(model.network.filters, model.network.offsets, strict=True)):
        arrays |= {f"network.filters.{at}": _half(filters), f"network.offset.{at}": offset}
    vocabulary = {"levers": list(model.levers.vocabulary)}
    for name in WORDS:
        words = getattr(model, name)
        arrays |= {f"{name}.weights": _half(words.weights), f"{name}.bias": words.bias}
        vocabulary[name] = list(words.vocabulary)
    for name in TREES:
        arrays |= {f"{name}.{key}": value for key, value in getattr(model, name).arrays().items()}
    for name in CHOOSERS:
        chooser = getattr(model, name)
        arrays |= {f"{name}.weights": _half(chooser.weights), f"{name}.bias": chooser.bias}
        vocabulary[name] = list(chooser.vocabulary)
    arrays |= {"knots.x": model.knots[0], "knots.y": model.knots[1]}
    packed = {name: Array.of(value) for name, value in sorted(arrays.items())}
    file = ModelFile(VERSION, language, model.corpus, dict(model.numbers), vocabulary, packed)
    return zlib.compress(msgspec.msgpack.encode(file), 9)


def read(content: bytes) -> ModelFile:
    """What `write` wrote. Raises msgspec.DecodeError or zlib.error for anything else."""
    return msgspec.msgpack.decode(zlib.decompress(content), type=ModelFile)


def _in_bytes(name: str, weights: NDArray[np.float32]) -> dict[str, NDArray[np.generic]]:
    """Weights as signed bytes, each row with its own scale: half the size, and finer than what a sentence can tell."""
    scale = (np.abs(weights).max(axis=1, initial=0.0, keepdims=True) / 127 + 1e-9).astype(np.float16)
    return {name: np.rint(weights / scale).clip(-127, 127).astype(np.int8), f"{name}.scale": scale}


def _half(weights: NDArray[np.float32]) -> NDArray[np.float16]:
    return weights.astype(np.float16)


@cache
def load(language: str) -> Model | None:
    """The shipped model of a language, or None if there is none. Raises DataError for a file of another form."""
    path = data.ROOT / "model" / f"{language}.bin"
    if not path.exists():
        return None
    try:
        content = read(path.read_bytes())
    except (msgspec.DecodeError, zlib.error) as error:
        raise DataError(
            f"{path}: not a model file of this version; make it anew with `make model` ({error})"
        ) from error
    if content.version != VERSION or content.language != language:
        raise DataError(f"{path}: version {content.version} for {content.language}; make it anew with `make model`")
    return unpack(content)


def unpack(content: ModelFile) -> Model:
    """The judges out of a file's content."""
    arrays = {name: array.value() for name, array in content.arrays.items()}
    vocabulary = {name: {word: at for at, word in enumerate(words)} for name, words in content.vocabulary.items()}

    def linear(name: str) -> tuple[Mapping[str, int], NDArray[np.float32], NDArray[np.float32]]:
        weights = arrays[f"{name}.weights"].astype(np.float32)
        if f"{name}.weights.scale" in arrays:
            weights *= arrays[f"{name}.weights.scale"]
        return vocabulary[name], weights, arrays[f"{name}.bias"].astype(np.float32)

    def trees(name: str) -> Trees:
        parts = {key: arrays[f"{name}.{key}"] for key in ("feature", "threshold", "left", "right", "value")}
        return Trees(**parts, bias=float(arrays[f"{name}.bias"][0]))

    def network() -> Network:
        count = sum(name.startswith("network.filters.") for name in arrays)
        filters = tuple(arrays[f"network.filters.{at}"].astype(np.float32) for at in range(count))
        offsets = tuple(arrays[f"network.offset.{at}"] for at in range(count))
        return Network(filters, offsets, arrays["network.out"].astype(np.float32), arrays["network.bias"])

    return Model(
        levers=LeverModel(*linear("levers")),
        aiming=Linear(*linear("aiming")),
        acting=Linear(*linear("acting")),
        network=network(),
        **{name: trees(name) for name in TREES},  # type: ignore[arg-type]
        **{name: Chooser(labels, *linear(name)) for name, labels in CHOOSERS.items()},  # type: ignore[arg-type]
        knots=(arrays["knots.x"], arrays["knots.y"]),
        numbers=content.numbers,
        corpus=content.corpus,
    )
