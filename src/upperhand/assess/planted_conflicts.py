"""Made claims with known contradictions, and others that only look like one: what the contradiction checks are measured on.

Each case is one company with two or more documents; `truth` is the kind of contradiction in it, None where all agrees.
"""

import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from upperhand.assess import same_figure
from upperhand.assess.planted import material
from upperhand.assess.types import ContradictionKind
from upperhand.ledger import Recorded
from upperhand.model import Assertion, Claim, Document, Evidence, Lever, Link, Quantity, Status

_AT = "2024-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Told:
    """One claim to be: what it says, the day it was published, and its words."""

    lever: Lever
    published: date
    date: str | None
    quantity: Quantity | None = None
    status: Status = "effective"
    actor: str | None = "regulator"
    person: str | None = None
    words: str = "It was so decided"


@dataclass(frozen=True, slots=True)
class Case:
    """What one company's documents say, and which contradiction is in it."""

    name: str
    truth: ContradictionKind | None
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class PlantedCase:
    """A case as a ledger would hold it."""

    case: Case
    entity_id: str
    documents: tuple[Document, ...]
    records: tuple[Recorded, ...]


def planted_cases(each: int, seed: int) -> Iterator[PlantedCase]:
    """So many of every kind of case; the same seed gives the same cases."""
    draw = random.Random(seed)
    number = 0
    for _ in range(each):
        for make in CASES:
            number += 1
            yield _placed(make(draw), number, draw)


def _fine(draw: random.Random, **changed: Any) -> Told:
    day = date(2016, 1, 1) + timedelta(days=draw.randrange(2500))
    value = float(f"{draw.uniform(1.1, 9.9) * 10 ** draw.choice((6, 8, 9)):.3e}")
    return replace(
        Told("enforcement", day + timedelta(days=1), day.isoformat(), Quantity(value, "CNY", "CNY")), **changed
    )


def _case(name: str, truth: ContradictionKind | None, *told: Told) -> Case:
    return Case(name, truth, told)


def _other_figure(draw: random.Random) -> Case:
    a = _fine(draw)
    assert a.quantity
    factor = draw.choice((0.1, 0.5, 0.7, 1.3, 2, 4, 10))
    return _case(
        "another figure", "figures", a, replace(a, quantity=replace(a.quantity, value=a.quantity.value * factor))
    )


def _rounded_figure(draw: random.Random) -> Case:
    a = _fine(draw)
    assert a.quantity
    value = same_figure.rounded(a.quantity.value, draw.choice((2, 3)))
    return _case("rounded", None, a, replace(a, quantity=replace(a.quantity, value=value)))


def _converted_figure(draw: random.Random) -> Case:
    a = _fine(draw)
    assert a.quantity and a.date
    rate = same_figure.mean_rates("CNY", "USD", int(a.date[:4])) or 0.15
    value = same_figure.rounded(a.quantity.value * rate * draw.uniform(0.97, 1.03), 2)
    return _case("converted", None, a, replace(a, quantity=Quantity(value, "USD", "USD")))


def _two_fines(draw: random.Random) -> Case:
    return _case("two fines in two years", None, _fine(draw), _fine(draw))


def _other_actor(draw: random.Random) -> Case:
    a = _fine(draw)
    assert a.quantity
    other = replace(a, actor="court", quantity=replace(a.quantity, value=a.quantity.value * 3))
    return _case("two bodies on one day", None, a, other)


def _denied(draw: random.Random) -> Case:
    a = _fine(draw)
    vague = draw.random() < 0.5
    return _case("told and denied", "denied", a, replace(a, status="denied", quantity=None if vague else a.quantity))


def _planned(draw: random.Random) -> Case:
    a = _fine(draw)
    return _case(
        "planned, then done", None, replace(a, status="planned", published=a.published - timedelta(days=20)), a
    )


def _other_denied(draw: random.Random) -> Case:
    a, b = _fine(draw), _fine(draw, actor="court", status="denied")
    return _case("another thing denied", None, a, b)


def _other_day(draw: random.Random) -> Case:
    a = _fine(draw)
    day = a.published + timedelta(days=draw.randrange(20, 300))
    return _case("another day", "dates", a, replace(a, date=day.isoformat()))


def _vaguer_day(draw: random.Random) -> Case:
    a = _fine(draw)
    assert a.date
    return _case("a vaguer date", None, a, replace(a, date=a.date[: draw.choice((4, 7))]))


def _next_day(draw: random.Random) -> Case:
    a = _fine(draw)
    return _case("the day after", None, a, replace(a, date=a.published.isoformat()))


def _arrest(draw: random.Random, **changed: Any) -> Told:
    day = date(2016, 1, 1) + timedelta(days=draw.randrange(2500))
    return replace(Told("detention", day, day.isoformat(), person="lin-qiao", actor=None), **changed)


def _ended_first(draw: random.Random) -> Case:
    a = _arrest(draw)
    before = a.published - timedelta(days=draw.randrange(30, 400))
    return _case("ended before it began", "dates", a, replace(a, status="eased", date=before.isoformat()))


