"""A claim in a ledger, without the rooms that would find it in a text."""

import hashlib

from upperhand import Ledger, Linker, NameTable
from upperhand.model import Claim, Document, Evidence


def fined(ledger: Ledger, company: str, at: str) -> None:
    """Write that a company was fined into a ledger."""
    text = f"{company} was fined 18.2 billion yuan by the State Administration for Market Regulation on 10 April 2021."
    source = Document(id=hashlib.sha256(text.encode()).hexdigest(), text=text, language="en")
    said = Evidence(source.id, 0, len(text), text)
    actor = "State Administration for Market Regulation"
    claim = Claim(
        source.id[:32], "enforcement", company, said, actor=actor, date="2021-04-10", rule="suite", confidence=0.9
    )
    ledger.add(source, [claim], Linker(NameTable.load()).link(claim), ruleset="suite", at=at)
