"""Numbers in English text, in digits or in words."""

import re
from functools import cache

from upperhand.extract.value_words import any_of, value_words


@cache
def numeral() -> str:
    """The pattern of a number: 1,250.5 or twenty-six, without what multiplies it."""
    known = value_words("en")
    words = any_of((*known.small_numbers[1:], *known.tens))
    more = any_of((*known.small_numbers[1:10], "hundred", "dozen"))
    return (
        rf"(?:\d{{1,3}}(?:,\d{{2,3}})+(?:\.\d+)?|\d+(?:\.\d+)?"
        rf"|(?:{words}|half a|a hundred|a dozen|a|an)(?:[- ](?:{more}))?)"
    )


def number(text: str) -> float | None:
    """The value of what `numeral` matches; None if its words make no number."""
    text = text.replace(",", "")
    if text[0].isdigit():
        return float(text)
    total = 0.0
    words = re.split(r"[- ]", text)
    if len(words) > 1 and words[0] in {"a", "an"} and words[1] not in {"hundred", "dozen"}:
        words = words[1:]
    for word in words:
        value = _values().get(word)
        if value is None:
            return None
        if word in {"hundred", "dozen"}:
            total = (total or 1) * value
        elif not (word in {"a", "an"} and total):
            total += value
    return total


@cache
def _values() -> dict[str, float]:
    known = value_words("en")
    counted = {word: float(value) for value, word in enumerate(known.small_numbers)}
    return counted | {word: 10.0 * value for value, word in enumerate(known.tens, 2)} | known.loose_numbers
