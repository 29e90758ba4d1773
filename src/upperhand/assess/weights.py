"""The weights and half-lives of exposure: `data/exposure.toml`, or a file of the same form that a user gives."""

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from upperhand import data
from upperhand.errors import DataError, InputError
from upperhand.model import LEVERS, Lever, Status

Positive = Annotated[float, msgspec.Meta(gt=0)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class LeverWeight(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A lever's share in its side, and the days after which one of its facts counts half."""

    weight: Annotated[float, msgspec.Meta(ge=0)]
    half_life: Positive


class Size(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How the figure of a fact counts: an ordinary one by unit (money in US$), the exponent, the bounds."""

    exponent: Annotated[float, msgspec.Meta(ge=0, le=1)]
    least: Positive
    most: Positive
    ordinary: dict[str, Positive]


class Evidence(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How far one origin is trusted, and the factors for what is attributed, eased or undated."""

    trust: Annotated[float, msgspec.Meta(gt=0, lt=1)]
    attributed: Share
    eased: Share
    undated: Share


class Interval(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The bootstrap: how many draws, from which seed, and how much of them the interval covers."""

    draws: Annotated[int, msgspec.Meta(ge=20, le=10_000)]
    seed: int
    coverage: Annotated[float, msgspec.Meta(gt=0, lt=1)]


class Weights(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """All of `data/exposure.toml`."""

    levers: dict[Lever, LeverWeight]
    size: Size
    status: dict[Status, Share]
    evidence: Evidence
    interval: Interval


@cache
def shipped() -> Weights:
    """The weights that come with the program."""
    return _whole(data.load(Path("exposure.toml"), Weights), "data/exposure.toml")


def read_weights(path: Path | str | None = None) -> Weights:
    """The shipped weights, or those of a file. Raises InputError naming the file and the key that is wrong, unknown or
    missing."""
    if path is None:
        return shipped()
    try:
        return _whole(data.load(Path(path).absolute(), Weights), str(path))
    except DataError as error:
        raise InputError(
            f"weights: {error}; see data/exposure.toml for the form ('upperhand exposure --show-weights')"
        ) from None


def _whole(weights: Weights, source: str) -> Weights:
    for wanted, given, what in (
        (LEVERS, weights.levers, "levers"),
        (("effective", "planned", "eased", "denied"), weights.status, "status"),
    ):
        if missing := [name for name in wanted if name not in given]:
            raise DataError(f"{source}: {what} has no {missing[0]!r}")
    return weights
