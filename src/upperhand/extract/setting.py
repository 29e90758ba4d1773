"""What is the same for all topics of a document, and whose bodies act in a sentence of it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from upperhand.extract.entities import Entity, home
from upperhand.extract.mentions import ACTORS, Found
from upperhand.extract.reading import Reading
from upperhand.model import LEVERS

RIVAL = 0.2
_ACTING = ACTORS | {"place"}
Table = Sequence[Sequence[float]]


@dataclass(slots=True)
class Setting:
    """What is the same for all topics of a document."""

    reading: Reading
    likely: Table
    main: Entity | None
    title: str
    most: int
    peaks: Sequence[float]
    means: Sequence[float]
    home: str
    columns: Sequence[Sequence[float]]
    all: float
    rivals: Sequence[int]


def setting(
    reading: Reading,
    likely: Table,
    entities: dict[str, Entity],
    main: Entity | None,
    title: str,
) -> Setting:
    """Look over the document once: the most likely place and the mean of each lever."""
    columns = list(zip(*likely, strict=True)) or [(0.0,)] * len(LEVERS)
    means = [sum(c) / len(c) for c in columns]
    ordered = [sorted(c) for c in columns]
    most = max((entity.count for entity in entities.values()), default=1)
    return Setting(
        reading,
        likely,
        main,
        title.lower(),
        most,
        [max(c) for c in columns],
        means,
        (main.country if main else "") or home(reading),
        ordered,
        sum(means),
        [len(c) - bisect_right(c, RIVAL) for c in ordered],
    )


def acting(mentions: Sequence[Found]) -> list[str]:
    """The countries of the bodies and places of a sentence."""
    return [m.country for m in mentions if m.country and m.kind in _ACTING]


def countries(acting: Sequence[str], own: str) -> tuple[bool, bool]:
    """Whether a body of the same country acts in the sentence, and whether one of another does."""
    return own in acting, acting.count(own) < len(acting)
