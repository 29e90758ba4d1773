"""Chinese names that no table and no ending gives away: runs of characters that are no ordinary words.

雷士照明撤销了党支部: 撤销, 了 and 党支部 are words, so what is left at the start of the clause is likely a name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import ahocorasick_rs
import msgspec

from upperhand import data

LEAST = 1.7
MOST_LEFT = 1.3  # what stands before a run can speak for it no more than this
_MARK = frozenset("，。；：、“”‘’《》「」『』（）()[]【】<>,.;:!?！？\"' \n-·")
_OPENS = frozenset("，。；：“‘《「『（(【,.;:!?！？\"' \n-")
_HARD = frozenset(
    "的了着过是在与及或而但也都还又再就才只不未没无被把将给对向从到"
    "于以因所其该这那此各某每另由让使令叫称说指即若如虽既且则之吧吗呢"
    "我你他她它谁很太更最已曾刚便却倒竟凡据按像似们月日时分周天个名位家间"
    "款条份张台辆架次回批号件宗例元块亿万千百十四五六七八九零两几多半成倍"
)
_EDGE = frozenset(
    "讲挑抽派塞抬砸剪锁催逼拖甩掏拍晒撑挺呛轰骂讽嘲撤退停关办建修买卖送"
    "捐罚查抓判囚押写看听走跑搬升降跌涨挫泻收放交付借欠靠凭拉推挂贴躲避防"
    "进出禁准许领获遭受挨赔缴签投驳否批赞捧揭曝传发拿用带拆封冻扣起等做"
    "作要会能可须应想请别当占达近逾超约共年昨今早晚首原老两称系间连仍需"
)
_NO_NAME_END = frozenset("里者人员户局委会部署厅院县市省镇区时性化业法上下头边处岁")
_LEFT = frozenset("对向给与和及替为被由让令使在把将查罚抓帮助跟从")
_RIGHT = frozenset(
    "的被遭获把将拟在已也与和及向对为因由称说表从又再仍却则等就都还可没未不先后让给替于是要会应去早今昨两三，。、,（("
)
_RIGHT_WORDS = re.compile(
    r"党委|党支部|党总支|党组织|创始人|创办人|联合创始人|董事|股东|老板|高管|总裁|总经理"
    r"|前?董事长|首席|副总|掌门|实控人|员工|股价|市值|股票|旗下|总部|港股|美股"
    r"|宣布|公告|否认|回应|承诺|拿下|中标|承建|拒绝|捐|发布|表示|涉嫌|上市|收购|入股|申请"
    r"|起诉|获准|供应|承认|开盘|自设|收回|停掉|反驳|澄清|辟谣|发言人|子公司|系一名"
)
_RIGHT_HEADS = frozenset(word.lstrip("前?")[0] for word in _RIGHT_WORDS.pattern.split("|")) | {"前"}
_FIRMS = re.compile(
    r"(?:公司|网站|平台|巨头|厂商|电商|车企|药企|房企|集团|厂|银行|企业|独角兽|龙头|运营商|开发商|券商|机构|商)$"
)


_BARE = re.compile(b"\0{2,}")
_OPEN = re.compile("[^" + re.escape("".join(sorted(_MARK | _HARD))) + "]{2,}")


class Words(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """data/shapes/words_zh.yml: words divided by spaces."""

    verbs: str
    nouns: str
    more: str
    places: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run that may be a name, and how much speaks for it."""

    start: int
    end: int
    score: float


@cache
def _words() -> tuple[ahocorasick_rs.AhoCorasick, frozenset[str]]:
    known = data.load("shapes/words_zh.yml", Words)
    parts = (known.verbs, known.nouns, known.more, known.places)
    words = {word for part in parts for word in part.split() if len(word) > 1}
    return ahocorasick_rs.AhoCorasick(sorted(words), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest), frozenset(
        known.verbs.split()
    )


@cache
def places() -> frozenset[str]:
    """Countries, provinces and large cities."""
    return frozenset(data.load("shapes/words_zh.yml", Words).places.split())


