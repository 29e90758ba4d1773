"""Amounts of money: in two currencies, as shares of a whole, and against the size of the world."""

import re
from collections.abc import Iterator
from itertools import pairwise

from upperhand.assess import reference
from upperhand.assess.sanity.figures import Figure
from upperhand.assess.sanity.slip import Slip, at, plain
from upperhand.assess.sanity.text import Reading, Sentence
from upperhand.assess.sanity.words import limits

_SAME = re.compile(
    r"\s?[(（\[]\s?(?:about|around|some|roughly|approximately|approx\.?|or|that is|that's|then|over|"
    r"nearly|more than|equal to|equivalent to|worth|at the time|约|約|合|折合|约合|約合|相当于|即|逾|近)?[\s:=~≈]*$"
    r"|\s[–—-]\s(?:about\s|around\s|some\s|roughly\s|nearly\s)?$"
    r"|(?:\s(?!and\b|plus\b|with\b|from\b|to\b)[a-z]+){0,4},?\s(?:worth|valued at|which was|which "
    r"made|that was|which equals|i\.e\.)\s(?:about\s|around\s|some\s|roughly\s|nearly\s)?$"
    r"|,?\s(?:or|which is|that is|equivalent to|the equivalent of|equal to|some)\s(?:about\s|around\s|"
    r"some\s|roughly\s|nearly\s|approximately\s|just over\s|more than\s|over\s)*$"
    r"|[，,]?\s?(?:约合|約合|折合|相当于|合)(?:约|約)?$",
    re.IGNORECASE,
)


_ELSEWHERE = re.compile(r"[)）;；]|\b(?:but|and|while)\b")


def amounts_in_two_currencies(reading: Reading) -> Iterator[Slip]:
    """One amount told in two currencies does not come out: “10.5 billion yuan ($1.6 million)”.

    Holds the ratio against the yearly mean exchange rates of the years that the text speaks of (those it names, and
    the year it was written; all years where it names none), with room for a rate of another day. A ratio that is off by
    a power of ten is a slip of million and billion, or of 万 and 亿.
    """
    for sentence in reading.sentences:
        money = sentence.of("money")
        for left, right in pairwise(money):
            gap = sentence.text[left.end : right.start]
            if left.unit != right.unit and _SAME.search(gap) and not _ELSEWHERE.search(gap) and len(gap) < 45:
                yield from _compare(reading, sentence, left, right)


def _compare(reading: Reading, sentence: Sentence, left: Figure, right: Figure) -> Iterator[Slip]:
    if "$" in left.exact[:1] + right.exact[:1] and re.search(
        r"Hong Kong|Taiwan|Australia|Canad|Singapore|New Zealand", reading.document.text
    ):
        return  # a bare dollar sign may be theirs
    named = [year for year in reading.years if year <= (reading.year or 2100)]
    last = reading.year or (named[-1] if named else 2024)
    first = min([last, *(year for year in named if year >= 1990)]) if (named or reading.year) else 1990
    rates = [reference.rates(figure.unit, first, last) for figure in (left, right)]
    if rates[0] is None or rates[1] is None or not right.value or not left.value:
        return
    low, high = rates[0][0] / rates[1][1], rates[0][1] / rates[1][0]
    said = left.value / right.value
    price = max(left.value, right.value) < 1000  # prices in two markets are no rate of exchange
    room = limits().exchange_room + left.step / left.value + right.step / right.value
    if low / room <= said <= high * room:
        return
    off = max(said / high, low / said)
    if price and off < 8:
        return
    kind = "a slip of scale: " if off >= 8 else ""
    usual = f"{low:.3g}" if high / low < 1.03 else f"{low:.3g} to {high:.3g}"
    yield Slip(
        at(sentence, (left.start, right.end)),
        f"“{left.exact}” and “{right.exact}” are told as one amount and are not: {kind}one is off by a "
        f"factor of about {plain(off)}.",
        f"{plain(left.value)} {left.unit} / {plain(right.value)} {right.unit} = {said:.3g}; the rate was "
        f"{usual} ({first} to {last})",
    )


_OF_GDP = re.compile(
    r"\sof\s(?:[\w'’]+\s){0,3}?(?:GDP|gross domestic product)\b|\s?的?(?:国内生产总值|GDP)", re.IGNORECASE
)
_GDP_BEFORE = re.compile(r"占[\u4e00-\u9fff]{0,8}(?:国内生产总值|GDP)的(?:约|近)?$")
_EQUAL = re.compile(
    r"(?:equal|equivalent|amount\w*|correspond\w*|represent\w*|or|about|some|roughly|nearly|over|占|相当于)",
    re.IGNORECASE,
)


