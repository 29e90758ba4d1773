"""Quick ways of doing things against slow, obvious ones."""

import gc
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from upperhand.errors import InputError
from upperhand.model import Entity
from upperhand.resolve import Index, arrays, block, build, features_all, merge, postings
from upperhand.resolve.align import likeness
from upperhand.resolve.invented import invent
from upperhand.resolve.names import all_taken_apart, analyse, taken_apart
from upperhand.resolve.score import name_features
from upperhand.resolve.segment import Segment
from upperhand.resolve.syllables import _tables as readings_made
from upperhand.resolve.syllables import syllables
from upperhand.resolve.trees import Trees
from upperhand.resolve.trials import KINDS, make
from upperhand.resolve.words import sound, sounds, word
from upperhand.resolve.writer import Writer

ENTITIES = list(invent(600, seed=8))


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> Segment:
    return Index.build(ENTITIES, tmp_path_factory.mktemp("index")).segments[0]


@pytest.mark.parametrize("text", ["重庆银行", "绿地控股", "中国长城", "万里长征abc", "行长", "𠀀", ""])
def test_pinyin_is_as_pypinyin_reads_it(text: str) -> None:
    assert syllables(text) == tuple(lazy_pinyin(text, v_to_u=False, errors="ignore"))


@pytest.mark.parametrize(
    "name", ["key", "key_at", "entry", "starts", "postings", "name_entity", "near", "near_word", "id", "id_entity"]
)
def test_merged_ranges_are_one_segment(
    segment: Segment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(merge, "_POSTINGS_AT_ONCE", 500)
    monkeypatch.setattr(build, "_BATCH", 150)
    index = Index.build(ENTITIES, tmp_path, workers=2)
    merged = arrays.mapped(index.segments[0].folder, name)
    assert np.array_equal(merged, arrays.mapped(segment.folder, name))


def test_dead_entities_stay_behind_in_a_merge(tmp_path: Path) -> None:
    index = Index.build(ENTITIES[:200], tmp_path).remove([e.id for e in ENTITIES[:100]])
    for one in ENTITIES[200:205]:
        index = index.add([one])
    assert [e.id for e in index.entities()] == [e.id for e in ENTITIES[100:205]]
    fresh = Index.build(ENTITIES[100:205], tmp_path / "fresh")
    for query in (ENTITIES[150].caption, ENTITIES[50].caption):
        assert [(m.id, m.score) for m in index.match(query)] == [(m.id, m.score) for m in fresh.match(query)]


@pytest.mark.parametrize("names", [30, 100_000])  # the longest run is a row of bits, or mapped
def test_names_under_keys_however_they_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: int) -> None:
    numbers, counts = np.arange(30, dtype=np.uint32), np.array([1, 20, 8, 1])
    written = postings.Filed(np.array([3, 1 << 32, 1 << 40, (1 << 48) - 1], np.uint64), counts, numbers)
    monkeypatch.setattr(postings, "_MAPPED_FROM", 10)
    postings.save_postings(tmp_path, written, names)
    posted = postings.Postings(tmp_path)
    spans = posted.spans(posted.keys.places(written.keys.tolist()))
    runs = [[0], [*range(1, 21)], [*range(21, 29)], [29]]
    assert [length for length, _, _ in spans] == counts.tolist() and posted.keys.places([4]) == [-1]
    assert [np.frombuffer(posted.read(span), np.uint32).tolist() for span in spans] == runs
    for asked in ([5, 25, 29], [*range(30)]):
        found = [np.array(asked)[posted.places(span, np.array(asked))].tolist() for span in spans]
        assert found == [[name for name in run if name in asked] for run in runs]
    assert all(np.array_equal(a, b) for a, b in zip(posted.part(0, 4), written, strict=True))
    assert posted.part(1, 3).postings.tolist() == [*range(1, 29)]


def test_offsets_beyond_32_bits() -> None:
    assert arrays.starts(np.array([1 << 31, 1 << 31])).dtype == np.uint64


@given(st.lists(st.integers(0, (1 << 48) - 1), max_size=40), st.integers(0, (1 << 48) - 1))
def test_hashes_are_found_where_they_stand(hashes: list[int], other: int) -> None:
    with TemporaryDirectory() as folder:
        arrays.save_hashes(Path(folder), "some", np.array(sorted(hashes), np.uint64), 48)
        found = arrays.Hashes(Path(folder), "some")
    assert found.whole(0, len(found)).tolist() == sorted(hashes)
    for one in hashes:
        begin = sorted(hashes).index(one)
        assert (found.places([one]), found.end(one, begin)) == ([begin], begin + hashes.count(one))
    assert other in hashes or found.places([other]) == [-1]


def test_trees_as_a_walk_through_them() -> None:
    trees = Trees(0.5, [[0, 2], [1, 1]], [[0.5, 0.1], [0.3, 0.6]], [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]])
    cases = np.random.default_rng(0).random((50, 3)).astype(np.float32)
    for case, total in zip(cases, trees.sums(cases), strict=True):
        slow = trees.bias
        for features, above, leaves in zip(trees.features, trees.above, trees.leaves, strict=True):
            slow += leaves[sum((case[f] > a) << bit for bit, (f, a) in enumerate(zip(features, above, strict=True)))]
        assert total == pytest.approx(slow)


