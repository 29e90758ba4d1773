"""Dates and figures in Chinese sentences, as `values_en` gives them for English ones."""

from upperhand.extract.dates_zh import dates
from upperhand.extract.figures_zh import figures

__all__ = ["dates", "figures"]
