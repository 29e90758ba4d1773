"""Mappings: what a list is, in which forms it is published, and what each field of a form means. One YAML a list.

A field is read into a FollowTheMoney property (`to: name`), into the entry itself (`id`, `schema`), into a tie to another
entry that it names (`tie.Parent company`; see ties.yml), into its listing
(`listing.start`, `listing.end`, `listing.authority`, `listing.reason`, `listing.url`, `listing.amount`,
`listing.currency`) or into the version (`list.date`). A field that is known and not used is `null`. A field that a
mapping does not name stops the list.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from upperhand import data
from upperhand.errors import DataError, InputError
from upperhand.lists.schema import has_property, schemata
from upperhand.model import LEVERS, Lever

FOLDER = "lists"
LISTING = ("start", "end", "authority", "reason", "url", "amount", "currency")
TIE = "tie."
TARGETS = frozenset({"id", "schema", "list.date", *(f"listing.{name}" for name in LISTING)})
Kind = Literal[
    "text", "dates", "loose dates", "country", "countries", "names", "inverted", "identifier", "numbered", "remarks", "supplement", "known as"
]  # fmt: skip


class Field(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    """How one field is read. Steps in this order: `empty`, `slips`, `drop`, `split`, `find`, `values`, `kind`, `text`.

    `slips` are single values that the publisher is known to have written wrongly, with what is right.
    `by` names another field of the same record; its value chooses the target from `cases` (`*` stands for any other). Of
    several, `Alias / Low quality` is looked for first, then `Alias` alone. In `cases` and `values` case does not matter.
    `text` is what is kept, with the words for `{}` and, in a pattern for several fields, the field's name for `{field}`.
    `also` is a second target, for the same words without `text`.
    `of` joins other fields of the record with `sep` and takes their words in place of a field of its own.
    A table without a column that tells who is listed or since when is refused, unless that column is `optional`.
    """

    to: str | None = None
    also: str | None = None
    kind: Kind | None = None
    slips: dict[str, str] = {}
    split: str | None = None
    drop: str | None = None
    find: tuple[str, ...] = ()
    unless: str | None = None
    values: dict[str, str | None] | None = None
    text: str | None = None
    by: str | tuple[str, ...] | None = None
    cases: dict[str, str | None] | None = None
    of: tuple[str, ...] = ()
    sep: str = " "
    fields: "dict[str, Field | str | None] | None" = None
    join: "tuple[Field, ...]" = ()
    optional: bool = False


class Ties(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Where a record tells its ties to other entries: the path of a tie, and in it the fields for its kind, whom it is
    to (by id), its number, and whether it is a former one."""

    at: str
    kind: str
    to: str
    number: str = ""
    former: str = ""


