"""Matching: speed, memory and size beside rapidfuzz, and quality: `python -m benchmarks.matching [SIZE …]
[--chart FILE]`.

For each size an index of invented entities is built and queried with trial names (typos, order, legal forms, other
scripts, absent). Times are wall-clock and, because machines are shared, processor time as well. With `--entities` and
`--pairs` quality on real lists is printed too.
"""

import argparse
import itertools
import json
import multiprocessing
import os
import resource
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from rapidfuzz import fuzz, process

from upperhand.resolve import Index, evaluate
from upperhand.resolve.invented import invent
from upperhand.resolve.train import read_entities
from upperhand.resolve.trials import make

KINDS = {
    "typo": 200,
    "word order": 100,
    "legal form": 100,
    "near miss": 100,
    "absent": 100,
    "abbreviation": 100,
    "transliteration": 100,
    "chinese": 100,
}
SCREENED = {
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
PEER_NAMES = 20_000


def processor_seconds() -> float:
    """Of this process and the ended ones it started."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def measured(size: int, folder: Path) -> dict[str, float]:
    begin, used = time.perf_counter(), processor_seconds()
    Index.build(invent(size), folder, workers=2)
    built, built_used = time.perf_counter() - begin, processor_seconds() - used
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        queried = pool.apply(queries, (size, str(folder)))
    files = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {
        "entities": size,
        "build s": built,
        "build processor s": built_used,
        "built/s": size / built,
        "built/processor s": size / built_used,
        "disk MB per million": files / size,
        **queried,
    }


def queries(size: int, folder: str) -> dict[str, float]:
    """In a process of its own, so that its memory is that of reading alone."""
    begin = time.perf_counter()
    index = Index.open(folder)
    index.match("Ivan Petrov")
    cold = time.perf_counter() - begin
    sample = list(itertools.islice(invent(size), 3_000))
    names = [trial.query for trial in make(sample, 3, KINDS)[1]]
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
        "p50 ms": statistics.median(walls),
        "p95 ms": percentile(walls),
        "p50 processor ms": statistics.median(used),
        "p95 processor ms": percentile(used),
        "names/s and core": 1e3 / statistics.mean(used),
        "private memory MB": memory_mb("RssAnon"),
        "mapped index MB": memory_mb("RssFile"),
        "rapidfuzz ms": rapidfuzz_ms(sample, names, size),
    }


def memory_mb(kind: str) -> float:
    """Resident memory of this process (Linux): RssAnon is its own, RssFile what it maps of the index and can be dropped."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(kind))


def rapidfuzz_ms(sample: list, names: list[str], size: int) -> float:
    """One query by rapidfuzz's WRatio over all names, worked out from 20,000."""
    choices = list(itertools.islice(itertools.cycle([entity.caption for entity in sample]), PEER_NAMES))
    begin = time.process_time()
    for name in names[:10]:
        process.extractOne(name, choices, scorer=fuzz.WRatio)
    return 1e3 * (time.process_time() - begin) / 10 * size / PEER_NAMES


def percentile(values: list[float], share: float = 0.95) -> float:
    return sorted(values)[int(share * len(values))]


def quality(entities: Path, pairs: Path) -> None:
    labelled = evaluate.read_pairs(pairs)
    scores = [evaluate.pair_score(pair) for pair in labelled]
    print("labelled pairs:", evaluate.best(scores, [pair.is_match for pair in labelled]))
    used = time.process_time()
    for pair in labelled * 5:
        evaluate.pair_score(pair)
    print(f"pairs a processor second: {5 * len(labelled) / (time.process_time() - used):,.0f}")
    with tempfile.TemporaryDirectory() as folder:
        for seed in (1, 77):
            remaining, trials = make(read_entities(entities), seed, SCREENED)
            index = Index.build(remaining, Path(folder) / str(seed))
            print(f"screening, seed {seed}:", evaluate.table(evaluate.answers(index, trials)))


def chart(rows: list[dict[str, float]], target: Path) -> None:
    import altair

    values = [
        {"entities": row["entities"], "milliseconds": row[f"{which} processor ms"], "query": which}
        for row in rows
        for which in ("p50", "p95")
    ]
    values += [
        {"entities": row["entities"], "milliseconds": row["rapidfuzz ms"], "query": "rapidfuzz WRatio over all"}
        for row in rows
    ]
    lines = (
        altair.Chart(altair.Data(values=values))
        .mark_line(point=True)
        .encode(
            x=altair.X("entities:Q", scale=altair.Scale(type="log")),
            y=altair.Y("milliseconds:Q", scale=altair.Scale(type="log"), title="ms a query"),
            color=altair.Color("query:N", title=None),
        )
    )
    lines.properties(width=480, height=280).save(str(target))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--chart", type=Path)
    parser.add_argument("--entities", type=Path)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    if given.entities and given.pairs:
        quality(given.entities, given.pairs)
    rows = []
    for size in given.sizes:
        folder = given.folder / f"upperhand-bench-{os.getpid()}-{size}"
        rows.append(measured(size, folder))
        print(json.dumps({key: round(value, 3) for key, value in rows[-1].items()}), flush=True)
        shutil.rmtree(folder)
    if given.chart:
        chart(rows, given.chart)


if __name__ == "__main__":
    main()
