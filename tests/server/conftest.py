"""One server for all tests of the server."""

from collections.abc import Iterator

import httpx
import pytest

from tests.server.world import connected


@pytest.fixture(scope="session")
def api() -> Iterator[httpx.Client]:
    with connected() as client:
        yield client
