"""Intake: the files of one list to its entries. All or nothing: what the mapping does not understand stops the list."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from upperhand.errors import FormatError
from upperhand.lists.company import is_company
from upperhand.lists.dates import read_dates
from upperhand.lists.entrant import Entrant, Reader, made_id
from upperhand.lists.entry import Entry, Listing
from upperhand.lists.fields import Place
from upperhand.lists.mapping import Form, Mapping
from upperhand.lists.recognise import recognise
from upperhand.lists.records import Reading, Tree, read_records
from upperhand.lists.schema import schemata
from upperhand.lists.superseded import Last, merged, thing
from upperhand.lists.ties import Ends, Tie
from upperhand.model import Entity


@dataclass(slots=True)
class Intake:
    """A list being read: `entries` may be read once, and then `date` (the publisher's, if it gives one) and `count` hold.

    `aside` takes what stands beside the entries: ownerships and other ties, and of a FollowTheMoney list sanctions, passports and the like.
    """

    entries: Iterator[Entry]
    date: str | None = None
    count: int = 0
    passed_over: int = 0
    aside: Callable[[Entity], None] = lambda _: None
    last: Last = field(default_factory=Last)
    ties: list[Tie] = field(default_factory=list)


@dataclass(slots=True)
class _Draft:
    """An entry while records are added to it."""

    id: str
    schema: str
    values: dict[str, dict[str, None]] = field(default_factory=dict)
    listings: list[Listing] = field(default_factory=list)


def read_list(
    mapping: Mapping,
    files: Sequence[Path | str],
    *,
    form: str | None = None,
    aside: Callable[[Entity], None] = lambda _: None,
) -> Intake:
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
    intake = Intake(iter(()), aside=aside)
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
    ends, named = Ends(), any(tie.name for tie in intake.ties)
    for draft in drafts.values():
        entry = _entry(draft, mapping)
        ends.note(entry, named)
        yield replace(entry, listings=intake.last.marked(entry.listings))
    for tie in ends.joined(intake.ties, mapping.name):
        intake.aside(tie)


def _begun(record: Entrant) -> _Draft:
    draft = _Draft(record.id, record.schema)
    _add(draft, record)
    return draft


def _add(draft: _Draft, record: Entrant, *, adds: bool = False) -> None:
    for value in record.values:
        draft.values.setdefault(value.to, {})[value.text] = None
    if adds:
        first = draft.listings[0]
        draft.listings[0] = replace(first, text=f"{first.text}\n{record.listing.text}")
    else:
        draft.listings = merged(draft.listings, record.listing)


def _records(
    path: Path, form: Form, mapping: Mapping, intake: Intake, known: dict[str, str] | None = None
) -> Iterator[Entrant]:
    reading, reader, number = read_records(path, form), Reader(form, mapping, known), 0
    for number, tree in _read(reading, form, intake.aside):
        place = Place(path.name, number)
        intake.last.hear(thing(tree, form))
        entrant = reader.read(tree, place) if _wanted(tree, form) else None
        if entrant is None:
            intake.passed_over += 1
            continue
        if not form.stream:
            intake.ties.extend(entrant.ties)
        if entrant.day:
            intake.date = max(filter(None, (intake.date, entrant.day)))
        yield from _each_name(entrant, mapping) if form.each else (entrant,)
    _check_head(reading, form, number, intake)


def _each_name(record: Entrant, mapping: Mapping) -> Iterator[Entrant]:
    """One record for each of its names, since they are those of different bodies."""
    others = tuple(value for value in record.values if value.to != "name")
    for value in record.values:
        if value.to == "name":
            yield replace(record, id=made_id(mapping, value.text.casefold()), values=(value, *others))


def _read(reading: Reading, form: Form, aside: Callable[[Entity], None]) -> Iterator[tuple[int, Tree]]:
    if form.reader == "ocds":
        from upperhand.lists.ocds import awards

        return awards(reading, frozenset(form.known))
    if form.reader == "advanced":
        from upperhand.lists.advanced import parties

        return parties(reading, form)
    if form.reader == "ftm":
        from upperhand.lists.ftm import flattened

        return flattened(reading, aside)
    return reading.records


def _wanted(tree: Tree, form: Form) -> bool:
    return all(
        any(re.search(pattern, str(value)) for value in tree.get(name) or [""]) for name, pattern in form.only.items()
    )


def _check_head(reading: Reading, form: Form, records: int, intake: Intake) -> None:
    if form.partial and (since := reading.head.get(form.partial)):
        raise FormatError(
            f"{reading.file}: row 0: field {form.partial!r}: the file tells of changes since {since} alone; fetch the whole list"
        )
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
