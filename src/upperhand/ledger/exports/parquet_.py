"""Parquet, written by DuckDB from the table of claims."""

import tempfile
from pathlib import Path

import msgspec

from upperhand.ledger.exports.source import Source
from upperhand.ledger.exports.table import COLUMNS, rows

_TYPES = {"text": "VARCHAR", "real": "DOUBLE", "integer": "BIGINT"}


def write(source: Source, path: Path) -> None:
    """Writes the table of claims, compressed with zstd."""
    import duckdb

    encoder = msgspec.json.Encoder()
    columns = ", ".join(f"{name!r}: {_TYPES[kind]!r}" for name, kind in COLUMNS.items())
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
        draft = Path(folder) / "rows.jsonl"
        with draft.open("wb") as file:
            for row in rows(source):
                file.write(encoder.encode(row) + b"\n")
        query = f"SELECT * FROM read_json({_quoted(draft)}, format = 'newline_delimited', columns = {{{columns}}})"
        database.execute(f"COPY ({query}) TO {_quoted(path)} (FORMAT parquet, COMPRESSION zstd)")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