def is_place(word: str) -> bool:
    """Whether the word is a country, a province or a large city."""
    return word in places()


@lru_cache(maxsize=4096)
def words(folded: str) -> tuple[tuple[int, int], ...]:
    """The spans of the ordinary words of a sentence, the longest from the left."""
    return tuple((start, end) for _, start, end in _words()[0].find_matches_as_indexes(folded))


def is_verb(word: str) -> bool:
    """Whether the word is an ordinary verb: no name begins before it."""
    return word in _words()[1]


def may_edge(char: str) -> bool:
    """Whether the character is often a verb of its own: 查, 送, 进."""
    return char in _EDGE


def ordinary(folded: str) -> bytearray:
    """1 for each character that is part of an ordinary word, 0 for the others."""
    covered = bytearray(len(folded))
    for start, end in words(folded):
        covered[start:end] = b"\1" * (end - start)
    return covered


def runs(folded: str, covered: bytearray) -> list[Run]:
    """The runs of one sentence that score at least `LEAST`; `covered` is what `ordinary` says of it."""
    found = []
    start, end = 0, len(folded)
    for left, right in _spans(folded, covered):
        left, right = _trim(folded, left, right, start)
        if 2 <= right - left <= 6 and not folded[left:right].isascii():
            score = _right(folded, right, end)
            if score + MOST_LEFT < LEAST:
                continue
            score += _left(folded, left, start)
            if score >= LEAST:
                score -= _doubt(folded, left, right, start)
            if score >= LEAST:
                found.append(Run(left, right, score))
    return found


def _spans(folded: str, covered: bytearray) -> Iterator[tuple[int, int]]:
    """Runs of at least two characters that are no word, no mark and no function word."""
    for bare in _BARE.finditer(covered):
        for match in _OPEN.finditer(folded, *bare.span()):
            yield match.span()


def _trim(folded: str, left: int, right: int, start: int) -> tuple[int, int]:
    while right - left > 2 and (folded[left] in _EDGE or folded[left].isdigit()):
        left += 1
    while right - left > 2 and (folded[right - 1] in _EDGE or folded[right - 1].isdigit() or folded[right - 1] == "%"):
        right -= 1
    if (
        left > start
        and folded[left - 1] not in _OPENS
        and left < right
        and folded[left] in "为同有来和"
        and right - left > 2
    ):
        left += 1
    if right - left > 2 and folded[right - 1] in "为同有来和上下内外前后中":
        right -= 1
    return left, right


def _left(folded: str, left: int, start: int) -> float:
    if left == start or folded[left - 1] in _OPENS:
        return 1.0
    before = folded[max(start, left - 4) : left]
    if _FIRMS.search(before):
        return MOST_LEFT
    if before[-1] in _LEFT or before[-1] == "、" or before[-2:] in _words()[1]:
        return 1.0
    return {"的": 0.4, "了": 0.9, "过": 0.9}.get(before[-1], 0.6)


def _doubt(folded: str, left: int, right: int, start: int) -> float:
    """A verb at its edge, or the end of a place or a post,"
    " speaks against a name, but not right after 公司 or 平台."""
    if _FIRMS.search(folded, max(start, left - 4), left):
        return 0.0
    if folded[right - 1] in _NO_NAME_END:
        return 1.0
    return 0.5 * (folded[left] in _EDGE or folded[right - 1] in _EDGE or folded[left].isdigit())


def _right(folded: str, right: int, end: int) -> float:
    if right >= end:
        return 0.3
    if folded[right] in _RIGHT_HEADS and _RIGHT_WORDS.match(folded, right, end):
        return 1.5
    if folded[right] in "被遭获拟":
        return 1.2
    if folded[right] in _RIGHT:
        return {"，": 0.5, "。": 0.5, ",": 0.5, "、": 0.7}.get(folded[right], 0.8)
    return 0.9 if folded[right : right + 2] in _words()[1] else 0.2
