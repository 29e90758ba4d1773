"""Matching: speed, memory and size beside rapidfuzz and nomenklatura in one run, and quality.

    python -m benchmarks.matching [SIZE …] [--rows FILE] [--chart FILE] [--keep]

For each size an index of invented entities is built and asked for trial names (typos, order, legal forms, other scripts, near
misses, absent). Machines are shared: processor time is given beside wall-clock. `--rows` adds each size to a file, and
`--chart` draws all that are in it. With `--entities` and `--pairs` quality on real lists is printed too. nomenklatura is
measured where `.venv-nomenklatura` is there; `nomenklatura_peer.py` says how to make it.
"""

import argparse
import itertools
import json
import multiprocessing
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from rapidfuzz import fuzz, process

from upperhand.model import Entity
from upperhand.resolve import Index, Row, evaluate, screen
from upperhand.resolve.invented import invent
from upperhand.resolve.quality import screened as screened_trials
from upperhand.resolve.train import read_entities
from upperhand.resolve.trials import Trial, make

KINDS = {
    "typo": 200, "word order": 100, "legal form": 100, "near miss": 100, "absent": 100,
    "abbreviation": 100, "transliteration": 100, "chinese": 100,
}  # fmt: skip
PEER_NAMES = 20_000
PEER_ENTITIES = 10_000
BULK = 6_000
BATCH = 100
CORES = 2
PEER = Path(__file__).parents[1] / ".venv-nomenklatura" / "bin" / "python"


def processor_seconds() -> float:
    """Of this process and the ended ones it started."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def trials_of(size: int) -> list[Trial]:
    """The same queries in every process: about entities of the list, or near misses of them."""
    return make(list(itertools.islice(invent(size), 3_000)), 3, KINDS)[1]


def measured(size: int, folder: Path) -> dict[str, float]:
    built = folder / "built.json"
    if not built.exists():
        built_now = build(size, folder)
        built.write_text(json.dumps(built_now))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        queried = pool.apply(queries, ([trial.query for trial in trials_of(size)], str(folder)))
    files = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {
        "entities": size, **json.loads(built.read_text()), "disk MB per million": files / size, **queried,
        **bulk(size, folder), "rapidfuzz ms": rapidfuzz_ms(size), **nomenklatura(size),
    }  # fmt: skip


def build(size: int, folder: Path) -> dict[str, float]:
    used = time.process_time()
    for _ in invent(size):
        pass
    inventing = time.process_time() - used
    begin, used = time.perf_counter(), processor_seconds()
    Index.build(invent(size), folder, workers=CORES)
    wall, used = time.perf_counter() - begin, processor_seconds() - used
    return {
        "build s": wall, "build processor s": used, "of these inventing": inventing,
        "built a processor second": size / (used - inventing),
        "build memory MB": max(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1e3,
    }  # fmt: skip


def queries(names: list[str], folder: str) -> dict[str, float]:
    """In a process of its own, so that its memory is that of reading alone."""
    begin = time.perf_counter()
    index = Index.open(folder)
    index.match("Ivan Petrov")
    cold = time.perf_counter() - begin
    for name in names[:200]:
        index.match(name)
    walls, used = [], []
    for name in names:
        wall, cpu = time.perf_counter(), time.process_time()
        index.match(name)
        walls.append(1e3 * (time.perf_counter() - wall))
        used.append(1e3 * (time.process_time() - cpu))
    return {
        "cold s": cold,
        "p50 ms": statistics.median(walls), "p95 ms": percentile(walls),
        "p50 processor ms": statistics.median(used), "p95 processor ms": percentile(used),
        "private memory MB": memory_mb("RssAnon"), "mapped memory MB": memory_mb("RssFile"),
    }  # fmt: skip


def memory_mb(kind: str) -> float:
    """Resident memory of this process (Linux): RssAnon is its own, RssFile what it maps of the index and of libraries."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(kind))


def percentile(values: list[float], share: float = 0.95) -> float:
    return sorted(values)[int(share * len(values))]


def bulk(size: int, folder: Path) -> dict[str, float]:
    """Rows screened by as many processes as there are cores: trial names, and others that mostly are on no list."""
    names = [trial.query for trial in trials_of(size)]
    names += [entity.caption for entity in invent(BULK - len(names), seed=2)]
    batches = [names[i : i + BATCH] for i in range(0, BULK, BATCH)]
    with multiprocessing.get_context("spawn").Pool(CORES, open_index, (str(folder),)) as pool:
        pool.map(screened, batches[-2 * CORES :], chunksize=1)
        begin = time.perf_counter()
        used = sum(pool.map(screened, batches, chunksize=1))
        wall = time.perf_counter() - begin
    return {"bulk names/s": BULK / wall, "bulk names a processor second": BULK / used}


def open_index(folder: str) -> None:
    global _index
    _index = Index.open(folder)


def screened(names: list[str]) -> float:
    """Screen these; the processor time that it took."""
    begin = time.process_time()
    for _ in screen([Row(number, {"name": name}) for number, name in enumerate(names, 1)], _index):
        pass
    return time.process_time() - begin


