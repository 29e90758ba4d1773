"""The fields of one record, each by its rule: every field is taken out, and what the mapping does not name is an error."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from msgspec.structs import replace

from upperhand.errors import FormatError
from upperhand.lists.dates import Order
from upperhand.lists.mapping import Field
from upperhand.lists.records import Tree
from upperhand.lists.values import Unreadable, Value, number_property, read_value

_KNOWN = Field()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands, for the sentence that names it."""

    file: str
    row: int
    field: str = ""

    def of(self, name: str) -> "Place":
        """The same record, another field."""
        return Place(self.file, self.row, name)

    def fault(self, what: str) -> FormatError:
        """The error that names this place."""
        return FormatError(f"{self.file}: row {self.row}: field {self.field!r}: {what}")


@dataclass(frozen=True, slots=True)
class Manner:
    """How values of a record are read: the order of numeric dates, what means nothing, the schema of the entry."""

    order: Order
    empty: frozenset[str]
    schema: str = ""


def named(rules: Mapping[str, Field | str | None], name: str) -> Field | None:
    """The rule for a field: its own, or that of a pattern such as `Name *`; None if it is not known."""
    rule = rules.get(name, _KNOWN if name in rules else None)
    if rule is None and name not in rules:
        pattern = next((known for known in rules if "*" in known and fnmatchcase(name, known)), None)
        rule = rules[pattern] if pattern is not None else None
        if pattern is None:
            return None
        if isinstance(rule, Field) and rule.text is not None:
            rule = replace(rule, text=rule.text.replace("{field}", name))
    if rule is None:
        return _KNOWN
    if isinstance(rule, str):
        return Field(to=rule)
    return replace(rule, to=name) if rule.to == "*" else rule


class Rules(dict[str, Field | None]):
    """The rules of a form by field, looked up once for each name: a form may have hundreds of columns."""

    def __init__(self, fields: Mapping[str, Field | str | None]) -> None:
        self.fields = fields

    def __missing__(self, name: str) -> Field | None:
        found = self[name] = named(self.fields, name)
        return found


_inner: dict[int, tuple[Mapping[str, Field | str | None], Rules]] = {}


def _rules_in(rule: Field) -> Rules:
    """The rules inside a rule, kept with it so that they are looked up once."""
    assert rule.fields is not None
    kept = _inner.get(id(rule.fields))
    if kept is None or kept[0] is not rule.fields:
        kept = _inner[id(rule.fields)] = (rule.fields, Rules(rule.fields))
    return kept[1]


def read_fields(tree: Tree, rules: Rules, joins: tuple[Field, ...], manner: Manner, place: Place) -> Iterator[Value]:
    """Every value in a record. Raises FormatError for a field without a rule or a value that is not as the rule says."""
    for name, nodes in tree.items():
        rule = rules[name]
        if rule is _KNOWN:
            continue
        here = place.of(f"{place.field}/{name}" if place.field else name)
        if rule is None:
            raise here.fault("is not known to the mapping; add it there if it is right")
        for node in nodes:
            yield from _node(node, rule, tree, manner, here)
    for rule in joins:
        words = rule.sep.join(words for name in rule.of if (words := _words(tree, name, manner)))
        if words:
            here = place.of(f"{place.field}/{rule.of[0]}" if place.field else rule.of[0])
            yield from _value(words, rule, tree, manner, here)


def _node(node: str | Tree, rule: Field, tree: Tree, manner: Manner, place: Place) -> Iterator[Value]:
    if isinstance(node, dict):
        if rule.fields is None:
            raise place.fault("holds fields of its own; the mapping expects a value")
        yield from read_fields(node, _rules_in(rule), rule.join, manner, place)
    elif rule.fields is not None:
        yield from read_fields({"#text": [node]}, _rules_in(rule), rule.join, manner, place)
    else:
        yield from _value(node, rule, tree, manner, place)


def _words(tree: Tree, name: str, manner: Manner) -> str:
    values = [value for value in tree.get(name, ()) if isinstance(value, str) and value not in manner.empty]
    return ", ".join(dict.fromkeys(values))


def _value(text: str, rule: Field, tree: Tree, manner: Manner, place: Place) -> Iterator[Value]:
    if text in manner.empty or (rule.to is None and rule.cases is None and rule.kind is None):
        return
    for part in _parts(rule.slips.get(text, text), rule, place):
        target = _target(rule, tree, manner, place)
        words = _translated(part, rule, place)
        if not words or target is None:
            continue
        if rule.also is not None:
            yield Value(rule.also, words)
        if rule.text is not None:
            words = rule.text.replace("{}", words)
        try:
            yield from read_value(words, target, rule.kind, manner.order, manner.schema)
        except Unreadable as fault:
            raise place.fault(f"{words[:80]!r} {fault}") from fault


def _parts(text: str, rule: Field, place: Place) -> Iterator[str]:
    if rule.drop is not None:
        text = re.sub(rule.drop, " ", text)
    for part in re.split(rule.split, text) if rule.split else [text]:
        if part and (part := part.strip()):
            yield from _found(part, rule, place)


def _found(part: str, rule: Field, place: Place) -> Iterator[str]:
    if rule.unless is not None and re.search(rule.unless, part):
        return
    if not rule.find:
        yield part
        return
    for pattern in rule.find:
        if matches := [match[1].strip() for match in re.finditer(pattern, part)]:
            yield from matches
            return
    raise place.fault(f"{part[:80]!r} is not put as the mapping expects")


def _translated(part: str, rule: Field, place: Place) -> str | None:
    if rule.values is None:
        return part
    known = _folded(rule.values)
    if part.casefold() not in known and "*" not in known:
        told = ", ".join(map(repr, rule.values))
        raise place.fault(f"{part[:80]!r} is not one of the values that the mapping knows ({told})")
    return known.get(part.casefold(), known.get("*"))


def _folded(table: dict[str, str | None]) -> dict[str, str | None]:
    """A table by its keys in lower case: publishers write `Primary name` in half a dozen ways."""
    kept = _lower.get(id(table))
    if kept is None or kept[0] is not table:
        kept = _lower[id(table)] = (table, {key.casefold(): value for key, value in table.items()})
    return kept[1]


_lower: dict[int, tuple[dict[str, str | None], dict[str, str | None]]] = {}


def _target(rule: Field, tree: Tree, manner: Manner, place: Place) -> str | None:
    if rule.by is None:
        return rule.to
    names = (rule.by,) if isinstance(rule.by, str) else rule.by
    said = [" ".join(_words(tree, name, manner).split()) for name in names]
    if rule.kind == "identifier":
        return number_property(said[0]) or rule.to
    cases = _folded(rule.cases or {})
    for key in (" / ".join(filter(None, said)), said[0], "*"):
        if key.casefold() in cases:
            return cases[key.casefold()]
    told = ", ".join(map(repr, rule.cases or {}))
    raise place.fault(f"{names[0]} is {said[0][:80]!r}, which is not one of {told}")
