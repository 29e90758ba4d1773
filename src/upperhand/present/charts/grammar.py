"""Pictures as Vega-Lite writes them: layers of rows, each drawn with a mark whose channels show fields of the rows.

https://vega.github.io/vega-lite/docs/spec.html
"""

from collections.abc import Mapping, Sequence
from typing import Any

Layer = dict[str, Any]
Channel = dict[str, Any]
_TYPES = {"Q": "quantitative", "N": "nominal", "O": "ordinal", "T": "temporal"}


def layer(rows: Sequence[Mapping[str, Any]], mark: Mapping[str, Any], **encoding: Channel) -> Layer:
    """These rows, drawn with a mark."""
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def mark(kind: str, **settings: Any) -> dict[str, Any]:
    """A mark: bar, rule, point, text and so on, with its settings."""
    return {"type": kind, **settings}


def channel(told: str, **settings: Any) -> Channel:
    """A field with its type, `date:T`, and its settings; the end of a span goes without a type."""
    field, _, letter = told.partition(":")
    return {"field": field, **({"type": _TYPES[letter]} if letter else {}), **settings}
