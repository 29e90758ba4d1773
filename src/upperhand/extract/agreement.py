"""When a found claim is the one that was wanted: the definitions of the corpus's scorer."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

_FORMS = frozenset(
    [
        "inc",
        "ltd",
        "co",
        "corp",
        "corporation",
        "company",
        "group",
        "holdings",
        "holding",
        "limited",
        "plc",
        "llc",
        "ag",
        "sa",
        "technology",
        "technologies",
        "the",
        "s",
        "集团",
        "公司",
        "有限公司",
    ]
)
_WORDS = re.compile(r"[a-z0-9]+|[一-鿿]+|[^\W\d_a-z]+")


@lru_cache(100_000)
def words(name: str | None) -> frozenset[str]:
    """The words of a name without legal forms, or all of them if nothing else is left."""
    found = _WORDS.findall(unicodedata.normalize("NFKC", name or "").casefold())
    return frozenset(word for word in found if word not in _FORMS) or frozenset(found)


@lru_cache(100_000)
def same_name(left: str, right: str) -> bool:
    """Same name, or one name's words within the other's."""
    a, b = words(left), words(right)
    if not a or not b:
        return False
    if a <= b or b <= a or "".join(sorted(a)) == "".join(sorted(b)):
        return True
    flat_a, flat_b = re.sub(r"\W", "", left.casefold()), re.sub(r"\W", "", right.casefold())
    if flat_a in flat_b or flat_b in flat_a:
        return True
    return len(a & b) / len(a | b) >= 0.5


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """The shared part of two spans, as a share of the shorter."""
    return (min(a[1], b[1]) - max(a[0], b[0])) / max(1, min(a[1] - a[0], b[1] - b[0]))


def same_date(gold: str | None, found: str | None) -> bool:
    """Equal as far as both say; of a span only its beginning counts."""
    if not gold or not found:
        return gold == found
    a, b = str(gold).split("/")[0], str(found).split("/")[0]
    return a.startswith(b) or b.startswith(a)


def same_quantity(gold: Mapping[str, Any] | None, found: Mapping[str, Any] | None) -> bool:
    """Within one percent, in the same unit."""
    if not gold or not found:
        return bool(gold) == bool(found)
    a, b = float(gold["value"]), float(found["value"])
    close = abs(a - b) <= 0.01 * max(abs(a), abs(b))
    return close and str(gold["unit"]).casefold() == str(found["unit"]).casefold()


def same_actor(gold: str | None, found: str | None) -> bool:
    """The same name, or none on both sides."""
    if not gold or not found:
        return bool(gold) == bool(found)
    return same_name(gold, found)
