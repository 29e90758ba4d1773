"""The built examples are what their texts say."""

import importlib.util
from pathlib import Path

import pytest

pytest.importorskip("reportlab", reason="reportlab builds the PDF examples")

HERE = Path(__file__).parent
specification = importlib.util.spec_from_file_location("build_examples", HERE / "build_examples.py")
assert specification and specification.loader
build = importlib.util.module_from_spec(specification)
specification.loader.exec_module(build)


def test_the_files_are_up_to_date() -> None:
    stale = [name for name, content in build.files().items() if (build.OUT / name).read_bytes() != content]
    assert stale == []


def test_every_example_is_in_the_table() -> None:
    page = (HERE.parents[1] / "docs" / "examples.md").read_text(encoding="utf-8")
    assert [path.name for path in build.OUT.iterdir() if path.name not in page] == []
