"""The figures and dates of planted slips: each maker draws fields once as they should be and once wrong."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from upperhand.assess import reference

Fields = dict[str, str]
Made = tuple[Fields, Fields]
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CITIES = {"chengdu": "成都", "shenzhen": "深圳", "hangzhou": "杭州", "wuhan": "武汉"}
_COUNTRIES = {
    "cn": ("China", "中国"),
    "jp": ("Japan", "日本"),
    "de": ("Germany", "德国"),
    "sg": ("Singapore", "新加坡"),
}
_COMPANIES = {
    "huawei": ("Huawei", "华为"),
    "tencent": ("Tencent", "腾讯"),
    "hikvision": ("Hikvision", "海康威视"),
    "xiaomi": ("Xiaomi", "小米"),
}
_LAWS = {
    "gdpr": ("GDPR", "通用数据保护条例"),
    "data-security-law": ("Data Security Law", "数据安全法"),
    "cybersecurity-law": ("Cybersecurity Law", "网络安全法"),
}


def english(value: float) -> str:
    """2600000000 as 2.6 billion."""
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= size:
            return f"{value / size:.4g} {name}"
    return f"{value:,.0f}"


def chinese(value: float) -> str:
    """2600000000 as 26亿."""
    for size, name in ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")):
        if value >= size:
            return f"{value / size:.4g}{name}"
    return f"{value:.0f}"


def currencies(draw: random.Random, year: int) -> Made:
    """Yuan and dollars; wrong by a scale, or by half as much again."""
    yuan = round(draw.uniform(1, 90), 1) * 10 ** draw.choice((6, 7, 8, 9))
    dollars = float(f"{yuan / (reference.value('exchange', 'CNY', year) or 7):.2g}")
    wrong = float(f"{dollars * draw.choice((1000, 0.001, 10, 0.1, 0.5, 2)):.2g}")
    first = {"cny": english(yuan), "cny_zh": chinese(yuan)}
    return (
        first | {"usd": f"${english(dollars)}", "usd_zh": chinese(dollars)},
        first | {"usd": f"${english(wrong)}", "usd_zh": chinese(wrong)},
    )


def share(draw: random.Random, year: int) -> Made:
    """A share under and over 100."""
    right = draw.randint(5, 99)
    return {"share": str(right)}, {"share": str(right + draw.choice((100, 120, 200)))}


def part(draw: random.Random, year: int) -> Made:
    """A part and its whole; wrong the other way round."""
    whole = draw.randint(20, 400)
    less = draw.randint(2, whole - 5)
    return {"part": str(less), "whole": str(whole)}, {"part": str(whole), "whole": str(less)}


def parts(draw: random.Random, year: int) -> Made:
    """Three shares of one whole; wrong by ten to forty points too many."""
    a, b = draw.randint(20, 45), draw.randint(10, 35)
    rest = 100 - a - b
    return {"a": str(a), "b": str(b), "c": str(rest)}, {"a": str(a), "b": str(b), "c": str(rest + draw.randint(10, 40))}


def fraction(draw: random.Random, year: int) -> Made:
    """A fraction in words and in percent; wrong by eight points or more."""
    word, zh, value = draw.choice(
        (
            ("half", "一半", 50.0),
            ("a third", "三分之一", 100 / 3),
            ("two-thirds", "三分之二", 200 / 3),
            ("a quarter", "四分之一", 25.0),
        )
    )
    right = round(value + draw.uniform(-1.5, 1.5), 1)
    wrong = round(value + draw.choice((-1, 1)) * draw.uniform(8, 20), 1)
    words = {"fraction": word, "fraction_cap": word.capitalize(), "fraction_zh": zh}
    return words | {"percent": f"{right:g}"}, words | {"percent": f"{wrong:g}"}


def percentage(draw: random.Random, year: int) -> Made:
    """A part, a whole and the percentage; wrong by ten points or more."""
    whole = draw.randint(40, 300)
    less = draw.randint(8, whole // 2)
    right = round(100 * less / whole)
    first = {"part": str(less), "whole": str(whole)}
    return first | {"percent": str(right)}, first | {"percent": str(right + draw.randint(10, 35))}


def density(draw: random.Random, year: int) -> Made:
    """A city's total and density; wrong by a scale."""
    city = draw.choice(sorted(_CITIES))
    per = draw.randint(20, 150)
    total = per / 1000 * (reference.people(city, year) or 1e7) * draw.uniform(0.7, 1.2)
    wrong = total * draw.choice((1000, 0.01, 10))
    first = {"city": city.title(), "city_zh": _CITIES[city], "rate": str(per)}
    return tuple(
        first | {"total": english(float(f"{each:.2g}")), "total_zh": chinese(float(f"{each:.2g}"))}
        for each in (total, wrong)
    )  # type: ignore[return-value]


