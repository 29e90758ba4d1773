"""The supplements to part 744 of the US Export Administration Regulations: one cell holds names, aliases and addresses.

    Example Optics Co., Ltd., a.k.a., the following two aliases:
    —Example Guangxue; and
    —EO Tech.
    No. 1 Example Road, Wuhan, China; and No. 2 …

Source: https://www.ecfr.gov/current/title-15/subtitle-B/chapter-VII/subchapter-C/part-744 (supplements 4 and 7).
"""

import re
from collections.abc import Iterator

_KNOWN_AS = re.compile(
    r",?\s*\(?\b(?P<how>a\.?k\.?a|f\.?k\.?a|formerly known as|also known as)\.?,?"
    r"(?:\s*the following [\w-]+ alias(?:es)?(?: and [\w-]+ address(?:es)?)?)?\s*[:,]?\s*",
    re.IGNORECASE,
)
_BRACKET = re.compile(
    r"\s*[(（](?P<how>(?:and|including) (?:its )?[\w-]+ alias(?:es)?|also known as|formerly(?: known as)?|a\.?k\.?a\.?|f\.?k\.?a\.?|alias(?:es)?)"
    r"\s*[:,]?\s*(?P<names>(?:[^()（）]|\([^()]*\))+)[)）]",
    re.IGNORECASE,
)
_SUBSIDIARIES = re.compile(
    r"(?:,? and subsidiaries|,? and its subordinate and affiliated entities"
    r"|,? and its (?:[\w-]+ )*subsidiar(?:y|ies)(?:, which include)? (?P<names>.+?))\s*$",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*;\s*(?:and\s+)?|,?\s+and\s+(?=[A-Z])|,\s+(?=(?:formerly|also) known as)|(?:formerly|also) known as\s+|"
                  r",\s+(?!(?:Co|Ltd|Inc|LLC|Limited|Corp)\b)(?=[A-Z\u4e00-\u9fff])")  # fmt: skip
_DASHED = re.compile(r"\s*[—–]\s*|\s*-{2,}\s*")
_ENDING = re.compile(r"[;,.]?\s*(?:\band\b|\bor\b)?\s*[;,.]?\s*$", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?<=[.;),])\s+(?=(?:No\.|Room|Building|Floor|P\.?\s?O\.?|Unit|Suite|\d|[A-Z][\w'-]+ (?:Road|Street|Avenue|District)))"
)


def read(text: str) -> Iterator[tuple[str, str]]:
    """The targets and values of one cell: name, alias, previousName, address."""
    first, *rest = _KNOWN_AS.split(text, maxsplit=1)
    name, address = _parted(first) if not rest else (first, "")
    yield "name", _clean(name)
    if rest:
        how, aliases = rest
        target = "previousName" if how.lower().startswith("f") else "alias"
        *names, last = [part for part in _DASHED.split(aliases) if part.strip()] or [""]
        last, address = _parted(last)
        yield from ((target, _clean(alias)) for alias in (*names, last) if _clean(alias))
    if address:
        yield "address", _clean(address)


def read_brackets(text: str) -> Iterator[tuple[str, str]]:
    """`Name (also known as A; B and C) and its subsidiary D`: the name, and the others by the words that bring them in.

    Subsidiaries that are named with a company count as other names of it, so that they are found, and stand in a note.
    """
    for bracket in _BRACKET.finditer(text):
        target = "previousName" if bracket["how"].lower().startswith("f") else "alias"
        yield from ((target, name) for part in _AND.split(bracket["names"]) if (name := _clean(part)))
    plain = _BRACKET.sub(" ", text)
    if found := _SUBSIDIARIES.search(plain):
        plain = plain[: found.start()]
        yield "notes", f"Listed with it: {_clean(found[0]).removeprefix('and ')}"
        yield from (("alias", name) for part in _AND.split(found["names"] or "") if (name := _clean(part)))
    yield "name", _clean(plain)


def _parted(text: str) -> tuple[str, str]:
    """A name and the address behind it: after the last alias's full stop, or where a street begins."""
    if found := re.search(r"(?<=\.)\s*\n|\n", text):
        return text[: found.start()], text[found.end() :]
    if found := _ADDRESS.search(text):
        return text[: found.start()], text[found.end() :]
    return text, ""


def _clean(text: str) -> str:
    text = " ".join(text.split())
    if re.search(r"\b(?:Co|Ltd|Inc|Corp|Pte|Sdn|Bhd|S\.A|L\.L\.C)\.$", text):
        return text
    return _ENDING.sub("", text).strip(" ,;")
