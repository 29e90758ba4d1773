from dataclasses import dataclass, replace

import pytest
from shelf import AT, BOOK, FINANCE, NORTHLAKE, put

from upperhand.ledger import Ledger
from upperhand.model import Entity, Judgement
from upperhand.present import Dossier, build_dossier
from upperhand.present.gather import facts_of
from upperhand.present.types import Fact


def facts(dossier: Dossier, lever: str) -> list[Fact]:
    return [fact for section in dossier.sections if section.lever == lever for fact in section.facts]


def test_it_says_who_it_is(dossier: Dossier) -> None:
    names = {name.text: (name.lang, name.kind) for name in dossier.subject.names}
    assert names["Northlake Motors"] == ("en", "name")
    assert names["北湖汽车有限公司"] == ("zh-Hans", "name") and names["北湖汽車有限公司"] == ("zh-Hant", "name")
    assert names["Lake Carriage Works"] == ("en", "previousName")
    assert [(item.label, item.value) for item in dossier.subject.identifiers] == [("Ticker", "LAKE:NLM")]
    assert ("Country", "CN") in [(item.label, item.value) for item in dossier.subject.details]
    assert [(kin.id, kin.relation, kin.facts) for kin in dossier.subject.kin] == [("finance", "subsidiary", 1)]


def test_tellings_of_one_fact_stand_together(dossier: Dossier) -> None:
    fine = max(facts(dossier, "enforcement"), key=lambda fact: fact.documents)
    assert (fine.documents, fine.publishers, len(fine.tellings)) == (3, 3, 3)
    assert fine.date == "2021-04-10"
    assert fine.actor_id == "bureau"
    assert fine.headline == "Market Bureau · US$1.2 billion"
    assert {telling.actor for telling in fine.tellings} == {"Market Bureau", "市场局"}


def test_captions_name_actors_and_candidates(ledger: Ledger) -> None:
    told = build_dossier(ledger, NORTHLAKE, captions={"bureau": "The Bureau", "other-bureau": "Another"})
    assert {fact.actor for fact in facts(told, "enforcement")} == {"The Bureau"}
    assert told.unresolved[0].text == "“Market Bureau” is not resolved: could be The Bureau, Another."


def test_an_actor_goes_by_one_name(ledger: Ledger) -> None:
    from upperhand.present.facts import callings_of
    from upperhand.present.grouping import Told as Named

    told = [
        Named(record.claim, "", None, None, "", record.links)
        for record in ledger.claims(entity="northlake", role=None)
        for _ in range(5 if record.claim.actor == "市场局" else 1)
    ]
    assert callings_of(told)["bureau"] == "Market Bureau"
    assert callings_of([item for item in told if item.claim.actor == "市场局"])["bureau"] == "市场局"


def test_every_telling_says_who_and_where(dossier: Dossier) -> None:
    branch, members = facts(dossier, "party_organization")
    assert branch.tellings[0].speaker == "Lake Review" and members.tellings[0].speaker == "Lake Daily"
    assert branch.tellings[0].cited is not None and branch.tellings[0].cited.mark == "1"
    assert [section.lever for section in dossier.sections if section.side == "counter"] == [
        "foreign_measure",
        "market_reaction",
        "corporate_resistance",
    ]
    texts = {source.number: source for source in dossier.sources}
    for fact in facts_of(dossier).values():
        for telling in fact.tellings:
            (passage,) = texts[telling.source].passages
            assert passage.text[telling.start : telling.end] == telling.exact


def test_kin_stand_apart(dossier: Dossier) -> None:
    assert all("Finance" not in fact.about for section in dossier.sections for fact in section.facts)
    (kin,) = dossier.kin
    assert (kin.caption, kin.relation) == ("Northlake Finance", "subsidiary")
    assert [fact.part for section in kin.sections for fact in section.facts] == ["kin"]


