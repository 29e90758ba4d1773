"""Entities into segments: in this process, or batch by batch in several."""

import gc
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import count, islice
from pathlib import Path

import msgspec

from upperhand.model import Entity
from upperhand.resolve.merge import merge
from upperhand.resolve.segment import Segment
from upperhand.resolve.writer import Writer

_SEGMENT_POSTINGS = 8_000_000
_BATCH = 40_000
_TOGETHER = 2_000  # entities whose names are taken apart together
_decode = msgspec.msgpack.Decoder(list[Entity]).decode


def build(entities: Iterable[Entity], folder: Path, workers: int) -> str:
    """Write all entities as one segment; its name."""
    if workers > 1:
        return _in_parallel(entities, folder, workers)
    written = write(entities, folder)
    return written[0] if len(written) == 1 else merged(folder, [Segment(folder / name) for name in written])


def write(entities: Iterable[Entity], folder: Path) -> list[str]:
    """Write the entities as segments of bounded size; their names."""
    written: list[str] = []
    stream = iter(entities)
    while True:
        writer = Writer()
        while writer.postings < _SEGMENT_POSTINGS and (some := list(islice(stream, _TOGETHER))):
            writer.add(some)
        if len(writer) or not written:
            written.append(free_name(folder))
            writer.write(folder / written[-1])
        if not len(writer):
            return written


def merged(folder: Path, segments: list[Segment]) -> str:
    """Write one segment that holds what lives in these; its name."""
    name = free_name(folder)
    merge(segments, folder / name)
    return name


def free_name(folder: Path) -> str:
    """The name of the next segment."""
    numbers = [int(path.name) for path in folder.iterdir() if path.is_dir() and path.name.isdigit()]
    return f"{max(numbers, default=0) + 1:08d}"


def _in_parallel(entities: Iterable[Entity], folder: Path, workers: int) -> str:
    with ProcessPoolExecutor(workers) as pool:
        written = list(_batches_written(iter(entities), folder, pool, workers))
        if not written:
            return write((), folder)[0]
        name = free_name(folder)
        merge([Segment(folder / batch) for batch in written], folder / name, pool.map)
    return name


def _batches_written(stream: Iterator[Entity], folder: Path, pool: ProcessPoolExecutor, workers: int) -> Iterator[str]:
    """Hand out batches, a few at a time; the names of the segments, in order."""
    pending: deque[Future[str]] = deque()
    for number in count(int(free_name(folder))):
        if batch := list(islice(stream, _BATCH)):
            pending.append(pool.submit(_write_batch, msgspec.msgpack.encode(batch), folder / f"{number:08d}"))
        while pending and (not batch or len(pending) > workers + 1):
            yield pending.popleft().result()
        if not batch:
            return


def _write_batch(batch: bytes, folder: Path) -> str:
    gc.disable()  # nothing here forms cycles, and looking for them again and again costs a tenth of the time
    writer = Writer()
    entities = iter(_decode(batch))
    while some := list(islice(entities, _TOGETHER)):
        writer.add(some)
    writer.write(folder, with_near=False)
    return folder.name
