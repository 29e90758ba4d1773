"""Columns of screening files: which of them hold the name, and what a row then says.

A column that comes twice loses nothing: of two names the second is an alias, other values stand beside each other.
"""

import re
from collections.abc import Mapping, Sequence

NAMES = (
    "name", "full name", "caption", "entity name", "entity", "company name", "company", "organisation name",
    "organization name", "vendor name", "supplier name", "customer name", "名称", "姓名", "公司名称", "企业名称", "单位名称",
)  # fmt: skip
"""Columns that hold the name, the surest first: where one is empty, the next one of the file counts."""
_PARTS = (("first name", "given name"), ("middle name",), ("last name", "family name", "surname"))
_OTHERS = {
    "type": "schema", "dob": "birth_date", "birthdate": "birth_date", "date of birth": "birth_date", "birth date": "birth_date",
    "country code": "country", "countries": "country", "aliases": "alias", "lei code": "lei", "usc code": "uscc", "imo number": "imo",
}  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FIRST_COUNTS = frozenset({"id", "schema"})
FAULT = ""
"""The field of a row that says what is wrong with it."""


class Header:
    """The columns of a table by the names that screening knows; one without a name of its own is `column_3`."""

    def __init__(self, cells: Sequence[str]) -> None:
        words = [_words(cell) for cell in cells]
        self.columns = [_column(word, words) or f"column_{number}" for number, word in enumerate(words, 1)]
        ranked = sorted((NAMES.index(word), place) for place, word in enumerate(words) if word in NAMES)
        self._ranks = {place: rank for rank, place in ranked}
        self.names = [place for _, place in ranked]
        self._parts = (
            [] if self.names else [place for part in _PARTS for place, word in enumerate(words) if word in part]
        )
        self._is_plain = len(set(self.columns)) == len(self.columns) and len(self.names) == 1

    def __len__(self) -> int:
        return len(self.columns)

    def has_name(self) -> bool:
        """Whether a column, or several together, hold the name."""
        return bool(self.names) or len(self._parts) > 1

    def fields(self, cells: Sequence[str], faults: Mapping[int, str] = {}) -> dict[str, str]:
        """What a row says; `faults` say by column what is wrong with a cell, which matters where it should be the name."""
        if self._is_plain and not faults:
            found = {
                column: cell for column, cell in zip(self.columns, cells, strict=False) if cell and not cell.isspace()
            }
            if (name := found.pop(self.columns[self.names[0]], None)) is not None:
                found["name"] = name
            return found
        return self._joined([[cell] if cell.strip() else [] for cell in cells], faults)

    def joined(self, values: Sequence[Sequence[str]]) -> dict[str, str]:
        """What a row says whose columns may each have several values."""
        return self._joined(values, {})

    def _joined(self, values: Sequence[Sequence[str]], faults: Mapping[int, str]) -> dict[str, str]:
        said: dict[str, dict[str, None]] = {}
        filled = [place for place in self.names if place < len(values) and values[place]]
        best = [place for place in filled if self._ranks[place] == self._ranks[filled[0]]]
        for place, found in enumerate(values[: len(self.columns)]):
            said.setdefault("name" if place in best else self.columns[place], {}).update(dict.fromkeys(found))
        if not self.names:
            whole = " ".join(text.strip() for place in self._parts if place < len(values) for text in values[place])
            said["name"] = {whole: None} if whole else {}
        name, *others = said.pop("name", {}) or ("",)
        fields = {column: _one(column, list(texts)) for column, texts in said.items() if texts}
        if others:
            fields["alias"] = ";".join(filter(None, (fields.get("alias"), *others)))
        fault = next((faults[place] for place in self.names if place in faults), "")
        return {**({FAULT: fault} if fault else {}), **({"name": name} if name else {}), **fields}


def _words(cell: str) -> str:
    return " ".join(_CAMEL.sub(" ", cell.strip("\ufeff")).lower().replace("_", " ").split())


def _column(word: str, words: Sequence[str]) -> str:
    """The field that a column goes into; a second word for one that is there by its own name keeps its own."""
    known = _OTHERS.get(word)
    if known is not None and known.replace("_", " ") not in words:
        return known
    return "name" if word == "name" else word.replace(" ", "_")


def _one(column: str, texts: Sequence[str]) -> str:
    return texts[0] if column in _FIRST_COUNTS else ";".join(texts)
