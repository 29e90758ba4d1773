"""Which documents count as one source of a fact, and why; and which do not."""

from dataclasses import replace

import pytest
from tests.assess.assess_samples import AT, document, record

from upperhand.assess import marks, packs, profiles, publishers, sources
from upperhand.assess.facts import facts
from upperhand.assess.types import Fact
from upperhand.ledger import Recorded
from upperhand.model import CitedSource, Document, Judgement

REPORT = (
    "The authority fined Acme 18.228 billion yuan on April 10 for shutting rivals out of its market.\n\n"
    "The sum equals 4.2% of its sales in the year before, and has to be paid within 45 days.\n\n"
    "Shares of the company fell 3.7% to 21.15 yuan, as investors asked what else might follow.\n\n"
    "Nobody at the authority could be reached after office hours on the eve of the holiday."
)
TRANSLATION = (
    "4月10日，管理局对阿克米处以182.28亿元罚款，理由是其将竞争对手排除在市场之外。罚款相当于其上一年度销售额的4.2%，"
    "须在45天内缴清。公司股价下跌3.7%，收于21.15元，投资者担心还会有后续措施。"
)
OTHER = (
    "Acme must find a great deal of money after what happened in April: a penalty of 18.228 billion yuan.\n\n"
    "Our reporter counted 712 parcels at its gates, and spoke with 26 drivers, none of whom had heard."
)


def told(*given: tuple[Document, str | None], judgements: tuple[Judgement, ...] = ()) -> Fact:
    records = [record(source, exact, money=18.228e9) for source, exact in given]
    return one(records, [source for source, _ in given], judgements)


def one(records: list[Recorded], documents: list[Document], judgements: tuple[Judgement, ...] = ()) -> Fact:
    found = facts(records, documents, judgements)
    assert len(found) == 1
    return found[0]


ESSAY = (
    "I spent a week among shopkeepers and drivers and heard fewer complaints than one would think. A clerk showed me her books, "
    "kept by hand since her father died; a driver had named his van after a horse that once won him a winter's rent. Much has been "
    "written about the mood among founders, most of it by people who have never met a payroll, and some of it by me. The wider "
    "question is what kind of market remains when every large firm must ask before it moves, and who would be asked, and when."
)
FIRST = REPORT.split("\n\n", maxsplit=1)[0]


def report(publisher: str = "Lakeport Chronicle", text: str = REPORT, **fields: object) -> Document:
    return document(text, publisher=publisher, **fields)  # type: ignore[arg-type]


def test_reports_in_other_words_with_other_figures_are_independent() -> None:
    fact = told((report(), FIRST), (report("Meridian Daily", OTHER), OTHER[:60]))
    assert [origin.publishers for origin in fact.origins] == [("Lakeport Chronicle",), ("Meridian Daily",)] or len(
        fact.origins
    ) == 2
    assert fact.confidence == pytest.approx(0.99)


@pytest.mark.parametrize(
    ("text", "exact", "kind", "why"),
    [
        (REPORT.replace("Nobody", "No one"), FIRST, "copy", "runs of 5 words are the same"),
        ("Permission has a price, we wrote here last week, and prices change.\n\n" + "\n\n".join(REPORT.split("\n\n")[:3])
         + "\n\nWhat follows from it is another story. " + ESSAY,
         FIRST, "excerpt", "runs of 5 words"),
        (TRANSLATION, TRANSLATION[:36], "translation", "18,228,000,000"),
        ("For shutting rivals out of its market Acme was penalised by the authority on April 10 to the tune of 18.228 billion yuan. "
         "Within 45 days the company has to pay a sum that equals 4.2% of the sales of the previous year. Investors asked what might "
         "follow; its shares fell 3.7%, to 21.15 yuan.", None, "rewrite", "rarer words"),
    ],
    ids=["copy", "excerpt", "translation", "rewrite"],
)  # fmt: skip
def test_what_is_made_of_a_report_is_no_second_origin(text: str, exact: str | None, kind: str, why: str) -> None:
    other = report("Westmere Tribune", text, published="2021-04-11", language="zh" if kind == "translation" else "en")
    fact = told((report(), FIRST), (other, exact))
    assert len(fact.origins) == 1
    assert fact.origins[0].publishers == ("Lakeport Chronicle", "Westmere Tribune")
    assert fact.origins[0].published_at == "2021-04-10"
    tie = fact.origins[0].ties[0]
    assert (tie.kind, why in tie.why) == (kind, True), tie


def test_an_old_translation_is_another_report() -> None:
    late = report("Westmere Tribune", TRANSLATION, published="2022-04-11", language="zh")
    assert len(told((report(), FIRST), (late, TRANSLATION[:36])).origins) == 2