def share_of_output(reading: Reading) -> Iterator[Slip]:
    """An amount and its share of a country's output imply an output that the country does not have.

    “37 trillion yuan, or 3% of China's GDP” implies 1,233 trillion yuan; the country's GDP by the World Bank is some
    100 trillion.
    """
    for sentence in reading.sentences:
        for share in sentence.of("percent"):
            country = _country_of_gdp(sentence, share)
            amounts = [figure for figure in sentence.of("money") if abs(figure.start - share.start) < 80]
            if not country or len(amounts) != 1 or not share.value:
                continue
            gap = sentence.text[min(amounts[0].end, share.end) : max(amounts[0].start, share.start)]
            output = _output(country, amounts[0].unit, reading)
            if output and _EQUAL.search(gap) and not _near(amounts[0].value / share.value * 100, *output):
                yield _output_slip(sentence, amounts[0], share, country, output[1])


def _country_of_gdp(sentence: Sentence, share: Figure) -> str | None:
    match = _OF_GDP.match(sentence.text, share.end) or _GDP_BEFORE.search(sentence.text[: share.start])
    if not match:
        return None
    if adjective := reference.country_meant(match[0]):
        return adjective
    found = [
        place
        for start, _, place in reference.places_in(sentence.text)
        if abs(start - share.end) < 40 or match.start() <= start < match.end()
    ]
    return reference.country_of(found[0]) if found and found[0] == reference.country_of(found[0]) else None


def _output(country: str, currency: str, reading: Reading) -> tuple[float, float] | None:
    """A country's lowest and highest yearly output, in a currency, over the years the text speaks of."""
    last = reading.year or max(reading.years, default=2023)
    first = min([last, *(year for year in reading.years if year >= 1990)])
    found = []
    for year in range(first, last + 1):
        dollars, rate = reference.value("gdp", country, year), reference.value("exchange", currency, year)
        if dollars and rate:
            found.append(dollars * 1e9 * rate)
    return (min(found), max(found)) if found else None


def _near(value: float, low: float, high: float) -> bool:
    return low / limits().output_room <= value <= high * limits().output_room


def _output_slip(sentence: Sentence, amount: Figure, share: Figure, country: str, output: float) -> Slip:
    implied = amount.value / share.value * 100
    return Slip(
        at(sentence, (min(amount.start, share.start), max(amount.end, share.end))),
        f"“{amount.exact}” as {share.value:g}% of output implies a GDP of {plain(implied)} {amount.unit}; "
        f"that of {country.upper()} was at most {plain(output)}.",
        f"{plain(amount.value)} / {share.value:g}% = {plain(implied)} {amount.unit}, against {plain(output)}",
    )


_REVENUE_SHARE = re.compile(
    r"\sof\s(?:the\s|its\s|their\s)?(?:company['’]s\s|group['’]s\s|firm['’]s\s)?(?:total\s|overall\s|"
    r"annual\s|net\s)?(?P<what>revenues?|sales|turnover|assets|profits?|income)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:total|overall|group|annual|full-year|its|whose)\s(?:[\w-]+\s){0,2}?(?P<what>revenues?|"
    r"sales|turnover|assets|profits?|income)\s(?:of|was|were|came to|reached|totalled|totaled|stood "
    r"at|at|amounted to)\s(?:about\s|around\s|some\s|nearly\s|over\s)?$",
    re.IGNORECASE,
)
_OUT_OF_WHOLE = re.compile(
    r"\s(?:in|of)\s(?:total\s|overall\s|annual\s|group\s)?(?P<what>revenues?|sales|turnover|assets|profits?|income)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:^|[,:;(]\s?)?\s?(?:[\w-]+\s){0,6}?[,(]?\s?(?:\b(?:or|representing|making up|accounting for|"
    r"which is|equal to|equivalent to|i\.e\.)\s(?:about\s|around\s|some\s|nearly\s|roughly\s)?|"
    r"(?<=[(]))$",
    re.IGNORECASE,
)


def share_of_a_stated_whole(reading: Reading) -> Iterator[Slip]:
    """An amount and its share imply a whole other than the one the text gives.

    “42 billion yuan, representing 43.57% of total revenue” implies 96.4 billion; a text that puts total revenue at 57.7
    billion
    in the same or a neighbouring sentence contradicts it.
    """
    for before, sentence, after in zip(
        (None, *reading.sentences), reading.sentences, (*reading.sentences[1:], None), strict=False
    ):
        for share in sentence.of("percent"):
            said = _REVENUE_SHARE.match(sentence.text, share.end)
            part = said and _amount_before(sentence, share)
            if not said or not part or not 0 < share.value <= 100:
                continue
            for near in (sentence, before, after):
                whole = near and _whole(near, said["what"], part)
                if near and whole and not 1 / 1.15 < part.value / share.value * 100 / whole.value < 1.15:
                    implied = part.value / share.value * 100
                    yield Slip(
                        (*at(sentence, (part.start, share.end)), *at(near, (whole.start, whole.end))),
                        f"“{part.exact}” as {share.value:g}% implies a whole of {plain(implied)} {part.unit}; the text "
                        f"gives “{whole.exact}”.",
                        f"{plain(part.value)} / {share.value:g}% = {plain(implied)} {part.unit}, against "
                        f"{plain(whole.value)}",
                    )
                    break


