"""Which language tag a run of text takes, by its script; and text made safe to look at."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_HAN_RUNS = re.compile(f"{HAN.pattern}+")
KANA = re.compile(r"[\u3040-\u30ff]")
HANGUL = re.compile(r"[\uac00-\ud7af]")
LETTERS = re.compile(r"[^\W\d_]+")
SCRIPTS = {"CYRILLIC": "ru", "ARABIC": "ar", "HEBREW": "he", "GREEK": "el", "THAI": "th", "DEVANAGARI": "hi"}
SAMPLE = 4_000


def language_tag(text: str, hint: str | None = None) -> str:
    """A BCP 47 tag: `zh-Hans` or `zh-Hant` where the characters decide, else `zh`; else the hint or the script's."""
    return _tag(text[:SAMPLE], hint)


@lru_cache(maxsize=2048)
def _tag(sample: str, hint: str | None) -> str:
    if sample.isascii():
        return _by_script("a", hint)
    letters = "".join(LETTERS.findall(sample))
    han = "".join(_HAN_RUNS.findall(sample))
    if KANA.search(sample) and len(han) < len(letters):
        return "ja"
    if HANGUL.search(sample):
        return "ko"
    if letters and len(han) * 2 >= len(letters):
        return hint if hint in {"ja", "ko"} else _chinese(han)
    return _by_script(letters, hint)


def _by_script(letters: str, hint: str | None) -> str:
    script = unicodedata.name(letters[0], "").split(" ")[0] if letters else ""
    if script in SCRIPTS:
        return hint if hint and not hint.startswith(("zh", "en")) else SCRIPTS[script]
    return hint if hint and not hint.startswith("zh") else "en"


def _chinese(han: str) -> str:
    simplified, traditional = _converter("t2s").convert(han), _converter("s2t").convert(han)
    as_traditional = sum(a != b for a, b in zip(han, simplified, strict=False))
    as_simplified = sum(a != b for a, b in zip(han, traditional, strict=False))
    if as_traditional == as_simplified:
        return "zh"
    return "zh-Hant" if as_traditional > as_simplified else "zh-Hans"


@cache
def _converter(config: str) -> Any:
    from opencc import OpenCC  # slow to load, and only Chinese needs it

    return OpenCC(config)


_UNSEEN = {code: chr(0x2400 + code) for code in range(32) if code not in (9, 10)}
_UNSEEN |= dict.fromkeys([13], " ") | {0x7F: "␡"} | dict.fromkeys(range(0x80, 0xA0), "�")
_UNSEEN |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C], "�")
_UNSEEN |= dict.fromkeys([0x2028, 0x2029], "\n") | dict.fromkeys([0xFFFE, 0xFFFF], "�")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def legible(text: str) -> str:
    """The text with controls, direction overrides and lone surrogates made visible, one for one."""
    return _SURROGATES.sub("�", text.translate(_UNSEEN))


def one_line(text: str) -> str:
    """Legible, with every run of white space a single space: hard wraps of a source do not show in a quotation."""
    return " ".join(legible(text).split())


def shortened(text: str, width: int) -> str:
    """At most `width` columns, where a Chinese character takes two; a cut shows as an ellipsis."""
    if columns(text) <= width:
        return text
    kept, used = [], 1
    for character in text:
        used += columns(character)
        if used > width:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def columns(text: str) -> int:
    """How many columns of a fixed pitch a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
