"""Figures in Chinese sentences: money, percent, people and counted things. Text is folded: Simplified, ASCII digits."""

import re

from upperhand.extract.numerals_zh import NUMBER, number
from upperhand.extract.values import Figure


def _table(words: str) -> dict[str, str]:
    """Lines of `unit: word word …` as word to unit."""
    lines = (line.partition(":") for line in words.strip().splitlines())
    return {word: unit.strip() for unit, _, rest in lines for word in rest.split()}


_COIN = _table("""
    CNY: 元人民币 人民币 元 块 rmb cny ¥ ￥
    USD: 美元 美金 美刀 usd us$ $
    HKD: 港元 港币 港纸 港圆 hkd hk$
    TWD: 新台币元 新台币 台币 ntd nt$
    EUR: 欧元 欧罗 eur €
    GBP: 英镑 英磅 £
    JPY: 日元 日圆 日币
    KRW: 韩元 韩圆 韩币 韩圜
    INR: 卢比 印度卢比
    RUB: 卢布
    MYR: 令吉 林吉特 马币
    SGD: 新元 新加坡元 坡元 新币
    AUD: 澳元 澳币
    CAD: 加元 加币
    CHF: 瑞郎 瑞士法郎
    THB: 泰铢
    VND: 越南盾
    IDR: 印尼盾
    TRY: 里拉
    BRL: 雷亚尔
    MXN: 比索
    AED: 迪拉姆
    SAR: 里亚尔
    ILS: 谢克尔
    KZT: 坚戈
    SEK: 瑞典克朗
    NOK: 挪威克朗
""")
_UNIT = _table("""
    companies: 子公司 公司 企业 民企 外企 私企 国企 央企 科企 车企 房企 药企 厂商 平台 店铺 门店 银行 机构 券商
    companies: 集团 商户 工厂 电信商 供应商 房地产商 单位
    cells: 基层党组织 党组织 党支部 流动支部 联合支部 支部 党总支 党小组 党委
    cameras: 摄像头 摄像机 摄影机 探头 监控镜头 镜头 监视器
    apps: 应用程序 应用 app 软件 程序 游戏
    licences: 版号 牌照 许可证 执照 许可
    contracts: 合同 合约 大单 订单
    projects: 项目
    photos: 照片 相片
    vehicles: 汽车 车辆 电动车
    shares: 股票
    posts: 帖文 帖子 条帖
    people: 中共党员 党员 员工 职工 雇员 干部 官员 工人 警察 警员 民警 警力 高管 董事 代表 委员 用户 网民 网友 市民
    people: 示威者 艺人 明星 骑手 司机 审核员 学员 股东 投资者 人员 工程师 士兵 受访者 家长 学生 居民 成员 公务员
    people: 律师 议员 嫌疑人 专家 志愿者 企业家 代理人 储户
    seats: 董事席位 席位 席次
    billboards: 站牌 广告牌
    cities: 城市
    countries: 国家
    accounts: 账号 账户 帐号 帐户 户口
    reposts: 转发
    drones: 无人机
    aircraft: 飞机 战机 高教机 客机 直升机
    ships: 船只 货轮 油轮 军舰
    containers: 货柜 集装箱
    servers: 服务器
    stations: 基站
""")
_BY_MEASURE = _table("""
    people: 名 位 人
    companies: 家 间
    apps: 款
    aircraft: 架
    ships: 艘
    vehicles: 辆
    units: 部 台 支
    sets: 套
    contracts: 份
    shares: 股
    seats: 席
    items: 条 项
    sheets: 张
    sites: 座
    times: 次
    cases: 宗 起 件 例
    months: 个月
    years: 年
    days: 天 日
    weeks: 周
    households: 户
""")
_SPANS = frozenset({"个月", "年", "天", "日", "周", "人"})

