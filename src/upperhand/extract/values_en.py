"""Dates and figures in English sentences, as `values_zh` gives them for Chinese ones."""

from upperhand.extract.dates_en import dates
from upperhand.extract.figures_en import figures

__all__ = ["dates", "figures"]
