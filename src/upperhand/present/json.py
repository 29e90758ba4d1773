"""The dossier as JSON, in the form that data/present/dossier.schema.json describes."""

from typing import Any

import msgspec

from upperhand.present.types import Dossier


def render_json(dossier: Dossier) -> str:
    """All of the dossier, indented, with its words verbatim. Lone surrogates, which no file can hold, become U+FFFD."""
    try:
        return msgspec.json.format(msgspec.json.encode(dossier), indent=2).decode() + "\n"
    except UnicodeEncodeError:
        return (
            msgspec.json.format(msgspec.json.encode(_encodable(msgspec.to_builtins(dossier))), indent=2).decode() + "\n"
        )


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _encodable(item) for key, item in value.items()}
    return [_encodable(item) for item in value] if isinstance(value, (list, tuple)) else value


def schema() -> dict[str, Any]:
    """The JSON Schema of a dossier, made from the types."""
    made = msgspec.json.schema(Dossier)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Upperhand dossier", **made}


if __name__ == "__main__":
    print(msgspec.json.format(msgspec.json.encode(schema()), indent=2).decode())
