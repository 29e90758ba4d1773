"""The slow, obvious scanner: every rule on every sentence, no automaton, no prefilter. The fast one must agree with it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upperhand.extract.corpus import rows
from upperhand.extract.fold import fold
from upperhand.extract.pack import pack
from upperhand.extract.reading import read_text
from upperhand.extract.segment import sentences
from upperhand.extract.sets import OWN, SHARED

FILES = sorted(SHARED.glob("*.jsonl")) + sorted(OWN.glob("*.jsonl"))


def slow(text, language):
    """(sentence, rule, start, end) for every rule whose anchor stands in the sentence and whose pattern is found."""
    folded, known = fold(text, language), pack(language)
    reading = read_text(text, known)
    found = set()
    for number, (start, end) in enumerate(sentences(folded, language, text)):
        for rule in known.rules:
            if not any(anchor in folded[start:end] for anchor in rule.rule.anchors):
                continue
            match = rule.search(folded, start, end)
            kinds = {mention.kind for mention in reading.sentences[number].mentions}
            if match and rule.needs_met(folded, start, end, kinds):
                found.add((start, rule.id, *match.span()))
    return found


def fast(text, language):
    reading = read_text(text, pack(language))
    return {(s.start, hit.rule.id, hit.start, hit.end) for s in reading.sentences for hit in s.hits}


WORDS = st.sampled_from(
    [
        "the regulator ",
        "fined ",
        "Northlake Motors ",
        "party committee ",
        "was set up ",
        "at ",
        "golden share ",
        "shares fell ",
        "8% ",
        "arrested ",
        "sanctions ",
        "on ",
        "subsidies ",
        ". ",
        "\n\n",
        "罚款",
        "党委",
        "成立",
        "北湖汽车集团",
        "股价",
        "下跌",
        "。",
        "，",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=30).map("".join), st.sampled_from(["en", "zh"]))
def test_fast_and_slow_agree_on_made_up_texts(text, language):
    assert fast(text, language) == slow(text, language)


@pytest.mark.skipif(not FILES, reason="no annotated sets are here")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_fast_and_slow_agree_on_the_corpus(path):
    for row in list(rows(path))[:3]:
        language = "zh" if row.get("lang") == "zh" else "en"
        assert fast(row["text"], language) == slow(row["text"], language)
