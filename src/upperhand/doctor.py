"""What can be wrong with an installation or a ledger, checked one by one."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from upperhand.errors import UpperhandError


@dataclass(frozen=True, slots=True)
class Checkup:
    """One check: its name, whether all is well, and a sentence that says what was found or what to do."""

    check: str
    ok: bool
    says: str


def examine(ledger: str, lists: str = "upperhand-lists") -> Iterator[Checkup]:
    """Check Python, SQLite, the data packs, the cache, the ledger and the folder of lists; never raises."""
    checks: dict[str, Callable[[], str]] = {
        "python": _python,
        "sqlite": _sqlite,
        "rules": _rules,
        "names": _names,
        "cache": _cache,
        "mappings": _mappings,
        "ledger": lambda: _ledger(ledger),
        "lists": lambda: _lists(lists),
    }
    for name, check in checks.items():
        try:
            yield Checkup(name, True, check())
        except (UpperhandError, OSError) as error:
            yield Checkup(name, False, str(error))


def _python() -> str:
    return f"Python {sys.version.split()[0]}"


def _sqlite() -> str:
    return f"SQLite {sqlite3.sqlite_version}"


def _rules() -> str:
    from upperhand.extract import Extractor

    return f"rules, cues and model load; this ruleset is {Extractor().ruleset}"


def _names() -> str:
    from upperhand.resolve import NameTable

    return f"{len(NameTable.load().records()):,} companies and bodies are known by name"


def _mappings() -> str:
    from upperhand.lists import mappings

    forms = [form for mapping in mappings() for form in mapping.forms]
    return f"the mappings of official lists load: {len(list(mappings()))} lists in {len(forms)} forms"


def _lists(where: str) -> str:
    """Every kept version is read in full, and held against what was written of it."""
    from upperhand.errors import FormatError
    from upperhand.lists import Store

    store = Store(where)
    versions = [version for name in store.lists() for version in store.versions(name)]
    for version in versions:
        count = sum(1 for _ in store.entries(version))
        if count != version.entries:
            raise FormatError(
                f"{where}: {version.list} of {version.date} has {count:,} entries and should have {version.entries:,}; add the file again"
            )
    if not versions:
        return f"none in {where} yet; 'upperhand lists add NAME FILE' keeps one"
    return f"{where} opens: {len(store.lists())} lists in {len(versions)} versions"


def _cache() -> str:
    from upperhand.data import cache_folder

    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    kept = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    return f"{folder} holds {kept / 1e6:.1f} MB that can be deleted at any time"


def _ledger(where: str) -> str:
    from upperhand.ledger import Ledger

    if "://" not in where and not Path(where).exists():
        return f"none at {where} yet; 'upperhand ingest FILES' makes one"
    with Ledger(where) as ledger:
        failed = len(ledger.failures())
        count = sum(1 for _ in ledger.documents())
    return f"{where} opens: {count:,} documents" + (
        f", {failed:,} failures (see 'upperhand failures')" if failed else ""
    )