def _amount_before(sentence: Sentence, share: Figure) -> Figure | None:
    amounts = [figure for figure in sentence.of("money") if 0 <= share.start - figure.end < 60]
    return amounts[-1] if amounts and _PART.fullmatch(sentence.text[amounts[-1].end : share.start]) else None


def _whole(sentence: Sentence, what: str, part: Figure) -> Figure | None:
    for figure in sentence.of("money"):
        match = _WHOLE.search(sentence.text[: figure.start]) or _OUT_OF_WHOLE.match(
            sentence.text[max(0, figure.start - 3) :], 3 + figure.end - figure.start
        )
        if (
            match
            and match["what"].rstrip("s").lower() == what.rstrip("s").lower()
            and figure.unit == part.unit
            and figure != part
        ):
            return figure
    return None


_FINE = re.compile(r"\b(?:fin(?:e|es|ed)|penalty|penalties)\b|罚款|罰款|处罚|罚金|被罚|罚没", re.IGNORECASE)
_RAISE = re.compile(
    r"\b(?:IPO|initial public offering|public offering|listing|float|flotation)\b|上市|首次公开", re.IGNORECASE
)
_MANY = re.compile(
    r"\b(?:market value|worth|capitali[sz]ation|combined|total(?:s|led|ing)?|together|altogether|"
    r"stocks|sector|industry|wiped|GDP|economy|trade|assets|valuation|valued)\b|市值|总值|估值|资产|合计|累计|经济",
    re.IGNORECASE,
)


def larger_than_the_world(reading: Reading) -> Iterator[Slip]:
    """A fine or an offering larger than any can be, held against the output of the world in that year.

    The share of world output that is still possible stands in `data/sanity.toml`; it is several times the record.
    """
    year = reading.year or 2023
    output = reference.value("gdp", "world", year) or 0.0
    for sentence in reading.sentences:
        for amount in sentence.of("money"):
            rate = reference.value("exchange", amount.unit, year)
            share = amount.value / rate / output / 1e9 if rate and output else 0.0
            if share <= min(limits().fine, limits().offering) or _MANY.search(sentence.text):
                continue
            for pattern, most, what in ((_FINE, limits().fine, "fine"), (_RAISE, limits().offering, "offering")):
                if share > most and pattern.search(sentence.text):
                    yield Slip(
                        at(sentence, (amount.start, amount.end)),
                        f"“{amount.exact}” is more than a {what} can be: {100 * share:.2g}% of what the world makes in a "
                        f"year.",
                        f"{plain(amount.value)} {amount.unit} / {rate:g} = {plain(share * output * 1e9)} USD; world output "
                        f"{plain(output * 1e9)} USD x {most:g} = {plain(most * output * 1e9)}",
                    )


_DIGITS = re.compile(r"\d[\d,.]*")
_SCALED = re.compile(r"[a-z万亿萬億]")
_MEANT = re.compile(r"\b(?:the|this|that|these|those|its|same)\s$|[这该此上述][笔筆]?$", re.IGNORECASE)


def same_digits_other_scale(reading: Reading) -> Iterator[Slip]:
    """The same digits stand once with million and once with billion (万 and 亿) in one text.

    18.23 billion yuan in one sentence and 18.23 million yuan in another are one amount, mistold once. Four digits are taken
    for the same amount anywhere; three only where the second sentence speaks of “the” or “these” 18.2 million.
    """
    seen: dict[tuple[str, str], tuple[Sentence, Figure]] = {}
    for sentence in reading.sentences:
        for figure in sentence.of("money"):
            digits = _significant(figure)
            if len(digits) < 3 or figure.value < 1e5:
                continue
            where, first = seen.setdefault((digits, figure.unit), (sentence, figure))
            ratio = max(first.value, figure.value) / min(first.value, figure.value)
            same = len(digits) > 3 or _MEANT.search(sentence.text[: figure.start])
            if ratio > 50 and same and _SCALED.search(first.exact) and _SCALED.search(figure.exact):
                yield Slip(
                    (*at(where, (first.start, first.end)), *at(sentence, (figure.start, figure.end))),
                    f"“{first.exact}” and “{figure.exact}” have the same digits and another scale; one is likely a slip.",
                    f"{plain(first.value)} / {plain(figure.value)} = {plain(first.value / figure.value)}",
                )


def _significant(figure: Figure) -> str:
    digits = _DIGITS.search(figure.exact)
    return digits[0].replace(",", "").replace(".", "").strip("0") if digits else ""
