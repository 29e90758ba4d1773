"""Made reports with known origins: what independence is measured on. Names and sentences are `data/assess/planted.yml`.

For each event some reporters who do not know each other write a report each; copies, excerpts, rewrites and translations
are made of these, others credit one agency or print one statement. Which documents go back to one report is known.
"""

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import msgspec

from upperhand import data
from upperhand.ledger import Recorded
from upperhand.model import Claim, Document, Evidence, Link, Quantity

Names = tuple[tuple[str, str], ...]
Wordings = dict[str, tuple[tuple[str, ...], ...]]
Lines = dict[str, tuple[str, ...]]
_AT = "2024-01-01T00:00:00Z"
_LANGUAGES = ("en", "zh")


class Material(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """data/assess/planted.yml."""

    companies: Names
    regulators: Names
    cities: Names
    people: Names
    outlets: Names
    agencies: Names
    lead: Lines
    statement: Lines
    speeches: Names
    shared: Wordings
    own: Wordings
    filler: Lines
    essay: Lines
    synonyms: Names


@cache
def material() -> Material:
    """The names and sentences."""
    return data.load("assess/planted.yml", Material)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: the fields of the sentences that all who report it share, in both languages."""

    number: int
    company: int
    regulator: int
    day: date
    amount: float
    fields: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Report:
    """One telling: its sentences as (part, which, wording), its own fields, its language, and where it appeared."""

    event: Event
    origin: str
    sentences: tuple[tuple[str, int, int], ...]
    fields: dict[str, tuple[str, str]]
    language: str
    outlet: int
    days_after: int
    other_leads: tuple[int, int]  # for a rewrite and for a translation
    before: str = ""
    after: str = ""
    credit: str = ""
    edits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Planted:
    """A document with its one claim, and the origin that it truly has."""

    document: Document
    record: Recorded
    origin: str
    event: int


def planted(events: int, seed: int) -> list[Planted]:
    """The reports on so many events; the same seed gives the same reports."""
    draw = random.Random(seed)
    return [rendered(report) for number in range(events) for report in _reports(_event(number, draw), draw)]


def _event(number: int, draw: random.Random) -> Event:
    given = material()
    amount = float(f"{draw.uniform(1.1, 9.9) * 10 ** draw.choice((8, 9, 10)):.{draw.choice((2, 3))}e}")
    day = date(2019, 1, 1) + timedelta(days=draw.randrange(1500))
    company, regulator = draw.randrange(len(given.companies)), draw.randrange(len(given.regulators))
    fields = {
        "company": given.companies[company],
        "regulator": given.regulators[regulator],
        "amount": _money(amount),
        "date": (f"{day:%B} {day.day}", f"{day.month}月{day.day}日"),
        "percent": _percent(draw, 1, 9),
        "days": _count(draw, 11, 90),
        "months": _count(draw, 11, 70),
        "speech": given.speeches[draw.randrange(len(given.speeches))],
    }
    return Event(number, company, regulator, day, amount, fields)


def _money(value: float) -> tuple[str, str]:
    english = f"{value / 1e9:.6g} billion yuan" if value >= 1e9 else f"{value / 1e6:.6g} million yuan"
    return english, f"{value / 1e8:.6g}亿元"


def _percent(draw: random.Random, low: int, high: int) -> tuple[str, str]:
    text = f"{draw.uniform(low, high):.1f}%"
    return text, text


def _count(draw: random.Random, low: int, high: int) -> tuple[str, str]:
    number = draw.randrange(low, high)
    return f"{number:,}", str(number)


def _own_fields(draw: random.Random) -> dict[str, tuple[str, str]]:
    given, price = material(), draw.uniform(11, 90)
    return {
        "fall": _percent(draw, 2, 14),
        "price": (f"{price:.2f} yuan", f"{price:.2f}元"),
        "complaints": _count(draw, 60, 900),
        "person": draw.choice(given.people),
        "value": _money(float(f"{draw.uniform(11, 99) * 1e9:.2e}")),
        "staff": _count(draw, 1100, 98000),
        "city": draw.choice(given.cities),
        "rival": _money(float(f"{draw.uniform(11, 99) * 1e6:.2e}")),
        "boxes": _count(draw, 12, 99),
        "suits": _count(draw, 12, 99),
    }


def _reports(event: Event, draw: random.Random) -> Iterator[Report]:
    """Two or three reports of reporters on their own, and what was made of them."""
    outlets = draw.sample(range(len(material().outlets)), len(material().outlets))
    leads = {language: draw.sample(range(len(lines)), len(lines)) for language, lines in material().lead.items()}
    for number in range(2):
        language = "zh" if draw.random() < 0.3 else "en"
        base = _base(event, f"{event.number}-{number}", language, leads, outlets.pop(), draw)
        yield base
        for make in draw.sample(MADE, draw.choice((0, 1, 1, 2))):
            yield make(base, outlets.pop() if outlets else 0, draw)
    if draw.random() < 0.5:
        yield from draw.choice((_by_agency, _by_release))(event, leads, draw)


def _base(
    event: Event, origin: str, language: str, leads: dict[str, list[int]], outlet: int, draw: random.Random
) -> Report:
    """A report with first sentences (its own, a rewriter's, a translator's) that no other has."""
    given = material()
    lead, other = leads[language].pop(), (leads[language].pop(), leads["zh" if language == "en" else "en"].pop())
    shared = draw.sample(range(len(given.shared[language])), draw.choice((1, 2)))
    own = draw.sample(range(len(given.own[language])), draw.choice((3, 4)))
    filler = draw.sample(range(len(given.filler[language])), 2)
    body = [("shared", which, draw.randrange(2)) for which in shared] + [
        ("own", which, draw.randrange(2)) for which in own
    ]
    body += [("filler", which, 0) for which in filler]
    draw.shuffle(body)
    fields = event.fields | _own_fields(draw)
    return Report(event, origin, (("lead", lead, 0), *body), fields, language, outlet, draw.randrange(3), other)


def _copy(base: Report, outlet: int, draw: random.Random) -> Report:
    """Printed elsewhere, a sentence short and a word or two edited."""
    return replace(base, outlet=outlet, sentences=base.sentences[:-1], edits=tuple(draw.sample(material().synonyms, 2)))


def _trimmed(base: Report, outlet: int, draw: random.Random) -> Report:
    """Cut to its first half."""
    return replace(base, outlet=outlet, sentences=base.sentences[: max(3, len(base.sentences) // 2)])


def _excerpted(base: Report, outlet: int, draw: random.Random) -> Report:
    """A few of its sentences in an essay."""
    lines = draw.sample(material().essay[base.language], 5)
    kept = base.sentences[:4]
    essay = [line.replace("{city}", base.fields["city"][_LANGUAGES.index(base.language)]) for line in lines]
    gap = " " if base.language == "en" else ""
    before, after = gap.join(essay[:3]), gap.join(essay[3:])
    return replace(base, outlet=outlet, sentences=kept, before=before, after=after, days_after=base.days_after + 9)


def _rewritten(base: Report, outlet: int, draw: random.Random) -> Report:
    """The same report in other words and another order, a sentence or two short."""
    body = [
        (part, which, 1 - wording if part != "filler" and draw.random() < 0.7 else wording)
        for part, which, wording in base.sentences[1:]
    ]
    draw.shuffle(body)
    kept = body[: len(body) - draw.choice((1, 2))]
    return replace(base, outlet=outlet, sentences=(("lead", base.other_leads[0], 0), *kept), edits=material().synonyms)


def _translated(base: Report, outlet: int, draw: random.Random) -> Report:
    """The same report in the other language."""
    language = "zh" if base.language == "en" else "en"
    sentences = (("lead", base.other_leads[1], 0), *base.sentences[1:])
    return replace(base, outlet=outlet, language=language, sentences=sentences, days_after=base.days_after + 1)


MADE: tuple[Callable[[Report, int, random.Random], Report], ...] = (
    _copy,
    _trimmed,
    _excerpted,
    _rewritten,
    _translated,
)


def _by_agency(event: Event, leads: dict[str, list[int]], draw: random.Random) -> Iterator[Report]:
    """Two outlets, each in its own words, that have it from one agency."""
    agency = draw.choice(material().agencies)
    origin = f"{event.number}-agency"
    language = draw.choice(_LANGUAGES)
    for number in range(2):
        report = _base(event, origin, language, leads, number, draw)
        where = material().cities[0]
        dateline = (
            f"{where[0].upper()} ({agency[0]}) - "
            if language == "en"
            else f"{agency[1]}{where[1]}{event.fields['date'][1]}电 "
        )
        credit = f", {agency[0]} reported." if language == "en" else f"据{agency[1]}报道，"
        is_wire = draw.random() < 0.5
        yield replace(report, before=dateline if is_wire else "", credit="" if is_wire else credit)


def _by_release(event: Event, leads: dict[str, list[int]], draw: random.Random) -> Iterator[Report]:
    """Two outlets, each in its own words, that print one statement."""
    language = draw.choice(_LANGUAGES)
    for number, wording in enumerate(draw.sample(range(len(material().statement[language])), 2)):
        report = _base(event, f"{event.number}-release", language, leads, number, draw)
        said = ("statement", wording, 0)
        yield replace(report, sentences=(*report.sentences[:2], said, *report.sentences[2:]))


def rendered(report: Report) -> Planted:
    """The report as a document with its claim."""
    given, event = material(), report.event
    side = _LANGUAGES.index(report.language)
    words = {name: forms[side] for name, forms in report.fields.items()}
    lines = []
    for part, which, wording in report.sentences:
        pack = getattr(given, part)[report.language][which]
        lines.append((pack if isinstance(pack, str) else pack[wording]).format(**words))
    if report.credit:
        lines[0] = lines[0][:-1] + report.credit if side == 0 else report.credit + lines[0]
    for old, new in report.edits:
        lines = [line.replace(old, new) for line in lines]
    gap = " " if side == 0 else ""
    paragraphs = [gap.join(lines[start : start + 3]) for start in range(0, len(lines), 3)]
    head = report.before + ("" if report.before.endswith((" - ", "电 ")) or not report.before else "\n\n")
    text = head + "\n\n".join(paragraphs) + (f"\n\n{report.after}" if report.after else "")
    start = text.index(lines[0])
    published = (event.day + timedelta(days=report.days_after)).isoformat()
    document = Document(
        hashlib.sha256(f"{text}{report.outlet}".encode()).hexdigest(), text, title=words["company"],
        publisher=given.outlets[report.outlet][side], published_at=published, language=report.language,
    )  # fmt: skip
    return Planted(document, _record(document, report, words, start, lines[0]), report.origin, event.number)


def _record(document: Document, report: Report, words: dict[str, str], start: int, exact: str) -> Recorded:
    event = report.event
    claim = Claim(
        id=document.id[:32],
        lever="enforcement",
        target=words["company"],
        actor=words["regulator"],
        date=event.day.isoformat(),
        quantity=Quantity(event.amount, "CNY", "CNY"),
        evidence=Evidence(document.id, start, start + len(exact), exact),
        confidence=0.9,
    )
    links = (
        Link(claim.id, "target", claim.target, f"planted:company-{event.company}-{event.number}"),
        Link(claim.id, "actor", words["regulator"], f"planted:regulator-{event.regulator}"),
    )
    return Recorded(claim, document.id, _AT, links)


def true_pairs(found: Sequence[Planted]) -> set[tuple[str, str]]:
    """The pairs of documents on one event that go back to one report."""
    return {
        (a.document.id, b.document.id) if a.document.id < b.document.id else (b.document.id, a.document.id)
        for a in found
        for b in found
        if a is not b and a.event == b.event and a.origin == b.origin and a.document.id != b.document.id
    }
