"""nomenklatura's blocker and logic-v2 on the same names: run by `benchmarks.matching` with the Python of a venv of its own.

    python3 -m venv .venv-nomenklatura && .venv-nomenklatura/bin/pip install nomenklatura   # compiles PyICU: libicu-dev
    .venv-nomenklatura/bin/python benchmarks/nomenklatura_peer.py ENTITIES.jsonl QUERIES.jsonl PAIRS.jsonl

Prints one JSON object: seconds to build, milliseconds a query (blocked in one batch, as its blocker wants it, then scored),
and pairs scored in a second. Processor time of one process.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from followthemoney import Dataset, StatementEntity
from nomenklatura.blocker import Index
from nomenklatura.matching import get_algorithm
from nomenklatura.resolver import Linker
from nomenklatura.store.memory import MemoryStore

LOGIC = get_algorithm("logic-v2")
CONFIG = LOGIC.default_config()
DATASET = Dataset.make({"name": "bench", "title": "bench"})


def entities(path: str) -> Iterator[StatementEntity]:
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        yield StatementEntity.from_data(DATASET, json.loads(line))


def screened(listed: str, asked: str) -> dict[str, float]:
    store = MemoryStore(DATASET, Linker({}))
    begin = time.process_time()
    with store.writer() as writer:
        for entity in entities(listed):
            writer.add_entity(entity)
    view = store.default_view()
    queries = {entity.id: entity for entity in entities(asked)}
    with tempfile.TemporaryDirectory() as folder:
        index = Index(view, Path(folder), options={})
        index.build()
        built = time.process_time() - begin
        begin, scored = time.process_time(), 0
        for query, candidates in index.match_entities(queries.values()):
            for candidate, _ in candidates:
                LOGIC.compare(queries[query.id], view.get_entity(candidate.id), CONFIG)
                scored += 1
    used = time.process_time() - begin
    return {"build s": built, "ms a query": 1e3 * used / len(queries), "candidates a query": scored / len(queries)}


def pairs_a_second(path: str) -> float:
    found = list(entities(path))
    begin = time.process_time()
    for left, right in zip(found[::2], found[1::2], strict=True):
        LOGIC.compare(left, right, CONFIG)
    return len(found) / 2 / (time.process_time() - begin)


def main(listed: str, asked: str, pairs: str) -> None:
    print(json.dumps(screened(listed, asked) | {"pairs a second": pairs_a_second(pairs)}))


if __name__ == "__main__":
    main(*sys.argv[1:4])