def mean(draw: random.Random, year: int) -> Made:
    """The densest city and the country's total; wrong by a scale."""
    city = draw.choice(sorted(_CITIES))
    per = draw.randint(100, 170)
    total = per / 1000 * (reference.people("cn", year) or 1.4e9) * draw.uniform(0.2, 0.7)
    first = {"city": city.title(), "city_zh": _CITIES[city], "rate": str(per)}
    return tuple(
        first | {"total": english(float(f"{each:.2g}")), "total_zh": chinese(float(f"{each:.2g}"))}
        for each in (total, total * 10)
    )  # type: ignore[return-value]


def people(draw: random.Random, year: int) -> Made:
    """People of a country; wrong by a scale."""
    country = draw.choice(sorted(_COUNTRIES))
    right = (reference.people(country, year) or 1e7) * draw.uniform(0.2, 0.8)
    names = {"country": _COUNTRIES[country][0], "country_zh": _COUNTRIES[country][1]}
    return tuple(
        names | {"people": english(float(f"{each:.2g}")), "people_zh": chinese(float(f"{each:.2g}"))}
        for each in (right, right * 10)
    )  # type: ignore[return-value]


def scale(draw: random.Random, year: int) -> Made:
    """One amount told twice; wrong a thousand (or ten thousand) times as small."""
    digits = draw.randint(111, 989)
    digits += digits % 10 == 0
    big, small = f"{digits / 100:g} billion", f"{digits / 100:g} million"
    big_zh, small_zh = f"{digits / 10:g}亿", f"{digits / 10:g}万"
    return {"big": big, "small": big, "big_zh": big_zh, "small_zh": big_zh}, {
        "big": big,
        "small": small,
        "big_zh": big_zh,
        "small_zh": small_zh,
    }


def growth(draw: random.Random, year: int) -> Made:
    """Growth in percent between two values; wrong by half of it and twenty points."""
    low, percent = draw.randint(20, 80), draw.randint(10, 90)
    high = round(low * (1 + percent / 100))
    first = {"low": str(low), "high": str(high)}
    return first | {"percent": str(round(100 * (high / low - 1)))}, first | {"percent": str(round(percent * 1.5 + 20))}


def multiple(draw: random.Random, year: int) -> Made:
    """Doubled, tripled, tenfold; wrong by half."""
    word, times = draw.choice((("doubled", 2.0), ("tripled", 3.0), ("quadrupled", 4.0), ("grew tenfold", 10.0)))
    low = draw.randint(2, 30)
    right, wrong = low * times, low * times * draw.choice((0.4, 1.9))
    return {"multiplied": word, "low": str(low), "high": f"{right:g}"}, {
        "multiplied": word,
        "low": str(low),
        "high": f"{wrong:.3g}",
    }


def sum(draw: random.Random, year: int) -> Made:
    """Parts and their total; wrong by a tenth or more."""
    a, b, c = (draw.randint(12, 90) for _ in range(3))
    off = draw.choice((-1, 1)) * draw.randint(8, 20)
    first = {"a": str(a), "b": str(b), "c": str(c)}
    return first | {"total": str(a + b), "total_c": str(a + b + c)}, first | {
        "total": str(a + b + off),
        "total_c": str(a + b + c + off),
    }


def whole(draw: random.Random, year: int) -> Made:
    """A part, its share and the whole; wrong by a half or more."""
    all, percent = draw.randint(20, 200), draw.randint(10, 60)
    some = all * percent / 100
    wrong = percent * draw.choice((0.5, 1.6))
    first = {"whole": str(all), "part": f"{some:.3g}"}
    return first | {"percent": str(percent)}, first | {"percent": f"{wrong:.3g}"}


