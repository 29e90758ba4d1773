"""Which claims tell one fact. Claims join within one company and lever, where nothing in them disagrees and something
besides speaks for it: the words, a figure, the people, the actor, or the time. Each join says what did.

Two claims that a document tells apart stay apart, unless words, figure or people show that it says one thing twice.
A person's judgement on two claim ids goes before the rules: `positive` joins them, `negative` keeps them apart.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from upperhand.assess import dates, same_figure
from upperhand.assess.same_figure import Rates, mean_rates
from upperhand.assess.tellings import Telling
from upperhand.assess.types import Join
from upperhand.model import Judgement, Quantity

STRONG = 3.0  # from here on a reason also joins two claims of one document
FEW = 6  # drafts: so few are looked at one by one


@dataclass(frozen=True, slots=True)
class Rulings:
    """The standing judgements on pairs of claim ids, looked up from either side."""

    pairs: Mapping[str, Mapping[str, Judgement]] = field(default_factory=dict)

    @staticmethod
    def of(judgements: Iterable[Judgement]) -> "Rulings":
        """From judgements in the order of writing; the last one on a pair stands."""
        pairs: dict[str, dict[str, Judgement]] = defaultdict(dict)
        for judgement in judgements:
            pairs[judgement.left][judgement.right] = judgement
            pairs[judgement.right][judgement.left] = judgement
        return Rulings(dict(pairs))

    def between(self, claim_id: str, others: Iterable[str]) -> Judgement | None:
        """The ruling on this claim and any of the others; a `negative` goes before a `positive`."""
        known = self.pairs.get(claim_id)
        if not known:
            return None
        ruled = [
            known[other] for other in others if other in known and known[other].verdict in ("positive", "negative")
        ]
        return min(ruled, key=lambda ruling: ruling.verdict, default=None)


@dataclass(slots=True)
class Draft:
    """A fact in the making: its tellings, and what they say between them."""

    tellings: list[Telling] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    dates: set[str] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    figures: dict[tuple[float, str], Telling] = field(default_factory=dict)
    eased: bool | None = None
    keys: set[object] = field(default_factory=set)
    number: int = 0

    def add(self, telling: Telling) -> None:
        """Take a telling in."""
        self.tellings.append(telling)
        self.people.update(telling.people)
        if telling.date:
            self.dates.add(telling.date)
        if telling.named_actor:
            self.actors.add(telling.named_actor)
        if telling.quantity:
            self.figures.setdefault((telling.quantity.value, telling.quantity.unit), telling)
        if telling.status != "denied":
            self.eased = telling.status == "eased"


def join(tellings: Iterable[Telling], rulings: Rulings | None = None, rates: Rates = mean_rates) -> Iterator[Draft]:
    """The drafts of one company and lever, in a stable order. Linear but for claims that share a figure and a month."""
    given = sorted(tellings, key=order)
    keys = Keys.among(given, rulings or Rulings(), rates)
    few = FEW if not keys.converts else 0  # what a sum is worth depends on the year, which a claim may leave open
    index: dict[object, list[Draft]] = defaultdict(list)
    drafts: list[Draft] = []
    for telling in given:
        near = drafts
        if len(drafts) > few:
            near = list(
                {id(draft): draft for key in keys.looked_up(telling) if key in index for draft in index[key]}.values()
            )
        best = max((_fit(draft, telling, keys.rulings, rates) for draft in near), key=_strength, default=None)
        if best is None or best.reason is None:
            home = Draft(number=len(drafts))
            drafts.append(home)
        else:
            home = best.draft
            home.joins.append(best.reason)
        home.add(telling)
        for key in keys.kept_under(telling) if len(given) > few else ():
            if key not in home.keys:
                home.keys.add(key)
                index[key].append(home)
    return iter(drafts)


def order(telling: Telling) -> tuple[object, ...]:
    """What says most comes first, so that vaguer claims find it there."""
    exact = dates.exactness(telling.date)
    return telling.status == "denied", -exact, telling.quantity is None, telling.date or "", telling.claim_id


@dataclass(frozen=True, slots=True)
class Keys:
    """What a claim is kept under and looked up by: whatever can speak for one fact (see `_reasons`), and no more.

    A figure goes with its month, since most figures of a large company are other facts. `converts`, `loose`, `denies`
    say what there is among the claims: money in several currencies, figures without a month, denials; `places` how many
    digits their figures have.
    """

    rulings: Rulings
    rates: Rates
    converts: bool
    loose: bool
    denies: bool
    places: frozenset[int]

    @staticmethod
    def all(rulings: Rulings, rates: Rates = mean_rates) -> "Keys":
        """Every key that there may be, whatever the claims."""
        return Keys(rulings, rates, True, True, True, frozenset(range(1, 16)))

    @staticmethod
    def among(given: Sequence[Telling], rulings: Rulings, rates: Rates) -> "Keys":
        """The keys for these claims."""
        figures = [(each.quantity, each.date) for each in given if each.quantity]
        return Keys(
            rulings,
            rates,
            len({figure.unit for figure, _ in figures if figure.currency}) > 1,
            any(dates.month(date) is None for _, date in figures),
            any(each.status == "denied" for each in given),
            frozenset(same_figure.digits(figure.value) for figure, _ in figures),
        )

    def kept_under(self, telling: Telling) -> Iterator[object]:
        """The keys under which later claims find this one."""
        yield from self._shared(telling)
        month = dates.month(telling.date)
        if telling.quantity:
            for figure in self._figures(telling, telling.quantity, same_figure.kept_keys, (0,)):
                yield figure, month
                if self.loose:
                    yield figure, "any"
        if telling.named_actor:
            yield "actor", telling.named_actor, month
            if self.denies:
                yield "actor", telling.named_actor, "any"

    def looked_up(self, telling: Telling) -> Iterator[object]:
        """The keys under which a claim looks for others: neighbouring months and figures too; a denial by actor."""
        yield from self._shared(telling)
        near = dates.months(telling.date)
        if telling.quantity:
            when = (*near, None) if near and self.loose else near or ("any",)
            for figure in self._figures(telling, telling.quantity, same_figure.wanted_keys, (-1, 0, 1)):
                for each in when:
                    yield figure, each
        if telling.named_actor:
            for month in near:
                yield "actor", telling.named_actor, month
            if telling.status == "denied":
                yield "actor", telling.named_actor, "any"

    def _shared(self, telling: Telling) -> Iterator[object]:
        if telling.words is not None:
            yield telling.words
        yield telling.document_id, telling.start, telling.end
        if dates.month(telling.date):
            yield telling.date
        for person in telling.people:
            yield "person", person
        for other in self.rulings.pairs.get(telling.claim_id, ()):
            yield frozenset((telling.claim_id, other))

    def _figures(
        self,
        telling: Telling,
        figure: Quantity,
        keys: Callable[[Quantity, Collection[int]], Iterable[object]],
        near: tuple[int, ...],
    ) -> Iterator[object]:
        if not figure.value:
            yield figure.unit, "nothing"
        else:
            yield from keys(figure, self.places)
            dollars = same_figure.in_dollars(figure, _year(telling.date), self.rates) if self.converts else None
            if dollars is not None:
                yield from (("money", dollars + step) for step in near)


def _year(date: str | None) -> int | None:
    return int(date.lstrip("/")[:4]) if date else None


@dataclass(frozen=True, slots=True)
class _Fit:
    draft: Draft
    strength: float = 0.0
    reason: Join | None = None


def _strength(fit: _Fit) -> tuple[float, int, int]:
    return fit.strength, len(fit.draft.tellings), -fit.draft.number


def _fit(draft: Draft, telling: Telling, rulings: Rulings, rates: Rates) -> _Fit:
    """How well a telling fits a draft, and why; strength 0 where it does not."""
    ruling = None
    if telling.claim_id in rulings.pairs:
        ruling = rulings.between(telling.claim_id, (other.claim_id for other in draft.tellings))
    if ruling is not None:
        if ruling.verdict == "negative":
            return _Fit(draft)
        other = ruling.left if ruling.right == telling.claim_id else ruling.right
        return _Fit(draft, 10.0, Join(other, telling.claim_id, ruling.reason or "judged to be one fact", ruling.by))
    if not _may_join(draft, telling):
        return _Fit(draft)
    if _disagrees_in_figure(draft, telling, rates):
        return _Fit(draft)
    strength, other, why = max(_reasons(draft, telling, rates), default=(0.0, "", ""))
    if strength == 0:
        return _Fit(draft)
    if strength < STRONG and any(known.document_id == telling.document_id for known in draft.tellings):
        return _Fit(draft)
    return _Fit(draft, strength, Join(other, telling.claim_id, why))


def _may_join(draft: Draft, telling: Telling) -> bool:
    """Whether status, date, actor and people leave it open that this is the same."""
    if telling.status != "denied" and draft.eased is not None and draft.eased != (telling.status == "eased"):
        return False
    if draft.actors and telling.named_actor and telling.named_actor not in draft.actors:
        return False
    if draft.people and telling.people and draft.people.isdisjoint(telling.people):
        return False
    return all(dates.agree(known, telling.date) for known in draft.dates)


def _disagrees_in_figure(draft: Draft, telling: Telling, rates: Rates) -> bool:
    """Whether no figure of the draft is the telling's, though one is in the same unit."""
    figure = telling.quantity
    if figure is None:
        return False
    year = _year(telling.date or min(draft.dates, default=None))
    alike = [
        other.quantity
        for other in draft.figures.values()
        if other.quantity and same_figure.comparable(other.quantity, figure)
    ]
    if not alike:
        return False
    return not any(same_figure.agreement(other, figure, year, rates) for other in alike)


