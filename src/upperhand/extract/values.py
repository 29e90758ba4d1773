"""Dates and figures found in a sentence."""

from collections.abc import Callable
from dataclasses import dataclass

Before = Callable[
    [], str | None
]  # the day or month that a text told last before a sentence; "" if that may not be asked


@dataclass(frozen=True, slots=True)
class When:
    """A date in the text: its span and its EDTF-like value (`2021-04-10`, `2019/2021`, `2019/`)."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in the text. `kind` is money, percent, people or count; `unit` an ISO 4217 code, `percent`, `people` or a counted noun."""

    start: int
    end: int
    value: float
    unit: str
    kind: str


def nothing() -> None:
    """What a text told before its first sentence."""


def untold() -> str:
    """For a sentence whose days are only those that it tells by itself."""
    return ""


def moved_month(value: str, count: int) -> str:
    """The month so many after that of a day or month."""
    months = int(value[:4]) * 12 + int(value[5:7]) - 1 + count
    return f"{months // 12}-{months % 12 + 1:02}"