_MORE = r"(?:\s?[多余来几])?"
_SIGNS = frozenset({"块", "人民币", "$", "¥", "￥", "€", "£", "us$", "hk$", "nt$"})
_COINS = "|".join(sorted(set(_COIN) - _SIGNS, key=len, reverse=True))
_BEFORE = r"人民币|新台币|台币|港币|港元|美金|美元|日币|欧元|英镑|us\$|hk\$|nt\$|rmb|cny|usd|hkd|[$¥￥€£]"
_ABOUT = r"(?:约|近|逾|超过?|共|合共|达|高达|了|为|至)*\s?"
_SPAN = rf"(?:{NUMBER}\s?(?:至|到|-|~)\s?)?"
_END = r"(?=[,，。;；、)）\s\"]|$)"
_MONEY = (
    rf"(?:(?P<before>{_BEFORE}){_ABOUT})?{_SPAN}(?P<money>{NUMBER})(?P<more>{_MORE}[万亿]?)个?\s?"
    rf"(?P<coin>{_COINS}|块{_END})(?![老首素凶宵旦件器气月])"
)
_PREFIXED = rf"(?P<before2>{_BEFORE}){_ABOUT}(?P<money2>{NUMBER}){_MORE}"
_TENTHS = (
    r"(?P<tenths>[0-9一二两三四五六七八九半]|[0-9]\.[0-9])成(?P<rest>[一二三四五六七八九半](?:点[0-9一二三四五六七八九])?)?"
    r"(?![立为了功员本长果都型熟人分就见绩事像全色名品份]|交[额量])"
)
_SHARE = (
    rf"{_SPAN}(?P<percent>[0-9]+(?:[.．][0-9]+)?)\s?(?:%|个?百分点)|百分之(?P<hundredth>{NUMBER})"
    rf"|千分之(?P<thousandth>{NUMBER})|(?P<whole>百分之?百)"
    r"|[跌挫升涨落泻](?:逾|近|约|了)?(?P<ticks>[0-9.]+|[一二两三四五六七八九十百]{1,3})点"
    r"|(?P<below>[二三四五六七八十]|[0-9]{1,2})分之(?P<above>[一二两三四五六七]|[0-9])|"
    + _TENTHS
    + r"|(?P<points>[0-9.]+|[一二两三四五六七八九十]{1,3})个(?:百分)?点"
    r"|(?P<times>[一二两三四五六七八九十]|[0-9]+(?:\.[0-9]+)?)倍|(?P<half>一半|过半|减半|半数)"
)
_BASIS = rf"(?P<basis>{NUMBER})个?基[点本]点?"
_TERM = (
    rf"(?<![0-9])(?P<term>[0-9]{{1,2}}|[一二三四五六七八九十两廿]{{1,3}}){_MORE}年"
    r"(?:又?(?P<months>[0-9]{1,2}|[一二三四五六七八九十]{1,2})个月)?"
    r"(?![级代度底初末中报间前后来内月0-9一二三四五六七八九十])"
)
_MEASURE = "个月|[名位人家间款架艘辆部台套份股席条项张支座次宗起件例天周个只所批户枚颗块]"
_COUNT = (
    rf"(?P<count>{NUMBER})(?P<more2>{_MORE}[万亿]?)\s?(?P<measure>{_MEASURE})"
    r"(?=(?P<tail>[^0-9。;；!！?？,，、:：\"「」『』《》()（）]{0,9}))"
)
_SPENT = "罚款|罚单|罚没|罚|开罚|补贴|补助|注资|投资|斥资|套现|市值|没收|捐款|捐|代价|总额|金额|落袋|共计|合计"
_BARE = rf"(?:{_SPENT}){_ABOUT}(?P<bare>{NUMBER}){_MORE}{_END}|(?<![过破])(?P<bare2>{NUMBER})(?<=[万亿]){_END}"
_FIGURE = re.compile("|".join((_MONEY, _PREFIXED, _SHARE, _BASIS, _TERM, _COUNT, _BARE)))
_NOUN = re.compile("|".join(sorted(_UNIT, key=len, reverse=True)))
_NOUN_BEFORE = re.compile(
    "(" + "|".join(sorted(_UNIT, key=len, reverse=True)) + r")(?:已|共|有|达|约|近|逾|超|过|就)*\s?$"
)
_CLUE = re.compile(r"[0-9一二三四五六七八九十百千万亿两几数半廿卅]")


