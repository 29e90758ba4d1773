"""The store: a folder that keeps every version of every list, with its date, its hash and where it came from.

    upperhand-lists/us-ofac-sdn/versions/2021-07-01-3f1c…/version.json   what it is
                                                         /entries.jsonl  its entries, FollowTheMoney JSON with listings
                                                         /beside.jsonl   ownerships and other ties of a FollowTheMoney list
                                                         /files/…        the files as they were given
                                                         /told.json      when each award was last told of, if it can be again
                               /mapping.yml                              a mapping of the user's own
                               /checked.json                             what the publisher last said (ETag and the like)
                               /index/                                   for screening; made by the layer above

A version is written beside the others under a name that nobody reads, and renamed into place when it is whole: a file
that is refused, or a machine that stops, leaves the store as it was.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Table
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import msgspec

from upperhand import data
from upperhand.errors import FormatError, InputError
from upperhand.lists.entry import Entry, dump, load
from upperhand.lists.intake import read_list
from upperhand.lists.listing_claims import ruleset
from upperhand.lists.mapping import Mapping, load_mapping, mapping_of
from upperhand.model import Entity

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
BESIDE = "beside.jsonl"
_TOLD = "told.json"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")  # a name is a folder of the store, never a way out of it


class Kept(msgspec.Struct, frozen=True):
    """A file of a version: its name, SHA-256, size in bytes, and where it was fetched, if it was."""

    name: str
    sha256: str
    size: int
    address: str | None = None


class Version(msgspec.Struct, frozen=True):
    """One state of a list. `date` is the day it speaks of, `added_at` when it came into the store."""

    list: str
    id: str
    date: str
    added_at: str
    sha256: str
    entries: int
    files: tuple[Kept, ...]
    ruleset: str
    passed_over: int = 0


class Store:
    """The lists kept in one folder. Reading never changes it; one process writes a list at a time."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    def lists(self) -> tuple[str, ...]:
        """The names of the lists that have a version."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in self.folder.iterdir() if path.is_dir() and self.versions(path.name)))

    def mapping(self, name: str) -> Mapping:
        """The mapping of a list: the user's own, kept in the store, or the shipped one."""
        own = self.folder / name / "mapping.yml"
        return load_mapping(own) if _NAME.fullmatch(name) and own.exists() else mapping_of(name)

    def versions(self, name: str) -> tuple[Version, ...]:
        """Every version of a list, the oldest day first."""
        folder = self.folder / name / "versions"
        if not _NAME.fullmatch(name) or not folder.is_dir():
            return ()
        found = [self._version(path) for path in folder.iterdir() if not path.name.startswith(".")]
        return tuple(sorted(found, key=lambda version: (version.date, version.added_at, version.id)))

    def version(self, name: str, as_of: str | None = None) -> Version:
        """The version that held on a day (the latest, if None). Raises InputError if none is that old."""
        versions = self.versions(name)
        if not versions:
            raise InputError(f"no version of {name!r} in {self.folder}: add one with 'upperhand lists add {name} FILE'")
        held = [version for version in versions if as_of is None or version.date <= day(as_of)]
        if not held:
            raise InputError(
                f"the oldest version of {name!r} that is kept is of {versions[0].date}; what was listed on {as_of} is not known. "
                f"Add an older file with 'upperhand lists add {name} FILE --date {as_of}'"
            )
        return held[-1]

    def find(self, name: str) -> Version:
        """A version by what people write: `us-ofac-sdn`, `us-ofac-sdn@2021-08-01` or `us-ofac-sdn@` and the start of an id."""
        name, at, which = name.partition("@")
        if not at:
            return self.version(name)
        for version in self.versions(name):
            if len(which) > 10 and version.id.startswith(which):
                return version
        return self.version(name, which)

    def entries(self, version: Version, as_of: str | None = None) -> Iterator[Entry]:
        """The entries of a version; with `as_of`, those that its own dates say were listed on that day."""
        path = self._folder(version) / "entries.jsonl"
        with path.open("rb") as lines:
            for line in lines:
                entry = load(line)
                if as_of is None or _listed(entry, day(as_of)):
                    yield entry

    def beside(self, version: Version) -> Iterator[Entity]:
        """What stands beside the entries of a FollowTheMoney list: ownerships, sanctions, passports and the like."""
        path = self._folder(version) / BESIDE
        if not path.exists():
            return  # a version that was kept before these were
        with path.open("rb") as lines:
            for line in lines:
                yield load(line).entity

    def told(self, version: Version) -> dict[str, str]:
        """When a version last told of each thing that others may tell of too, such as an award."""
        path = self._folder(version) / _TOLD
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str]) if path.exists() else {}

    def listed(self, name: str, as_of: str) -> tuple[Version, Iterator[Entry], bool]:
        """Who was listed on a day: the version that answers, its entries of that day, and whether it is as old as that.

        Where no version is that old, the oldest one answers with the entries that say since when they are listed: those
        taken off before it was published are missing. Raises InputError if its entries have no dates.
        """
        versions = self.versions(name)
        if versions and versions[0].date > day(as_of):
            dated = [entry for entry in self.entries(versions[0]) if all(item.start for item in entry.listings)]
            if dated:
                return versions[0], (entry for entry in dated if _listed(entry, day(as_of))), False
        version = self.version(name, as_of)
        return version, self.entries(version, as_of), True

    def add(
        self,
        mapping: Mapping,
        files: Sequence[Path | str],
        *,
        at: str,
        date: str | None = None,
        form: str | None = None,
        addresses: Table[str, str] | None = None,
        least: int = 0,
    ) -> tuple[Version, bool]:
        """Take in a list's files as a version; gives it, and whether it is new. `at` is now, `date` the day it speaks of.

        Without a `date` the publisher's own stands, or else the day of `at`. The same files again, read under the same
        mapping, add nothing. Raises FormatError, naming file, row and field, with the store as it was; so for fewer than
        `least` entries.
        """
        said = day(date) if date else None
        paths = _inner(files)
        kept = tuple(_kept(path, addresses or {}) for path in paths)
        digest = _digest(kept)
        with self._draft(mapping.name) as draft:
            version = self._write(draft, mapping, paths, kept, digest, form, said, at)
            if version.entries < least:
                raise FormatError(
                    f"{mapping.name}: row {version.entries}: the list has {version.entries:,} entries, and had at least "
                    f"{least:,} a version ago; if that is right, fetch the file by hand and add it"
                )
            for known in self.versions(mapping.name):
                if (known.sha256, known.ruleset, known.date) == (digest, version.ruleset, version.date):
                    return known, False
            self._publish(draft, version)
        return version, True

    def _write(
        self, draft: Path, mapping: Mapping, paths: Sequence[Path], kept: tuple[Kept, ...], digest: str,
        form: str | None, said: str | None, at: str,
    ) -> Version:  # fmt: skip
        (draft / "files").mkdir()
        for path in paths:
            shutil.copyfile(path, draft / "files" / path.name)
        with (draft / "entries.jsonl").open("wb") as lines, (draft / BESIDE).open("wb") as beside:
            intake = read_list(
                mapping,
                [draft / "files" / path.name for path in paths],
                form=form,
                aside=lambda entity: _write_line(beside, dump(Entry(entity), mapping.name)),
            )
            for entry in intake.entries:
                _write_line(lines, dump(entry, mapping.name))
        if intake.last.told:
            (draft / _TOLD).write_bytes(msgspec.json.encode(intake.last.told))
        when = said or _whole_day(intake.date) or at[:10]
        version = Version(
            mapping.name,
            f"{when}-{digest[:12]}",
            when,
            at,
            digest,
            intake.count,
            kept,
            ruleset(mapping),
            intake.passed_over,
        )
        (draft / "version.json").write_bytes(msgspec.json.format(msgspec.json.encode(version)))
        return version

    def _publish(self, draft: Path, version: Version) -> None:
        final = self._folder(version)
        with suppress(FileNotFoundError):  # the same files read anew, since the mapping has changed
            final.rename(draft.with_name(f"{draft.name}-old"))
        for path in draft.rglob("*"):
            if path.is_file():
                _flush(path)
        draft.rename(final)
        shutil.rmtree(draft.with_name(f"{draft.name}-old"), ignore_errors=True)

    def keep_mapping(self, mapping: Mapping, path: Path) -> None:
        """Keep a mapping of the user's own with its list, so that the list can be updated and read again."""
        folder = self.folder / mapping.name
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".mapping-{os.getpid()}"
        shutil.copyfile(path, draft)
        draft.replace(folder / "mapping.yml")

    def checked(self, name: str) -> dict[str, dict[str, str]]:
        """What the publisher said when each address was last asked: ETag, Last-Modified, SHA-256, the time."""
        try:
            return msgspec.json.decode(
                (self.folder / name / "checked.json").read_bytes(), type=dict[str, dict[str, str]]
            )
        except (FileNotFoundError, msgspec.DecodeError):
            return {}

    def keep_checked(self, name: str, said: Table[str, dict[str, str]]) -> None:
        """Keep that, once the files that came with it are in the store."""
        data.keep(self.folder / name / "checked.json", msgspec.json.encode(dict(said)))

    def index_folder(self, name: str) -> Path:
        """Where the screening index of a list stands."""
        return self.folder / name / "index"

    def files(self, version: Version) -> dict[str, Path]:
        """The files of a version as they were given, by name."""
        return {kept.name: self._folder(version) / "files" / kept.name for kept in version.files}

    def _folder(self, version: Version) -> Path:
        return self.folder / version.list / "versions" / version.id

    def _version(self, folder: Path) -> Version:
        try:
            return msgspec.json.decode((folder / "version.json").read_bytes(), type=Version)
        except (OSError, msgspec.DecodeError) as error:
            raise FormatError(
                f"{folder}: is no version of a list ({error}); move it away, and add the file again"
            ) from error

    @contextmanager
    def _draft(self, name: str) -> Iterator[Path]:
        folder = self.folder / name / "versions"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            draft = folder / f".draft-{os.getpid()}"
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
        except OSError as error:
            raise InputError(f"{folder}: cannot be written ({error.strerror}); give another --store") from error
        try:
            yield draft
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def day(text: str) -> str:
    """A day as people give it. Raises InputError for what is none."""
    from datetime import date

    try:
        return date.fromisoformat(text[:10] if _DAY.match(text) else text).isoformat()
    except ValueError as error:
        raise InputError(f"{text!r} is not a day; write it as 2020-10-08") from error


