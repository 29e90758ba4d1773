"""Pinyin and Traditional forms of Chinese names, as data/names holds them.

`python -m upperhand.resolve.romanise NAME…` prints both for Simplified names, ready for a record.
"""

import re
import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

# Words that many names share stand apart: `Huawei Jishu Youxian Gongsi`.
_WORDS = (
    "股份 有限 责任 集团 公司 控股 科技 技术 信息 网络 数字 电子 通信 智能 金融 投资 银行 保险 证券 能源 汽车 电力 "
    "石油 管理 产业 文化 传媒 中国 人民 共和国 国家 中央 国务院 全国 委员会 监督 总局 总署 办公室 办公厅 政府 法院 "
    "检察院 代表 大会 政治 协商 会议 大学 学院 协会 中共 陕西"
)
_READINGS = {"陕西": "shaan xi"}  # the official spelling, apart from 山西
_PARTS = re.compile("|".join(sorted(_WORDS.split(), key=len, reverse=True)))
_BREAKS = re.compile(r"[()（）\s]+")


def pinyin(name: str) -> str:
    """A Chinese name in pinyin without tones: `海康威视` is `Haikangweishi`."""
    words, at = [], 0
    for found in _PARTS.finditer(name):
        words += [name[at : found.start()], found.group()]
        at = found.end()
    return " ".join(_joined(word) for piece in [*words, name[at:]] for word in _BREAKS.split(piece) if word)


def traditional(name: str, country: str = "cn") -> str:
    """A Simplified name in Traditional characters: as Taiwan writes it for `tw`, else with the 台 of common use."""
    if country == "tw":
        return str(_converter("s2tw").convert(name))
    return str(_converter("s2t").convert(name)).replace("臺", "台")


def simplified(name: str) -> str:
    """A Chinese name in Simplified characters."""
    return str(_converter("t2s").convert(name))


def _joined(word: str) -> str:
    from pypinyin import lazy_pinyin  # slow to import

    syllables = _READINGS[word].split() if word in _READINGS else [part.replace("v", "ü") for part in lazy_pinyin(word)]
    joined = "".join("'" + part if at and part[:1] in "aeo" else part for at, part in enumerate(syllables))
    return joined[:1].upper() + joined[1:]


@cache
def _converter(scheme: str) -> Any:
    from opencc import OpenCC  # only where there are Chinese characters

    return OpenCC(scheme)


def main(names: Sequence[str]) -> None:
    """Print the three forms of each Simplified name."""
    for name in names:
        print(f"zh-Hans: [{name}]\nzh-Hant: [{traditional(name)}]\npinyin: [{pinyin(name)}]")


if __name__ == "__main__":
    main(sys.argv[1:])
