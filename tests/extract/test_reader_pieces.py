"""Which pieces of words a reader keeps of its encoder."""

import json
from pathlib import Path

import pytest
from benchmarks.reader_pieces import COMMON, vocabulary

from upperhand.extract.wordpiece import SPECIAL

BERT = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "fine", "##d", "[", "<"]
MPNET = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "[PAD]",
    "[unused0]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "the",
    "fine",
    "##d",
    "[",
    "<",
]


@pytest.mark.parametrize(
    ("every", "marks"), [(BERT, [0, 2, 3, 4, 5]), ([*MPNET, "<mask>"], [1, 6, 0, 2, 15])], ids=["bert", "mpnet"]
)
def test_marks_come_first_and_each_piece_keeps_its_number(tmp_path: Path, every: list[str], marks: list[int]) -> None:
    (tmp_path / "vocab.txt").write_text("\n".join(every) + "\n", encoding="utf-8")
    pieces, kept = vocabulary(tmp_path, ["Fined the"])
    assert kept[: len(SPECIAL)] == marks and list(pieces.number)[: len(SPECIAL)] == list(SPECIAL)
    assert [every[number] for number in kept[len(SPECIAL) :]] == ["the", "fine", "##d", "[", "<"]
    assert len(set(kept)) == len(kept) == len(pieces.number)


def test_rare_pieces_are_kept_if_the_texts_have_them(tmp_path: Path) -> None:
    rare = [f"w{number}" for number in range(COMMON + 50)]
    (tmp_path / "vocab.txt").write_text("\n".join([*BERT, *rare]), encoding="utf-8")
    pieces, _ = vocabulary(tmp_path, [f"w{COMMON + 20}"])
    assert f"w{COMMON + 20}" in pieces.number and f"w{COMMON + 21}" not in pieces.number and "w0" in pieces.number


def test_chinese_pieces_are_kept_whether_the_texts_have_them_or_not(tmp_path: Path) -> None:
    marks = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    rest = [("▁", -4.0), ("国家", -6.0), ("ные", -7.0), ("▁App", -8.0), ("罚", -9.0), ("<mask>", 0.0)]
    (tmp_path / "pieces.json").write_text(json.dumps([*marks, *rest]), encoding="utf-8")
    pieces, kept = vocabulary(tmp_path, ["App"])
    assert kept == [1, 3, 0, 2, 9, 5, 7, 8]
    assert list(pieces.number) == [*SPECIAL, "国家", "▁App", "罚"]
    assert [number for number, _, _ in pieces.cut("罚")] == [1, 7]
