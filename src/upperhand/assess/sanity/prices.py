"""Amounts of another year put into the money of today, and prices that rose, against consumer prices."""

import re
from collections.abc import Iterator

from upperhand.assess import reference
from upperhand.assess.sanity.figures import Figure
from upperhand.assess.sanity.slip import Slip, at, plain
from upperhand.assess.sanity.text import Reading, Sentence
from upperhand.assess.sanity.words import limits

_COUNTRY = {
    "CNY": "cn", "USD": "us", "EUR": "eu", "GBP": "gb", "JPY": "jp", "HKD": "hk", "TWD": "tw", "KRW": "kr", "INR": "in",
    "AUD": "au", "CAD": "ca", "SGD": "sg", "CHF": "ch", "RUB": "ru", "BRL": "br",
}  # fmt: skip
_YEAR = r"(?:19[6-9]\d|20[0-4]\d)"
_OF_YEAR = re.compile(rf"\s?(?:元|美元|人民币)?,?\s?\(?(?:in|of)\s(?:the\syear\s)?(?P<year>{_YEAR})\b", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"(?:[Ii]n\s)?(?P<year>{_YEAR})(?:年的?|[,’']?s?\s)[^.;。；]{{0,40}}$")
_TODAY = re.compile(
    r"^\s?(?:yuan\s)?(?:in\s(?:today[’']s|current|present-day)\s(?:money|prices|terms|dollars|yuan|pounds|euros|value)"
    r"|at\stoday[’']s\sprices|today\s(?:after|allowing\sfor)\sinflation|after\sadjust\w+\sfor\sinflation)",
    re.IGNORECASE,
)
_TODAY_ZH = re.compile(r"(?:相当于|约合|折合)(?:今天|如今|现在|现时|当前)的?(?:约)?$")


def money_of_today(reading: Reading) -> Iterator[Slip]:
    """An amount of an earlier year and what it is in today's money do not fit the rise of prices between the years.

    Held against consumer prices of the country whose currency it is, in the year the text was written.
    """
    if reading.year is None:
        return
    for sentence in reading.having(
        "today", "inflation", "prices", "present-day", "今天", "如今", "现在", "现时", "当前"
    ):
        money = sentence.of("money")
        for now in money:
            text = sentence.text
            if not (
                _TODAY.match(text, now.end) or _TODAY.match(text[now.end :]) or _TODAY_ZH.search(text[: now.start])
            ):
                continue
            for then in money:
                if then.end <= now.start and then.unit == now.unit and (year := _year_of(sentence, then)):
                    yield from _against_prices(sentence, then, now, year, reading.year)
                    break


def _year_of(sentence: Sentence, figure: Figure) -> int | None:
    found = _OF_YEAR.match(sentence.text, figure.end) or _YEAR_FIRST.search(sentence.text[: figure.start])
    return int(found["year"]) if found else None


def _against_prices(sentence: Sentence, then: Figure, now: Figure, year: int, written: int) -> Iterator[Slip]:
    rise = reference.rise_of_prices(_COUNTRY.get(then.unit, ""), year, written)
    if rise is None or not then.value or not now.value:
        return
    said = now.value / then.value
    if not rise / limits().prices_room <= said <= rise * limits().prices_room:
        yield Slip(
            at(sentence, (then.start, now.end)),
            f"“{then.exact}” of {year} is not “{now.exact}” in the money of {written}.",
            f"{plain(now.value)} / {plain(then.value)} = {said:.3g}; consumer prices rose to {rise:.3g} times those of {year}; "
            f"{plain(then.value)} x {rise:.3g} = {plain(then.value * rise)}",
        )


_ROSE = re.compile(
    rf"\b(?P<place>[A-Z]\w+)(?:n|ese|an|’s|'s)?\s(?:consumer\sprices|prices|price\slevel)\s(?:rose|climbed|went\sup|grew|increased)"
    rf"\s(?:by\s)?(?P<percent>\d+(?:\.\d+)?)\s?(?:%|percent|per\scent)\s(?:between|from)\s(?P<first>{_YEAR})\s(?:and|to)\s(?P<last>{_YEAR})\b"
    rf"|\b(?:[Cc]onsumer\sprices|[Tt]he\sprice\slevel)\sin\s(?P<place2>[A-Z]\w+)\s(?:rose|climbed|went\sup|grew|increased)\s(?:by\s)?"
    rf"(?P<percent2>\d+(?:\.\d+)?)\s?(?:%|percent|per\scent)\s(?:between|from)\s(?P<first2>{_YEAR})\s(?:and|to)\s(?P<last2>{_YEAR})\b"
)


def rise_of_prices(reading: Reading) -> Iterator[Slip]:
    """Consumer prices are said to have risen, between two years, otherwise than the country's index did."""
    for sentence in reading.having("prices", "price level"):
        for match in _ROSE.finditer(sentence.text):
            named = match.groupdict()
            place, percent, first, last = (
                named[name] or named[f"{name}2"] or "" for name in ("place", "percent", "first", "last")
            )
            country = next((id_ for _, _, id_ in reference.places_in(place)), None) or reference.country_meant(place)
            rise = reference.rise_of_prices(country or "", int(first), int(last))
            said = 1 + float(percent) / 100
            if rise and not rise / limits().prices_room <= said <= rise * limits().prices_room:
                yield Slip(
                    at(sentence, match.span()),
                    f"“{match[0]}”: the index of consumer prices says otherwise.",
                    f"1 + {percent}% = {said:.3g}; the index of {last} is {rise:.3g} times that of {first}",
                )