def test_an_excerpt_of_another_passage_does_not_bear_on_the_fact() -> None:
    essay = (
        REPORT.split("\n\n")[3]
        + " "
        + REPORT.split("\n\n")[2]
        + "\n\nWhat is certain is that Acme had to pay 18.228 billion yuan. "
        + ("Much has been said about the mood of founders, and little of it by people who employ anybody at all. " * 6)
    )
    exact = "What is certain is that Acme had to pay 18.228 billion yuan."
    # The shared passage stands at the top; the fact is told further down, after 300 characters of its own.
    spaced = essay.replace(
        exact, "Here is what one learns from a long life among merchants and their books. " * 6 + exact
    )
    fact = told((report(published="2019-01-01"), FIRST), (report("Westmere Tribune", spaced), exact))
    assert len(fact.origins) == 2


def test_forms_filled_in_anew_are_no_copies() -> None:
    form = (
        "Notice {} of the authority. Acme is fined 18.228 billion yuan. The file has {} pages, {} annexes and weighs {} grams. "
        + (
            "It is made out under the rules of procedure and can be challenged before the court within the time that the law sets. "
            * 4
        )
    )
    left, right = report("A", form.format(81, 412, 77, 913)), report("B", form.format(65, 288, 31, 407))
    from upperhand.assess.resemblance import copies

    assert list(copies(list(profiles.profiles([left, right])))) == []


def wire(publisher: str, words: str, head: str = "") -> Document:
    return report(publisher, head + words)


@pytest.mark.parametrize(
    ("left", "right", "name"),
    [
        (
            "LAKEPORT, April 10 (Harbour Wire) - The authority fined Acme.",
            "Acme has to pay, Harbour Wire reported.",
            "Harbour Wire",
        ),
        ("According to Reuters, Acme was fined.", "LONDON (Reuters) - A fine for the Acme company.", "Reuters"),
        ("据新华社报道，阿克米被罚。", "新华社北京4月10日电 管理局宣布处罚阿克米。", "Xinhua"),
        (
            "The Financial Times first reported the fine.",
            "Acme was fined, according to the Financial Times.",
            "Financial Times",
        ),
    ],
)
def test_documents_that_credit_one_agency_are_one_origin(left: str, right: str, name: str) -> None:
    fact = told((report("A", left), None), (report("B", right), None))
    assert len(fact.origins) == 1
    assert fact.origins[0].ties[0].kind == "agency"
    assert name in fact.origins[0].ties[0].why


def test_the_agency_itself_is_the_origin_of_those_who_credit_it() -> None:
    own = report("Reuters", "The authority fined Acme on Saturday, after a long inquiry.", published="2021-04-10")
    credit = report("B", "Acme has to pay, Reuters reported over the weekend.", published="2021-04-11")
    fact = told((own, None), (credit, None))
    assert len(fact.origins) == 1
    assert fact.origins[0].publisher_kinds == ("agency", "unknown")


def test_a_credit_in_another_sentence_does_not_count() -> None:
    left = report("A", "Acme was fined on Saturday. Reuters reported that it rained in the afternoon.")
    right = report("B", "A penalty fell on Acme. The weather was bad, Reuters reported.")
    fact = told((left, "Acme was fined on Saturday."), (right, "A penalty fell on Acme."))
    assert len(fact.origins) == 2


QUOTE = "“We accept the decision with sincerity and will carry out every part of it without delay.”"


@pytest.mark.parametrize(
    ("said", "kind"), [("the company said in a statement", "release"), ("its founder told a friend", "quotation")]
)
def test_a_long_quotation_in_common_makes_one_origin(said: str, kind: str) -> None:
    rest = "Nobody in the trade had seen it come, and the market took it badly, as far as one could tell from the mood at lunch."
    left = report("A", f"Acme was fined on Saturday. {rest} {QUOTE} {said}.")
    right = report("B", f"{QUOTE} {said}, once the fine for Acme was out. {OTHER}")
    fact = told((left, "Acme was fined on Saturday."), (right, None))
    assert (len(fact.origins), fact.origins[0].ties[0].kind) == (1, kind)


def test_a_short_quotation_is_said_twice_by_chance() -> None:
    left, right = (
        report("A", "Acme was fined. “We accept it gladly,” it said."),
        report("B", "“We accept it gladly,” they say of Acme."),
    )
    assert len(told((left, None), (right, None)).origins) == 2


def test_one_statement_behind_two_reports_is_one_origin() -> None:
    a = report("A", "The fine was paid, Acme said in a statement on Saturday.")
    b = report("B", "Acme announced in a filing that it would pay the authority.")
    records = [record(each, money=5e6, stance="attributed", attributed_to="Acme") for each in (a, b)]
    fact = one(records, [a, b])
    assert (len(fact.origins), fact.origins[0].ties[0].kind, fact.attributed) == (1, "release", True)


