"""Data packs load strictly, and their parsed form is kept."""

from pathlib import Path

import msgspec
import pytest

from upperhand import data
from upperhand.errors import DataError


class Pack(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    weight: float = 1.0


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def written(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text"), [("pack.yml", "name: 名\nweight: 2.5\n"), ("pack.toml", 'name = "名"\nweight = 2.5\n')]
)
def test_both_forms_load(tmp_path: Path, name: str, text: str) -> None:
    path = written(tmp_path, name, text)
    assert data.load(path, Pack) == data.load(path, Pack) == Pack("名", 2.5)


@pytest.mark.parametrize(
    ("text", "says"), [("name: a\nwieght: 2\n", "wieght"), ("weight: 2\n", "name"), ("name: [", "parse")]
)
def test_what_is_wrong_is_named_with_its_file(tmp_path: Path, text: str, says: str) -> None:
    path = written(tmp_path, "pack.yml", text)
    with pytest.raises(DataError, match=says) as caught:
        data.load(path, Pack)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.yml"):
        data.load(tmp_path / "gone.yml", Pack)


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = written(tmp_path, "pack.yml", "name: before\n")
    assert data.load(path, Pack).name == "before"
    written(tmp_path, "pack.yml", "name: after\n")
    assert data.load(path, Pack).name == "after"


def test_a_broken_or_unwritable_cache_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "pack.yml", "name: a\n")
    data.load(path, Pack)
    for kept in data.cache_folder().iterdir():
        kept.write_bytes(b"\xc1")
    assert data.load(path, Pack).name == "a"
    monkeypatch.setenv("XDG_CACHE_HOME", str(path))
    assert data.load(path, Pack).name == "a"


def test_the_fingerprint_changes_with_the_knowledge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "ROOT", tmp_path)
    (tmp_path / "rules").mkdir()
    written(tmp_path, "rules/a.yml", "name: a\n")
    before = data.fingerprint("rules")
    assert before == data.fingerprint("rules")
    written(tmp_path, "rules/a.yml", "name: b\n")
    assert before != data.fingerprint("rules")