def _whole_day(text: str | None) -> str | None:
    return text if text and _DAY.fullmatch(text) else None


def _listed(entry: Entry, on: str) -> bool:
    """Whether one of the listings holds on a day; one without dates holds on every day."""
    return any(
        (not item.start or item.start <= on) and all(end is None or end > on for end in (item.end, item.superseded))
        for item in entry.listings
    )


def _inner(files: Sequence[Path | str]) -> list[Path]:
    found: list[Path] = []
    for path in map(Path, files):
        if not path.exists():
            raise InputError(f"{path}: no such file")
        if not path.is_file() and not path.is_dir():
            raise InputError(f"{path}: is no regular file; save it to one, and add that")
        found += sorted(inner for inner in path.iterdir() if inner.is_file()) if path.is_dir() else [path]
    names = [path.name for path in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InputError(f"two files are called {twice[0]}: rename one of them")
    return found


def _kept(path: Path, addresses: Table[str, str]) -> Kept:
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as content:
            while chunk := content.read(1 << 20):
                digest.update(chunk)
                size += len(chunk)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    return Kept(path.name, digest.hexdigest(), size, addresses.get(path.name))


def _digest(kept: tuple[Kept, ...]) -> str:
    if len(kept) == 1:
        return kept[0].sha256
    return hashlib.sha256("\n".join(f"{file.sha256} {file.name}" for file in kept).encode()).hexdigest()


def _write_line(file: IO[bytes], line: bytes) -> None:
    file.write(line + b"\n")


def _flush(path: Path) -> None:
    with path.open("rb") as content:
        os.fsync(content.fileno())
