"""Fetching, against a server on this machine: conditions, retries, caps, redirects."""

import base64
import gzip
import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, ClassVar

import msgspec
import pytest

from tests.lists.test_lists_forms import FIXTURES, small
from upperhand.lists import FetchError, Store, fetch
from upperhand.watchlists import update_lists

AT = "2026-10-08T12:00:00Z"


def _hang(wire: IO[bytes]) -> None:
    time.sleep(0.6)


def _drip(wire: IO[bytes]) -> None:
    wire.write(b"HTTP/1.1 200 OK\r\n\r\n")
    with suppress(OSError):
        for _ in range(40):
            wire.write(b"x")
            wire.flush()
            time.sleep(0.02)


def _torn(wire: IO[bytes]) -> None:
    wire.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nff\r\nhel")


def _garbled(wire: IO[bytes]) -> None:
    wire.write(b"SSH-2.0-OpenSSH_9.6\r\n")


class Publisher:
    """What the server answers, and what it was asked. `manner` says how it misbehaves."""

    manners: ClassVar = {"hang": _hang, "drip": _drip, "torn": _torn, "garbled": _garbled, "nothing": lambda wire: None}

    def __init__(self) -> None:
        self.content = b"one"
        self.etag = '"1"'
        self.answers: list[int] = []
        self.headers: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.cut = 0
        self.manner = ""
        self.address = ""


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    told = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(dict(self.headers))
            if told.manner:
                self.connection.settimeout(5)
                told.manners[told.manner](self.wfile)
                self.close_connection = True
                return
            status = told.answers.pop(0) if told.answers else 200
            if status == 200 and self.headers.get("If-None-Match") == told.etag:
                status = 304
            self.send_response(status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            if status in (200, 206):
                self.send_header("ETag", told.etag)
                self.send_header("Last-Modified", "Thu, 08 Oct 2020 00:00:00 GMT")
                self.send_header("Content-Length", str(len(told.content) + told.cut))
            else:
                self.send_header("Content-Length", "0")
            self.end_headers()
            if status in (200, 206):
                self.wfile.write(told.content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_port}/exports/SDN.CSV"
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


def no_wait(seconds: float) -> None:
    assert 0 <= seconds <= 60


def test_a_file_comes_with_its_hash_and_what_to_ask_next(publisher: Publisher, tmp_path: Path) -> None:
    came = fetch(publisher.address, tmp_path)
    assert came.path is not None and came.path.name == "SDN.CSV"
    assert came.path.read_bytes() == b"one"
    assert came.said["etag"] == '"1"'
    assert "upperhand" in publisher.asked[0]["User-Agent"]


def test_what_did_not_change_is_not_sent_again(publisher: Publisher, tmp_path: Path) -> None:
    came = fetch(publisher.address, tmp_path)
    again = fetch(publisher.address, tmp_path, said=came.said)
    assert (again.path, again.sha256) == (None, came.sha256)
    assert publisher.asked[1]["If-None-Match"] == '"1"'
    assert publisher.asked[1]["If-Modified-Since"] == "Thu, 08 Oct 2020 00:00:00 GMT"


def test_the_same_bytes_under_another_tag_are_no_change(publisher: Publisher, tmp_path: Path) -> None:
    came = fetch(publisher.address, tmp_path)
    publisher.etag = '"2"'
    again = fetch(publisher.address, tmp_path, said=came.said)
    assert again.path is None and again.etag == '"2"'


def test_an_answer_that_fails_is_tried_again(publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers = [503, 500]
    publisher.headers = {"Retry-After": "3"}
    pauses: list[float] = []
    assert fetch(publisher.address, tmp_path, wait=pauses.append).path is not None
    assert len(pauses) == 2 and min(pauses) >= 3


def test_an_answer_that_says_no_is_not(publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers = [404]
    with pytest.raises(FetchError, match="404"):
        fetch(publisher.address, tmp_path, wait=no_wait)
    assert len(publisher.asked) == 1


def test_after_the_last_try_it_says_so(publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers = [503] * 9
    with pytest.raises(FetchError, match=r"503.*last good version stays"):
        fetch(publisher.address, tmp_path, wait=no_wait)
    assert len(publisher.asked) == 4
    with pytest.raises(FetchError, match="cannot be reached in 2 tries"):
        fetch("http://127.0.0.1:9/none", tmp_path, tries=2, wait=no_wait)


def test_an_answer_cut_short_is_no_file(publisher: Publisher, tmp_path: Path) -> None:
    publisher.cut = 10
    with pytest.raises(FetchError, match=r"3 of 13 bytes|IncompleteRead|cannot be reached"):
        fetch(publisher.address, tmp_path, tries=2, timeout=2, wait=no_wait)


def test_too_much_is_refused(publisher: Publisher, tmp_path: Path) -> None:
    publisher.content = b"x" * 1000
    with pytest.raises(FetchError, match="1,000 bytes, more than the 999"):
        fetch(publisher.address, tmp_path, largest=999, wait=no_wait)


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://example.org/x", "/etc/hostname"])
def test_only_http_addresses_are_fetched(address: str, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="not an http or https address"):
        fetch(address, tmp_path)


def test_a_redirect_to_another_scheme_is_not_followed(publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers = [302]
    publisher.headers = {"Location": "file:///etc/hostname"}
    with pytest.raises(FetchError):
        fetch(publisher.address, tmp_path, wait=no_wait)


def test_a_redirect_is_followed_and_the_first_address_kept(publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers = [302, 200]
    publisher.headers = {"Location": publisher.address.replace("SDN.CSV", "2026/SDN.CSV")}
    came = fetch(publisher.address, tmp_path, wait=no_wait)
    assert came.path is not None and came.path.read_bytes() == b"one" and came.address == publisher.address
    assert len(publisher.asked) == 2


def test_redirects_in_a_ring_end(publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers = [302] * 100
    publisher.headers = {"Location": publisher.address}
    with pytest.raises(FetchError):
        fetch(publisher.address, tmp_path, wait=no_wait)


def test_a_hostile_file_name_stays_in_the_folder(publisher: Publisher, tmp_path: Path) -> None:
    publisher.headers = {"Content-Disposition": 'attachment; filename="../../etc/passwd"'}
    came = fetch(publisher.address, tmp_path)
    assert came.path == tmp_path / "passwd"


@pytest.fixture
def store(tmp_path: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store whose list of denied persons is published by the server."""
    mapping = small("us-bis-dpl")
    source = msgspec.structs.replace(mapping.forms["text"], address=publisher.address)
    ours = msgspec.structs.replace(mapping, forms={"text": source})
    monkeypatch.setattr("upperhand.lists.store.mapping_of", lambda name: ours if name == "us-bis-dpl" else small(name))
    publisher.content = (FIXTURES / "us-bis-dpl.text.txt").read_bytes()
    return Store(tmp_path / "lists")


def test_an_update_adds_a_version_and_then_asks_conditionally(store: Store, publisher: Publisher) -> None:
    (first,) = update_lists(["us-bis-dpl"], store, at=AT, wait=no_wait)
    assert (first.outcome, first.version and first.version.entries) == ("new", 1)
    assert first.version is not None and first.version.files[0].address == publisher.address
    (second,) = update_lists(["us-bis-dpl"], store, at=AT, wait=no_wait)
    assert second.outcome == "unchanged"
    assert publisher.asked[-1]["If-None-Match"] == '"1"'
    publisher.etag, publisher.content = '"2"', publisher.content.replace(b"EXAMPLE EXPORTS", b"EXAMPLE IMPORTS")
    (third,) = update_lists(["us-bis-dpl"], store, at="2026-10-09T12:00:00Z", wait=no_wait)
    assert third.outcome == "new"
    assert len(store.versions("us-bis-dpl")) == 2


def test_files_that_did_not_change_are_read_anew_when_the_mapping_did(
    store: Store, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = update_lists(["us-bis-dpl"], store, at=AT, wait=no_wait)
    other = msgspec.structs.replace(store.mapping("us-bis-dpl"), topics=("debarment",))
    monkeypatch.setattr("upperhand.lists.store.mapping_of", lambda name: other)
    (second,) = update_lists(["us-bis-dpl"], store, at="2026-10-09T12:00:00Z", wait=no_wait)
    assert first.version is not None and second.version is not None
    assert (second.outcome, second.version.date) == ("new", first.version.date)
    assert next(store.entries(second.version)).entity.properties["topics"] == ("debarment",)
    assert len(store.versions("us-bis-dpl")) == 1


def test_an_update_that_fails_keeps_the_last_good_version_and_is_asked_again(
    store: Store, publisher: Publisher
) -> None:
    (good,) = update_lists(["us-bis-dpl"], store, at=AT, wait=no_wait)
    publisher.etag, publisher.content = '"2"', b"<html>maintenance</html>"
    failed, other = update_lists(["us-bis-dpl", "us-dod-1260h"], store, at="2026-10-09T12:00:00Z", wait=no_wait)
    assert failed.outcome == "failed" and "web page" in failed.detail
    assert other.outcome == "failed" and "can be fetched" in other.detail
    assert store.version("us-bis-dpl") == good.version
    assert store.checked("us-bis-dpl")[publisher.address]["etag"] == '"1"'
    publisher.answers = [404]
    (gone,) = update_lists(["us-bis-dpl"], store, at="2026-10-09T12:00:00Z", wait=no_wait)
    assert gone.outcome == "failed" and "404" in gone.detail


@pytest.mark.parametrize(
    ("manner", "message"),
    [("hang", "cannot be reached in 2 tries"), ("torn", "cannot be reached in 2 tries"), ("garbled", "cannot be reached in 2 tries"),
     ("nothing", "cannot be reached in 2 tries")],
)  # fmt: skip
def test_a_publisher_that_misbehaves_is_tried_again(
    manner: str, message: str, publisher: Publisher, tmp_path: Path
) -> None:
    publisher.manner = manner
    with pytest.raises(FetchError, match=message):
        fetch(publisher.address, tmp_path, tries=2, timeout=0.3, wait=no_wait)
    assert len(publisher.asked) == 2

    def mend(seconds: float) -> None:
        publisher.manner = ""

    assert fetch(publisher.address, tmp_path, timeout=0.3, wait=mend).path is not None


def test_a_publisher_that_sends_for_ever_is_left(publisher: Publisher, tmp_path: Path) -> None:
    publisher.manner = "drip"
    with pytest.raises(FetchError, match="which is too slow"):
        fetch(publisher.address, tmp_path, longest=0.1, wait=no_wait)


@pytest.mark.parametrize(
    "page", [b"<!DOCTYPE html>\n<html>blocked</html>", b"\n <HTML><body>maintenance</body></HTML>"]
)
def test_a_web_page_in_place_of_the_file_is_no_file(page: bytes, publisher: Publisher, tmp_path: Path) -> None:
    publisher.content, publisher.headers = page, {"Content-Type": "text/html; charset=utf-8"}
    with pytest.raises(FetchError, match=r"web page comes in place of the file.*last good version stays"):
        fetch(publisher.address, tmp_path, tries=2, wait=no_wait)
    assert len(publisher.asked) == 2


def test_a_part_of_a_file_is_no_file(publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers = [206, 206]
    with pytest.raises(FetchError, match="206"):
        fetch(publisher.address, tmp_path, tries=2, wait=no_wait)


@pytest.mark.parametrize("name", ["Content-MD5", "Digest", "Repr-Digest"])
def test_the_publishers_own_checksum_is_held_against_what_came(name: str, publisher: Publisher, tmp_path: Path) -> None:
    def told(content: bytes) -> str:
        if name == "Content-MD5":
            return base64.b64encode(hashlib.md5(content).digest()).decode()
        hashed = base64.b64encode(hashlib.sha256(content).digest()).decode()
        return f"sha-256=:{hashed}:" if name == "Repr-Digest" else f"SHA-256={hashed}"

    publisher.headers = {name: told(b"one")}
    assert fetch(publisher.address, tmp_path, wait=no_wait).path is not None
    publisher.headers = {name: told(b"two")}
    with pytest.raises(FetchError, match="checksum"):
        fetch(publisher.address, tmp_path, tries=2, wait=no_wait)
    publisher.headers = {name: "sha-256=nonsense!"}
    assert fetch(publisher.address, tmp_path, wait=no_wait).path is not None


def test_a_date_to_come_back_at_is_waited_for(publisher: Publisher, tmp_path: Path) -> None:
    publisher.answers = [429, 503]
    publisher.headers = {"Retry-After": format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)}
    pauses: list[float] = []
    assert fetch(publisher.address, tmp_path, wait=pauses.append).path is not None
    assert all(20 < pause <= 31 for pause in pauses)


def test_another_packing_than_was_asked_for(publisher: Publisher, tmp_path: Path) -> None:
    publisher.headers = {"Content-Encoding": "br"}
    with pytest.raises(FetchError, match="packed as 'br'"):
        fetch(publisher.address, tmp_path, wait=no_wait)


def test_a_packed_list_is_taken_and_a_broken_one_is_not(store: Store, publisher: Publisher) -> None:
    whole = gzip.compress(publisher.content)
    publisher.content, publisher.headers = whole, {"Content-Encoding": "gzip"}
    (good,) = update_lists(["us-bis-dpl"], store, at=AT, wait=no_wait)
    assert good.outcome == "new" and good.version is not None and good.version.entries == 1
    publisher.etag, publisher.content = '"2"', whole[:-12]
    (broken,) = update_lists(["us-bis-dpl"], store, at="2026-10-09T12:00:00Z", wait=no_wait)
    assert broken.outcome == "failed" and "archive is broken or cut short" in broken.detail
    assert store.versions("us-bis-dpl") == (good.version,)


def test_a_list_that_shrinks_or_grows_beyond_its_bounds_is_not_taken(store: Store, publisher: Publisher) -> None:
    header, row, *_ = publisher.content.splitlines(keepends=True)
    row = row if row.endswith(b"\n") else row + b"\n"

    def listed(count: int) -> bytes:
        return header + b"".join(row.replace(b"EXAMPLE EXPORTS", f"EXAMPLE EXPORTS {n}".encode()) for n in range(count))

    publisher.content = listed(60)
    (good,) = update_lists(["us-bis-dpl"], store, at=AT, wait=no_wait)
    assert good.version is not None and good.version.entries == 60
    for count, message in ((29, "had at least 30 a version ago"), (101, "more than 100"), (0, "0 entries")):
        publisher.etag, publisher.content = f'"{count}"', listed(count)
        (failed,) = update_lists(["us-bis-dpl"], store, at="2026-10-09T12:00:00Z", wait=no_wait)
        assert failed.outcome == "failed" and message in failed.detail
        assert (
            store.versions("us-bis-dpl") == (good.version,)
            and store.checked("us-bis-dpl")[publisher.address]["etag"] == '"1"'
        )
    publisher.etag, publisher.content = '"3"', listed(31)
    (less,) = update_lists(["us-bis-dpl"], store, at="2026-10-09T12:00:00Z", wait=no_wait)
    assert less.outcome == "new"
