"""The gazetteer: the aliases of data/names, as literals to find in a folded text."""

from dataclasses import dataclass
from functools import cache

import msgspec

from upperhand import data
from upperhand.extract.fold import fold


class Person(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A person in a public role at a company or body."""

    name: str
    zh: str | None = None
    role: str | None = None


class Record(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One company or body of data/names."""

    id: str
    schema: str
    kind: str = "company"
    country: str | None = None
    names: dict[str, tuple[str, ...]]
    former: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    tickers: tuple[str, ...] = ()
    identifiers: dict[str, str] = {}
    parent: str | None = None
    sectors: tuple[str, ...] = ()
    descriptors: dict[str, tuple[str, ...]] = {}
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """A literal of the gazetteer. `kind` is the record's, or `person`, or `descriptor`; `weak` ones need support."""

    literal: str
    record: str
    kind: str
    country: str
    weak: bool
    capital: bool


FIRMS = frozenset({"company", "platform"})


@cache
def records() -> tuple[Record, ...]:
    """Every record of data/names, in the order of files. Raises DataError naming the file."""
    return tuple(record for path in data.files("names") for record in data.load(path, list[Record]))


@cache
def aliases(language: str) -> tuple[Alias, ...]:
    """All aliases that can stand in a text of this language, each literal folded as the text is."""
    found: dict[tuple[str, str], Alias] = {}
    for record in records():
        for alias in _aliases(record, language):
            found.setdefault((alias.literal, alias.record), alias)
    return tuple(found.values())


def _aliases(record: Record, language: str) -> list[Alias]:
    strong = [name for names in record.names.values() for name in names] + [*record.former, *record.abbreviations]
    shown = [(name, record.kind, False) for name in strong if name not in record.weak]
    shown += [(name, record.kind, True) for name in record.weak]
    shown += [(name, "person", False) for person in record.people for name in (person.name, person.zh or "")]
    pointing = (
        "descriptor" if record.kind in FIRMS else record.kind
    )  # "the banking regulator" is a body, whichever is meant
    shown += [(name, pointing, True) for name in record.descriptors.get(language, ())]
    return [
        Alias(fold(name, language), record.id, kind, record.country or "", weak or len(name) < 2, name[:1].isupper())
        for name, kind, weak in shown
        if name and (language == "zh" or name.isascii() or not _is_han(name))
    ]


def _is_han(name: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in name)
