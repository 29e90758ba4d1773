"""Reading in bulk, on each backend: what is new, who is claimed about, and assessment on top of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.ledger.samples import T1, T2, T3, claim, document, link, sample
from upperhand.assess.check import check_ledger, look_through
from upperhand.assess.kept import assessment, digest_of, place
from upperhand.inquiry import dossier_of
from upperhand.ledger import Ledger, bulk
from upperhand.model import Claim, Document, Finding, Judgement, Link, Quantity

OTHER = "Beta opened a party branch in 2003. Acme was fined 7 million yuan by the bureau on 2 May 2021."


def other() -> tuple[Document, list[Claim], list[Link]]:
    source = document(OTHER, source_url="https://example.org/b", publisher="Daily", published_at="2021-05-03")
    branch = claim(source, "Beta opened a party branch in 2003.", target="Beta", confidence=0.4)
    fine = claim(
        source,
        "Acme was fined 7 million yuan by the bureau on 2 May 2021.",
        "enforcement",
        actor="bureau",
        date="2021-05-02",
        quantity=Quantity(7e6, "CNY", "CNY"),
        confidence=0.7,
    )
    links = [link(branch, entity="beta"), link(fine, entity="acme"), link(fine, "actor", "bureau", "bureau")]
    return source, [branch, fine], links


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    for at, (source, claims, links) in zip((T1, T2), (sample(), other()), strict=True):
        known = [replace(each, entity_id=None) if each.name == "示例公司" else each for each in links]
        ledger.add(source, claims, known, ruleset="r1", at=at)
    return ledger


def test_a_mark_says_what_is_new(ledger: Ledger) -> None:
    before = bulk.mark(ledger)
    source, claims, links = sample()
    ledger.add(source, claims, links, ruleset="r1", at=T1)
    news = bulk.news(ledger, before)
    assert (news.documents, news.judgements, news.broken) == ((source.id,), (), False)
    ledger.judge(Judgement("acme", "beta", "positive", "Ada", T2))
    later = bulk.news(ledger, news.mark)
    assert (later.documents, [each.right for each in later.judgements]) == ((), ["beta"])
    ledger.forget(source.id, by="Ada", reason="a court order", at=T3)
    assert bulk.news(ledger, later.mark).broken


def test_who_is_claimed_about(filled: Ledger) -> None:
    one, two = (source.id for source, _, _ in (sample(), other()))
    assert bulk.targets(filled) == {"acme": 3, "beta": 1, None: 1}
    assert bulk.targets_of(filled, documents=[one]) == {"acme", None}
    assert bulk.targets_of(filled, entities=["bureau"]) == {"acme"}
    assert bulk.targets_of(filled, claims=[other()[1][0].id]) == {"beta"}
    assert bulk.targets_by_document(filled, [one, two]) == {one: {"acme"}, two: {"acme", "beta"}}
    filled.judge(Judgement("acme", "beta", "positive", "Ada", T3))
    assert bulk.targets_by_document(filled, [two]) == {two: {"acme"}}


def test_claims_about_and_in(filled: Ledger) -> None:
    (one, claims, links), (two, more, _) = sample(), other()
    about = [each.claim.id for each in bulk.claims_about(filled, ["acme"])]
    assert sorted(about) == sorted((claims[0].id, claims[1].id, more[1].id))
    assert [each.claim.id for each in bulk.claims_about(filled, [None])] == [claims[2].id]
    kept = [each for each in links if each.claim_id == claims[0].id]
    filled.add(one, claims[:1], kept, ruleset="r2", at=T3)
    standing = bulk.claims_in(filled, [one.id, two.id])
    assert {id_: len(rows) for id_, rows in standing.items()} == {one.id: 1, two.id: 2}
    assert len(bulk.claims_in(filled, [one.id], retracted=True)[one.id]) == 3
    assert len(bulk.claims_in(filled, [one.id], as_of=T2)[one.id]) == 3


def test_documents(filled: Ledger) -> None:
    (one, claims, _), (two, _, _) = sample(), other()
    assert bulk.document_ids(filled) == [one.id, two.id]
    assert bulk.document_ids(filled, T1) == [one.id]
    bare = {each.id: each for each in bulk.bare_documents(filled, [one.id, two.id])}
    assert (bare[two.id].publisher, bare[two.id].published_at, bare[two.id].text) == ("Daily", "2021-05-03", "")
    assert bulk.documents_among(filled, [two.id, claims[0].id, "no such id"]) == {one.id, two.id}
    assert bulk.documents_about(filled, "acme", most=5) == ([one.id, two.id], 2)
    assert bulk.documents_about(filled, "acme", [two.id], most=5) == ([two.id], 1)
    assert bulk.documents_about(filled, "acme", most=1) == ([], 2)


def test_the_surest_claims_that_name_somebody(filled: Ledger) -> None:
    (one, claims, links), (_, more, _) = sample(), other()
    assert bulk.surest(filled, "acme", ["target"], 2) == ([claims[0].id, more[1].id], 3)
    assert bulk.surest(filled, "bureau", ["actor", "person"], 9) == ([more[1].id], 1)
    assert bulk.surest(filled, "acme", ["target"], 9, T1) == ([claims[0].id, claims[1].id], 2)
    kept = [each for each in links if each.claim_id == claims[1].id]
    filled.add(one, claims[1:2], kept, ruleset="r2", at=T3)
    assert bulk.surest(filled, "acme", ["target"], 9) == ([more[1].id, claims[1].id], 2)


def test_what_somebody_is_called(filled: Ledger) -> None:
    assert bulk.called(filled, "ACME") == {"acme": ("Acme",)}
    assert bulk.called(filled, id="beta") == {"beta": ("Beta",)}
    assert bulk.called(filled, "nobody") == bulk.called(filled, id="nobody") == {}
    filled.judge(Judgement("acme", "beta", "positive", "Ada", T3))
    assert bulk.called(filled, id="beta") == {"acme": ("Acme", "Beta")}


def test_claims_that_findings_are_about(filled: Ledger) -> None:
    _, claims, _ = sample()
    told = [Finding(f"x{place}", "check", "warning", (each.id,), "…") for place, each in enumerate(claims)]
    filled.add_findings(told, at=T3)
    assert bulk.subjects_about(filled, ["acme"]) == {claims[0].id, claims[1].id}
    assert bulk.subjects_about(filled, [None]) == {claims[2].id}
    assert bulk.subjects_about(filled, ["beta"]) == set()


def test_assessment_is_the_same_on_each_backend(
    filled: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert check_ledger(filled, at=T3).documents == 2
    assert place(filled).exists()
    first = assessment(filled, "acme")
    assert [fact.lever for fact in first.facts] == ["enforcement", "party_organization", "state_ownership"]
    assert digest_of(filled, "acme").facts == 3
    source = document("Beta was fined 7 million yuan on 2 May 2021.", source_url="https://example.org/c")
    fine = claim(source, source.text, "enforcement", "Beta", date="2021-05-02", quantity=Quantity(7e6, "CNY", "CNY"))
    filled.add(source, [fine], [link(fine, entity="beta")], ruleset="r1", at=T3)
    again = check_ledger(filled, at=T3)
    assert (again.documents, again.companies, again.facts) == (1, 1, 1)
    assert look_through(filled, "beta", 5) == (set(), [], 0)
    shown = dossier_of(filled, "acme")
    assert (shown.facts_in_all, len(shown.sources), shown.notes) == (3, 2, ())
