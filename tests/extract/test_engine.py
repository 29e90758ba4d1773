"""What holds for every claim, whatever the text."""

import pickle
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upperhand.errors import DataError, InputError
from upperhand.extract import Extractor, blocks, engine, extract, judge
from upperhand.extract.claims import claim_id
from upperhand.extract.pack import pack
from upperhand.model import LEVERS, Document, Note, Page

ENGLISH = (
    "Regulator fines Northlake Motors\n\nHANGZHOU - The State Administration for Market Regulation on Friday fined Northlake "
    "Motors 3.5 billion yuan for abusing its market position, Reuters reported.1 A party committee was set up at Tianhe Shipping "
    "in 2012. The company's founder, Lin Wei, is a delegate to the National People's Congress. Shares of Northlake Motors fell 8% "
    "in Hong Kong after the fine. The ministry plans to restrict Northlake Motors from raising prices."
)
CHINESE = (
    "市场监管总局对北湖汽车集团罚款3.5亿元。2012年，天河航运集团成立了党委。北湖汽车集团股价随后下跌8%。"
    "美国商务部把天河航运集团列入实体清单。"
)


def document(text, language="en", **more):
    return Document(id="d" * 64, text=text, language=language, published_at="2021-04-12", **more)


@pytest.fixture(scope="module")
def extractor():
    return Extractor(min_confidence=0.01)


def check(document, claims):
    for claim in claims:
        proof = claim.evidence
        assert document.text[proof.start : proof.end] == proof.exact
        assert document.text[: proof.start].endswith(proof.prefix) and document.text[proof.end :].startswith(
            proof.suffix
        )
        assert claim.lever in LEVERS and 0 <= claim.confidence <= 1 and claim.target
        assert claim.id == claim_id(claim)
        for cue in claim.assertion.cues:
            assert document.text[cue.start : cue.end] == cue.exact
    assert len({claim.id for claim in claims}) == len(claims)


def test_english_facts_come_out_with_their_words(extractor):
    read = document(ENGLISH, title="Regulator fines Northlake Motors")
    claims = extractor.extract(read)
    check(read, claims)
    fine = max((c for c in claims if c.lever == "enforcement"), key=lambda c: c.confidence)
    assert fine.target == "Northlake Motors" and fine.quantity and fine.quantity.value == 3.5e9
    assert fine.quantity.unit == fine.quantity.currency == "CNY"
    assert {"enforcement", "party_organization"} <= {c.lever for c in claims}


def test_chinese_facts_come_out_with_their_words(extractor):
    read = document(CHINESE, "zh")
    claims = extractor.extract(read)
    check(read, claims)
    assert {"enforcement", "party_organization", "foreign_measure"} <= {c.lever for c in claims}


def test_the_shared_extractor_keeps_the_likelier_claims():
    read = document(ENGLISH)
    assert {c.id for c in extract(read)} <= {c.id for c in Extractor(min_confidence=0.01).extract(read)}


def test_a_higher_least_confidence_keeps_fewer_claims():
    read = document(ENGLISH)
    some = Extractor(min_confidence=0.5).extract(read)
    assert all(claim.confidence >= 0.5 for claim in some)


def test_the_same_document_gives_the_same_claims_and_the_extractor_travels(extractor):
    read = document(ENGLISH)
    again = pickle.loads(pickle.dumps(extractor))
    assert again.ruleset == extractor.ruleset
    assert again.extract(read) == extractor.extract(read)


def test_a_note_in_the_sentence_becomes_the_cited_source(extractor):
    at = ENGLISH.index("reported.1") + len("reported.")
    note = Note("1", at, at + 1, "The wire of 10 April, https://example.org/a", ("https://example.org/a",))
    claims = extractor.extract(document(ENGLISH, notes=(note,), pages=(Page(1, 0, len(ENGLISH)),)))
    cited = [c.cited for c in claims if c.lever == "enforcement" and c.cited]
    assert cited and cited[0].url == "https://example.org/a" and cited[0].mark == "1"
    assert all(c.evidence.page == 1 for c in claims)