def _reasons(draft: Draft, telling: Telling, rates: Rates) -> Iterator[tuple[float, str, str]]:
    """What speaks for one fact, each as (strength, the claim it stands in, words)."""
    first = draft.tellings[0]
    dated = bool(draft.dates and telling.date)
    at = f"; {_dates(draft, telling)}" if dated else ""
    for other in draft.tellings[:8]:
        if telling.words is not None and telling.words == other.words:
            yield 5.0, other.claim_id, f"the same words{at}"
        if (other.document_id, other.start, other.end) == (telling.document_id, telling.start, telling.end):
            yield 3.0, other.claim_id, f"one passage{at}"
    if telling.quantity:
        year = _year(telling.date or min(draft.dates, default=None))
        for other in draft.figures.values():
            known = other.quantity
            if known is None or not (dated or _telling_figure(known, telling.quantity)):
                continue
            if why := same_figure.agreement(known, telling.quantity, year, rates):
                yield (4.0 if dated else 3.0), other.claim_id, f"the same figure ({why}){at}"
    if shared := sorted(draft.people.intersection(telling.people)):
        same_actor = telling.named_actor is not None and telling.named_actor in draft.actors
        if dated or same_actor:
            yield 3.5 if dated else 2.0, _with_person(draft, shared[0]), f"the same people ({_named(shared)}){at}"
    yield from _by_time_and_actor(draft, telling, first, at)


