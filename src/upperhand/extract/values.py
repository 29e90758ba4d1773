"""Dates and figures found in a sentence."""

from dataclasses import dataclass


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
