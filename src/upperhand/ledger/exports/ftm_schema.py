"""The part of FollowTheMoney's model that exports use, as data, and the cleaning of values to its types."""

import re
from datetime import datetime
from functools import cache

import msgspec

from upperhand.data import load
from upperhand.ledger.exports.xml import printable

_LONGEST = {"name": 384, "string": 1024, "text": 65000, "url": 4096, "identifier": 64, "address": 250}
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?)?)?)?")
_MEDIA = frozenset({"text/plain", "text/html", "application/pdf", "message/rfc822"})  # others it would rename or drop
_URL = re.compile(r"https?://[^\s/?#@]+\.[^\s/?#@]{2,}([/?#]\S*)?")
_ENTITY = re.compile(r"[0-9a-zA-Z]([0-9a-zA-Z.\-]*[0-9a-zA-Z])?")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")


class Schema(msgspec.Struct, forbid_unknown_fields=True):
    """A schema's own part: what it extends, which properties a whole entity needs, and each property's type."""

    extends: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    properties: dict[str, str] = {}


class _Model(msgspec.Struct, forbid_unknown_fields=True):
    schemata: dict[str, Schema]


@cache
def schemata() -> dict[str, Schema]:
    """Every schema by name."""
    return load("ftm/schema.yml", _Model).schemata


@cache
def languages() -> dict[str, str]:
    """ISO 639-1 to ISO 639-3."""
    return load("ftm/languages.yml", dict[str, str])


@cache
def lineage(schema: str) -> frozenset[str]:
    """The schema and all that it extends."""
    return frozenset({schema}).union(*(lineage(parent) for parent in schemata()[schema].extends))


@cache
def type_of(schema: str, prop: str) -> str | None:
    """The type of a property, inherited ones included; None if the schema has no such property."""
    return next((t for name in lineage(schema) if (t := schemata()[name].properties.get(prop))), None)


def fits(schema: str, prop: str, other: str) -> bool:
    """Whether an entity of schema `other` may stand in this property."""
    kind = type_of(schema, prop) or ""
    return kind.startswith("entity ") and kind.removeprefix("entity ") in lineage(other)


def clean(schema: str, prop: str, value: str | None) -> str | None:
    """The value as FollowTheMoney keeps it; None where it would throw it away."""
    kind = (type_of(schema, prop) or "").partition(" ")[0]
    if not value or not kind:
        return None
    text = _INVISIBLE.sub("", printable(value)).strip()
    cut = text[: _LONGEST.get(kind, 250)].strip()
    return _CLEANERS.get(kind, _same)(cut) or None


def _same(text: str) -> str:
    return text


def _squashed(text: str) -> str:
    return " ".join(text.split())


def _name(text: str) -> str:
    squashed = _squashed(text)
    return squashed[1:-1] if len(squashed) > 2 and squashed[0] == squashed[-1] and squashed[0] in "\"'" else squashed


def _date(text: str) -> str:
    stated = text.removesuffix("Z")
    try:
        datetime.fromisoformat(stated + "0001-01-01"[len(stated) :])
    except ValueError:
        return ""
    return stated if _DATE.fullmatch(stated) else ""


def _url(text: str) -> str:
    if not _URL.fullmatch(text):
        return ""
    scheme, _, rest = text.partition("://")
    return f"{scheme}://{rest}" if re.search("[/?#]", rest) else f"{text}/"


def _language(text: str) -> str:
    return text if text in languages().values() else languages().get(text, "")


def _entity(text: str) -> str:
    return text if _ENTITY.fullmatch(text) else ""


def _media(text: str) -> str:
    return text if text in _MEDIA else ""


_CLEANERS = {
    "mimetype": _media,
    "address": _squashed,
    "name": _name,
    "date": _date,
    "url": _url,
    "language": _language,
    "entity": _entity,
}
