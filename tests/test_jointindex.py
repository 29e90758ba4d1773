"""Many small lists as one index."""

from pathlib import Path

import pytest

from upperhand import jointindex
from upperhand.resolve import Index
from upperhand.resolve.invented import invent

ENTITIES = list(invent(400, seed=12))
STAMPS = [f"list {number}" for number in range(4)]


@pytest.fixture
def indexes(tmp_path: Path) -> list[Index]:
    return [Index.build(ENTITIES[100 * n : 100 * n + 100], tmp_path / str(n)) for n in range(4)]


def test_small_lists_are_one_segment_and_find_the_same(tmp_path: Path, indexes: list[Index]) -> None:
    one = jointindex.together(tmp_path / "joint", indexes, STAMPS)
    side_by_side = jointindex.joined(indexes)
    assert len(one.segments) == 1 and len(side_by_side.segments) == 4
    assert [e.id for e in one.entities()] == [e.id for e in ENTITIES]
    for entity in ENTITIES[::20]:
        (best, *_), (other, *_) = one.match(entity.caption), side_by_side.match(entity.caption)
        assert (best.id, best.score) == (other.id, other.score)


def test_what_was_merged_is_kept_until_a_list_changes(tmp_path: Path, indexes: list[Index]) -> None:
    first = jointindex.together(tmp_path / "joint", indexes, STAMPS)
    assert jointindex.together(tmp_path / "joint", indexes, STAMPS).folder == first.folder
    indexes[2] = indexes[2].remove([ENTITIES[200].id])
    changed = jointindex.together(tmp_path / "joint", indexes, STAMPS)
    assert changed.segments[0].folder != first.segments[0].folder and changed.entity(ENTITIES[200].id) is None
    assert first.entity(ENTITIES[200].id) is not None


def test_large_lists_stand_beside(tmp_path: Path, indexes: list[Index], monkeypatch: pytest.MonkeyPatch) -> None:
    big = Index.build(ENTITIES[:150], tmp_path / "big")
    monkeypatch.setattr(jointindex, "_SMALL", 120)
    assert len(jointindex.together(tmp_path / "joint", [big, *indexes], ["big", *STAMPS]).segments) == 2
    assert len(jointindex.together(tmp_path / "joint", [big, *indexes[:2]], ["big", *STAMPS[:2]]).segments) == 3


def test_only_the_last_used_are_kept_and_a_broken_one_is_made_anew(tmp_path: Path, indexes: list[Index]) -> None:
    folder = tmp_path / "joint"
    for number in range(6):
        made = jointindex.together(folder, indexes, [f"{number}", *STAMPS[1:]])
    assert sum(path.is_dir() for path in folder.iterdir()) == 4
    key = next(
        path
        for path in folder.iterdir()
        if path.is_dir() and any(path.samefile(s.folder.parent) for s in made.segments)
    )
    (key / "manifest.json").write_text("{")
    again = jointindex.together(folder, indexes, ["5", *STAMPS[1:]])
    assert again.match(ENTITIES[7].caption)[0].id == made.match(ENTITIES[7].caption)[0].id
