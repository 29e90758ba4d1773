"""Totals against rates per head and against the people there are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from upperhand.assess import reference
from upperhand.assess.sanity.figures import Figure
from upperhand.assess.sanity.slip import Slip, at, plain, rounded
from upperhand.assess.sanity.text import Reading, Sentence

_COUNTRY = re.compile(
    r"\b(?:nationwide|across the country|in the country|throughout the country|around the country|all "
    r"over the country|the country's|nationally)\b|全国|全國",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Rate:
    sentence: Sentence
    figure: Figure
    place: str | None


def rate_against_total(reading: Reading) -> Iterator[Slip]:
    """A total and a density cannot both be right, given how many people there are.

    A country's total over its population is its mean density, and a mean cannot be above its densest city: 2.6 billion
    cameras
    over 1.41 billion people are some 1,840 per 1,000, where the densest city has 168. A city's total over its density
    says
    how many people must live there, which may differ from the census by its boundaries, but not fivefold.
    """
    rates = [
        _Rate(sentence, rate, _place_before(sentence, rate))
        for sentence in reading.sentences
        for rate in sentence.of("rate")
        if rate.unit and rate.value > 0
    ]
    if rates:
        yield from _means(reading, rates)
        yield from _implied(reading, rates)


def _place_before(sentence: Sentence, figure: Figure) -> str | None:
    """The place that stands last before a figure; else the first after it."""
    found = reference.places_in(sentence.text)
    before = [place for _, end, place in found if end <= figure.start]
    return before[-1] if before else found[0][2] if found else None


def _means(reading: Reading, rates: list[_Rate]) -> Iterator[Slip]:
    for sentence in reading.sentences:
        for total in sentence.of("count"):
            same = [rate for rate in rates if _same_noun(rate.figure.unit, total.unit)]
            country = _whole_country(sentence, total, same) if same else None
            inhabitants = country and reference.people(country, reading.year or 2020)
            if not country or not inhabitants:
                continue
            inside = [
                rate
                for rate in same
                if rate.place and rate.place != country and reference.country_of(rate.place) == country
            ]
            densest = max(inside, key=lambda rate: rate.figure.value, default=None)
            if densest and total.value / inhabitants > 1.05 * densest.figure.value:
                yield _mean_slip(sentence, total, country, inhabitants, densest)


def _mean_slip(sentence: Sentence, total: Figure, country: str, inhabitants: float, densest: _Rate) -> Slip:
    inhabitants = rounded(inhabitants, total.value)
    mean, top = 1000 * total.value / inhabitants, 1000 * densest.figure.value
    return Slip(
        (*at(sentence, (total.start, total.end)), *at(densest.sentence, (densest.figure.start, densest.figure.end))),
        f"“{total.exact} {total.unit}” for a whole country is a mean of {plain(mean)} per 1,000 people, "
        f"against {plain(top)} in "
        f"{(densest.place or '').title()}; a mean cannot be above the highest.",
        f"{plain(total.value)} / {plain(inhabitants)} people ({country.upper()}) = {plain(mean)} per "
        f"1,000 > {plain(top)};"
        f" {plain(top)} per 1,000 would be at most {plain(top * inhabitants / 1000)}",
    )


def _same_noun(left: str, right: str) -> bool:
    return bool(left) and bool(right) and (left == right or left.rstrip("s") == right.rstrip("s"))


def _whole_country(sentence: Sentence, total: Figure, rates: list[_Rate]) -> str | None:
    """The country that a total is said to be for: named, or “across the country”; None where a city stands nearer."""
    found = reference.places_in(sentence.text)
    away = {place: min(abs(start - total.end), abs(total.start - end)) for start, end, place in found}
    nearest = min(away, key=lambda place: away[place], default=None)
    if nearest and away[nearest] < 60 and nearest != "world":
        return nearest if reference.country_of(nearest) == nearest else None
    if not _COUNTRY.search(sentence.text):
        return None
    named = [place for _, _, place in found] + [rate.place for rate in rates if rate.place]
    return next((reference.country_of(place) for place in named if place != "world"), None)


def _implied(reading: Reading, rates: list[_Rate]) -> Iterator[Slip]:
    for rate in rates:
        inhabitants = rate.place and reference.people(rate.place, reading.year or 2020)
        totals = [count for count in rate.sentence.of("count") if _goes_with(rate, count)]
        if not inhabitants or len(totals) != 1:
            continue
        implied = totals[0].value / rate.figure.value
        if not inhabitants / 5 < implied < inhabitants * 5:
            yield Slip(
                at(rate.sentence, (totals[0].start, totals[0].end), (rate.figure.start, rate.figure.end)),
                f"“{totals[0].exact}” at “{rate.figure.exact}” would need {plain(implied)} people; "
                f"{(rate.place or '').title()} has {plain(inhabitants)}.",
                f"{plain(totals[0].value)} / {plain(1000 * rate.figure.value)} x 1,000 = {plain(implied)} people, "
                f"against {plain(inhabitants)}",
            )


def _goes_with(rate: _Rate, count: Figure) -> bool:
    """Whether a count in the rate's sentence is its total: just before it, and of the same thing or of nothing
    named."""
    text = rate.sentence.text
    gap = text[count.end : rate.figure.start]
    if (
        not 0 <= rate.figure.start - count.end <= 60
        or ";" in gap
        or any(place != rate.place for _, _, place in reference.places_in(gap))
    ):
        return False
    return count.value > 1000 and (
        not count.unit or _same_noun(count.unit, rate.figure.unit) or gap.strip().startswith((",", "，"))
    )


_PEOPLE = re.compile(
    r"\s(?:[a-z][\w-]*\s){0,2}?(?:people|users|citizens|residents|inhabitants|netizens|workers|"
    r"employees|consumers|customers|members|party members|adults)\b"
    r"|\s?(?:名|个|位)?(?:人口|网民|網民|用户|居民|公民|党员|黨員|员工|職工|职工)",
    re.IGNORECASE,
)
_EVENTS = re.compile(
    r"\b(?:person-times|visits|trips|accounts|cumulative|over the years|a year|views|times|monthly|"
    r"downloads|globally|worldwide|world)\b|人次|累计|全球|世界",
    re.IGNORECASE,
)


def more_people_than_there_are(reading: Reading) -> Iterator[Slip]:
    """More people of a place are counted than live in it: 2.6 billion users in China."""
    for sentence in reading.sentences:
        for count in sentence.of("count"):
            if count.value < 1e5 or not _PEOPLE.match(sentence.text, count.end) or _EVENTS.search(sentence.text):
                continue
            place = _place_of(sentence, count)
            inhabitants = place and reference.people(place, reading.year or 2020)
            if place and inhabitants and count.value > 1.25 * inhabitants:
                yield Slip(
                    at(sentence, (count.start, count.end)),
                    f"“{count.exact}” people are counted in {place.upper() if len(place) == 2 else place.title()}, "
                    f"where {plain(inhabitants)} live.",
                    f"{plain(count.value)} / {plain(inhabitants)} = {count.value / inhabitants:.2f} for each "
                    f"inhabitant",
                )


def _place_of(sentence: Sentence, count: Figure) -> str | None:
    """The place that the words tie to a count of people: “in China”, “China's”, 中国有."""
    text = sentence.text
    for start, end, place in reference.places_in(text):
        after = (
            re.match(r"(?:\s[\w-]+){0,3}?\s(?:in|of|across|throughout)\s$", text[count.end : start])
            if start >= count.end
            else None
        )
        before = (
            re.match(
                r"(?:(?:\s[a-z]+){1,3}\s|['’]s|\s(?:has|had|counts|counted|now has)|\s?(?:有|共有|已有|拥有|"
                r"的))\s?(?:about\s|some\s|more than\s|over\s|nearly\s|an estimated\s|约|超过|逾|近)?$",
                text[end : count.start],
            )
            if end <= count.start
            else None
        )
        if after or before:
            return place
    return None
