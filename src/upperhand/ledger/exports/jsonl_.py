"""JSON Lines: every claim whole, with its evidence, links and document, one a line."""

from pathlib import Path
from typing import Any

import msgspec

from upperhand.ledger.exports.source import Source


def write(source: Source, path: Path) -> None:
    """Writes one object a line: `claim`, `observed_at`, `links`, `document` (without its text)."""
    encoder = msgspec.json.Encoder()
    with path.open("wb") as file:
        for record, document in source.claims():
            about: dict[str, Any] = msgspec.to_builtins(document)
            for empty in ("text", "pages", "notes", "origins"):
                del about[empty]
            line = {"claim": record.claim, "observed_at": record.observed_at, "links": record.links, "document": about}
            file.write(encoder.encode(line) + b"\n")
