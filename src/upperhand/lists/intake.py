"""Intake: the files of one list to its entries. All or nothing: what the mapping does not understand stops the list."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from upperhand.errors import FormatError
from upperhand.lists.company import is_company
from upperhand.lists.dates import read_dates
from upperhand.lists.entry import Entry, Listing
from upperhand.lists.fields import Manner, Place, read_fields
from upperhand.lists.mapping import Field, Form, Mapping
from upperhand.lists.records import Reading, Tree, read_records
from upperhand.lists.recognise import recognise
from upperhand.lists.render import render
from upperhand.lists.schema import schemata
from upperhand.lists.values import Value
from upperhand.model import Entity


@dataclass(slots=True)
class Intake:
    """A list being read: `entries` may be read once, and then `date` (the publisher's, if it gives one) and `count` hold."""

    entries: Iterator[Entry]
    date: str | None = None
    count: int = 0
    passed_over: int = 0


@dataclass(slots=True)
class _Draft:
    """An entry while records are added to it."""

    id: str
    schema: str
    values: dict[str, dict[str, None]] = field(default_factory=dict)
    listings: list[Listing] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Record:
    """One record that has been read: what it says of the entity and of the listing."""

    id: str
    schema: str
    values: tuple[Value, ...]
    listing: Listing


def read_list(mapping: Mapping, files: Sequence[Path | str], *, form: str | None = None) -> Intake:
    """The entries in the files of one list; `form` names the form for all of them, else each is recognised.

    Raises FormatError, on reading `entries`, that names file, row and field; nothing before it should be kept.
    """
    paths = _files(files)
    chosen = [(path, mapping.form(form or recognise(mapping, path))) for path in paths]
    main = [(path, kind) for path, kind in chosen if not kind.adds]
    if not main:
        names = ", ".join(path.name for path in paths) or "no file"
        raise FormatError(
            f"{names}: row 0: holds only what adds to entries of {mapping.name}; give the file of the entries too"
        )
    intake = Intake(iter(()))
    intake.entries = _bounded(
        _entries(mapping, main, [pair for pair in chosen if pair[1].adds], intake), mapping, intake
    )
    return intake


def _files(files: Iterable[Path | str]) -> list[Path]:
    found: list[Path] = []
    for path in map(Path, files):
        found += sorted(inner for inner in path.iterdir() if inner.is_file()) if path.is_dir() else [path]
    return found


def _bounded(entries: Iterator[Entry], mapping: Mapping, intake: Intake) -> Iterator[Entry]:
    least, most = mapping.bounds
    where = f"{mapping.file or mapping.name}: bounds: [{least}, {most}]"
    for entry in entries:
        intake.count += 1
        if intake.count > most:
            break
        yield entry
    if not least <= intake.count <= most:
        counted = f"more than {most:,}" if intake.count > most else f"{intake.count:,}"
        raise FormatError(
            f"{mapping.name}: row {intake.count}: field 'bounds': the list has {counted} entries, and should have {least:,} to "
            f"{most:,}; if that is right, change {where}"
        )


def _entries(
    mapping: Mapping, main: list[tuple[Path, Form]], adding: list[tuple[Path, Form]], intake: Intake
) -> Iterator[Entry]:
    if all(form.stream for _, form in main) and not adding:
        for path, form in main:
            for record in _records(path, form, mapping, intake):
                yield _entry(_begun(record), mapping)
        return
    drafts: dict[str, _Draft] = {}
    for path, form in main:
        for record in _records(path, form, mapping, intake):
            draft = drafts.setdefault(record.id, _Draft(record.id, record.schema))
            _add(draft, record, adds=form.together and bool(draft.listings))
    for path, form in adding:
        for record in _records(path, form, mapping, intake, {draft.id: draft.schema for draft in drafts.values()}):
            if record.id not in drafts:
                raise FormatError(
                    f"{path.name}: row {record.listing.row}: field 'id': no entry {record.id!r} is on the list"
                )
            _add(drafts[record.id], record, adds=True)
    yield from (_entry(draft, mapping) for draft in drafts.values())


def _begun(record: _Record) -> _Draft:
    draft = _Draft(record.id, record.schema)
    _add(draft, record)
    return draft


def _add(draft: _Draft, record: _Record, *, adds: bool = False) -> None:
    for value in record.values:
        draft.values.setdefault(value.to, {})[value.text] = None
    if adds:
        first = draft.listings[0]
        draft.listings[0] = replace(first, text=f"{first.text}\n{record.listing.text}")
    elif record.listing.text not in {known.text for known in draft.listings}:
        draft.listings.append(record.listing)


def _records(
    path: Path, form: Form, mapping: Mapping, intake: Intake, known: dict[str, str] | None = None
) -> Iterator[_Record]:
    reading = read_records(path, form)
    number = 0
    for number, tree in _read(reading, form):
        place = Place(path.name, number)
        if not _wanted(tree, form):
            intake.passed_over += 1
            continue
        record = _record(tree, form, mapping, place, intake, known)
        if record is None:
            intake.passed_over += 1
        else:
            yield from _each_name(record, mapping) if form.each else (record,)
    _check_head(reading, form, number, intake)


def _each_name(record: _Record, mapping: Mapping) -> Iterator[_Record]:
    """One record for each of its names, since they are those of different bodies."""
    others = tuple(value for value in record.values if value.to != "name")
    for value in record.values:
        if value.to == "name":
            yield replace(record, id=_hashed(mapping, value.text.casefold()), values=(value, *others))


def _read(reading: Reading, form: Form) -> Iterator[tuple[int, Tree]]:
    if form.reader == "ocds":
        from upperhand.lists.ocds import awards

        return awards(reading)
    if form.reader == "ftm":
        from upperhand.lists.ftm import flattened

        return flattened(reading)
    return reading.records


def _wanted(tree: Tree, form: Form) -> bool:
    return all(
        any(re.search(pattern, str(value)) for value in tree.get(name) or [""]) for name, pattern in form.only.items()
    )


def _check_head(reading: Reading, form: Form, records: int, intake: Intake) -> None:
    if said := reading.head.get("date" if form.head else form.date or ""):
        dates = read_dates(said, form.order)
        if dates is None:
            raise FormatError(
                f"{reading.file}: row 0: field {form.date or 'date'!r}: {said!r} is not a date that can be read"
            )
        intake.date = max(filter(None, (intake.date, dates[0])))
    if form.count and (told := reading.head.get(form.count, str(records))) != str(records):
        raise FormatError(
            f"{reading.file}: row {records}: field {form.count!r}: says {told} records, the file has {records}; fetch it again"
        )


def _record(
    tree: Tree, form: Form, mapping: Mapping, place: Place, intake: Intake, known: dict[str, str] | None
) -> _Record | None:
    """A record as read; None if it names nobody, as the mapping allows."""
    empty = frozenset(form.empty)
    rough = Manner(form.order, empty)
    id_ = _id(tree, form, mapping, place, rough)
    schema = (known or {}).get(id_) or _schema(tree, form, mapping, place, rough)
    values = tuple(read_fields(tree, form.fields, form.join, Manner(form.order, empty, schema), place))
    for value in values:
        if value.to == "list.date":
            intake.date = max(filter(None, (intake.date, value.text)))
    said = tuple(value for value in values if "." not in value.to and value.to not in ("id", "schema"))
    if not form.adds and not form.together and not any(value.to == "name" for value in said):
        if form.nameless:
            return None
        raise Place(place.file, place.row, "name").fault("is empty")
    if known is not None and id_ not in known:
        raise Place(place.file, place.row, "id").fault(f"no entry {id_!r} is on the list")
    return _Record(id_, schema, said, _listing(values, tree, form, place))


def _picked(tree: Tree, target: str, form: Form, manner: Manner, place: Place) -> str | None:
    """The first value of a record that goes into this target."""
    rules = {name: rule for name, rule in form.fields.items() if _aims(rule, target)}
    joins = tuple(rule for rule in form.join if rule.to == target)
    wanted = {*rules, *(name for rule in joins for name in rule.of)}
    part = {name: tree[name] for name in tree if name in wanted}
    values = read_fields(part, {**dict.fromkeys(part), **rules}, joins, manner, place)
    return next((value.text for value in values if value.to == target), None)


def _aims(rule: Field | str | None, target: str) -> bool:
    """Whether a rule, or one inside it, leads to a target."""
    if rule is None or isinstance(rule, str):
        return rule == target
    return rule.to == target or any(_aims(inner, target) for inner in (*(rule.fields or {}).values(), *rule.join))


def _id(tree: Tree, form: Form, mapping: Mapping, place: Place, manner: Manner) -> str:
    given = _picked(tree, "id", form, manner, place)
    if given is not None:
        return given if form.reader == "ftm" else f"{mapping.name}-{given}"
    if not form.key:
        raise Place(place.file, place.row, "id").fault("is empty, and the mapping has no `key` to make one of")
    words = "\0".join("; ".join(map(str, tree.get(name, ()))).casefold() for name in form.key)
    if not words.strip("\0"):
        raise Place(place.file, place.row, form.key[0]).fault("is empty")
    return _hashed(mapping, words)


def _hashed(mapping: Mapping, words: str) -> str:
    return f"{mapping.name}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def _schema(tree: Tree, form: Form, mapping: Mapping, place: Place, manner: Manner) -> str:
    schema = _picked(tree, "schema", form, manner, place) or mapping.schema
    if schema not in schemata():
        raise Place(place.file, place.row, "schema").fault(f"{schema!r} is not a schema that entries may have")
    return schema


def _listing(values: tuple[Value, ...], tree: Tree, form: Form, place: Place) -> Listing:
    said: dict[str, list[str]] = {}
    for value in values:
        if value.to.startswith("listing."):
            said.setdefault(value.to.removeprefix("listing."), []).append(value.text)
    told = {name: _one(name, found) for name, found in said.items()}
    amount = told.pop("amount", None)
    return Listing(
        text=render(tree),
        amount=float(amount) if amount else None,
        file=place.file,
        row=place.row,
        **told,  # type: ignore[arg-type]
    )


def _one(name: str, found: list[str]) -> str:
    """Of several values the one that counts: the earliest beginning, all reasons, else the first."""
    if name == "start":
        return min(found)
    return " ".join(dict.fromkeys(found)) if name == "reason" else found[0]


def _entry(draft: _Draft, mapping: Mapping) -> Entry:
    values = {prop: tuple(found) for prop, found in draft.values.items()}
    if "name" not in values:
        raise Place(draft.listings[0].file, draft.listings[0].row, "name").fault(
            f"no record of {draft.id!r} gives its name"
        )
    schema = draft.schema
    if mapping.guess and schema in ("LegalEntity", "Organization") and is_company(values):
        schema = "Company"
    for prop, fixed in (("topics", mapping.topics), *mapping.properties.items()):
        if fixed:
            values[prop] = tuple(dict.fromkeys((*values.get(prop, ()), *fixed)))
    return Entry(_entity(draft.id, schema, values), tuple(draft.listings))


def _entity(id_: str, schema: str, values: dict[str, tuple[str, ...]]) -> Entity:
    """The entity; what its schema has no property for is kept as a note."""
    allowed = schemata()[schema]
    fitting = {prop: found for prop, found in values.items() if prop in allowed}
    notes = [f"{prop}: {value}" for prop, found in values.items() if prop not in allowed for value in found]
    if notes and "notes" in allowed:
        fitting["notes"] = (*fitting.get("notes", ()), *notes)
    names = set(fitting["name"])
    for prop in ("alias", "weakAlias", "previousName"):
        if prop in fitting and not (left := tuple(name for name in fitting[prop] if name not in names)):
            del fitting[prop]
        elif prop in fitting:
            fitting[prop] = left
    return Entity(id_, schema, fitting["name"][0], fitting)