def test_close_words_are_as_alike_as_alignment_says(segment: Segment) -> None:
    texts = {
        key: segment.words.entries(n, n + 1)[0].decode().split()[0] for n, key in enumerate(segment.words.key.tolist())
    }
    for spelled in ("mohamed", "alexandre", "tradng", "yeltsin"):
        (found,) = segment.words.close([word(spelled)])
        for key, alike in found:
            told, how = likeness(word(spelled), word(texts[key]))
            assert alike == pytest.approx(told, abs=1e-6) or how == "name table"


QUERIES = [trial.query for trial in make(ENTITIES, 6, dict.fromkeys(KINDS, 12))[1]]
RARE_NAMES = [
    "Ali Ali Hassan", "Ali Hassan", "Vander Bilt Corp", "Vanderbilt", "Rossum Merchant Bank", "RMB", "J. P. Morgan", "JP Morgan",
    "Abd al-Rahman", "عبد الرحمن عمر", "Omar", "li ba", "Liba", "浙江 大华", "浙江大华技术", "浙大华", "大华 3", "3 Bureau", "Bill de Wit",
    "William van de Witt", "A", "a b c d e f g h i j", "北京 Hua", "Wit, Bill", "Castro Castillo", "Germany Bank", "Bank of France",
]  # fmt: skip


@pytest.mark.parametrize("names", [QUERIES[:60], RARE_NAMES])
def test_features_of_many_pairs_are_those_of_each(names: list[str]) -> None:
    taken = [name for name in map(analyse, names) if name.words]
    pairs = [(a, b) for a in range(len(taken)) for b in range(len(taken))]
    is_person = [a % 2 == 0 for a, _ in pairs]
    together = features_all.name_features(taken, taken, np.array(pairs), np.array(is_person))
    for (a, b), person, values in zip(pairs, is_person, together.tolist(), strict=True):
        assert values == name_features(taken[a], taken[b], person), (taken[a].text, taken[b].text)


def test_queries_together_are_answered_as_each_alone(segment: Segment) -> None:
    with Index.open(segment.folder.parent) as index:
        asked: list[Entity | str] = [*QUERIES, "", *ENTITIES[:20]]
        together = index.match_all(asked)
        assert isinstance(together[len(QUERIES)], InputError)
        for query, answer in zip(asked, together, strict=True):
            assert query == "" or answer == index.match(query)


def test_an_answer_does_not_hang_on_who_else_is_asked(segment: Segment) -> None:
    with Index.open(segment.folder.parent) as index:
        assert index.match_all(QUERIES) == [index.match_all([query])[0] for query in QUERIES]


@given(st.lists(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12), max_size=8))
def test_sounds_found_together_are_those_of_each(texts: list[str]) -> None:
    assert sounds(texts) == [sound(text) for text in texts]


@given(st.lists(st.text(max_size=20), max_size=5))
def test_names_taken_apart_together_are_those_of_each(texts: list[str]) -> None:
    for together, alone in zip(all_taken_apart(texts), map(taken_apart, texts), strict=True):
        assert together._replace(words=()) == alone._replace(words=())
        assert [(w.text, w.sound, w.weight) for w in together.words] == [
            (w.text, w.sound, w.weight) for w in alone.words
        ]


def test_an_early_stop_loses_no_best_candidate(segment: Segment, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [analyse(t.query) for t in make(ENTITIES, 3, {"typo": 30, "word order": 30, "chinese": 20})[1]]
    quick = [block.candidates(segment, name, 10) for name in names]
    monkeypatch.setattr(block, "BUDGET", 10)
    stopped = [block.candidates(segment, name, 10) for name in names]
    monkeypatch.setattr(block, "BUDGET", 1_000_000)
    whole = [block.candidates(segment, name, 10) for name in names]
    assert [found[:1] for found in quick] == [found[:1] for found in whole]
    assert sum(a[:1] == b[:1] for a, b in zip(stopped, whole, strict=True)) >= 0.95 * len(names)


@given(st.text(max_size=30))
def test_kept_names_are_as_fresh_ones(text: str) -> None:
    fresh = taken_apart(text)
    assert analyse(text)._replace(words=()) == fresh._replace(words=())
    assert [w.text for w in analyse(text).words] == [w.text for w in fresh.words]


def test_a_writer_counts_its_postings(tmp_path: Path) -> None:
    writer = Writer()
    writer.add(ENTITIES[:1])
    writer.write(tmp_path / "segment")
    found = Segment(tmp_path / "segment").postings
    assert len(found.part(0, len(found.keys)).postings) == writer.postings > 0


def test_the_small_pinyin_table_is_made_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    known, numbers, phrases = readings_made.__wrapped__()
    assert known[numbers[ord("绿") - 0x3400]] == "lv" and phrases["银行"] == ("yin", "hang")
    assert readings_made.__wrapped__() == (known, numbers, phrases)  # now from the cache


def test_a_long_list_is_written_in_several_segments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "_SEGMENT_POSTINGS", 300)
    monkeypatch.setattr(build, "_TOGETHER", 20)
    index = Index.build(ENTITIES[:200], tmp_path)
    assert len(index.segments) == 1 and [e.id for e in index.entities()] == [e.id for e in ENTITIES[:200]]


def test_a_batch_is_written_as_a_worker_writes_it(tmp_path: Path) -> None:
    assert build._write_batch(msgspec.msgpack.encode(ENTITIES[:20]), tmp_path / "00000001") == "00000001"
    gc.enable()
    assert [e.id for e in Segment(tmp_path / "00000001").entities()] == [e.id for e in ENTITIES[:20]]
    assert len(Index.build([], tmp_path / "none", workers=2)) == 0
