"""Identifiers by form and check digit."""

import pytest

from upperhand.model import Entity
from upperhand.resolve import identifiers


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("529900T8BM49AURSDO55", "LEI"),
        ("529900T8BM49AURSDO56", None),
        ("91330000100002047N", None),
        ("91330000100002047P", "unified social credit code"),
        ("US0378331005", "ISIN"),
        ("US0378331006", None),
        ("CNE000000PY4", "ISIN"),
        ("IMO 9074729", "IMO number"),
        ("9074728", None),
        ("7707083893", "INN"),
        ("7707083894", None),
        ("500100732259", "INN"),
        ("hello", None),
    ],
)
def test_kinds(value: str, kind: str | None) -> None:
    assert identifiers.kind(value) == kind


def test_identifiers_of_an_entity_are_plain_and_once() -> None:
    entity = Entity(
        "a",
        "Company",
        "A",
        {"leiCode": ("5299 00T8BM49AURSDO55",), "registrationNumber": ("529900T8BM49AURSDO55", "12")},
    )
    assert identifiers.of_entity(entity) == ("529900T8BM49AURSDO55",)
    assert identifiers.of_entity(Entity("b", "Company", "B")) == ()
