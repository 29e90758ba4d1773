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


@pytest.mark.parametrize(
    ("text", "field", "spelling"),
    [
        ("600519", "ticker", "600519"),
        ("600519.SH", "ticker", "600519.SS"),
        ("SSE: 600519", "ticker", "600519.CN"),
        ("000002 SZ", "ticker", "000002.SZ"),
        ("700 hk", "ticker", "0700.HK"),
        ("HKEX:0700", "ticker", "00700.HK"),
        ("NYSE: BABA", "ticker", "BABA"),
        ("BIDU.O", "ticker", "BIDU.US"),
        ("5493001KJTIIGC8Y1R12", "lei", "5493001KJTIIGC8Y1R12"),
        ("91330000712345678N", "uscc", None),
        ("IMO 9187629", "imo", "IMO 9187629"),
    ],
)
def test_a_name_that_is_an_identifier(text: str, field: str, spelling: str | None) -> None:
    found = queries.identifier(text)
    if spelling is None:
        assert found is None  # the check character does not hold
    else:
        assert found is not None and found[0] == field and spelling in found[1]


@pytest.mark.parametrize(
    "text",
    ["", "BABA", "Apple Inc", "2024", "5493001KJTIIGC8Y1R13", "Iran Air", "A" * 10_000, "1" * 10_000, "7000000 HK"],
)
def test_a_name_that_is_none(text: str) -> None:
    assert queries.identifier(text) is None


def test_a_row_with_a_ticker_is_asked_in_every_spelling() -> None:
    fields = queries.understood(Row(1, {"name": "Moutai", "ticker": "600519.SH; odd one out"})).fields
    assert {"600519", "600519.SS", "odd one out"} <= set(fields["ticker"].split(";"))
    assert queries.understood(Row(1, {"name": "700.HK"})).fields["ticker"].startswith("0700.HK;")
