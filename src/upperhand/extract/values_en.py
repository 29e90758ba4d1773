"""Dates and figures in English sentences."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from upperhand.extract.values import Figure, When

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_DAYS = {
    name: number
    for number, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
_SMALL = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_SMALL |= {
    word: number * 10
    for number, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SMALL |= {"a": 1, "an": 1, "dozen": 12, "hundred": 100, "couple": 2, "half": 0.5}  # type: ignore[dict-item]
_SCALE = {
    "hundred": 1e2,
    "dozen": 12,
    "thousand": 1e3,
    "k": 1e3,
    "lakh": 1e5,
    "million": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "m": 1e6,
    "crore": 1e7,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "bln": 1e9,
    "trillion": 1e12,
    "trn": 1e12,
    "tn": 1e12,
    "lakh crore": 1e12,
}

_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?"
_YEAR = r"(?:1[89]\d\d|20\d\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_COUNT = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a|an|a couple of)"
# The pattern is put together from named parts, so that each way of writing a date stands on its own line.
_PARTS = (
    rf"(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])(?:-\d\d)?)\b(?![-\d])",
    rf"(?P<slash>{_YEAR}/\d\d?/\d\d?)\b",
    rf"(?:(?:between|from)\s+)?(?P<from>{_YEAR})\s?(?:-|to|and|through|until)\s?(?P<to>{_YEAR}|\d\d(?![\d,.%]))\b",
    rf"(?P<m1>{_MONTH})\s+(?P<d1>{_DAY})(?:\s?(?:-|to|and)\s?{_DAY}\b)?(?:,?\s+(?P<y1>{_YEAR}))?\b(?![,.]?\d)",
    rf"(?P<d2>{_DAY})(?:\s?-\s?{_DAY})?\s+(?:of\s+)?(?P<m2>{_MONTH})(?:,?\s+(?P<y2>{_YEAR}))?",
    rf"(?P<m3>{_MONTH}),?\s+(?:of\s+)?(?P<y3>{_YEAR})\b",
    rf"(?P<which>last|this|next|that|the following|the same|early|late|mid|in|since|by|until|during|of|from|for)[\s-]+(?P<m4>{_MONTH})(?!\s+\d)(?![\w'])",
    r"(?P<relday>yesterday|today|tonight|tomorrow)\b",
    rf"(?P<ago>{_COUNT}|a decade)\s+(?P<agounit>days?|weeks?|months?|years?|decades?)?\s*(?P<dir>ago|earlier|later|before|after that|afterwards)\b",
    r"(?P<rel>last|this|next|that|the following|the same|the next|the very next|the previous|the past|previous|earlier this|later this"
    r"|earlier that|later that|late last|early last|early this|late this)"
    r"\s+(?P<unit>week|month|year|quarter|spring|summer|autumn|fall|winter|day)\b",
    r"(?:(?:on|last|this|late|early|next|the|of|by|since)\s+){0,2}(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    r"(?P<decade>(?:1[89]|20)\d0)s\b",
    rf"(?P<since>since|from)\s+(?P<y9>{_YEAR})\b",
    rf"(?<![\d.,$])(?P<year>{_YEAR})\b(?![,.]\d"
    r"|\s*(?:%|percent|per cent|yuan|members|people|employees|staff|users|cameras|companies|firms|workers|million|billion|shares))",
)
_DATE = re.compile(r"\b(?:" + "|".join(_PARTS) + ")")
_CLUE = re.compile(
    r"\d|year|month|week|day|quarter|spring|summer|autumn|winter|january|february|march|april|may\b|june|july|august|september|october|november|december|ago|later|earlier"
)


_TOLD = {"the next", "the very next", "the previous"}


def dates(folded: str, published: str | None, year: int | None) -> list[When]:
    """The dates of one sentence, resolved against the day of publication and the year the text speaks of."""
    if not _CLUE.search(folded):
        return []
    found: list[When] = []
    clock = _Clock(published, year)
    for match in _DATE.finditer(folded):
        value = clock.resolve(match)
        if value:
            found.append(When(match.start(), match.end(), value))
    return found


class _Clock:
    """Turns the ways of saying a date into values. `day` is the publication date as far as known."""

    def __init__(self, published: str | None, year: int | None) -> None:
        parts = [int(part) for part in (published or "")[:10].split("-") if part.isdigit()]
        self.parts = parts
        self.day = (
            date(parts[0], parts[1] if len(parts) > 1 else 12, parts[2] if len(parts) > 2 else 28) if parts else None
        )
        self.known = (published or "")[:7] if len(parts) == 2 else None
        self.year = year or (parts[0] if parts else None)

    def resolve(self, match: re.Match[str]) -> str | None:
        """The value of a match, or None if it cannot be known."""
        group = match.lastgroup or ""
        handler: Callable[[re.Match[str]], str | None] | None = next(
            (getattr(self, f"_{name}") for name in _HANDLERS if match[name] is not None), None
        )
        if handler is None:
            return None
        value = handler(match)
        if value and group != "year" and "/" not in value and len(value) >= 4:
            self.year = int(value[:4])
        elif value and group == "year":
            self.year = int(value)
        return value

    def _iso(self, match: re.Match[str]) -> str | None:
        return match["iso"] if _valid(match["iso"]) else None

    def _slash(self, match: re.Match[str]) -> str | None:
        year, month, day = match["slash"].split("/")
        value = f"{year}-{int(month):02}-{int(day):02}"
        return value if _valid(value) else None

    def _from(self, match: re.Match[str]) -> str | None:
        first, last = match["from"], match["to"]
        last = first[:2] + last if len(last) == 2 else last
        return f"{first}/{last}" if first < last else None

    def _m1(self, match: re.Match[str]) -> str | None:
        return self._full(match["m1"], match["d1"], match["y1"])

    def _m2(self, match: re.Match[str]) -> str | None:
        return self._full(match["m2"], match["d2"], match["y2"])

    def _m3(self, match: re.Match[str]) -> str | None:
        return f"{match['y3']}-{_month(match['m3']):02}"

    def _m4(self, match: re.Match[str]) -> str | None:
        month, which = _month(match["m4"]), match["which"]
        if match["m4"] == "may" and which not in {"last", "this", "next", "in", "since", "early", "late"}:
            return None
        if which in {"last", "this", "next"} and self.day:
            year = self.day.year
            if which == "last" and month >= self.day.month:
                year -= 1
            if which == "next" and month <= self.day.month:
                year += 1
            return f"{year}-{month:02}"
        known = self._near_year(month)
        return f"{known}-{month:02}" if known else None

    def _near_year(self, month: int) -> int | None:
        """The year of a bare month: that of the text, and never one that ends after publication."""
        if self.year and self.day and self.year == self.day.year and month > self.day.month + 2:
            return self.year - 1
        return self.year

    def _full(self, month: str, day: str, year: str | None) -> str | None:
        number = _month(month)
        known = int(year) if year else self._near_year(number)
        value = f"{known}-{number:02}-{int(re.sub('[a-z]', '', day)):02}" if known else None
        return value if value and _valid(value) else None

    def _relday(self, match: re.Match[str]) -> str | None:
        if not self.day or len(self.parts) < 3:
            return self.known
        return str(self.day + timedelta({"yesterday": -1, "tomorrow": 1}.get(match["relday"], 0)))

    def _ago(self, match: re.Match[str]) -> str | None:
        count = 10 if match["ago"] == "a decade" else _number(match["ago"].replace("a couple of", "two"))
        unit, way = (match["agounit"] or "").rstrip("s"), match["dir"]
        if match["ago"] == "a decade":
            unit = "year"
        if count is None or not unit:
            return None
        if unit == "decade":
            count, unit = count * 10, "year"
        if way == "ago":
            return self._shift(self.day, -int(count), unit, len(self.parts))
        sign = -1 if way in {"earlier", "before"} else 1
        if unit == "year" and self.year:
            return str(self.year + sign * int(count))
        return None

    def _shift(self, day: date | None, count: int, unit: str, known: int) -> str | None:
        if day is None:
            return None
        if unit == "year":
            return str(day.year + count)
        if unit == "month" and known > 1:
            months = day.year * 12 + day.month - 1 + count
            return f"{months // 12}-{months % 12 + 1:02}"
        if unit in {"day", "week"} and known > 2:
            moved = day + timedelta(count * (7 if unit == "week" else 1))
            return str(moved) if unit == "day" else str(moved)[:7]
        return self.known if unit in {"day", "week"} else None

    def _rel(self, match: re.Match[str]) -> str | None:
        which, unit = match["rel"], match["unit"]
        step = -1 if "last" in which or "previous" in which else 1 if "next" in which or "following" in which else 0
        if unit in {"spring", "summer", "autumn", "fall", "winter", "quarter"}:
            unit = "year"
        # "next year" counts from the day of publication, "the next year" from the year that is being told.
        if "that" in which or "following" in which or "same" in which or which in _TOLD:
            return str(self.year + step) if unit == "year" and self.year else None
        if which == "the past":
            return None
        return self._shift(self.day, step, unit, len(self.parts))

    def _weekday(self, match: re.Match[str]) -> str | None:
        if not self.day or len(self.parts) < 3:
            return self.known
        back = (self.day.weekday() - _DAYS[match["weekday"]]) % 7
        if match.group().startswith("next"):
            return str(self.day + timedelta(7 - back))
        return str(self.day - timedelta(back))

    def _decade(self, match: re.Match[str]) -> str | None:
        first = int(match["decade"])
        return f"{first}/{first + 9}"

    def _since(self, match: re.Match[str]) -> str | None:
        return match["y9"]

    def _year(self, match: re.Match[str]) -> str | None:
        return match["year"]


_HANDLERS = (
    "iso",
    "slash",
    "from",
    "m1",
    "m2",
    "m3",
    "m4",
    "relday",
    "ago",
    "rel",
    "weekday",
    "decade",
    "since",
    "year",
)


def _month(name: str) -> int:
    return _MONTHS[name.rstrip(".")]


def _valid(value: str) -> bool:
    try:
        date.fromisoformat(value if len(value) == 10 else f"{value}-01")
    except ValueError:
        return False
    return True


_NUMBER = (
    r"(?:\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|half a|a hundred|a dozen|a|an)"
    r"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine|hundred|dozen))?)"
)
_SCALES = r"(?:lakh crore|hundred|thousand|million|billion|trillion|crore|lakh|mln|bln|trn|mn|bn|tn|m|b|k)"
_WORD_SCALES = r"(?:hundred|thousand|million|billion|trillion|crore|lakh|dozen)"
_SIGN = {
    "us$": "USD",
    "$": "USD",
    "hk$": "HKD",
    "nt$": "TWD",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "s$": "SGD",
    "sg$": "SGD",
    "nz$": "NZD",
    "r$": "BRL",
    "€": "EUR",
    "eur": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "¥": "CNY",
    "cn¥": "CNY",
    "rmb": "CNY",
    "cny": "CNY",
    "usd": "USD",
    "hkd": "HKD",
    "inr": "INR",
    "rs": "INR",
    "rs.": "INR",
    "₹": "INR",
    "₩": "KRW",
    "krw": "KRW",
    "jpy": "JPY",
    "chf": "CHF",
    "sek": "SEK",
    "aud": "AUD",
    "twd": "TWD",
    "rub": "RUB",
    "₽": "RUB",
    "p": "PHP",
}
_COIN = {
    "yuan": "CNY",
    "renminbi": "CNY",
    "rmb": "CNY",
    "dollar": "USD",
    "us dollar": "USD",
    "u.s. dollar": "USD",
    "hong kong dollar": "HKD",
    "singapore dollar": "SGD",
    "australian dollar": "AUD",
    "canadian dollar": "CAD",
    "taiwan dollar": "TWD",
    "new taiwan dollar": "TWD",
    "euro": "EUR",
    "pound": "GBP",
    "rupee": "INR",
    "won": "KRW",
    "yen": "JPY",
    "rouble": "RUB",
    "ruble": "RUB",
    "real": "BRL",
    "reais": "BRL",
    "peso": "PHP",
    "baht": "THB",
    "ringgit": "MYR",
    "rupiah": "IDR",
    "dong": "VND",
    "lira": "TRY",
    "forint": "HUF",
    "zloty": "PLN",
    "krona": "SEK",
    "krone": "NOK",
    "kronor": "SEK",
    "franc": "CHF",
    "rand": "ZAR",
    "shekel": "ILS",
    "dirham": "AED",
    "riyal": "SAR",
    "birr": "ETB",
    "naira": "NGN",
    "tenge": "KZT",
    "hryvnia": "UAH",
    "egyptian pound": "EGP",
    "crown": "SEK",
    "cny": "CNY",
    "usd": "USD",
    "eur": "EUR",
    "hkd": "HKD",
    "inr": "INR",
}
_SIGNS = "|".join(re.escape(sign) for sign in sorted(_SIGN, key=len, reverse=True) if sign != "p")
_COINS = "|".join(coin.replace(" ", r"\s").replace(".", r"\.") for coin in sorted(_COIN, key=len, reverse=True))
_PEOPLE = frozenset(
    [
        "people",
        "members",
        "employees",
        "staff",
        "workers",
        "cadres",
        "officials",
        "persons",
        "officers",
        "directors",
        "executives",
        "delegates",
        "deputies",
        "agents",
        "soldiers",
        "troops",
        "policemen",
        "police",
        "censors",
        "moderators",
        "engineers",
        "inspectors",
        "students",
        "households",
        "investors",
        "residents",
        "protesters",
        "suspects",
        "shareholders",
        "secretaries",
        "representatives",
        "holders",
        "card-holders",
        "communists",
        "recruits",
        "volunteers",
        "partisans",
        "managers",
        "men",
        "women",
        "staffers",
        "journalists",
        "lawyers",
        "detainees",
        "prisoners",
        "passengers",
        "patients",
        "drivers",
        "owners",
        "founders",
        "businessmen",
        "entrepreneurs",
        "seafarers",
        "strikers",
        "generals",
        "experts",
        "engineers",
        "auditors",
        "teachers",
        "professors",
        "liaisons",
        "watchers",
        "guards",
        "marines",
    ]
)
_FIGURE = re.compile(
    rf"(?P<sign>(?<![\w])(?:{_SIGNS}))\s?(?P<n1>\d[\d,]*(?:\.\d+)?)(?:\s?-?(?P<s1>{_SCALES})\b)?"
    rf"|\b(?P<n2>{_NUMBER})(?:[\s-](?P<s2>{_SCALES})|(?P<s2b>bn|mn|m|k|trn|tn))?[\s-](?P<coin>{_COINS})s?\b"
    rf"|\b(?P<n3>{_NUMBER})\s?(?:-|–)?\s?(?P<pct>%|percent\b|per\s?cent\b|pc\b)"
    rf"|\b(?P<bp>{_NUMBER})[\s-](?P<points>basis points|percentage points|points|cents|pence)\b"
    rf"|\b(?P<frac>two[- ]thirds|three[- ]quarters|a third|one third|one-third|a quarter|one quarter|half"
    r"|nine in ten|eight in ten|seven in ten|three in four|four in five|a fifth|a tenth"
    r"|one in five|one in ten|every tenth|every third|every fifth|every fourth|a hundredth|a twentieth)\b"
    rf"|\b(?P<n5>{_NUMBER})-strong\b"
    rf"|\b(?P<n4>{_NUMBER})(?:[\s-](?P<s4>{_WORD_SCALES}))?(?:\s+|-)(?P<noun>[a-z][a-z-]*(?:\s+[a-z][a-z-]*){{0,3}})"
)
_FRACTION = {
    "two-thirds": 66.7,
    "two thirds": 66.7,
    "three-quarters": 75,
    "three quarters": 75,
    "a third": 33.3,
    "one third": 33.3,
    "one-third": 33.3,
    "a quarter": 25,
    "one quarter": 25,
    "half": 50,
    "nine in ten": 90,
    "eight in ten": 80,
    "seven in ten": 70,
    "three in four": 75,
    "a fifth": 20,
    "a tenth": 10,
    "one in five": 20,
    "one in ten": 10,
    "every tenth": 10,
    "every third": 33.3,
    "every fourth": 25,
    "every fifth": 20,
    "a hundredth": 1,
    "a twentieth": 5,
    "four in five": 80,
}
_NO_UNIT = frozenset(
    [
        "this",
        "his",
        "its",
        "series",
        "has",
        "was",
        "is",
        "news",
        "address",
        "yes",
        "across",
        "process",
        "business",
        "less",
        "access",
        "unless",
        "always",
        "perhaps",
        "towards",
        "besides",
        "sometimes",
        "as",
        "us",
        "plus",
        "versus",
        "thus",
        "minus",
        "hours",
        "minutes",
        "seconds",
        "degrees",
        "times",
        "ways",
        "things",
        "others",
        "others'",
        "yuan",
        "cents",
        "weeks",
        "pages",
        "chess",
        "press",
        "class",
        "mass",
        "success",
        "congress",
        "thirds-of",
    ]
) - {"pages", "times"}


def figures(folded: str) -> list[Figure]:
    """The figures of one sentence: money, percent, people, counted things."""
    found: list[Figure] = []
    for match in _FIGURE.finditer(folded):
        figure = _figure(match)
        if figure:
            found.append(figure)
    return found


def _figure(match: re.Match[str]) -> Figure | None:
    start, end = match.span()
    if match["sign"]:
        return _money(start, end, match["n1"], match["s1"], _SIGN[match["sign"]])
    if match["coin"]:
        return _money(start, end, match["n2"], match["s2"] or match["s2b"], _COIN[re.sub(r"\s", " ", match["coin"])])
    if match["pct"]:
        value = _number(match["n3"])
        return None if value is None else Figure(start, end, value, "percent", "percent")
    if match["points"]:
        value = _number(match["bp"])
        unit = "percent" if match["points"] == "percentage points" else match["points"]
        return None if value is None else Figure(start, end, value, unit, "percent" if unit == "percent" else "count")
    if match["frac"]:
        return Figure(start, end, _FRACTION[match["frac"]], "percent", "percent")
    if match["n5"]:
        value = _number(match["n5"])
        return None if value is None else Figure(start, end, value, "people", "people")
    return _counted(match)


def _money(start: int, end: int, number: str, scale: str | None, unit: str) -> Figure | None:
    value = _number(number)
    return None if value is None else Figure(start, end, round(value * _SCALE.get(scale or "", 1), 6), unit, "money")


def _counted(match: re.Match[str]) -> Figure | None:
    value = _number(match["n4"])
    if value is None or match["n4"] in {"a", "an", "one"}:
        return None
    if match["n4"].isdigit() and len(match["n4"]) == 4 and 1800 <= value <= 2100 and not match["s4"]:
        return None
    words = match["noun"].split()
    noun = next(
        (word for word in words if word in _PEOPLE or (word.endswith("s") and len(word) > 3 and word not in _NO_UNIT)),
        None,
    )
    if noun is None or any(
        word in {"of", "to", "in", "and", "on", "for", "the", "by", "from", "at", "or"}
        for word in words[: words.index(noun)]
    ):
        return None
    end = match.start("noun") + match["noun"].index(noun) + len(noun)
    value *= _SCALE.get(match["s4"] or "", 1)
    people = noun in _PEOPLE
    return Figure(match.start(), end, value, "people" if people else noun, "people" if people else "count")


def _number(text: str) -> float | None:
    text = text.replace(",", "")
    if text[0].isdigit():
        return float(text)
    total = 0.0
    words = re.split(r"[- ]", text)
    if len(words) > 1 and words[0] in {"a", "an"} and words[1] not in {"hundred", "dozen"}:
        words = words[1:]
    for word in words:
        value = _SMALL.get(word)
        if value is None:
            return None
        if word in {"hundred", "dozen"}:
            total = (total or 1) * value
        elif not (word in {"a", "an"} and total):
            total += value
    return total
