"""Chinese names and groups that a word of data/shapes/zh.yml gives away, most often at their end: 集团, 科技, 委员会."""

import re
from collections.abc import Iterable, Sequence

from upperhand.extract.edges_zh import key_of, left_edge
from upperhand.extract.lexemes import lexemes
from upperhand.extract.mentions import Found
from upperhand.extract.runs_zh import is_place, may_edge, ordinary, places

Hit = tuple[int, int, str]
_TAIL = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|股份|集团|控股|公司)+")
_QUANTITY = re.compile(
    r"[一二三四五六七八九十百千万数几两多\d]+(?:家|个|间|大|批|份|项|款|种|笔|条|场|宗|名|位|张|次|起|件|桩|座|处|道)"
)
_PLAIN_ENDS = (
    *("显示", "信息", "技术", "支付", "视频", "网络", "服务", "教育", "游戏", "数据", "软件", "直播", "工程"),
    *("贸易", "工业", "商业", "安防", "金融", "资本", "互联网", "零售", "文化", "新闻", "港口", "铁路"),
)


def literals() -> dict[str, str]:
    """The literals of data/shapes/zh.yml that the scan looks for, with the class of each."""
    lexicon = lexemes("zh")
    classes = dict.fromkeys(sorted(places()), "place")
    for kind in (
        "company_word",
        "corporate_suffix",
        "state_suffix",
        "party_suffix",
        "state_noun",
        "party_noun",
        "firm_noun",
        "sector_noun",
        "foreign_name",
        "crowd_noun",
        "person_title",
    ):
        for word in sorted(lexicon.sets[kind]):
            classes[word] = kind
    return classes


def is_named(folded: str, first: int, start: int, left: int, covered: bytearray) -> bool:
    """Whether the stem before 科技 or 汽车 holds more than ordinary words (手伸进网络), or is a country."""
    unknown = [
        char for at, char in enumerate(folded[start:left]) if not covered[start - first + at] and not may_edge(char)
    ]
    if unknown or is_place(folded[start:left]) or folded[start:left] in lexemes("zh").foreign_name:
        return True
    return left - start == 2 and not folded.startswith(_PLAIN_ENDS, left)


def longest_hits(hits: Sequence[Hit]) -> Iterable[Hit]:
    """Hits that no longer hit covers."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h[0], -h[1])):
        if not kept or hit[1] > kept[-1][1]:
            kept.append(hit)
    return kept


def from_hit(text: str, folded: str, first: int, left: int, right: int, kind: str) -> Found | None:
    """The mention that a word of this kind at `left:right` makes in the sentence that begins at `first`."""
    name = text[left:right]
    if kind in {"company_word", "corporate_suffix"}:
        return _company(text, folded, first, left, right)
    if kind in {"state_suffix", "party_suffix"}:
        start = left_edge(folded, first, left, 10)
        return Found(start, right, text[start:right], kind.split("_")[0], folded[start:right], 1)
    if kind in {"state_noun", "party_noun"}:
        start = left_edge(folded, first, left, 6)
        return Found(start, right, text[start:right], kind.split("_")[0], folded[start:right], 0, generic=True)
    if kind == "crowd_noun":
        return Found(left, right, name, "crowd", folded[left:right], 0, generic=True)
    if kind in {"foreign_name", "place"}:
        return Found(left, right, name, kind.removesuffix("_name"), folded[left:right], 1)
    if kind == "sector_noun":
        return _sector(text, folded, first, left, right)
    if kind == "firm_noun":
        named = folded[left:right] in {"公司", "集团"}
        company = _company(text, folded, first, left, right) if named else None
        return company or Found(left, right, name, "anaphor", folded[left:right], 0, generic=True)
    return None


def _sector(text: str, folded: str, first: int, left: int, right: int) -> Found:
    """A group with what stands before its noun (民营企业), one of them (该公司), or the name of one (苏州银行)."""
    if folded[left:right] in lexemes("zh").company_word | lexemes("zh").corporate_suffix:
        company = _company(text, folded, first, left, right)
        stem = folded[company.start : left] if company and company.kind == "company" else ""
        if company and stem and (not all(ordinary(stem)) or is_place(stem)):
            return company
    start = _adjectives(folded, first, left)
    word = folded[start:right]
    bare = word in {"公司", "资本"}
    bare = bare or folded.endswith(("这家", "该", "这间", "那家", "此"), max(first, start - 2), start)
    generic = bare or word in {"企业", "平台", "银行", "厂商", "网站", "机构", "产业", "行业", "业者"}
    return Found(start, right, text[start:right], "anaphor" if bare else "sector", word, 1, generic=generic)


def _company(text: str, folded: str, first: int, left: int, right: int) -> Found | None:
    tail = _TAIL.match(folded, right)
    right = tail.end() if tail else right
    start = left_edge(folded, first, left, 8)
    start += left - start > 2 and folded[start] in "原前做"
    stem = folded[start:left]
    if len(stem) < 2 or stem in lexemes("zh").sector_adjective or _QUANTITY.match(stem):
        kind = "anaphor" if folded[left:right] in lexemes("zh").firm_noun else ""
        return Found(left, right, text[left:right], kind, folded[left:right], 0, generic=True) if kind else None
    return Found(start, right, text[start:right], "company", key_of(folded[start:right]), 1)


def _adjectives(folded: str, first: int, left: int) -> int:
    words = lexemes("zh").sector_adjective
    at = left
    for _ in range(3):
        step = next((size for size in range(5, 1, -1) if at - size >= first and folded[at - size : at] in words), 0)
        if not step:
            return at
        at -= step
    return at
