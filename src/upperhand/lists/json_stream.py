"""The members of a large JSON document, one after the other, in bounded memory."""

import json
from collections.abc import Iterator
from typing import IO, Any

_CHUNK = 1 << 20
_decode = json.JSONDecoder().raw_decode
_SPACE = " \t\r\n"


def members(stream: IO[str], places: tuple[str, ...], head: dict[str, Any]) -> Iterator[Any]:
    """The items of the lists under these names of the outermost object; with `.` those of the outermost list, or the
    object itself if it has an `id`. What else the object holds goes into `head`. Raises ValueError for what is not JSON.
    """
    text = _Text(stream)
    first = text.sign()
    if first == "[" and "." in places:
        yield from text.items()
        text.end()
        return
    if first != "{":
        raise ValueError("the outermost value is neither an object nor the list that is meant")
    while (sign := text.sign(take=False)) != "}":
        if sign == ",":
            text.sign()
        name = text.value()
        if not isinstance(name, str) or text.sign() != ":":
            raise ValueError(f"a name and a colon are missing near {str(name)[:40]!r}")
        if name in places and text.sign(take=False) == "[":
            text.sign()
            yield from text.items()
        else:
            head[name] = text.value()
    text.sign()
    text.end()
    if "." in places and "id" in head:
        yield dict(head)


class _Text:
    """A text that is read as far as it is needed."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self._text, self._at = stream, "", 0

    def _more(self) -> bool:
        chunk = self._stream.read(max(_CHUNK, len(self._text) - self._at))  # more each time that a value does not end
        if chunk:
            self._text, self._at = self._text[self._at :] + chunk, 0
        return bool(chunk)

    def sign(self, take: bool = True) -> str:
        """The next sign that is no space. Raises ValueError at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text):
                found = self._text[self._at]
                self._at += take
                return found
            if not self._more():
                raise ValueError("it ends too early")

    def value(self) -> Any:
        """The next value."""
        self.sign(take=False)
        while True:
            try:
                found, end = _decode(self._text, self._at)
            except ValueError:
                if not self._more():
                    raise
                continue
            if end == len(self._text) and self._more():
                continue  # a number may go on
            self._at = end
            return found

    def items(self) -> Iterator[Any]:
        """The values of a list whose bracket is open."""
        while (sign := self.sign(take=False)) != "]":
            if sign == ",":
                self.sign()
            yield self.value()
        self.sign()

    def end(self) -> None:
        """Raise ValueError if anything but spaces is left."""
        try:
            left = self.sign()
        except ValueError:
            return
        raise ValueError(f"something follows the end: {left!r}")
