"""Clusters against networkx on random graphs, and the invariant that no "no" is ever inside one."""

import networkx
from hypothesis import given
from hypothesis import strategies as st

from upperhand.errors import InputError
from upperhand.ledger import Clusters
from upperhand.ledger.canonical import check, pair
from upperhand.model import Judgement

IDS = "abcdefgh"
Edges = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda edge: edge[0] != edge[1]), max_size=15
)
Verdicts = st.lists(st.sampled_from(["positive", "positive", "negative", "unsure", "none"]), min_size=15, max_size=15)


def ruling(edge: tuple[str, str], verdict: str = "positive") -> Judgement:
    return Judgement(*edge, verdict, "me", "2021-01-01T00:00:00Z")  # type: ignore[arg-type]


@given(Edges)
def test_clusters_are_connected_components(edges: list[tuple[str, str]]) -> None:
    clusters = Clusters(map(ruling, edges))
    graph = networkx.Graph(edges)
    for component in networkx.connected_components(graph):
        for member in component:
            assert clusters.members(member) == component
            assert clusters.canonical(member) == min(component)
    for left, right in edges:
        path = clusters.path(left, right)
        assert len(path) == networkx.shortest_path_length(graph, left, right)
    assert clusters.members("z") == {"z"}


@given(Edges, Verdicts)
def test_the_last_ruling_on_a_pair_stands_and_no_one_apart_is_joined(
    edges: list[tuple[str, str]], verdicts: list[str]
) -> None:
    clusters = Clusters(ruling(edge, verdict) for edge, verdict in zip(edges, verdicts, strict=False))
    last = {pair(*edge): verdict for edge, verdict in zip(edges, verdicts, strict=False)}
    for (left, right), verdict in last.items():
        assert clusters.standing[left, right].verdict == verdict
        if verdict == "negative":
            assert right not in clusters.members(left)


@given(Edges, Verdicts)
def test_what_passes_the_check_never_contradicts(edges: list[tuple[str, str]], verdicts: list[str]) -> None:
    passed: list[Judgement] = []
    for edge, verdict in zip(edges, verdicts, strict=False):
        judgement = ruling(edge, verdict)
        try:
            check(judgement, Clusters(passed))
        except InputError:
            continue
        passed.append(judgement)
    clusters = Clusters(passed)
    for (left, right), judgement in clusters.standing.items():
        if judgement.verdict == "positive":
            assert right in clusters.members(left)
        if judgement.verdict == "negative":
            assert right not in clusters.members(left)


def test_a_known_id_goes_before_an_unknown_one() -> None:
    assert Clusters([ruling(("unknown:alibaba", "zz-9"))]).canonical("unknown:alibaba") == "zz-9"


def test_a_merge_after_a_no_on_the_very_pair_is_refused_with_both_reasons_until_the_no_is_withdrawn() -> None:
    no = Judgement("a", "b", "negative", "Ada", "2021-01-01T00:00:00Z", "two registry numbers")
    yes = Judgement("b", "a", "positive", "Bo", "2021-01-02T00:00:00Z", "one address")
    try:
        check(yes, Clusters([no]))
    except InputError as error:
        assert "two registry numbers" in str(error) and "one address" in str(error)
    else:
        raise AssertionError("a merge against a standing no was taken")
    withdrawn = Judgement("a", "b", "none", "Ada", "2021-01-02T00:00:00Z", "the number was misread")
    check(yes, Clusters([no, withdrawn]))
