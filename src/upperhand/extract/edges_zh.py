"""Where a Chinese name begins, found backwards from its end, and what of it is the key."""

import re
from functools import cache

from upperhand.extract.lexemes import lexemes
from upperhand.extract.runs_zh import is_place, is_verb, ordinary

_NAME_CHAR = re.compile(r"[\u3400-\u9fffa-z0-9·]")
STOP_CHARS = frozenset(
    "被对向把将给与和及由在从于是等的了着过到让使令而但则也都还又再就才只未没据按称说指"
    "叫即或并且因当其该这那此各某每至自罚查获遭受经拟已曾正欲须应可能会要想請请求有兼帮挑"
)
_BEFORE_NAME = frozenset("，。；：、“”‘’《》「」『』（）()[]【】<>,.;:!?！？\"' \n—-")


def key_of(name: str) -> str:
    """The key of a company: its folded name without legal form."""
    return re.sub(r"(?:股份有限公司|有限责任公司|有限公司|股份|集团|控股|公司)+$", "", name) or name


def left_edge(folded: str, first: int, left: int, most: int) -> int:
    """Where a name that goes on at `left` begins: up to `most` characters back, stopped by marks and function words."""
    words, longest = _stops()
    at = left
    while at > first and left - at < most:
        char = folded[at - 1]
        if char in STOP_CHARS or char in _BEFORE_NAME or not _NAME_CHAR.match(char):
            break
        if (
            char in "年月日家个名位间"
            and at - 2 >= first
            and (folded[at - 2].isdigit() or folded[at - 2] in "一二三四五六七八九十百千万亿多数两几这那该")
        ):
            break
        before = folded[max(first, at - 2) : at]
        if left - at >= 2 and len(before) == 2 and all(ordinary(before)) and not is_place(before):
            break
        if is_verb(before) or any(folded[max(first, at - size) : at] in words for size in range(2, longest + 1)):
            break
        at -= 1
    return at


@cache
def _stops() -> tuple[frozenset[str], int]:
    words = frozenset(word for word in lexemes("zh").stop_left if len(word) > 1)
    return words, max(map(len, words))
