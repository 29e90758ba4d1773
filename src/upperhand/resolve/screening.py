"""Screening: rows of names against an index. Every row gets an answer or an error of its own; no row stops the run.

Free of any service and picklable: `screen(rows, index)` is all that a worker or a Spark partition has to call.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from upperhand.errors import InputError
from upperhand.model import Entity
from upperhand.resolve import scripts
from upperhand.resolve.index import Index
from upperhand.resolve.names import LONGEST
from upperhand.resolve.search import Match

TOGETHER = 100  # rows that are looked for at a time
PROPERTIES = {
    "country": "country",
    "nationality": "nationality",
    "jurisdiction": "jurisdiction",
    "birth_date": "birthDate",
    "lei": "leiCode",
    "uscc": "uscCode",
    "isin": "isin",
    "ticker": "ticker",
    "registration_number": "registrationNumber",
    "id_number": "idNumber",
    "imo": "imoNumber",
    "alias": "alias",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row to screen: its number in the file from 1, and its fields by name (`name`, `schema`, `country`, …)."""

    number: int
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The row's own id, or its number."""
        return self.fields.get("id") or str(self.number)


@dataclass(frozen=True, slots=True)
class Screened:
    """The answer for one row: matches, or the error that says what is wrong with it."""

    row: Row
    matches: tuple[Match, ...] = ()
    error: str | None = None


def screen(rows: Iterable[Row], index: Index, *, limit: int = 5, threshold: float | None = None) -> Iterator[Screened]:
    """Screen rows in their order, some hundred at a time."""
    rows = iter(rows)
    while batch := list(islice(rows, TOGETHER)):
        yield from _screened(batch, index, limit, threshold)


def _screened(rows: list[Row], index: Index, limit: int, threshold: float | None) -> Iterator[Screened]:
    queries: list[Entity | InputError] = [_query_or_error(row) for row in rows]
    answers = iter(index.match_all([q for q in queries if isinstance(q, Entity)], limit=limit, threshold=threshold))
    for row, query in zip(rows, queries, strict=True):
        answer = next(answers) if isinstance(query, Entity) else query
        if isinstance(answer, InputError):
            yield Screened(row, error=f"row {row.number}: {answer}")
        else:
            yield Screened(row, answer)


def _query_or_error(row: Row) -> Entity | InputError:
    try:
        return query_of(row)
    except InputError as error:
        return error


def query_of(row: Row) -> Entity:
    """A row as the entity to look for. Raises InputError that says what is wrong with the row."""
    if "" in row.fields:
        raise InputError(row.fields[""])
    name = row.fields.get("name", "").strip()
    check_name(name)
    properties: dict[str, tuple[str, ...]] = {"name": (name,)}
    for column, prop in PROPERTIES.items():
        if value := row.fields.get(column, "").strip():
            properties[prop] = tuple(part.strip() for part in value.split(";") if part.strip())
    return Entity(row.id, row.fields.get("schema", "").strip(), name, properties)


def check_name(name: str) -> None:
    """Raise InputError for a name that cannot be screened: empty, over-long, broken, or without a letter or digit."""
    if not name:
        raise InputError("the name is empty")
    if len(name) > LONGEST:
        raise InputError(f"the name has {len(name):,} characters; names of up to {LONGEST} are screened")
    if "\ufffd" in name:
        raise InputError(
            "a character of the name could not be read (U+FFFD); is the file cut short, or in several encodings?"
        )
    control = next((c for c in name if unicodedata.category(c) in ("Cc", "Cs", "Co") and c not in "\t\n\r"), None)
    if control is not None:
        raise InputError(f"the name holds a control character (U+{ord(control):04X}); remove it")
    if not any(c.isalnum() for c in name):
        raise InputError(f"no letter or digit stands in the name {name!r}")
    mixed = [
        word
        for word in name.split()
        if not word.isascii()
        and len(set(scripts.scripts_of(scripts.undisguise(scripts.clean(word)))) & {"Latin", "Cyrillic", "Greek"}) > 1
    ]
    if mixed:
        raise InputError(f"the word {mixed[0]!r} mixes alphabets and cannot be read as one of them")