def output(draw: random.Random, year: int) -> Made:
    """An amount as a share of China's GDP; wrong by a scale."""
    gdp = (reference.value("gdp", "cn", year) or 1e4) * 1e9 * (reference.value("exchange", "CNY", year) or 7)
    percent = round(draw.uniform(0.2, 5), 1)
    amount = gdp * percent / 100
    first = {"percent": f"{percent:g}"}
    return tuple(
        first | {"amount": english(float(f"{each:.3g}")), "amount_zh": chinese(float(f"{each:.3g}"))}
        for each in (amount, amount * draw.choice((10, 0.1, 1000)))
    )  # type: ignore[return-value]


def fine(draw: random.Random, year: int) -> Made:
    """A fine in billions of yuan; wrong in trillions."""
    amount = round(draw.uniform(1, 60), 1) * 1e9
    return tuple({"amount": english(each), "amount_zh": chinese(each)} for each in (amount, amount * 1000))  # type: ignore[return-value]


def day(draw: random.Random, year: int) -> Made:
    """A day of a month of thirty days; wrong its thirty-first."""
    month = draw.choice((4, 6, 9, 11))
    first = {"month": _MONTHS[month - 1], "m": str(month), "year": str(year - 1)}
    return first | {"day": str(draw.randint(1, 30))}, first | {"day": "31"}


def weekday(draw: random.Random, year: int) -> Made:
    """A day with its day of the week; wrong by one to six days."""
    when = date(year - 1, 1, 1) + timedelta(days=draw.randint(0, 364))
    first = {"day": str(when.day), "month": _MONTHS[when.month - 1], "m": str(when.month), "year": str(when.year)}
    true, other = when.weekday(), (when.weekday() + draw.randint(1, 6)) % 7
    return first | {"weekday": _WEEKDAYS[true], "weekday_zh": "一二三四五六日"[true]}, first | {
        "weekday": _WEEKDAYS[other],
        "weekday_zh": "一二三四五六日"[other],
    }


def span(draw: random.Random, year: int) -> Made:
    """Two years in order; wrong the other way round."""
    first = year - draw.randint(8, 15)
    last = first + draw.randint(2, 7)
    return {"first": str(first), "last": str(last)}, {"first": str(last), "last": str(first)}


def later(draw: random.Random, year: int) -> Made:
    """A day before the document; wrong one or more years after it."""
    month, number = draw.randint(1, 12), str(draw.randint(1, 28))
    first = {"day": number, "month": _MONTHS[month - 1], "m": str(month)}
    return first | {"year": str(year - 1)}, first | {"year": str(year + draw.randint(2, 4))}


def founded(draw: random.Random, year: int) -> Made:
    """The year of a founding; wrong by three to twelve years."""
    id = draw.choice(sorted(_COMPANIES))
    true = reference.founding_years()[id]
    first = {"company": _COMPANIES[id][0], "company_zh": _COMPANIES[id][1]}
    return first | {"founded": str(true)}, first | {"founded": str(true + draw.choice((-1, 1)) * draw.randint(3, 7))}


def acted(draw: random.Random, year: int) -> Made:
    """Something that a company did after its founding; wrong before it."""
    id = draw.choice(sorted(_COMPANIES))
    true = reference.founding_years()[id]
    first = {"company": _COMPANIES[id][0]}
    return first | {"year": str(true + draw.randint(1, 6))}, first | {"year": str(true - draw.randint(2, 12))}


def law(draw: random.Random, year: int) -> Made:
    """When a law took effect; wrong by one to three years."""
    id = draw.choice(sorted(_LAWS))
    true = next(event.date for event in reference.dates().events if event.id == id)
    first = {
        "law": _LAWS[id][0],
        "law_zh": _LAWS[id][1],
        "month": _MONTHS[int(true[5:7]) - 1],
        "m": str(int(true[5:7])),
    }
    return first | {"year": true[:4]}, first | {"year": str(int(true[:4]) - draw.randint(1, 3))}


MAKERS: dict[str, Callable[[random.Random, int], Made]] = {
    maker.__name__: maker
    for maker in (
        currencies,
        share,
        part,
        parts,
        fraction,
        percentage,
        density,
        mean,
        people,
        scale,
        growth,
        multiple,
        sum,
        whole,
        output,
        fine,
        day,
        weekday,
        span,
        later,
        founded,
        acted,
        law,
    )
}
