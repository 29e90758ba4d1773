"""The likeliest way to cut a part of a text into pieces, found by trying every way."""

from collections.abc import Iterator, Mapping


def ways(part: str, odds: Mapping[str, float], unknown: float) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Every way with the sum of its log odds; a character that is no piece costs `unknown`."""
    if not part:
        yield 0.0, ()
    for end in range(1, len(part) + 1):
        piece = part[:end]
        own = odds.get(piece, unknown if end == 1 else None)
        if own is not None:
            yield from ((own + rest, (piece, *pieces)) for rest, pieces in ways(part[end:], odds, unknown))