def _by_time_and_actor(draft: Draft, telling: Telling, first: Telling, at: str) -> Iterator[tuple[float, str, str]]:
    same_actor = telling.named_actor is not None and telling.named_actor in draft.actors
    exact = min(max(map(dates.exactness, draft.dates), default=0), dates.exactness(telling.date))
    if same_actor and exact >= 2:
        yield 2.5, first.claim_id, f"the same actor ({telling.actor}){at}"
    elif same_actor and telling.status == "denied":
        yield 1.2, first.claim_id, f"denied of the same actor ({telling.actor}){at}"
    elif exact >= 2 and telling.date in draft.dates:
        yield exact - 1.0, first.claim_id, f"the same company and lever{at}"


def _with_person(draft: Draft, person: str) -> str:
    return next(other.claim_id for other in draft.tellings if person in other.people)


def _named(people: Iterable[str]) -> str:
    return ", ".join(person.removeprefix("name:").removeprefix("person:") for person in people)


def _telling_figure(left: Quantity, right: Quantity) -> bool:
    """Whether a figure says by itself what it measures: 18.2 billion yuan or 16.96% does, 1% or 3 years does not."""
    return (
        bool(left.currency)
        or max(same_figure.digits(left.value), same_figure.digits(right.value)) > 1
        or left.value >= 100
    )


def _dates(draft: Draft, telling: Telling) -> str:
    known = max(draft.dates, key=lambda date: (dates.exactness(date), date))
    if known == telling.date:
        return f"the same date ({known})"
    return f"dates that agree ({known}, {telling.date})"


def grouped(tellings: Iterable[Telling]) -> dict[tuple[str, str], list[Telling]]:
    """The tellings by company and lever."""
    groups: dict[tuple[str, str], list[Telling]] = defaultdict(list)
    for each in tellings:
        groups[each.entity_id, each.lever].append(each)
    return groups
