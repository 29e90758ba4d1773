"""What a ledger promises, on every backend."""

import sqlite3
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest

from tests.ledger.samples import T1, T2, T3, T4, claim, document, elsewhere, link, sample
from upperhand.errors import InputError, LedgerError
from upperhand.ledger import Added, Ledger
from upperhand.model import Failure, Finding, Judgement


def test_what_goes_in_comes_out(ledger: Ledger) -> None:
    source, claims, links = sample()
    assert ledger.add(source, claims, links, ruleset="R1", at=T1) == Added(1, 3, 0)
    assert ledger.document(source.id) == source
    assert ledger.documents() == [source]
    records = ledger.claims()
    assert [record.claim for record in records] == [replace(each, ruleset="R1") for each in claims]
    assert [each for record in records for each in record.links] == links
    assert {record.observed_at for record in records} == {T1}
    assert all(record.retracted_at is None and record.document_id == source.id for record in records)


def test_the_same_again_changes_nothing(ledger: Ledger) -> None:
    source, claims, links = sample()
    ledger.add(source, claims, links, ruleset="R1", at=T1)
    before = ledger.counts()
    assert ledger.add(source, claims, links, ruleset="R1", at=T2) == Added(0, 0, 0)
    assert ledger.counts() == before
    assert ledger.known_documents("R1") == {source.id}
    assert ledger.known_documents("R2") == set()


def test_a_newer_ruleset_adds_and_retracts_and_keeps_both(ledger: Ledger) -> None:
    source, (branch, stake, fine), links = sample()
    ledger.add(source, [branch, stake], links[:4], ruleset="R1", at=T1)
    assert ledger.add(source, [stake, fine], links[1:], ruleset="R2", at=T2) == Added(0, 1, 1)
    assert [record.claim.id for record in ledger.claims()] == [stake.id, fine.id]
    assert [record.claim.id for record in ledger.claims(as_of=T1)] == [branch.id, stake.id]
    gone = ledger.claims(retracted=True)[0]
    assert (gone.claim.id, gone.observed_at, gone.retracted_at) == (branch.id, T1, T2)
    acts = [(each.act, each.ruleset) for each in ledger.observations(branch.id)]
    assert acts == [("assert", "R1"), ("retract", "R2")]


def test_found_again_after_a_retraction(ledger: Ledger) -> None:
    source, claims, links = sample()
    ledger.add(source, claims, links, ruleset="R1", at=T1)
    assert ledger.add(source, [], [], ruleset="R2", at=T2) == Added(0, 0, 3)
    assert ledger.claims() == []
    assert ledger.add(source, claims, links, ruleset="R3", at=T3) == Added(0, 3, 0)
    assert {record.observed_at for record in ledger.claims()} == {T3}
    assert len(ledger.observations()) == 9
    assert len(ledger.readings(source.id)) == 3


def test_a_new_confidence_is_noted_without_a_new_claim(ledger: Ledger) -> None:
    source, (branch, *_), links = sample()
    ledger.add(source, [branch], links[:1], ruleset="R1", at=T1)
    assert ledger.add(source, [replace(branch, confidence=0.5)], links[:1], ruleset="R2", at=T2) == Added(0, 0, 0)
    (now,), (then,) = ledger.claims(), ledger.claims(as_of=T1)
    assert (now.claim.confidence, now.claim.ruleset, now.observed_at) == (0.5, "R2", T1)
    assert (then.claim.confidence, then.claim.ruleset) == (0.9, "R1")
    assert ledger.claims(min_confidence=0.6) == []


def test_filters(ledger: Ledger) -> None:
    source, (branch, stake, fine), links = sample()
    other = document("Other text about Acme.", source_url=None)
    more = claim(other, "about Acme", "loyalty_display")
    ledger.add(source, [branch, stake, fine], links, ruleset="R1", at=T1)
    ledger.add(other, [more], [link(more, entity="acme")], ruleset="R1", at=T2)
    assert [record.claim.id for record in ledger.claims("acme")] == [branch.id, stake.id, more.id]
    assert [record.claim.id for record in ledger.claims("acme", as_of=T1)] == [branch.id, stake.id]
    assert [record.claim.id for record in ledger.claims("holdings")] == [stake.id]
    assert ledger.claims("holdings", role="target") == []
    assert [record.claim.id for record in ledger.claims(lever="enforcement")] == [fine.id]
    assert [record.claim.id for record in ledger.claims(document=other.id)] == [more.id]
    assert [record.claim.id for record in ledger.claims(min_confidence=0.7)] == [branch.id, fine.id, more.id]
    assert [record.claim.id for record in ledger.claims_by_id([fine.id, "nothing"])] == [fine.id]
    assert ledger.documents_by_id([other.id, "nothing"]) == [other]
    assert ledger.documents(as_of="2021-01") == [source]


def test_another_address_is_a_sighting(ledger: Ledger) -> None:
    source, claims, links = sample()
    ledger.add(source, claims, links, ruleset="R1", at=T1)
    copy = replace(elsewhere(source, "https://example.net/copy"), publisher="Copy", retrieved_at=T2)
    assert ledger.add(copy, claims, links, ruleset="R1", at=T2) == Added(0, 0, 0)
    assert not ledger.add_sighting(copy, at=T3)
    titled = replace(copy, title="named after its file")
    assert ledger.add(titled, claims, links, ruleset="R1", at=T2) == Added(0, 0, 0)
    assert len(ledger.readings()) == 1
    assert ledger.add_sighting(elsewhere(source, "https://example.com/third"), at=T3)
    assert [each.source_url for each in ledger.sightings(source.id)] == [
        "https://example.org/a", "https://example.net/copy", "https://example.com/third",
    ]  # fmt: skip
    assert ledger.documents() == [source]
    assert [each.publisher for each in ledger.sightings(as_of=T2)] == [None, "Copy"]
    with pytest.raises(LedgerError, match="not in the ledger yet"):
        ledger.add_sighting(document("never seen"), at=T3)


def test_a_newer_reader_makes_another_version(ledger: Ledger) -> None:
    source = document("Acme  was fined.", id="a" * 64)
    first = claim(source, "Acme  was fined.", "enforcement")
    ledger.add(source, [first], [], ruleset="R1", at=T1)
    cleaner = replace(source, text="Acme was fined.")
    second = claim(cleaner, "Acme was fined.", "enforcement")
    assert ledger.add(cleaner, [second], [], ruleset="R1", at=T2) == Added(0, 1, 1)
    assert ledger.document(source.id).text == "Acme was fined."
    assert ledger.document(source.id, as_of=T1).text == "Acme  was fined."
    for moment in (T1, T2):
        for record in ledger.claims(as_of=moment):
            evidence = record.claim.evidence
            assert ledger.document(source.id, as_of=moment).text[evidence.start : evidence.end] == evidence.exact


def test_a_newer_resolver_replaces_links(ledger: Ledger) -> None:
    source, (branch, stake, fine), links = sample()
    ledger.add(source, [branch, stake, fine], links, ruleset="R1", at=T1, resolver="N1")
    better = [replace(each, entity_id="acme-group") if each.name == "Acme" else each for each in links[:-1]]
    assert ledger.add(source, [branch, stake, fine], better, ruleset="R1", at=T2, resolver="N2") == Added(0, 0, 0)
    assert ledger.claims("acme") == []
    assert len(ledger.claims("acme", as_of=T1)) == len(ledger.claims("acme-group")) == 2
    assert [record.links for record in ledger.claims(lever="enforcement")] == [()]
    assert {each.id: each.as_target for each in ledger.entities()}["acme-group"] == 2
    assert {each.id: each.as_target for each in ledger.entities(as_of=T1)}["acme"] == 2


def test_entities_are_counted_under_canonical_ids(ledger: Ledger) -> None:
    source, claims, links = sample()
    ledger.add(source, claims, links, ruleset="R1", at=T1)
    assert ledger.judge(Judgement("unknown:示例公司", "acme", "positive", "me", T2, "same seal"))
    acme, *_ = ledger.entities()
    assert (acme.id, acme.ids, acme.names) == ("acme", ("acme", "unknown:示例公司"), ("Acme", "示例公司"))
    assert (acme.as_target, acme.as_actor, acme.documents) == (3, 0, 1)
    assert ledger.canonical("unknown:示例公司") == "acme"
    assert ledger.canonical("unknown:示例公司", as_of=T1) == "unknown:示例公司"
    assert len(ledger.claims("acme")) == len(ledger.claims("unknown:示例公司")) == 3
    assert {each.links[0].entity_id for each in ledger.claims()} == {"acme"}
    assert {each.links[0].entity_id for each in ledger.iter_claims(canonical=False)} == {"acme", "unknown:示例公司"}
    assert [each.id for each in ledger.entities("ＡＣＭＥ ")] == ["acme"]
    assert ledger.entities("acme", ids=["holdings"]) == ledger.entities("nobody") == []
    assert [each.id for each in ledger.entities(ids=["holdings"])] == ["holdings"]


def test_judgements_are_reversible_and_consistent(ledger: Ledger) -> None:
    assert ledger.judge(Judgement("a", "b", "positive", "ann", T1, "same register number"))
    assert not ledger.judge(Judgement("b", "a", "positive", "ann", T2, "same register number"))
    assert ledger.judge(Judgement("b", "c", "negative", "ben", T2, "other city"))
    with pytest.raises(InputError, match=r"same name.*other city"):
        ledger.judge(Judgement("a", "c", "positive", "cy", T3, "same name"))
    for pair in (("c", "d"), ("a", "e")):
        assert ledger.judge(Judgement(*pair, "positive", "cy", T3))
    with pytest.raises(InputError, match=r"other owner.*same register number"):
        ledger.judge(Judgement("b", "e", "negative", "cy", T3, "other owner"))
    assert ledger.judge(Judgement("b", "c", "none", "ben", T4))
    assert ledger.judge(Judgement("a", "c", "positive", "cy", T4, "same name"))
    assert ledger.clusters().members("b") == {"a", "b", "c", "d", "e"}
    assert ledger.clusters(T2).members("b") == {"a", "b"}
    for bad in (Judgement("a", "a", "positive", "x", T4), Judgement("a", "c", "none", "x", T1)):
        with pytest.raises(InputError):
            ledger.judge(bad)


def test_failures_end_with_a_row_of_their_own(ledger: Ledger) -> None:
    failure = Failure("https://example.org/a", "read", "encrypted", "it needs a password")
    number = ledger.add_failure(failure, at=T1)
    assert ledger.add_failure(failure, at=T2) == number
    ledger.add_failure(replace(failure, source="b.pdf", occurred_at=T1))
    assert [each.source for each in ledger.failures()] == ["https://example.org/a", "b.pdf"]
    assert ledger.resolve_failures("b.pdf", at=T3) == 1
    source, claims, links = sample()
    ledger.add(source, claims, links, ruleset="R1", at=T3)
    assert ledger.failures() == []
    first, second = ledger.failures(open_only=False)
    assert (first.number, first.resolution, first.resolved_at) == (number, "taken in", T3)
    assert (second.reason, second.occurred_at) == ("encrypted", T1)
    assert ledger.add_failure(failure, at=T4) != number
    with pytest.raises(InputError, match="not a UTC time"):
        ledger.add_failure(failure)


def test_findings_come_and_go(ledger: Ledger) -> None:
    source, claims, links = sample()
    ledger.add(source, claims, links, ruleset="R1", at=T1)
    first = Finding("f1", "sum", "warning", (claims[0].id,), "over 100%", "60 + 50 = 110")
    second = Finding("f2", "date", "info", (claims[1].id,), "too early", document_ids=(source.id,))
    assert ledger.add_findings([first, second], at=T1) == 2
    assert ledger.add_findings([first], at=T2) == 0
    assert ledger.findings() == [first, second]
    assert ledger.findings([claims[1].id]) == [second]
    assert ledger.withdraw_findings(["f1", "nothing"], at=T3) == 1
    assert ledger.findings() == [second]
    assert ledger.findings(as_of=T2) == [first, second]
    changed = replace(second, message="much too early")
    assert ledger.add_findings([changed], at=T4) == 1
    assert ledger.findings([claims[1].id]) == [changed]


def test_forgetting_erases_the_words_and_leaves_a_tombstone(ledger: Ledger) -> None:
    source, claims, links = sample()
    other = document("Another text on Acme.")
    kept = claim(other, "Another text")
    ledger.add(source, claims, links, ruleset="R1", at=T1)
    ledger.add(other, [kept], [link(kept, entity="acme")], ruleset="R1", at=T1)
    ledger.add_findings([Finding("f1", "sum", "info", (claims[0].id,), "about its words")], at=T2)
    for by, reason in (("", "order 1"), ("the court", " ")):
        with pytest.raises(InputError, match="by whom"):
            ledger.forget(source.id, by=by, reason=reason, at=T3)
    ledger.forget(source.id, by="the court", reason="order 1", at=T3)
    (stone,) = ledger.tombstones()
    assert (stone.document_id, stone.by, stone.at, stone.reason) == (source.id, "the court", T3, "order 1")
    assert ledger.tombstones(as_of=T2) == []
    assert [record.claim.id for record in ledger.claims()] == [kept.id]
    assert [record.claim.id for record in ledger.claims(as_of=T1, retracted=True)] == [kept.id]
    assert ledger.documents() == ledger.documents(as_of=T1) == [other]
    assert ledger.findings() == []
    assert [each.id for each in ledger.entities()] == ["acme"]
    assert len(ledger.observations(claims[0].id)) == 2
    with pytest.raises(InputError, match=r"forgotten at .* by the court: order 1"):
        ledger.document(source.id)
    with pytest.raises(LedgerError, match="not taken in again"):
        ledger.add(source, claims, links, ruleset="R2", at=T4)
    assert not ledger.add_sighting(elsewhere(source, "https://example.net/again"), at=T4)
    assert source.id in ledger.known_documents("R9")
    for missing in (source.id, "nothing"):
        with pytest.raises(InputError):
            ledger.forget(missing, by="x", reason="y", at=T4)


def test_no_row_is_ever_changed_or_deleted(ledger: Ledger, place: str) -> None:
    _fill(ledger)
    for table in TABLES:
        for statement in (
            f"DELETE FROM {table}",
            f"UPDATE {table} SET seq = seq",
            f"UPDATE {table} SET seq = seq + 1000",
        ):
            with pytest.raises(Exception, match="append-only"):
                _execute(place, statement)
    for erasure in ("UPDATE versions SET text = {}", "UPDATE claims SET content = {}"):
        with pytest.raises(Exception, match="append-only"):  # no tombstone, no erasure
            _execute(place, erasure.format("''::bytea" if "://" in place else "x''"))
    if "://" in place:
        with pytest.raises(Exception, match="append-only"):
            _execute(place, "TRUNCATE tombstones")
    else:
        with pytest.raises(Exception, match="append-only"):
            _execute(place, "INSERT OR REPLACE INTO documents (seq, id, added_at) SELECT seq, id, 'x' FROM documents")


TABLES = (
    "documents", "versions", "sightings", "readings", "claims", "observations", "links", "failures", "resolutions",
    "judgements", "findings", "finding_subjects", "tombstones",
)  # fmt: skip


def _fill(ledger: Ledger) -> None:
    """At least one row in every table."""
    source, claims, links = sample()
    gone = document("to be forgotten")
    ledger.add_failure(Failure(source.source_url or "", "read", "empty", "no text"), at=T1)
    ledger.add(source, claims, links, ruleset="R1", at=T1)
    ledger.add(gone, [], [], ruleset="R1", at=T1)
    ledger.forget(gone.id, by="x", reason="y", at=T2)
    ledger.judge(Judgement("a", "b", "positive", "me", T1))
    ledger.add_findings([Finding("f1", "sum", "info", (claims[0].id,), "message")], at=T1)


def _execute(place: str, statement: str) -> None:
    """As any other program would, past the ledger's own code."""
    if "://" in place:
        import psycopg

        with psycopg.connect(place) as connection:
            connection.execute(statement)  # type: ignore[call-overload]
    else:
        raw = sqlite3.connect(place)
        try:
            raw.execute(statement)
            raw.commit()
        finally:
            raw.close()


@pytest.mark.parametrize(
    "text", ["NUL \0 inside 阿里巴巴", "𠮷野家 \U0010ffff", "\ufeff\u202eevil", "'; DROP TABLE claims; --"]
)
def test_any_text_is_kept_as_it_is(ledger: Ledger, text: str) -> None:
    source = document(text, title=text, publisher=text, source_url=text)
    told = claim(source, text, target=text, actor=text, people=(text,))
    ledger.add(source, [told], [link(told, name=text, entity=f"unknown:{text}")], ruleset="R1", at=T1)
    assert ledger.document(source.id).text == text
    (record,) = ledger.claims()
    assert record.claim.evidence.exact == text
    assert record.claim.target == text
    assert len(ledger.claims(record.links[0].entity_id)) == 1


def test_broken_unicode_is_refused_in_text_and_shown_in_addresses(ledger: Ledger) -> None:
    for broken in (document("half \ud83d"), document("whole", title="half \ud83d")):
        with pytest.raises(LedgerError, match="not valid Unicode"):
            ledger.add(broken, [], [], ruleset="R1", at=T1)
    assert ledger.documents() == []
    ledger.add(document("whole", source_url="/tmp/\udce9t\udce9.txt"), [], [], ruleset="R1", at=T1)
    assert ledger.documents()[0].source_url == "/tmp/\\udce9t\\udce9.txt"
    ledger.add_failure(Failure("/tmp/\udce9.pdf", "read", "corrupt", "bad\0byte"), at=T1)
    assert ledger.failures()[0].source == "/tmp/\\udce9.pdf"
    assert ledger.resolve_failures("/tmp/\udce9.pdf", at=T2) == 1


def test_what_contradicts_itself_is_refused_whole(ledger: Ledger) -> None:
    source, claims, links = sample()
    lie = replace(claims[0], evidence=replace(claims[0].evidence, exact="words that are not there"))
    elsewhere_ = replace(claims[0], evidence=replace(claims[0].evidence, document_id="other"))
    cases: list[tuple[list[Any], list[Any], str]] = [
        ([lie], [], "do not stand"),
        ([elsewhere_], [], "not in"),
        ([claims[0], claims[0]], [], "bear one id"),
        (claims[1:], links[:1], "not given with it"),
    ]
    for bad_claims, bad_links, message in cases:
        with pytest.raises(LedgerError, match=message):
            ledger.add(source, bad_claims, bad_links, ruleset="R1", at=T1)
    assert ledger.counts().documents == 0
    ledger.add(source, claims, links, ruleset="R1", at=T2)
    with pytest.raises(LedgerError, match="last read at"):
        ledger.add(source, [], [], ruleset="R2", at=T1)
    assert len(ledger.claims()) == 3


@pytest.mark.parametrize("at", ["2021-04-10", "yesterday", "2021-02-30T00:00:00Z", "2021-04-10T12:00:00+02:00", ""])
def test_a_time_is_an_instant(ledger: Ledger, at: str) -> None:
    with pytest.raises(InputError, match="UTC time"):
        ledger.add(document(), [], [], ruleset="R1", at=at)


@pytest.mark.parametrize("as_of", ["2021-13", "2021-02-30", "soon", "0000", "2021-1"])
def test_a_moment_is_a_date(ledger: Ledger, as_of: str) -> None:
    with pytest.raises(InputError, match="as_of"):
        ledger.claims(as_of=as_of)


def test_many_writers_take_turns_while_readers_read(ledger: Ledger, place: str) -> None:
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            with Ledger(place) as mine:
                for turn in range(5):
                    text = document(f"Acme {number} {turn}")
                    mine.add(text, [claim(text, "Acme")], [], ruleset="R1", at=T1)
                    assert len(mine.claims(document=text.id)) == 1
        except BaseException as error:
            failures.append(error)

    threads = [Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert ledger.counts().claims == 20
    assert len({record.claim.id for record in ledger.claims()}) == 20


def test_a_second_writer_is_told(ledger: Ledger, place: str) -> None:
    from upperhand.ledger.engine import writing

    with Ledger(place, timeout=0.2) as second, writing(ledger._engine):
        with pytest.raises(LedgerError, match="another process is writing"):
            second.add(document(), [], [], ruleset="R1", at=T1)
        assert second.documents() == []


def test_reading_holds_one_state_while_another_writes(ledger: Ledger) -> None:
    source, claims, links = sample()
    ledger.add(source, claims, links, ruleset="R1", at=T1)
    reading = ledger.iter_claims()
    next(reading)
    ledger.add(source, [], [], ruleset="R2", at=T2)
    assert len(list(reading)) == 2
    assert ledger.claims() == []
