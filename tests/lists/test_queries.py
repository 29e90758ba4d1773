"""Fields of a query as people write them."""

import pytest

from upperhand import queries
from upperhand.errors import InputError
from upperhand.resolve import Row


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1952-10-07", ("1952-10-07",)),
        ("7 Oct 1952", ("1952-10-07",)),
        ("07/10/1952", ("1952-10-07", "1952-07-10")),
        ("31.12.1952", ("1952-12-31",)),
        ("12/31/1952", ("1952-12-31",)),
        ("1952", ("1952",)),
        ("not a date", ()),
        ("31.31.31", ()),
    ],
)
def test_dates(text: str, found: tuple[str, ...]) -> None:
    assert queries.dates(text) == found


def test_a_row_is_read_as_it_was_meant() -> None:
    given = {
        "name": " N/A Holdings",
        "id": "-",
        "country": "Germany; RU",
        "birth_date": "1952",
        "schema": "person",
        "nationality": "unknown",
    }
    read = queries.understood(Row(1, given)).fields
    assert read == {"name": " N/A Holdings", "id": "-", "country": "de;ru", "birth_date": "1952", "schema": "Person"}


@pytest.mark.parametrize("field", ["birth_date", "country", "nationality", "jurisdiction", "schema"])
def test_what_cannot_be_read_is_named(field: str) -> None:
    with pytest.raises(InputError, match=f"^{field} 'Atlantiss' is not a"):
        queries.understood(Row(1, {"name": "Acme", field: "Atlantiss"}))
