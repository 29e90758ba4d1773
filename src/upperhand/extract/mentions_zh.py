"""Names and groups in Chinese text.

Without spaces, a name is found from its end (集团, 科技, 委员会), from what stands beside it, or as no ordinary word.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from upperhand.extract.lexemes import lexemes
from upperhand.extract.mentions import Found
from upperhand.extract.runs_zh import is_place, is_verb, may_edge, ordinary, places, runs, words

Hit = tuple[int, int, str]
_NAME_CHAR = re.compile(r"[\u3400-\u9fffa-z0-9·]")
_STOP_CHARS = frozenset(
    "被对向把将给与和及由在从于是等的了着过到让使令而但则也都还又再就才只未没据按称说指"
    "叫即或并且因当其该这那此各某每至自罚查获遭受经拟已曾正欲须应可能会要想請请求有兼帮挑"
)
_BEFORE_NAME = frozenset("，。；：、“”‘’《》「」『』（）()[]【】<>,.;:!?！？\"' \n—-")
_LATIN = re.compile(r"[A-Z][A-Za-z0-9&.-]*(?:\s[A-Z][A-Za-z0-9&.-]*)*")
_BESIDE = re.compile(
    r"(?:^|(?<=[，。；：、“”‘’《》「」『』（）(),.;:!?！？\s]))"
    r"(?P<name>[\u3400-\u9fff]{2,6}?)(?:\([0-9a-z. ]{2,10}\)|（[0-9a-z. ]{2,10}）)?"
    r"(?=党委|党支部|党总支|党组织|创始人|创办人|联合创始人|董事长|董事局|总裁|掌门人|老板|首席执行官|高管|实控人|旗下|股价|市值|股票"
    r"|被罚|被约谈|被立案|被调查|被责令|被处|被列入|遭|获|拟|宣布|公告|否认|回应|发布公告|承诺|捐|向)"
)
_TAIL = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|股份|集团|控股|公司)+")


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


def names(text: str, folded: str, start: int, end: int, hits: Sequence[Hit]) -> list[Found]:
    """All mentions in the sentence `start:end`, given the hits of `literals` in it; they may overlap."""
    found: list[Found] = []
    covered = ordinary(folded[start:end])
    for left, right, kind in _longest(hits):
        mention = _from_hit(text, folded, start, left, right, kind)
        if mention and (kind != "company_word" or _is_named(folded, start, mention.start, left, covered)):
            found.append(mention)
        if kind == "person_title":
            found += _persons(text, folded, right, end)
    found += _beside(text, folded, start, end)
    found += _latin(text, start, end)
    found += _quoted(text, folded, start, end)
    for left, right, kind in hits:
        if kind not in {"company_word", "corporate_suffix"}:
            covered[left - start : right - start] = b"\1" * (right - left)
    for run in runs(folded[start:end], covered):
        left, right = run.start + start, run.end + start
        found.append(Found(left, right, text[left:right], "unknown", key_of(folded[left:right]), 0))
    return found


_LEGAL = re.compile(r"(?:公司|集团|控股|银行|证券|基金|信托|保险)$")


def _cuts(left: int, right: int, mention: Found) -> bool:
    """Whether the word `left:right` takes a part of the mention, or holds it with more."""
    inside = left <= mention.start and mention.end <= right and right - left > mention.end - mention.start
    return inside or left < mention.start < right < mention.end


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


_KIND_OF_FIRM = re.compile(
    r"(?:科技|地产|集团|控股|股份|直播|汽车|电子|半导体|生物|医药|药业|航空|物流|网络|传媒|资本|证券|银行|保险|信托|教育|能源"
    r"|电器|重工|智能|通信|食品|乳业|时尚|服饰|建设|置业|出行|支付|数字|数据|技术|材料|实业|化工|钢铁|矿业)+$"
)


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


JOINS = re.compile(r"\s?(?:[（(][^)）]{1,16}[)）])?\s?(?:、|和|与|及|以及|跟)\s?")


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
        begin = _left_edge(folded, sentence[0], at - 1, 6)
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


_ITEM_END = frozenset(
    "、，。；：“”‘’《》「」『』（）(),.;:!?！？\"' \n"
    "的在被都也各等已均皆将拟与和及三两四五六七八九十为是有一遭获把向对从"
)


def _item(folded: str, at: int, end: int) -> int:
    """The length of a list item that begins at `at`: up to a mark or a function word, at most six characters."""
    size = 0
    while at + size < end and size < 7 and folded[at + size] not in _ITEM_END:
        size += 1
    return size if size < 7 else 0


_PLAIN_ENDS = (
    *("显示", "信息", "技术", "支付", "视频", "网络", "服务", "教育", "游戏", "数据", "软件", "直播", "工程"),
    *("贸易", "工业", "商业", "安防", "金融", "资本", "互联网", "零售", "文化", "新闻", "港口", "铁路"),
)


def _is_named(folded: str, first: int, start: int, left: int, covered: bytearray) -> bool:
    """Whether the stem before 科技 or 汽车 holds more than ordinary words (手伸进网络), or is a country."""
    unknown = [
        char for at, char in enumerate(folded[start:left]) if not covered[start - first + at] and not may_edge(char)
    ]
    if unknown or is_place(folded[start:left]) or folded[start:left] in lexemes("zh").foreign_name:
        return True
    return left - start == 2 and not folded.startswith(_PLAIN_ENDS, left)


def _longest(hits: Sequence[Hit]) -> Iterable[Hit]:
    """Hits that no longer hit covers."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h[0], -h[1])):
        if not kept or hit[1] > kept[-1][1]:
            kept.append(hit)
    return kept


