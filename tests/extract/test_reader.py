"""The tiers with a reader: pieces of words, windows, the encoder and the reader, each against a slow or obvious way."""

import math
import os

import msgspec
import numpy as np
import pytest
from benchmarks.reader_graph import graph_of
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle import slow_encoder

from upperhand import data
from upperhand.errors import DataError, InputError
from upperhand.extract import Extractor, encoder, engine, reader_file
from upperhand.extract import reader as reading_room
from upperhand.extract.actor_options import who
from upperhand.extract.answer import UNREAD, answer_to, odds_of
from upperhand.extract.assertion import STANCES, STATUSES
from upperhand.extract.candidates import Topic, candidates, focuses
from upperhand.extract.date_options import when
from upperhand.extract.encoder import APART, distances
from upperhand.extract.engine import TIERS
from upperhand.extract.judge import study
from upperhand.extract.layers import gelu, heard
from upperhand.extract.pack import pack
from upperhand.extract.reader import KINDS, WHY, Reader, blended
from upperhand.extract.reader_choices import BODIES, CHOICES, HOWS
from upperhand.extract.reader_file import read, write
from upperhand.extract.unigram import Unigrams
from upperhand.extract.windows import BEFORE, MOST, windows
from upperhand.extract.wordpiece import BEGIN, END, SPECIAL, UNKNOWN, WordPieces
from upperhand.model import LEVERS, Document

SIZE, LETTERS = 8, "abcdefghijklmnopqrstuvwxyz0123456789.,“”'$%()-"
PIECES = [*SPECIAL, *LETTERS, *(f"##{letter}" for letter in LETTERS), "fined", "northlake", "motor", "##s", "the"]
TEXT = (
    "Northlake Motors was fined 3.5 billion yuan on Friday. It has appealed. Shares of Tianhe Shipping fell 8% after the fine. "
    "The regulator said that it would look at other firms. Northlake Motors set up a party committee in 2012. "
) * 6


def some_weights(apart: bool = False, layers: int = 1) -> dict[str, np.ndarray]:  # type: ignore[type-arg]
    chance = np.random.default_rng(1)

    def some(*shape: int) -> np.ndarray:  # type: ignore[type-arg]
        return chance.standard_normal(shape).astype(np.float32) / math.sqrt(shape[-1])

    arrays = {"pieces": some(len(PIECES), SIZE), "places": some(256, SIZE), "far": some(SIZE), "away": some(SIZE)}
    sizes = {"why": WHY, "kinds": KINDS, "levers": LEVERS, "choices": CHOICES, "bodies": BODIES}
    rows = {name: len(table) for name, table in sizes.items()} | {"hows": HOWS, "same": 2}
    arrays |= {name: some(count, 4) for name, count in rows.items()}
    linear = {"ask": (8, 8), "tell": (16, 8), "pair": (12, 48), "answer": (14, 12), "seek": (8, 20), "option": (6, 40)}
    linear |= {"pick": (1, 6), "assertion": (7, 16)}
    norms = ["first"]
    for at in range(layers):
        linear |= {f"{at}.ask": (24, 8), f"{at}.hear": (8, 8), f"{at}.up": (16, 8), f"{at}.down": (8, 16)}
        norms += [f"{at}.heard", f"{at}.made"]
    for name, shape in linear.items():
        arrays |= {f"{name}.weight": some(*shape), f"{name}.bias": some(shape[0])}
    for name in norms:
        arrays |= {f"{name}.weight": np.ones(SIZE, np.float32), f"{name}.bias": np.zeros(SIZE, np.float32)}
    arrays |= {"apart": 4 * some(APART, 2)} if apart else {}
    return arrays | {"knots.x": np.array([0.0, 1.0]), "knots.y": np.array([0.0, 0.9])}


def some_reader(language: str = "en", **numbers: float) -> Reader:
    told = {"share": 0.4, "threshold": 0.2, "further": 0.3, "who": 0.0, "who_share": 0.3, "when": 0.0}
    told |= {"when_share": 0.3, "said_share": 0.3} | numbers
    weights = some_weights()
    return read(write(language, "hash", graph_of(weights, 2), PIECES, told, weights))


def studied(text: str = TEXT):
    return study(Document(id="d" * 64, text=text, language="en", published_at="2021-04-12"), pack("en"))