def test_it_counts_years_and_the_undated(dossier: Dossier) -> None:
    assert [(y.year, y.levers_firm, y.levers_other, y.counter_firm, y.counter_other) for y in dossier.years] == [
        (2001, 1, 0, 0, 0),
        (2018, 0, 1, 0, 0),
        (2021, 1, 0, 1, 0),
        (2022, 0, 0, 1, 0),
        (2024, 0, 1, 0, 0),
    ]
    assert dossier.undated == 3
    dates = [facts_of(dossier)[anchor].date for anchor in dossier.timeline]
    assert dates == ["2001", "2018", "2020", "2021-04-10", "2021-04-10", "2022-05", "2024"]


def test_it_tells_what_is_unresolved(dossier: Dossier) -> None:
    kinds = [item.kind for item in dossier.unresolved]
    assert kinds == ["ambiguous", "unsure", "undated"]
    assert dossier.unresolved[0].text == "“Market Bureau” is not resolved: could be bureau, other-bureau."


def test_findings_stand_beside_their_facts(dossier: Dossier) -> None:
    assert [finding.id for finding in dossier.findings] == ["f1"]
    assert [fact.finding_ids for fact in facts_of(dossier).values() if fact.finding_ids] == [("f1",)]


def test_the_moment_and_the_rules(dossier: Dossier, ledger: Ledger) -> None:
    assert dossier.as_of == AT and dossier.rulesets == ("rules-1",)
    before = build_dossier(ledger, NORTHLAKE, as_of="2025")
    assert before.sections == () and before.as_of == "2025"


def test_the_same_ledger_gives_the_same_dossier(ledger: Ledger) -> None:
    assert build_dossier(ledger, NORTHLAKE, kin=[FINANCE]) == build_dossier(ledger, NORTHLAKE, kin=[FINANCE])


def test_the_order_of_ingest_does_not_matter(ledger: Ledger, tmp_path: object) -> None:
    with Ledger(f"{tmp_path}/back.db") as back:
        for of, told in reversed(BOOK):
            put(back, of, told)
        assert build_dossier(back, NORTHLAKE, kin=[FINANCE]) == build_dossier(ledger, NORTHLAKE, kin=[FINANCE])


def test_a_body_that_acts_on_others(ledger: Ledger) -> None:
    bureau = build_dossier(ledger, Entity("bureau", "PublicBody", "Market Bureau"))
    assert bureau.sections == ()
    (group,) = bureau.other
    assert group.entity_id == "northlake"
    assert "acts on others" in bureau.summary[0][0].text


def test_an_unknown_entity_has_an_empty_dossier(ledger: Ledger) -> None:
    empty = build_dossier(ledger, Entity("nobody", "Company", "Nobody"))
    assert (empty.sections, empty.sources, empty.as_of) == ((), (), None)
    assert "tell of no state lever" in empty.summary[0][0].text


def test_ids_that_a_person_joined_are_one(tmp_path: object) -> None:
    with Ledger(f"{tmp_path}/joined.db") as book:
        of, told = BOOK[4]
        put(book, of, [replace(told[0], ids=(("Northlake Motors", "unknown:northlake"),))])
        assert build_dossier(book, NORTHLAKE).sections == ()
        book.judge(Judgement("northlake", "unknown:northlake", "positive", "a person", AT))
        (section,) = build_dossier(book, NORTHLAKE).sections
        assert section.facts[0].about_id == "northlake"


@dataclass(frozen=True)
class Joined:
    id: str
    claim_ids: tuple[str, ...]
    origins: int
    left_out: int = 0


def test_facts_that_were_joined_elsewhere_decide(ledger: Ledger, dossier: Dossier) -> None:
    party = facts(dossier, "party_organization")
    joined = Joined("fact-1", tuple(fact.tellings[0].claim_id for fact in party), 2)
    (fact,) = facts(build_dossier(ledger, NORTHLAKE, facts=[joined]), "party_organization")
    assert (fact.id, fact.origins, len(fact.tellings)) == ("fact-1", 2, 2)


@pytest.mark.parametrize("lever", ["enforcement", "detention"])
def test_addresses_are_safe_and_differ(dossier: Dossier, lever: str) -> None:
    anchors = [telling.anchor for fact in facts_of(dossier).values() for telling in fact.tellings]
    assert len(set(anchors)) == len(anchors) and all(anchor.isalnum() for anchor in anchors)
    assert facts(dossier, lever)
