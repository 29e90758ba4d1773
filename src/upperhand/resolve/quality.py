"""How good matching is, as `upperhand evaluate` prints it: trials against lists, and labelled pairs.

Real lists and pairs are used where they lie beside the project (`../shared/lists`, or where UPPERHAND_LISTS says);
elsewhere trials are made of invented entities.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from upperhand.model import Entity
from upperhand.resolve import evaluate
from upperhand.resolve.index import Index
from upperhand.resolve.invented import invent
from upperhand.resolve.train import read_entities
from upperhand.resolve.trials import make

SIZES = {
    "alias": 50,
    "transliteration": 70,
    "chinese": 60,
    "typo": 40,
    "legal form": 30,
    "word order": 25,
    "abbreviation": 25,
    "near miss": 50,
    "absent": 50,
}
_ENTITIES = Path("combined", "entities.ftm.jsonl")
_PAIRS = Path("labelled-pairs", "nomenklatura_name_bench_cases.csv")


def lists_folder() -> Path | None:
    """Where real lists lie, if they do."""
    folder = Path(os.environ.get("UPPERHAND_LISTS", Path(__file__).parents[4] / "shared" / "lists"))
    return folder if (folder / _ENTITIES).exists() and (folder / _PAIRS).exists() else None


def screened(entities: Iterable[Entity], seed: int) -> list[evaluate.Answer]:
    """The answers to trials made of these entities, 400 where there are enough."""
    remaining, trials = make(entities, seed, SIZES)
    with tempfile.TemporaryDirectory() as folder:
        return evaluate.answers(Index.build(remaining, Path(folder) / "index"), trials)


def pairs(folder: Path) -> evaluate.Quality:
    """The quality on the labelled pairs at the best threshold; the model has learned from them too."""
    found = evaluate.read_pairs(folder / _PAIRS)
    return evaluate.best(evaluate.pair_scores(found), [pair.is_match for pair in found])


def listed(folder: Path) -> list[Entity]:
    """The listed entities that trials are made of."""
    return list(read_entities(folder / _ENTITIES))


def lines(seed: int = 1) -> Iterator[str]:
    """What `upperhand evaluate` prints."""
    folder = lists_folder()
    entities = listed(folder) if folder else list(invent(4_000, seed=5))
    yield f"Screening: trials against {len(entities):,} {'listed' if folder else 'invented'} entities (seed {seed})"
    yield evaluate.table(screened(entities, seed))
    if folder:
        found = pairs(folder)
        yield (
            f"Labelled pairs: F1 {found.f1:.3f}, precision {found.precision:.3f}, recall {found.recall:.3f} "
            f"at threshold {found.threshold:.3f}"
        )
