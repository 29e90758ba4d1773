"""The records of data/names, and who bears which normal form of a name, kept built in the cache."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec

from upperhand import data
from upperhand.errors import DataError
from upperhand.resolve import nameform
from upperhand.resolve.nameform import full_form, normal_form

_SUFFIXES = {
    "HKEX": (".HK",), "SSE": (".SS", ".SH"), "SZSE": (".SZ",), "TWSE": (".TW",), "TSE": (".T",), "KRX": (".KS",),
}  # fmt: skip
Bearers = dict[str, tuple[str, ...]]


class Role(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A person in a public role at a company or body."""

    name: str
    role: str
    zh: str | None = None


class Record(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One company or body of data/names. The first English name is the registered one, or the body's full one."""

    id: str
    schema: str
    kind: str
    country: str
    names: dict[str, tuple[str, ...]]
    former: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    tickers: tuple[str, ...] = ()
    identifiers: dict[str, str] = {}
    parent: str | None = None
    sectors: tuple[str, ...] = ()
    descriptors: dict[str, tuple[str, ...]] = {}
    people: tuple[Role, ...] = ()


class Person(msgspec.Struct, frozen=True):
    """A person of the tables: the names, and (record id, role) for each public role."""

    id: str
    names: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]


class Content(msgspec.Struct):
    """What is kept in the cache: the records, the people, and who bears which normal form."""

    records: dict[str, Record]
    people: dict[str, Person]
    strong: Bearers
    weak: Bearers


def content() -> Content:
    """From the cache, where one made from these data by this code is kept; else built and kept."""
    code = Path(__file__).read_bytes() + Path(nameform.__file__).read_bytes()
    version = hashlib.sha256(data.fingerprint("names").encode() + code).hexdigest()[:16]
    kept = data.cache_folder() / f"names-{version}.msgpack"
    try:
        return msgspec.msgpack.decode(kept.read_bytes(), type=Content)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        built = build([record for path in data.files("names") for record in data.load(path, list[Record])])
        data.keep(kept, msgspec.msgpack.encode(built))
        return built


def build(records: list[Record]) -> Content:
    """The table of these records. Raises DataError for an id given twice, and for missing or circular parents."""
    table = {record.id: record for record in records}
    if len(table) < len(records):
        seen: set[str] = set()
        twice = next(record.id for record in records if record.id in seen or seen.add(record.id))  # type: ignore[func-returns-value]
        raise DataError(f"data/names: the id {twice!r} stands twice")
    for record in records:
        if record.parent and record.parent not in table:
            raise DataError(f"data/names: {record.id}: the parent {record.parent!r} is no record")
    for record in records:
        _check_parents(record, table)
    people = _people(records)
    strong, weak = _index(records, people)
    return Content(table, people, strong, weak)


def _check_parents(record: Record, table: dict[str, Record]) -> None:
    above, at = {record.id}, record
    while at.parent:
        if at.parent in above:
            raise DataError(f"data/names: {record.id}: its parents run in a circle")
        above.add(at.parent)
        at = table[at.parent]


def _index(records: list[Record], people: dict[str, Person]) -> tuple[Bearers, Bearers]:
    strong: dict[str, dict[str, None]] = defaultdict(dict)
    weak: dict[str, dict[str, None]] = defaultdict(dict)
    for record in records:
        ordinary = {normal_form(name) for name in record.weak}
        for name in strong_names(record):
            strong[full_form(name)][record.id] = None
            if normal_form(name) not in ordinary:
                strong[normal_form(name)][record.id] = None
        for name in (*record.weak, *(code.partition(":")[2] for code in record.tickers)):
            weak[normal_form(name)][record.id] = None
    for person in people.values():
        for name in person.names:
            strong[normal_form(name)][person.id] = None
    return {form: tuple(ids) for form, ids in strong.items()}, {form: tuple(ids) for form, ids in weak.items()}


def strong_names(record: Record) -> Iterator[str]:
    """Every name that means this record wherever it stands, with its tickers and identifiers."""
    for names in record.names.values():
        yield from names
    yield from (*record.former, *record.abbreviations, *record.tickers, *record.identifiers.values())
    for ticker in record.tickers:
        exchange, _, code = ticker.partition(":")
        for suffix in _SUFFIXES.get(exchange, ()):
            yield code + suffix
            yield code.zfill(4) + suffix


def _people(records: list[Record]) -> dict[str, Person]:
    """One person for each Chinese name at a record, or English name; the same pair at two records is one person."""
    found: dict[tuple[str, str], tuple[dict[str, None], dict[tuple[str, str], None]]] = {}
    for record in records:
        here: dict[str, tuple[str, str]] = {}
        for role in record.people:
            key = here.setdefault(role.zh or role.name, (role.name, role.zh or ""))
            names, roles = found.setdefault(key, ({}, {}))
            names |= dict.fromkeys([role.name, *([role.zh] if role.zh else [])])
            roles[record.id, role.role] = None
    ids: dict[str, int] = defaultdict(int)
    people: dict[str, Person] = {}
    for names, roles in found.values():
        slug = "person:" + re.sub(r"[\W_]+", "-", next(iter(names)).casefold()).strip("-")
        ids[slug] += 1
        id = slug if ids[slug] == 1 else f"{slug}-{next(iter(roles))[0]}"
        people[id] = Person(id, tuple(names), tuple(roles))
    return people
