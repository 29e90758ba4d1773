"""Lists at work: taken in, kept indexed for screening, and written into a ledger as claims.

The rooms `lists`, `resolve` and `ledger` do not know each other; here they meet.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from upperhand import data
from upperhand.errors import FormatError, InputError, UpperhandError
from upperhand.jointindex import alone, opened, together
from upperhand.lists import Change, Entry, Mapping, Store, Version, claims, compare, fetch, mapping_of
from upperhand.lists.listing_claims import removals, ruleset
from upperhand.lists.mapping import load_mapping
from upperhand.lists.superseded import overtaken
from upperhand.model import Claim, Document, Entity, Judgement, Link
from upperhand.queries import understood
from upperhand.workers import ordered_map

if TYPE_CHECKING:
    from upperhand.ledger import Clusters, Found, Ledger
    from upperhand.resolve import Candidate, Index, Linker, Match, Row, Screened

_REBUILD_FROM = 0.3  # share of entries that changed, from which building anew is quicker
_BATCH = 100  # rows that are screened at a time
_PAYS_FROM = 16  # such batches: for fewer, starting processes costs more than it saves
_MARK = "indexed.txt"  # which version an index is of
_JOINT = ".joint"  # where indexes of several lists are kept
_LEAST_LEFT = 0.5  # share of a list's entries below which an update looks cut short
_HELD = 500_000  # entries of two versions that are compared in memory


@dataclass(frozen=True, slots=True)
class Update:
    """What came of asking a publisher: `new`, `unchanged`, or `failed` with the sentence that says why."""

    name: str
    outcome: Literal["new", "unchanged", "failed"]
    detail: str = ""
    version: Version | None = None


def add_list(
    name: str, files: Sequence[Path | str], store: Store, *, at: str, date: str | None = None, format: str | None = None
) -> tuple[Version, bool]:
    """Take a list's files into the store and bring its index up to date; gives the version and whether it is new.

    `format` is one of the list's forms, or a mapping file (`.yml`) of one's own, which is kept with the list.
    Raises FormatError naming file, row and field where the files are not as the mapping says; the store stays as it was.
    """
    own = Path(format) if format and format.endswith((".yml", ".yaml")) else None
    mapping = _own_mapping(own, name) if own else store.mapping(name)
    form = None if own else format
    if form and form not in mapping.forms:
        raise InputError(f"{name} has no form {form!r}; it is published as {', '.join(mapping.forms)}")
    version, is_new = store.add(mapping, files, at=at, date=date, form=form)
    if own:
        store.keep_mapping(mapping, own)
    bring_index(store, name)
    return version, is_new


def _own_mapping(path: Path, name: str) -> Mapping:
    if not path.exists():
        raise InputError(f"{path}: no such mapping file")
    mapping = load_mapping(path)
    if mapping.name != name:
        raise InputError(f"{path}: is the mapping of {mapping.name!r}, not of {name!r}")
    return mapping


def update_lists(
    names: Iterable[str],
    store: Store,
    *,
    at: str,
    largest: int | None = None,
    wait: Callable[[float], None] | None = None,
) -> Iterator[Update]:
    """Ask the publisher of each list for what is new. One that fails leaves its last good version, and the others go on."""
    for name in names:
        try:
            yield _update(store.mapping(name), store, at, largest, wait)
        except UpperhandError as error:
            yield Update(name, "failed", str(error))


def _update(
    mapping: Mapping, store: Store, at: str, largest: int | None, wait: Callable[[float], None] | None
) -> Update:
    addresses = [source.address for source in mapping.forms.values() if source.update and source.address]
    if not addresses:
        raise InputError(
            f"{mapping.name}: the publisher keeps no file that can be fetched; get it from {mapping.homepage} and add it"
        )
    held = store.versions(mapping.name)
    said = store.checked(mapping.name) if held else {}
    told = {} if largest is None else {"largest": largest}
    waiting = {} if wait is None else {"wait": wait}
    with tempfile.TemporaryDirectory(prefix="upperhand-") as folder:
        fetched = []
        for number, address in enumerate(addresses):
            (place := Path(folder) / str(number)).mkdir()  # two publishers may give their files one name
            fetched.append(fetch(address, place, said=said.get(address), **told, **waiting))  # type: ignore[arg-type]
        heard = {item.address: {**item.said, "checked_at": at} for item in fetched}
        nothing_came = all(item.path is None for item in fetched)
        last = store.version(mapping.name) if nothing_came else None
        if last and last.ruleset == ruleset(mapping):
            store.keep_checked(mapping.name, heard)
            return Update(mapping.name, "unchanged", "the publisher's files are those that are kept")
        paths = _apart([item.path or _kept_file(store, mapping.name, item.address) for item in fetched], Path(folder))
        sources = {path.name: item.address for path, item in zip(paths, fetched, strict=True)}
        # Where nothing came but the mapping has changed, the same files are read anew, for the same day.
        least = int(held[-1].entries * _LEAST_LEFT) if held else 0
        version, is_new = store.add(
            mapping, paths, at=at, date=last.date if last else None, addresses=sources, least=least
        )
    store.keep_checked(mapping.name, heard)
    bring_index(store, mapping.name)
    return Update(
        mapping.name, "new" if is_new else "unchanged", f"{version.entries:,} entries of {version.date}", version
    )


def _apart(paths: list[Path], folder: Path) -> list[Path]:
    """The same files, those that share a name copied under other ones."""
    names = [path.name for path in paths]
    return [
        path if names.count(path.name) == 1 else Path(shutil.copyfile(path, folder / f"{number}-{path.name}"))
        for number, path in enumerate(paths, 1)
    ]


def _kept_file(store: Store, name: str, address: str) -> Path:
    """The file that an address gave the last time, where it did not change and others of the list did."""
    version = max(store.versions(name), key=lambda version: version.added_at)
    for kept in version.files:
        if kept.address == address:
            return store.files(version)[kept.name]
    raise FormatError(
        f"{name}: row 0: field {address!r}: has not changed, and its file is not kept; add all files by hand"
    )


def bring_index(store: Store, name: str) -> "Index":
    """The screening index of a list's latest version, built, or changed by what the version changed.

    An index that an older program has written, or that is damaged, is built anew.
    """
    if index := _current(store, name):
        return index
    with alone(store.index_folder(name)):
        return _current(store, name) or _made(store, name)


def joint_index(store: Store, indexes: "dict[str, Index]") -> "Index":
    """The indexes of these lists as one: small ones are merged, and what was merged is kept in the store."""
    return together(store.folder / _JOINT, list(indexes.values()), [_mark(store, name) for name in indexes])


def _current(store: Store, name: str) -> "Index | None":
    """The index, if it is that of the latest version."""
    is_current = _mark(store, name) == _stamp(store.version(name))
    return opened(store.index_folder(name)) if is_current else None


def _stamp(version: Version) -> str:
    """What an index is of: a version, as the name tables of today file it."""
    return f"{version.id} {version.ruleset} {data.fingerprint('resolve')}"


def _mark(store: Store, name: str) -> str:
    mark = store.index_folder(name) / _MARK
    return mark.read_text(encoding="utf-8").strip() if mark.exists() else ""


def _made(store: Store, name: str) -> "Index":
    from upperhand.resolve import Index

    folder, version, before = store.index_folder(name), store.version(name), _mark(store, name)
    known = next((item for item in store.versions(name) if _stamp(item) == before), None)
    (folder / _MARK).unlink(missing_ok=True)
    changed = _change_index(store, name, known, version) if known and known != version else None
    index = changed or Index.build(_filed(store, name, version), folder)
    (folder / _MARK).write_text(f"{_stamp(version)}\n", encoding="utf-8")
    return index


def _change_index(store: Store, name: str, known: Version, version: Version) -> "Index | None":
    if known.entries + version.entries > _HELD:
        return None
    changes = list(compare(store.entries(known), store.entries(version)))
    if len(changes) > _REBUILD_FROM * version.entries:
        return None
    fresh = {change.id for change in changes if change.kind != "removed"}
    gone = [change.id for change in changes if change.kind == "removed"]
    index = opened(store.index_folder(name))
    if index is None:
        return None
    if fresh:
        index = index.add(entity for entity in _filed(store, name, version) if entity.id in fresh)
    return index.remove(gone) if gone else index


def _filed(store: Store, name: str, version: Version) -> Iterator[Entity]:
    for entry in store.entries(version):
        entity = entry.entity
        yield replace(entity, properties={**entity.properties, "datasets": (name,)})


def write_claims(store: Store, name: str, ledger: "Ledger", *, at: str) -> tuple[int, int]:
    """Write the claims of a list's latest version into a ledger, all or none; gives how many came to stand and how many
    were withdrawn.

    An entry that the version before had otherwise is withdrawn in its old words; one that is gone is noted as eased. So is
    what a later record tells otherwise (an award): the claim is written, and withdrawn, so that it can be looked up.
    Where judgements join an entry's id with another one, its claims are about that one.
    """
    from upperhand.resolve import Linker, NameTable

    linker, clusters = Linker(NameTable.load(), ledger.judgements()), ledger.clusters()
    mapping, version = store.mapping(name), store.version(name)
    found = (
        _found(document, claim, entity, version, linker, clusters)
        for document, claim, entity in _claims(store, mapping, version, ledger)
    )
    wrote = ledger.add_all(found, at=at)
    return wrote.claims, wrote.retracted


def _found(
    document: Document, claim: Claim | None, entity: str, version: Version, linker: "Linker", clusters: "Clusters"
) -> "Found":
    from upperhand.ledger import Found

    links = linker.link(claim) if claim else ()
    judged = claim is not None and len(clusters.members(entity)) > 1
    if judged:
        links = tuple(_ruled(link, clusters.canonical(entity)) if link.role == "target" else link for link in links)
    resolver = f"judged {clusters.canonical(entity)}" if judged else ""
    kept = replace(document, retrieved_at=version.added_at)
    return Found(kept, (claim,) if claim else (), links, _run(version, claim), resolver)


def _ruled(link: Link, entity: str) -> Link:
    return replace(link, entity_id=entity, candidates=(), how="judgement")


def _run(version: Version, claim: Claim | None) -> str:
    """The ruleset of a reading: another one where the same words mean something else since the day has come."""
    return f"{version.ruleset}/{claim.assertion.status}" if claim else f"{version.ruleset}/withdrawn"


def _claims(
    store: Store, mapping: Mapping, version: Version, ledger: "Ledger"
) -> Iterator[tuple[Document, Claim | None, str]]:
    """The documents of a version with their claims and whose they are, and then what only versions before had."""
    if mapping.lever is None:
        return
    now: set[str] = set()
    ids: set[str] = set()
    withdrawn = ledger.known_documents(_run(version, None)) if store.told(version) else set()
    for entry in store.entries(version):
        ids.add(entry.entity.id)
        for document, claim in claims(
            mapping, _part(entry, superseded=True), as_of=version.date, address=_address(version)
        ):
            if document.id not in withdrawn:
                yield from ((document, said, entry.entity.id) for said in (claim, None))
        for document, claim in claims(mapping, _part(entry), as_of=version.date, address=_address(version)):
            now.add(document.id)
            yield document, claim, entry.entity.id
    before = [item for item in store.versions(mapping.name) if item.date < version.date]
    if mapping.lasting:
        yield from _overtaken(store, mapping, before, version, now)
    elif before:
        yield from _departed(store, mapping, before[-1], version, now, ids)


def _part(entry: Entry, *, superseded: bool = False) -> Entry:
    return replace(entry, listings=tuple(item for item in entry.listings if bool(item.superseded) is superseded))


def _overtaken(
    store: Store, mapping: Mapping, before: Sequence[Version], version: Version, now: set[str]
) -> Iterator[tuple[Document, Claim | None, str]]:
    """What older versions say of things of which this one tells otherwise."""
    last = store.told(version)
    for older in before if last else ():
        for entry in store.entries(older):
            gone = replace(entry, listings=tuple(overtaken(_part(entry).listings, last)))
            for document, _ in claims(mapping, gone, as_of=version.date, address=_address(older)):
                if document.id not in now:
                    yield document, None, entry.entity.id


def _departed(
    store: Store, mapping: Mapping, before: Version, version: Version, now: set[str], ids: set[str]
) -> Iterator[tuple[Document, Claim | None, str]]:
    states = f"{before.date} {before.sha256}", f"{version.date} {version.sha256}"
    for entry in store.entries(before):
        if entry.entity.id not in ids:
            for document, claim in removals(mapping, entry, *states, _address(version)):
                yield document, claim, entry.entity.id
            continue
        for document, _ in claims(mapping, entry, as_of=version.date, address=_address(before)):
            if document.id not in now:
                yield document, None, entry.entity.id


def _address(version: Version) -> str | None:
    return next((kept.address for kept in version.files if kept.address), None)


class Watchlists:
    """Several lists, asked as one. Picklable."""

    def __init__(self, store: Store, names: Sequence[str] = ()) -> None:
        """`names` are lists of the store (all, if none is given). Raises InputError for one that is not in it."""
        self.store = store
        self.names = tuple(dict.fromkeys(names)) or store.lists()
        if not self.names:
            raise InputError(f"no list in {store.folder}: add one with 'upperhand lists add NAME FILE'")
        self.indexes = [bring_index(store, name) for name in self.names]
        self.index = joint_index(store, dict(zip(self.names, self.indexes, strict=True)))

    def __reduce__(self) -> "tuple[type[Watchlists], tuple[Store, tuple[str, ...]]]":
        return Watchlists, (self.store, self.names)

    def match(
        self, query: Entity | str, *, schema: str | None = None, limit: int = 5, threshold: float | None = None
    ) -> "tuple[Match, ...]":
        """The entities of all lists that are most likely meant, the likeliest first."""
        return self.index.match(query, schema=schema, limit=limit, threshold=threshold)

    def screen(
        self, rows: "Iterable[Row]", *, limit: int = 5, threshold: float | None = None, jobs: int = 1
    ) -> "Iterator[Screened]":
        """An answer, or an error of its own, for each row, in their order; by so many processes, if there are many rows."""
        ask = partial(_screened, self, limit, threshold)
        for answers in ordered_map(ask, _batches(rows), jobs=jobs, lost=_unanswered, pays_from=_PAYS_FROM):
            yield from answers

    def alike(
        self, judgements: "Sequence[Judgement]" = (), *, least: float = 0.2, seen: Callable[[], None] = lambda: None
    ) -> "list[Candidate]":
        """Undecided pairs of entities, on one of these lists or on two, that may be the same; the most useful first.

        `seen` is called for each entity that is looked at.
        """
        from upperhand.resolve import dedupe_candidates

        def entities() -> Iterator[Entity]:
            for entity in self.index.entities():
                seen()
                yield entity

        return dedupe_candidates(self.index, judgements, entities=entities(), least=least)


def _batches(rows: "Iterable[Row]") -> "Iterator[list[Row]]":
    rows = iter(rows)
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _screened(watch: Watchlists, limit: int, threshold: float | None, rows: "list[Row]") -> "list[Screened]":
    from upperhand.resolve import Screened, screen

    asked = [_understood(row) for row in rows]
    wanted = (row for row in asked if not isinstance(row, InputError))
    answers = screen(wanted, watch.index, limit=limit, threshold=threshold)
    return [
        Screened(row, error=f"row {row.number}: {one}")
        if isinstance(one, InputError)
        else replace(next(answers), row=row)
        for row, one in zip(rows, asked, strict=True)
    ]


def _understood(row: "Row") -> "Row | InputError":
    try:
        return understood(row)
    except InputError as error:
        return error


def _unanswered(rows: "list[Row]") -> "list[Screened]":
    from upperhand.resolve import Screened

    return [Screened(row, error=f"row {row.number}: the process that screened it ended; try it again") for row in rows]


def screen_file(
    path: Path | str,
    store: Store,
    lists: Sequence[str] = (),
    *,
    limit: int = 5,
    threshold: float | None = None,
    jobs: int = 1,
) -> "Iterator[Screened]":
    """Screen the rows of a CSV, XLSX or JSON Lines file against lists of the store."""
    from upperhand.resolve import read_rows

    return Watchlists(store, lists).screen(read_rows(path), limit=limit, threshold=threshold, jobs=jobs)


def compare_lists(old: str, new: str, store: Store, name: str | None = None) -> Iterator[Change]:
    """What changed between two states of a list, each `NAME`, `NAME@2021-07-01`, or a file of the list `name`."""
    return compare(entries_of(old, store, name), entries_of(new, store, name))


def entries_of(where: str, store: Store, name: str | None = None) -> list[Entry]:
    """A state of a list: `NAME`, `NAME@2021-07-01`, or a file of the list `name`."""
    if name is not None and Path(where).exists():
        from upperhand.lists import read_list

        mapping = store.mapping(name) if name in store.lists() else mapping_of(name)
        return list(read_list(mapping, [where]).entries)
    return list(store.entries(store.find(where)))
