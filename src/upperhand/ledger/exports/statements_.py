"""FollowTheMoney statements as CSV, one value a line, with FollowTheMoney's statement ids."""

import csv
from pathlib import Path

from upperhand.ledger.exports.ftm_schema import type_of
from upperhand.ledger.exports.ftm_statements import gathered
from upperhand.ledger.exports.source import Source

COLUMNS = (
    "canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "origin", "lang", "original_value",
    "external", "first_seen", "last_seen", "id",
)  # fmt: skip


def write(source: Source, path: Path) -> None:
    """Writes what `ftm aggregate-statements` reads.

    Values are as they are, formula signs included: the form is for programs, and an id is a hash of its value.
    """
    with path.open("w", encoding="utf-8", newline="") as file, gathered(source, canonical=False) as statements:
        writer = csv.DictWriter(file, COLUMNS, dialect=csv.unix_dialect)
        writer.writeheader()
        for statement in statements:
            kind = "id" if statement.prop == "id" else (type_of(statement.schema, statement.prop) or "").split(" ")[0]
            row = {name: getattr(statement, name, None) for name in COLUMNS}
            writer.writerow({**row, "prop_type": kind, "external": "f"})
