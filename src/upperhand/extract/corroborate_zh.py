"""Chinese names in the light of others: those of the tables, those of the same list, those of the same text."""

import re
from collections.abc import Sequence

from upperhand.extract.edges_zh import key_of, left_edge
from upperhand.extract.lexemes import lexemes
from upperhand.extract.mentions import Found
from upperhand.extract.runs_zh import is_place, ordinary, words

_LEGAL = re.compile(r"(?:公司|集团|控股|银行|证券|基金|信托|保险)$")
_KIND_OF_FIRM = re.compile(
    r"(?:科技|地产|集团|控股|股份|直播|汽车|电子|半导体|生物|医药|药业|航空|物流|网络|传媒|资本|证券|银行|保险|信托|教育|能源"
    r"|电器|重工|智能|通信|食品|乳业|时尚|服饰|建设|置业|出行|支付|数字|数据|技术|材料|实业|化工|钢铁|矿业)+$"
)
_ITEM_END = frozenset(
    "、，。；：“”‘’《》「」『』（）(),.;:!?！？\"' \n"
    "的在被都也各等已均皆将拟与和及三两四五六七八九十为是有一遭获把向对从"
)


def surer(folded: str, start: int, end: int, found: Sequence[Found]) -> list[Found]:
    """Without the guesses that a name of the tables stands in, unless a legal form closes them.

    Nor is a short name of the tables one where it is cut out of ordinary words: 长和 in 董事长和财务总监.
    """
    spans = [(left + start, right + start) for left, right in words(folded[start:end])]
    found = [m for m in found if m.end - m.start > 3 or not any(_cuts(left, right, m) for left, right in spans)]
    known = [(m.start, m.end) for m in found if m.sure == 2 and m.kind == "company"]
    media = lexemes("zh").media
    kept: list[Found] = []
    for mention in found:
        guess = mention.sure < 2 and mention.kind in {"company", "unknown"} and not _LEGAL.search(mention.name)
        if guess and any(start < mention.end and mention.start < end for start, end in known):
            continue
        if mention.kind in {"company", "unknown"} and mention.name in media:
            mention.kind = "media"
        kept.append(mention)
    return kept


def _cuts(left: int, right: int, mention: Found) -> bool:
    """Whether the word `left:right` takes a part of the mention, or holds it with more."""
    inside = left <= mention.start and mention.end <= right and right - left > mention.end - mention.start
    return inside or left < mention.start < right < mention.end


def listed(text: str, folded: str, sentence: tuple[int, int], mentions: Sequence[Found]) -> list[Found]:
    """What stands in a list with a company is a company: 阿里、传化、万事利."""
    firms = [m for m in mentions if m.kind == "company"]
    taken = [(m.start, m.end) for m in mentions if m.kind != "unknown"]
    found: list[Found] = []
    for firm in firms:
        for left, right in _neighbours(folded, sentence, firm.start, firm.end):
            if not any(start < right and left < end for start, end in taken):
                taken.append((left, right))
                found.append(Found(left, right, text[left:right], "company", key_of(folded[left:right]), 1))
    return found


def _neighbours(folded: str, sentence: tuple[int, int], start: int, end: int) -> list[tuple[int, int]]:
    """The items of the list before and after the name at `start:end`."""
    found = []
    at = start
    while at - 2 > sentence[0] and folded[at - 1] == "、":
        begin = left_edge(folded, sentence[0], at - 1, 6)
        if at - 1 - begin < 2:
            break
        found.append((begin, at - 1))
        at = begin
    at = end
    while at + 2 < sentence[1] and folded[at] in "、":
        size = _item(folded, at + 1, sentence[1])
        if size < 2:
            break
        found.append((at + 1, at + 1 + size))
        at += 1 + size
    return found


def _item(folded: str, at: int, end: int) -> int:
    """The length of a list item that begins at `at`: up to a mark or a function word, at most six characters."""
    size = 0
    while at + size < end and size < 7 and folded[at + size] not in _ITEM_END:
        size += 1
    return size if size < 7 else 0


def echoes(text: str, folded: str, sentences: Sequence[tuple[int, int, list[Found]]]) -> None:
    """Add the other places where a text names a company that its shape gave away once: 翔隼 after 翔隼科技."""
    keys: dict[str, str] = {}
    for _, _, mentions in sentences:
        for m in mentions:
            if m.kind == "company" and m.sure and not m.generic and not m.name.isascii():
                name = folded[m.start : m.end]
                for form in (name, key_of(name), _KIND_OF_FIRM.sub("", key_of(name))):
                    if len(form) > 1 and not all(ordinary(form)) and not is_place(form):
                        keys.setdefault(form, m.key)
    if not keys:
        return
    pattern = re.compile("|".join(map(re.escape, sorted(keys, key=len, reverse=True))))
    for start, end, mentions in sentences:
        for match in pattern.finditer(folded, start, end):
            left, right = match.span()
            overlapping = [m for m in mentions if m.start < right and left < m.end]
            if all(m.kind == "unknown" and m.sure == 0 for m in overlapping):
                for m in overlapping:
                    mentions.remove(m)
                mentions.append(Found(left, right, text[left:right], "company", keys[match.group()], 1))
        mentions.sort(key=lambda m: m.start)
