"""Mentions in English text: names as runs of capitals, groups as noun phrases."""

import re

from upperhand.extract.groups_en import groups
from upperhand.extract.runs_en import runs

__all__ = ["JOINS", "groups", "runs"]

JOINS = re.compile(
    r"\s*(?:\([^()]{1,40}\))?\s*(?:[,;]|,?\s*(?:and|or|&|as well as|plus)|;\s*and)\s*(?:\(\d{1,2}\)|\d{1,2}[.)])?\s*(?:the\s+)?"
)
