"""Clusters from judgements, against networkx on random graphs, and the keyboard review."""

import io
import os
import pty
from itertools import count
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from upperhand.model import Entity, Judgement, Verdict
from upperhand.resolve import Index, clusters, dedupe_candidates
from upperhand.resolve.judge import check, current
from upperhand.resolve.review import review, terminal_keys

IDS = "abcdefgh"


def rulings(rows: list[tuple[str, str, Verdict]]) -> list[Judgement]:
    return [
        Judgement(left, right, verdict, "eva", f"2024-01-01T00:{n // 60:02}:{n % 60:02}Z", f"reason {n}")
        for n, (left, right, verdict) in enumerate(rows)
    ]


@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=30))
def test_positives_are_connected_components(pairs: list[tuple[str, str]]) -> None:
    found = clusters(rulings([(a, b, "positive") for a, b in pairs]))
    graph = nx.Graph([(a, b) for a, b in pairs if a != b])
    assert {frozenset(c) for c in nx.connected_components(graph)} == set(found.members.values())
    assert all(found.of(node) == min(group) for group in found.members.values() for node in group)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(IDS), st.sampled_from(IDS), st.sampled_from(["positive", "negative", "unsure", "none"])
        ),
        max_size=40,
    )
)
def test_no_cluster_holds_two_that_were_judged_different(rows: list[tuple[str, str, Verdict]]) -> None:
    given_rulings = rulings(rows)
    found = clusters(given_rulings)
    refused = {id(c.refused) for c in found.conflicts}
    graph = nx.Graph()
    for ruling in current(given_rulings):
        if id(ruling) in refused:
            continue
        if ruling.verdict == "positive":
            graph.add_edge(ruling.left, ruling.right)
    components = {frozenset(c) for c in nx.connected_components(graph) if len(c) > 1}
    assert components == set(found.members.values())
    for ruling in current(given_rulings):
        if ruling.verdict == "negative" and id(ruling) not in refused:
            assert not found.same(ruling.left, ruling.right)
    assert all(c.refused.reason in c.message and c.against.reason in c.message for c in found.conflicts)


def test_a_transitive_contradiction_is_refused_with_both_reasons() -> None:
    rows = rulings([("a", "d", "negative"), ("a", "b", "positive"), ("c", "d", "positive"), ("b", "c", "positive")])
    found = clusters(rows)
    conflict = found.conflicts[0]
    assert (conflict.refused, conflict.against) == (rows[3], rows[0]) and set(conflict.through) == {rows[1], rows[2]}
    assert "2 other merge(s)" in conflict.message
    assert found.same("a", "b") and found.same("c", "d") and not found.same("a", "d")


def test_judgements_are_reversible() -> None:
    rows = [("a", "b", "negative"), ("a", "b", "none"), ("a", "b", "positive")]
    assert clusters(rulings(rows)).same("a", "b")  # type: ignore[arg-type]
    assert not clusters(rulings([*rows, ("b", "a", "none")])).same("a", "b")  # type: ignore[arg-type, list-item]


def test_a_no_against_standing_merges_is_refused_and_says_so() -> None:
    rows = rulings([("a", "b", "positive"), ("b", "c", "positive"), ("a", "c", "negative")])
    conflict = clusters(rows).conflicts[0]
    assert conflict.refused == rows[2] and "cannot be different" in conflict.message
    assert check(rows[:2], rows[2]) is not None and check(rows[:1], rows[1]) is None


@pytest.fixture
def index(tmp_path: Path) -> Index:
    names = {
        "a": "Rossum Robotics Ltd",
        "b": "Rossum Robotics Limited",
        "c": "Rosum Robotics",
        "d": "Helena Glory [bold]Shop",
        "e": "Karel Capek Press",
    }
    return Index.build(
        [Entity(key, "Company", name, {"name": (name,), "country": ("cz",)}) for key, name in names.items()], tmp_path
    )


def test_candidates_come_most_useful_first(index: Index) -> None:
    found = dedupe_candidates(index)
    pairs = [{c.left.id, c.right.id} for c in found]
    assert pairs[0] == {"a", "b"} and {"a", "c"} in pairs and {"d", "e"} not in pairs
    assert {"a", "b"} not in [
        {c.left.id, c.right.id} for c in dedupe_candidates(index, rulings([("a", "b", "negative")]))
    ]
    decided = rulings([("a", "b", "positive"), ("b", "c", "positive")])
    assert {"a", "c"} not in [{c.left.id, c.right.id} for c in dedupe_candidates(index, decided)]


def run(
    index: Index, keys: str, earlier: list[Judgement] | None = None
) -> tuple[list[Judgement], list[Judgement], str]:
    saved: list[Judgement] = []
    ticks = count(100)
    out = io.StringIO()
    made = review(
        dedupe_candidates(index),
        by="eva",
        now=lambda: f"2024-02-01T00:00:{next(ticks)}Z",
        judgements=earlier or [],
        save=saved.append,
        keys=iter(keys),
        console=Console(file=out, width=120),
    )
    return made, saved, out.getvalue()


def test_one_key_decides_one_pair(index: Index) -> None:
    made, saved, shown = run(index, "xsnu")
    assert saved == made and [j.verdict for j in made][:1] == ["positive"]
    assert "likely the same" in shown and "Rossum Robotics Limited" in shown


def test_undo_takes_back_and_shows_again(index: Index) -> None:
    made, _, shown = run(index, "zxzn?q")
    assert [j.verdict for j in made] == ["positive", "none", "negative"]
    assert "Nothing to undo" in shown and "No such key" in shown


def test_a_refused_merge_is_shown_and_not_saved(index: Index) -> None:
    made, _, shown = run(index, "xq", rulings([("a", "c", "negative"), ("b", "c", "positive")]))
    assert made == [] and "Refused" in shown and "reason 0" in shown


def test_keys_from_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("xn\nq\n"))
    assert list(terminal_keys()) == ["x", "n", "q"]


def test_keys_from_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        master, slave = pty.openpty()
    except OSError as error:
        pytest.skip(f"no pseudo-terminal is to be had here: {error}")
    with os.fdopen(slave, "r") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        keys = terminal_keys()
        os.write(master, b"X")
        assert next(keys) == "x"
        os.write(master, b"n")
        assert next(keys) == "n"
    os.close(master)
