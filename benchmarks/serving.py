"""What a start of the server costs, and a match, over the lists of a store: `python -m benchmarks.serving FOLDER [FOLDER...]`.

Processor time, since other programs may be at work; each folder in a process of its own, so that memory is its own.
What is served is made first, if no start before has made it.
"""

import resource
import statistics
import subprocess
import sys
import time

QUERIES = 200


def main(folder: str) -> None:
    """Print one line of a table for one store."""
    from upperhand.lists import Store
    from upperhand.server import screen
    from upperhand.server.catalogue import build

    begun = time.process_time()
    catalogue = build(Store(folder), None)
    opened = time.process_time() - begun
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    captions = catalogue.shelf.rows("SELECT caption, schema FROM entity WHERE target ORDER BY id LIMIT ?", [QUERIES])
    wanted = screen.Wanted(catalogue.scope("default"))
    spent = []
    for caption, schema in captions * 2:
        begun = time.process_time()
        screen.hits(catalogue, screen.example(schema, {"name": [caption.title()]}), wanted, 5, 0.5)
        spent.append(1000 * (time.process_time() - begun))
    warm = spent[len(captions) :]
    entities = catalogue.shelf.sizes()[""][0]
    print(
        f"| {entities:,} in {len(catalogue.datasets)} | {opened:.2f} | {held:.0f} | {statistics.median(warm):.1f} | "
        f"{sorted(warm)[int(len(warm) * 0.95)]:.1f} |",
        flush=True,
    )
    catalogue.close()


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--one":
        main(sys.argv[2])
    else:
        print(
            "| entities in lists | start, s | memory, MB | match, ms, median | 95th |\n| --- | --- | --- | --- | --- |",
            flush=True,
        )
        for place in sys.argv[1:]:
            subprocess.run([sys.executable, "-m", "benchmarks.serving", "--one", place], check=True)
