"""What speaks for or against two entities being one besides their names: birth dates, countries, kinds."""

from collections.abc import Iterable

from upperhand.model import Entity

_COUNTRY_PROPERTIES = ("country", "nationality", "jurisdiction", "citizenship", "mainCountry")
_ORGANISATIONS = frozenset(("Company", "Organization", "PublicBody", "LegalEntity"))
_THINGS = frozenset(("Vessel", "Airplane", "Vehicle"))


def birth_dates(left: Iterable[str], right: Iterable[str]) -> float:
    """1 for the same day, 0.5 where one is only a year or month and fits, 0 where unknown, -1 where they contradict."""
    best = None
    for a in left:
        for b in right:
            value = _two_dates(a.strip(), b.strip())
            best = value if best is None else max(best, value)
    return best or 0.0


def _two_dates(a: str, b: str) -> float:
    shorter, longer = sorted((a, b), key=len)
    if not shorter:
        return 0.0
    if longer.startswith(shorter):
        return 1.0 if len(shorter) >= 10 else 0.5
    if a[:4] == b[:4]:
        swapped = len(a) >= 10 and len(b) >= 10 and a[5:7] == b[8:10] and a[8:10] == b[5:7]
        return 0.5 if swapped else -0.5
    return -1.0


def countries(left: Entity, right: Entity) -> float:
    """1 where they share a country, 0 where one has none, -1 where both have some and none in common."""
    a, b = _countries(left), _countries(right)
    return 0.0 if not a or not b else 1.0 if a & b else -1.0


def _countries(entity: Entity) -> set[str]:
    return {value.lower()[:2] for prop in _COUNTRY_PROPERTIES for value in entity.properties.get(prop, ()) if value}


def schemas(left: str, right: str) -> float:
    """-1 where one is a person and the other cannot be, -1 for a ship and a body; 0 otherwise."""
    kinds = {_kind(left), _kind(right)}
    return -1.0 if len(kinds) > 1 and "" not in kinds else 0.0


def _kind(schema: str) -> str:
    if schema == "Person":
        return "person"
    if schema in _THINGS:
        return "thing"
    return "body" if schema in _ORGANISATIONS and schema != "LegalEntity" else ""
