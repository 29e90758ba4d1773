"""Title, author, publisher and date of a plain text, where its first or last lines say so; else None."""

import re
from functools import cache
from typing import NamedTuple

import msgspec

from upperhand.data import load
from upperhand.read import dates

_HEAD = 8
_LABEL_LENGTH = 200


class Byline(NamedTuple):
    """What a text says of itself."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published_at: str | None = None


class Form(msgspec.Struct, forbid_unknown_fields=True):
    """A form of byline: the pattern's groups `author`, `publisher`, `date`, `title` are what it tells."""

    id: str
    pattern: str
    examples: list[dict[str, str]]
    not_examples: list[str]


class Forms(msgspec.Struct, forbid_unknown_fields=True):
    """data/read/bylines.yml. `publishers` maps the short name in a dateline to the publisher's name."""

    forms: list[Form]
    labels: frozenset[str]
    publishers: dict[str, str]


@cache
def forms() -> Forms:
    """The forms of bylines."""
    return load("read/bylines.yml", Forms)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form.pattern) for form in forms().forms)


def byline(text: str) -> Byline:
    """Read the first paragraphs, and the last for words about the author."""
    paragraphs = text[:8_000].split("\n\n")[:_HEAD]
    last = text[-2_000:].split("\n\n")[-2:]
    found: dict[str, str] = {}
    for paragraph in paragraphs + last:
        for name, value in told(paragraph).items():
            found.setdefault(name, value)
    if "date" not in found and (day := _lone_date(paragraphs[:6])):
        found["date"] = day
    masthead, title = _masthead(paragraphs)
    title = found.get("title") or title or _title(paragraphs)
    return Byline(title, found.get("author"), masthead or found.get("publisher"), found.get("date"))


def told(paragraph: str) -> dict[str, str]:
    """What one paragraph says: any of author, publisher, date, title."""
    found: dict[str, str] = {}
    for pattern in _patterns():
        match = pattern.search(paragraph[:400])
        said = {name: _clean(name, value) for name, value in match.groupdict().items() if value} if match else {}
        if "date" in said and said["date"] is None:
            continue  # what stands where the date should is none: not this form
        for name, value in said.items():
            if value:
                found.setdefault(name, value)
    return found


def _clean(name: str, value: str) -> str | None:
    value = value.strip(" \t,，;；:：.|/　《》")
    if name == "date":
        return dates.parse(value)
    if name == "publisher":
        return forms().publishers.get(value, value)
    return value or None


def _lone_date(paragraphs: list[str]) -> str | None:
    return next((dates.parse(p) for p in paragraphs if len(p) < 80 and dates.is_only_date(p)), None)


def _masthead(paragraphs: list[str]) -> tuple[str | None, str | None]:
    """An outlet's name, a line with the date, then the title: outlet and title; else neither."""
    if len(paragraphs) < 4 or len(paragraphs[0].split()) > 4 or "date" not in told(paragraphs[1]):
        return None, None
    if len(paragraphs[1]) > 80 or "author" in told(paragraphs[1]) or len(paragraphs[2].split()) < 4:
        return None, None
    title = _as_title(paragraphs[2])
    return (_as_title(paragraphs[0]), title) if title and len(paragraphs[3]) > len(title) else (None, None)


def _title(paragraphs: list[str]) -> str | None:
    """The first paragraph that is no label, date or byline, if it is short, no sentence, and text follows it."""
    for index, paragraph in enumerate(paragraphs[:4]):
        if paragraph.strip("*#=[]【】 ").lower() in forms().labels or dates.is_only_date(paragraph):
            continue
        if told(paragraph) and len(paragraph) < 150:
            continue
        follows = any(len(later) > len(paragraph) for later in paragraphs[index + 1 :])
        return _as_title(paragraph) if follows else None
    return None


def _as_title(paragraph: str) -> str | None:
    text = paragraph.strip().strip("#=* ").strip()
    too_long = len(text) > _LABEL_LENGTH or len(text.split()) > 25 or "\n" in text
    if not text or too_long or text[-1] in ".。;；,，:：、" or (not text[0].isalnum() and text[0] not in "“\"'‘《「【"):
        return None
    if text[0].islower() or not any(char.isalpha() for char in text):
        return None
    return text
