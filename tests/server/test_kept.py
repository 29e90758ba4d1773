"""What is served is made once, opened as it is after that, and made anew beside it when lists or ledger have changed."""

import json
import threading
import time
from pathlib import Path

import httpx
import pytest
import uvicorn

from tests.server.claims import fined
from upperhand import Ledger
from upperhand.errors import InputError
from upperhand.lists import Store
from upperhand.server import catalogue as catalogues
from upperhand.server import kept
from upperhand.server.app import create_app
from upperhand.server.catalogue import Catalogue, build
from upperhand.server.loading import Loader
from upperhand.watchlists import add_list

FIRST, SECOND = "2024-01-05T00:00:00Z", "2025-01-05T00:00:00Z"
NAMES = ("Marrowdale Lines", "Qingyao Nebula Technology", "Edda Quillon")


def add(store: Store, folder: Path, *names: str, at: str = FIRST) -> None:
    rows = [{"id": f"ft-{name[:4]}", "schema": "Company", "properties": {"name": [name]}} for name in names]
    path = folder / "list.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    add_list("opensanctions", [path], store, at=at)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "lists")
    add(store, tmp_path, *NAMES[:2])
    return store


def captions(catalogue: Catalogue) -> set[str]:
    return {row[0] for row in catalogue.shelf.rows("SELECT caption FROM entity")}


def folders(store: Store) -> list[str]:
    return sorted(path.name for path in (store.folder / kept.FOLDER).iterdir())


def test_what_was_made_once_is_opened_as_it_is(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    build(store, None).close()
    monkeypatch.setattr(catalogues, "fill", lambda *_: pytest.fail("made again"))
    found = build(store, None)
    assert captions(found) == set(NAMES[:2])
    found.close()


def test_a_list_that_changed_is_made_anew_and_the_old_kept_for_who_reads_it(store: Store, tmp_path: Path) -> None:
    old = build(store, None)
    add(store, tmp_path, *NAMES, at=SECOND)
    new = build(store, None)
    assert (captions(old), captions(new)) == (set(NAMES[:2]), set(NAMES))
    assert folders(store) == sorted([old.token, new.token])
    old.close()
    build(store, None).close()
    assert folders(store) == [new.token]
    new.close()


def test_every_kind_of_change_of_a_ledger_is_another_state(store: Store, tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.db") as ledger:
        states = [kept.token(store, ledger)]
        fined(ledger, "Alibaba", FIRST)
        states.append(kept.token(store, ledger))
        (source,) = ledger.documents()
        ledger.forget(source.id, by="suite", reason="test", at=SECOND)
        states.append(kept.token(store, ledger))
    with Ledger(tmp_path / "b.db") as ledger:
        states.append(kept.token(store, ledger))
    assert len({*states, kept.token(store, None), kept.token(None, None)}) == 6


def test_a_making_that_stops_halfway_leaves_nothing_that_is_served(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = store.folder / kept.FOLDER
    (home / ".draft-1").mkdir(parents=True)
    (home / ".draft-1" / "lock").touch()

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(catalogues, "fill", broken)
        with pytest.raises(InputError, match="No space left"):
            build(store, None)
    assert folders(store) == [".draft-1"]
    found = build(store, None)
    assert folders(store) == [found.token]
    found.close()


def test_where_nothing_can_be_kept_a_temporary_folder_serves(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "home_of", lambda store: None)
    found = build(store, None)
    assert captions(found) == set(NAMES[:2])
    found.close()
    assert not (store.folder / kept.FOLDER).exists()


def test_a_loader_makes_it_in_another_process(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger(tmp_path / "ledger.db") as ledger:
        fined(ledger, "Alibaba", FIRST)
    monkeypatch.setattr(catalogues, "fill", lambda *_: pytest.fail("made in this process"))
    loader = Loader(store, str(tmp_path / "ledger.db"))
    found = loader()
    assert list(found.datasets) == ["opensanctions", "upperhand"] and found.token == loader.token()
    assert set(NAMES[:2]) < captions(found)
    found.close()


def test_what_a_loader_cannot_read_is_told(store: Store) -> None:
    (version,) = store.versions("opensanctions")
    (store.folder / "opensanctions" / "versions" / version.id / "entries.jsonl").write_text("broken\n")
    with pytest.raises(InputError, match="not an entry"):
        Loader(store, None)()


def test_lists_are_rebuilt_while_they_are_served(store: Store, tmp_path: Path) -> None:
    loader = Loader(store, None)
    config = uvicorn.Config(create_app(loader, loader.token, 0.05), port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    bad: list[object] = []
    try:
        while not server.started:
            time.sleep(0.01)
        address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        with httpx.Client(base_url=address, trust_env=False) as client:
            _until(lambda: client.get("/readyz").status_code == 200)
            done = threading.Event()
            asking = threading.Thread(target=_ask, args=(address, done, bad))
            asking.start()
            for number in range(2):
                add(store, tmp_path, *NAMES, f"Newcomer {number}", at=f"2025-01-0{number + 1}T00:00:00Z")
                wanted = {"q": f"Newcomer {number}"}
                _until(lambda wanted=wanted: client.get("/search/default", params=wanted).json()["total"]["value"] == 1)
            done.set()
            asking.join()
    finally:
        server.should_exit = True
        running.join()
    assert bad == []
    assert len(folders(store)) <= 2


def _ask(address: str, done: threading.Event, bad: list[object]) -> None:
    body = {"queries": {"a": {"schema": "Company", "properties": {"name": ["Marrowdale Lines"]}}}}
    with httpx.Client(base_url=address, trust_env=False) as client:
        while not done.is_set():
            answer = client.post("/match/default", json=body)
            if answer.status_code != 200 or not answer.json()["responses"]["a"]["results"]:
                bad.append(answer.text)


def _until(holds: object, seconds: float = 60.0) -> None:
    begun = time.monotonic()
    while not holds():  # type: ignore[operator]
        assert time.monotonic() - begun < seconds
        time.sleep(0.02)


MAPPING = """\
name: {name}
title: A list
publisher: Nobody
country: xx
homepage: https://example.org
bounds: [1, 10]
schema: Company
forms: {{table: {{form: {{format: csv, describes: https://example.org, fields: {{id: id, name: name}}}}}}}}
"""


def test_many_small_lists_are_asked_as_one(tmp_path: Path) -> None:
    store = Store(tmp_path / "lists")
    for number, name in enumerate(NAMES):
        (tmp_path / "list.yml").write_text(MAPPING.format(name=f"list-{number}"))
        (tmp_path / "list.csv").write_text(f"id,name\n{number},{name}\n")
        add_list(f"list-{number}", [tmp_path / "list.csv"], store, at=FIRST, format=str(tmp_path / "list.yml"))
    found = build(store, None)
    every, some = found.index(list(found.datasets)), found.index(["list-0", "list-1"])
    assert (len(every.segments), len(some.segments)) == (1, 2)
    for index in (every, some):
        assert index.match(NAMES[1])[0].caption == NAMES[1]
    found.close()
