"""What is served, made once at the start: the datasets, their indexes, and the shelf of their entities."""

import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from upperhand.errors import InputError, UnknownEntity
from upperhand.model import Entity
from upperhand.server import ontology
from upperhand.server.fragments import LEDGER, Dataset, Fragment, ledger_fragments, list_dataset, list_fragments
from upperhand.server.shelf import Shelf

if TYPE_CHECKING:
    from upperhand.ledger import Ledger
    from upperhand.lists import Store
    from upperhand.resolve import Index

ALL = "default"


class UnknownDataset(InputError):
    """No dataset of that name is served."""


@dataclass(frozen=True)
class Catalogue:
    """The datasets by name, the index of each, and the shelf. `close` removes what was made for it."""

    datasets: dict[str, Dataset]
    indexes: "dict[str, Index]"
    shelf: Shelf
    folder: "tempfile.TemporaryDirectory[str]"

    def close(self) -> None:
        """Close the shelf and remove it."""
        self.indexes.clear()
        self.shelf.close()
        self.folder.cleanup()

    def scope(self, dataset: str, include: Collection[str] = (), exclude: Collection[str] = ()) -> tuple[str, ...]:
        """The datasets that a request is about: those included stand beside one dataset, and narrow all of them.

        Raises UnknownDataset for a name that is not served.
        """
        for name in (dataset, *include, *exclude):
            if name != ALL and name not in self.datasets:
                raise UnknownDataset(f"no such dataset: {name[:100]!r}; /catalog tells which are served")
        wanted = {*include, dataset} - {ALL} or set(self.datasets)
        return tuple(name for name in self.datasets if name in wanted and name not in exclude)

    def canonical(self, entity_id: str) -> str:
        """The id under which an entity goes. Raises UnknownEntity for an id that is not known."""
        found = self.shelf.canonical(entity_id)
        if found is None:
            raise UnknownEntity("no such entity")
        return found


def build(store: "Store | None", ledger: "Ledger | None") -> Catalogue:
    """Make everything ready: lists of the store, and the claims of the ledger; judgements of the ledger join ids of both."""
    from upperhand.watchlists import bring_index

    names = store.lists() if store else ()
    folder = tempfile.TemporaryDirectory(prefix="upperhand-")
    shelf = Shelf(Path(folder.name) / "shelf.db")
    datasets = {name: list_dataset(store, name) for name in names} if store else {}
    indexes = {name: bring_index(store, name) for name in names} if store else {}
    streams = [list_fragments(store, name) for name in names] if store else []
    if ledger is not None:
        datasets[LEDGER] = Dataset(LEDGER, "Claims of the ledger, as FollowTheMoney entities")
        streams.append(ledger_fragments(ledger))
    shelf.fill(chain.from_iterable(streams), _canonical(ledger, list(indexes.values())))
    if ledger is not None:
        indexes[LEDGER] = _index(shelf, Path(folder.name) / "index")
    return Catalogue(datasets, indexes, shelf, folder)


def from_fragments(
    datasets: Sequence[Dataset], fragments: Sequence[Fragment], canonical: Callable[[str], str] = str
) -> Catalogue:
    """A catalogue of fragments in memory, for callers that keep their entities elsewhere."""
    folder = tempfile.TemporaryDirectory(prefix="upperhand-")
    shelf = Shelf(Path(folder.name) / "shelf.db")
    shelf.fill(fragments, canonical)
    indexes = {dataset.name: _index(shelf, Path(folder.name) / dataset.name, dataset.name) for dataset in datasets}
    return Catalogue({dataset.name: dataset for dataset in datasets}, indexes, shelf, folder)


def _canonical(ledger: "Ledger | None", indexes: "list[Index]") -> Callable[[str], str]:
    """Which id the judgements make of an id, both as they are served: ids of lists stay, those of a ledger are exported."""
    from upperhand.ledger.exports.ftm_map import export_id

    if ledger is None:
        return str
    clusters = ledger.clusters()
    judged = {id_ for judgement in ledger.judgements() for id_ in (judgement.left, judgement.right)}
    served = {id_: id_ if any(index.entity(id_) for index in indexes) else export_id(id_) for id_ in judged}
    known = {served[id_]: served.get(clusters.canonical(id_), id_) for id_ in judged}
    return lambda id_: known.get(id_, id_)


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