def _ended_after(draw: random.Random) -> Case:
    a = _arrest(draw)
    after = a.published + timedelta(days=draw.randrange(30, 400))
    return _case("ended after it began", None, a, replace(a, status="eased", date=after.isoformat(), published=after))


def _another_released(draw: random.Random) -> Case:
    a = _arrest(draw)
    before = a.published - timedelta(days=draw.randrange(30, 400))
    return _case(
        "another was released", None, a, replace(a, status="eased", date=before.isoformat(), person="hu-renjie")
    )


def _still(draw: random.Random) -> Case:
    a = _fine(draw, quantity=None)
    assert a.date
    end = a.published + timedelta(days=200)
    late = end + timedelta(days=draw.randrange(60, 400))
    lasting = replace(a, date=f"{a.date[:7]}/", published=late)
    return _case(
        "ended and in force", "eased", lasting, replace(a, status="eased", date=end.isoformat(), published=end)
    )


def _was_still(draw: random.Random) -> Case:
    a = _fine(draw, quantity=None)
    assert a.date
    end = a.published + timedelta(days=200)
    lasting = replace(a, date=f"{a.date[:7]}/")
    return _case("in force, then ended", None, lasting, replace(a, status="eased", date=end.isoformat(), published=end))


def _named(draw: random.Random, person: str, words: str = "was named chairman of the board") -> Told:
    day = date(2016, 1, 1) + timedelta(days=draw.randrange(2500))
    return Told("state_personnel", day, day.isoformat(), person=person, words=words)


def _two_holders(draw: random.Random) -> Case:
    a = _named(draw, "lin-qiao")
    words = draw.choice(("took over as chairman", "出任董事长"))
    return _case("two holders", "holders", a, replace(a, person="hu-renjie", words=words))


def _successor(draw: random.Random) -> Case:
    a = _named(draw, "lin-qiao")
    later = a.published + timedelta(days=draw.randrange(200, 900))
    return _case("a successor", None, a, replace(a, person="hu-renjie", date=later.isoformat(), published=later))


def _deputy(draw: random.Random) -> Case:
    a = _named(draw, "lin-qiao")
    return _case("a deputy", None, a, replace(a, person="hu-renjie", words="was named deputy chairman"))


CASES: tuple[Callable[[random.Random], Case], ...] = (
    _other_figure, _rounded_figure, _converted_figure, _two_fines, _other_actor, _denied, _planned, _other_denied, _other_day,
    _vaguer_day, _next_day, _ended_first, _ended_after, _another_released, _still, _was_still, _two_holders, _successor,
    _deputy,
)  # fmt: skip


OTHERS: tuple[Callable[[random.Random], Told], ...] = (
    lambda draw: _fine(draw, actor=draw.choice(("regulator", "court", None))),
    lambda draw: _fine(draw, lever="state_support", quantity=Quantity(float(draw.randrange(2, 40)), "percent")),
    lambda draw: _fine(draw, lever="loyalty_display", actor=None),
    lambda draw: _arrest(draw, person="mara-oduya"),
    lambda draw: _named(draw, "mara-oduya", words="was named party secretary"),
)


def _placed(case: Case, number: int, draw: random.Random) -> PlantedCase:
    """The case among two to five other facts on the company, which agree with everything."""
    entity = f"planted:conflict-{number:05}"
    others = [draw.choice(OTHERS)(draw) for _ in range(draw.randrange(2, 6))]
    outlets = draw.sample(material().outlets, len(case.told))
    made = [_document(told, entity, outlet[0], draw) for told, outlet in zip(case.told, outlets, strict=True)]
    made += [_document(told, entity, draw.choice(material().outlets)[0], draw) for told in others]
    return PlantedCase(case, entity, tuple(document for document, _ in made), tuple(record for _, record in made))


def _document(told: Told, entity: str, outlet: str, draw: random.Random) -> tuple[Document, Recorded]:
    """Words enough to be a text of its own: contradictions are between sources that do not copy each other."""
    filler = " ".join(
        draw.choice(material().essay["en"]).replace("{city}", draw.choice(material().cities)[0]) for _ in range(2)
    )
    noise = f"Reference {draw.randrange(10**9)}."
    sentence = f"{told.words}, {outlet} learned from file {draw.randrange(10**9)}."
    text = f"{noise} {sentence} {filler}"
    id_ = hashlib.sha256(f"{entity}{text}".encode()).hexdigest()
    start = text.index(sentence)
    claim = Claim(
        id=id_[:32], lever=told.lever, target=entity, actor=told.actor, people=(told.person,) if told.person else (),
        date=told.date, quantity=told.quantity, assertion=Assertion(status=told.status),
        evidence=Evidence(id_, start, start + len(sentence), sentence), confidence=round(draw.uniform(0.55, 0.95), 2),
    )  # fmt: skip
    links = [Link(claim.id, "target", entity, entity)]
    if told.actor:
        links.append(Link(claim.id, "actor", told.actor, f"planted:{told.actor}"))
    if told.person:
        links.append(Link(claim.id, "person", told.person, f"person:{told.person}"))
    document = Document(id_, text, publisher=outlet, published_at=told.published.isoformat(), language="en")
    return document, Recorded(claim, id_, _AT, tuple(links))