def _from_hit(text: str, folded: str, first: int, left: int, right: int, kind: str) -> Found | None:
    name = text[left:right]
    if kind in {"company_word", "corporate_suffix"}:
        return _company(text, folded, first, left, right)
    if kind in {"state_suffix", "party_suffix"}:
        start = _left_edge(folded, first, left, 10)
        return Found(start, right, text[start:right], kind.split("_")[0], folded[start:right], 1)
    if kind in {"state_noun", "party_noun"}:
        start = _left_edge(folded, first, left, 6)
        return Found(start, right, text[start:right], kind.split("_")[0], folded[start:right], 0, generic=True)
    if kind == "crowd_noun":
        return Found(left, right, name, "crowd", folded[left:right], 0, generic=True)
    if kind in {"foreign_name", "place"}:
        return Found(left, right, name, kind.removesuffix("_name"), folded[left:right], 1)
    if kind == "sector_noun":
        if folded[left:right] in lexemes("zh").company_word | lexemes("zh").corporate_suffix:
            company = _company(text, folded, first, left, right)
            stem = folded[company.start : left] if company and company.kind == "company" else ""
            if stem and (not all(ordinary(stem)) or is_place(stem)):  # 苏州银行 is one bank
                return company
        start = _adjectives(folded, first, left)
        word = folded[start:right]
        bare = word in {"公司", "资本"}
        bare = bare or folded.endswith(("这家", "该", "这间", "那家", "此"), max(first, start - 2), start)
        generic = bare or word in {"企业", "平台", "银行", "厂商", "网站", "机构", "产业", "行业", "业者"}
        return Found(start, right, text[start:right], "anaphor" if bare else "sector", word, 1, generic=generic)
    if kind == "firm_noun":
        company = (
            _company(text, folded, first, left, right)
            if right - left == 2 and folded[left:right] in {"公司", "集团"}
            else None
        )
        return company or Found(left, right, name, "anaphor", folded[left:right], 0, generic=True)
    return None


def _company(text: str, folded: str, first: int, left: int, right: int) -> Found | None:
    tail = _TAIL.match(folded, right)
    right = tail.end() if tail else right
    start = _left_edge(folded, first, left, 8)
    start += left - start > 2 and folded[start] in "原前做"
    stem = folded[start:left]
    if len(stem) < 2 or stem in lexemes("zh").sector_adjective or _is_quantified(stem):
        kind = "anaphor" if folded[left:right] in lexemes("zh").firm_noun else ""
        return Found(left, right, text[left:right], kind, folded[left:right], 0, generic=True) if kind else None
    return Found(start, right, text[start:right], "company", key_of(folded[start:right]), 1)


