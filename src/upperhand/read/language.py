"""The language of a text by its script and its most frequent words. Small on purpose: en, zh, or another code."""

import re
from collections import Counter
from functools import cache

import msgspec

from upperhand.data import load

_SAMPLE = 3_000
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z]+")
_WORD = re.compile(r"[^\W\d_]+")


class _Languages(msgspec.Struct, forbid_unknown_fields=True):
    words: dict[str, frozenset[str]]
    scripts: dict[str, str]


@cache
def _languages() -> _Languages:
    return load("read/languages.yml", _Languages)


def detect(text: str) -> str | None:
    """An ISO 639-1 code, or None where nothing speaks for one."""
    sample = text[:_SAMPLE]
    han, kana, hangul = (len(pattern.findall(sample)) for pattern in (_HAN, _KANA, _HANGUL))
    words = _WORD.findall(sample.lower())
    latin = len(_LATIN.findall(sample))
    if hangul > max(han, latin):
        return "ko"
    if han + kana > latin and han + kana > 0:
        return "ja" if kana * 10 > han else "zh"
    return (None if 2 * latin > len(words) else _by_script(sample)) or _by_words(words)


def _by_script(sample: str) -> str | None:
    letters = sum(char.isalpha() for char in sample)
    for code, span in _languages().scripts.items():
        if letters and len(re.findall(f"[{span}]", sample)) * 2 > letters:
            return code
    return None


def _by_words(words: list[str]) -> str | None:
    counts = Counter(words)
    scores = {code: sum(counts[word] for word in known) for code, known in _languages().words.items()}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] >= max(1, 0.05 * len(words)) else None
