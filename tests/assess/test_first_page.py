"""A dossier of a company of which much is told: some facts with their words, everything counted, nothing lost."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.assess.assess_samples import document, record

from upperhand import inquiry
from upperhand.assess import digest
from upperhand.assess.answers import contradictions_of
from upperhand.assess.check import check_ledger
from upperhand.assess.kept import assessment, digest_of
from upperhand.inquiry import CLAIMS, dossier_of
from upperhand.ledger import Ledger
from upperhand.model import LEVERS, Judgement
from upperhand.present import Dossier, render_html, render_json, render_markdown

AT = "2026-01-01T00:00:00Z"
FIGURE = "Of the 40 firms on the list, 52 have a party cell."


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    draw = random.Random(5)
    with Ledger(tmp_path_factory.mktemp("page") / "ledger.db") as ledger:
        for number in range(300):
            day = f"20{10 + draw.randrange(12):02}-{1 + draw.randrange(12):02}-{1 + draw.randrange(28):02}"
            text = f"Report {number}: in a case of that year Acme saw something happen to {number + 100} million yuan."
            source = document(text, publisher=f"Paper {number % 30}", published=day)
            of_all = {
                "lever": LEVERS[draw.randrange(14)],
                "date": draw.choice([day, day[:7], None]),
                "money": (number + 100) * 1e6 if draw.random() < 0.7 else None,
                "status": draw.choice(["effective", "effective", "planned"]),
                "stance": draw.choice(["asserted", "attributed"]),
                "confidence": draw.uniform(0.3, 1),
            }
            put(ledger, source, record(source, **of_all))
        for number in range(20):
            text = f"Acme was fined 7.77 billion yuan on that day, paper {number} tells in words of its own: {draw.random()}."
            source = document(text, publisher=f"Daily {number}", published="2021-05-03")
            put(ledger, source, record(source, date="2021-05-02", money=7.77e9))
        yield ledger


def put(ledger: Ledger, source: object, *records: object) -> None:
    links = [link for each in records for link in each.links]  # type: ignore[attr-defined]
    ledger.add(source, [each.claim for each in records], links, ruleset="r", at=AT)  # type: ignore[arg-type, attr-defined]


@pytest.fixture(scope="module")
def page(book: Ledger) -> Dossier:
    return dossier_of(book, "acme")


@pytest.fixture(scope="module")
def whole(book: Ledger) -> Dossier:
    return dossier_of(book, "acme", everything=True)


def test_every_fact_is_shown_or_stands_in_a_line(book: Ledger, page: Dossier) -> None:
    facts = {fact.id for fact in assessment(book, "acme").facts}
    shown = {fact.id for section in page.sections for fact in section.facts}
    lines = [line.id for section in page.sections for line in section.rest]
    assert shown | set(lines) == facts and shown.isdisjoint(lines) and len(set(lines)) == len(lines)
    assert digest.PAGE <= len(shown) < len(facts)
    for lever in LEVERS:
        (section,) = (each for each in page.sections if each.lever == lever)
        assert len(section.facts) >= digest.EACH


def test_counts_are_of_all(page: Dossier, whole: Dossier) -> None:
    assert page.facts_in_all == whole.facts_in_all == sum(len(section.facts) for section in whole.sections)
    for some, every in zip(page.sections, whole.sections, strict=True):
        assert (some.lever, some.count, some.documents, some.firm) == (
            every.lever,
            every.count,
            every.documents,
            every.firm,
        )
        assert (some.weight, some.years) == (pytest.approx(every.weight, rel=1e-4), every.years)
    assert (page.years, page.undated, page.exposure) == (whole.years, whole.undated, whole.exposure)
    assert (page.as_of, page.findings) == (whole.as_of, whole.findings)
    assert not any("are shown" in note for note in whole.notes)


def test_those_shown_stand_best(book: Ledger) -> None:
    from upperhand.assess.exposure import standing, table_of

    given = table_of(assessment(book, "acme").facts)
    of = {fact.id: value for fact, value in zip(given.facts, standing(given).tolist(), strict=True)}
    best = {fact.id for fact in digest_of(book, "acme").best}
    beyond = max(value for id_, value in of.items() if id_ not in best)
    assert sum(of[id_] < beyond for id_ in best) <= digest.EACH * len(LEVERS)


def test_it_says_so_in_every_form(page: Dossier, whole: Dossier) -> None:
    said = f"{sum(len(section.facts) for section in page.sections)} of {whole.facts_in_all} facts"
    assert page.notes[0].startswith(f"{said} are shown with their words: those that stand best")
    assert "'upperhand dossier acme --all' shows all." in page.notes[0]
    html, markdown = render_html(page), render_markdown(page)
    line = page.sections[0].rest[0]
    for text in (html, markdown, render_json(page)):
        assert said in text and line.id in text
    assert "not shown with their words: one line each" in html and "not shown" not in render_html(whole)


def test_of_a_fact_that_many_tell_some_claims_are_shown(page: Dossier, whole: Dossier) -> None:
    (fine,) = (fact for section in page.sections for fact in section.facts if fact.left_out)
    assert (len(fine.tellings), fine.left_out) == (CLAIMS, 20 - CLAIMS)
    assert f"'upperhand origins {fine.id}' lists them" in render_html(page)
    assert all(not fact.left_out for section in whole.sections for fact in section.facts)


def test_figures_that_cannot_be_right_are_found_without_a_check(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.db") as ledger:
        first = document(f"Acme was fined. {FIGURE}", publisher="A")
        put(ledger, first, record(first, FIGURE, lever="party_organization"))
        assert [each.check for each in dossier_of(ledger, "acme").findings] == ["part_over_whole"]
        assert ledger.findings() == []
        check_ledger(ledger, at=AT)
        second = document(f"Acme was fined once more. {FIGURE}", publisher="B")
        put(ledger, second, record(second, FIGURE, lever="party_organization"))
        assert len(dossier_of(ledger, "acme").findings) == 2
        ledger.judge(Judgement("acme", "acme-works", "positive", "Ada", AT))
        assert len(dossier_of(ledger, "acme").findings) == 2


def test_where_much_was_not_looked_through_it_says_so(book: Ledger, tmp_path: Path) -> None:
    said = "320 documents about it have not been looked through for figures and dates that cannot be right"
    assert any(note.startswith(said) for note in dossier_of(book, "acme").notes)
    check_ledger(book, at=AT)
    assert not any("looked through" in note for note in dossier_of(book, "acme").notes)


def test_of_many_contradictions_the_gravest_are_shown_and_none_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("PAGE", 1), ("EACH", 1), ("RAISED", 2), ("BOTH_SIDES", 1)):
        monkeypatch.setattr(digest, name, value)
    monkeypatch.setattr(inquiry, "ENTIRE", 0)
    with Ledger(tmp_path / "ledger.db") as ledger:
        for month in range(1, 7):
            for paper, figure in (("A", 18e9), ("B", 7e9)):
                text = f"Paper {paper} on the fine of month {month}: it came to {figure / 1e9:g} billion yuan, says {paper * 9}."
                source = document(text, publisher=paper, published=f"2021-0{month}-11")
                put(ledger, source, record(source, date=f"2021-0{month}-10", money=figure))
        check_ledger(ledger, at=AT)
        page, whole = dossier_of(ledger, "acme"), dossier_of(ledger, "acme", everything=True)
        told = digest_of(ledger, "acme")
        assert (told.disputed, len(whole.findings), len(contradictions_of(ledger, "acme"))) == (6, 6, 6)
        assert 2 <= len(page.findings) == len(told.contradictions) <= 4
        note = f"{len(page.findings)} of 6 contradictions are shown: the gravest, and all on the facts shown."
        assert f"{note} 'upperhand contradictions acme' lists all." in page.notes
        assert not any("contradictions" in each for each in whole.notes)
        shown = {
            claim
            for section in page.sections
            for fact in section.facts
            for claim in (t.claim_id for t in fact.tellings)
        }
        raised = {each.id for each in page.findings}
        assert all(each.id in raised for each in whole.findings if shown.intersection(each.claim_ids))
