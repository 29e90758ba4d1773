"""One record of a list to what it says: whose it is, what they are, the values of the entity, and the listing."""

import hashlib
from collections.abc import Mapping as Table
from dataclasses import dataclass

from upperhand.lists.entry import Listing
from upperhand.lists.fields import Manner, Place, Rules, read_fields
from upperhand.lists.mapping import Field, Form, Mapping
from upperhand.lists.records import Tree
from upperhand.lists.render import render
from upperhand.lists.schema import schemata
from upperhand.lists.superseded import thing
from upperhand.lists.ties import Tie, told
from upperhand.lists.values import Value


@dataclass(frozen=True, slots=True)
class Entrant:
    """What a record says: the id and schema of the entity, its values, the listing, its ties to others on the list, and
    the day of the list, if told."""

    id: str
    schema: str
    values: tuple[Value, ...]
    listing: Listing
    day: str | None = None
    ties: tuple[Tie, ...] = ()


class Reader:
    """Reads the records of one form. `known` are the schemata of entries by id, for a file that adds to them."""

    def __init__(self, form: Form, mapping: Mapping, known: Table[str, str] | None = None) -> None:
        self.form, self.mapping, self.known = form, mapping, known
        self.rules = Rules(form.fields)
        self.rough = Manner(form.order, frozenset(form.empty))
        self._id, self._schema = _Pick(form, "id"), _Pick(form, "schema")
        self._manners: dict[str, Manner] = {}

    def read(self, tree: Tree, place: Place) -> Entrant | None:
        """A record as read; None if it names nobody, as the mapping allows. Raises FormatError naming the field."""
        id_ = self._identity(tree, place)
        if self.known is not None and id_ not in self.known:
            raise place.of("id").fault(f"no entry {id_!r} is on the list")
        schema = self._kind(tree, place) if self.known is None else self.known[id_]
        manner = self._manners.setdefault(schema, Manner(self.form.order, self.rough.empty, schema))
        values = tuple(read_fields(tree, self.rules, self.form.join, manner, place))
        said = tuple(value for value in values if "." not in value.to and value.to not in ("id", "schema"))
        if not self.form.adds and not self.form.together and not any(value.to == "name" for value in said):
            if self.form.nameless:
                return None
            raise place.of("name").fault("is empty")
        day = max((value.text for value in values if value.to == "list.date"), default=None)
        ties = tuple(told(tree, self.form, values, id_, self.mapping.name))
        return Entrant(id_, schema, said, self._listing(values, tree, place), day, ties)

    def _identity(self, tree: Tree, place: Place) -> str:
        given = self._id.first(tree, self.rough, place)
        if given is not None:
            return given if self.form.reader == "ftm" else f"{self.mapping.name}-{given}"
        if not self.form.key:
            raise place.of("id").fault("is empty, and the mapping has no `key` to make one of")
        words = "\0".join("; ".join(map(str, tree.get(name, ()))).casefold() for name in self.form.key)
        if not words.strip("\0"):
            raise place.of(self.form.key[0]).fault("is empty")
        return made_id(self.mapping, words)

    def _kind(self, tree: Tree, place: Place) -> str:
        schema = self._schema.first(tree, self.rough, place) or self.mapping.schema
        if schema not in schemata():
            raise place.of("schema").fault(f"{schema!r} is not a schema that entries may have")
        return schema

    def _listing(self, values: tuple[Value, ...], tree: Tree, place: Place) -> Listing:
        said: dict[str, list[str]] = {}
        for value in values:
            if value.to.startswith("listing."):
                said.setdefault(value.to.removeprefix("listing."), []).append(value.text)
        told = {name: _one(name, found) for name, found in said.items()}
        amount = told.pop("amount", None)
        about, when = thing(tree, self.form) or ("", "")
        text = render({name: nodes for name, nodes in tree.items() if name != self.form.told} if about else tree)
        return Listing(
            text,
            amount=float(amount) if amount else None,
            file=place.file,
            row=place.row,
            thing=about,
            told=when,
            **told,
        )


def made_id(mapping: Mapping, words: str) -> str:
    """An id for an entry that the list gives none: the same words, the same id."""
    return f"{mapping.name}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


class _Pick:
    """The first value of a record that goes into one target, without reading the rest of it."""

    def __init__(self, form: Form, target: str) -> None:
        self.target = target
        self.joins = tuple(rule for rule in form.join if rule.to == target)
        rules = {name: rule for name, rule in form.fields.items() if _aims(rule, target)}
        self.fields = {*rules, *(name for rule in self.joins for name in rule.of)}
        self.rules = Rules({**dict.fromkeys(self.fields), **rules})

    def first(self, tree: Tree, manner: Manner, place: Place) -> str | None:
        part = {name: nodes for name, nodes in tree.items() if name in self.fields}
        values = read_fields(part, self.rules, self.joins, manner, place)
        return next((value.text for value in values if value.to == self.target), None)


def _aims(rule: Field | str | None, target: str) -> bool:
    """Whether a rule, or one inside it, leads to a target."""
    if rule is None or isinstance(rule, str):
        return rule == target
    return rule.to == target or any(_aims(inner, target) for inner in (*(rule.fields or {}).values(), *rule.join))


def _one(name: str, found: list[str]) -> str:
    """Of several values the one that counts: the earliest beginning, all reasons, else the first."""
    if name == "start":
        return min(found)
    return " ".join(dict.fromkeys(found)) if name == "reason" else found[0]
