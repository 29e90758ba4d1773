"""Query parameters that several endpoints share, with their caps."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query

from upperhand.errors import InputError
from upperhand.server import ontology
from upperhand.server.failures import Unprocessable

MOST_MATCHES, MOST_QUERIES, LARGEST_PAGE, LARGEST_OFFSET = 500, 100, 500, 9_499
_MOST_VALUES, _LONGEST = 100, 1_000

Text = Annotated[str, Query(max_length=_LONGEST)]
Texts = Annotated[Sequence[Annotated[str, Query(max_length=_LONGEST)]], Query(max_length=_MOST_VALUES)]
Limit = Annotated[int, Query(ge=0, le=LARGEST_PAGE)]
Offset = Annotated[int, Query(ge=0, le=LARGEST_OFFSET)]
Share = Annotated[float, Query(ge=0, le=1)]


def moment(text: str | None) -> str:
    """A day or a time as UTC in ISO 8601 to the second; empty for None. Raises Unprocessable for what is neither."""
    if not text:
        return ""
    try:
        given = datetime.fromisoformat(text)
        return (given.astimezone(UTC) if given.tzinfo else given).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError) as error:
        raise Unprocessable(
            "changed_since: is not a day or a time; write it as 2024-05-01 or 2024-05-01T12:00:00"
        ) from error


def schema(name: str) -> str:
    """A schema that FollowTheMoney knows. Raises InputError for any other."""
    if name not in ontology.schemata():
        raise InputError(f"no such schema: {name[:60]!r}")
    return name