def test_what_cites_one_address_is_one_origin() -> None:
    a, b = report("A", "Acme pays, we read.(1)"), report("B", "The Acme fine is in the register.")
    records = [record(a, money=5e6), record(b, money=5e6)]
    cited = [
        replace(each, claim=replace(each.claim, cited=CitedSource("note", "https://www.register.example/acme/?page=2")))
        for each in records
    ]
    assert one(cited, [a, b]).origins[0].ties[0].kind == "citation"
    source = report("Register", "Entry on Acme and its penalty.", source_url="http://register.example/acme")
    fact = one([cited[0], record(source, money=5e6)], [a, source])
    assert len(fact.origins) == 1


def test_the_same_sentence_in_two_texts_is_one_origin() -> None:
    sentence = "Acme was fined by the authority for abusing its position"
    a, b = (
        report("A", f"In other news: {sentence}. The rest is sport."),
        report("B", f"{sentence}. And then it snowed."),
    )
    assert told((a, sentence), (b, sentence)).origins[0].ties[0].kind == "evidence"


def test_a_judgement_on_documents_goes_before_all() -> None:
    a, b = report(), report("Westmere Tribune")
    apart = Judgement(a.id, b.id, "negative", "Ada", AT, "both sent a reporter")
    assert len(told((a, FIRST), (b, FIRST), judgements=(apart,)).origins) == 2
    c = report("Meridian Daily", OTHER)
    together = Judgement(c.id, a.id, "positive", "Ada", AT, "one reporter under two names")
    fact = told((a, FIRST), (c, OTHER[:60]), judgements=(together,))
    assert (len(fact.origins), fact.origins[0].ties[0].kind) == (1, "judgement")


def test_documents_that_a_ledger_no_longer_holds_are_sources_without_a_name() -> None:
    gone = report("A")
    fact = facts([record(gone, FIRST, money=5e6)], ())[0]
    assert (fact.publishers, fact.origins[0].publisher_kinds) == ((), ("unknown",))


@pytest.mark.parametrize("part", ["datelines", "bylines", "credits", "releases"])
def test_the_patterns_find_their_examples_and_nothing_else(part: str) -> None:
    def found(pattern: object, text: str) -> bool:
        match = pattern.search(text)  # type: ignore[attr-defined]
        return bool(match) and ("agency" not in match.groupdict() or sources.outlet(match["agency"]) is not None)

    for given, pattern in zip(getattr(packs.credits(), part), packs.compiled(part), strict=True):
        assert [text for text in given.examples if not found(pattern, text)] == []
        assert [text for text in given.not_examples if found(pattern, text)] == []


@pytest.mark.parametrize(
    ("name", "url", "kind"),
    [
        ("Xinhua", None, "state media"),
        ("新華社", None, "state media"),
        ("The Financial Times", None, "newspaper"),
        (None, "https://www.reuters.com/world/china/x", "agency"),
        (None, "https://www.samr.gov.cn/xw/1.html", "court or regulator"),
        (None, "https://someone.substack.com/p/x", "blog"),
        (None, "https://trackingpeoplesdaily.substack.com/p/x", "blog"),
        ("aspi.org.au", "https://www.aspi.org.au/report", "think tank"),
        ("Lakeport Chronicle", "https://lakeport.example/a", "unknown"),
        (None, "examples/ft.com", "unknown"),
        (None, None, "unknown"),
    ],
)
def test_kinds_of_publishers(name: str | None, url: str | None, kind: str) -> None:
    assert publishers.kind(name, url) == kind


def test_there_are_enough_publishers_in_both_languages() -> None:
    known = publishers.publishers().values()
    assert len(known) >= 150
    assert len({each.kind for each in known}) >= 10
    assert sum(any(not name.isascii() for name in each.publisher.names) for each in known) >= 100
    assert len(publishers.by_name()) > 400


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("18.228 billion yuan", "182.28亿元"),
        ("on April 10", "4月10日"),
        ("10 April 2021", "2021年4月10日"),
        ("6.5 percent", "6.5%"),
        ("1.2 million people", "120万人"),
        ("3,442,000,000", "34.42亿"),
    ],
)
def test_marks_are_the_same_in_both_languages(english: str, chinese: str) -> None:
    assert marks.marks(english) == marks.marks(chinese) != ()


def test_years_and_small_numbers_are_no_marks() -> None:
    assert marks.marks("In 2021 there were 3 of them, and 7 more in 1999.") == ()


@pytest.mark.parametrize(
    ("mark", "words"), [("n:1.8228e+10", "18,228,000,000"), ("p:4.2", "4.2%"), ("d:04-10", "04-10"), ("n:45", "45")]
)
def test_marks_are_told_in_figures(mark: str, words: str) -> None:
    assert marks.told(mark) == words


def test_traditional_text_is_compared_as_simplified() -> None:
    assert profiles.simplified("國家網信辦") == "国家网信办"
    assert profiles.simplified("plain") == "plain"
