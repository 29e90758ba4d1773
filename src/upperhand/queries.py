"""What people write into the fields of a query, read: dates in any order, countries by name, kinds in any case.

A field that cannot be read is an error, never a contradiction: `7 Oct 1952` is not another day than `1952-10-07`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from upperhand.errors import InputError
from upperhand.lists.countries import country_codes
from upperhand.lists.dates import read_dates
from upperhand.lists.schema import schemata
from upperhand.lists.tickers import tickers

if TYPE_CHECKING:
    from upperhand.resolve import Row

_NOTHING = frozenset({"", "-", "--", "?", "n/a", "na", "none", "null", "nil", "nan", "unknown", "not known", "tbd"})
_KINDS = "a kind of entity; write Person, Company, Organization, Vessel or another schema of FollowTheMoney"
_COUNTRIES = ("country", "nationality", "jurisdiction")
_LONGEST_NUMBER = 30
_NUMBERS = {"LEI": "lei", "unified social credit code": "uscc", "ISIN": "isin", "IMO number": "imo", "INN": "id_number"}


def dates(text: str) -> tuple[str, ...]:
    """A day, month or year as ISO dates; both, where day and month may be either way round. Empty for what is none."""
    found = [value for order in ("dmy", "mdy") for value in read_dates(text, order) or ()]
    return tuple(dict.fromkeys(found))


def countries(text: str) -> tuple[str, ...]:
    """Countries by name, people or code, as codes. Empty for what is none."""
    return country_codes(text) or ()


def schema(text: str) -> str:
    """A kind of entity in any case. Empty for what is none."""
    return next((name for name in schemata() if name.casefold() == text.strip().casefold()), "")


def identifier(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The field and the spellings of a name that is an identifier by its form and check digits, or a ticker."""
    from upperhand.resolve import identifiers

    if len(text) > _LONGEST_NUMBER:
        return None
    if found := tickers(text):
        return "ticker", found
    kind = identifiers.kind(text)
    return (_NUMBERS[kind], (text.strip(),)) if kind else None


def understood(row: "Row") -> "Row":
    """A row of a screening file with its fields read. Raises InputError that names the field that cannot be."""
    if "" in row.fields:
        return row  # it says what is wrong with it already
    fields = {
        name: text
        for name, text in row.fields.items()
        if name in ("name", "id") or text.strip().casefold() not in _NOTHING
    }
    if "birth_date" in fields:
        fields["birth_date"] = _each(
            fields["birth_date"], dates, "birth_date", "a date; write it as 1952-10-07 or 1952"
        )
    for name in _COUNTRIES:
        if name in fields:
            fields[name] = _each(fields[name], countries, name, "a country; give its name in English or its code")
    if "ticker" in fields:
        fields["ticker"] = _each(fields["ticker"], lambda text: tickers(text) or (text,), "ticker", "a ticker")
    if (meant := identifier(fields.get("name", ""))) and meant[0] not in fields:
        fields[meant[0]] = ";".join(meant[1])
    if "schema" in fields:
        fields["schema"] = _each(fields["schema"], lambda text: tuple(filter(None, (schema(text),))), "schema", _KINDS)
    return replace(row, fields=fields)


def _each(text: str, read: Callable[[str], tuple[str, ...]], field: str, wanted: str) -> str:
    found: list[str] = []
    for part in filter(None, map(str.strip, text.split(";"))):
        values = read(part)
        if not values:
            raise InputError(f"{field} {part[:60]!r} is not {wanted}")
        found += values
    return ";".join(found)
