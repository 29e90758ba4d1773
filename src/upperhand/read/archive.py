"""Members of .zip and .gz files, unpacked one at a time and never past the limits."""

import gzip
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

from upperhand.errors import ReadError
from upperhand.model import Failure
from upperhand.read.blob import Blob, Budget
from upperhand.read.options import MEGABYTE, ReadOptions

_CHUNK = 64 * 1024
_SKIPPED = {"__MACOSX", "Thumbs.db", "desktop.ini"}
_DAMAGE = (zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError, NotImplementedError, OSError, ValueError)


def is_skipped(name: str) -> bool:
    """Files that systems leave behind and hidden ones: no documents."""
    return any(
        part in _SKIPPED or (part.startswith(".") and part not in {".", ".."}) for part in PurePosixPath(name).parts
    )


def zip_members(blob: Blob, options: ReadOptions) -> Iterator[Blob | Failure]:
    """The files in a .zip; one that cannot be unpacked is a Failure and the next is tried."""
    with blob.open() as stream, _opened(stream) as archive:
        for info in archive.infolist():
            if info.is_dir() or is_skipped(info.filename):
                continue
            name = f"{blob.name}!{_name(info)}"
            try:
                content = unpack(archive, info, options, blob.budget)
            except ReadError as error:
                yield Failure(name, "read", error.reason, error.detail)
                if blob.budget.left < 0:
                    return
                continue
            yield Blob(name, content=content, depth=blob.depth + 1, budget=blob.budget)


def gzip_member(blob: Blob, options: ReadOptions) -> Iterator[Blob]:
    """The one file in a .gz."""
    name = blob.name.removesuffix(".gz") if blob.name.endswith(".gz") else blob.name + "!content"
    with blob.open() as stream, gzip.GzipFile(fileobj=stream) as packed:
        try:
            content = _bounded(packed, blob.size(), options, blob.budget)
        except _DAMAGE as error:
            raise ReadError("corrupt", f"The gzip file is damaged ({error}); get it again.") from error
    yield Blob(name, content=content, depth=blob.depth + 1, budget=blob.budget)


def unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, options: ReadOptions, budget: Budget) -> bytes:
    """One member's bytes. Raises ReadError `encrypted`, `zip_bomb`, `too_large` or `corrupt`."""
    if info.flag_bits & 0x1:
        raise ReadError("encrypted", "The archive member needs a password; unpack it by hand first.")
    try:
        with archive.open(info) as packed:
            return _bounded(packed, info.compress_size, options, budget)
    except RuntimeError as error:
        if isinstance(error, NotImplementedError):
            raise ReadError("unreadable", f"The archive member cannot be unpacked ({error}).") from error
        raise ReadError("encrypted", "The archive member needs a password; unpack it by hand first.") from error
    except _DAMAGE as error:
        raise ReadError("corrupt", f"The archive member is damaged ({error}); get the archive again.") from error


def _bounded(packed: "IO[bytes] | gzip.GzipFile", packed_size: int, options: ReadOptions, budget: Budget) -> bytes:
    """Read in pieces, stopping as soon as a limit is passed."""
    pieces, count = [], 0
    while piece := packed.read(_CHUNK):
        count += len(piece)
        budget.spend(len(piece))
        if count > MEGABYTE and count > options.max_ratio * max(packed_size, 1):
            raise ReadError(
                "zip_bomb", f"The member unpacks to over {options.max_ratio} times its size, as a zip bomb does."
            )
        if count > options.max_bytes:
            limit = options.max_bytes / 1e6
            raise ReadError(
                "too_large", f"The member unpacks to more than {limit:,.0f} MB; split it or raise max_bytes."
            )
        pieces.append(piece)
    return b"".join(pieces)


def _opened(stream: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except _DAMAGE as error:
        raise ReadError("corrupt", f"The archive is damaged or cut short ({error}); get it again.") from error


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name; Chinese systems store it in GB18030 without saying so."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename
