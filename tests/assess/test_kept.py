"""What is kept beside a ledger: always what would be worked out anew, and only what was touched is worked out again."""

import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tests.assess.assess_samples import AT, document, record

from upperhand.assess import check, joining, kept, renewal, rulings, series, shelf
from upperhand.assess.check import Lot, Worker, check_ledger
from upperhand.assess.noting import noted_about
from upperhand.assess.of_ledger import assess, contradictions_of, facts_of
from upperhand.errors import InputError
from upperhand.ledger import Ledger, Recorded, bulk
from upperhand.model import Document, Judgement, Quantity

DAYS = [f"2024-01-{day:02}T00:00:00Z" for day in range(1, 29)]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.db") as ledger:
        yield ledger


def sample(number: int, draw: random.Random) -> tuple[Document, list[Recorded]]:
    figure = draw.choice([18.2e9, 18e9, 17.1e9])
    text = f"Report {number}: the authority fined Acme {figure / 1e9:g} billion yuan. Of the 40 firms, {30 + number} have a cell."
    source = document(text, publisher=f"Paper {number}", published="2021-04-11")
    companies = draw.sample(["acme", "bravo", "name:nobody", "cobra"], k=2)
    return source, [record(source, company=company, money=figure) for company in companies]


def put(ledger: Ledger, source: Document, records: list[Recorded], *, at: str, ruleset: str = "r1") -> None:
    links = [link for each in records for link in each.links if not str(link.entity_id).startswith("name:")]
    ledger.add(source, [each.claim for each in records], links, ruleset=ruleset, at=at)


def anew(ledger: Ledger) -> dict[str, tuple[object, ...]]:
    return {each.entity_id: (each.facts, each.contradictions()) for each in assess(ledger)}


def as_kept(ledger: Ledger) -> dict[str, tuple[object, ...]]:
    found = [kept.assessment(ledger, id_) for id_ in anew(ledger)]
    return {each.entity_id: (each.facts, each.contradictions) for each in found}


def digests(ledger: Ledger, tmp_path: Path) -> tuple[dict[str, object], dict[str, object]]:
    """The digests as they are kept, and as they are worked out from nothing."""
    ids = sorted(anew(ledger))
    as_kept = {id_: kept.digest_of(ledger, id_) for id_ in ids}
    with shelf.shelf(ledger) as beside:
        beside.clear()
    return as_kept, {id_: kept.digest_of(ledger, id_) for id_ in ids}


def as_noted(ledger: Ledger) -> dict[str, set[str] | None]:
    found = {id_: noted_about(ledger, id_) for id_ in ("acme", "bravo", "cobra")}
    return {id_: None if rows is None else {each.id for each in rows} for id_, rows in found.items()}


def noted_slowly(ledger: Ledger) -> dict[str, set[str]]:
    """The same from the findings of the ledger."""
    about = {id_: ledger.findings(bulk.subjects_about(ledger, [id_])) for id_ in ("acme", "bravo", "cobra")}
    return {id_: {each.id for each in rows if "contradiction" not in each.check} for id_, rows in about.items()}


PEOPLE, BODIES = ("Ada", "Bob"), ("authority", "court", None)
LEVERS = ("enforcement", "state_personnel")


def anything(number: int, draw: random.Random) -> tuple[Document, list[Recorded]]:
    """A document with a few claims that others repeat, contradict, or have nothing to do with."""
    said = [
        f"The {draw.choice(BODIES)} fined it {figure / 1e9:g} billion yuan in case {draw.randrange(4)}, the chairman said."
        for figure in draw.choices([18.2e9, 18e9, 7e9], k=3)
    ]
    filler = draw.choice(["One report.", "Another report of that day at length, in words that are seldom put so.", ""])
    published = draw.choice([None, "2021-04-11", "2021-12-31", "2025-01-05"])
    source = document(f"{filler} {' '.join(said)}", publisher=f"Paper {number}", published=published)
    return source, [record(source, exact=words, **claimed(draw)) for words in dict.fromkeys(said)]


def claimed(draw: random.Random) -> dict[str, Any]:
    dates = [None, "2021", "2021-04", "2021-04-10", "2021-04-12", "2021-12-31", "2022-01-02", "2019/", "2021-04-10/"]
    dates += ["2025-06", "2024/2027"]  # after some of what is told is written down
    return {
        "lever": draw.choice(LEVERS),
        "company": draw.choice(["acme", "bravo", "nobody"]),
        "actor": draw.choice(BODIES),
        "people": draw.choice([(), (), ("Ada",), ("Bob",), PEOPLE]),
        "date": draw.choice(dates),
        "quantity": draw.choice([None, *(Quantity(value, unit, money) for value, unit, money in FIGURES)]),
        "status": draw.choice(["effective", "effective", "planned", "eased", "denied"]),
        "stance": draw.choice(["asserted", "attributed"]),
        "confidence": draw.choice([0.4, 0.7, 0.9]),
    }


FIGURES = (
    (18.2e9, "CNY", "CNY"),
    (18e9, "CNY", "CNY"),
    (2.8e9, "USD", "USD"),
    (7.0, "percent", None),
    (0.0, "percent", None),
)


@pytest.mark.parametrize("big", [10_000, 1])
@pytest.mark.parametrize("seed", range(3))
def test_working_in_comes_to_the_same_as_working_out(
    book: Ledger, tmp_path: Path, seed: int, big: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewal, "BIG", big)
    draw = random.Random(seed)
    known: list[tuple[Document, list[Recorded]]] = []
    for number in range(28):
        at = f"{2024 + number // 12}-{1 + number % 12:02}-17T00:00:00Z"
        if known and draw.random() < 0.2:  # a document is read again, and some of its claims are gone
            source, records = draw.choice(known)
            records = draw.sample(records, k=draw.randrange(len(records) + 1))
        else:
            source, records = anything(number, draw)
            known.append((source, records))
        links = [link for each in records for link in each.links if link.entity_id != "nobody"]
        book.add(source, [each.claim for each in records], links, ruleset=f"r{number}", at=at)
        if draw.random() < 0.15 and len(pairs := _pairs(book)) > 2:
            with suppress(InputError):
                book.judge(Judgement(*draw.choice(pairs[2:]), draw.choice(["positive", "negative", "none"]), "Ada", at))
        if number % 3 == 1:
            check_ledger(book, at=at)
            assert as_noted(book) == noted_slowly(book)
        if number % 4 == 3:
            assert as_kept(book) == anew(book)
            assert {each.id: each for each in check_ledger(book, at=at).findings} == {
                each.id: each for each in check.check(book)
            }
    kept_so, from_nothing = digests(book, tmp_path)
    assert kept_so == from_nothing


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_written_what_is_kept_is_what_would_be_worked_out(book: Ledger, seed: int) -> None:
    draw = random.Random(seed)
    for number, at in enumerate(DAYS[:10]):
        source, records = sample(number % 8, draw)
        put(book, source, records, at=at, ruleset=f"r{number // 8}")
        if number % 3 == 2:
            book.judge(Judgement(*draw.choice(_pairs(book)), draw.choice(["positive", "none"]), "Ada", at))
        if number % 4 == 3 and (found := contradictions_of(book)):
            rulings.rule(book, found[0].id, "left", by="Ada", reason="so", at=at)
        assert as_kept(book) == anew(book)
        checked = check_ledger(book, at=at)
        assert {each.id: each for each in checked.findings} == {each.id: each for each in check.check(book)}
        assert {each.id: each for each in book.findings()} == {each.id: each for each in checked.findings}
        assert as_noted(book) == noted_slowly(book)


def _pairs(ledger: Ledger) -> list[tuple[str, str]]:
    claims = [each.claim.id for each in ledger.claims()][:2]
    documents = sorted({each.document_id for each in ledger.claims()})[:2]
    return [pair for pair in (("acme", "bravo"), ("acme", "cobra"), (*claims,), (*documents,)) if len(pair) == 2]  # type: ignore[misc]


def test_one_more_document_recomputes_only_what_it_touches(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, three = (document(f"Report {name} about a fine.", publisher=name) for name in "ABC")
    put(book, one, [record(one, company="acme", money=18e9)], at=DAYS[0])
    put(book, two, [record(two, company="bravo", money=7e6)], at=DAYS[0])
    whole = check_ledger(book, at=DAYS[0])
    assert (whole.documents, whole.companies) == (2, 2)
    put(book, three, [record(three, company="acme", money=18e9)], at=DAYS[1])
    lots: list[Lot] = []
    look = Worker.__call__
    monkeypatch.setattr(Worker, "__call__", lambda self, lot: (lots.append(lot), look(self, lot))[1])
    again = check_ledger(book, at=DAYS[1])
    assert (again.documents, again.companies) == (1, 1)
    assert lots == [Lot(documents=(three.id,))]
    assert (again.facts, again.claims) == (1, 2)
    lots.clear()
    nothing = check_ledger(book, at=DAYS[2])
    assert (lots, nothing.documents, nothing.added, nothing.withdrawn) == ([], 0, 0, 0)


@pytest.mark.parametrize("big", [10_000, 1])
def test_work_is_counted_and_grows_with_what_is_touched_alone(
    book: Ledger, big: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewal, "BIG", big)
    for number in range(120):
        day = f"20{10 + number // 12:02}-{1 + number % 12:02}-10"
        source = document(f"In case {number} the authority fined it {number + 1} million yuan.", published=day)
        put(book, source, [record(source, date=day, money=(number + 1) * 1e6)], at=DAYS[0])
    first = check_ledger(book, at=DAYS[0])
    assert (first.facts, first.claims) == (120, 120)
    again = document("It was 31 million yuan in that case, the authority says.", published="2012-07-11")
    put(book, again, [record(again, date="2012-07-10", money=31e6)], at=DAYS[1])
    joined: list[int] = []
    join = joining.join
    monkeypatch.setattr(renewal, "join", lambda told, rulings: (joined.append(len(list(told))), join(told, rulings))[1])
    one_more = check_ledger(book, at=DAYS[1])
    assert (one_more.documents, one_more.companies, one_more.facts, one_more.claims) == (1, 1, 1, 2)
    assert joined == [2]
    assert as_kept(book) == anew(book)


def test_only_facts_that_a_document_touches_are_summed_up_again(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "BIG", 1)
    for number, lever in enumerate(("enforcement", "detention", "detention", "state_support", "foreign_measure")):
        source = document(f"In case {number} it was {number + 2} million yuan.", published="2020-05-11")
        put(
            book,
            source,
            [record(source, lever=lever, date=f"20{15 + number}-03-10", money=(number + 2) * 1e6)],
            at=DAYS[0],
        )
    check_ledger(book, at=DAYS[0])
    summed: list[int] = []
    counted = series._tallied
    monkeypatch.setattr(series, "_tallied", lambda some, *rest: (summed.append(len(some)), counted(some, *rest))[1])
    for year in ("2024", "2025", "2029"):
        source = document(f"A case of {year}.", published=f"{year}-02-02")
        put(book, source, [record(source, lever="enforcement", date=f"{year}-02-01")], at=f"{year}-02-03T00:00:00Z")
        check_ledger(book, at=f"{year}-02-03T00:00:00Z")
    assert summed == [1, 1, 1]
    kept_so, from_nothing = digests(book, kept.place(book).parent)
    assert kept_so == from_nothing
    days = [each.day for each in kept.digest_of(book, "acme").series]
    assert days[0] == "2015-03-31" and days[-2:] == ["2028-12-31", "2029-02-03"]


def test_what_is_kept_is_read_and_not_worked_out(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    source, records = sample(1, random.Random(1))
    put(book, source, records, at=DAYS[0])
    first = kept.assessment(book, "acme")
    monkeypatch.setattr(kept, "assess_some", lambda *_, **__: pytest.fail("worked out again"))
    assert kept.assessment(book, "acme") == first


def test_forgetting_leaves_nothing_beside_the_ledger(book: Ledger) -> None:
    source, records = sample(1, random.Random(1))
    put(book, source, records, at=DAYS[0])
    check_ledger(book, at=DAYS[0])
    assert kept.place(book).exists()
    book.forget(source.id, by="Ada", reason="a court order", at=DAYS[1])
    assert not kept.place(book).exists()
    assert facts_of(book) == ()
    assert check_ledger(book, at=DAYS[2]).findings == ()


def test_another_ledger_in_the_same_place_is_assessed_anew(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    for figure in (18e9, 7e6):
        source = document(f"A fine of {figure:g} yuan.")
        with Ledger(path) as ledger:
            put(ledger, source, [record(source, company="acme", money=figure)], at=AT)
            (fact,) = kept.assessment(ledger, "acme").facts
            assert fact.quantity is not None and fact.quantity.value == figure
        for file in tmp_path.glob("ledger.db*"):
            if "assessed" not in file.name:
                file.unlink()


@pytest.mark.parametrize("content", [b"", b"this is no database" * 100])
def test_a_file_that_cannot_be_used_is_no_obstacle(book: Ledger, content: bytes) -> None:
    source, records = sample(1, random.Random(1))
    put(book, source, records, at=DAYS[0])
    kept.place(book).write_bytes(content)
    assert as_kept(book) == anew(book)
    first, second = (check_ledger(book, at=at) for at in DAYS[1:3])
    assert {each.id for each in first.findings} == {each.id for each in second.findings}


def test_a_folder_in_its_place_is_no_obstacle(book: Ledger) -> None:
    source, records = sample(1, random.Random(1))
    put(book, source, records, at=DAYS[0])
    kept.place(book).mkdir()
    assert as_kept(book) == anew(book)


def test_other_rules_make_all_anew(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    source, records = sample(1, random.Random(1))
    put(book, source, records, at=DAYS[0])
    assert check_ledger(book, at=DAYS[0]).documents == 1
    monkeypatch.setattr(shelf, "_rules", lambda: "others")
    assert check_ledger(book, at=DAYS[1]).documents == 1
    assert check_ledger(book, at=DAYS[1]).documents == 0


def test_processes_find_what_one_finds(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(3)
    for number in range(12):
        put(book, *sample(number, draw), at=DAYS[0])
    monkeypatch.setattr(check, "_SHARED_FROM", 1)
    monkeypatch.setattr(check, "_DOCUMENTS", 4)
    alone = sorted(each.id for each in check.check(book, jobs=1))
    assert sorted(each.id for each in check.check(book, jobs=2)) == alone != []


def test_a_lot_that_is_lost_is_tried_again_one_by_one(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def lossy(worker: Worker, lots: list[Lot], **_: object) -> Iterator[check.Done]:
        return (check.Done(lost=lot) if len(lot.documents) > 1 else worker(lot) for lot in lots)

    for number in range(3):
        put(book, *sample(number + 10, random.Random(number)), at=DAYS[0])
    whole = sorted(each.id for each in check.check(book))
    monkeypatch.setattr(check, "ordered_map", lossy)
    assert sorted(each.id for each in check.check(book)) == whole


def test_a_mark_says_what_is_new(book: Ledger) -> None:
    before = bulk.mark(book)
    source, records = sample(1, random.Random(1))
    put(book, source, records, at=DAYS[0])
    news = bulk.news(book, before)
    assert (news.documents, news.judgements, news.broken) == ((source.id,), (), False)
    assert bulk.news(book, news.mark).documents == ()
