"""The figures in a sentence, English or Chinese: money, percentages, counts, and rates per so many people."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["money", "percent", "count", "rate", "fraction"]

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "bln": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "trn": 1e12,
    "十": 1e1,
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "萬": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "百萬": 1e6,
    "千万": 1e7,
    "千萬": 1e7,
    "亿": 1e8,
    "億": 1e8,
    "十亿": 1e9,
    "百亿": 1e10,
    "千亿": 1e11,
    "千億": 1e11,
    "万亿": 1e12,
    "萬億": 1e12,
    "兆": 1e12,
}
_SCALE = (
    r"(?:\s?(?:hundred|thousand|million|billion|trillion|mln|bln|trn|mn|bn|tn|[kmb])\b|[百千十]?[万萬亿億]+|"
    r"兆|[千百十](?![分之日月]))"
)
_SIGNS = {
    "US$": "USD",
    "HK$": "HKD",
    "NT$": "TWD",
    "A$": "AUD",
    "C$": "CAD",
    "S$": "SGD",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "RMB": "CNY",
    "CNY": "CNY",
    "USD": "USD",
    "EUR": "EUR",
    "GBP": "GBP",
    "HKD": "HKD",
    "JPY": "JPY",
    "KRW": "KRW",
    "INR": "INR",
    "TWD": "TWD",
}
_NAMES = {
    "yuan": "CNY",
    "renminbi": "CNY",
    "rmb": "CNY",
    "cny": "CNY",
    "u.s. dollars": "USD",
    "us dollars": "USD",
    "usd": "USD",
    "hong kong dollars": "HKD",
    "hkd": "HKD",
    "new taiwan dollars": "TWD",
    "singapore dollars": "SGD",
    "australian dollars": "AUD",
    "canadian dollars": "CAD",
    "dollars": "USD",
    "euros": "EUR",
    "euro": "EUR",
    "eur": "EUR",
    "pounds": "GBP",
    "yen": "JPY",
    "won": "KRW",
    "rupees": "INR",
    "rubles": "RUB",
    "roubles": "RUB",
    "swiss francs": "CHF",
    "kronor": "SEK",
    "元人民币": "CNY",
    "人民币": "CNY",
    "美元": "USD",
    "美金": "USD",
    "港元": "HKD",
    "港币": "HKD",
    "港幣": "HKD",
    "欧元": "EUR",
    "歐元": "EUR",
    "英镑": "GBP",
    "英鎊": "GBP",
    "日元": "JPY",
    "日圆": "JPY",
    "日圓": "JPY",
    "新台币": "TWD",
    "新台幣": "TWD",
    "韩元": "KRW",
    "韓元": "KRW",
    "卢比": "INR",
    "卢布": "RUB",
    "盧布": "RUB",
    "澳元": "AUD",
    "加元": "CAD",
    "新加坡元": "SGD",
    "新元": "SGD",
    "瑞郎": "CHF",
    "元": "CNY",
}
_HAN_DIGITS = {
    char: value
    for value, chars in enumerate(["零〇", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"])
    for char in chars
}
_FRACTIONS = {
    "a half": 50.0,
    "half": 50.0,
    "a third": 100 / 3,
    "one third": 100 / 3,
    "one-third": 100 / 3,
    "two thirds": 200 / 3,
    "two-thirds": 200 / 3,
    "a quarter": 25.0,
    "one quarter": 25.0,
    "one-quarter": 25.0,
    "three quarters": 75.0,
    "three-quarters": 75.0,
    "a fifth": 20.0,
    "one-fifth": 20.0,
    "one fifth": 20.0,
    "two-fifths": 40.0,
    "a tenth": 10.0,
    "one-tenth": 10.0,
    "一半": 50.0,
    "半数": 50.0,
    "半數": 50.0,
}


def _any(words: dict[str, object]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_FIGURE = re.compile(
    rf"(?:(?P<sign>{_any({**_SIGNS})})\s?|(?<![A-Za-z0-9_.]))(?P<number>{_NUMBER})(?P<scale>{_SCALE})?(?P<more>多|余|餘)?"
    rf"(?:\s?(?P<percent>%|％|percent\b|per\s?cent\b)|\s?(?P<name>{_any({**_NAMES})})(?![a-z]))?"
    rf"|(?P<cent>百分之)(?P<han>[{''.join(_HAN_DIGITS)}十百点點]+)"
    rf"|(?P<fraction>\b(?:{_any({k: v for k, v in _FRACTIONS.items() if k.isascii()})})\b|一半|半数|半數)"
    rf"|(?P<n>[{''.join(_HAN_DIGITS)}])分之(?P<over>[{''.join(_HAN_DIGITS)}])",
    re.IGNORECASE,
)
_PER = re.compile(
    r"(?P<noun>[\sA-Za-z-]{0,40}?)\s(?:per|for every|for each)\s(?:(?P<base>\d[\d,]*|thousand|million)\s)?"
    r"(?P<thing>people|residents|inhabitants|persons|population|citizens|person|head|capita)\b",
    re.IGNORECASE,
)
_PER_ZH = re.compile(r"每(?P<base>千|万|百|\d[\d,]*)(?:名|个)?(?:人|居民|人口)[^，。；,;\d]{0,12}$")
_BASES = {"thousand": 1e3, "million": 1e6, "千": 1e3, "万": 1e4, "百": 1e2}
_APPROX = re.compile(
    r"(?:(?P<over>more than|over|above|at least|upwards of|exceed(?:s|ed|ing)?|超过|超過|逾|至少)"
    r"|(?P<under>less than|under|below|fewer than|up to|at most|nearly|almost|close to|just under"
    r"|不足|不到|近|将近|接近)"
    r"|(?P<about>about|around|some|roughly|approximately|an estimated|estimated|some|circa|约|約|大约|大約|"
    r"左右))\s*(?:the equivalent of\s*)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a sentence, at `start:end` of its text.

    `value` is in units of one (percent for `percent` and `fraction`; for a `rate` the count for each single person).
    `unit` is the currency of money, the counted noun's last word of a count or rate where it is plain, else "".
    `bound` says whether the words make it a least, a most or a rough value. `step` is half the last written digit.
    """

    start: int
    end: int
    kind: Kind
    value: float
    unit: str
    exact: str
    bound: Literal["", "over", "under", "about"] = ""
    step: float = 0.0


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of one sentence, in order; years, numbers in names and addresses are left out."""
    found: list[Figure] = []
    for match in _FIGURE.finditer(text):
        figure = _figure(text, match)
        if figure is not None and not (found and figure.start < found[-1].end):  # the base of a rate is no figure
            found.append(figure)
    return tuple(found)


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    bound = _bound(text, match.start())
    if match["fraction"]:
        return Figure(*match.span(), "fraction", _FRACTIONS[match["fraction"].lower()], "", match[0], bound)
    if match["n"]:
        over, under = _HAN_DIGITS[match["over"]], _HAN_DIGITS[match["n"]]
        return Figure(*match.span(), "fraction", 100 * over / under, "", match[0], bound) if under else None
    if match["cent"]:
        value = _han(match["han"])
        return None if value is None else Figure(*match.span(), "percent", value, "", match[0], bound, 0.5)
    return _arabic(text, match, bound)


def _arabic(text: str, match: re.Match[str], bound: Literal["", "over", "under", "about"]) -> Figure | None:
    scale = _SCALES.get((match["scale"] or "").strip().lower(), 1.0)
    digits = match["number"].replace(",", "")
    value, step = float(digits) * scale, scale * 0.5 * 10.0 ** -len(digits.partition(".")[2])
    if match["more"]:
        bound = "over"
    if match["percent"]:
        return Figure(*match.span(), "percent", value, "", match[0], bound, step)
    if match["sign"] or match["name"]:
        currency = _SIGNS[match["sign"].upper()] if match["sign"] else _NAMES[match["name"].lower()]
        if match["sign"] == "$" and match["name"]:
            currency = _NAMES[match["name"].lower()]
        return Figure(*match.span(), "money", value, currency, match[0].strip(), bound, step)
    if per := _PER.match(text, match.end()):
        base = per["base"] or "1"
        people = _BASES.get(base.lower()) or float(base.replace(",", "")) or 1.0
        return Figure(
            match.start(),
            per.end(),
            "rate",
            value / people,
            _noun(per["noun"]),
            text[match.start() : per.end()],
            bound,
            step / people,
        )
    if per := _PER_ZH.search(text[: match.start()]):
        people = _BASES.get(per["base"]) or float(per["base"].replace(",", "")) or 1.0
        return Figure(
            per.start(),
            match.end(),
            "rate",
            value / people,
            _counted(text, match.end()),
            text[per.start() : match.end()],
            bound,
            step / people,
        )
    if _is_date_or_name(text, match):
        return None
    return Figure(*match.span(), "count", value, _counted(text, match.end()), match[0].strip(), bound, step)


def _is_date_or_name(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    whole = not match["scale"] and "." not in match["number"] and "," not in match["number"]
    year = whole and 1800 <= float(match["number"]) <= 2100
    return (
        before in {"/", "-", "_", "#", ":"}
        or after in {"/", "年", "月", "日", "号", ":"}
        or (year and not re.match(r"\s?(?:people|[名家个人])", text[match.end() :]))
    )


def _bound(text: str, start: int) -> Literal["", "over", "under", "about"]:
    match = _APPROX.search(text, max(0, start - 24), start)
    if not match:
        return ""
    return "over" if match["over"] else "under" if match["under"] else "about"


_NOUN_ZH = re.compile(r"\s?(?:名|个|個|家|台|部|位|支|款|项|條|条)?(?P<noun>[\u4e00-\u9fff]{1,4})")
_NOUN = re.compile(
    r"\s(?P<words>(?:[a-z][a-z-]*\s){0,3}?[a-z][a-z-]*(?:s|people|staff|personnel|police)\b)", re.IGNORECASE
)


def _counted(text: str, end: int) -> str:
    if match := _NOUN.match(text, end):
        return _noun(match["words"])
    if match := _NOUN_ZH.match(text, end):
        return match["noun"]
    return ""


def _noun(words: str) -> str:
    return words.split()[-1].lower() if words.split() else ""


def _han(words: str) -> float | None:
    whole, _, rest = words.replace("點", "点").partition("点")
    value, digit = 0, 0
    for char in whole:
        if char in _HAN_DIGITS:
            digit = _HAN_DIGITS[char]
        else:
            value, digit = value + (digit or 1) * (10 if char == "十" else 100), 0
    decimals = "".join(str(_HAN_DIGITS[char]) for char in rest if char in _HAN_DIGITS)
    return value + digit + (float(f"0.{decimals}") if decimals else 0.0)