def rapidfuzz_ms(size: int) -> float:
    """One query by rapidfuzz's WRatio over all names, worked out from 20,000."""
    choices = [
        entity.caption for entity in itertools.islice(itertools.cycle(invent(min(size, PEER_NAMES))), PEER_NAMES)
    ]
    names = [trial.query for trial in trials_of(size)]
    begin = time.process_time()
    for name in names[:: len(names) // 20]:
        process.extractOne(name, choices, scorer=fuzz.WRatio)
    return 1e3 * (time.process_time() - begin) / len(names[:: len(names) // 20]) * size / PEER_NAMES


def nomenklatura(size: int) -> dict[str, float]:
    """Its blocker and logic-v2 over the same list and queries, up to a size that takes it a minute."""
    if not PEER.exists() or size > PEER_ENTITIES:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        listed, asked, pairs = (Path(folder) / name for name in ("listed.jsonl", "asked.jsonl", "pairs.jsonl"))
        write_entities(listed, invent(size))
        queries = [Entity(f"q{n}", t.schema, t.query, {"name": (t.query,)}) for n, t in enumerate(trials_of(size))]
        write_entities(asked, queries)
        write_entities(pairs, queries[:800])
        script = Path(__file__).with_name("nomenklatura_peer.py")
        done = subprocess.run([PEER, script, listed, asked, pairs], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"nomenklatura: {done.stderr.strip().splitlines()[-1]}")
        return {}
    found = json.loads(done.stdout.splitlines()[-1])
    return {"nomenklatura ms": found["ms a query"], "nomenklatura pairs a second": found["pairs a second"]}


def write_entities(path: Path, entities: Iterable[Entity]) -> None:
    rows = (
        {
            "id": e.id,
            "schema": e.schema,
            "caption": e.caption,
            "properties": {k: v for k, v in e.properties.items() if v},
        }
        for e in entities
    )
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


def quality(entities: Path, pairs: Path, seeds: list[int]) -> None:
    labelled = evaluate.read_pairs(pairs)
    scores = evaluate.pair_scores(labelled)
    print("labelled pairs:", evaluate.best(scores, [pair.is_match for pair in labelled]))
    used = time.process_time()
    evaluate.pair_scores(labelled * 5)
    print(f"pairs a processor second: {5 * len(labelled) / (time.process_time() - used):,.0f}")
    listed = list(read_entities(entities))
    answers = []
    for seed in seeds:
        found = screened_trials(listed, seed)
        answers += found
        print(f"screening, seed {seed}:", evaluate.table(found), flush=True)
    print("scores from  first hits  mean score  right")
    for low, number, mean, right in evaluate.reliability(answers):
        print(f"{low:<13.2f}{number:>10,}{mean:>12.2f}{right:>7.2f}")


def chart(rows: list[dict[str, float]], target: Path) -> None:
    import altair

    def curve(row: dict[str, float], key: str, name: str) -> dict[str, object]:
        return {"entities": row["entities"], "milliseconds": row.get(key), "query": name}

    values = [
        curve(row, key, name)
        for row in rows
        for key, name in (
            ("p50 processor ms", "median"), ("p95 processor ms", "95th percentile"),
            ("rapidfuzz ms", "rapidfuzz WRatio over all"), ("nomenklatura ms", "nomenklatura logic-v2"),
        )
        if row.get(key)
    ]  # fmt: skip
    lines = (
        altair.Chart(altair.Data(values=values))
        .mark_line(point=True)
        .encode(
            x=altair.X(
                "entities:Q",
                scale=altair.Scale(type="log"),
                axis=altair.Axis(values=[10**power for power in range(4, 9)], format=","),
            ),
            y=altair.Y("milliseconds:Q", scale=altair.Scale(type="log"), title="processor ms a query"),
            color=altair.Color("query:N", title=None),
        )
    )
    lines.properties(width=480, height=280).save(str(target))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--chart", type=Path)
    parser.add_argument("--rows", type=Path, help="add what is measured to this file, and draw all that is in it")
    parser.add_argument("--entities", type=Path)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 77])
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--keep", action="store_true", help="leave the indexes, and use those that were left")
    given = parser.parse_args()
    if given.entities and given.pairs:
        quality(given.entities, given.pairs, given.seeds)
    rows = (
        [json.loads(line) for line in given.rows.read_text().splitlines()] if given.rows and given.rows.exists() else []
    )
    for size in given.sizes:
        folder = given.folder / f"upperhand-bench-{size}"
        row = {key: float(f"{value:.4g}") for key, value in measured(size, folder).items()}
        rows = sorted([*(other for other in rows if other["entities"] != size), row], key=lambda r: r["entities"])
        print(json.dumps(row), flush=True)
        if given.rows:
            given.rows.write_text("".join(json.dumps(row) + "\n" for row in rows))
        if not given.keep:
            shutil.rmtree(folder)
    if given.chart:
        chart(rows, given.chart)


if __name__ == "__main__":
    main()
