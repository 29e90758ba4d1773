"""Names of countries and peoples, as lists write them, to codes."""

import re
import unicodedata
from functools import cache

from upperhand import data

_APART = re.compile(r"\s*(?:;|,|/|\||\band\b|&|\bor\b)\s*")
_NOISE = re.compile(r"^(?:nationality|citizen(?:ship)?)\s*:?\s*|\s*\(.*\)$", re.IGNORECASE)


def country_code(text: str) -> str | None:
    """The code of one country, people or code; None if it is none that is known."""
    return _codes().get(_fold(text)) or _codes().get(_fold(_NOISE.sub("", text)))


def country_codes(text: str) -> tuple[str, ...] | None:
    """The codes of one or several countries in a value; None if a part of it is none that is known."""
    if code := country_code(text):
        return (code,)
    found = [country_code(part) for part in _APART.split(text) if part]
    return tuple(dict.fromkeys(code for code in found if code)) if found and all(found) else None


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[\W_]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


@cache
def _codes() -> dict[str, str]:
    table = data.load("lists/countries.yml", dict[str, tuple[str, ...]])
    found = {_fold(name): code for code, names in table.items() for name in names}
    return {**found, **{_fold(code): code for code in table}}
