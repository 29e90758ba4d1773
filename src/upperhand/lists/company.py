"""Whether a body is a company: by a legal form or a company's word in one of its names, or a company's number."""

import re
from functools import cache

import msgspec

from upperhand import data


class _Signs(msgspec.Struct, forbid_unknown_fields=True):
    words: tuple[str, ...]
    endings: tuple[str, ...]
    properties: tuple[str, ...]
    never: tuple[str, ...]


@cache
def _signs() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    told = data.load("lists/company.yml", _Signs)
    words = "|".join(sorted(map(re.escape, told.words), key=len, reverse=True))
    never = "|".join(map(re.escape, told.never))
    sign = re.compile(rf"(?<!\w)(?:{words})(?!\w)|(?:{'|'.join(told.endings)})", re.IGNORECASE)
    return sign, re.compile(rf"(?<!\w)(?:{never})(?!\w)", re.IGNORECASE), frozenset(told.properties)


def is_company(values: dict[str, tuple[str, ...]]) -> bool:
    """Whether the names or numbers of a body are those of a company."""
    sign, never, numbers = _signs()
    names = [name for prop in ("name", "alias", "previousName") for name in values.get(prop, ())]
    if never.search(values["name"][0]):
        return False
    return any(sign.search(name) for name in names) or not numbers.isdisjoint(values)
