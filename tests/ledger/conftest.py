from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.ledger import postgres
from upperhand.ledger import Ledger

_NAMES = count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here (no initdb): the SQLite half of the contract is tested alone")
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'upperhand[postgres]'")
    with postgres.server(programs) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty ledger can be made, on each backend."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    import psycopg

    url = request.getfixturevalue("postgresql")
    name = f"ledger{next(_NAMES)}"
    with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return f"{url}/{name}"


@pytest.fixture
def ledger(place: str) -> Iterator[Ledger]:
    with Ledger(place) as opened:
        yield opened


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in a file, for what does not depend on the backend."""
    with Ledger(tmp_path / "ledger.db") as opened:
        yield opened