def test_an_explanation_names_rules_words_and_scores(extractor):
    read = document(ENGLISH)
    claim = max(extractor.extract(read), key=lambda c: c.confidence)
    said = extractor.explain(read, claim)
    assert said.claim_id == claim.id and said.rules and said.words
    assert all(read.text[r.start : r.end] == r.exact for r in said.rules)
    assert 0 <= said.lever_score <= 1 and 0 <= said.topic_score <= 1 and 0 <= said.target_score <= 1
    with pytest.raises(InputError, match="does not find it"):
        extractor.explain(read, replace(claim, target="Nobody at all"))


def test_a_very_long_document_is_read_in_parts(extractor, monkeypatch):
    monkeypatch.setattr(blocks, "MOST", 700)
    monkeypatch.setattr(blocks.blocks, "__defaults__", (700,))
    at = ENGLISH.index("reported.1") + len("reported.")
    filler = "The afternoon train was late again. " * 30 + "\n\n"
    note = Note("1", len(filler) + at, len(filler) + at + 1, "The wire")
    read = document(filler + ENGLISH, notes=(note,), pages=(Page(1, 0, 500), Page(2, 500, len(filler + ENGLISH))))
    claims = extractor.extract(read)
    check(read, claims)
    assert {"enforcement", "party_organization"} <= {c.lever for c in claims}
    assert any(c.cited for c in claims) and all(c.evidence.page == 2 for c in claims)
    said = extractor.explain(read, max(claims, key=lambda c: c.confidence))
    assert all(read.text[r.start : r.end] == r.exact for r in said.rules)


def test_claims_of_a_long_document_come_before_its_end_is_read(extractor, monkeypatch):
    monkeypatch.setattr(blocks.blocks, "__defaults__", (700,))
    parts, study = [], engine.study
    monkeypatch.setattr(engine, "study", lambda part, known: parts.append(part) or study(part, known))
    read = document(ENGLISH + "\n\n" + "The afternoon train was late again. " * 60)
    first = next(extractor.each(read))
    before = len(parts)
    assert first == extractor.extract(read)[0]
    assert before < len(parts) - before


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "x", "en"),
        ("zh-Hant", "x", "zh"),
        (None, "中文的文件", "zh"),
        (None, "An English file", "en"),
        ("de", "x", "en"),
    ],
)
def test_the_language_of_a_document(language, text, expected):
    assert engine.language_of(document(text, language)) == expected


def test_a_missing_model_is_named(monkeypatch):
    monkeypatch.setattr(engine, "load", lambda language: None)
    with pytest.raises(DataError, match="make model"):
        Extractor().extract(document("Northlake Motors was fined."))


PIECES = st.sampled_from(
    [
        "Northlake Motors",
        "the regulator",
        " fined ",
        " was fined",
        "3.5 billion yuan",
        ". ",
        "\n\n",
        ", ",
        "party committee",
        "Lin Wei",
        "last May",
        "“",
        "”",
        "(",
        ")",
        "the firm",
        "1",
        "%",
        "$",
        "市场监管总局",
        "对",
        "北湖汽车集团",
        "罚款",
        "。",
        "，",
        "党委",
        "İ",
        "\u3000",
        "\x00",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["en", "zh"]))
def test_evidence_is_verbatim_on_any_text(text, language):
    read = document(text, language)
    check(read, Extractor(min_confidence=0.0).extract(read))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["en", "zh"]))
def test_no_text_breaks_it(text, language):
    read = document(text, language)
    check(read, Extractor(min_confidence=0.0).extract(read))


def test_a_day_in_a_companys_name_is_no_date():
    text = "Xiao Jianhua, the founder of Tomorrow Group, was detained in January 2017."
    done = judge.study(document(text), pack("en"))
    assert [date.value for date in done.values.dates(0)] == ["2017-01"]