def _is_quantified(stem: str) -> bool:
    return bool(
        re.match(
            r"[一二三四五六七八九十百千万数几两多\d]+(?:家|个|间|大|批|份|项|款|种|笔|条|场|宗|名|位|张|次|起|件|桩|座|处|道)",
            stem,
        )
    )


def key_of(name: str) -> str:
    """The key of a company: its folded name without legal form."""
    return re.sub(r"(?:股份有限公司|有限责任公司|有限公司|股份|集团|控股|公司)+$", "", name) or name


@cache
def _stops() -> tuple[frozenset[str], int]:
    words = frozenset(word for word in lexemes("zh").stop_left if len(word) > 1)
    return words, max(map(len, words))


def _left_edge(folded: str, first: int, left: int, most: int) -> int:
    """Where a name that goes on at `left` begins: up to `most` characters back, stopped by marks and function words."""
    words, longest = _stops()
    at = left
    while at > first and left - at < most:
        char = folded[at - 1]
        if char in _STOP_CHARS or char in _BEFORE_NAME or not _NAME_CHAR.match(char):
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


def _adjectives(folded: str, first: int, left: int) -> int:
    words = lexemes("zh").sector_adjective
    at = left
    for _ in range(3):
        step = next((size for size in range(5, 1, -1) if at - size >= first and folded[at - size : at] in words), 0)
        if not step:
            return at
        at -= step
    return at


_AFTER_NAME = frozenset(
    "，。；：、“”‘’《》（）(),.;:!?！？\"' \n的在被于和"
    "与及等是为也又则并已曾将向对从因称说表示出任担当先女涉遭获兼自由即以"
)


def _persons(text: str, folded: str, at: int, end: int) -> list[Found]:
    """The name after a title, and those that follow it in a list."""
    found: list[Found] = []
    while at < end:
        size = _name_size(folded, at, end)
        if not size:
            break
        found.append(Found(at, at + size, text[at : at + size], "person", folded[at : at + size], 1))
        at += size
        if at < end and folded[at] in "、和与及":
            at += 1
        else:
            break
    return found


def _name_size(folded: str, at: int, end: int) -> int:
    shapes = lexemes("zh").shapes
    if folded[at : at + 2] in shapes.compound_surname:
        return 4 if at + 4 <= end and folded[at + 3] not in _AFTER_NAME else 3
    if at + 2 > end or folded[at] not in shapes.surname or folded[at + 1] in _AFTER_NAME:
        return 0
    if at + 3 > end or folded[at + 2] in _AFTER_NAME:
        return 2
    return 2 if at + 4 <= end and all(ordinary(folded[at + 2 : at + 4])) else 3


def _beside(text: str, folded: str, start: int, end: int) -> list[Found]:
    found = []
    for match in _BESIDE.finditer(folded, start, end):
        left, right = match.span("name")
        if not any(char in _STOP_CHARS for char in folded[left:right]) and not all(ordinary(folded[left:right])):
            found.append(Found(left, right, text[left:right], "unknown", key_of(folded[left:right]), 0))
    return found


_QUOTED = re.compile(
    r"(?:公司|平台|机构|企业|厂商|品牌|应用|app|网站|集团|券商|银行|巨头|商|厂|店|房企|车企|药企|社区|软件|旗下(?:的)?)"
    r"[\"「『《“](?P<name>[^\"」』》”，。,、\s]{2,10})[\"」』》”]"
)


_MARKED = re.compile(r"[\"「『“‘'【](?P<name>[\u3400-\u9fffa-z0-9·（）() ]{2,14})[\"」』”’'】]")


def _quoted(text: str, folded: str, start: int, end: int) -> list[Found]:
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


def _latin(text: str, start: int, end: int) -> list[Found]:
    found = []
    for match in _LATIN.finditer(text, start, end):
        if match.end() - match.start() > 1 and match.group() not in lexemes("zh").not_name:
            found.append(Found(match.start(), match.end(), match.group(), "unknown", match.group().lower(), 0))
    return found
