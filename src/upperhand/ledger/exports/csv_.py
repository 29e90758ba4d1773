"""CSV: UTF-8, a header, one row a claim; text that looks like a formula is made harmless."""

import csv
from pathlib import Path

from upperhand.ledger.exports.source import Source
from upperhand.ledger.exports.table import COLUMNS, harmless, rows


def write(source: Source, path: Path) -> None:
    """Writes the table of claims."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([harmless(row[name]) for name in COLUMNS] for row in rows(source))
