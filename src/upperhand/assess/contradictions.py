"""Contradictions: two things that a ledger holds and that cannot both be so, each with both sides, as an object.

Each check is a function over the facts on one company; its docstring is what users read.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from upperhand.assess import dates, same_figure
from upperhand.assess.posts import rules
from upperhand.assess.rulings import applied
from upperhand.assess.same_figure import told
from upperhand.assess.tellings import Telling
from upperhand.assess.types import Contradiction, ContradictionKind, Fact, Origin, Ruling, Side

Tellings = Mapping[str, Telling]
Scope = tuple[
    object, ...
]  # what facts share that one check holds against each other: its name, the lever (empty: several), the rest
CROWD = 60  # facts in one month and unit: beyond that they are a series, not one measure
SAME_DAY_RATIO, RATIO = 1e5, 10.0  # figures further apart than that are not one measure told twice


def contradictions(
    facts: Sequence[Fact], tellings: Tellings, rulings: Mapping[str, Ruling] | None = None
) -> tuple[Contradiction, ...]:
    """All contradictions among the facts on one company, in a stable order, with the ruling on each where there is one.

    `tellings` are the claims of these facts by id, `rulings` the standing rulings by the contradiction's id.
    """
    found = by_scope(facts, tellings).values()
    return applied(in_order(each for rows in found for each in rows), rulings or {})


def by_scope(
    facts: Sequence[Fact], tellings: Tellings, wanted: Collection[Scope] | None = None
) -> dict[Scope, list[Contradiction]]:
    """The contradictions of each scope (all, or those wanted) that has any; what is in one depends on its facts alone.

    The facts are in the order in which joining makes them.
    """
    groups: dict[Scope, list[Fact]] = defaultdict(list)
    for fact in facts:
        for scope in scopes(fact, tellings):
            if wanted is None or scope in wanted:
                groups[scope].append(fact)
    found = {}
    for scope, group in groups.items():
        if rows := [each for check in CHECKS.get(str(scope[0]), ()) for each in check(group, tellings)]:
            found[scope] = rows
    return found


def scopes(fact: Fact, tellings: Tellings) -> Iterator[Scope]:
    """In what a fact is held against others. Nothing is in a `subject` unless a fact in it has also `ended`."""
    if fact.confidence < rules().least_confidence:
        return
    if fact.opposing:
        yield "denied", fact.lever, fact.id
    if fact.quantity and fact.status != "denied":
        unit = "money" if fact.quantity.currency else fact.quantity.unit
        for month in dates.months(fact.date):
            yield "figures", fact.lever, month, unit
    if fact.status == "effective":
        yield from _effective(fact, tellings)
    elif fact.status == "eased" and fact.date:
        for who in _subjects(fact):
            yield "subject", fact.lever, who
            yield "ended", fact.lever, who


def _effective(fact: Fact, tellings: Tellings) -> Iterator[Scope]:
    if not fact.date:
        return
    for who in _subjects(fact):
        yield "subject", fact.lever, who
    if fact.quantity and dates.exactness(fact.date) >= 2:
        named = fact.people or ((fact.actor_id,) if _named(fact) else ())
        if named and (same_figure.digits(fact.quantity.value) >= 3 or fact.people):
            yield "dates", fact.lever, *named, fact.quantity.value, fact.quantity.unit
    if len(fact.people) == 1 and (months := dates.months(fact.date)):
        posts = _posts(fact, tellings)
        if len(posts) == 1:
            yield "holders", "", months[0], *posts


def _posts(fact: Fact, tellings: Tellings) -> set[str]:
    return {post for claim in fact.supporting if claim in tellings and (post := tellings[claim].post)}


def in_order(found: Iterable[Contradiction]) -> tuple[Contradiction, ...]:
    """Each once, by id; of those with one id the same, whatever their order."""
    by_id: dict[str, Contradiction] = {}
    for each in found:
        known = by_id.setdefault(each.id, each)
        if _told_so(each) < _told_so(known):
            by_id[each.id] = each
    return tuple(by_id[id_] for id_ in sorted(by_id))


def _told_so(each: Contradiction) -> tuple[str, str]:
    return each.message, each.working


def figures(facts: Sequence[Fact], tellings: Tellings) -> Iterator[Contradiction]:
    """Different figures for one measure: sources give the same act on the same day (or in the same month, by the same
    actor or person) figures in one unit that no rounding and no exchange rate can bring together."""
    if len(facts) > CROWD:
        return
    for a, b in combinations(facts, 2):
        if _apart(a, b) and _one_act(a, b) and (working := _figures_apart(a, b)):
            message = f"sources disagree on the figure: {_figure(a)} or {_figure(b)}"
            yield _between("figures", a, b, _figure(a), _figure(b), message, working)


def _figures_apart(a: Fact, b: Fact) -> str | None:
    left, right = a.quantity, b.quantity
    if left is None or right is None or not same_figure.comparable(left, right) or not left.value or not right.value:
        return None
    year = int((a.date or "0").lstrip("/")[:4])
    if left.unit != right.unit:
        rate = same_figure.mean_rates(left.currency or "", right.currency or "", year)
        if rate is None:
            return None
        ratio = left.value * rate / right.value
        words = f"{told(left)} at {rate:.4g} ({year}) is {left.value * rate:,.4g} {right.currency}, not {told(right)}"
    else:
        ratio = left.value / right.value
        words = f"{told(left)} / {told(right)} = {ratio:.3g}"
    apart = max(ratio, 1 / ratio)
    limit = SAME_DAY_RATIO if a.date == b.date and a.actor_id == b.actor_id and a.actor_id else RATIO
    return words if apart <= limit and not same_figure.agreement(left, right, year) else None


def denied(facts: Sequence[Fact], tellings: Tellings) -> Iterator[Contradiction]:
    """Told and denied: some sources report it, others report that it is denied."""
    for fact in facts:
        if fact.opposing:
            left, right = _side(fact, fact.status), _opposing(fact, tellings)
            message = f"{len(left.document_ids)} documents report it as {fact.status}, {len(right.document_ids)} as {right.value}"
            yield _made("denied", (fact,), left, right, message, "")


def two_dates(facts: Sequence[Fact], tellings: Tellings) -> Iterator[Contradiction]:
    """Dates out of order: the same act, known by its figure or its person and figure, is dated to days that cannot be
    one."""
    if len(facts) > CROWD:
        return
    for a, b in combinations(facts, 2):
        if _apart(a, b) and not dates.agree(a.date, b.date):
            days = dates.days_between(a.date, b.date)
            message = f"sources date it differently: {a.date} or {b.date}"
            working = f"both {_figure(a)}; from {a.date} to {b.date} is {days} days or more"
            yield _between("dates", a, b, a.date or "", b.date or "", message, working)


def ended_first(facts: Sequence[Fact], tellings: Tellings) -> Iterator[Contradiction]:
    """Dates out of order: something is ended before the first day on which any source has it begin."""
    eased = _eased(facts)
    begun = [(when, fact) for fact in facts if eased and fact.status == "effective" and (when := dates.when(fact.date))]
    for fact in eased:
        ended = dates.when(fact.date)
        if not begun or ended is None:
            continue
        first, other = min(begun, key=lambda pair: (pair[0].first, pair[1].id))
        if ended.last < first.first - dates.SLACK_DAYS and _apart(fact, other):
            message = f"it ends ({fact.date}) before it begins ({other.date})"
            working = f"{fact.date} lies {first.first - ended.last} days before {other.date}"
            values = f"begun {other.date}", f"ended {fact.date}"
            yield _between("dates", other, fact, *values, message, working)


def still_in_force(facts: Sequence[Fact], tellings: Tellings) -> Iterator[Contradiction]:
    """Eased and still in force: one source has it ended, and another that came out a month or more later, or that gives
    it a later end, has it go on; or one day is given both ways."""
    for end in _eased(facts):
        for fact in [fact for fact in facts if fact.status == "effective"][:CROWD]:
            if _apart(fact, end) and (working := _lasts(fact, end)):
                message = f"it is said to have ended ({end.date}) and to be in force ({fact.date})"
                yield _between("eased", fact, end, f"in force {fact.date}", f"ended {end.date}", message, working)


def _eased(facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.status == "eased"]


def _lasts(fact: Fact, end: Fact) -> str | None:
    begun, ended = dates.when(fact.date), dates.when(end.date)
    if begun is None or ended is None:
        return None
    if begun.exactness == ended.exactness == 3 and fact.date == end.date and not begun.is_open:
        return f"both dated {fact.date}"
    if begun.first > ended.last:
        return None
    if begun.end and begun.end[0] > ended.last:
        return f"{fact.date} ends after {end.date}"
    published = [origin.published_at for origin in fact.origins if origin.published_at]
    late = [
        day
        for day in published
        if (dates.days_between(day, end.date) or 0) >= rules().still_after_days and day > (end.date or "")
    ]
    if begun.is_open and late:
        return f"called in force on {max(late)}, {dates.days_between(max(late), end.date)} days after {end.date}"
    return None


def holders(facts: Sequence[Fact], tellings: Tellings) -> Iterator[Contradiction]:
    """Two holders of one post: sources name different people for a post that one person holds, at one time."""
    for a, b in combinations(facts[:CROWD], 2):
        left, right = a.people[0], b.people[0]
        if _apart(a, b) and dates.agree(a.date, b.date) and _other_person(left, right):
            names, post = (_person(left), _person(right)), min(_posts(a, tellings))
            message = f"sources name two holders of one post ({post}): {names[0]} or {names[1]}"
            yield _between("holders", a, b, *names, message, f"{post}, {a.date} and {b.date}")


Check = Callable[[Sequence[Fact], Tellings], Iterator[Contradiction]]
CHECKS: Mapping[str, tuple[Check, ...]] = {
    "figures": (figures,),
    "denied": (denied,),
    "dates": (two_dates,),
    "subject": (ended_first, still_in_force),
    "holders": (holders,),
}  # by the name of the scopes in which each looks


def _apart(a: Fact, b: Fact) -> bool:
    """Whether two facts come from different documents and origins: what one source tells apart is no contradiction."""
    documents = {claim for origin in a.origins for claim in origin.document_ids}
    return documents.isdisjoint(id_ for origin in b.origins for id_ in origin.document_ids)


def _one_act(a: Fact, b: Fact) -> bool:
    """Whether two facts of one company, lever and month can be one act."""
    if a.status != b.status or not dates.agree(a.date, b.date):
        return False
    if _named(a) and _named(b) and a.actor_id != b.actor_id:
        return False
    if a.people and b.people and set(a.people).isdisjoint(b.people):
        return False
    same = bool(set(a.people) & set(b.people)) or (_named(a) and a.actor_id == b.actor_id)
    return same or (a.date == b.date and dates.exactness(a.date) == 3)


def _named(fact: Fact) -> bool:
    return fact.actor_id is not None and not fact.actor_id.startswith(("generic:", "gov-", "sector:"))


def _subjects(fact: Fact) -> tuple[str, ...]:
    """What tells one measure from another on the same company: the people, or else the actor."""
    return fact.people or ((fact.actor_id,) if fact.actor_id and _named(fact) else ())


def _other_person(left: str, right: str) -> bool:
    """Whether two people are surely two: both known, or both names in one script."""
    if left == right:
        return False
    known = [not each.startswith(("name:", "unknown:")) for each in (left, right)]
    return all(known) or (not any(known) and left.isascii() == right.isascii() and left.startswith("name:"))


def _person(person: str) -> str:
    return person.removeprefix("name:").removeprefix("person:")


def _figure(fact: Fact) -> str:
    return told(fact.quantity) if fact.quantity else "no figure"


def _side(fact: Fact, value: str) -> Side:
    return _of_origins(fact.origins, fact.supporting, value)


def _opposing(fact: Fact, tellings: Tellings) -> Side:
    statuses = {tellings[claim].status for claim in fact.opposing if claim in tellings}
    return _of_origins(fact.opposing_origins, fact.opposing, " and ".join(sorted(statuses)) or "denied")


def _of_origins(origins: Sequence[Origin], claims: tuple[str, ...], value: str) -> Side:
    return Side(
        value=value,
        claim_ids=claims,
        document_ids=tuple(id_ for origin in origins for id_ in origin.document_ids),
        publishers=tuple(dict.fromkeys(name for origin in origins for name in origin.publishers if name)),
        dates=tuple(sorted({origin.published_at for origin in origins if origin.published_at})),
        origins=len(origins),
    )


def _between(
    kind: ContradictionKind, a: Fact, b: Fact, left: str, right: str, message: str, working: str
) -> Contradiction:
    return _made(kind, (a, b), _side(a, left), _side(b, right), message, working)


def _made(
    kind: ContradictionKind, facts: Iterable[Fact], left: Side, right: Side, message: str, working: str
) -> Contradiction:
    facts = tuple(facts)
    ids = tuple(fact.id for fact in facts)
    key = hashlib.sha256("\n".join((kind, *sorted(ids))).encode()).hexdigest()[:15]
    return Contradiction(f"x{key}", kind, facts[0].entity_id, facts[0].lever, left, right, ids, message, working)
