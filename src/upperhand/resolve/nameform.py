"""The normal form of a name: two spellings of one name have the same one."""

import re
import unicodedata
from functools import lru_cache

from upperhand.resolve.romanise import simplified

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_POSSESSIVE = re.compile(r"(?:['’ʼ＇]s|(?<=s)['’ʼ＇])$")
_ARTICLE = re.compile(r"^the\s+(?=\S)")
_FORM = re.compile(
    r"[\s,.，(（]+(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|lp|plc|p\.?l\.?c|ag|se|sa|s\.?a|nv|n\.?v"
    r"|bv|b\.?v|gmbh|ab|asa|as|a/s|a\.?ş|oyj|spa|s\.?p\.?a|s\.?à\.?r\.?l|sarl|kk|k\.?k|pte|pty|pvt|private|bhd|berhad|sdn|jsc|pjsc|pao"
    r"|ooo|oao|zao|a\.?o|tbk|zrt|nyrt|s\.?a\.?b\. de c\.?v)[.)）]*$"
)
_HAN_FORM = re.compile(r"(?<=..)(?:股份有限公司|有限责任公司|有限公司|株式会社|股份公司)$")
_TONES = re.compile(r"(?:[a-z]{1,6}[1-5]\s*){2,}")
_NOISE = re.compile(r"[\W_]+")


@lru_cache(maxsize=20_000)
def normal_form(name: str) -> str:
    """Without case, width, accents, tones, punctuation, spaces, article, possessive and legal form; Simplified.

    `The Alibaba Group Holding Ltd.’s`, `ālǐbābā` and `阿里巴巴集團控股有限公司` give `alibabagroupholding`,
    `alibaba` and `阿里巴巴集团控股`. Empty if nothing of the name is left.
    """
    text = _clean(name)
    return _compact(_HAN_FORM.sub("", text) if _HAN.search(text) else _without_form(text))


@lru_cache(maxsize=20_000)
def full_form(name: str) -> str:
    """As `normal_form`, with the legal form: `Gap Inc.` gives `gapinc`, which is no ordinary word."""
    return _compact(_clean(name))


def _clean(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).strip().casefold()
    if _HAN.search(text):
        return simplified(_NOISE.sub("", text))
    return _ARTICLE.sub("", _POSSESSIVE.sub("", text))


def _compact(text: str) -> str:
    return _NOISE.sub("", _plain(text).replace("&", "and"))


def _without_form(text: str) -> str:
    """The name without its legal forms, as long as something is left of it."""
    while (shorter := _FORM.sub("", text).strip(" ,")) != text and len(shorter) > 1:
        text = shorter
    return text


def words(name: str) -> list[str]:
    """The words of a name without case and the punctuation around them."""
    return [word for part in name.casefold().split() if (word := part.strip(".,;:()"))]


def _plain(text: str) -> str:
    """Latin letters without accents; pinyin without tone figures."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize("NFC", re.sub(r"(?<=[a-z])[\u0300-\u036f]+", "", decomposed)).replace("ı", "i")
    return re.sub("[1-5]", "", text) if _TONES.fullmatch(text) else text
