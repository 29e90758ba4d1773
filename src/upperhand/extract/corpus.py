"""Rows of an annotated corpus as documents, and claims as the rows that a scorer reads.

`python -m upperhand.extract.corpus CORPUS.jsonl [--tier accurate] > OUT` writes one claim a line for a corpus of one document a line.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from upperhand.errors import FormatError
from upperhand.model import Claim, Document


def rows(path: Path | str) -> Iterator[dict[str, Any]]:
    """The rows of a corpus file. Raises FormatError naming file and line."""
    with Path(path).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                row["id"], row["text"]
            except (ValueError, KeyError, TypeError) as error:
                raise FormatError(f"{path}, line {number}: not a JSON object with id and text ({error})") from error
            yield row


def document(row: dict[str, Any]) -> Document:
    """A corpus row as a Document; its text stays as given, so spans index the row's text."""
    return Document(
        id=str(row["id"]),
        text=row["text"],
        title=row.get("title"),
        source_url=row.get("url"),
        published_at=row.get("published"),
        language=row.get("lang"),
    )


def predicted(claim: Claim) -> dict[str, Any]:
    """A claim as the scorer's row."""
    quantity = claim.quantity
    return {
        "doc": claim.evidence.document_id,
        "lever": claim.lever,
        "target": claim.target,
        "target_kind": claim.target_kind,
        "start": claim.evidence.start,
        "end": claim.evidence.end,
        "actor": claim.actor,
        "people": list(claim.people),
        "date": claim.date,
        "place": claim.place,
        "quantity": {"value": quantity.value, "unit": quantity.unit} if quantity else None,
        "status": claim.assertion.status,
        "stance": claim.assertion.stance,
        "attributed_to": claim.assertion.attributed_to,
        "confidence": round(claim.confidence, 4),
        "rule": claim.rule,
        "quote": claim.evidence.exact,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Extract from every row of the files and print the claims."""
    from upperhand.extract.engine import TIERS, Extractor

    parser = argparse.ArgumentParser(prog="python -m upperhand.extract.corpus")
    parser.add_argument("paths", nargs="+", metavar="CORPUS.jsonl")
    parser.add_argument("--tier", choices=TIERS, default=TIERS[0])
    options = parser.parse_args(arguments)
    extractor = Extractor(tier=options.tier)
    for path in options.paths:
        for row in rows(path):
            for claim in extractor.extract(document(row)):
                print(json.dumps(predicted(claim), ensure_ascii=False))


if __name__ == "__main__":
    main()
