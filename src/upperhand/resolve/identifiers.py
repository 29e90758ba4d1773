"""Identifiers of companies, people and ships: which kind a value is, whether its check digit holds, its plain form."""

import re

from upperhand.model import Entity

PROPERTIES = (
    "leiCode",
    "uscCode",
    "isin",
    "isinCode",
    "ticker",
    "registrationNumber",
    "idNumber",
    "taxNumber",
    "vatCode",
    "innCode",
    "ogrnCode",
    "imoNumber",
    "mmsi",
    "swiftBic",
    "passportNumber",
    "cageCode",
    "okpoCode",
    "kppCode",
    "bicCode",
    "dunsCode",
)
_PROPERTIES = frozenset(PROPERTIES)
_PLAIN = re.compile(r"[^0-9A-Z]")
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def plain(value: str) -> str:
    """Upper case, letters and digits only."""
    return _PLAIN.sub("", value.upper())


def is_lei(value: str) -> bool:
    """ISO 17442: 18 characters and two check digits, ISO 7064 MOD 97-10."""
    return bool(re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", value)) and int("".join(str(int(c, 36)) for c in value)) % 97 == 1


def is_uscc(value: str) -> bool:
    """China's unified social credit code, GB 32100-2015: 17 characters and a check character, modulus 31."""
    if not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}", value):
        return False
    total = sum(_USCC.index(c) * weight for c, weight in zip(value, _USCC_WEIGHTS, strict=False))
    return _USCC[(31 - total % 31) % 31] == value[17]


def is_isin(value: str) -> bool:
    """ISO 6166: two letters, nine characters and a check digit (Luhn over the letters' values)."""
    if not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{9}[0-9]", value):
        return False
    return _luhn("".join(str(int(c, 36)) for c in value))


def is_imo(value: str) -> bool:
    """A ship's IMO number: six digits and a check digit."""
    digits = value.removeprefix("IMO")
    return bool(re.fullmatch(r"[0-9]{7}", digits)) and sum(
        int(d) * w for d, w in zip(digits, range(7, 1, -1), strict=False)
    ) % 10 == int(digits[6])


def is_inn(value: str) -> bool:
    """A Russian taxpayer number of ten digits (companies) or twelve (people), with its check digits."""
    if not re.fullmatch(r"[0-9]{10}|[0-9]{12}", value):
        return False
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8) if len(value) == 10 else (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    first = sum(int(d) * w for d, w in zip(value, weights, strict=False)) % 11 % 10
    if len(value) == 10:
        return first == int(value[9])
    second = sum(int(d) * w for d, w in zip(value, (3, *weights), strict=False)) % 11 % 10
    return first == int(value[10]) and second == int(value[11])


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


KINDS = {"LEI": is_lei, "unified social credit code": is_uscc, "ISIN": is_isin, "IMO number": is_imo, "INN": is_inn}


def kind(value: str) -> str | None:
    """What a value is by its form and check digit: LEI, unified social credit code, ISIN, IMO number, INN, or None."""
    wanted = plain(value)
    return next((name for name, holds in KINDS.items() if holds(wanted)), None)


def of_entity(entity: Entity) -> tuple[str, ...]:
    """The identifiers of an entity in plain form, each once."""
    if entity.properties.keys().isdisjoint(_PROPERTIES):
        return ()
    found = dict.fromkeys([plain(value) for prop in PROPERTIES for value in entity.properties.get(prop, ())])
    return tuple([value for value in found if len(value) > 3])
