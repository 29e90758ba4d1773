"""Entries to claims: each listing of a company is one, and the entry, written out as a document, bears it out.

A document holds one listing, not a whole list, so that an entry that a new version leaves as it was stays the same
document with the same claim.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from upperhand import data
from upperhand.lists.entry import Entry, Listing
from upperhand.lists.mapping import FOLDER, Mapping
from upperhand.model import Assertion, Claim, Document, Evidence, Quantity, Status

_CONTEXT = 32


def ruleset(mapping: Mapping) -> str:
    """The version of the knowledge that made the claims: the mapping and the tables that all lists share."""
    kept = _rulesets.get(id(mapping))
    if kept is None or kept[0] is not mapping:
        said = "lists-" + hashlib.sha256((_tables() + repr(mapping)).encode()).hexdigest()[:16]
        kept = _rulesets[id(mapping)] = (mapping, said)
    return kept[1]


_rulesets: dict[int, tuple[Mapping, str]] = {}


@cache
def _tables() -> str:
    digest = hashlib.sha256(data.fingerprint(f"{FOLDER}/forms").encode())
    for path in sorted((data.ROOT / FOLDER).glob("*.yml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def claims(
    mapping: Mapping, entry: Entry, *, as_of: str, address: str | None = None
) -> Iterator[tuple[Document, Claim]]:
    """A document and its claim for each listing, if the list says something about companies and the entry is one.

    `as_of` is the day that the list speaks of: what ends before it has ended, what begins after it is planned.
    """
    if mapping.lever is None or entry.entity.schema not in mapping.schemata:
        return
    for listing in entry.listings:
        document = _document(mapping, entry, listing, address)
        if _begins_after(listing, as_of):
            document = replace(document, published_at=None)
        yield document, _claim(mapping, entry, listing, document, as_of)


def removals(
    mapping: Mapping, entry: Entry, last: str, first: str, address: str | None = None
) -> Iterator[tuple[Document, Claim]]:
    """What a list no longer says: a document and an eased claim for an entry that is in the version of `last`, a day,
    with `Version.sha256` behind it, and not in that of `first`."""
    if mapping.lever is None or entry.entity.schema not in mapping.schemata:
        return
    (last_day, last_hash), (first_day, first_hash) = last.split(" "), first.split(" ")
    text = (
        f"No longer on the list: {entry.entity.caption} ({entry.entity.id})\n"
        f"Last version with it: {last_day} (SHA-256 {last_hash})\nFirst version without it: {first_day} (SHA-256 {first_hash})"
    )
    starts = sorted(item.start for item in entry.listings if item.start)
    listing = Listing(text, start=starts[0] if starts else None, end=first_day, authority=entry.listings[0].authority)
    document = replace(_document(mapping, entry, listing, address), published_at=first_day)
    yield document, _claim(mapping, entry, listing, document, first_day)


def _document(mapping: Mapping, entry: Entry, listing: Listing, address: str | None) -> Document:
    text = f"{mapping.title} ({mapping.publisher})\n{listing.text}\n"
    return Document(
        id=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        source_url=listing.url or address or mapping.homepage,
        title=f"{entry.entity.caption}: {mapping.title}",
        publisher=listing.authority or mapping.publisher,
        published_at=listing.start,
        language="en",
    )


def _claim(mapping: Mapping, entry: Entry, listing: Listing, document: Document, as_of: str) -> Claim:
    evidence = _evidence(document, document.text.index("\n") + 1)
    actor = listing.authority or mapping.actor or mapping.publisher
    status, date = _status(listing, as_of), _date(listing)
    quantity = None
    if listing.amount is not None and listing.currency:
        quantity = Quantity(listing.amount, listing.currency, listing.currency)
    content = (document.id, evidence.start, evidence.end, mapping.lever, entry.entity.caption, actor, date, status)
    return Claim(
        id=hashlib.sha256(repr(content).encode()).hexdigest()[:32],
        lever=mapping.lever or "foreign_measure",
        target=entry.entity.caption,
        evidence=evidence,
        actor=actor,
        date=date,
        quantity=quantity,
        assertion=Assertion(status=status),
        rule=f"lists/{mapping.name}",
        ruleset=ruleset(mapping),
    )


def _evidence(document: Document, start: int) -> Evidence:
    """The words of the entry, from the first line after the title of the list."""
    end = len(document.text) - 1
    return Evidence(
        document.id, start, end, document.text[start:end], document.text[max(0, start - _CONTEXT) : start], "\n"
    )


def _date(listing: Listing) -> str | None:
    if listing.start and listing.end:
        return f"{listing.start}/{listing.end}"
    return listing.start or listing.end


def _status(listing: Listing, as_of: str) -> Status:
    if _begins_after(listing, as_of):
        return "planned"
    ended = listing.end and (listing.end < as_of[: len(listing.end)] or listing.end == as_of)
    return "eased" if ended else "effective"


def _begins_after(listing: Listing, as_of: str) -> bool:
    return listing.start is not None and listing.start > as_of[: len(listing.start)]