def things(done):
    focus = focuses(done.reading, done.entities, done.main)
    return {
        number: candidates(Topic(number, sentence, 3, []), done.entities, focus[number])
        for number, sentence in enumerate(done.reading.sentences)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fined", [("fined", 0, 5)]),
        ("Motors fined.", [("motor", 0, 5), ("##s", 5, 6), ("fined", 7, 12), (".", 12, 13)]),
        ("fíned", [("fined", 0, 5)]),
        ("fi\u0301ned x", [("fined", 0, 6), ("x", 7, 8)]),
        ("银行", [(UNKNOWN, 0, 1), (UNKNOWN, 1, 2)]),
        ("ж", [(UNKNOWN, 0, 1)]),
        ("", []),
    ],
)
def test_words_are_cut_into_the_longest_known_pieces(text, expected):
    assert [(PIECES[number], start, end) for number, start, end in WordPieces(PIECES).cut(text)] == expected


@given(st.text(max_size=60))
def test_pieces_stand_in_order_inside_the_text(text):
    found = WordPieces(PIECES).cut(text)
    assert all(0 <= start <= end <= len(text) for _, start, end in found)
    assert [start for _, start, _ in found] == sorted(start for _, start, _ in found)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(1, 260), min_size=1, max_size=12))
def test_every_sentence_is_whole_in_one_window_or_cut_at_its_end(lengths):
    text = " ".join("a" + " a" * (length - 1) + "." for length in lengths)
    reading = studied(text).reading
    known = WordPieces(PIECES)
    cut = known.cut(text)
    found = list(windows(cut, reading.sentences, known.number[BEGIN], known.number[END]))
    assert sorted(number for window in found for number in window.sentences) == list(range(len(reading.sentences)))
    for window in found:
        assert len(window.ids) <= BEFORE + MOST + 2
        for number, (start, end) in window.sentences.items():
            own = [
                piece for piece, at, _ in cut if reading.sentences[number].start <= at < reading.sentences[number].end
            ]
            assert window.ids[start:end] == own[: end - start] and end - start >= min(len(own), MOST)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 150), st.booleans()), min_size=1, max_size=12))
def test_windows_begin_and_end_with_what_is_asked_about(drawn):
    reading = studied(" ".join("a" + " a" * (length - 1) + "." for length, _ in drawn)).reading
    asked = {number for number in range(len(reading.sentences)) if drawn[number][1]}
    known = WordPieces(PIECES)
    cut = known.cut(reading.text)
    found = list(windows(cut, reading.sentences, known.number[BEGIN], known.number[END], asked))
    assert asked <= {number for window in found for number in window.sentences}
    assert all({min(window.sentences), max(window.sentences)} <= asked for window in found)


def test_a_run_outside_of_the_window_is_none():
    reading = studied().reading
    known = WordPieces(PIECES)
    found = list(windows(known.cut(TEXT), reading.sentences, known.number[BEGIN], known.number[END]))
    assert len(found) > 2
    assert found[0].run(0, 9) == (1, 2)
    assert found[-1].run(0, 9) is None and found[0].run(len(TEXT) - 5, len(TEXT) - 2) is None


def test_the_distance_of_pieces_counts_as_the_encoder_was_taught():
    near = [[0, 17, 18], [1, 0, 17], [2, 1, 0]]
    assert distances(3).tolist() == near
    far = distances(400)[0]
    assert [int(far[at]) for at in (7, 8, 11, 12, 31, 32, 63, 64, 127, 128, 399)] == [
        *(23, 24, 24, 25, 27, 28, 29, 30, 31, 31, 31)
    ]  # eight rows for eight near ones, then eight for ever wider stretches, then one
    assert (distances(400)[399, :271] == 15).all()


@pytest.mark.parametrize("apart", [False, True], ids=["places", "distances"])
def test_the_encoder_agrees_with_the_slow_one(apart: bool) -> None:
    weights = some_weights(apart, layers=2)
    own = read(write("en", "hash", graph_of(weights, 2), PIECES, {}, weights)).encoder
    window = [2, 7, 9, 11, 30, 31, 8, 40, 3]
    first = own.pieces[window] * own.scales[window, None] + own.places[: len(window)]
    known = (first - first.mean(1, keepdims=True)) / first.std(1, keepdims=True)
    slow = slow_encoder.states(known, weights, 2, 2, weights.get("apart"))
    found = own.states(window)
    assert found.dtype == np.float32 and found.shape == slow.shape
    assert np.abs(found - slow).mean() < 0.05 * np.abs(slow).mean()  # bytes are coarse
    if apart:
        far = slow_encoder.states(known, weights, 2, 2)
        assert np.abs(found - slow).mean() < 0.3 * np.abs(far - slow).mean()


@pytest.mark.parametrize(
    ("said", "threads"),
    [("1", 1), ("3", 3), ("4,2", 4), ("0", os.cpu_count()), ("", os.cpu_count()), ("x", os.cpu_count())],
)
def test_a_worker_process_reads_with_one_thread(monkeypatch, said, threads):
    monkeypatch.setenv("OMP_NUM_THREADS", said)
    assert encoder._threads() == threads


