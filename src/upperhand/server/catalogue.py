"""What is served: the datasets, their indexes, and the shelf of their entities."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from upperhand.errors import InputError, UnknownEntity
from upperhand.model import Entity
from upperhand.server import ontology
from upperhand.server.fragments import LEDGER, Dataset, Fragment, ledger_fragments, list_dataset, list_fragments
from upperhand.server.kept import FOLDER, Hold, bring, marks, sweep, token
from upperhand.server.reshelving import marks_of, refill
from upperhand.server.shelf import Shelf
from upperhand.server.shelving import fill

if TYPE_CHECKING:
    from upperhand.ledger import Ledger
    from upperhand.lists import Store
    from upperhand.resolve import Index

ALL = "default"
SHELF, INDEX = "shelf.db", "index"
_TRIES = 5
_KEPT_FROM = 0.2  # share of entities whose datasets stand, from which changing a shelf is quicker than filling one


class UnknownDataset(InputError):
    """No dataset of that name is served."""


@dataclass(frozen=True)
class Catalogue:
    """The datasets by name, the index of each, and the shelf. `token` says which state of the world it is; `whole` is one
    index of all datasets, where there are so many that asking it is quicker.
    """

    datasets: dict[str, Dataset]
    indexes: "dict[str, Index]"
    shelf: Shelf
    token: str = ""
    hold: "Hold | tempfile.TemporaryDirectory[str] | None" = None
    whole: "Index | None" = None

    def close(self) -> None:
        """Close the shelf, and let go of its folder."""
        self.indexes.clear()
        if self.whole is not None:
            self.whole.segments.clear()
        self.shelf.close()
        if isinstance(self.hold, tempfile.TemporaryDirectory):
            self.hold.cleanup()
        elif self.hold is not None:
            self.hold.close()

    def scope(self, dataset: str, include: Collection[str] = (), exclude: Collection[str] = ()) -> tuple[str, ...]:
        """The datasets that a request is about: those included stand beside one dataset, and narrow all of them.

        Raises UnknownDataset for a name that is not served; to leave out what is not served changes nothing.
        """
        for name in (dataset, *include):
            if name != ALL and name not in self.datasets:
                raise UnknownDataset(f"no such dataset: {name[:100]!r}; /catalog tells which are served")
        wanted = {*include, dataset} - {ALL} or set(self.datasets)
        return tuple(name for name in self.datasets if name in wanted and name not in exclude)

    def index(self, datasets: Sequence[str]) -> "Index":
        """The indexes of these datasets as one."""
        from upperhand.jointindex import joined

        if self.whole is not None and set(datasets) == set(self.indexes):
            return self.whole
        return joined([self.indexes[name] for name in datasets])

    def canonical(self, entity_id: str) -> str:
        """The id under which an entity goes. Raises UnknownEntity for an id that is not known."""
        found = self.shelf.canonical(entity_id)
        if found is None:
            raise UnknownEntity("no such entity")
        return found


def keep(home: Path, store: "Store | None", ledger: "Ledger | None") -> Path:
    """The folder in `home` with the shelf of what lists and ledger hold now; made, if no start before has made it."""
    return bring(home, token(store, ledger), lambda folder: _make(folder, store, ledger))


def build(store: "Store | None", ledger: "Ledger | None", home: Path | None = None) -> Catalogue:
    """Open what there is to serve: lists of the store, and the claims of the ledger; its judgements join ids of both.

    What was made by an earlier start is opened as it is, and kept in `home` for the next (with the store by default).
    """
    home = home or home_of(store)
    temporary = None if home else tempfile.TemporaryDirectory(prefix="upperhand-")
    place = home or Path(temporary.name if temporary else "")
    for _ in range(_TRIES):
        folder = keep(place, store, ledger)
        try:
            hold = Hold(folder)
            break
        except OSError:  # another server has swept it away
            continue
    else:
        raise InputError(f"{place}: what is kept there is removed again and again; is another server using this store?")
    sweep(place, folder.name)
    if temporary:
        hold.close()
    indexes, shelf = _indexes(store, ledger, folder), Shelf(folder / SHELF)
    whole = None if temporary else _whole(store, indexes)
    return Catalogue(_datasets(store, ledger), indexes, shelf, folder.name, temporary or hold, whole)


def _whole(store: "Store | None", indexes: "dict[str, Index]") -> "Index | None":
    """One index of all that is served, where lists can be merged: one by one they would be asked in turn."""
    from upperhand.jointindex import joined
    from upperhand.watchlists import joint_index

    if store is None or not os.access(store.folder, os.W_OK):
        return None
    lists = {name: index for name, index in indexes.items() if name != LEDGER}
    return joined([joint_index(store, lists), *(index for name, index in indexes.items() if name == LEDGER)])


def home_of(store: "Store | None") -> Path | None:
    """Where the shelf is kept: with the lists, or nowhere if that cannot be written."""
    if store is None:
        return None
    home = store.folder / FOLDER
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return home if os.access(home, os.W_OK) else None


def _make(folder: Path, store: "Store | None", ledger: "Ledger | None") -> None:
    now = marks(store, ledger)
    judged = _judged(ledger, list(_indexes(store, None, folder).values()))
    with _before(folder.parent, now) as (before, known):
        changed = [name for name in {**known, **now} if name and known.get(name) != now.get(name)]
        fragments = chain.from_iterable(_fragments(name, store, ledger) for name in now if name in changed)
        if before is None:
            fill(folder / SHELF, fragments, lambda id_: judged.get(id_, id_), now, judged)
        else:
            shutil.copyfile(before / SHELF, folder / SHELF)
            refill(folder / SHELF, changed, fragments, now, judged)
        if ledger is not None and before is not None and LEDGER not in changed:
            shutil.copytree(before / INDEX, folder / INDEX)
        elif ledger is not None:
            shelf = Shelf(folder / SHELF)
            _index(shelf, folder / INDEX)
            shelf.close()


def _fragments(name: str, store: "Store | None", ledger: "Ledger | None") -> Iterator[Fragment]:
    if name == LEDGER and ledger is not None:
        return ledger_fragments(ledger)
    return list_fragments(store, name) if store else iter(())


@contextmanager
def _before(home: Path, now: Mapping[str, str]) -> Iterator[tuple[Path | None, dict[str, str]]]:
    """A shelf that can be changed into that of now, with the states of its datasets; none if filling anew is no dearer."""
    for folder in sorted(home.iterdir(), key=lambda path: -path.stat().st_mtime):
        if folder.name.startswith(".") or not (folder / SHELF).exists():
            continue
        try:
            hold = Hold(folder)
        except OSError:
            continue
        try:
            known = marks_of(folder / SHELF)
            if known.get("") == now[""] and _share_kept(folder / SHELF, known, now) >= _KEPT_FROM:
                yield folder, known
                return
        except sqlite3.Error:
            continue  # of another form
        finally:
            hold.close()
    yield None, {}


def _share_kept(path: Path, known: Mapping[str, str], now: Mapping[str, str]) -> float:
    """The share of entities whose datasets have not changed."""
    shelf = Shelf(path)
    sizes = {name: entities for name, (entities, _) in shelf.sizes().items() if name}
    shelf.close()
    same = sum(count for name, count in sizes.items() if known.get(name) == now.get(name))
    return same / max(1, sum(sizes.values()))


def _datasets(store: "Store | None", ledger: "Ledger | None") -> dict[str, Dataset]:
    found = {name: list_dataset(store, name) for name in store.lists()} if store else {}
    if ledger is not None:
        found[LEDGER] = Dataset(LEDGER, "Claims of the ledger, as FollowTheMoney entities")
    return found


def _indexes(store: "Store | None", ledger: "Ledger | None", folder: Path) -> "dict[str, Index]":
    from upperhand.resolve import Index
    from upperhand.watchlists import bring_index

    found = {name: bring_index(store, name) for name in store.lists()} if store else {}
    if ledger is not None:
        found[LEDGER] = Index.open(folder / INDEX)
    return found


def from_fragments(
    datasets: Sequence[Dataset], fragments: Sequence[Fragment], canonical: Callable[[str], str] = str
) -> Catalogue:
    """A catalogue of fragments in memory, for callers that keep their entities elsewhere."""
    folder = tempfile.TemporaryDirectory(prefix="upperhand-")
    fill(Path(folder.name) / SHELF, fragments, canonical)
    shelf = Shelf(Path(folder.name) / SHELF)
    indexes = {dataset.name: _index(shelf, Path(folder.name) / dataset.name, dataset.name) for dataset in datasets}
    return Catalogue({dataset.name: dataset for dataset in datasets}, indexes, shelf, hold=folder)


def _judged(ledger: "Ledger | None", indexes: "list[Index]") -> dict[str, str]:
    """Which id the judgements make of an id, both as they are served: ids of lists stay, those of a ledger are exported."""
    from upperhand.ledger.exports.ftm_map import export_id

    if ledger is None:
        return {}
    clusters = ledger.clusters()
    judged = {id_ for judgement in ledger.judgements() for id_ in (judgement.left, judgement.right)}
    served = {id_: id_ if any(index.entity(id_) for index in indexes) else export_id(id_) for id_ in judged}
    return {served[id_]: served.get(clusters.canonical(id_), id_) for id_ in judged}


def _index(shelf: Shelf, folder: Path, dataset: str = LEDGER) -> "Index":
    from upperhand.resolve import Index

    return Index.build(_named(shelf, dataset), folder)


def _named(shelf: Shelf, dataset: str) -> Iterator[Entity]:
    """The entities of a dataset that can be matched by name."""
    query = "SELECT entity_id, schema, caption FROM fragment WHERE dataset = ?"
    for entity_id, schema, caption in shelf.rows(query, [dataset]):
        if not (ontology.schemata().get(schema) and ontology.schemata()[schema].matchable):
            continue
        values: dict[str, list[str]] = {}
        for prop, value in shelf.rows(
            "SELECT prop, value FROM statement WHERE entity_id = ? AND dataset = ? AND prop_type <> 'id'",
            [entity_id, dataset],
        ):
            values.setdefault(prop, []).append(value)
        title = caption or ontology.caption(schema, values)
        yield Entity(
            entity_id, schema, title, {prop: tuple(found) for prop, found in values.items()} | {"datasets": (dataset,)}
        )