def figures(folded: str) -> list[Figure]:
    """The figures of one sentence, in its order."""
    if not _CLUE.search(folded):
        return []
    found = (_figure(match, folded) for match in _FIGURE.finditer(folded))
    return [figure for figure in found if figure is not None]


def _figure(match: re.Match[str], folded: str) -> Figure | None:
    if match["money"]:
        return _money(match, folded)
    if match["money2"]:
        return _of(match, number(match["money2"]), _COIN[match["before2"]], "money")
    if match["basis"]:
        return _of(match, number(match["basis"]), "basis points", "count")
    if match["term"]:
        return _term(match)
    if match["count"]:
        return _counted(match, folded)
    if match["bare"] or match["bare2"]:
        value = number(match["bare"] or match["bare2"])
        return _of(match, value, "CNY", "money") if value and value >= 1e4 else None
    return _share(match)


def _of(match: re.Match[str], value: float | None, unit: str, kind: str) -> Figure | None:
    return None if value is None else Figure(match.start(), match.end(), value, unit, kind)


def _money(match: re.Match[str], folded: str) -> Figure | None:
    if folded[max(0, match.start() - 2) : match.start()].endswith(("每股", "每")):
        return None
    value = _scaled(match["money"], match["more"])
    coin = match["coin"]
    return _of(match, value, _COIN[match["before"] if match["before"] and coin in {"元", "块"} else coin], "money")


def _scaled(words: str, more: str) -> float | None:
    """四千多万: what follows the 多 still counts."""
    value = number(words)
    return value if value is None else value * {"万": 1e4, "亿": 1e8}.get(more[-1:], 1.0)


def _share(match: re.Match[str]) -> Figure | None:
    for group, scale in (("percent", 1.0), ("hundredth", 1.0), ("thousandth", 0.1), ("points", 1.0), ("times", 100.0)):
        if match[group]:
            value = number(match[group])
            return None if value is None else _of(match, round(value * scale, 6), "percent", "percent")
    if match["ticks"]:
        return _of(match, number(match["ticks"]), "points", "count")
    if match["whole"]:
        return _of(match, 100.0, "percent", "percent")
    if match["half"]:
        return _of(match, 50.0, "percent", "percent")
    if match["below"]:
        above, below = number(match["above"]), number(match["below"])
        return _of(match, round(100 * above / below, 2), "percent", "percent") if above and below else None
    tens, rest = match["tenths"], match["rest"]
    value = (0.5 if tens == "半" else number(tens) or 0) * 10 + (
        0 if not rest else 5 if rest == "半" else number(rest) or 0
    )
    return _of(match, round(value, 6), "percent", "percent")


def _term(match: re.Match[str]) -> Figure | None:
    years, months = number(match["term"]), number(match["months"]) if match["months"] else 0.0
    return _of(match, round(years + (months or 0) / 12, 4), "years", "count") if years else None


def _counted(match: re.Match[str], folded: str) -> Figure | None:
    value, measure = _scaled(match["count"], match["more2"]), match["measure"]
    noun = None if measure in _SPANS else _NOUN.search(match["tail"])
    unit = _UNIT[noun.group()] if noun else _BY_MEASURE.get(measure) or _named_before(folded, match.start())
    if value is None or not unit or (measure in "次条项" and not noun):
        return None
    if value == 1 and unit not in {"years", "months"}:
        return None
    end = match.end() + (noun.end() if noun else 0)
    return Figure(match.start(), end, value, unit, "people" if unit == "people" else "count")


def _named_before(folded: str, at: int) -> str | None:
    """党组织三百个: the noun may stand before the number."""
    before = _NOUN_BEFORE.search(folded, max(0, at - 8), at)
    return _UNIT[before.group(1)] if before else None
