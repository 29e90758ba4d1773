"""Ties between those on one list, which the list tells by id or by name, as entities of FollowTheMoney.

Both ends are entries of the list: who is not on it is left in its words.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import msgspec

from upperhand import data
from upperhand.lists.entry import Entry
from upperhand.lists.mapping import TIE, Form
from upperhand.lists.records import Tree
from upperhand.lists.schema import is_a
from upperhand.lists.values import Value, inverted
from upperhand.model import Entity


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie as one entry tells it: of which kind, in the words of the list, and to whom, by id or else by name."""

    source: str
    kind: str
    id: str = ""
    name: str = ""
    status: str = ""
    number: str = ""


class _Sort(msgspec.Struct, forbid_unknown_fields=True):
    schema: str
    ends: tuple[tuple[str, str], tuple[str, str]]
    words: str
    kinds: tuple[str, ...]


@cache
def _sorts() -> dict[str, _Sort]:
    return {kind.casefold(): sort for sort in data.load("lists/ties.yml", tuple[_Sort, ...]) for kind in sort.kinds}


def told(tree: Tree, form: Form, values: Iterable[Value], source: str, prefix: str) -> Iterator[Tie]:
    """The ties that a record tells: those under the form's `ties`, and those that its fields give by name."""
    for value in values:
        if value.to.startswith(TIE):
            yield Tie(source, value.to.removeprefix(TIE), name=value.text)
    if form.ties is not None:
        for node in _at(tree, form.ties.at):
            said = {name: _one(node, getattr(form.ties, name)) for name in ("kind", "to", "number", "former")}
            status = "former" if said["former"] == "true" else ""
            yield Tie(source, said["kind"], f"{prefix}-{said['to']}", "", status, said["number"])


def _at(tree: Tree, path: str) -> Iterator[Tree]:
    first, _, rest = path.partition("/")
    for node in tree.get(first, ()):
        if isinstance(node, dict):
            yield from _at(node, rest) if rest else (node,)


def _one(tree: Tree, path: str) -> str:
    *steps, last = path.split("/")
    nodes = list(_at(tree, "/".join(steps))) if steps else [tree]
    found = (value for node in nodes for value in node.get(last, ()))
    words = (_one(value, "#text") if isinstance(value, dict) else str(value) for value in found)
    return next(words, "") if last else ""


class Ends:
    """Who is on a list, by id and by name, so that ties can be joined once the whole list has been read."""

    def __init__(self) -> None:
        self._schemata: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def note(self, entry: Entry, named: bool) -> None:
        """Take note of an entry; of its names too, if ties are told by name."""
        entity = entry.entity
        self._schemata[entity.id] = entity.schema
        if named:
            for prop in ("name", "alias", "previousName"):
                for name in entity.properties.get(prop, ()):
                    key = _folded(name)
                    self._names[key] = entity.id if self._names.get(key, entity.id) == entity.id else ""

    def joined(self, ties: Iterable[Tie], prefix: str) -> Iterator[Entity]:
        """The ties both of whose ends are known, each once."""
        made = set()
        for tie in ties:
            other = tie.id or self._names.get(_folded(tie.name)) or self._names.get(_folded(inverted(tie.name)), "")
            if other in self._schemata and other != tie.source:
                entity = _entity(tie, other, self._schemata, prefix)
                if entity.id not in made:
                    made.add(entity.id)
                    yield entity


def _folded(name: str) -> str:
    return " ".join(name.casefold().rstrip(".").split())


def _entity(tie: Tie, other: str, schemata: Mapping[str, str], prefix: str) -> Entity:
    sort = _sorts().get(tie.kind.casefold())
    if sort is None or not all(
        is_a(schemata[end], base) for end, (_, base) in zip((tie.source, other), sort.ends, strict=True)
    ):
        sort = _sorts()["linked to"]
    (own, _), (others, _) = sort.ends
    digest = hashlib.sha256("\0".join((tie.source, tie.kind.casefold(), other)).encode()).hexdigest()[:12]
    said = {own: tie.source, others: other, sort.words: tie.kind, "status": tie.status}
    properties: dict[str, tuple[str, ...]] = {prop: (value,) for prop, value in said.items() if value}
    return Entity(f"{prefix}-tie-{tie.number or digest}", sort.schema, tie.kind, properties)
