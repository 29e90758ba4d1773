from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from shelf import Told, assertion, claim, document

from upperhand.model import Claim, Quantity
from upperhand.present import Dossier, charts
from upperhand.present.charts.lanes import GAP, lanes_of
from upperhand.present.gather import facts_of
from upperhand.present.grouping import Told as Named
from upperhand.present.grouping import join, same_fact
from upperhand.present.network import WIDTH, network_of
from upperhand.present.reader import passages, segments
from upperhand.present.summary import phrase
from upperhand.present.types import Passage

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 25)), max_size=8)


@given(st.text(alphabet="ab汽\n", min_size=60, max_size=60), SPANS)
def test_segments_cover_the_passage_and_every_span(text: str, drawn: list[tuple[int, int]]) -> None:
    spans = [(start, min(60, start + length), f"s{n}") for n, (start, length) in enumerate(drawn) if start < 60]
    runs = list(segments(Passage(0, 60, text), spans))
    assert "".join(run.text for run in runs) == text
    for start, end, name in spans:
        assert "".join(run.text for run in runs if name in run.marks) == text[start:end]
        assert [name in run.starts for run in runs].count(True) == 1 == [name in run.ends for run in runs].count(True)


def test_a_long_text_is_carried_around_its_marks() -> None:
    text = "".join(f"line {n}\n" for n in range(5_000))
    at = text.index("line 2500")
    found = passages(text, [(at, at + 9), (at + 50, at + 60), (3, 6)], whole=1_000, around=100)
    assert [passage.start for passage in found] == [0, found[1].start] and len(found) == 2
    assert all(passage.text == text[passage.start : passage.end] for passage in found)
    assert found[1].text.startswith("line") and found[1].start < at < found[1].end
    marked = [run for run in segments(found[1], [(at, at + 9, "x"), (0, 3, "elsewhere")]) if run.marks]
    assert [run.text for run in marked] == ["line 2500"]


def test_an_empty_text_has_an_empty_passage() -> None:
    assert passages("", []) == (Passage(0, 0, ""),)
    assert list(segments(Passage(0, 0, ""), [])) == []


BASE = Told("the bureau fined the firm at last", "enforcement", actor="Bureau", more=(("date", "2021-04"),))


def named(of: str, **changes: object) -> Named:
    made, _ = claim(document(f"{of}: {BASE.words}; {BASE.words} of the north, it was said by all."), BASE)
    changed: Claim = replace(made, **changes)  # type: ignore[arg-type]
    return Named(changed, "Firm", "firm", changed.actor and changed.actor.casefold(), "2026-01-01T00:00:00Z")


FIGURE = Quantity(100, "USD")


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ({}, {}, True),
        ({"date": "2021"}, {"date": "2021-04"}, True),
        ({"date": "2021-04"}, {"date": "2021-05"}, False),
        ({"quantity": FIGURE}, {"quantity": Quantity(100.5, "USD"), "date": "2021"}, True),
        ({"quantity": FIGURE}, {"quantity": Quantity(102, "USD")}, False),
        ({"quantity": FIGURE}, {"quantity": Quantity(100, "CNY")}, False),
        ({"actor": "Court"}, {}, False),
        ({"people": ("A",)}, {"people": ("B",)}, False),
        ({"people": ("A",)}, {"people": ("A", "B")}, True),
    ],
)
def test_what_is_one_fact(left: dict[str, object], right: dict[str, object], same: bool) -> None:
    assert same_fact(named("one", **left), named("two", **right)) is same
    assert same_fact(named("two", **right), named("one", **left)) is same


def test_other_words_in_the_same_year_stay_apart() -> None:
    other, _ = claim(
        document("In 2021 it was told to stop."), Told("it was told to stop", "enforcement", actor="Bureau")
    )
    loose = Named(replace(other, date="2021"), "Firm", "firm", "bureau", "")
    assert not same_fact(named("one", date="2021"), loose)
    assert len(join([named("one", date="2021"), loose])) == 2


def test_two_claims_of_one_document_stay_apart() -> None:
    one = named("one")
    moved = replace(one.claim, evidence=replace(one.claim.evidence, start=40, end=50))
    assert not same_fact(one, replace(one, claim=moved))
    assert same_fact(one, one)


def test_a_denial_is_not_the_fact(dossier: Dossier) -> None:
    one, two = named("one"), named("two", assertion=assertion("denied")[1])
    assert len(join([one, two])) == 2


