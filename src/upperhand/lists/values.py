"""Values: what is written in a field, read as its kind: dates, countries, names, numbers, remarks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import msgspec

from upperhand import data
from upperhand.lists import supplement
from upperhand.lists.countries import country_codes
from upperhand.lists.dates import Order, loose_dates, read_dates
from upperhand.lists.schema import type_of

_BRACKETED = re.compile(r"\s*[(（]([^()（）]+)[)）]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_OTHER = re.compile(r"[\u0370-\u1fff\u2c00-\ud7ff]")
_LABEL = re.compile(r"^(?:in )?[A-Z][a-z]+(?: script)?\s*:\s*")
_IMO = re.compile(r"^IMO\s*(?:number|no\.?)?\s*:?\s*(?=\d)", re.IGNORECASE)
_GENDERS = {"m": "male", "male": "male", "f": "female", "female": "female"}


class Unreadable(Exception):
    """A value that is not what its field should hold: the message ends the sentence `… 'value' `."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value with the property or other target it goes into."""

    to: str
    text: str


class _Part(msgspec.Struct, forbid_unknown_fields=True):
    match: str
    to: str
    kind: str | None = None
    tie: str = ""


@cache
def _remarks() -> tuple[tuple[re.Pattern[str], str, str | None, str], ...]:
    parts = data.load("lists/remarks.yml", tuple[_Part, ...])
    return tuple((re.compile(part.match), part.to, part.kind, part.tie) for part in parts)


@cache
def _numbers() -> tuple[tuple[re.Pattern[str], str | None], ...]:
    table = data.load("lists/identifiers.yml", tuple[tuple[str, str | None], ...])
    return tuple((re.compile(pattern, re.IGNORECASE), to) for pattern, to in table)


def read_value(text: str, to: str, kind: str | None, order: Order, schema: str) -> Iterator[Value]:
    """What a field's words say, with where each goes. Raises Unreadable for a date or number that is none."""
    kind = _kind_of(to) if kind in (None, "identifier") else kind
    if kind == "remarks":
        yield from _remark(text, order, schema)
    elif kind == "supplement":
        yield from (Value(target, name) for target, name in supplement.read(text))
    elif kind == "known as":
        yield from (Value(target, name) for target, name in supplement.read_brackets(text))
    elif kind == "numbered":
        yield _numbered(text)
    elif kind == "countries":
        yield _countries(text, schema)
    elif kind == "country":
        # A country that is none (`None Identified`, `West Bank and Gaza`) is kept in the words of the list.
        yield from (Value(to, code) for code in country_codes(text) or ())
        if not country_codes(text):
            yield Value("notes", f"{to}: {text}")
    elif kind == "names":
        yield from _names(text, to)
    else:
        yield from (Value(to, value) for value in _plain(text, to, kind, order, schema))


def _kind_of(to: str) -> str:
    if to in ("listing.start", "listing.end", "list.date") or type_of(to) == "date":
        return "dates"
    return {"country": "country", "gender": "gender", "url": "url", "number": "number"}.get(
        type_of(to), _number_kind(to)
    )


def _number_kind(to: str) -> str:
    return "number" if to == "listing.amount" else "text"


def _plain(text: str, to: str, kind: str, order: Order, schema: str) -> tuple[str, ...]:
    match kind:
        case "dates":
            return _strict(read_dates(text, order), "is not a date that can be read")
        case "loose dates":
            return loose_dates(text, order)
        case "inverted":
            return (inverted(text) if schema == "Person" else text,)
        case "gender":
            return tuple(filter(None, (_GENDERS.get(text.strip(" .").lower()),)))
        case "number":
            return _strict(_number(text), "is not a number")
        case "url":
            return (text if "://" in text else f"http://{text}",) if re.match(r"\S+\.\S+$", text) else ()
        case _:
            return (_IMO.sub("", text),) if to == "imoNumber" else (text,)


def _strict(found: tuple[str, ...] | None, fault: str) -> tuple[str, ...]:
    if found is None:
        raise Unreadable(fault)
    return found


def _number(text: str) -> tuple[str, ...] | None:
    plain = text.replace(",", "").strip()
    return (plain,) if re.fullmatch(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", plain) else None


def inverted(name: str) -> str:
    """`LAST, First` as `First LAST`; other names as they are."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() and "," not in first else name


def _names(text: str, to: str) -> Iterator[Value]:
    """A name, and the same in another script that stands in brackets behind it."""
    native = [found[1] for found in _BRACKETED.finditer(text) if _differs(text[: found.start()], found[1])]
    plain = text
    for name in native:
        plain = re.sub(r"\s*[(（]" + re.escape(name) + r"[)）]", "", plain)
        yield Value("alias" if to == "name" else to, _LABEL.sub("", name).strip())
    if plain.strip(" ,;"):
        yield Value(to, plain.strip())


def _differs(before: str, inside: str) -> bool:
    return bool(_OTHER.search(inside)) != bool(_OTHER.search(before)) and bool(
        _LATIN.search(before) or _LATIN.search(inside)
    )


def number_property(name: str) -> str | None:
    """The property that a number of this name goes into: `notes` if it is a remark, None if the name says nothing."""
    return next((to for pattern, to in _numbers() if pattern.search(name)), None)


def _numbered(text: str) -> Value:
    """`US, 80-0890696, Tax ID No.`: a country, a number and what it is called; anything else is a note."""
    *before, name = text.split(", ")
    to = number_property(name) if before and any(char.isdigit() for char in before[-1]) else None
    return Value(to, before[-1].strip()) if to and to != "notes" else Value("notes", text)


def _countries(text: str, schema: str) -> Value:
    """A nationality in free words: a code if it is one country's, else a note."""
    codes = country_codes(text)
    to = "nationality" if schema == "Person" else "country"
    return Value(to, codes[0]) if codes and len(codes) == 1 else Value("notes", f"{to}: {text}")


def _remark(text: str, order: Order, schema: str) -> Iterator[Value]:
    for part in re.split(r";\s*", text.rstrip(". ")):
        part = part.strip().rstrip(".")
        if part:
            yield from _remark_part(part, order, schema)


def _remark_part(part: str, order: Order, schema: str) -> Iterator[Value]:
    for pattern, to, kind, tie in _remarks():
        if (found := pattern.fullmatch(part)) is None:
            continue
        if tie:
            yield Value(tie, found["tie"].strip())
        target = number_property(found["number"]) if to == "identifier" else to
        if target in (None, "notes"):
            break
        try:
            values = tuple(read_value(found["value"].strip(), target, kind, order, schema))
        except Unreadable:
            break
        if values:
            yield from values
            return
    yield Value("notes", part)
