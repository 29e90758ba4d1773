"""What changed between two states of a list: who came, who went, and which values of the others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from upperhand.lists.entry import Entry


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that differs: `gained` and `lost` are (property, value) pairs of an entry that is in both states."""

    kind: Literal["added", "removed", "changed"]
    id: str
    caption: str
    schema: str
    gained: tuple[tuple[str, str], ...] = ()
    lost: tuple[tuple[str, str], ...] = ()


def compare(old: Iterable[Entry], new: Iterable[Entry]) -> Iterator[Change]:
    """The changes from one state to another: first additions and changes in the order of the new, then removals."""
    before = {entry.entity.id: entry for entry in old}
    for entry in new:
        known = before.pop(entry.entity.id, None)
        if known is None:
            yield Change("added", entry.entity.id, entry.entity.caption, entry.entity.schema)
        elif change := _changed(known, entry):
            yield change
    yield from (Change("removed", gone.entity.id, gone.entity.caption, gone.entity.schema) for gone in before.values())


def _changed(old: Entry, new: Entry) -> Change | None:
    was, is_ = _values(old), _values(new)
    if was == is_:
        return None
    gained = tuple(pair for pair in is_ if pair not in was)
    lost = tuple(pair for pair in was if pair not in is_)
    if not gained and not lost:
        return None
    return Change("changed", new.entity.id, new.entity.caption, new.entity.schema, gained, lost)


def _values(entry: Entry) -> dict[tuple[str, str], None]:
    """The values of an entry, as an ordered set."""
    said = [("schema", entry.entity.schema)]
    said += [(prop, value) for prop, values in entry.entity.properties.items() for value in values]
    said += [
        ("listed", f"{item.start or ''}/{item.end or ''}")
        for item in entry.listings
        if (item.start or item.end) and not item.superseded
    ]
    return dict.fromkeys(said)
