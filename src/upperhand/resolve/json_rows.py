"""JSON objects as rows to screen: plain ones, and FollowTheMoney ones with `properties`."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from upperhand.errors import InputError
from upperhand.resolve.columns import FAULT, Header

_WHOLE = ("name", "full", "fullName", "full_name", "value", "@value", "text", "caption", "label", "display")
_PARTS = (("first", "given", "firstName", "first_name", "givenName"), ("middle", "middleName", "middle_name"),
          ("last", "family", "surname", "lastName", "last_name", "familyName"))  # fmt: skip
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,8})*")
_DEEPEST = 20


def parse(text: str) -> Any:
    """JSON in which a key that comes twice has both values, and control characters stand in strings. Raises ValueError."""
    return json.loads(text, strict=False, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: values[0] if len(values) == 1 else values for key, values in found.items()}


def fields_of(value: Any) -> dict[str, str]:
    """The fields of an object; what is wrong with it is one of them."""
    if not isinstance(value, dict):
        return {FAULT: "is not a JSON object"}
    properties = value.get("properties")
    own = {key: part for key, part in value.items() if key != "properties" or not isinstance(properties, dict)}
    members = [*own.items(), *(properties.items() if isinstance(properties, dict) else ())]
    header = _header(tuple(str(key) for key, _ in members))
    try:
        values = [list(_texts(part, place in header.names)) for place, (_, part) in enumerate(members)]
    except InputError as error:
        known = {key: part for key, part in own.items() if key == "id" and isinstance(part, str | int)}
        return {FAULT: str(error), **{key: str(part) for key, part in known.items()}}
    return header.joined(values)


@lru_cache(256)
def _header(keys: tuple[str, ...]) -> Header:
    return Header(keys)


def _texts(value: Any, is_name: bool, depth: int = 0) -> Iterator[str]:
    """The values in a member; of an object the one that stands for it. Raises InputError where that should be a name."""
    if depth > _DEEPEST:
        raise InputError(f"the value is nested more than {_DEEPEST} deep")
    if isinstance(value, list):
        for part in value:
            yield from _texts(part, is_name, depth + 1)
    elif isinstance(value, dict):
        yield from _of_object(value, is_name, depth)
    elif isinstance(value, bool) and is_name:
        raise InputError(f"the name is {str(value).lower()}, not text")
    elif text := _text(value):
        yield text


def _text(value: Any) -> str:
    if value is None or value != value:  # null, NaN
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip("\ufeff")


def _of_object(value: dict[str, Any], is_name: bool, depth: int) -> Iterator[str]:
    if not is_name:
        found = next((value[key] for key in ("code", "id", *_WHOLE) if key in value), None)
        yield from _texts(found, False, depth + 1) if found is not None else [json.dumps(value, ensure_ascii=False)]
        return
    if whole := next((value[key] for key in _WHOLE if value.get(key)), None):
        yield from _texts(whole, True, depth + 1)
    elif parts := [
        text for names in _PARTS for key in names if key in value for text in _texts(value[key], True, depth + 1)
    ]:
        yield " ".join(parts)
    elif value and all(_LANGUAGE.fullmatch(key) for key in value):
        for part in value.values():
            yield from _texts(part, True, depth + 1)
    elif value:
        told = ", ".join(map(repr, list(value)[:5]))
        raise InputError(f"the name is an object with {told}; give it as text, or as an object with `first` and `last`")
