"""A shelf that was changed holds what one that is filled anew holds."""

import json
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upperhand.lists import Store
from upperhand.server import catalogue as catalogues
from upperhand.server.catalogue import build
from upperhand.server.fragments import LEDGER, Fragment
from upperhand.server.reshelving import marks_of, refill
from upperhand.server.shelf import Shelf
from upperhand.server.shelving import fill
from upperhand.watchlists import add_list

DATASETS = ("aa", "bb", LEDGER)
IDS = ("p", "q", "r", "s")
WORDS = ("Marrowdale", "Qingyao", "青曜", "Tarrabel", "Ibex")

one_of = st.sampled_from


def told(dataset: str) -> st.SearchStrategy[Fragment]:
    values = st.lists(
        st.tuples(one_of(("name", "alias")), one_of(WORDS)) | st.tuples(st.just("country"), one_of(("cn", "gb")))
        | st.tuples(st.just("leiCode"), one_of(("5493-001", "X 1"))) | st.tuples(st.just("parent"), one_of(IDS)), max_size=4, unique=True,
    )  # fmt: skip
    return st.builds(
        lambda id_, schema, caption, found, day, target: Fragment(
            id_, schema, caption, dataset, tuple(found), f"2024-01-0{day}", f"2025-01-0{day}", f"2024-06-0{day}", target
        ),
        one_of(IDS), one_of(("Company", "Organization", "Person", "Ownership")), one_of(("", *WORDS)), values, st.integers(1, 9), st.booleans(),
    )  # fmt: skip


def state() -> st.SearchStrategy[dict[str, list[Fragment]]]:
    def distinct(dataset: str) -> st.SearchStrategy[list[Fragment]]:
        return st.lists(told(dataset), max_size=4, unique_by=lambda fragment: fragment.id)

    return st.fixed_dictionaries({dataset: distinct(dataset) for dataset in DATASETS})


JUDGED = st.dictionaries(one_of(IDS), one_of(IDS), max_size=3).map(
    lambda given: {id_: canonical for id_, canonical in given.items() if given.get(canonical, canonical) == canonical}
)


def holds(path: Path) -> object:
    """All that a shelf answers, without the numbers of its entities."""
    shelf = Shelf(path)
    try:
        named = dict(shelf.rows("SELECT n, id FROM entity"))
        entities = {id_: shelf.entity(id_) for id_ in named.values()}
        plain = {
            id_: [getattr(one, name) for name in one.__slots__ if name != "number"]
            for id_, one in entities.items()
            if one
        }
        facets = sorted((kind, value, named[n]) for kind, value, n in shelf.rows("SELECT * FROM facet"))
        facets_of = sorted((kind, value, named[n]) for n, kind, value in shelf.rows("SELECT * FROM facet_of"))
        edges = sorted(
            (named[target], prop, named[source]) for target, prop, source in shelf.rows("SELECT * FROM edge")
        )
        referents = sorted((id_, named[n], canonical) for id_, n, canonical in shelf.rows("SELECT * FROM referent"))
        found = {
            word: sorted(named[row[0]] for row in shelf.rows("SELECT rowid FROM fulltext WHERE fulltext MATCH ?", [f'"{word}"']))
            for word in (*WORDS, *IDS, "曜", "5493", "1")
        }  # fmt: skip
        statements = sorted(shelf.rows("SELECT * FROM statement"))
        tables = [
            sorted(shelf.rows(f"SELECT * FROM {table}")) for table in ("size", "source", "judged", "way_back", "thing")
        ]
        return plain, facets, facets_of, edges, referents, found, statements, tables
    finally:
        shelf.close()


def filled(path: Path, told: dict[str, list[Fragment]], judged: dict[str, str]) -> Path:
    fragments = (fragment for dataset in DATASETS for fragment in told[dataset])
    fill(path, fragments, lambda id_: judged.get(id_, id_), {name: repr(found) for name, found in told.items()}, judged)
    return path


@settings(max_examples=120, deadline=None)
@given(state(), st.lists(st.tuples(state(), st.sets(one_of(DATASETS)), JUDGED), min_size=1, max_size=3), JUDGED)
def test_changing_is_as_filling_anew(
    first: dict[str, list[Fragment]],
    changes: list[tuple[dict[str, list[Fragment]], set[str], dict[str, str]]],
    judged: dict[str, str],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shelf = filled(Path(folder) / "a.db", first, judged)
        now = dict(first)
        for number, (other, changed, ruled) in enumerate(changes):
            now |= {name: other[name] for name in changed}
            fragments = [fragment for name in DATASETS if name in changed for fragment in now[name]]
            refill(shelf, changed, fragments, {name: repr(found) for name, found in now.items()}, ruled)
            assert holds(shelf) == holds(filled(Path(folder) / f"{number}.db", now, ruled))
        check = sqlite3.connect(shelf)
        check.execute("INSERT INTO fulltext (fulltext) VALUES ('integrity-check')")
        check.close()


def test_only_the_list_that_changed_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def listed(name: str, count: int) -> Path:
        path = tmp_path / f"{name}.csv"
        path.write_text("vendor,number\n" + "".join(f"{name} Vendor {n},{n}\n" for n in range(count)))
        return path

    store = Store(tmp_path / "lists")
    for name in ("one", "two"):
        mapping = {
            "name": name, "title": name, "publisher": "Us", "country": "us", "homepage": "https://example.org", "bounds": [1, 50], "schema": "Company",
            "forms": {"table": {"form": {"format": "csv", "describes": "https://example.org", "fields": {"vendor": "name", "number": "id"}}}},
        }  # fmt: skip
        (tmp_path / f"{name}.yml").write_text(json.dumps(mapping))
        add_list(name, [listed(name, 5)], store, at="2024-01-05T00:00:00Z", format=str(tmp_path / f"{name}.yml"))
    old = build(store, None)
    read: list[str] = []
    own = catalogues.list_fragments
    monkeypatch.setattr(catalogues, "list_fragments", lambda store, name: read.append(name) or own(store, name))
    add_list("two", [listed("two", 6)], store, at="2025-01-05T00:00:00Z")
    new = build(store, None)
    assert read == ["two"]
    assert (old.shelf.sizes()["two"], new.shelf.sizes()) == ((5, 5), {"": (11, 11), "one": (5, 5), "two": (6, 6)})
    assert set(marks_of(store.folder / ".served" / new.token / "shelf.db")) == {"", "one", "two"}
    old.close()
    new.close()
