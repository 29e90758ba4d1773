"""Runs the checks over documents and turns slips into findings."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from upperhand.assess import reference
from upperhand.assess.sanity import calendars, lists, money, prices, rates, shares, sums
from upperhand.assess.sanity.slip import Slip, plain
from upperhand.assess.sanity.text import Reading
from upperhand.assess.sanity.words import sanity
from upperhand.ledger import Recorded
from upperhand.model import Claim, Document, Finding

Check = Callable[[Reading], Iterator[Slip]]
CHECKS: Mapping[str, Check] = {
    check.__name__: check
    for check in (
        shares.share_over_whole,
        shares.part_over_whole,
        shares.parts_over_whole,
        shares.fraction_beside_percent,
        shares.percent_against_amount,
        rates.rate_against_total,
        rates.more_people_than_there_are,
        money.amounts_in_two_currencies,
        money.same_digits_other_scale,
        money.share_of_a_stated_whole,
        money.share_of_output,
        money.larger_than_the_world,
        sums.growth_against_ends,
        sums.sum_of_parts,
        calendars.no_such_day,
        calendars.span_ends_before_it_begins,
        calendars.after_the_document,
        calendars.founded_otherwise,
        calendars.before_the_founding,
        calendars.law_beside_its_day,
        prices.money_of_today,
        prices.rise_of_prices,
        lists.count_against_list,
        lists.places_in_a_ranking,
    )
}


def explain(check: str) -> str:
    """What a check does, in the words for users."""
    function = (
        CHECKS.get(check)
        or {"claimed_share": _claimed_share, "claimed_before_founding": _claimed_before_founding}[check]
    )
    return " ".join((function.__doc__ or "").split())


def check_document(document: Document, claims: Sequence[Claim] = ()) -> tuple[Finding, ...]:
    """What cannot be right in a document: every figure of its text is read, whether a claim holds it or not.

    A finding names the claims whose words touch it. The same document and claims give the same findings, in order of
    place.
    """
    reading = Reading(document, tuple(claims))
    found = [(slip, name) for name, check in CHECKS.items() for slip in check(reading)]
    return tuple(
        _finding(reading, name, slip) for slip, name in sorted(found, key=lambda pair: (pair[0].spans, pair[1]))
    )


def check_documents(documents: Iterable[Document], records: Iterable[Recorded] = ()) -> Iterator[Finding]:
    """The findings of each document in turn, then those of the claims by themselves (`check_claims`)."""
    kept = list(records)
    by_document: dict[str, list[Claim]] = defaultdict(list)
    for record in kept:
        by_document[record.document_id].append(record.claim)
    for document in documents:
        yield from check_document(document, by_document.get(document.id, ()))
    yield from check_claims(kept)


def _finding(reading: Reading, check: str, slip: Slip) -> Finding:
    claims = tuple(
        claim.id
        for claim in reading.claims
        if any(start < claim.evidence.end and claim.evidence.start < end for start, end in slip.spans)
    )
    document = reading.document.id
    id = hashlib.sha256(f"{document}\n{check}\n{slip.spans}\n{slip.working}".encode()).hexdigest()[:32]
    return Finding(id, check, sanity().checks[check].level, claims, slip.message, slip.working, (document,))


def check_claims(records: Iterable[Recorded]) -> Iterator[Finding]:
    """What cannot be right in claims by themselves: a stake over 100%, something that befell a company before its
    founding."""
    for record in records:
        for name, check in (("claimed_share", _claimed_share), ("claimed_before_founding", _claimed_before_founding)):
            if told := check(record):
                message, working = told
                id = hashlib.sha256(f"{record.claim.id}\n{name}".encode()).hexdigest()[:32]
                yield Finding(
                    id, name, sanity().checks[name].level, (record.claim.id,), message, working, (record.document_id,)
                )


def _claimed_share(record: Recorded) -> tuple[str, str] | None:
    """A claim gives the state more than 100% of a company."""
    quantity = record.claim.quantity
    if record.claim.lever == "state_ownership" and quantity and quantity.unit == "percent" and quantity.value > 100:
        return (
            f"The claim gives the state {quantity.value:g}% of {record.claim.target}.",
            f"{plain(quantity.value)}% > 100%",
        )
    return None


def _claimed_before_founding(record: Recorded) -> tuple[str, str] | None:
    """A claim dates a fact before its company was founded, and the year stands close to the company's name in its words."""
    claim = record.claim
    target = next((link.entity_id for link in record.links if link.role == "target"), None)
    founded = reference.founding_years().get(target or "")
    year = (claim.date or "")[:4]
    if founded and year.isdigit() and int(year) < founded and _together(claim, year):
        return f"{claim.target} was founded in {founded}; the claim is dated {claim.date}.", f"{year} < {founded}"
    return None


def _together(claim: Claim, year: str) -> bool:
    """Whether the words have name and year within one clause: elsewhere the year may be another fact's."""
    words = claim.evidence.exact
    name, at = words.find(claim.target), words.find(year)
    if name < 0 or at < 0 or "/" in (claim.date or ""):
        return False
    between = words[name + len(claim.target) : at] if name < at else words[at + len(year) : name]
    return len(between) < 40 and ";" not in between and "；" not in between
