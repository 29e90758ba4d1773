"""The sanity checks: their own examples, spans, claims, planted slips, reference data."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upperhand import data
from upperhand.assess import reference
from upperhand.assess.sanity import CHECKS, check_claims, check_document, check_documents, explain, planted
from upperhand.assess.sanity.figures import figures
from upperhand.assess.sanity.text import Reading
from upperhand.assess.sanity.words import Example, sanity
from upperhand.ledger import Recorded
from upperhand.model import Claim, Document, Evidence, Link, Quantity

CASES = [
    (name, example, wanted)
    for name, check in sanity().checks.items()
    for wanted, examples in ((True, check.examples), (False, check.not_examples))
    for example in examples
]
CLAIMED = {"claimed_share", "claimed_before_founding"}


def document(text: str, published: str | None = "2021-06-15", id: str = "d") -> Document:
    return Document(id, text, published_at=published, language="zh" if re.search("[一-鿿]", text) else "en")


@pytest.mark.parametrize(
    ("name", "example", "wanted"), CASES, ids=[f"{name}-{wanted}-{n}" for n, (name, _, wanted) in enumerate(CASES)]
)
def test_each_check_finds_its_examples_and_leaves_the_others_alone(name: str, example: Example, wanted: bool) -> None:
    found = {finding.check for finding in check_document(document(example.text, example.published))}
    assert found == ({name} if wanted else set())


def test_every_check_has_level_examples_and_words_for_users() -> None:
    assert set(sanity().checks) == set(CHECKS) | CLAIMED
    for name in sanity().checks:
        assert len(explain(name)) > 40
        assert name in CLAIMED or (sanity().checks[name].examples and sanity().checks[name].not_examples)


def test_the_working_can_be_redone() -> None:
    text = "Chengdu comes first, with 168 cameras per 1,000 people. There are 2.6 billion cameras across China."
    (found,) = check_document(document(text))
    assert found.check == "rate_against_total"
    assert found.working.startswith("2.6 billion / 1.4 billion people (CN) = 1,857 per 1,000 > 168")
    assert pytest.approx(1857, abs=0.5) == 2.6e9 / 1.4e9 * 1000
    assert found.document_ids == ("d",)


def test_spans_survive_line_breaks_pages_and_addresses() -> None:
    text = (
        "The operator says that it works in every district and in all of the towns around it, and that half \n\n"
        "of the market, or 38% \n of all sales, is in its hands.\nSee https://example.org/120%25of-the-shares for more."
    )
    reading = Reading(document(text))
    slips = [slip for check in CHECKS.values() for slip in check(reading)]
    (slip,) = slips
    assert [text[start:end] for start, end in slip.spans] == ["half \n\nof the market, or 38%"]


def claim(text: str, exact: str, **fields: object) -> Claim:
    start = text.index(exact)
    return Claim("c1", "state_ownership", "Northcam", Evidence("d", start, start + len(exact), exact), **fields)  # type: ignore[arg-type]


def test_a_finding_names_the_claims_whose_words_it_touches() -> None:
    text = "The city likes it. The fund now owns 120% of the company's shares."
    touched = claim(text, "The fund now owns 120% of the company's shares.")
    (found,) = check_document(document(text), [touched])
    assert found.claim_ids == ("c1",)
    assert check_document(document(text), [claim(text, "The city likes it.")])[0].claim_ids == ()


def test_claims_by_themselves() -> None:
    text = "In 1985 the state took 130% of Huawei."
    told = replace(claim(text, text, date="1985", quantity=Quantity(130, "percent")), target="Huawei")
    record = Recorded(told, "d", "2024-01-01T00:00:00Z", (Link("c1", "target", "Huawei", "huawei"),))
    assert [finding.check for finding in check_claims([record])] == ["claimed_share", "claimed_before_founding"]
    both = list(check_documents([document(text)], [record]))
    assert {finding.check for finding in both} >= {"claimed_share", "claimed_before_founding"}


def test_the_same_document_gives_the_same_findings() -> None:
    text = "The order came on 31 June 2021. The fund owns 120% of the shares."
    assert check_document(document(text)) == check_document(document(text))
    assert len({finding.id for finding in check_document(document(text))}) == 2


@given(st.text(alphabet="0123456789%$,. (yuan)亿万百分之五half of the market—\n", max_size=120))
def test_no_text_brings_a_check_down(text: str) -> None:
    for finding in check_document(document(text)):
        assert finding.message and finding.working


@given(st.text(max_size=80))
def test_figures_stand_where_they_say(text: str) -> None:
    flat = re.sub(r"\s+", " ", text)
    for figure in figures(flat):
        assert 0 <= figure.start < figure.end <= len(flat)


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("RMB53.3 billion", "money", 53.3e9, "CNY"), ("$ 2.8 billion", "money", 2.8e9, "USD"), ("182.28亿元", "money", 182.28e8, "CNY"),
        ("5,000 Hong Kong dollars", "money", 5000, "HKD"), ("43.57 per cent", "percent", 43.57, ""), ("百分之三十五", "percent", 35, ""),
        ("three-quarters", "fraction", 75, ""), ("三分之二", "fraction", 200 / 3, ""), ("168 cameras per 1,000 people", "rate", 0.168, "cameras"),
        ("2.6 million cameras", "count", 2.6e6, "cameras"), ("9亿摄像头", "count", 9e8, "摄像头"),
    ],
)  # fmt: skip
def test_figures_are_read(text: str, kind: str, value: float, unit: str) -> None:
    (found,) = figures(f"x {text} y" if text[0].isascii() else f"有{text}。")
    assert (found.kind, found.unit[:3]) == (kind, unit[:3])
    assert found.value == pytest.approx(value)


def test_years_footnote_numbers_and_addresses_are_no_counts() -> None:
    assert figures("In 2019, on 5/6/2020 at 10:30, see #4") == ()


HOSTS = [
    document(
        "Northcam opened an office in Lakeside.\n\nIts staff were told in May, and said little about it.",
        "2022-03-04",
        "h1",
    ),
    document("临江货运在湖滨设立办事处。\n\n员工五月得知此事，未作评论。", "2022-03-04", "h2"),
]


def test_planted_slips_are_found_and_their_right_twins_left_alone() -> None:
    worked = planted.measure(planted.plant(HOSTS, each=1))
    assert worked.precision >= 0.97
    assert worked.recall >= 0.93
    unseen = planted.measure(planted.plant(HOSTS, each=2, unseen=True))
    assert unseen.precision >= planted.REACH[0]
    assert unseen.recall >= planted.REACH[1]


def test_evaluate_prints_the_figures() -> None:
    printed = list(planted.lines(HOSTS))
    assert len(printed) == 4 and "0 findings" in printed[-1]


def test_every_reference_table_names_its_source_and_licence() -> None:
    for path in data.files("reference"):
        head = path.read_text(encoding="utf-8")
        assert "licence:" in head and ("source:" in head), path


def test_reference_values() -> None:
    assert reference.value("exchange", "CNY", 2021) == pytest.approx(6.45, abs=0.02)
    assert reference.value("gdp", "us", 2021) == pytest.approx(23_600, rel=0.02)
    assert reference.value("population", "cn", 2099) == reference.value("population", "cn", 2024)
    assert reference.value("prices", "cn", 2010) == 100
    assert reference.value("population", "nowhere", 2020) is None
    assert reference.rates("XXX", 2019, 2020) is None
    assert reference.people("shanghai", 2020) == pytest.approx(24.87e6)
    assert reference.country_of("shanghai") == "cn"
    assert [place for _, _, place in reference.places_in("In Shanghai and the United States, 深圳")] == [
        "shanghai",
        "us",
        "shenzhen",
    ]


def test_a_year_of_another_clause_dates_nothing() -> None:
    text = "Lakeside has a party cell since 1980, led by its own head of affairs; Huawei has one too."
    record = Recorded(
        claim(text, text, date="1980"), "d", "2024-01-01T00:00:00Z", (Link("c1", "target", "Huawei", "huawei"),)
    )
    assert list(check_claims([record])) == []
    told = Claim("c1", "state_ownership", "Huawei", record.claim.evidence, date="1980")
    assert list(check_claims([Recorded(told, "d", "2024-01-01T00:00:00Z", record.links)])) == []
