"""What the core installs: wheels only, under 400 MB."""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

LOCK = Path(__file__).parents[1] / "requirements" / "core.lock"
LIMIT_MB = 400


def core_packages() -> list[str]:
    return re.findall(r"^([a-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)


def installed_bytes(name: str) -> int:
    # Compiled bytecode is left out: `make setup` installs none, Python writes it for what is used.
    files = [Path(str(file.locate())) for file in distribution(name).files or [] if file.suffix != ".pyc"]
    return sum(path.stat().st_size for path in files if path.is_file())


def test_the_core_stays_small() -> None:
    try:
        total = sum(map(installed_bytes, core_packages()))
    except PackageNotFoundError as missing:
        pytest.skip(f"{missing} is not installed here: not an environment made by 'make setup'")
    assert total < LIMIT_MB * 1_000_000


def test_every_requirement_has_a_hash() -> None:
    text = LOCK.read_text(encoding="utf-8")
    assert text.count("--hash=sha256:") >= len(core_packages())
