"""Bytes to text: byte order marks, UTF-8, UTF-16, then GB18030 against Big5 by which gives likelier Chinese.

Nearly any bytes decode as GB18030, and much of Big5 does too, into rare characters. What tells them apart is
how many of the Han characters that come out are among the most frequent ones.
"""

import codecs
import re
from functools import cache

import msgspec

from upperhand.data import load

_SAMPLE = 200_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_UNUSED = re.compile(r"[\ue000-\uf8ff\ufffd]")
_TYPOGRAPHY = set("“”‘’–—…•€éèêëàâäáãåçíìîïñóòôöõøúùûüßæœÉÈÀÄÖÜÅØÇÑ£©®™°·«»\u00a0§¥")


class _Frequent(msgspec.Struct, forbid_unknown_fields=True):
    simplified: str
    traditional: str


def decode(content: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text and the name of the encoding used. Never fails; bytes that do not decode become U+FFFD."""
    name = encoding_of(content, declared)
    text = content.decode(name, errors="replace")
    return text.removeprefix("\ufeff"), name


def encoding_of(content: bytes, declared: str | None = None) -> str:
    """The name of the likeliest encoding; `declared` is what the document says of itself."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    sample = content[:_SAMPLE]
    if wide := _without_mark(sample):
        return wide
    if _is_utf8(content):
        return "utf-8"
    if declared and (known := _known(declared)) and _fits(sample, known):
        return known
    return _legacy(sample)


def _without_mark(sample: bytes) -> str | None:
    """UTF-16 without a byte order mark: every other byte of Latin text is zero, line ends are 16 bits wide."""
    if len(sample) < 4 or b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 4 * even and odd * 5 > len(sample) // 2:
        return "utf-16-le"
    if even > 4 * odd and even * 5 > len(sample) // 2:
        return "utf-16-be"
    return None


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
        return True
    except UnicodeDecodeError:
        return _mostly_utf8(content[:_SAMPLE])


def _mostly_utf8(sample: bytes) -> bool:
    """UTF-8 with a few damaged bytes: many sound multi-byte characters for each that is not."""
    text = sample.decode("utf-8", errors="replace")
    sound = sum(1 for char in text if char > "\x7f" and char != "\ufffd")
    return sound > 20 * text.count("\ufffd")


def _known(name: str) -> str | None:
    try:
        known = codecs.lookup(name.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    # Web practice: these labels stand for their supersets.
    return {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252", "big5": "big5hkscs"}.get(
        known, known
    )


def _fits(sample: bytes, name: str) -> bool:
    text = _attempt(sample, name)
    return text is not None and (name not in {"gb18030", "big5hkscs"} or _likeness(text) > 0.2)


def _attempt(sample: bytes, name: str) -> str | None:
    try:
        text = codecs.getincrementaldecoder(name)().decode(sample)
    except (UnicodeDecodeError, LookupError, TypeError, ValueError):
        text = sample.decode(name, errors="replace") if name in {"gb18030", "big5hkscs"} else ""
        if text.count("\ufffd") * 50 > len(text) or not text:
            return None
    return text


@cache
def _frequent() -> frozenset[str]:
    lists = load("read/han.yml", _Frequent)
    return frozenset(lists.simplified + lists.traditional)


def _likeness(text: str) -> float:
    """How much the Han characters of a text look like written Chinese: the share of frequent ones, in [0, 1]."""
    han = _HAN.findall(text)
    odd = len(_UNUSED.findall(text))
    return sum(char in _frequent() for char in han) / (len(han) + 5 * odd) if han else 0.0


def _legacy(sample: bytes) -> str:
    high = sum(byte > 0x7F for byte in sample)
    western = _attempt(sample, "cp1252")
    if western is not None and _is_western(western, high):
        return "cp1252"
    scores = {name: _likeness(text) for name in ("gb18030", "big5hkscs") if (text := _attempt(sample, name))}
    best = max(scores, key=lambda name: scores[name], default=None)
    if best and scores[best] >= 0.3:
        return best
    return _guess(sample) or ("cp1252" if western is not None else "latin-1")


def _is_western(text: str, high: int) -> bool:
    """Windows-1252 prose: few high bytes, nearly all of them typographic marks or accented letters."""
    if high * 4 > len(text):
        return False
    return sum(char in _TYPOGRAPHY for char in text if char > "\x7f") >= 0.9 * high


def _guess(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(sample[:20_000]).best()
    return best.encoding if best else None