def test_gelu_is_near_its_exact_form():
    x = np.linspace(-4, 4, 81, dtype=np.float32)
    exact = [value * 0.5 * (1 + math.erf(value / math.sqrt(2))) for value in x]
    assert np.allclose(gelu(x.copy()), exact, atol=1e-3)


def test_what_is_not_asked_about_is_not_read_and_changes_nothing(monkeypatch):
    done, reader = studied(), some_reader()
    asked = things(done)
    whole = reader.read(done.reading, asked)
    last = max(asked)
    windows_read = []
    states = reader.encoder.__class__.states
    monkeypatch.setattr(
        reading_room.Encoder, "states", lambda self, found: windows_read.append(found) or states(self, found)
    )
    alone = reader.read(done.reading, {last: asked[last]})
    assert {number for number, _ in alone} == {last} and alone.keys() < whole.keys() and len(windows_read) == 1
    again = reader.read(done.reading, {last: asked[last]})
    assert all(np.array_equal(alone[one].odds, again[one].odds) for one in alone)


def test_each_candidate_gets_the_odds_of_its_lever():
    done, reader = studied(), some_reader()
    asked = [one for own in things(done).values() for one in own]
    answers = reader.answers(done.reading, asked, [1.0] * len(asked))
    odds = odds_of(answers, asked)
    assert odds.shape == (len(asked),) and np.isfinite(odds).all() and odds.std() > 0
    assert {one.absent for one in asked} > {""}  # named in the sentence, and thought of from before
    assert odds[0] == answers[0, asked[0].entity.key].odds[3]


def test_of_what_is_hardly_likely_the_reader_is_not_asked():
    done, reader = studied(), some_reader()
    asked = [one for own in things(done).values() for one in own]
    scores = [reading_room.LEAST if number % 3 == 0 else 0.01 for number in range(len(asked))]
    odds = odds_of(reader.answers(done.reading, asked, scores), asked)
    assert [float(one) == UNREAD for one in odds] == [score < reading_room.LEAST for score in scores]
    assert not reader.answers(done.reading, asked, [0.0] * len(asked))


def test_what_a_thing_hears_is_attention_to_its_own_sentence():
    chance = np.random.default_rng(2)
    asks, others, told = (chance.standard_normal((count, 8)).astype(np.float32) for count in (3, 5, 5))
    found = heard(asks, others, told, 2)
    assert found.shape == (3, 8)
    assert np.allclose(heard(asks[1:2], others, told, 2), found[1:2], atol=1e-6)
    assert np.allclose(heard(asks, others[:1], told[:1], 2), np.repeat(told[:1], 3, axis=0), atol=1e-6)


def test_every_option_is_weighed_against_none():
    done, reader = studied(), some_reader()
    asked = [one for own in things(done).values() for one in own]
    answers = reader.answers(done.reading, asked, [1.0] * len(asked))
    seen = set()
    for one in asked:
        for choice, options in (("who", who(one, done.reading, done.frequent)), ("when", when(one, done.values))):
            answer = answer_to(answers, one)
            assert answer is not None
            odds = reader.chooser.odds(answer, one, choice, options)
            assert odds.shape == (len(options),) and np.isfinite(odds).all()
            seen |= {(choice, option.how, option.start >= 0) for option in options}
        status, stance = reader.chooser.said(answer, one.lever)
        assert status.shape == (len(STATUSES),) and stance.shape == (len(STANCES),)
    assert {("who", 0, True), ("when", 0, True), ("when", 4, False)} <= seen and all(
        how < HOWS - 1 for _, how, _ in seen
    )


def test_scores_are_blended_by_their_odds():
    scores, odds = np.array([0.2, 0.5, 0.9]), np.array([0.0, 2.0, -9.0], np.float32)
    assert np.allclose(blended(scores, odds, 0.0), scores)
    assert np.allclose(blended(scores, odds, 1.0), 1 / (1 + np.exp(-odds)))
    half = blended(scores, odds, 0.5)
    assert half[1] == pytest.approx(1 / (1 + math.exp(-1.0))) and (half > 0).all() and (half < 1).all()


def test_a_file_of_another_form_is_named(tmp_path, monkeypatch):
    (tmp_path / "reader" / "accurate").mkdir(parents=True)
    (tmp_path / "reader" / "accurate" / "xx.bin").write_bytes(b"nothing of ours")
    monkeypatch.setattr(data, "ROOT", tmp_path)
    with pytest.raises(DataError, match=r"xx\.bin"):
        reader_file.load.__wrapped__("xx", "accurate")
    assert reader_file.load.__wrapped__("yy", "accurate") is None


