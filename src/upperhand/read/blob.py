"""Bytes to be read, wherever they lie: a file, an archive's member, a mail's attachment, a web capture's record."""

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from upperhand.errors import ReadError
from upperhand.read.kinds import Kind
from upperhand.read.options import ReadOptions


@dataclass(slots=True)
class Budget:
    """What one archive may still unpack to, shared by all that is nested in it."""

    left: int

    def spend(self, count: int) -> None:
        """Count unpacked bytes. Raises ReadError `zip_bomb` when there are too many."""
        self.left -= count
        if self.left < 0:
            raise ReadError(
                "zip_bomb", "The archive unpacks to more than the limit; unpack it by hand if you trust it."
            )


@dataclass(slots=True)
class Blob:
    """One thing to read. `kind` and the rest are what its container says of it."""

    name: str
    path: Path | None = None
    content: bytes | None = None
    url: str | None = None
    published_at: str | None = None
    publisher: str | None = None
    author: str | None = None
    title: str | None = None
    retrieved_at: str | None = None
    kind: Kind | None = None
    charset: str | None = None
    depth: int = 0
    budget: Budget = field(default_factory=lambda: Budget(0))

    def head(self, count: int) -> bytes:
        """The first bytes."""
        with self.open() as stream:
            return stream.read(count)

    def open(self) -> BinaryIO:
        """A stream over the bytes."""
        if self.content is not None:
            return io.BytesIO(self.content)
        assert self.path is not None
        return self.path.open("rb")

    def size(self) -> int:
        """How many bytes there are."""
        if self.content is not None:
            return len(self.content)
        return self.path.stat().st_size if self.path else 0

    def read(self, options: ReadOptions) -> bytes:
        """All bytes. Raises ReadError `too_large` before more than the limit is read."""
        if self.content is not None and len(self.content) <= options.max_bytes:
            return self.content
        with self.open() as stream:
            content = stream.read(options.max_bytes + 1) if self.size() <= options.max_bytes else b""
        if self.size() > options.max_bytes or len(content) > options.max_bytes:
            raise too_large(self.size(), options)
        return content


def too_large(size: int, options: ReadOptions) -> ReadError:
    """The error for a file over the limit."""
    return ReadError(
        "too_large",
        f"The file has {size / 1e6:,.0f} MB and the limit is {options.max_bytes / 1e6:,.0f} MB; "
        "split it or raise max_bytes.",
    )


def over_characters(count: int) -> ReadError:
    """The error for a text over the limit."""
    return ReadError(
        "too_large", f"The text has {count:,} characters, more than the limit; split it or raise max_characters."
    )
