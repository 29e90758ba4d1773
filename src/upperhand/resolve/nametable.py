"""The name tables: companies, bodies and the people in their public roles, found by any name that they bear.

Two tiers: strong names, and weak ones that are also ordinary words (`Ant`, `Gree`), asked only
where no strong one fits.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import NamedTuple

import msgspec

from upperhand.model import Entity
from upperhand.resolve.nameform import full_form, normal_form, words
from upperhand.resolve.namerecords import Content, Person, Record, content

_TOPICS = {
    "state": "gov", "court": "gov.judicial", "legislature": "gov.national", "party": "pol.party",
    "military": "mil", "fund": "fin.fund",
}  # fmt: skip
_SHORT = re.compile(r"(?:,? (?:Co\.,? Ltd\.?|Ltd\.?|Limited|Inc\.|PLC|plc|AG|SE|SA|S\.A\.|N\.V\.|B\.V\.|LLC|GmbH))+$")
_BRACKETED = re.compile(r"(.{4,200}?)\s*[(（][A-Z][A-Z0-9&.\-]{1,9}[)）]", re.DOTALL)
_PROPERTIES = {"lei": "leiCode", "uscc": "uscCode"}
_SCRIPTS = ("en", "zh-Hans", "zh-Hant")


class Found(NamedTuple):
    """The ids that bear a name, and whether they bear it only as a weak alias."""

    ids: tuple[str, ...]
    weak: bool = False


class NameTable:
    """All of data/names. Immutable; `NameTable.load()` gives one shared instance a process."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def __reduce__(self) -> tuple[Callable[[bytes], "NameTable"], tuple[bytes]]:
        return _unpack, (msgspec.msgpack.encode(self._content),)

    @staticmethod
    @cache
    def load() -> "NameTable":
        """The shipped name tables. Raises DataError naming the file and key that is wrong."""
        return NameTable(content())

    def lookup(self, name: str) -> tuple[Entity, ...]:
        """All that bear this name, id, ticker or identifier: none, one or several.

        Weak names are asked only if no strong one fits.
        """
        return tuple(self._entity(found) for found in self.find(name).ids)

    def find(self, name: str) -> Found:
        """As `lookup`, but ids alone, and whether the name is a weak one."""
        if name in self._content.records or name in self._content.people:
            return Found((name,))
        form = normal_form(name)
        for strong in (full_form(name), form):
            if strong in self._content.strong:
                return Found(self._content.strong[strong])
        if bracketed := _BRACKETED.fullmatch(name):
            return self.find(bracketed[1])
        return Found(self._content.weak.get(form, ()), weak=True)

    def entity(self, id: str) -> Entity | None:
        """The entity with this id."""
        return self._entity(id) if id in self._content.records or id in self._content.people else None

    def kin(self, id: str) -> tuple[Entity, ...]:
        """Its parents, the nearest first, then its children and theirs."""
        return tuple(self._entity(found) for found in (*self.parents(id), *self.descendants(id)))

    def parents(self, id: str) -> tuple[str, ...]:
        """The ids of its parent, the parent's parent, and so on."""
        record, found = self._content.records.get(id), list[str]()
        while record and record.parent:
            found.append(record.parent)
            record = self._content.records.get(record.parent)
        return tuple(found)

    def descendants(self, id: str) -> tuple[str, ...]:
        """The ids of its children, and of theirs."""
        found: list[str] = []
        for child in self._children.get(id, ()):
            found += [child, *self.descendants(child)]
        return tuple(found)

    def employers(self, id: str) -> tuple[str, ...]:
        """The ids of the companies and bodies where this person has a public role."""
        person = self._content.people.get(id)
        return tuple(dict.fromkeys(record for record, _ in person.roles)) if person else ()

    def records(self) -> tuple[Record, ...]:
        """Every company and body, in the order of the files."""
        return tuple(self._content.records.values())

    def people(self) -> tuple[Person, ...]:
        """Every person with a public role, in the order of the files."""
        return tuple(self._content.people.values())

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = defaultdict(list)
        for record in self._content.records.values():
            if record.parent:
                children[record.parent].append(record.id)
        return children

    def _entity(self, id: str) -> Entity:
        if id in self._content.people:
            return _person_entity(self._content.people[id], self._content.records)
        return _record_entity(self._content.records[id])


def _unpack(packed: bytes) -> NameTable:
    return NameTable(msgspec.msgpack.decode(packed, type=Content))


def caption(record: Record) -> str:
    """How a record is shown: a body by its first name, a company by the shortest made of words of its first."""
    names = record.names.get("en") or next(iter(record.names.values()))
    if record.schema != "Company":
        return names[0]
    known = set(words(names[0]))
    return min((name for name in (_SHORT.sub("", names[0]), *names) if known.issuperset(words(name))), key=len)


def _record_entity(record: Record) -> Entity:
    main = dict.fromkeys([caption(record), *(record.names[script][0] for script in _SCRIPTS if script in record.names)])
    others = dict.fromkeys(name for names in record.names.values() for name in names if name not in main)
    values: dict[str, tuple[str, ...]] = {
        "name": tuple(main), "alias": tuple(others), "weakAlias": record.weak, "previousName": record.former,
        "abbreviation": record.abbreviations, "country": (record.country,), "ticker": record.tickers,
        "sector": record.sectors, "parent": (record.parent,) if record.parent else (),
        "topics": tuple(_topics(record)),
        **{_PROPERTIES[scheme]: (value,) for scheme, value in record.identifiers.items()},
    }  # fmt: skip
    return Entity(record.id, record.schema, caption(record), {prop: found for prop, found in values.items() if found})


def _topics(record: Record) -> Iterator[str]:
    if record.kind in _TOPICS:
        yield _TOPICS[record.kind]
    if "state-owned" in record.sectors:
        yield "gov.soe"


def _person_entity(person: Person, records: dict[str, Record]) -> Entity:
    positions = tuple(dict.fromkeys(f"{role}, {caption(records[record])}" for record, role in person.roles))
    values = {"name": person.names[:1], "alias": person.names[1:], "position": positions}
    return Entity(person.id, "Person", person.names[0], {prop: found for prop, found in values.items() if found})