def test_the_summary_says_how_things_are_put(dossier: Dossier) -> None:
    facts = {fact.lever: fact for fact in facts_of(dossier).values() if fact.part == "own"}
    assert (
        phrase(facts["enforcement"]) == "an act of enforcement by the Market Bureau on 10 April 2021 (US$1.2 billion)"
    )
    assert (
        phrase(facts["detention"]) == "possibly a detention or removal (Lin Wei; planned, not reported as carried out)"
    )
    assert phrase(facts["party_organization"]).startswith("according to Lake Daily, a Party organization in 2018")
    assert phrase(facts["corporate_resistance"]).endswith("(reported only as denied)")


def test_the_summary_leads_to_its_claims(dossier: Dossier) -> None:
    known = {telling.claim_id for fact in facts_of(dossier).values() for telling in fact.tellings}
    levers, counter = dossier.summary
    text = "".join(clause.text for clause in levers)
    assert text.startswith("In the sources read, the lever that weighs most on Northlake Motors is enforcement (1 ")
    assert (
        text.endswith(".")
        and "Party organization comes next (2 facts from 1 source, 2001 to 2018, 1 of them firm)" in text
    )
    assert "foreign measures" in "".join(clause.text for clause in counter) or "market reaction" in "".join(
        clause.text for clause in counter
    )
    for clause in (*levers, *counter):
        assert set(clause.claim_ids) <= known and (clause.claim_ids or len(clause.text.split()) < 9)


def test_the_network_has_room_for_every_name(dossier: Dossier) -> None:
    drawn = dossier.network
    places = [(node.x, node.y) for node in drawn.nodes if node.x is not None and node.y is not None]
    assert len(set(places)) == len(places)
    assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in places)
    assert {node.kind for node in drawn.nodes} == {"company", "state", "foreign", "person", "kin"}
    ids = {node.id for node in drawn.nodes}
    assert all(edge.source in ids and edge.target in ids for edge in drawn.edges)


def test_the_network_leaves_out_what_has_no_room(dossier: Dossier) -> None:
    fact = next(fact for fact in facts_of(dossier).values() if fact.lever == "enforcement")
    many = [
        replace(fact, actor=f"Bureau {n}", actor_id=None, lever=lever, people=(f"P{n}",), people_ids=(None,))
        for n in range(20)
        for lever in ("enforcement", "foreign_measure")
    ]
    drawn = network_of("northlake", "Northlake", many)
    assert drawn.left_out == (20 - 12) * 2 + (20 - 6) == sum(node.x is None for node in drawn.nodes)
    assert len(drawn.nodes) == 61 and drawn.width == WIDTH


def test_marks_of_a_row_do_not_cover_each_other(dossier: Dossier) -> None:
    lanes = lanes_of(dossier.sections, 600)
    scale = 600 / (lanes.last - lanes.first)
    for row in lanes.rows:
        for one in row.marks:
            assert row.top < one.y < row.bottom
            for other in row.marks:
                if one is not other and one.y == other.y and one.x <= other.x:
                    assert (other.x - one.x2) * scale >= GAP - 1e-6


PICTURES = ["balance", "overview", "timeline", "network", "exposure"]


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_named_and_take_the_page_colours(dossier: Dossier, name: str) -> None:
    drawn = getattr(charts, name)(dossier)
    root = etree.fromstring(drawn)
    assert root.get("role") == "img"
    for target in root.get("aria-labelledby").split():
        (found,) = root.xpath(f"//*[@id='{target}']")
        assert found.text
    colours = {value for element in root.iter() for key in ("fill", "stroke") if (value := element.get(key))}
    assert all(c.startswith("var(--") or c in {"none", "transparent"} for c in colours), colours
    assert not root.xpath(
        "//@style | //@href | //*[local-name()='script' or local-name()='image' or local-name()='clipPath']"
    )
    assert drawn == getattr(charts, name)(dossier)


def test_nothing_to_draw_is_no_picture(dossier: Dossier) -> None:
    empty = replace(
        dossier, years=(), sections=(), exposure=(), network=replace(dossier.network, nodes=dossier.network.nodes[:1])
    )
    assert [getattr(charts, name)(empty) for name in ("balance", "timeline", "network", "exposure")] == [""] * 4
    assert charts.overview(empty)
