"""How well a claim stands: facts, independent origins, contradictions, figures that cannot be right, exposure.

Of the ledger (module `ledger_view`): `facts_of(ledger, entity_id=None, as_of=None) -> tuple[Fact, ...]` and
`iter_facts(ledger, as_of=None) -> Iterator[tuple[str, tuple[Fact, ...]]]` (entity by entity, in bounded memory).
Of plain sequences: `facts(records, documents, judgements=()) -> tuple[Fact, ...]` (module `facts`).
"""