class Form(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One form in which lists are published, and the description it follows.

    Of a web page (`html`), the rows of every table with the list's columns are records, with the `heading` above them.
    `columns` are those of a file without a header; `rename` gives other names that a column goes by; `records` are the
    paths of the records in XML, or the lists of an object in JSON (`.` is the outermost one); `partial` is a path in what
    stands before them that says that a file tells of changes alone; `head` finds the date in a line before the header; `date` and `count` are paths
    outside the records; `only` keeps the records whose fields match; `key` names the fields whose words make an id where
    the list gives none; `adds` marks a file that adds to entries of another one; with `together` an entry's several
    records are one listing; `stream` entries are not put together, so that memory stays bounded; records that name nobody
    are passed over if `nameless` says that there are some; with `each`, every name is an entry of its own; `badgerfish`
    JSON is XML put so that `$` holds the words of an element.
    `thing` are the fields that name what a record tells of, where later ones may tell of it otherwise, and `told` is the
    field that says when, which is no part of its words.
    `reader` names what puts records together that a form spreads over several; `known` are the fields that it may meet.
    """

    format: Literal["csv", "json", "jsonl", "xml", "html"]
    describes: str
    fields: dict[str, Field | str | None]
    join: tuple[Field, ...] = ()
    root: str = ""
    records: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rename: dict[str, str] = {}
    delimiter: str = ","
    encoding: tuple[str, ...] = ("utf-8-sig",)
    head: str | None = None
    date: str | None = None
    count: str | None = None
    partial: str | None = None
    empty: tuple[str, ...] = ()
    order: Literal["dmy", "mdy", "ymd"] = "ymd"
    only: dict[str, str] = {}
    key: tuple[str, ...] = ()
    thing: tuple[str, ...] = ()
    told: str = ""
    adds: bool = False
    together: bool = False
    stream: bool = False
    nameless: bool = False
    known: tuple[str, ...] = ()
    each: bool = False
    badgerfish: bool = False
    ties: Ties | None = None
    reader: Literal["", "advanced", "ftm", "ocds"] = ""


class Source(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A form of one list: a shared one (`use`) or its own (`form`), and where the publisher keeps it.

    `only` keeps the records whose fields match these expressions; `update` says that `lists update` fetches it.
    """

    use: str = ""
    form: Form | None = None
    address: str = ""
    only: dict[str, str] = {}
    update: bool = False


class Mapping(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A list: who publishes it, what an entry on it means, how many entries it may have, and its forms.

    `lever` is None where an entry says nothing about a state and a company. `schemata` are those whose entries become
    claims; `guess` lets a body with a company's legal form in a name count as a Company. `lasting` entries have not ended
    where a later version leaves them out: it tells of what is new.
    """

    name: str
    title: str
    publisher: str
    country: str
    homepage: str
    bounds: tuple[int, int]
    forms: dict[str, Source]
    licence: str = ""
    lever: Lever | None = None
    actor: str | None = None
    schema: str = "LegalEntity"
    guess: bool = False
    lasting: bool = False
    schemata: tuple[str, ...] = ("Company",)
    topics: tuple[str, ...] = ()
    properties: dict[str, tuple[str, ...]] = {}
    file: str = ""

    def form(self, key: str) -> Form:
        """One of its forms, shared ones with this list's `only`."""
        source = self.forms[key]
        form = source.form or shared_form(source.use)
        return msgspec.structs.replace(form, only={**form.only, **source.only})


@cache
def shared_form(name: str) -> Form:
    """A form that several lists are published in."""
    return data.load(f"{FOLDER}/forms/{name}.yml", Form)


@cache
def _files() -> dict[str, Path]:
    found = [path for path in data.files(FOLDER) if path.parent.parent.name == FOLDER and path.parent.name != "forms"]
    return {path.stem: path for path in found}


def mappings() -> Iterator[Mapping]:
    """Every list that is known, by name."""
    return (mapping_of(name) for name in sorted(_files()))


@cache
def mapping_of(name: str) -> Mapping:
    """The mapping of one list. Raises InputError for a name that is not known."""
    if name not in _files():
        near = ", ".join(sorted(_files()))
        raise InputError(f"no list {name!r}; known are {near}. For another list give its mapping: --format FILE.yml")
    return load_mapping(_files()[name])


def load_mapping(path: Path) -> Mapping:
    """A mapping file, checked as a whole. Raises DataError naming the file and what is wrong in it."""
    mapping = msgspec.structs.replace(data.load(path.resolve(), Mapping), file=path.name)
    for fault in _faults(mapping):
        raise DataError(f"{path}: {fault}")
    return mapping


def _faults(mapping: Mapping) -> Iterator[str]:
    if mapping.lever is not None and mapping.lever not in LEVERS:
        yield f"lever {mapping.lever!r} is none of {', '.join(LEVERS)}"
    for schema in (mapping.schema, *mapping.schemata):
        if schema not in schemata():
            yield f"schema {schema!r} is not one that entries may have"
    if not mapping.forms:
        yield "forms: a list needs at least one"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", mapping.name):
        yield f"name {mapping.name!r} may have small letters, digits and single dashes only, since it names a folder"
    for key, source in mapping.forms.items():
        if bool(source.use) == bool(source.form):
            yield f"forms.{key}: give either `use` or `form`"
        form = mapping.form(key)
        for name, rule in form.fields.items():
            yield from (f"forms.{key}.{name}: {fault}" for fault in _field_faults(rule))
        for rule in form.join:
            yield from (f"forms.{key}.join: {fault}" for fault in _field_faults(rule))


def _field_faults(rule: Field | str | None) -> Iterator[str]:
    if rule is None:
        return
    if isinstance(rule, str):
        rule = Field(to=rule)
    for target in filter(None, (rule.to, rule.also, *(rule.cases or {}).values())):
        if target not in TARGETS and target != "*" and not has_property(target) and not target.startswith(TIE):
            yield f"{target!r} is neither a property of FollowTheMoney nor one of {', '.join(sorted(TARGETS))}"
    for pattern in filter(None, (rule.split, rule.drop, rule.unless, *rule.find)):
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"{pattern!r} is no regular expression ({error})"
    for name, inner in (rule.fields or {}).items():
        yield from (f"{name}: {fault}" for fault in _field_faults(inner))
    for inner in rule.join:
        yield from _field_faults(inner)