def test_a_file_of_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(reader_file, "VERSION", 0)
    content = write("en", "hash", b"", PIECES, {}, {})
    monkeypatch.undo()
    with pytest.raises(msgspec.DecodeError, match="version 0"):
        read(content)


def test_an_unknown_tier_is_refused():
    with pytest.raises(InputError, match="fast, accurate and thorough"):
        Extractor(tier="best")


def test_a_tier_without_its_runtime_or_its_reader_says_what_it_needs(monkeypatch, tmp_path):
    ruleset = Extractor(tier="accurate").ruleset
    monkeypatch.setattr(engine, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"tier accurate needs ONNX Runtime: pip install 'upperhand\[readers\]'"):
        Extractor(tier="accurate")
    assert Extractor.of(ruleset).tier == "fast"
    monkeypatch.setattr(data, "ROOT", tmp_path)
    with pytest.raises(DataError, match="no reader"):
        Extractor(tier="accurate")


def test_the_accurate_tier_asks_the_reader(monkeypatch):
    document = Document(id="d" * 64, text=TEXT, language="en", published_at="2021-04-12")
    monkeypatch.setattr(reader_file, "load", lambda language, tier: some_reader(share=0.0, threshold=0.1, further=0.1))
    extractor = Extractor(tier="accurate")
    claims = extractor.extract(document)
    assert claims and all(claim.confidence <= 0.9 and claim.lever in LEVERS for claim in claims)
    explanation = extractor.explain(document, claims[0])
    assert explanation.reader_score is not None and math.isfinite(explanation.reader_score)
    monkeypatch.setattr(
        reader_file, "load", lambda language, tier: some_reader(share=1.0, threshold=0.99, further=0.99)
    )
    assert not extractor.extract(document)
    assert Extractor(tier="fast").extract(document)


@pytest.mark.parametrize("tier", TIERS[1:])
def test_an_extractor_is_found_by_its_ruleset(tier):
    assert Extractor(tier=tier).ruleset != Extractor().ruleset
    assert Extractor.of(Extractor(tier=tier).ruleset).tier == tier
    assert Extractor.of(Extractor().ruleset).tier == Extractor.of("older").tier == "fast"


@pytest.mark.parametrize("tier", TIERS[1:])
def test_the_shipped_readers_find_a_plain_fact_and_are_sure_of_it(tier):
    found = Extractor(tier=tier).extract(
        Document(id="d" * 64, text=TEXT, language="en", published_at="2021-04-12", title="Northlake Motors fined")
    )
    fine = next(claim for claim in found if claim.lever == "enforcement")
    assert (fine.target, fine.quantity and fine.quantity.value) == ("Northlake Motors", 3.5e9)
    assert fine.confidence > 0.5 and fine.assertion.status == "effective"


CHINESE = Document(
    id="d" * 64, text="市场监管总局对北湖汽车集团罚款3.5亿元。", language="zh", published_at="2021-04-12"
)


def test_a_language_without_a_reader_is_read_as_in_the_fast_tier(monkeypatch):
    monkeypatch.setattr(reader_file, "load", lambda language, tier: None)
    fast, other = Extractor().extract(CHINESE), Extractor(tier="accurate").extract(CHINESE)
    assert fast and [claim.id for claim in fast] == [claim.id for claim in other]


@pytest.mark.parametrize("tier", TIERS[1:])
def test_the_readers_of_chinese_find_a_plain_fact_and_are_sure_of_it(tier):
    extractor = Extractor(tier=tier)
    fine = next(claim for claim in extractor.extract(CHINESE) if claim.lever == "enforcement")
    assert (fine.target, fine.quantity and fine.quantity.value) == ("北湖汽车集团", 3.5e8)
    assert fine.confidence > 0.5 and fine.assertion.status == "effective"
    assert extractor.explain(CHINESE, fine).reader_score is not None


def test_pieces_with_odds_are_cut_by_them():
    odds = np.zeros(len(PIECES), np.float16)
    odds[len(SPECIAL) :] = -np.arange(1.0, len(PIECES) - len(SPECIAL) + 1)
    weights = some_weights() | {"odds": odds}
    pieces = read(write("zh", "hash", graph_of(some_weights(), 2), PIECES, {}, weights)).pieces
    assert isinstance(pieces, Unigrams) and [PIECES[n] for n, _, _ in pieces.cut("cab")] == [UNKNOWN, "c", "a", "b"]
    assert pieces.arrays()["odds"][PIECES.index("c")] == odds[PIECES.index("c")]
