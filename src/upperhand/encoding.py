"""Bytes to text: byte order marks, UTF-8, UTF-16, then GB18030 against Big5 by which gives likelier Chinese.

Knows documents (`decode`) and files of rows (`encoding_of_rows`), whose rows may come from different hands.

Nearly any bytes decode as GB18030, and much of Big5 does too, into rare characters. What tells them apart is
how many of the Han characters that come out are among the most frequent ones.
"""

import codecs
import re
from functools import cache
from pathlib import Path

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
_RUN = re.compile(r"[^\x00-\x7f]+")
_TYPOGRAPHY = set("“”‘’–—…•€éèêëàâäáãåçíìîïñóòôöõøúùûüßæœŒŠšŽžŸ‚„ÉÈÀÄÖÜÅØÇÑ£©®™°·«»\u00a0§¥")


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


def encoding_of_rows(path: Path) -> str:
    """The likeliest encoding of a file of rows, in bounded memory. A few broken rows do not make the others another one."""
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
        if known := next((name for mark, name in _MARKS if start.startswith(mark)), None) or _without_mark(start):
            return known
        file.seek(0)
        sound, broken, sample = 0, 0, bytearray()
        while line := file.readline(_SAMPLE):
            if line.isascii():
                continue
            sound, broken = (sound + 1, broken) if _decodes(line) else (sound, broken + 1)
            sample += line if len(sample) < _SAMPLE else b""
    return "utf-8-sig" if sound >= broken else _legacy(bytes(sample), is_short=True)


def _decodes(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


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
    return _decodes(content) or _mostly_utf8(content[:_SAMPLE])


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


def _legacy(sample: bytes, is_short: bool = False) -> str:
    """An encoding from before Unicode; of short texts, such as names, less has to be frequent for them to be Chinese."""
    high = sum(byte > 0x7F for byte in sample)
    western = _attempt(sample, "cp1252")
    if western is not None and _is_western(western, high):
        return "cp1252"
    scores = {name: _likeness(text) for name in ("gb18030", "big5hkscs") if (text := _attempt(sample, name))}
    best = max(scores, key=lambda name: scores[name], default=None)
    if best and scores[best] >= 0.3:
        return best
    if is_short and (best := _common_han(sample)):
        return best
    return _guess(sample) or ("cp1252" if western is not None else "latin-1")


def _common_han(sample: bytes) -> str | None:
    """GB18030 or Big5, if nearly every character is in the part of it that is for the common ones."""
    shares = {
        name: sum(first <= char.encode(name)[0] <= last for char in han) / len(han)
        for name, first, last in (("gb18030", 0xB0, 0xD7), ("big5hkscs", 0xA4, 0xC6))
        if (text := _attempt(sample, name)) and (han := _HAN.findall(text))
    }
    best = max(shares, key=lambda name: shares[name], default=None)
    return best if best and shares[best] > 0.75 else None


def _is_western(text: str, high: int) -> bool:
    """Windows-1252: few high bytes, nearly all of them typographic marks or accented letters, or each by itself.

    In GB18030 a high byte hardly ever stands alone, in `Müller` it always does.
    """
    if high * 4 > len(text):
        return False
    marks = sum(char in _TYPOGRAPHY for char in text if char > "\x7f")
    letters = sum("À" <= char <= "ÿ" and char not in _TYPOGRAPHY for char in text)
    runs = _RUN.findall(text)
    stands_alone = sum(len(run) == 1 for run in runs) >= 0.6 * len(runs)
    return marks + (letters if stands_alone else 0) >= 0.9 * high


def _guess(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(sample[:20_000]).best()
    return best.encoding if best and not best.encoding.startswith("utf") else None
