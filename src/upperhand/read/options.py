"""What a caller may set about reading, and what there is to be read."""

from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Limits that keep hostile or huge input from stopping the work, and the time of retrieval.

    `max_bytes` bounds one file or archive member, `max_characters` the text of one document,
    `max_expanded_bytes` what one archive may unpack to in all, `max_ratio` how many times an archive
    member may grow, `max_depth` how deep archives may nest, `max_pages` the pages of a PDF.
    `retrieved_at` (UTC ISO 8601) is copied into every document; the clock is never read here.
    """

    max_bytes: int = 100 * MEGABYTE
    max_characters: int = 20 * MEGABYTE
    max_expanded_bytes: int = 2_000 * MEGABYTE
    max_ratio: int = 200
    max_depth: int = 3
    max_pages: int = 10_000
    retrieved_at: str | None = None
    follow_symlinks: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read: a file by `path`, or bytes already at hand. Picklable, for worker processes."""

    name: str
    path: Path | None = None
    content: bytes | None = None
