"""Chinese names that what stands around them gives away: a word beside, quotation marks, or letters among characters."""

import re

from upperhand.extract.edges_zh import STOP_CHARS, key_of
from upperhand.extract.lexemes import lexemes
from upperhand.extract.mentions import Found
from upperhand.extract.runs_zh import ordinary

_LATIN = re.compile(r"[A-Z][A-Za-z0-9&.-]*(?:\s[A-Z][A-Za-z0-9&.-]*)*")
_BESIDE = re.compile(
    r"(?:^|(?<=[，。；：、“”‘’《》「」『』（）(),.;:!?！？\s]))"
    r"(?P<name>[\u3400-\u9fff]{2,6}?)(?:\([0-9a-z. ]{2,10}\)|（[0-9a-z. ]{2,10}）)?"
    r"(?=党委|党支部|党总支|党组织|创始人|创办人|联合创始人|董事长|董事局|总裁|掌门人|老板|首席执行官|高管|实控人|旗下|股价|市值|股票"
    r"|被罚|被约谈|被立案|被调查|被责令|被处|被列入|遭|获|拟|宣布|公告|否认|回应|发布公告|承诺|捐|向)"
)
_QUOTED = re.compile(
    r"(?:公司|平台|机构|企业|厂商|品牌|应用|app|网站|集团|券商|银行|巨头|商|厂|店|房企|车企|药企|社区|软件|旗下(?:的)?)"
    r"[\"「『《“](?P<name>[^\"」』》”，。,、\s]{2,10})[\"」』》”]"
)
_MARKED = re.compile(r"[\"「『“‘'【](?P<name>[\u3400-\u9fffa-z0-9·（）() ]{2,14})[\"」』”’'】]")


def beside(text: str, folded: str, start: int, end: int) -> list[Found]:
    """Names between a mark and what only a company or its head has: 党支部, 创始人, 股价, 被约谈."""
    found = []
    for match in _BESIDE.finditer(folded, start, end):
        left, right = match.span("name")
        if not any(char in STOP_CHARS for char in folded[left:right]) and not all(ordinary(folded[left:right])):
            found.append(Found(left, right, text[left:right], "unknown", key_of(folded[left:right]), 0))
    return found


def quoted(text: str, folded: str, start: int, end: int) -> list[Found]:
    """A name in quotes: a company's after what kind of firm it is (游戏公司“弹簧猫”), else of no known kind (「北海鑽探」)."""
    found = [
        Found(*match.span("name"), text[slice(*match.span("name"))], "company", key_of(match["name"]), 1)
        for match in _QUOTED.finditer(folded, start, end)
        if not all(ordinary(match["name"]))
    ]
    for match in _MARKED.finditer(folded, start, end):
        left, right = match.span("name")
        if not any(mention.start == left for mention in found):
            found.append(Found(left, right, text[left:right], "unknown", key_of(match["name"]), 0))
    return found


def latin(text: str, start: int, end: int) -> list[Found]:
    """Names in Latin letters with a capital."""
    found = []
    for match in _LATIN.finditer(text, start, end):
        if match.end() - match.start() > 1 and match.group() not in lexemes("zh").not_name:
            found.append(Found(match.start(), match.end(), match.group(), "unknown", match.group().lower(), 0))
    return found
