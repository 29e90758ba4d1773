"""Page furniture in text: page numbers, running heads and feet, address lines. Found by form, place and repetition.

One line of such form proves little; a cluster of them that stands apart, or that breaks a sentence in two, does.
"""

import re
from collections import Counter
from collections.abc import Sequence

from upperhand.read.lines import Layout, Line, ends_sentence

_PAGE_NUMBER = re.compile(
    r"(?:[-–—~·|]\s*)?(?:page|p\.|seite)?\s*(\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/|von)\s*\d{1,4})?(?:\s*[-–—~·|])?|"
    r"第\s*(\d{1,4})\s*[页頁](?:\s*[,，/]?\s*共\s*\d{1,4}\s*[页頁])?",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\b(?:p|t|f|tel|telephone|phone|fax|email|e-mail)\s*[:.]\s*\+?[\d(]|\+\d{1,3}[\s.(-]\d|"
    r"\b\d{3}[.\s-]\d{3,4}[.\s-]\d{4}\b|\b[A-Z]{2}\s+\d{5}(?:-\d{4})?$|^\S+@\S+\.\w+$|"
    r"(?:电话|電話|传真|傳真|邮编|郵編|地址)\s*[:：]|^©|\ball rights reserved\b|copyright ©",
    re.IGNORECASE,
)
# What every contact line has one of; a quick look before the long pattern.
_HINT = re.compile(r"\d{4}|[@©]|[Rr]eserved")
_NUMBERED = re.compile(r"^\d{1,4}\b|\b\d{1,4}$")
_DIGITS = re.compile(r"\d+")


def page_number(text: str) -> str | None:
    """The number if the line is nothing but a page number; a year is none."""
    match = _PAGE_NUMBER.fullmatch(text)
    if not match:
        return None
    number = match.group(1) or match.group(2)
    return None if number.isdigit() and 1900 <= int(number) <= 2100 else number


def shape(text: str) -> str:
    """A line with its digits made equal, so that a running head with a page number repeats."""
    return _DIGITS.sub("0", text).strip().lower()


def find(lines: Sequence[Line], layout: Layout) -> frozenset[int]:
    """The indices of the lines that are furniture of a text without known pages."""
    shapes = [_shape_of(line.text) for line in lines]
    counts = Counter(shapes)
    counts[""] = 0
    found: set[int] = set()
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and _may_be(lines[end].text, counts[shapes[end]] > 1):
            end += 1
        if end > index:
            repeated = sum(counts[shape] > 2 for shape in shapes[index:end])
            if _is_cluster(lines, index, end, layout, repeated):
                found.update(range(index, end))
        index = max(end, index + 1)
    return frozenset(found)


def _shape_of(text: str) -> str:
    """The shape of a line that could be a running head, else nothing."""
    return shape(text) if 6 <= len(text) <= 120 and not ends_sentence(text) else ""


def _may_be(text: str, repeated: bool) -> bool:
    if repeated:
        return True
    if len(text) > 140:
        return False
    capitals = len(text) <= 60 and text.isupper() and not ends_sentence(text)
    return capitals or (len(text) <= 20 and page_number(text) is not None) or _is_contact(text)


def _is_contact(text: str) -> bool:
    likely = _HINT.search(text) is not None
    return likely and _CONTACT.search(text) is not None and text.count(". ") < 2


def _is_cluster(lines: Sequence[Line], start: int, end: int, layout: Layout, repeated: int) -> bool:
    cluster = [line.text for line in lines[start:end]]
    numbers = sum(page_number(text) is not None for text in cluster)
    sure = numbers + repeated + sum(_is_contact(text) for text in cluster)
    if not sure or (numbers == len(cluster) and numbers > 2):  # a column of figures is a table
        return False
    following = lines[end] if end < len(lines) else None
    if start == 0:
        return (numbers > 0 and _turns_page(lines, start, end)) or (
            repeated > 0 and _NUMBERED.search(cluster[0]) is not None
        )
    if following is None:
        return numbers > 0 and _turns_page(lines, start, end)
    breaks = not ends_sentence(lines[start - 1].text) and following.text[0].islower()
    gaps = lines[start].blanks, following.blanks
    parted = max(gaps) > layout.step and (numbers > 0 or sure > 1)
    alone = min(gaps) > layout.step and repeated > 0
    return breaks or _turns_page(lines, start, end) or parted or alone


def _turns_page(lines: Sequence[Line], start: int, end: int) -> bool:
    before = lines[start - 1].page if start else lines[start].page
    after = lines[end].page if end < len(lines) else lines[end - 1].page + 1
    return after != before
