"""Dates that cannot be: no such day, before a founding, after the document, beside the known day of a law."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from upperhand.assess import reference
from upperhand.assess.sanity.days import MONTH, days, month_number
from upperhand.assess.sanity.slip import Slip, at
from upperhand.assess.sanity.text import Reading, Sentence
from upperhand.assess.sanity.words import limits

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def no_such_day(reading: Reading) -> Iterator[Slip]:
    """The calendar has no such day, or it fell on another day of the week: 31 June 2021; Monday, 5 March 2021."""
    for sentence in reading.sentences:
        for day in days(sentence.text):
            if not day.real:
                yield Slip(
                    at(sentence, (day.start, day.end)),
                    f"“{day.exact}”: the calendar has no such day.",
                    f"{day.iso} does not exist",
                )
            elif day.weekday is not None and (true := date.fromisoformat(day.iso).weekday()) != day.weekday:
                yield Slip(
                    at(sentence, (day.start, day.end)),
                    f"“{day.exact}”: that day was a {_NAMES[true]}.",
                    f"{day.iso} is a {_NAMES[true]}, not a {_NAMES[day.weekday]}",
                )


_SPAN = re.compile(
    r"\b(?:between|from)\s(?P<first>(?:19|20)\d\d)\s(?:and|to|until|through)\s(?P<last>(?:19|"
    r"20)\d\d)\b(?!\s(?:people|employees|members|yuan|dollars|users))|(?:[,(]\s?|\bduring\s|\bin\s|"
    r"\bof\s)(?P<first2>(?:19|20)\d\d)\s?(?:–|—|-|\sto\s|\suntil\s)\s?(?P<last2>(?:19|"
    r"20)\d\d)(?![\d/-])|(?P<zh1>(?:19|20)\d\d)年?(?:至|到|—|-)(?P<zh2>(?:19|20)\d\d)年(?!前)",
    re.IGNORECASE,
)
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")


def span_ends_before_it_begins(reading: Reading) -> Iterator[Slip]:
    """A span of years ends before it begins: from 2019 to 2012."""
    for sentence in reading.sentences:
        for match in _SPAN.finditer(sentence.text) if len(_ANY_YEAR.findall(sentence.text)) > 1 else ():
            first, last = (
                int(match["first"] or match["first2"] or match["zh1"]),
                int(match["last"] or match["last2"] or match["zh2"]),
            )
            if last < first and not re.search(
                r"\b(?:back|backdat|reverse|compar|differ|contrast|moved|postpon|brought forward|down)\w*",
                sentence.text,
                re.IGNORECASE,
            ):
                yield Slip(at(sentence, match.span()), f"“{match[0]}” ends before it begins.", f"{last} < {first}")


_PAST = re.compile(
    r"\b(?:was|were|had|has been|have been|did|said|announced|fined|signed|issued|published|took|won|"
    r"gave|paid|sold|bought|lost|came|went|began|made|left|fell|rose|became|met|sent|told|got|held|"
    r"found|brought|ran|broke|cut|set|\w{3,}ed)\b|了|已于|已经|曾",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|would|shall|until|till|by|due|expir\w*|plan(?:s|ned|ning)?|target\w*|deadline|"
    r"scheduled|expect\w*|forecast\w*|project\w*|aim\w*|through|before|from|starting|effective|"
    r"proposed|set for|set to|to be|(?-i:may)|could|mature\w*"
    r"|term|valid|extend\w*|postpone\w*|delay\w*|next|coming|future|ahead|goal|updated|retrieved|"
    r"accessed|corrected|editor|copyright)\b|将|將|计划|計劃|预计|预期|至|前|到期|起|拟|擬|届满|更新|目标|力争|实施|施行|生效",
    re.IGNORECASE,
)


def after_the_document(reading: Reading) -> Iterator[Slip]:
    """Something is told as past, on a day after the document came out.

    Only full dates in sentences in the past tense with nothing that looks ahead, more than a month after the
    publication.
    """
    if not reading.published or len(reading.published) < 10:
        return
    latest = (date.fromisoformat(reading.published) + timedelta(days=limits().days_after)).isoformat()
    for sentence in reading.sentences:
        for day in days(sentence.text):
            if day.real and day.iso > latest and _PAST.search(sentence.text) and not _AHEAD.search(sentence.text):
                yield Slip(
                    at(sentence, (day.start, day.end)),
                    f"“{day.exact}” is told as past in a document of {reading.published}.",
                    f"{day.iso} > {reading.published}",
                )


_FOUNDING = (
    "ounded",
    "stablished",
    "et up",
    "ncorporated",
    "tarted",
    "成立",
    "创立",
    "創立",
    "创办",
    "創辦",
    "ounding",
)
_FOUNDED = (
    r"(?:was\s|were\s|is\s)?(?:first\s|originally\s)?(?:founded|established|set up|incorporated|"
    r"started)\s(?:by\s(?:[\w.’'-]+\s){1,5})?in\s(?:(?:the\s)?(?:spring|summer|autumn|fall|"
    r"winter)\sof\s)?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"


@cache
def _founding_patterns() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    ids = {name.casefold(): each.id for each in reference.dates().founded for name in each.names}
    names = reference.words_pattern(ids).pattern
    founded = re.compile(
        rf"(?P<name>{names})(?:,)?\s{_FOUNDED}(?:{MONTH}\s)?{_YEAR}|(?P<zh>{names})(?:公司|集团)?(?:成立|创立|創立|"
        rf"创办|創辦)于(?P<zhyear>(?:19|20)\d\d)年?|^\W*(?:Since\s(?:it\swas\s|its\s)?)?(?:[Ff]ounded|"
        rf"[Ff]ounding|[Ee]stablished|[Ss]et up)\sin\s(?P<year0>(?:19|20)\d\d),\s(?P<name0>{names})\b|"
        rf"(?P<zh2>{names})(?:公司|集团)?于?(?P<zhyear2>(?:19|20)\d\d)年(?:正式)?(?:成立|创立|創立|创办)(?![了的]|党)",
        re.IGNORECASE,
    )
    acted = re.compile(
        rf"^\W*(?:\w+\s)?In\s(?:{MONTH}\s)?{_YEAR},?\s(?P<name>{names})(?:\s\w+ly)?\s\w+|"
        rf"^\W*(?P<name0>{names})\s(?:\w+ed|set up|won|sold|bought|built|"
        rf"began)\s[^,;:.]{{3,60}}?\sin\s(?:{MONTH}\s)?(?P<year0>(?:19|20)\d\d)(?=[.,])",
        re.IGNORECASE,
    )
    return founded, acted, ids


def founded_otherwise(reading: Reading) -> Iterator[Slip]:
    """A company is said to have been founded in a year other than the known one, by two years or more."""
    founded, _, ids = _founding_patterns()
    known = reference.founding_years()
    for sentence in reading.having(*_FOUNDING):
        for match in founded.finditer(sentence.text):
            name = match["name"] or match["name0"] or match["zh"] or match["zh2"]
            year = int(match["year"] or match["year0"] or match["zhyear"] or match["zhyear2"])
            true = known[ids[name.casefold()]]
            if abs(year - true) >= 2:
                yield Slip(
                    at(sentence, match.span()),
                    f"{name} was founded in {true}, not in {year}.",
                    f"{year} - {true} = {year - true} years",
                )


def before_the_founding(reading: Reading) -> Iterator[Slip]:
    """A company does something, or something befalls it, before it was founded.

    The year must stand in the words themselves: “In 1995, Alibaba agreed …”. The founding year is that of the
    reference,
    or what the document itself gives.
    """
    _, acted, ids = _founding_patterns()
    known = dict(reference.founding_years())
    for sentence in reading.sentences:
        for match in acted.finditer(sentence.text):
            name, year = match["name"] or match["name0"], int(match["year"] or match["year0"])
            true = known[ids[name.casefold()]]
            if year < true and not re.search(
                r"founder|founded by|predecessor|parent|forerunner|later", sentence.text, re.IGNORECASE
            ):
                yield Slip(
                    at(sentence, match.span()),
                    f"{name} was founded in {true}; the sentence has it act in {year}.",
                    f"{year} < {true}",
                )
    yield from _own_founding(reading)


_OWN = re.compile(rf"^\W*(?P<name>[A-Z][\w&.-]*(?:\s[A-Z][\w&.-]*){{0,3}})(?:,)?\s{_FOUNDED}(?:{MONTH}\s)?{_YEAR}")


def _own_founding(reading: Reading) -> Iterator[Slip]:
    """The same by what the document itself says of a founding."""
    own: dict[str, tuple[int, Sentence, tuple[int, int]]] = {}
    for sentence in reading.having(*_FOUNDING):
        if match := _OWN.search(sentence.text):
            own[match["name"].split()[0]] = (int(match["year"]), sentence, match.span())
    for name, (year, where, span) in own.items():
        if name.casefold() in _known_first_words() or name in {"The", "It", "This", "A"}:
            continue
        acted = re.compile(rf"^\W*In\s(?:{MONTH}\s)?{_YEAR},?\s{re.escape(name)}\s")
        for sentence in reading.sentences:
            if (match := acted.search(sentence.text)) and int(match["year"]) < year:
                yield Slip(
                    (*at(where, span), *at(sentence, match.span())),
                    f"{name} acts in {match['year']}, and by the same document was founded in {year}.",
                    f"{match['year']} < {year}",
                )


@cache
def _known_first_words() -> frozenset[str]:
    return frozenset(name.casefold().split()[0] for each in reference.dates().founded for name in each.names)


_TOOK = (
    r"(?:(?:which|that)\s)?(?:has\s|have\s|had\s)?(?:went|gone|came|come|comes|took|taken|takes|"
    r"entered|enters|entering|been)\s(?:in(?:to)?|in|legal)?\s?(?:effect|force|effective)\s?(?:only\s|"
    r"just\s)?"
)
_WHEN = (
    rf"(?:(?P<which>last|this|earlier\sthis)\s(?P<what>{MONTH}|year|month)\b|(?:in|since|"
    rf"on)\s(?:(?P<day>\d{{1,2}})\s)?(?:(?P<month>{MONTH})\.?\s(?:\d{{1,2}},?\s)?)?{_YEAR})"
)


@cache
def _law_pattern() -> tuple[re.Pattern[str], dict[str, reference.Event]]:
    events = {name.casefold(): event for event in reference.dates().events for name in event.names}
    names = reference.words_pattern({name: event.id for name, event in events.items()}).pattern
    return re.compile(
        rf"(?P<name>{names})(?:\s?[(（][^)）]{{1,40}}[)）])?,?\s{_TOOK}{_WHEN}"
        rf"|\bIn\s(?:(?P<month2>{MONTH})\s)?(?P<year2>(?:19|"
        rf"20)\d\d),?\swhen\sthe\s(?P<name2>{names})\s{_TOOK.replace('just', 'merely')}"
        rf"|(?P<name3>{names})[》」]?[已]?[于於自从從](?P<year3>(?:19|"
        rf"20)\d\d)年(?:(?P<month3>\d{{1,2}})月)?(?:\d{{1,2}}日)?(?:起)?(?:正式)?(?:施行|实施|實施|生效)",
        re.IGNORECASE,
    ), events


def law_beside_its_day(reading: Reading) -> Iterator[Slip]:
    """A law is said to have taken effect at a time other than the known one.

    “The GDPR, which went into effect last May”, in a text that knows 2020, puts 25 May 2018 into 2019 or 2020. “Last
    May” is
    read both as the May last past and as that of the year before, counted from the publication or, without it, from the
    last year that the text names; a slip fits neither.
    """
    pattern, events = _law_pattern()
    for sentence in reading.having("effect", "force", "施行", "实施", "實施", "生效"):
        for match in pattern.finditer(sentence.text):
            name = match["name"] or match["name2"] or match["name3"]
            event = events[name.casefold()]
            told = _told(match, reading)
            true = {event.date[:7], *map(str, event.amended)}
            if told and not any(month[: len(known)] == known[: len(month)] for month in told for known in true):
                read = " or ".join(sorted(told))
                yield Slip(
                    at(sentence, match.span()),
                    f"“{match[0].strip()}”: read in its document that is {read}, and the {name} has been in force "
                    f"since {event.date}.",
                    f"{read} is not {event.date[:7]} ({event.source})",
                )


def _told(match: re.Match[str], reading: Reading) -> set[str]:
    """The months or years that the words can mean."""
    for year_group, month_group in (("year", "month"), ("year2", "month2"), ("year3", "month3")):
        if match[year_group]:
            given = match[month_group]
            return {f"{match[year_group]}-{month_number(given):02}" if given else match[year_group]}
    now = _now(reading)
    if now is None:
        return set()
    year, month = now
    what = match["what"].lower()
    if what == "year":
        return {str(year - 1)} if match["which"].lower() == "last" else {str(year)}
    if what == "month":
        return (
            {f"{year - (month == 1)}-{(month - 2) % 12 + 1:02}"}
            if match["which"].lower() == "last" and reading.published and len(reading.published) >= 7
            else set()
        )
    named = month_number(what)
    if match["which"].lower() != "last":
        return {f"{year}-{named:02}"}
    return {f"{year}-{named:02}", f"{year - 1}-{named:02}"} if named <= month else {f"{year - 1}-{named:02}"}


def _now(reading: Reading) -> tuple[int, int] | None:
    """The year and month in which the document speaks."""
    if reading.published:
        return int(reading.published[:4]), int(reading.published[5:7] or 12)
    return (reading.years[-1], 12) if reading.years else None
