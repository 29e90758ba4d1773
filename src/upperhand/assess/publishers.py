"""Who publishes, and of which kind: state media, agency, company, court or regulator, think tank, op-ed, and so on.

The tables are `data/publishers/`. Kinds are shown beside a fact; they weigh nothing in a score.
"""

import re
from functools import cache, lru_cache
from typing import Literal

import msgspec

from upperhand import data
from upperhand.assess.tellings import address, folded
from upperhand.errors import DataError

Kind = Literal[
    "agency", "state media", "public broadcaster", "newspaper", "court or regulator", "think tank", "company", "op-ed",
    "blog", "academic", "unknown",
]  # fmt: skip


class Publisher(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One publisher: how documents call it, where it publishes, and whether others print what it sends out."""

    id: str
    country: str
    names: tuple[str, ...]
    domains: tuple[str, ...]
    is_agency: bool = False


class _Pack(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    kind: Kind
    publishers: tuple[Publisher, ...]


class Known(msgspec.Struct, frozen=True):
    """A publisher of the tables with its kind."""

    publisher: Publisher
    kind: Kind

    @property
    def is_agency(self) -> bool:
        """Whether others print what it sends out."""
        return self.publisher.is_agency or self.kind == "agency"


@cache
def publishers() -> dict[str, Known]:
    """All publishers by id. Raises DataError if two share an id or a name, or one has neither name nor domain."""
    found: dict[str, Known] = {}
    for path in data.files("publishers"):
        pack = data.load(path, _Pack)
        for publisher in pack.publishers:
            if publisher.id in found or not publisher.names:
                raise DataError(f"{path}: publisher {publisher.id!r} is there twice, or has no name")
            found[publisher.id] = Known(publisher, pack.kind)
    return found


@cache
def by_name() -> dict[str, Known]:
    """The publishers by folded name."""
    found: dict[str, Known] = {}
    for known in publishers().values():
        for name in known.publisher.names:
            if found.setdefault(folded(name), known) is not known:
                raise DataError(f"data/publishers: {name!r} is the name of two publishers; leave it to one")
    return found


@cache
def _by_domain() -> dict[str, Known]:
    return {domain: known for known in publishers().values() for domain in known.publisher.domains}


@lru_cache(maxsize=65536)
def known(name: str | None, url: str | None = None) -> Known | None:
    """The publisher that bears this name, or else owns this address; the longest domain that fits decides."""
    if name and (found := by_name().get(folded(name)) or by_name().get(folded(re.sub(r"\.\w{2,3}$", "", name)))):
        return found
    host = address(url or "").partition("/")[0].partition(":")[0]
    if "." not in host or (url and "://" not in url):
        return None
    labels = host.split(".")
    ends = (".".join(labels[start:]) for start in range(len(labels)))
    return next((_by_domain()[end] for end in ends if end in _by_domain()), None)


def kind(name: str | None, url: str | None = None) -> Kind:
    """The kind of a publisher, `unknown` if the tables do not hold it."""
    found = known(name, url)
    return found.kind if found else "unknown"
