"""What there is to serve, dataset by dataset: each list of the store, and the ledger, as FollowTheMoney entities."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from upperhand.lists import Entry, Listing, Mapping, Store, Version

if TYPE_CHECKING:
    from upperhand.ledger import Ledger

LEDGER = "upperhand"
Value = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Fragment:
    """What one dataset says of one entity: property and value in order, and since when and until when it says so.

    `changed` is when the dataset last said something else. Times are UTC ISO 8601 strings.
    """

    id: str
    schema: str
    caption: str
    dataset: str
    values: tuple[Value, ...]
    first_seen: str
    last_seen: str
    changed: str
    is_target: bool = False


@dataclass(frozen=True, slots=True)
class Dataset:
    """What the catalogue says of one dataset."""

    name: str
    title: str
    url: str = ""
    publisher: str = ""
    country: str = ""
    version: str = ""
    updated_at: str | None = None


def list_dataset(store: Store, name: str) -> Dataset:
    """A list's latest version, as a dataset."""
    mapping, version = store.mapping(name), store.version(name)
    return Dataset(
        name, mapping.title, mapping.homepage, mapping.publisher, mapping.country, version.id, version.added_at
    )


def list_fragments(store: Store, name: str) -> Iterator[Fragment]:
    """The entries of a list's latest version, the sanctions that they tell of, and what stands beside them."""
    mapping, version = store.mapping(name), store.version(name)
    with closing(_History(store, store.versions(name), version)) as history:
        yield from _list_fragments(store, mapping, version, history)
    for tie in store.beside(version):
        values = tuple((prop, value) for prop, found in tie.properties.items() for value in found)
        seen = version.added_at
        yield Fragment(tie.id, tie.schema, tie.caption, name, values, seen, seen, seen)


def _list_fragments(store: Store, mapping: Mapping, version: Version, history: "_History") -> Iterator[Fragment]:
    for entry in store.entries(version):
        first, changed = history.of(entry)
        entity = entry.entity
        values = tuple(
            (prop, value) for prop, found in entity.properties.items() for value in found if prop != "datasets"
        )
        whole = Fragment(
            entity.id, entity.schema, entity.caption, version.list, values, first, version.added_at, changed, True
        )
        yield whole
        if mapping.lever == "foreign_measure":
            yield from (_sanction(whole, listing, mapping) for listing in entry.listings)


def _sanction(entity: Fragment, listing: Listing, mapping: Mapping) -> Fragment:
    digest = hashlib.sha1(f"{entity.dataset}.{entity.id}.{listing.text}".encode()).hexdigest()
    programs = [value for prop, value in entity.values if prop == "program"]
    said = {
        "entity": (entity.id,), "program": programs, "authority": (listing.authority or mapping.publisher,), "country": (mapping.country,),
        "startDate": (listing.start,), "endDate": (listing.end,), "reason": (listing.reason,), "sourceUrl": (listing.url or mapping.homepage,),
    }  # fmt: skip
    values = tuple((prop, value) for prop, found in said.items() for value in found if value)
    return replace(
        entity, id=f"sanction-{digest}", schema="Sanction", caption=mapping.title, values=values, is_target=False
    )


class _History:
    """Since when entries are listed, and when they last changed, over the versions of a list that are kept.

    Held in a database of its own, which is on disk where it is large, and gone once it is closed.
    """

    def __init__(self, store: Store, versions: Iterable[Version], last: Version) -> None:
        self._last = last.added_at
        self._seen = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._seen.execute("CREATE TABLE seen (id PRIMARY KEY, first, changed, content) WITHOUT ROWID")
        self._seen.execute("BEGIN")
        for version in versions:
            if (version.date, version.added_at) < (last.date, last.added_at):
                for entry in store.entries(version):
                    self._seen.execute(_NOTE, (entry.entity.id, version.added_at, version.added_at, _content(entry)))

    def of(self, entry: Entry) -> tuple[str, str]:
        """When an entry of the last version was first seen, and when it changed."""
        query = "SELECT first, changed, content FROM seen WHERE id = ?"
        found = self._seen.execute(query, [entry.entity.id]).fetchone()
        if found is None:
            return self._last, self._last
        first, changed, content = found
        return first, changed if content == _content(entry) else self._last

    def close(self) -> None:
        """Let go of it."""
        self._seen.close()


_NOTE = (
    "INSERT INTO seen VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
    "SET changed = excluded.changed, content = excluded.content WHERE content <> excluded.content"
)


def _content(entry: Entry) -> int:
    said = repr(
        (entry.entity.schema, sorted(entry.entity.properties.items()), [listing.text for listing in entry.listings])
    )
    return int.from_bytes(
        hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=8).digest(), "little", signed=True
    )


def ledger_fragments(ledger: "Ledger") -> Iterator[Fragment]:
    """What the ledger's claims say, as its FollowTheMoney export has it, under the ids before any merge."""
    from upperhand.inquiry import known_among
    from upperhand.ledger.exports.ftm_statements import gathered
    from upperhand.ledger.exports.source import Source

    known = {entity.id: entity for entity in known_among(ledger)}
    with gathered(Source(ledger, None, known), canonical=False) as statements:
        for entity_id, group in groupby(statements, key=attrgetter("entity_id")):
            rows = list(group)
            values = tuple((row.prop, row.value) for row in rows if row.prop != "id")
            first, last = min(row.first_seen or "" for row in rows), max(row.last_seen or "" for row in rows)
            changed = max(row.first_seen or "" for row in rows)
            yield Fragment(entity_id, rows[0].schema, "", LEDGER, values, first, last, changed)
