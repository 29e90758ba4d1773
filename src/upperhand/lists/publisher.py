"""Fetching a list from its publisher: asked only for what changed, tried again when it fails, capped and checked."""

import base64
import hashlib
import http.client
import random
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from upperhand.errors import UpperhandError

AGENT = "upperhand (lists update; https://github.com/upperhand)"
LARGEST = 5_000_000_000  # bytes
TIMEOUT = 60.0  # seconds for connecting, and for each read
LONGEST = 3600.0  # seconds for one file
TRIES = 4
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_CHUNK = 1 << 18
_LONGEST_WAIT = 60.0
_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)


class FetchError(UpperhandError):
    """A list could not be fetched: the message says from where, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the file and its SHA-256, or no file if nothing changed; and what to ask with the next time."""

    address: str
    path: Path | None
    sha256: str
    etag: str = ""
    last_modified: str = ""

    @property
    def said(self) -> dict[str, str]:
        """What is kept for the next request."""
        return {"etag": self.etag, "last_modified": self.last_modified, "sha256": self.sha256}


class _SameKind(urllib.request.HTTPRedirectHandler):
    """Follows redirects to http and https alone, and never from https to http."""

    def redirect_request(
        self, req: urllib.request.Request, fp: object, code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        scheme = urlsplit(newurl).scheme
        if scheme not in ("http", "https") or (req.full_url.startswith("https:") and scheme == "http"):
            raise FetchError(
                f"{req.full_url}: sends on to {newurl}, which is not followed; fetch the file by hand and add it"
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def fetch(
    address: str,
    folder: Path,
    *,
    said: dict[str, str] | None = None,
    largest: int = LARGEST,
    timeout: float = TIMEOUT,
    longest: float = LONGEST,
    tries: int = TRIES,
    wait: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Fetch one file into a folder. `said` is what an earlier answer said; an answer that repeats it brings no file.

    Raises FetchError for another scheme than http or https, an answer that says no, one that is cut short, larger
    than `largest` bytes, not what the publisher's own checksum says or a web page in place of a file, one that takes
    more than `longest` seconds, or a publisher who cannot be reached after `tries`.
    """
    if urlsplit(address).scheme not in ("http", "https"):
        raise FetchError(f"{address}: not an http or https address; give the file with 'upperhand lists add' instead")
    for attempt in range(1, tries + 1):
        try:
            return _once(address, folder, said or {}, largest, timeout, longest)
        except urllib.error.HTTPError as error:
            if error.code not in _AGAIN or attempt == tries:
                raise FetchError(f"{address}: the publisher answers {error.code} {error.reason}; {_ADVICE}") from error
            pause = _asked(error.headers.get("Retry-After", ""))
        except (OSError, http.client.HTTPException) as error:
            if attempt == tries:
                reason = getattr(error, "reason", None) or error or type(error).__name__
                raise FetchError(f"{address}: cannot be reached in {tries} tries ({reason}); {_ADVICE}") from error
            pause = 0.0
        wait(min(_LONGEST_WAIT, max(pause, 2.0 ** (attempt - 1) * (0.75 + random.random() / 2))))
    raise AssertionError("unreachable: the last try returns or raises")


_ADVICE = "the last good version stays. Try again later, or fetch the file by hand and add it"


def _asked(header: str) -> float:
    """How many seconds the publisher asks to wait, as a number or a date."""
    if header.isdigit():
        return float(header)
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0


def _once(address: str, folder: Path, said: dict[str, str], largest: int, timeout: float, longest: float) -> Fetched:
    request = urllib.request.Request(address, headers={"User-Agent": AGENT, "Accept-Encoding": "identity"})
    if said.get("etag"):
        request.add_header("If-None-Match", said["etag"])
    if said.get("last_modified"):
        request.add_header("If-Modified-Since", said["last_modified"])
    opener = urllib.request.build_opener(_SameKind)
    try:
        with opener.open(request, timeout=timeout) as answer:
            return _taken(answer, address, folder, said, largest, longest)
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.NOT_MODIFIED:
            return Fetched(address, None, said.get("sha256", ""), said.get("etag", ""), said.get("last_modified", ""))
        raise


def _taken(
    answer: http.client.HTTPResponse, address: str, folder: Path, said: dict[str, str], largest: int, longest: float
) -> Fetched:
    _check_answer(answer, address)
    path = folder / _name(answer, address)
    content_hash = _written(answer, address, path, largest, longest)
    etag, last_modified = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
    if content_hash == said.get("sha256"):
        path.unlink()
        return Fetched(address, None, content_hash, etag, last_modified)
    return Fetched(address, path, content_hash, etag, last_modified)


def _check_answer(answer: http.client.HTTPResponse, address: str) -> None:
    if answer.status != http.HTTPStatus.OK:
        raise ConnectionError(f"the publisher answers {answer.status} {answer.reason}, which is no whole file")
    packed = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in ("identity", "gzip", "x-gzip", ""):
        raise FetchError(f"{address}: comes packed as {packed!r}, which was not asked for; {_ADVICE}")


def _written(answer: http.client.HTTPResponse, address: str, path: Path, largest: int, longest: float) -> str:
    """Write what comes to a file; gives its SHA-256."""
    digest, checks, size, begun = hashlib.sha256(), _checksums(answer.headers), 0, time.monotonic()
    told = answer.headers.get("Content-Length", "")
    if told.isdigit() and int(told) > largest:
        raise FetchError(
            f"{address}: {int(told):,} bytes, more than the {largest:,} that are taken; --max-bytes allows more"
        )
    with path.open("wb") as file:
        while chunk := answer.read1(_CHUNK):
            if not size and _PAGE.match(chunk):
                raise ConnectionError("a web page comes in place of the file, such as those that tell of an error")
            size += len(chunk)
            if size > largest:
                raise FetchError(f"{address}: more than the {largest:,} bytes that are taken; --max-bytes allows more")
            if time.monotonic() - begun > longest:
                raise FetchError(f"{address}: {size:,} bytes in {longest:,.0f} seconds, which is too slow; {_ADVICE}")
            digest.update(chunk)
            for check, _ in checks:
                check.update(chunk)
            file.write(chunk)
    if told.isdigit() and size != int(told):
        raise ConnectionError(f"{size:,} of {told} bytes came")
    if any(check.digest() != wanted for check, wanted in checks):
        raise ConnectionError("what came is not what the publisher's own checksum says")
    return digest.hexdigest()


def _checksums(headers: Message) -> list[tuple["hashlib._Hash", bytes]]:
    """The checksums that an answer gives of itself (RFC 9530, and the older Digest and Content-MD5)."""
    told = [("md5", headers.get("Content-MD5", ""))]
    for name in ("Content-Digest", "Repr-Digest", "Digest"):
        told += [
            ("sha256", found) for found in re.findall(r"sha-256=:?([\w+/=]+):?", headers.get(name, ""), re.IGNORECASE)
        ]
    checks = []
    for kind, text in told:
        try:
            wanted = base64.b64decode(text, validate=True)
        except ValueError:
            continue
        check = hashlib.new(kind, usedforsecurity=False)
        if len(wanted) == check.digest_size:
            checks.append((check, wanted))
    return checks


def _name(answer: http.client.HTTPResponse, address: str) -> str:
    """A plain file name: the one that the answer gives, or the last part of the address."""
    given = answer.headers.get_filename() or unquote(urlsplit(address).path).rpartition("/")[2]
    plain = re.sub(r"[^\w.-]+", "-", Path(given.replace("\\", "/")).name).strip(".-")
    return plain[-100:] or "list"
