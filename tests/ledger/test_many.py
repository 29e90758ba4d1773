"""Many documents at once: the same ledger as one by one, in one transaction."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ledger.samples import T1, T2, T3, document, sample
from upperhand.errors import LedgerError
from upperhand.ledger import Added, Found, Ledger


def found(number: int, ruleset: str = "R1", resolver: str = "", keep: int = 3) -> Found:
    """The sample under another address and text, with its first claims and their links."""
    source, claims, links = sample()
    other = document(f"{source.text}\n{number}") if number else source
    moved = [
        replace(
            one,
            id=f"{one.id}-{number}" if number else one.id,
            evidence=replace(one.evidence, document_id=other.id),
        )
        for one in claims[:keep]
    ]
    names = {one.id: own.id for one, own in zip(claims, moved, strict=False)}
    kept = tuple(replace(link, claim_id=names[link.claim_id]) for link in links if link.claim_id in names)
    return Found(other, tuple(moved), kept, ruleset, resolver)


def said(ledger: Ledger) -> object:
    """All that a ledger tells, apart from row numbers."""
    observations = sorted((each.claim_id, each.act, each.ruleset, each.observed_at) for each in ledger.observations())
    records = sorted(ledger.claims(retracted=True), key=lambda record: record.claim.id)
    return sorted(ledger.documents(), key=lambda one: one.id), records, observations, ledger.counts()


def test_many_at_once_are_as_one_by_one(ledger: Ledger, tmp_path: Path) -> None:
    runs = [
        (T1, [found(number) for number in range(1, 900)]),
        (T2, [found(number, keep=2, ruleset="R2") for number in range(1, 40)] + [found(number) for number in range(890, 910)]),
        (T3, [found(7, resolver="judged"), found(8, ruleset="R3"), found(8, ruleset="R4"), found(2_000), found(2_000, ruleset="R5", keep=1)]),
    ]  # fmt: skip
    with Ledger(tmp_path / "single.db") as single:
        for at, batch in runs:
            wrote = [
                single.add(one.document, one.claims, one.links, ruleset=one.ruleset, at=at, resolver=one.resolver)
                for one in batch
            ]
            told = ledger.add_all(iter(batch), at=at)
            assert told == Added(
                *(sum(getattr(one, name) for one in wrote) for name in ("documents", "claims", "retracted"))
            )
        assert said(single) == said(ledger)


def test_what_is_interrupted_leaves_nothing(ledger: Ledger) -> None:
    ledger.add_all([found(1)], at=T1)
    before = said(ledger)

    def torn() -> Iterator[Found]:
        yield from (found(number) for number in range(2, 1_000))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.add_all(torn(), at=T2)
    assert said(ledger) == before
    bad = replace(
        found(5),
        claims=(replace(found(5).claims[0], evidence=replace(found(5).claims[0].evidence, start=1)),),
        links=(),
    )
    with pytest.raises(LedgerError, match="do not stand"):
        ledger.add_all([found(4), bad], at=T2)
    assert said(ledger) == before


def test_the_same_again_changes_nothing_and_what_was_forgotten_is_refused(ledger: Ledger) -> None:
    batch = [found(number) for number in range(1, 5)]
    assert ledger.add_all(batch, at=T1) == Added(4, 12, 0)
    assert ledger.add_all(batch, at=T2) == Added(0, 0, 0)
    assert ledger.add_all([], at=T2) == Added(0, 0, 0)
    elsewhere = replace(batch[0], document=replace(batch[0].document, source_url="https://example.org/elsewhere"))
    assert ledger.add_all([elsewhere], at=T2) == Added(0, 0, 0)
    assert len(ledger.sightings(batch[0].document.id)) == 2
    ledger.forget(batch[1].document.id, by="me", reason="asked to", at=T3)
    with pytest.raises(LedgerError, match="forgotten"):
        ledger.add_all(batch, at=T3)
